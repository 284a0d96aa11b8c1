"""The picture's colours without its detail, for tile and colour ControlNets."""

from __future__ import annotations

import cv2
import numpy as np

from inference.framing.crop import fit, flatten

SHRINK = 8  # work pixels that become one
CALM = 3  # pixels of the small copy, side of the median


def colour_blocks(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Means over 8×8 pixels, calmed by a median, enlarged again: composition and colours, no detail."""
    small = max(1, size[0] // SHRINK), max(1, size[1] // SHRINK)
    means = fit(flatten(picture), small)
    if min(small) >= CALM:
        means = cv2.medianBlur(means, CALM)
    return np.clip(cv2.resize(means, size, interpolation=cv2.INTER_CUBIC), 0, 255)


def as_it_is(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A map that is ready: depth, normals, poses and segments, painted or made by another program."""
    return fit(flatten(picture), size)
