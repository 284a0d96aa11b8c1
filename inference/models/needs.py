"""Which pieces a denoiser needs beside itself, which of them a file lacks, and which parts can stand in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from inference.errors import ModelError, Sentence
from inference.families import TRAITS, Family
from inference.models.info import Edition, ModelInfo, Need, Part

_REQUIRED: Mapping[Family, tuple[Need, ...]] = {
    "sd15": ("vae", "clip-l"),
    "sdxl": ("vae", "clip-l", "clip-g"),
    "sd3": ("vae", "clip-l", "clip-g"),  # T5 helps, but is not needed
    "flux": ("vae", "clip-l", "t5"),
    "qwen": ("vae", "qwen2.5-vl"),
    "zimage": ("vae", "qwen3-4b"),
}
_FLUX2_ENCODERS: Mapping[Edition, Need] = {"dev": "mistral3", "klein-4b": "qwen3-4b", "klein-9b": "qwen3-8b"}

# Where single files keep them.
_PLACES: Mapping[Need, tuple[str, ...]] = {
    "vae": ("first_stage_model.", "vae."),
    "clip-l": ("cond_stage_model.transformer.", "conditioner.embedders.0.", "text_encoders.clip_l."),
    "clip-g": ("conditioner.embedders.1.", "text_encoders.clip_g."),
    "t5": ("text_encoders.t5",),
    "qwen2.5-vl": ("text_encoders.qwen25", "text_encoders.qwen2.5"),
    "qwen3-4b": ("text_encoders.qwen3",),
    "qwen3-8b": ("text_encoders.qwen3",),
    "mistral3": ("text_encoders.mistral",),
}

# Proper names, the same in every language.
NAMES: Mapping[Need, str] = {
    "vae": "VAE",
    "clip-l": "CLIP-L",
    "clip-g": "CLIP-G",
    "t5": "T5-XXL",
    "qwen2.5-vl": "Qwen2.5-VL 7B",
    "qwen3-4b": "Qwen3 4B",
    "qwen3-8b": "Qwen3 8B",
    "mistral3": "Mistral Small 3",
}


def required(family: Family, edition: Edition = "") -> tuple[Need, ...]:
    """What a denoiser of the family cannot work without."""
    if family == "flux2":
        return ("vae", _FLUX2_ENCODERS.get(edition, "mistral3"))
    return _REQUIRED[family]


def missing_from(family: Family, edition: Edition, tensors: Iterable[str]) -> tuple[Need, ...]:
    """Those that a file with tensors of these names does not hold."""
    wanted = required(family, edition)
    places = tuple(place for need in wanted for place in _PLACES[need])
    held = {
        place for name in tensors if name.startswith(places) for place in places if name.startswith(place)
    }
    return tuple(need for need in wanted if not held.intersection(_PLACES[need]))


def needs_sentence(info: ModelInfo) -> Sentence | None:
    """What has to be added to the model before it can be used; None where it is complete."""
    error = incomplete(info)
    return None if error is None else error.sentence


def incomplete(info: ModelInfo) -> ModelError | None:
    """The same as an error."""
    if not info.needs:
        return None
    return ModelError(
        "'{name}' holds only a part of a model: {needs} missing. Put a complete {family} model (a diffusers "
        "folder) beside it or into a models folder, or choose a complete checkpoint.",
        name=info.name,
        family=TRAITS[info.family].name,
        needs=", ".join(NAMES[need] for need in info.needs),
    )


def companions(info: ModelInfo, parts: Iterable[Part]) -> dict[Need, tuple[Part, ...]]:
    """For each piece that the model lacks the parts that can stand in, the likeliest first; () for none.

    VAEs of several families look alike from outside. Those that fit fewest families, that are named after the
    model's family and that lie nearest come first; the artist may choose another.
    """
    usable = [part for part in parts if info.family in part.families and part.unusable is None]
    return {need: _ranked(info, [part for part in usable if _serves(part, need)]) for need in info.needs}


def _serves(part: Part, need: Need) -> bool:
    return part.kind == "vae" if need == "vae" else part.kind == "text-encoder" and part.encoder == need


def _ranked(info: ModelInfo, parts: list[Part]) -> tuple[Part, ...]:
    mark = "flux" if info.family == "zimage" else info.family  # Z-Image works with Flux's VAE

    def rank(part: Part) -> tuple[int, bool, int, str]:
        told = mark in part.name.lower().replace("-", "").replace("_", "")
        return len(part.families), not told, -_shared(info.path, part.path), str(part.path)

    return tuple(sorted(parts, key=rank))


def _shared(first: Path, second: Path) -> int:
    """How many folders two paths have in common, from the root on."""
    return len(Path(os.path.commonpath((first, second))).parts) if first.anchor == second.anchor else 0
