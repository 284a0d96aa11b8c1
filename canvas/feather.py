"""Feathering: giving a selection a soft edge."""

from __future__ import annotations

import math

import cv2
import numpy as np

from canvas.geometry import Rect
from canvas.mask_blocks import filtered
from canvas.selecting import clipped
from canvas.selection import Selection

MAX_RADIUS = 2000.0  # pixels


def feathered(selection: Selection | None, radius: float, inside: Rect | None = None) -> Selection | None:
    """The selection with its edge softened over about `radius` pixels to either side.

    A Gaussian blur with a standard deviation of radius / 2, cut off at three deviations. With `inside` (the
    canvas), an edge that is the canvas's own stays full and the result is cut to it; without, that edge fades
    too. None if nothing is selected.
    """
    if selection is not None and inside is not None:
        selection = clipped(selection, inside)
    if selection is None or selection.empty or radius <= 0:
        return selection
    sigma = min(radius, MAX_RADIUS) / 2
    scale = _scale(sigma)
    # Shrinking and stretching blur a little themselves: a box of one cell, then a tent of two.
    blur = math.sqrt((sigma / scale) ** 2 - (1 / 4 if scale > 1 else 0))  # standard deviation in cells
    taps = cv2.getGaussianKernel(2 * math.ceil(3 * blur) + 1, blur, cv2.CV_32F)

    def blurred(cells: np.ndarray) -> np.ndarray:
        picture = cells.astype(np.float32)  # thrice as fast as from integers
        soft = cv2.sepFilter2D(picture, -1, taps, taps, delta=0.5, borderType=cv2.BORDER_REPLICATE)
        return soft.astype(np.uint16)  # rounded, thanks to the half

    result = filtered(selection, (len(taps) // 2) * scale, blurred, inside, scale)
    result = clipped(result, inside) if inside is not None else result
    return None if result is None or result.empty else result


def _scale(sigma: float) -> int:
    """By how much to shrink before blurring: a wide blur leaves nothing that a few cells per σ cannot hold.

    A power of two up to a tile's side; σ stays at 2½ cells or more, where stretching errs by about 0.5 %.
    """
    scale = 1
    while sigma / scale >= 5 and scale < 64:
        scale *= 2
    return scale
