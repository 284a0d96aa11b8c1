"""Growing and shrinking a selection by a number of pixels."""

from __future__ import annotations

import math

import cv2
import numpy as np

from canvas.geometry import Rect
from canvas.mask_blocks import filtered
from canvas.selecting import clipped
from canvas.selection import Selection
from canvas.tile import ONE

MAX_PIXELS = 1000
NEAR = 20  # pixels within which the quick distance (2 % off at worst, four times as fast) is good enough
HALF = ONE // 2


def grown(selection: Selection | None, pixels: int, inside: Rect | None = None) -> Selection | None:
    """The selection with its edge moved outwards by `pixels` (inwards if negative).

    A hard or antialiased edge is moved by the distance from its 50 % line, and smoothed; a feathered one
    keeps its slope. With `inside` (the canvas) the result is cut to it, and shrinking leaves an edge alone
    that is the canvas's own. None if nothing is selected then.
    """
    if selection is not None and inside is not None:
        selection = clipped(selection, inside)
    if selection is None or selection.empty or pixels == 0:
        return selection
    radius = min(abs(pixels), MAX_PIXELS)
    spread = _spread_soft if _soft(selection) else _spread_hard

    def change(values: np.ndarray) -> np.ndarray:
        if pixels > 0:
            return spread(values, radius)
        return np.uint16(ONE) - spread(np.uint16(ONE) - values, radius)

    result = filtered(selection, radius + 1, change, inside)
    result = clipped(result, inside) if inside is not None else result
    return None if result is None or result.empty else result


def _soft(selection: Selection) -> bool:
    """Whether the edge is wider than antialiasing makes it: over 3 half-selected pixels per pixel of edge."""
    between = edge = 0
    full = selection.full_keys()
    for key, tile in selection.tiles.items():
        if key not in full:
            values = tile.pixels
            between += np.count_nonzero((values > ONE // 20) & (values < ONE - ONE // 20))
            chosen = values >= HALF
            edge += np.count_nonzero(chosen[1:] != chosen[:-1])
            edge += np.count_nonzero(chosen[:, 1:] != chosen[:, :-1])
    return bool(between > 3 * edge + 64)  # a few odd pixels on their own make no feather


def _spread_hard(values: np.ndarray, radius: int) -> np.ndarray:
    """Wholly selected up to `radius` pixels from the nearest chosen pixel, fading over the next."""
    outside = (values < HALF).view(np.uint8)
    mask = cv2.DIST_MASK_PRECISE if radius > NEAR else cv2.DIST_MASK_5
    away = cv2.distanceTransform(outside, cv2.DIST_L2, mask)
    reached = np.clip(np.float32(radius + 1) - away, 0, 1)
    return np.maximum(values, (reached * np.float32(ONE)).astype(np.uint16))


def _spread_soft(values: np.ndarray, radius: int) -> np.ndarray:
    """Each pixel's maximum over the disc of pixels whose middles are at most radius + ½ away.

    The disc is taken row by row from its poles to its waist, each row's maximum along x being made from the
    narrower one before it: about five passes per row of the disc instead of one per pixel of it.
    """
    result = values.copy()
    along, half = values, 0  # maximum over x − half … x + half
    for away in range(radius, -1, -1):
        wanted = math.isqrt(radius * radius + radius - away * away)
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
