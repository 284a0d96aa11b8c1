"""Loading a denoiser that lies alone: as .safetensors, quantised as .gguf, or in a folder of its own."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from inference.checkpoint import TensorShapes, read_json, read_shapes
from inference.engines.diffusion.devices import Device
from inference.engines.diffusion.families import architecture
from inference.engines.diffusion.sources import Source, source, source_of_file
from inference.errors import ModelError
from inference.families import Family
from inference.gguf import read_gguf
from inference.models import ModelInfo

_PREFIXES = ("model.diffusion_model.", "transformer.")
Config = dict[str, Any]


def transformer_source(info: ModelInfo, device: Device) -> Source:
    """The file or folder, so that it is known again."""
    if info.path.is_dir():
        return source(info.path.resolve(), info.family, str(device.dtype))
    return source_of_file(info.path, info.family, str(device.dtype))


def load_transformer(info: ModelInfo, folder: Path, device: Device) -> Any:
    """The transformer in the file; `folder` holds the rest of such a model and settings to start from.

    GGUF weights stay quantised in memory and are widened layer by layer as they are used. Raises ModelError
    where the package that reads them is missing.
    """
    path, quantised = info.path.resolve(), info.path.suffix.lower() == ".gguf"
    if quantised and find_spec("gguf") is None:
        raise ModelError(
            "'{name}' is a GGUF file, which needs one more package. Install it with: pip install "
            "'scumble[ai]'",
            name=info.name,
        )
    family = architecture(info.family)
    maker = next(part.maker for part in family.parts(folder) if part.name == family.denoiser)
    if path.is_dir():
        return maker.from_pretrained(
            str(path), dtype=device.dtype, use_safetensors=True, local_files_only=True
        )
    config = read_json(folder / family.denoiser / "config.json")
    config |= settings(info.family, _shapes(path), config)
    with tempfile.TemporaryDirectory(prefix="scumble-") as made:
        (Path(made) / "config.json").write_text(json.dumps(config), encoding="utf-8")
        return maker.from_single_file(
            str(path),
            config=made,
            local_files_only=True,
            torch_dtype=device.dtype,
            quantization_config=_gguf(device) if quantised else None,
        )


def _gguf(device: Device) -> Any:
    from diffusers import GGUFQuantizationConfig

    return GGUFQuantizationConfig(compute_dtype=device.dtype)


def _shapes(path: Path) -> TensorShapes:
    """The shape of each tensor in the file, by name. Raises ModelError where it is damaged."""
    if path.suffix.lower() != ".gguf":
        return read_shapes(path)
    return {name: stored.shape for name, stored in read_gguf(path).tensors.items()}


# --- what shapes tell of the settings ---------------------------------------------------------------------


def settings(family: Family, shapes: TensorShapes, config: Config) -> Config:
    """The settings that the file's tensors tell, to be laid over `config`, those of a model of the family.

    Raises ModelError where tensors that every transformer of the family has are missing.
    """
    bare = {_bare(name): shape for name, shape in shapes.items()}
    try:
        return _READERS[family](bare, config)
    except (KeyError, IndexError) as error:
        raise ModelError(
            "The checkpoint is incomplete ({part}: no {tensor}). Download it again.",
            part="transformer",
            tensor=str(error),
        ) from error


def _bare(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _either(shapes: TensorShapes, *names: str) -> tuple[int, ...]:
    """The first of the names that is there: the original code's, or diffusers'."""
    return next((shapes[name] for name in names if name in shapes), None) or shapes[names[0]]


def _flux(shapes: TensorShapes, config: Config) -> Config:
    width, channels = _either(shapes, "img_in.weight", "x_embedder.weight")
    guided = ("guidance_in.", "time_text_embed.guidance_embedder.", "time_guidance_embed.guidance_embedder.")
    return {
        "in_channels": channels,
        "num_attention_heads": width // config["attention_head_dim"],
        "joint_attention_dim": _either(shapes, "txt_in.weight", "context_embedder.weight")[1],
        "num_layers": _count(shapes, r"(?:double_blocks|transformer_blocks)\.(\d+)\."),
        "num_single_layers": _count(shapes, r"(?:single_blocks|single_transformer_blocks)\.(\d+)\."),
        "guidance_embeds": any(name.startswith(guided) for name in shapes),
    }


def _sd3(shapes: TensorShapes, config: Config) -> Config:
    _, positions, width = _either(shapes, "pos_embed", "pos_embed.pos_embed")
    dual = re.compile(r"(?:joint_blocks|transformer_blocks)\.(\d+)\.(?:x_block\.attn2|attn2)\.")
    normed = any(name.endswith((".ln_q.weight", "attn.norm_q.weight")) for name in shapes)
    return {
        "pos_embed_max_size": math.isqrt(positions),
        "num_attention_heads": width // config["attention_head_dim"],
        "caption_projection_dim": width,
        "num_layers": _count(shapes, r"(?:joint_blocks|transformer_blocks)\.(\d+)\."),
        "qk_norm": "rms_norm" if normed else None,
        "dual_attention_layers": sorted({int(m[1]) for name in shapes if (m := dual.match(name))}),
    }


def _qwen(shapes: TensorShapes, config: Config) -> Config:
    width, channels = shapes["img_in.weight"]
    return {
        "in_channels": channels,
        "num_attention_heads": width // config["attention_head_dim"],
        "joint_attention_dim": shapes["txt_in.weight"][1],
        "num_layers": _count(shapes, r"transformer_blocks\.(\d+)\."),
    }


def _zimage(shapes: TensorShapes, config: Config) -> Config:
    width, features = shapes["cap_embedder.1.weight"]
    return {
        "dim": width,
        "cap_feat_dim": features,
        "n_layers": _count(shapes, r"layers\.(\d+)\."),
        "n_refiner_layers": _count(shapes, r"noise_refiner\.(\d+)\."),
    }


_READERS: dict[str, Callable[[TensorShapes, Config], Config]] = {
    "flux": _flux,
    "flux2": _flux,
    "sd3": _sd3,
    "qwen": _qwen,
    "zimage": _zimage,
}


def _count(names: Iterable[str], pattern: str) -> int:
    """One more than the greatest number that `pattern`'s group finds at the start of a name; 0 for none."""
    finder = re.compile(pattern)
    return max((int(match[1]) + 1 for name in names if (match := finder.match(name))), default=0)
