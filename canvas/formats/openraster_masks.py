"""Masks and selections inside an OpenRaster archive, as grey PNG members that only this program knows.

The grey is how much is shown or selected; 8 bits where they are enough, else 16, which hold fix15 exactly.
"""

from __future__ import annotations

import numpy as np

from canvas.errors import FormatError
from canvas.formats.png_encode import Shape, Strips
from canvas.formats.watch import Check, unwatched
from canvas.geometry import TILE, Rect
from canvas.layer import Mask
from canvas.tile import ONE, Tile, Tiles, bounds

_FIX15_OF_8 = ((np.arange(256, dtype=np.uint32) * ONE + 127) // 255).astype(np.uint16)


def mask_strips(tiles: Tiles, outside: int) -> tuple[Rect, Shape, Strips]:
    """Where the tiles lie in the picture (one pixel if there are none), and the PNG that holds them."""
    rect = bounds(tiles)
    if rect.empty:
        rect = Rect(0, 0, 1, 1)
    deep = not all(_fits_8_bits(tile) for tile in tiles.values())

    def strip(top: int, bottom: int) -> np.ndarray:
        part = _read(tiles, outside, Rect(rect.x, rect.y + top, rect.width, bottom - top)).astype(np.uint32)
        if deep:
            return ((part * 65535 + ONE // 2) // ONE).astype(np.uint16)
        return ((part * 255 + ONE // 2) // ONE).astype(np.uint8)

    return rect, Shape(rect.width, rect.height, 1, 16 if deep else 8), strip


def hiding_strips(mask: Mask, frame: Rect) -> tuple[Rect, Shape, Strips]:
    """Black paint that is as opaque as the mask hides: where it lies inside `frame`, and the PNG of it."""
    rect = frame if mask.outside < ONE else bounds(mask.tiles).clipped(frame)
    if rect.empty:
        rect = Rect(0, 0, 1, 1)
    deep = not all(_fits_8_bits(tile) for tile in mask.tiles.values())
    kind = np.uint16 if deep else np.uint8
    most = int(np.iinfo(kind).max)

    def strip(top: int, bottom: int) -> np.ndarray:
        shown = _read(mask.tiles, mask.outside, Rect(rect.x, rect.y + top, rect.width, bottom - top))
        pixels = np.zeros((*shown.shape, 4), kind)
        pixels[:, :, 3] = most - (shown.astype(np.uint32) * most + ONE // 2) // ONE
        return pixels

    return rect, Shape(rect.width, rect.height, 4, 16 if deep else 8), strip


def mask_of(pixels: np.ndarray, origin: tuple[int, int], outside: int, check: Check = unwatched) -> Mask:
    """The mask of a grey picture (H×W, uint8 or uint16) whose first pixel lies at `origin` = (x, y).

    check: called for every tile. Raises FormatError for a picture of any other kind.
    """
    if pixels.ndim != 2:
        raise FormatError("The mask is damaged: it is not a grey picture.")
    rect = Rect(origin[0], origin[1], pixels.shape[1], pixels.shape[0])
    tiles: dict[tuple[int, int], Tile] = {}
    shared: dict[int, Tile] = {}
    for key in rect.tile_keys():
        check()
        x, y = key[0] * TILE, key[1] * TILE
        part = Rect(x, y, TILE, TILE).clipped(rect)
        values = np.full((TILE, TILE), outside, np.uint16)
        values[part.y - y : part.bottom - y, part.x - x : part.right - x] = _fix15(
            pixels[part.y - rect.y : part.bottom - rect.y, part.x - rect.x : part.right - rect.x]
        )
        low, high = int(values.min()), int(values.max())
        if low != high:
            tiles[key] = Tile(values)
        elif low != outside:
            tiles[key] = shared.setdefault(low, Tile(values))
    return Mask(tiles, outside)


def _fix15(pixels: np.ndarray) -> np.ndarray:
    if pixels.dtype == np.uint8:
        return _FIX15_OF_8[pixels]
    return ((pixels.astype(np.uint32) * ONE + 32767) // 65535).astype(np.uint16)


def _fits_8_bits(tile: Tile) -> bool:
    eighths = (tile.pixels.astype(np.uint32) * 255 + ONE // 2) // ONE
    return bool((_FIX15_OF_8[eighths] == tile.pixels).all())


def _read(tiles: Tiles, outside: int, rect: Rect) -> np.ndarray:
    """H×W uint16, with `outside` where there is no tile."""
    out = np.full((rect.height, rect.width), outside, np.uint16)
    for key in rect.tile_keys():
        tile = tiles.get(key)
        if tile is None:
            continue
        x, y = key[0] * TILE, key[1] * TILE
        part = Rect(x, y, TILE, TILE).clipped(rect)
        out[part.y - rect.y : part.bottom - rect.y, part.x - rect.x : part.right - rect.x] = tile.pixels[
            part.y - y : part.bottom - y, part.x - x : part.right - x
        ]
    return out
