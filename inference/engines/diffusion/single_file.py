"""The settings of a single-file checkpoint: its family's published ones, corrected by its tensor shapes.

diffusers builds a model from settings and then fills in weights; a single file has no settings in it. What
shapes can tell (widths, depths, channels) is read from them, so wider and smaller checkpoints load as well;
what they cannot tell (activation, heads) follows the family.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from inference.checkpoint import TensorShapes
from inference.errors import ModelError
from inference.families import Family

Config = dict[str, Any]

UNET = "model.diffusion_model."
_HEAD_WIDTH = 64  # channels per attention head in CLIP and in SDXL's UNet


def write_configs(family: Family, shapes: TensorShapes, folder: Path) -> None:
    """Write the settings for the checkpoint with these tensors into `folder`, laid out as diffusers expects.

    Raises ModelError where tensors that every checkpoint of the family has are missing.
    """
    shipped = files("resources") / "model_configs" / family
    parts = {
        "unet/config.json": _unet_config,
        "vae/config.json": _vae_config,
        "text_encoder/config.json": _clip_config,
        "text_encoder_2/config.json": _open_clip_config,
        "scheduler/scheduler_config.json": _scheduler_config,
        "model_index.json": _as_shipped,
    }
    if family == "sd15":
        del parts["text_encoder_2/config.json"]
    for name, adapt in parts.items():
        config: Config = json.loads(shipped.joinpath(name).read_text(encoding="utf-8"))
        try:
            config.update(adapt(shapes, config))
        except (KeyError, IndexError, ValueError) as error:
            raise ModelError(
                "The checkpoint is incomplete ({part}: no {tensor}). Download it again.",
                part=name.partition("/")[0],
                tensor=str(error),
            ) from error
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(config), encoding="utf-8")


def vocabulary_size(shapes: TensorShapes) -> int:
    """How many tokens the checkpoint's text encoder knows: rows of its embedding."""
    for prefix in CLIP_PREFIXES:
        if rows := shapes.get(f"{prefix}embeddings.token_embedding.weight"):
            return rows[0]
    raise ModelError("The checkpoint has no text encoder that Scumble knows. Choose a complete checkpoint.")


CLIP_PREFIXES = (
    "cond_stage_model.transformer.text_model.",
    "conditioner.embedders.0.transformer.text_model.",
)


def _as_shipped(shapes: TensorShapes, config: Config) -> Config:
    return {}


def _scheduler_config(shapes: TensorShapes, config: Config) -> Config:
    """Checkpoints trained on v-prediction carry an empty tensor of that name, as do those with zero SNR."""
    changes: Config = {}
    if "v_pred" in shapes:
        changes["prediction_type"] = "v_prediction"
    if "ztsnr" in shapes:
        changes["rescale_betas_zero_snr"] = True
    return changes


def _unet_config(shapes: TensorShapes, config: Config) -> Config:
    """Walk the encoder: a level is some residual blocks, with or without attention, then a downsampling."""
    levels: list[list[int]] = [[]]  # per level, the number of transformer blocks after each residual block
    widths: list[int] = []
    for index in range(1, _count(shapes, UNET + r"input_blocks\.(\d+)\.")):
        block = f"{UNET}input_blocks.{index}."
        if f"{block}0.op.weight" in shapes:
            levels.append([])
            continue
        width = shapes[f"{block}0.out_layers.3.weight"][0]
        if not levels[-1]:
            widths.append(width)
        levels[-1].append(_count(shapes, re.escape(block) + r"1\.transformer_blocks\.(\d+)\."))
    attends = [max(level) > 0 for level in levels]
    cross = _first_shape(shapes, ".1.transformer_blocks.0.attn2.to_k.weight")
    projection = _first_shape(shapes, ".1.proj_in.weight")
    changes: Config = {
        "in_channels": shapes[f"{UNET}input_blocks.0.0.weight"][1],
        "out_channels": shapes[f"{UNET}out.2.weight"][0],
        "block_out_channels": widths,
        "layers_per_block": len(levels[0]),
        "down_block_types": ["CrossAttnDownBlock2D" if has else "DownBlock2D" for has in attends],
        "up_block_types": ["CrossAttnUpBlock2D" if has else "UpBlock2D" for has in reversed(attends)],
        "cross_attention_dim": cross[1],
        "use_linear_projection": len(projection) == 2,
        "transformer_layers_per_block": [max(1, *level) for level in levels],
    }
    if "addition_embed_type" in config:
        # The extra input is the pooled text and six sizes, each as a sinusoidal embedding.
        extra = shapes[f"{UNET}label_emb.0.0.weight"][1]
        pooled = shapes["conditioner.embedders.1.model.text_projection"][1]
        changes["projection_class_embeddings_input_dim"] = extra
        changes["addition_time_embed_dim"] = (extra - pooled) // 6
        changes["attention_head_dim"] = [_heads(width) for width in widths]
    return changes


def _first_shape(shapes: TensorShapes, ending: str) -> tuple[int, ...]:
    for name, shape in shapes.items():
        if name.startswith(UNET) and name.endswith(ending):
            return shape
    raise KeyError(ending)


def _vae_config(shapes: TensorShapes, config: Config) -> Config:
    prefix = "first_stage_model." if "first_stage_model.encoder.conv_in.weight" in shapes else "vae."
    levels = _count(shapes, re.escape(prefix) + r"encoder\.down\.(\d+)\.")
    widths = [shapes[f"{prefix}encoder.down.{level}.block.0.conv2.weight"][0] for level in range(levels)]
    return {
        "block_out_channels": widths,
        "layers_per_block": _count(shapes, re.escape(prefix) + r"encoder\.down\.0\.block\.(\d+)\."),
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
        "latent_channels": shapes[f"{prefix}decoder.conv_in.weight"][1],
    }


def _clip_config(shapes: TensorShapes, config: Config) -> Config:
    """OpenAI's CLIP text model, in the layout of transformers."""
    prefix = next((one for one in CLIP_PREFIXES if f"{one}embeddings.token_embedding.weight" in shapes), "")
    rows, width = shapes[f"{prefix}embeddings.token_embedding.weight"]
    return {
        "vocab_size": rows,
        "hidden_size": width,
        "projection_dim": width,
        "intermediate_size": shapes[f"{prefix}encoder.layers.0.mlp.fc1.weight"][0],
        "num_hidden_layers": _count(shapes, re.escape(prefix) + r"encoder\.layers\.(\d+)\."),
        "num_attention_heads": _heads(width),
        "max_position_embeddings": shapes[f"{prefix}embeddings.position_embedding.weight"][0],
    }


def _open_clip_config(shapes: TensorShapes, config: Config) -> Config:
    """The second text model of SDXL, in OpenCLIP's layout."""
    prefix = "conditioner.embedders.1.model."
    rows, width = shapes[f"{prefix}token_embedding.weight"]
    return {
        "vocab_size": rows,
        "hidden_size": width,
        "projection_dim": shapes[f"{prefix}text_projection"][1],
        "intermediate_size": shapes[f"{prefix}transformer.resblocks.0.mlp.c_fc.weight"][0],
        "num_hidden_layers": _count(shapes, re.escape(prefix) + r"transformer\.resblocks\.(\d+)\."),
        "num_attention_heads": _heads(width),
        "max_position_embeddings": shapes[f"{prefix}positional_embedding"][0],
    }


def _heads(width: int) -> int:
    return max(1, width // _HEAD_WIDTH)


def _count(names: Iterable[str], pattern: str) -> int:
    """One more than the greatest number that `pattern`'s group finds at the start of a name; 0 for none."""
    finder = re.compile(pattern)
    return max((int(match[1]) + 1 for name in names if (match := finder.match(name))), default=0)
