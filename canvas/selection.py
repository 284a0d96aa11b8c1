"""The selection: one soft mask with bounds, in tiles; none, hard and feathered are one type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from canvas.geometry import TILE, Key, Rect
from canvas.tile import ONE, Tile, Tiles, exact_bounds, read

_FIX15_OF_8 = ((np.arange(256, dtype=np.uint32) * ONE + 127) // 255).astype(np.uint16)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """How much of each pixel is selected, 0 … 32768; a missing tile is not selected at all."""

    tiles: Tiles  # of 64×64 uint16 planes
    bounds: Rect = field(default_factory=Rect)  # the smallest rectangle that holds every selected pixel

    @property
    def empty(self) -> bool:
        return self.bounds.empty

    @classmethod
    def of_tiles(cls, tiles: Tiles) -> Selection:
        """From mask tiles, whose bounds are measured here."""
        return cls(tiles, exact_bounds(tiles))

    @classmethod
    def of_array(cls, mask: np.ndarray, origin: tuple[int, int] = (0, 0)) -> Selection:
        """From an H×W mask that lies at `origin`: bool, uint8 (255 = selected) or uint16 fix15."""
        if mask.dtype == bool:
            mask = mask.astype(np.uint8) * np.uint8(255)
        rect = Rect(origin[0], origin[1], mask.shape[1], mask.shape[0])
        full, tiles = full_tile(), {}
        for strip in _tile_rows(rect):
            top, bottom = max(strip.y, rect.y), min(strip.bottom, rect.bottom)
            rows = mask[top - rect.y : bottom - rect.y]
            if not rows.any():
                continue
            values = np.zeros((TILE, strip.width), np.uint16)
            part = values[top - strip.y : bottom - strip.y, rect.x - strip.x : rect.right - strip.x]
            part[:] = _FIX15_OF_8[rows] if mask.dtype == np.uint8 else rows
            tiles.update(mask_tiles(values, (strip.x // TILE, strip.y // TILE), full))
        return cls.of_tiles(tiles)

    def array(self, rect: Rect) -> np.ndarray:
        """The mask over `rect` as H×W uint16 fix15."""
        return read(self.tiles, rect, channels=1)

    def array8(self, rect: Rect) -> np.ndarray:
        """The mask over `rect` as H×W uint8, 255 = selected. Zero stays zero and full stays full."""
        return ((self.array(rect).astype(np.uint32) * 255 + ONE // 2) // ONE).astype(np.uint8)

    def full_keys(self) -> set[Key]:
        """The tiles of which every pixel is wholly selected."""
        known: dict[int, bool] = {}  # by identity, since the inside of a large selection is one shared tile
        keys: set[Key] = set()
        for key, tile in self.tiles.items():
            full = known.get(id(tile))
            if full is None:
                full = known[id(tile)] = bool(tile.pixels.min() == ONE)
            if full:
                keys.add(key)
        return keys


def full_tile() -> Tile:
    """A mask tile that is selected throughout; share one among as many keys as possible."""
    return Tile(np.full((TILE, TILE), ONE, np.uint16))


def mask_tiles(values: np.ndarray, first: Key, full: Tile) -> dict[Key, Tile]:
    """The tiles of an H×W uint16 mask whose sides are multiples of 64 and whose corner is tile `first`.

    Empty tiles are left out, and `full` stands for every tile that is selected throughout.
    """
    rows, columns = values.shape[0] // TILE, values.shape[1] // TILE
    blocks = values.reshape(rows, TILE, columns, TILE)
    lowest, highest = blocks.min(axis=(1, 3)), blocks.max(axis=(1, 3))
    tiles: dict[Key, Tile] = {}
    for row, column in zip(*np.nonzero(highest), strict=True):
        key = (first[0] + int(column), first[1] + int(row))
        whole = lowest[row, column] == ONE
        tiles[key] = full if whole else Tile(np.ascontiguousarray(blocks[row, :, column]))
    return tiles


def _tile_rows(rect: Rect) -> Iterator[Rect]:
    """The rows of whole tiles that hold `rect`."""
    whole = Rect.of_keys(
        ((rect.x // TILE, rect.y // TILE), ((rect.right - 1) // TILE, (rect.bottom - 1) // TILE))
    )
    if not rect.empty:
        for top in range(whole.y, whole.bottom, TILE):
            yield Rect(whole.x, top, whole.width, TILE)
