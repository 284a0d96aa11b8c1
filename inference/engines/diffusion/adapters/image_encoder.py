"""The CLIP image encoder that an IP-Adapter sees its pictures through: finding it, loading it, using it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from inference.checkpoint import read_json, read_shapes
from inference.engines.diffusion.adapters.files import find_weights, read_tensors
from inference.engines.diffusion.adapters.networks import count, fill_transformer
from inference.engines.diffusion.adapters.planes import square, to_tensor
from inference.errors import ModelError

# Means and deviations of the three channels that CLIP was trained with, for values of 0 … 1.
_MEAN = (0.48145466, 0.4578275, 0.40821073)
_DEVIATION = (0.26862954, 0.26130258, 0.27577711)
_HEADS = 16  # of both encoders that IP-Adapters use, ViT-H/14 and ViT-bigG/14
_WIDTH_KEY = "vision_model.embeddings.class_embedding"
_PROJECTION_KEY = "visual_projection.weight"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an adapter needs to see."""

    width: int  # of the features it takes
    patches: (
        bool  # the features of all patches from the last layer but one; otherwise the picture's embedding
    )


def find_encoder(adapter: Path, wanted: Wanted) -> Path:
    """The encoder for the adapter at this path: a folder `image_encoder` near it, as published, or one among
    the files of a folder `clip_vision`.

    Raises ModelError saying what to get where none fits.
    """
    for path in _candidates(adapter):
        if _width(path, wanted.patches) == wanted.width:
            return path
    raise ModelError(
        "The IP-Adapter '{name}' needs its CLIP image encoder ({width} wide), which is not there. Download "
        "the adapter's folder 'image_encoder' and put it beside '{name}'.",
        name=adapter.name,
        width=wanted.width,
    )


def _candidates(adapter: Path) -> Iterator[Path]:
    parents = [adapter.parent, *list(adapter.parents)[1:3]]
    for parent in parents:
        for folder in (parent / "image_encoder", parent / "models" / "image_encoder"):
            if (folder / "config.json").is_file():
                yield folder
        for folder in (parent / "clip_vision", parent / "sdxl_models" / "image_encoder"):
            if (folder / "config.json").is_file():
                yield folder
            elif folder.is_dir():
                yield from sorted(folder.glob("*.safetensors"))


def _width(path: Path, patches: bool) -> int:
    """Width of the features that the encoder gives; 0 where it is none."""
    if path.is_dir():
        config = read_json(path / "config.json")
        width = config.get("hidden_size" if patches else "projection_dim")
        return width if isinstance(width, int) else 0
    shapes = read_shapes(path)
    shape = shapes.get(_WIDTH_KEY if patches else _PROJECTION_KEY, (0,))
    return shape[0]


def read_encoder(path: Path, dtype: torch.dtype) -> Any:
    """Load the encoder into main memory. Raises ModelError where its files are damaged or pickled."""
    file = find_weights(path, dtype.itemsize == 2) if path.is_dir() else path
    tensors = read_tensors(file)[0]
    tensors.pop("vision_model.embeddings.position_ids", None)  # counted through, in older files
    if path.is_dir():
        config = CLIPVisionConfig.from_dict(read_json(path / "config.json"))
    else:
        config = _config(tensors)
    return fill_transformer(CLIPVisionModelWithProjection, config, tensors, path.name, dtype)


def _config(tensors: Mapping[str, torch.Tensor]) -> CLIPVisionConfig:
    """A single file holds no settings; its shapes tell them."""
    patch = tensors["vision_model.embeddings.patch_embedding.weight"]
    positions = tensors["vision_model.embeddings.position_embedding.weight"]
    return CLIPVisionConfig(
        hidden_size=patch.shape[0],
        patch_size=patch.shape[-1],
        image_size=patch.shape[-1] * round((positions.shape[0] - 1) ** 0.5),
        intermediate_size=tensors["vision_model.encoder.layers.0.mlp.fc1.weight"].shape[0],
        num_hidden_layers=count(tensors, r"vision_model\.encoder\.layers\.(\d+)\."),
        num_attention_heads=_HEADS,
        projection_dim=tensors[_PROJECTION_KEY].shape[0],
        hidden_act="gelu",
    )


def look(encoder: Any, picture: np.ndarray, wanted: Wanted) -> tuple[torch.Tensor, torch.Tensor]:
    """What the encoder makes of an H×W×3 uint8 picture, and of none: 1×width, or 1×patches×width, each.

    As in the training: without a picture the embedding is zero, the patches are those of a picture of zeros.
    """
    weights = next(encoder.parameters())
    pixels = to_tensor(square(picture, encoder.config.image_size)) / 255.0
    mean, deviation = (torch.tensor(values)[None, :, None, None] for values in (_MEAN, _DEVIATION))
    pixels = ((pixels - mean) / deviation).to(weights.device, weights.dtype)
    if not wanted.patches:
        seen = encoder(pixels).image_embeds
        return seen, torch.zeros_like(seen)
    both = torch.cat([pixels, torch.zeros_like(pixels)])
    features = encoder(both, output_hidden_states=True).hidden_states[-2]
    return features[:1], features[1:]
