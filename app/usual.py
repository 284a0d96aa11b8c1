"""What is usual for a model and what it can do: where panel and command line begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inference.families import TRAITS, Family, Speed, kinds
from inference.job import Kind
from inference.models import ModelInfo


@dataclass(frozen=True, slots=True)
class Usual:
    """Settings to begin with."""

    steps: int
    guidance: float


PAINTER = Usual(20, 7.0)  # of no consequence: the built-in painter has neither

# As the authors of these distillations use them; Z-Image has its own in the table of families.
_DISTILLED: Mapping[Speed, Usual] = {
    "turbo": Usual(4, 1.0),
    "lcm": Usual(6, 1.5),
    "lightning": Usual(6, 1.0),
    "hyper": Usual(8, 1.0),
    "schnell": Usual(4, 1.0),
}

# Samplers by the names that jobs use, and as artists know them (they are the same in every language).
SAMPLER_NAMES: Mapping[str, str] = {
    "euler": "Euler",
    "euler_a": "Euler a",
    "dpmpp_2m": "DPM++ 2M",
    "ddim": "DDIM",
    "unipc": "UniPC",
    "lcm": "LCM",
}
_FLOW = ("euler", "dpmpp_2m", "lcm")  # of models trained on flow matching

# The families whose networks reference pictures, regions and textual inversions can reach into.
_REACHED: frozenset[Family] = frozenset({"sd15", "sdxl"})
_OWN_VAE: frozenset[Family] = frozenset({"flux2", "qwen"})  # that work with no other


def usual_of(info: ModelInfo | None) -> Usual:
    """The steps and guidance to begin with."""
    if info is None:
        return PAINTER
    traits = TRAITS[info.family]
    own = Usual(traits.steps, traits.guidance)
    return own if info.family == "zimage" else _DISTILLED.get(info.speed, own)


def kinds_of(info: ModelInfo | None) -> frozenset[Kind]:
    """The kinds of job that a model does; None is the built-in painter."""
    if info is None:
        return frozenset({Kind.PAINT, Kind.INPAINT, Kind.VARY})
    return kinds(info.family, info.variant)


def samplers_of(family: Family) -> tuple[str, ...]:
    """The samplers that a family's models can be run with."""
    return tuple(SAMPLER_NAMES) if family in ("sd15", "sdxl") else _FLOW


def takes_references(family: Family) -> bool:
    return family in _REACHED


def takes_regions(family: Family) -> bool:
    return family in _REACHED


def takes_clip_skip(family: Family) -> bool:
    """Whether layers of its text encoder can be left out."""
    return family in _REACHED


def takes_embeddings(family: Family) -> bool:
    return family in _REACHED


def takes_vae(family: Family) -> bool:
    """Whether another VAE can stand in for a model's own."""
    return family not in _OWN_VAE
