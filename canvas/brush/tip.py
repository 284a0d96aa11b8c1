"""The tip of a brush: pictures of what one dab leaves."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import StrEnum

import cv2
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


@dataclass(frozen=True, slots=True, eq=False)
class Pyramid:
    """A tip's pictures at falling sizes, as the kernels read them."""

    texels: np.ndarray  # uint8: all pictures one after the other, each in a frame of one zero
    levels: np.ndarray  # images × levels × 3 int64: where it begins in `texels`, width, height


@functools.lru_cache(maxsize=32)
def pyramid(tip: Tip) -> Pyramid:
    """Each level has half the side of the one before, down to a few texels, averaged over whole areas."""
    longest = max(max(image.shape) for image in tip.images)
    count = max(1, longest.bit_length() - 1)
    parts: list[np.ndarray] = []
    levels = np.zeros((len(tip.images), count, 3), np.int64)
    offset = 0
    for place, image in enumerate(tip.images):
        height, width = image.shape
        for level in range(count):
            size = max(1, round(width / (1 << level))), max(1, round(height / (1 << level)))
            smaller = image if level == 0 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
            framed = np.pad(smaller, 1)
            levels[place, level] = offset, size[0], size[1]
            parts.append(framed.ravel())
            offset += framed.size
    return Pyramid(np.concatenate(parts), levels)
