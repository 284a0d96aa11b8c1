"""Decoded pictures of any kind made into RGBA, and into the paint of a layer."""

from __future__ import annotations

import numpy as np

from canvas.composite import from_rgba8, from_rgba16
from canvas.geometry import Key
from canvas.tile import Tile


def to_rgba(pixels: np.ndarray) -> np.ndarray:
    """A picture as H×W×4 RGBA of the same type.

    It may be H×W or H×W×1 grey, H×W×2 grey with alpha, H×W×3 RGB or H×W×4 RGBA, uint8 or uint16.
    """
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    channels = pixels.shape[2]
    if channels == 4:
        return np.ascontiguousarray(pixels)
    result = np.empty((*pixels.shape[:2], 4), pixels.dtype)
    colours = channels - 1 if channels == 2 else channels
    result[:, :, :3] = pixels[:, :, :colours]
    result[:, :, 3] = pixels[:, :, 1] if channels == 2 else np.iinfo(pixels.dtype).max
    return result


def tiles_of(pixels: np.ndarray, origin: tuple[int, int] = (0, 0)) -> dict[Key, Tile]:
    """The paint of a picture of any kind that `to_rgba` knows, its first pixel at `origin` = (x, y)."""
    rgba = to_rgba(pixels)
    return from_rgba16(rgba, origin) if rgba.dtype == np.uint16 else from_rgba8(rgba, origin)
