"""The tip of a brush: pictures of what one dab leaves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

LARGEST_TIP = 4096  # pixels along a side


class TipOrder(StrEnum):
    """How an animated tip (a "pipe") takes its next picture."""

    SEQUENCE = "sequence"
    RANDOM = "random"
    DIRECTION = "direction"  # the first picture points along the x axis, then clockwise
    PRESSURE = "pressure"  # the first at no pressure


@dataclass(frozen=True, slots=True, eq=False)
class Tip:
    """Coverage pictures, H×W uint8 each (255: full), scaled so that the longest side is the brush's size."""

    name: str
    images: tuple[np.ndarray, ...]
    order: TipOrder = TipOrder.SEQUENCE
    spacing: float | None = None  # in diameters, as its file has it
