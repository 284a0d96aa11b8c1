"""Growing and shrinking a selection by a number of pixels."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from canvas.geometry import Rect
from canvas.mask_blocks import filtered
from canvas.selecting import clipped
from canvas.selection import Selection

MAX_PIXELS = 1000
STEP = 8  # pixels; a wide disc is made of discs of this radius, which costs far less


def grown(selection: Selection | None, pixels: int, inside: Rect | None = None) -> Selection | None:
    """The selection with its edge moved outwards by `pixels` (inwards if negative), as soft as it was.

    With `inside` (the canvas) the result is cut to it, and shrinking leaves an edge alone that is the canvas's
    own. None if nothing is selected then.
    """
    if selection is None or selection.empty or pixels == 0:
        return clipped(selection, inside) if inside is not None else selection
    radius = min(abs(pixels), MAX_PIXELS)
    discs = [_disc(STEP)] * (radius // STEP) + [_disc(radius % STEP)] * (radius % STEP > 0)
    spread: Callable[..., np.ndarray] = cv2.dilate if pixels > 0 else cv2.erode

    def change(values: np.ndarray) -> np.ndarray:
        for disc in discs:
            values = spread(values, disc)
        return values

    result = filtered(selection, radius, change, inside)
    result = clipped(result, inside) if inside is not None else result
    return None if result is None or result.empty else result


def _disc(radius: int) -> np.ndarray:
    """The pixels whose middles lie within `radius` + ½ of the central one's, as a uint8 square."""
    along = np.arange(-radius, radius + 1)
    return (along[:, None] ** 2 + along**2 <= (radius + 0.5) ** 2).astype(np.uint8)
