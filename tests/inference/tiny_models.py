"""Builders of tiny checkpoints: the real SD 1.5 and SDXL architectures with random weights, on disk.

Each builder writes a diffusers folder, or the same weights as one file in the layout of the original code.
"""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import torch
from diffusers import (
    AutoencoderKL,
    EulerDiscreteScheduler,
    PNDMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

START, END = "<|startoftext|>", "<|endoftext|>"
MAX_TOKENS = 77
NOISE: dict[str, Any] = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "steps_offset": 1,
}


def build_sd15(folder: Path, width: int = 32, inpaint: bool = False) -> Path:
    """Write a diffusers folder of SD 1.5's architecture, its UNet `width` (32·n) channels wide."""
    _sd15(width, inpaint).save_pretrained(folder)
    return folder


def build_sdxl(folder: Path, width: int = 32, inpaint: bool = False) -> Path:
    """The same for SDXL."""
    _sdxl(width, inpaint).save_pretrained(folder)
    return folder


def build_sd15_file(path: Path, width: int = 32, inpaint: bool = False) -> Path:
    """Write the model of `build_sd15` as one file in CompVis' layout, its tokenizer beside it."""
    pipe = _sd15(width, inpaint)
    tensors = unet_to_ldm(pipe.unet) | vae_to_ldm(pipe.vae)
    tensors |= clip_to_ldm(pipe.text_encoder, "cond_stage_model.transformer.text_model.")
    tensors["cond_stage_model.transformer.text_model.embeddings.position_ids"] = torch.arange(MAX_TOKENS)[
        None
    ]
    tensors |= {
        "alphas_cumprod": torch.ones(1000),
        "model_ema.decay": torch.tensor(0.9999),
    }  # unused, as published
    return _save(path, tensors)


def build_sdxl_file(path: Path, width: int = 32, inpaint: bool = False) -> Path:
    """Write the model of `build_sdxl` as one file in Stability's layout, its tokenizer beside it."""
    pipe = _sdxl(width, inpaint)
    tensors = unet_to_ldm(pipe.unet) | vae_to_ldm(pipe.vae)
    tensors |= clip_to_ldm(pipe.text_encoder, "conditioner.embedders.0.transformer.text_model.")
    tensors |= clip_to_open_clip(pipe.text_encoder_2, "conditioner.embedders.1.model.")
    tensors |= {
        "conditioner.embedders.1.model.logit_scale": torch.tensor(4.6),
        "denoiser.sigmas": torch.ones(1000),
    }
    return _save(path, tensors)


def _save(path: Path, tensors: dict[str, torch.Tensor]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.contiguous().clone() for name, tensor in tensors.items()}, path)
    write_tokenizer(path.parent / "tokenizer")
    return path


# --- the parts ------------------------------------------------------------------------------------------


def _sd15(width: int, inpaint: bool) -> Any:
    torch.manual_seed(15)
    widths = (width, width, 2 * width, 2 * width)
    settings: dict[str, Any] = {
        "sample_size": 64,
        "in_channels": 9 if inpaint else 4,
        "block_out_channels": widths,
        "down_block_types": ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        "up_block_types": ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
        "layers_per_block": 1,
        "cross_attention_dim": 32,
        "attention_head_dim": 8,
    }
    without: dict[str, Any] = {"safety_checker": None, "feature_extractor": None}
    return StableDiffusionPipeline(
        vae=_vae(0.18215, force_upcast=False),
        text_encoder=CLIPTextModel(clip_config(32, "quick_gelu")),
        tokenizer=clip_tokenizer(END),
        unet=UNet2DConditionModel(**settings),
        scheduler=cast(Any, PNDMScheduler(skip_prk_steps=True, **NOISE)),
        requires_safety_checker=False,
        **without,
    )


def _sdxl(width: int, inpaint: bool) -> Any:
    torch.manual_seed(100)
    widths = (width, 2 * width, 2 * width)
    settings: dict[str, Any] = {
        "sample_size": 128,
        "in_channels": 9 if inpaint else 4,
        "block_out_channels": widths,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        "layers_per_block": 1,
        "transformer_layers_per_block": (1, 1, 2),
        "cross_attention_dim": 32 + 64,
        "attention_head_dim": tuple(max(1, one // 64) for one in widths),
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 8,
        "projection_class_embeddings_input_dim": 64 + 6 * 8,
    }
    return StableDiffusionXLPipeline(
        vae=_vae(0.13025, force_upcast=True),
        text_encoder=CLIPTextModel(clip_config(32, "quick_gelu")),
        text_encoder_2=CLIPTextModelWithProjection(clip_config(64, "gelu")),
        tokenizer=clip_tokenizer(END),
        tokenizer_2=clip_tokenizer("!"),
        unet=UNet2DConditionModel(**settings),
        scheduler=cast(Any, EulerDiscreteScheduler(timestep_spacing="leading", **NOISE)),
        add_watermarker=False,
    )


def _vae(scaling: float, force_upcast: bool) -> AutoencoderKL:
    """Four levels as in the real ones, so one latent pixel is 8 pixels wide."""
    settings: dict[str, Any] = {
        "block_out_channels": (32, 32, 32, 32),
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "layers_per_block": 1,
        "latent_channels": 4,
        "scaling_factor": scaling,
        "force_upcast": force_upcast,
    }
    return AutoencoderKL(**settings)


def clip_config(width: int, activation: str) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=width,
        intermediate_size=2 * width,
        projection_dim=width,
        num_hidden_layers=3,
        num_attention_heads=max(1, width // 64),
        max_position_embeddings=MAX_TOKENS,
        hidden_act=activation,
        bos_token_id=0,
        eos_token_id=2,  # as in the published settings: the end is the greatest token
        pad_token_id=1,
    )


def _vocabulary() -> dict[str, int]:
    """Printable ASCII, inside and at the end of a word, and a few merges; the end mark comes last."""
    letters = [chr(code) for code in range(0x21, 0x7F)]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), "ca", "cat</w>", START, END]
    return {token: index for index, token in enumerate(tokens)}


MERGES = ("c a", "ca t</w>")


def clip_tokenizer(pad: str) -> CLIPTokenizer:
    merges: Any = [tuple(merge.split(" ")) for merge in MERGES]
    return CLIPTokenizer(vocab=_vocabulary(), merges=merges, pad_token=pad, model_max_length=MAX_TOKENS)


def write_tokenizer(folder: Path) -> None:
    """Write the tiny tokenizer's `vocab.json` and `merges.txt`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(_vocabulary()), encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(("#version: 0.2", *MERGES)) + "\n", encoding="utf-8")


# --- diffusers' names to the original ones ----------------------------------------------------------------

Rules = tuple[tuple[str, str], ...]

_UNET_RESNET: Rules = (
    (r"\.norm1\.", ".in_layers.0."),
    (r"\.conv1\.", ".in_layers.2."),
    (r"\.time_emb_proj\.", ".emb_layers.1."),
    (r"\.norm2\.", ".out_layers.0."),
    (r"\.conv2\.", ".out_layers.3."),
    (r"\.conv_shortcut\.", ".skip_connection."),
)
_UNET_TOP: Rules = (
    (r"^time_embedding\.linear_1\.", "time_embed.0."),
    (r"^time_embedding\.linear_2\.", "time_embed.2."),
    (r"^add_embedding\.linear_1\.", "label_emb.0.0."),
    (r"^add_embedding\.linear_2\.", "label_emb.0.2."),
    (r"^conv_in\.", "input_blocks.0.0."),
    (r"^conv_norm_out\.", "out.0."),
    (r"^conv_out\.", "out.2."),
    (r"^mid_block\.resnets\.0\.", "middle_block.0."),
    (r"^mid_block\.attentions\.0\.", "middle_block.1."),
    (r"^mid_block\.resnets\.1\.", "middle_block.2."),
)
_VAE: Rules = (
    (r"\.mid_block\.resnets\.0\.", ".mid.block_1."),
    (r"\.mid_block\.resnets\.1\.", ".mid.block_2."),
    (r"\.mid_block\.attentions\.0\.group_norm\.", ".mid.attn_1.norm."),
    (r"\.mid_block\.attentions\.0\.to_([qkv])\.", r".mid.attn_1.\1."),
    (r"\.mid_block\.attentions\.0\.to_out\.0\.", ".mid.attn_1.proj_out."),
    (r"\.down_blocks\.(\d+)\.resnets\.(\d+)\.", r".down.\1.block.\2."),
    (r"\.down_blocks\.(\d+)\.downsamplers\.0\.", r".down.\1.downsample."),
    (r"\.conv_shortcut\.", ".nin_shortcut."),
    (r"\.conv_norm_out\.", ".norm_out."),
)
_OPEN_CLIP: Rules = (
    (r"^text_projection\.weight$", "text_projection"),
    (r"^text_model\.", ""),
    (r"^embeddings\.token_embedding\.", "token_embedding."),
    (r"^embeddings\.position_embedding\.weight$", "positional_embedding"),
    (r"^final_layer_norm\.", "ln_final."),
    (r"^encoder\.layers\.", "transformer.resblocks."),
    (r"\.layer_norm1\.", ".ln_1."),
    (r"\.layer_norm2\.", ".ln_2."),
    (r"\.mlp\.fc1\.", ".mlp.c_fc."),
    (r"\.mlp\.fc2\.", ".mlp.c_proj."),
    (r"\.self_attn\.out_proj\.", ".attn.out_proj."),
)


def _rename(name: str, rules: Rules) -> str:
    for pattern, replacement in rules:
        name = re.sub(pattern, replacement, name)
    return name


def unet_to_ldm(unet: Any) -> dict[str, torch.Tensor]:
    """The UNet's tensors by the names of CompVis' code; blocks are numbered through instead of by level."""
    per_level = unet.config.layers_per_block + 1
    attends = ["CrossAttn" in kind for kind in unet.config.up_block_types]

    def block(match: re.Match[str]) -> str:
        side, level, part, index = match[1], int(match[2]), match[3], int(match[4])
        if side == "down":
            number = 1 + level * per_level + (per_level - 1 if part == "downsamplers" else index)
            return (
                f"input_blocks.{number}."
                + {"resnets": "0.", "attentions": "1.", "downsamplers": "0.op."}[part]
            )
        number = level * per_level + (per_level - 1 if part == "upsamplers" else index)
        last = "2.conv." if attends[level] else "1.conv."
        return f"output_blocks.{number}." + {"resnets": "0.", "attentions": "1.", "upsamplers": last}[part]

    pattern = (
        r"^(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(?:conv\.(?=[wb]))?"
    )
    tensors = {}
    for name, tensor in unet.state_dict().items():
        new = _rename(name, _UNET_TOP) if ".attentions." in name else _rename(name, _UNET_TOP + _UNET_RESNET)
        tensors["model.diffusion_model." + re.sub(pattern, block, new)] = tensor
    return tensors


def vae_to_ldm(vae: Any) -> dict[str, torch.Tensor]:
    """The VAE's tensors by the names of CompVis' code: decoder counted from the fine end, attention 1×1."""
    last = len(vae.config.block_out_channels) - 1
    tensors = {}
    for name, tensor in vae.state_dict().items():
        new = _rename(name, _VAE)
        new = re.sub(
            r"\.up_blocks\.(\d+)\.resnets\.", lambda match: f".up.{last - int(match[1])}.block.", new
        )
        new = re.sub(
            r"\.up_blocks\.(\d+)\.upsamplers\.0\.", lambda m: f".up.{last - int(m[1])}.upsample.", new
        )
        if ".mid.attn_1." in new and tensor.ndim == 2:
            tensor = tensor[:, :, None, None]
        tensors["first_stage_model." + new] = tensor
    return tensors


def clip_to_ldm(encoder: Any, prefix: str) -> dict[str, torch.Tensor]:
    """The first text encoder's tensors under `prefix`; their own names are the same everywhere."""
    return {
        prefix + name.removeprefix("text_model."): tensor for name, tensor in encoder.state_dict().items()
    }


def clip_to_open_clip(encoder: Any, prefix: str) -> dict[str, torch.Tensor]:
    """The second text encoder's tensors by OpenCLIP's names, with query, key and value in one tensor."""
    tensors = {}
    for name, tensor in encoder.state_dict().items():
        if re.search(r"\.self_attn\.[kv]_proj\.", name):
            continue
        new = _rename(name, _OPEN_CLIP)
        if found := re.search(r"\.self_attn\.q_proj\.(weight|bias)$", name):
            parts = [encoder.state_dict()[name.replace(".q_proj.", f".{part}_proj.")] for part in "qkv"]
            new = new.replace(f".self_attn.q_proj.{found[1]}", f".attn.in_proj_{found[1]}")
            tensor = torch.cat(parts)
        tensors[prefix + new] = tensor.T if new == "text_projection" else tensor
    return tensors
