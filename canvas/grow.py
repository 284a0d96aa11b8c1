"""Growing and shrinking a selection by a number of pixels."""

from __future__ import annotations

import math

import numpy as np

from canvas.geometry import Rect
from canvas.mask_blocks import filtered
from canvas.selecting import clipped
from canvas.selection import Selection
from canvas.tile import ONE

MAX_PIXELS = 1000


def grown(selection: Selection | None, pixels: int, inside: Rect | None = None) -> Selection | None:
    """The selection with its edge moved outwards by `pixels` (inwards if negative), as soft as it was.

    With `inside` (the canvas) the result is cut to it, and shrinking leaves an edge alone that is the canvas's
    own. None if nothing is selected then.
    """
    if selection is not None and inside is not None:
        selection = clipped(selection, inside)
    if selection is None or selection.empty or pixels == 0:
        return selection
    radius = min(abs(pixels), MAX_PIXELS)

    def change(values: np.ndarray) -> np.ndarray:
        if pixels > 0:
            return _spread(values, radius)
        return np.uint16(ONE) - _spread(np.uint16(ONE) - values, radius)

    result = filtered(selection, radius, change, inside)
    result = clipped(result, inside) if inside is not None else result
    return None if result is None or result.empty else result


def _spread(values: np.ndarray, radius: int) -> np.ndarray:
    """Each pixel's maximum over the disc of pixels whose middles are at most radius + ½ away.

    The disc is taken row by row from its poles to its waist, each row's maximum along x being made from the
    narrower one before it: about five passes per row of the disc instead of one per pixel of it.
    """
    result = values.copy()
    along, half = values, 0  # maximum over x − half … x + half
    for away in range(radius, -1, -1):
        wanted = math.isqrt(radius * radius + radius - away * away)  # ⌊√((radius + ½)² − away²)⌋, or as good
        while half < wanted:
            shift = min(wanted - half, max(1, half))
            wider = along.copy()
            np.maximum(wider[:, shift:], along[:, :-shift], out=wider[:, shift:])
            np.maximum(wider[:, :-shift], along[:, shift:], out=wider[:, :-shift])
            along, half = wider, half + shift
        if away:
            np.maximum(result[away:], along[:-away], out=result[away:])
            np.maximum(result[:-away], along[away:], out=result[:-away])
        else:
            np.maximum(result, along, out=result)
    return result
