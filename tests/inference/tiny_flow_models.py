"""Builders of tiny flow-matching checkpoints: the real architectures with random weights, in folders."""

# diffusers and transformers export their classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    FlowMatchEulerDiscreteScheduler,
    Flux2Transformer2DModel,
    FluxTransformer2DModel,
    QwenImageTransformer2DModel,
    SD3Transformer2DModel,
    ZImageTransformer2DModel,
)
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import (
    CLIPTextModel,
    CLIPTextModelWithProjection,
    Mistral3Config,
    Mistral3ForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

from tests.inference.tiny_models import END, clip_config, clip_tokenizer

Parts = dict[str, Any]

CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{% if message['content'] is string %}"
    "{{ message['content'] }}{% else %}{{ message['content'][0]['text'] }}{% endif %}<|im_end|>\n{% endfor %}"
)
MARKS = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>",
    "<|video_pad|>",
)  # fmt: skip


def build(name: str, folder: Path) -> Path:
    """Write the model `name`, one of `MODELS`, as a diffusers folder."""
    torch.manual_seed(sum(name.encode()))
    pipeline, parts, options = MODELS[name]()
    index: dict[str, Any] = {"_class_name": pipeline, "_diffusers_version": "0.42.1", **options}
    for part, made in parts.items():
        made.save_pretrained(folder / part)
        index[part] = [
            "diffusers" if hasattr(made, "_internal_dict") else "transformers",
            type(made).__name__,
        ]
    if "processor" in parts:  # the image half of the real processor's settings
        settings = folder / "processor" / "preprocessor_config.json"
        settings.write_text(json.dumps(PICTURE_SETTINGS), encoding="utf-8")
        index["processor"] = ["transformers", "Qwen2VLProcessor"]
    (folder / "model_index.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


def build_gguf(path: Path, folder: Path, architecture: str) -> Path:
    """Write the transformer of `folder` as a GGUF file: matrices in 8 bits, the rest as it is."""
    import gguf
    import numpy as np
    from safetensors.torch import load_file

    writer = gguf.GGUFWriter(str(path), architecture)
    (weights,) = (folder / "transformer").glob("*.safetensors")
    for name, tensor in load_file(weights).items():
        plain = tensor.numpy().astype(np.float32)
        if plain.ndim == 2 and plain.shape[1] % 32 == 0 and not name.endswith("_token"):
            packing = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quants.quantize(plain, packing), raw_dtype=packing)
        else:
            writer.add_tensor(name, plain)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


# --- schedulers and VAEs ----------------------------------------------------------------------------------


def _fixed(shift: float) -> Any:
    return FlowMatchEulerDiscreteScheduler(shift=shift)


def _moving(**changes: Any) -> Any:
    """With a shift that grows with the picture, as Flux has it."""
    return FlowMatchEulerDiscreteScheduler(
        **({"shift": 3.0, "use_dynamic_shifting": True, "base_shift": 0.5, "max_shift": 1.15} | changes)
    )


def _vae(kind: Any = AutoencoderKL, channels: int = 16, **settings: Any) -> Any:
    """Four levels as in the real ones, so that a latent pixel is 8 pixels wide."""
    return kind(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=channels,
        norm_num_groups=4,
        **settings,
    )


def _flux_vae(scaling: float = 0.3611, shift: float = 0.1159) -> Any:
    return _vae(scaling_factor=scaling, shift_factor=shift, use_quant_conv=False, use_post_quant_conv=False)


def _flux2_vae() -> Any:
    vae = _vae(AutoencoderKLFlux2, 32)
    vae.bn.running_mean.normal_(0.0, 0.1)
    vae.bn.running_var.uniform_(0.5, 1.5)
    return vae


# --- text encoders ----------------------------------------------------------------------------------------


def _t5(width: int = 32) -> tuple[Any, Any]:
    """Encoder and tokenizer: one token a letter."""
    letters = [(chr(code), -5.0) for code in range(0x21, 0x7F)]
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), *letters]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=0)
    config = T5Config(vocab_size=len(vocabulary), d_model=width, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    return T5EncoderModel(config), tokenizer


def _letters() -> dict[str, int]:
    """Byte-level BPE's 256 letters."""
    return {letter: index for index, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}


def _qwen_tokenizer() -> Any:
    tokenizer = Qwen2Tokenizer(vocab=_letters(), merges=[], extra_special_tokens=list(MARKS))
    tokenizer.chat_template = CHAT
    tokenizer.model_max_length = 4096
    return tokenizer


def _mistral_tokenizer() -> Any:
    raw = Tokenizer(BPE(vocab=_letters(), merges=[]))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token="<pad>", eos_token="</s>", padding_side="left"
    )
    tokenizer.chat_template = CHAT
    return tokenizer


TEXT: dict[str, Any] = {
    "vocab_size": 256 + 16,
    "hidden_size": 16,
    "intermediate_size": 16,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "max_position_embeddings": 8192,
}


def _qwen3(layers: int) -> Any:
    return Qwen3ForCausalLM(
        Qwen3Config(**TEXT, num_hidden_layers=layers, head_dim=8, tie_word_embeddings=True)
    )


def _mistral() -> Any:
    """As deep as the pipeline looks: it reads the layers 10, 20 and 30."""
    config = Mistral3Config(
        text_config={"model_type": "mistral", "head_dim": 8, "num_hidden_layers": 30, **TEXT},
        vision_config={
            "model_type": "pixtral",
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 16,
        },
        image_token_index=10,
    )
    return Mistral3ForConditionalGeneration(config)


def _qwen_vl(tokenizer: Any) -> Any:
    ids = {mark: tokenizer.convert_tokens_to_ids(mark) for mark in MARKS}
    sections = {"rope_type": "default", "type": "default", "mrope_section": [1, 1, 2], "rope_theta": 1e6}
    config = Qwen2_5_VLConfig(
        text_config={"num_hidden_layers": 2, "rope_parameters": sections, "rope_scaling": sections, **TEXT},
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_heads": 2,
            "out_hidden_size": TEXT["hidden_size"],
            "patch_size": 14,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "fullatt_block_indexes": [0],
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
    )
    return Qwen2_5_VLForConditionalGeneration(config)


PICTURE_SETTINGS: dict[str, Any] = {
    "image_processor_type": "Qwen2VLImageProcessor",
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "size": {"shortest_edge": 56 * 56, "longest_edge": 56 * 56},
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}


# --- the models -------------------------------------------------------------------------------------------


def _sd3(with_t5: bool = True) -> tuple[str, Parts, Parts]:
    joint = 96  # at least as wide as the two CLIPs side by side
    encoder, tokenizer = _t5(joint)
    transformer = SD3Transformer2DModel(
        sample_size=16, num_layers=1, attention_head_dim=8, num_attention_heads=2, joint_attention_dim=joint,
        caption_projection_dim=16, pooled_projection_dim=32 + 64, pos_embed_max_size=24, qk_norm="rms_norm",
    )  # fmt: skip
    parts: Parts = {
        "transformer": transformer,
        "vae": _flux_vae(1.5305, 0.0609),
        "text_encoder": CLIPTextModelWithProjection(clip_config(32, "quick_gelu")),
        "text_encoder_2": CLIPTextModelWithProjection(clip_config(64, "gelu")),
        "tokenizer": clip_tokenizer(END),
        "tokenizer_2": clip_tokenizer("!"),
        "scheduler": _fixed(3.0),
    }
    if with_t5:
        parts |= {"text_encoder_3": encoder, "tokenizer_3": tokenizer}
    return "StableDiffusion3Pipeline", parts, {}


def _flux(pipeline: str, guided: bool = True, channels: int = 64) -> tuple[str, Parts, Parts]:
    encoder, tokenizer = _t5()
    transformer = FluxTransformer2DModel(
        in_channels=channels, out_channels=64, num_layers=1, num_single_layers=1, attention_head_dim=16,
        num_attention_heads=2, joint_attention_dim=32, pooled_projection_dim=32, guidance_embeds=guided,
        axes_dims_rope=(4, 6, 6),
    )  # fmt: skip
    parts: Parts = {
        "transformer": transformer,
        "vae": _flux_vae(),
        "text_encoder": CLIPTextModel(clip_config(32, "quick_gelu")),
        "text_encoder_2": encoder,
        "tokenizer": clip_tokenizer(END),
        "tokenizer_2": tokenizer,
        "scheduler": _moving() if guided else _fixed(1.0),
    }
    return pipeline, parts, {}


def _flux2(klein: bool) -> tuple[str, Parts, Parts]:
    transformer = Flux2Transformer2DModel(
        num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=3 * TEXT["hidden_size"], timestep_guidance_channels=16,
        axes_dims_rope=(4, 4, 4, 4), guidance_embeds=not klein,
    )  # fmt: skip
    parts: Parts = {
        "transformer": transformer,
        "vae": _flux2_vae(),
        "text_encoder": _qwen3(27) if klein else _mistral(),
        "tokenizer": _qwen_tokenizer() if klein else _mistral_tokenizer(),
        "scheduler": _moving(),
    }
    options = {"is_distilled": False} if klein else {}
    return "Flux2KleinPipeline" if klein else "Flux2Pipeline", parts, options


def _qwen(pipeline: str) -> tuple[str, Parts, Parts]:
    transformer = QwenImageTransformer2DModel(
        num_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=TEXT["hidden_size"], axes_dims_rope=(4, 6, 6),
    )  # fmt: skip
    tokenizer = _qwen_tokenizer()
    parts: Parts = {
        "transformer": transformer,
        "vae": AutoencoderKLQwenImage(base_dim=2, dim_mult=[1, 1, 1, 1], num_res_blocks=1),
        "text_encoder": _qwen_vl(tokenizer),
        "tokenizer": tokenizer,
        "scheduler": _moving(
            max_shift=0.9, shift_terminal=0.02, base_image_seq_len=256, max_image_seq_len=8192
        ),
    }
    if "Edit" in pipeline:
        parts["processor"] = tokenizer
    return pipeline, parts, {}


def _zimage(shift: float) -> tuple[str, Parts, Parts]:
    transformer = ZImageTransformer2DModel(
        dim=32, n_layers=1, n_refiner_layers=1, n_heads=2, n_kv_heads=2, cap_feat_dim=TEXT["hidden_size"],
        axes_dims=[4, 6, 6], axes_lens=[1024, 64, 64],
    )  # fmt: skip
    parts: Parts = {
        "transformer": transformer,
        "vae": _flux_vae(),
        "text_encoder": _qwen3(2),
        "tokenizer": _qwen_tokenizer(),
        "scheduler": _fixed(shift),
    }
    return "ZImagePipeline", parts, {}


MODELS: Mapping[str, Callable[[], tuple[str, Parts, Parts]]] = {
    "sd3": _sd3,
    "sd3-no-t5": lambda: _sd3(with_t5=False),
    "flux": lambda: _flux("FluxPipeline"),
    "flux-schnell": lambda: _flux("FluxPipeline", guided=False),
    "flux-fill": lambda: _flux("FluxFillPipeline", channels=384),
    "flux-kontext": lambda: _flux("FluxKontextPipeline"),
    "flux2": lambda: _flux2(klein=False),
    "flux2-klein": lambda: _flux2(klein=True),
    "qwen": lambda: _qwen("QwenImagePipeline"),
    "qwen-edit": lambda: _qwen("QwenImageEditPipeline"),
    "qwen-edit-plus": lambda: _qwen("QwenImageEditPlusPipeline"),
    "zimage": lambda: _zimage(6.0),
    "zimage-turbo": lambda: _zimage(3.0),  # told apart by nothing else
}
