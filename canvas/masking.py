"""Taking paint apart along a selection or a mask, laying paint over paint, and changing masks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from canvas.geometry import Key
from canvas.layer import Mask
from canvas.selection import Selection
from canvas.tile import ONE, Tile, Tiles

_HALF = np.uint32(ONE // 2)


def lifted(tiles: Tiles, selection: Selection) -> dict[Key, Tile]:
    """The selected part of the paint: each pixel times how much of it is selected."""
    full = selection.full_keys()
    result: dict[Key, Tile] = {}
    for key in _common(tiles, selection):
        tile = tiles[key] if key in full else Tile(scaled(tiles[key].pixels, selection.tiles[key].pixels))
        if key in full or tile.pixels.any():
            result[key] = tile
    return result


def left_behind(tiles: Tiles, selection: Selection) -> dict[Key, Tile | None]:
    """The tile changes that take the selected part away; what `lifted` gives and this add up exactly."""
    full = selection.full_keys()
    changes: dict[Key, Tile | None] = {}
    for key in _common(tiles, selection):
        old = tiles[key].pixels
        new = None if key in full else old - scaled(old, selection.tiles[key].pixels)
        changes[key] = None if new is None or not new.any() else Tile(new)
    return changes


def laid_over(below: Tiles, above: Tiles) -> dict[Key, Tile]:
    """The tile changes to `below` that put `above` over it (Porter–Duff over, normal mode)."""
    changes: dict[Key, Tile] = {}
    for key, tile in above.items():
        under = below.get(key)
        alpha = tile.pixels[-1]
        if under is None or alpha.min() == ONE:
            changes[key] = tile
        else:
            changes[key] = Tile(tile.pixels + scaled(under.pixels, np.uint16(ONE) - alpha))
    return changes


def masked(tiles: Tiles, mask: Mask) -> dict[Key, Tile | None]:
    """The tile changes that leave only as much of the paint as the mask shows."""
    changes: dict[Key, Tile | None] = {}
    for key, tile in tiles.items():
        shows = mask.tiles.get(key)
        if shows is None:
            if mask.outside == 0:
                changes[key] = None
            continue
        if shows.pixels.min() == ONE:
            continue
        pixels = scaled(tile.pixels, shows.pixels)
        changes[key] = Tile(pixels) if pixels[3].any() else None
    return changes


def inverted_mask(mask: Mask) -> Mask:
    """Hides what the mask shows, and the other way round."""
    tiles = {key: Tile(np.uint16(ONE) - tile.pixels) for key, tile in mask.tiles.items()}
    return replace(mask, tiles=tiles, outside=ONE - mask.outside)


def toned(mask: Mask, value: int, cover: Tiles) -> Mask:
    """The mask brought to `value`, 0 … ONE, as far as the tiles of `cover` (0 … ONE a pixel) say."""
    changes: dict[Key, Tile | None] = {}
    for key, part in cover.items():
        old = mask.tiles.get(key)
        under = np.full(part.pixels.shape, mask.outside, np.uint16) if old is None else old.pixels
        over = scaled(np.full(part.pixels.shape, value, np.uint16), part.pixels)
        pixels = np.minimum(over + scaled(under, np.uint16(ONE) - part.pixels), np.uint16(ONE))
        changes[key] = None if (pixels == mask.outside).all() else Tile(pixels)
    return mask.with_tiles(changes)


def scaled(pixels: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """fix15 values times fix15 factors (one plane for all channels), rounded: uint16."""
    return ((pixels * factor.astype(np.uint32) + _HALF) >> np.uint32(15)).astype(np.uint16)


def _common(tiles: Tiles, selection: Selection) -> list[Key]:
    """Keys of both, in the order of the smaller."""
    if len(tiles) < len(selection.tiles):
        return [key for key in tiles if key in selection.tiles]
    return [key for key in selection.tiles if key in tiles]
