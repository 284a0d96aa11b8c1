"""Pictures that a file holds as 64×64 tiles made into paint and masks, as far as a budget allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from canvas.formats.budget import Budget
from canvas.formats.openraster_masks import mask_of
from canvas.formats.pixels import tiles_of
from canvas.geometry import TILE, Key, Rect
from canvas.layer import Mask
from canvas.tile import CHANNELS, ONE, Tile, Tiles
from canvas.transform import shifted, shifted_mask

AREA = TILE * TILE
BATCH = 1024  # tiles decoded at a time: 16 MiB of bytes for each byte of a pixel
_SHARED_BYTES = 256  # of a tile that many keys have in common: what the table of tiles takes


def paint_of(pixels: np.ndarray, keys: Sequence[Key]) -> dict[Key, Tile]:
    """Tiles of N×64×64×4 straight RGBA, uint8 or uint16; transparent ones are left out."""
    return _at_keys(tiles_of(pixels.reshape(-1, TILE, CHANNELS)), keys)


def mask_tiles_of(planes: np.ndarray, keys: Sequence[Key], outside: int) -> dict[Key, Tile]:
    """Tiles of N×64×64 grey, uint8 or uint16; those that hold `outside` (0 or ONE) all over are left out."""
    return _at_keys(mask_of(planes.reshape(-1, TILE), (0, 0), outside).tiles, keys)


def _at_keys(stack: Tiles, keys: Sequence[Key]) -> dict[Key, Tile]:
    """The tiles of a picture one tile wide, each put where it belongs."""
    return {keys[row]: tile for (_column, row), tile in stack.items()}


def moved_paint(tiles: Tiles, dx: int, dy: int, budget: Budget) -> Tiles:
    """Paint moved into its place. Raises TooMuchError if it takes too much memory there."""
    if dx % TILE or dy % TILE:
        budget.take_tiles(_reached(tiles))
    return shifted(tiles, dx, dy)


def moved_mask(mask: Mask, dx: int, dy: int, budget: Budget) -> Mask:
    """A mask moved into its place. Raises TooMuchError if it takes too much memory there."""
    if dx % TILE or dy % TILE:
        budget.take_masks(_reached(mask.tiles))
    return shifted_mask(mask, dx, dy)


def _reached(tiles: Tiles) -> int:
    """How many tiles these can touch after a move by less than a tile's side."""
    return len({(column + i, row + j) for column, row in tiles for i in (0, 1) for j in (0, 1)})


def filled(tiles: dict[Key, Tile], tile: Tile, inside: Rect, budget: Budget) -> None:
    """Put one shared tile wherever `inside` has none. Raises TooMuchError if those are too many."""
    columns, rows = -(-inside.width // TILE) + 1, -(-inside.height // TILE) + 1
    budget.take_pixels(columns * rows * AREA)
    budget.take_bytes(columns * rows * _SHARED_BYTES)
    for key in inside.tile_keys():
        tiles.setdefault(key, tile)


def multiplied(first: Mask, second: Mask, budget: Budget) -> Mask:
    """The mask that does what both do, one after the other; enabled. Raises TooMuchError."""
    full, nothing = np.full((TILE, TILE), ONE, np.uint16), np.zeros((TILE, TILE), np.uint16)

    def plane(mask: Mask, key: Key) -> np.ndarray:
        tile = mask.tiles.get(key)
        if tile is not None:
            return tile.pixels
        return full if mask.outside else nothing

    tiles: dict[Key, Tile] = {}
    for key in {*first.tiles, *second.tiles}:
        budget.check_time()
        product = plane(first, key).astype(np.uint32) * plane(second, key)
        tiles[key] = Tile(((product + ONE // 2) >> 15).astype(np.uint16))
    return Mask(tiles, ONE if first.outside and second.outside else 0)
