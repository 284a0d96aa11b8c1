"""Feathering: giving a selection a soft edge."""

from __future__ import annotations

import math

import cv2
import numpy as np

from canvas.geometry import Rect
from canvas.mask_blocks import filtered
from canvas.selecting import clipped
from canvas.selection import Selection
from canvas.tile import ONE

MAX_RADIUS = 2000.0  # pixels


def feathered(selection: Selection | None, radius: float, inside: Rect | None = None) -> Selection | None:
    """The selection with its edge softened over about `radius` pixels to either side.

    A Gaussian blur with a standard deviation of radius / 2, cut off at three deviations. With `inside` (the
    canvas), an edge that is the canvas's own stays full and the result is cut to it; without, that edge fades
    too. None if nothing is selected.
    """
    sigma = min(radius, MAX_RADIUS) / 2
    if selection is None or selection.empty or sigma <= 0:
        return clipped(selection, inside) if inside is not None else selection
    scale = _scale(sigma)
    reach = math.ceil(3 * sigma) + 2 * scale

    def blur(values: np.ndarray) -> np.ndarray:
        return _blurred(values, sigma, scale)

    result = filtered(selection, reach, blur, inside)
    result = clipped(result, inside) if inside is not None else result
    return None if result is None or result.empty else result


def _scale(sigma: float) -> int:
    """By how much to shrink before blurring: a power of two up to a tile's side that leaves σ at 4 or more."""
    scale = 1
    while sigma / scale >= 8 and scale < 64:
        scale *= 2
    return scale


def _blurred(values: np.ndarray, sigma: float, scale: int) -> np.ndarray:
    """H×W uint16 fix15 blurred. A wide blur is done on a shrunk picture: it holds nothing finer anyway."""
    height, width = values.shape
    picture = values.astype(np.float32)
    if scale > 1:
        picture = cv2.resize(picture, (width // scale, height // scale), interpolation=cv2.INTER_AREA)
        # Shrinking and stretching blur a little themselves: a box of one cell, then a tent of two.
        sigma = math.sqrt((sigma / scale) ** 2 - 1 / 12 - 1 / 6)
    side = 2 * math.ceil(3 * sigma) + 1
    picture = cv2.GaussianBlur(picture, (side, side), sigma, borderType=cv2.BORDER_REPLICATE)
    if scale > 1:
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(np.rint(picture), 0, ONE).astype(np.uint16)
