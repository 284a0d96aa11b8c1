"""Weights files that are all header: shapes and names as real ones have them, but no weights."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Shapes = Mapping[str, Iterable[int]]

UNET = "model.diffusion_model."
CLIP_L = "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight"
SD15 = {
    f"{UNET}input_blocks.0.0.weight": [320, 4, 3, 3],
    f"{UNET}input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": [320, 768],
    CLIP_L: [49408, 768],
    "first_stage_model.decoder.conv_in.weight": [512, 4, 3, 3],
}
SDXL = {
    f"{UNET}input_blocks.0.0.weight": [320, 4, 3, 3],
    f"{UNET}label_emb.0.0.weight": [1280, 2816],
    f"{UNET}input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight": [640, 2048],
    "conditioner.embedders.0.transformer.text_model.embeddings.token_embedding.weight": [49408, 768],
    "conditioner.embedders.1.model.text_projection": [1280, 1280],
    "first_stage_model.decoder.conv_in.weight": [512, 4, 3, 3],
}
SD3 = {
    "joint_blocks.0.x_block.attn.qkv.weight": [4608, 1536],
    "pos_embed": [1, 36864, 1536],
    "x_embedder.proj.weight": [1536, 16, 2, 2],
}
SD35_LARGE = SD3 | {"joint_blocks.0.x_block.attn.ln_q.weight": [64]}
SD35_MEDIUM = SD35_LARGE | {"joint_blocks.0.x_block.attn2.qkv.weight": [4608, 1536]}
SCHNELL = {
    "double_blocks.0.img_attn.qkv.weight": [9216, 3072],
    "single_blocks.0.linear1.weight": [21504, 3072],
    "img_in.weight": [3072, 64],
    "final_layer.linear.weight": [64, 3072],
}
FLUX = SCHNELL | {"guidance_in.in_layer.weight": [3072, 256]}
FLUX2 = {
    "double_blocks.0.img_attn.qkv.weight": [18432, 6144],
    "double_stream_modulation_img.lin.weight": [36864, 6144],
    "single_stream_modulation.lin.weight": [18432, 6144],
    "img_in.weight": [6144, 128],
    "guidance_in.in_layer.weight": [6144, 256],
}
KLEIN = {
    "double_blocks.0.img_attn.qkv.weight": [9216, 3072],
    "single_stream_modulation.lin.weight": [9216, 3072],
    "img_in.weight": [3072, 128],
}
KLEIN_9B = KLEIN | {"img_in.weight": [4096, 128]}
QWEN = {
    "transformer_blocks.0.img_mod.1.weight": [18432, 3072],
    "txt_norm.weight": [3584],
    "img_in.weight": [3072, 64],
}
Z_IMAGE = {
    "layers.0.adaLN_modulation.0.weight": [15360, 256],
    "cap_embedder.0.weight": [2560],
    "x_embedder.weight": [3840, 64],
}


def write_header(
    path: Path, tensors: Shapes, dtype: str = "F16", metadata: Mapping[str, str] | None = None
) -> Path:
    """A safetensors file whose tensors have these shapes and take no bytes."""
    header = {
        name: {"dtype": dtype, "shape": list(shape), "data_offsets": [0, 0]}
        for name, shape in tensors.items()
    }
    return write_raw(
        path, json.dumps({"__metadata__": dict(metadata or {"format": "pt"}), **header}).encode()
    )


def write_raw(path: Path, header: bytes, data: bytes = b"") -> Path:
    path.write_bytes(struct.pack("<Q", len(header)) + header + data)
    return path


# --- folders --------------------------------------------------------------------------------------------

SD15_INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
    "text_encoder": ["transformers", "CLIPTextModel"],
}
SDXL_INDEX = SD15_INDEX | {
    "_class_name": "StableDiffusionXLPipeline",
    "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
}
SD15_UNET = {"_class_name": "UNet2DConditionModel", "in_channels": 4, "cross_attention_dim": 768}
SDXL_UNET = SD15_UNET | {
    "cross_attention_dim": 2048,
    "addition_embed_type": "text_time",
    "use_linear_projection": True,
}
FLUX_INDEX = {
    "_class_name": "FluxPipeline",
    "transformer": ["diffusers", "FluxTransformer2DModel"],
    "vae": ["diffusers", "AutoencoderKL"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "text_encoder_2": ["transformers", "T5EncoderModel"],
}
FLUX_TRANSFORMER = {"_class_name": "FluxTransformer2DModel", "in_channels": 64, "guidance_embeds": True}


def write_folder(
    folder: Path,
    index: Mapping[str, Any],
    denoiser: Mapping[str, Any],
    suffix: str = ".safetensors",
    scheduler: Mapping[str, Any] | None = None,
) -> Path:
    """A diffusers folder with settings and empty weights."""
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps(index))
    for part in ("unet", "transformer", "vae", "text_encoder", "text_encoder_2"):
        if part in index:
            config = denoiser if part in ("unet", "transformer") else {}
            write_component(folder / part, config, f"diffusion_pytorch_model{suffix}")
    if scheduler is not None:
        (folder / "scheduler").mkdir()
        (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(scheduler))
    return folder


def write_component(
    folder: Path, config: Mapping[str, Any], file: str = "diffusion_pytorch_model.safetensors"
) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config))
    write_raw(folder / file, b"{}")
    return folder


# --- GGUF -----------------------------------------------------------------------------------------------

F32, F16, Q8_0, Q4_K, BF16 = 0, 1, 8, 12, 30  # enum ggml_type
_SIZES = {F32: (1, 4), F16: (1, 2), Q8_0: (32, 34), Q4_K: (256, 144), BF16: (1, 2)}


def gguf_text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def gguf_pair(key: str, value: object) -> bytes:
    """A key with a value: str, bool, int (uint32), float (float32), or a list of strings or of ints."""
    start = gguf_text(key)
    if isinstance(value, str):
        return start + struct.pack("<I", 8) + gguf_text(value)
    if isinstance(value, bool):
        return start + struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return start + struct.pack("<II", 4, value)
    if isinstance(value, float):
        return start + struct.pack("<If", 6, value)
    assert isinstance(value, list)
    if value and isinstance(value[0], str):
        return start + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(gguf_text, value))
    return start + struct.pack("<IIQ", 9, 5, len(value)) + struct.pack(f"<{len(value)}i", *value)


def gguf_bytes(
    tensors: Mapping[str, tuple[Iterable[int], int]], values: Mapping[str, object], version: int = 3
) -> bytes:
    """A GGUF file with tensors (shape as torch has it, type) and key-values; its weights are zeros."""
    pairs = [gguf_pair(key, value) for key, value in values.items()]
    infos, at = [], 0
    for name, (shape, kind) in tensors.items():
        sides = list(shape)[::-1]
        infos.append(gguf_text(name) + struct.pack(f"<I{len(sides)}QIQ", len(sides), *sides, kind, at))
        count, (block, size) = 1, _SIZES[kind]
        for side in sides:
            count *= side
        at += -(-(count // block * size) // 32) * 32
    head = b"GGUF" + struct.pack("<IQQ", version, len(infos), len(pairs)) + b"".join(pairs + infos)
    return head + bytes(-len(head) % 32 + at)


def write_gguf(path: Path, tensors: Shapes, kind: int, **values: object) -> Path:
    """The tensors with this type, those of one side only as F32, cut down to one block a row."""
    block = _SIZES[kind][0]
    packed = {
        name: (([*[1] * (len(sides) - 1), block], kind) if len(sides := list(shape)) > 1 else ([1], F32))
        for name, shape in tensors.items()
    }
    path.write_bytes(gguf_bytes(packed, {key.replace("__", "."): value for key, value in values.items()}))
    return path
