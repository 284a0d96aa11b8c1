"""The model families and what is usual for each: sizes, steps, guidance, and which kinds of job they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inference.job import Kind

Family = Literal["sd15", "sdxl", "sd3", "flux", "flux2", "qwen", "zimage"]

# "base" takes all the usual kinds; "inpaint" and "fill" repaint a mask only; "edit" follows instructions.
Variant = Literal["base", "inpaint", "fill", "edit"]

# How a model was distilled to need few steps; "" for one that was not.
Speed = Literal["", "turbo", "lcm", "lightning", "hyper", "schnell"]


@dataclass(frozen=True, slots=True)
class Traits:
    """What holds for all models of a family."""

    name: str  # as artists know it
    native_size: int  # pixels, side of the square it was trained at
    multiple: int  # pixels that both working sides must divide by
    steps: int  # usual number
    guidance: float  # usual scale
    negative: bool  # takes a negative prompt


TRAITS: Mapping[Family, Traits] = {
    "sd15": Traits("SD 1.5", 512, 8, 20, 7.0, negative=True),
    "sdxl": Traits("SDXL", 1024, 8, 25, 6.0, negative=True),
    "sd3": Traits("SD 3", 1024, 16, 28, 4.5, negative=True),
    "flux": Traits("Flux.1", 1024, 16, 24, 3.5, negative=False),
    "flux2": Traits("Flux.2", 1024, 16, 28, 4.0, negative=False),
    "qwen": Traits("Qwen-Image", 1328, 16, 30, 4.0, negative=True),
    "zimage": Traits("Z-Image", 1024, 16, 9, 0.0, negative=True),
}

# What models of a variant do; see `kinds` for the families that do more.
_KINDS: Mapping[Variant, frozenset[Kind]] = {
    "base": frozenset({Kind.TEXT, Kind.PAINT, Kind.VARY, Kind.INPAINT}),
    "inpaint": frozenset({Kind.INPAINT}),
    "fill": frozenset({Kind.INPAINT}),
    "edit": frozenset({Kind.EDIT, Kind.INPAINT}),
}


def kinds(family: Family, variant: Variant) -> frozenset[Kind]:
    """The kinds of job that a model does. Flux.2 follows instructions beside all else."""
    return _KINDS[variant] | ({Kind.EDIT} if family == "flux2" else frozenset())
