"""The tile: an immutable 64×64 block of pixels, and the change between tiles and whole arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from canvas.geometry import TILE, Key, Rect

ONE = 32768  # 1.0 in 15-bit fixed point ("fix15")
CHANNELS = 4  # red, green, blue, alpha; colour is premultiplied and sRGB-encoded


class Tile:
    """A read-only block of fix15 values: 4×64×64 (planar RGBA) in a layer, 64×64 in a mask.

    Tiles are shared between documents, snapshots and undo steps, so they are never written to once made;
    an edit makes a new one. `address` is where the pixels lie in memory, for the kernels.
    """

    __slots__ = ("__weakref__", "address", "pixels")

    def __init__(self, pixels: np.ndarray, address: int | None = None) -> None:
        """Take over a C-contiguous uint16 array; the caller must not write to it afterwards.

        `address`: where the pixels lie, of a caller that has just made them and knows (asking numpy and
        checking the array cost more than all the rest).
        """
        if address is None:
            if (
                pixels.dtype != np.uint16
                or pixels.shape[-2:] != (TILE, TILE)
                or not pixels.flags.c_contiguous
            ):
                raise ValueError(f"not a tile: {pixels.dtype} {pixels.shape}")
            address = int(pixels.__array_interface__["data"][0])
        pixels.setflags(write=False)
        self.pixels = pixels
        self.address: int = address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tile) and (self is other or self.pixels.tobytes() == other.pixels.tobytes())

    __hash__ = object.__hash__


Tiles = Mapping[Key, Tile]  # sparse: a missing tile is fully transparent (or zero)


def changed_keys(before: Tiles, after: Tiles) -> set[Key]:
    """The keys whose tile is another object in `after`, or there in only one of the two."""
    if before is after:
        return set()
    changed = {key for key, tile in after.items() if before.get(key) is not tile}
    if len(before) + len(changed) != len(after) or changed:
        changed.update(key for key in before if key not in after)
    return changed


def replaced(tiles: Tiles, changes: Mapping[Key, Tile | None]) -> Tiles:
    """`tiles` with some keys put in another tile's place; None takes the tile out."""
    result = dict(tiles)
    for key, tile in changes.items():
        if tile is None:
            result.pop(key, None)
        else:
            result[key] = tile
    return result


class Over(Mapping[Key, Tile]):
    """As `replaced`, without copying what may be thousands of tiles: for a state that is seen briefly."""

    __slots__ = ("_base", "_changes")

    def __init__(self, base: Tiles, changes: Mapping[Key, Tile | None]) -> None:
        self._base = base
        self._changes = dict(changes)

    def get(self, key: Key, default: Any = None) -> Any:
        if key in self._changes:
            tile = self._changes[key]
            return default if tile is None else tile
        return self._base.get(key, default)

    def __getitem__(self, key: Key) -> Tile:
        tile = self.get(key)
        if tile is None:
            raise KeyError(key)
        return tile

    def __iter__(self) -> Iterator[Key]:
        yield from (key for key in self._base if key not in self._changes)
        yield from (key for key, tile in self._changes.items() if tile is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read(tiles: Tiles, rect: Rect, channels: int = CHANNELS) -> np.ndarray:
    """The pixels of `rect`, C×H×W uint16 fix15 (H×W if `channels` is 1); zero where there is no tile."""
    out = np.zeros((channels, rect.height, rect.width), np.uint16)
    for key in rect.tile_keys():
        tile = tiles.get(key)
        if tile is None:
            continue
        x, y = key[0] * TILE, key[1] * TILE
        left, top = max(x, rect.x), max(y, rect.y)
        right, bottom = min(x + TILE, rect.right), min(y + TILE, rect.bottom)
        source = tile.pixels.reshape(channels, TILE, TILE)
        out[:, top - rect.y : bottom - rect.y, left - rect.x : right - rect.x] = source[
            :, top - y : bottom - y, left - x : right - x
        ]
    return out if channels > 1 else out[0]


def write(tiles: Tiles, rect: Rect, pixels: np.ndarray) -> dict[Key, Tile | None]:
    """The tile changes that put `pixels` (C×H×W or H×W uint16 fix15) over `rect`, replacing what was there.

    A tile that would be all zero comes back as None.
    """
    planes = pixels if pixels.ndim == 3 else pixels[None]
    shape = (planes.shape[0], TILE, TILE) if pixels.ndim == 3 else (TILE, TILE)
    changes: dict[Key, Tile | None] = {}
    for key in rect.tile_keys():
        x, y = key[0] * TILE, key[1] * TILE
        left, top = max(x, rect.x), max(y, rect.y)
        right, bottom = min(x + TILE, rect.right), min(y + TILE, rect.bottom)
        old = tiles.get(key)
        if (right - left, bottom - top) == (TILE, TILE):
            new = np.empty(shape, np.uint16)  # nothing of the old tile stays
        else:
            new = np.zeros(shape, np.uint16) if old is None else old.pixels.copy()
        new.reshape(-1, TILE, TILE)[:, top - y : bottom - y, left - x : right - x] = planes[
            :, top - rect.y : bottom - rect.y, left - rect.x : right - rect.x
        ]
        changes[key] = Tile(new) if new.any() else None
    return changes


def bounds(tiles: Tiles) -> Rect:
    """The smallest rectangle of whole tiles that holds all of them."""
    return Rect.of_keys(tiles)


def exact_bounds(tiles: Tiles) -> Rect:
    """The smallest rectangle of pixels with any alpha (or any mask value)."""
    result = Rect()
    for (column, row), tile in tiles.items():
        x, y = column * TILE, row * TILE
        if result.holds(Rect(x, y, TILE, TILE)):
            continue
        plane = tile.pixels if tile.pixels.ndim == 2 else tile.pixels[-1]
        rows, columns = np.flatnonzero(plane.any(axis=1)), np.flatnonzero(plane.any(axis=0))
        if rows.size:
            result = result.united(
                Rect.between(x + columns[0], y + rows[0], x + columns[-1] + 1, y + rows[-1] + 1)
            )
    return result


def solid(colour: Iterable[float], keys: Iterable[Key]) -> dict[Key, Tile]:
    """One shared tile of a straight RGBA colour (four floats, 0 … 1) under every key."""
    red, green, blue, alpha = colour
    values = np.rint(np.array([red * alpha, green * alpha, blue * alpha, alpha]) * ONE).astype(np.uint16)
    tile = Tile(np.ascontiguousarray(np.broadcast_to(values[:, None, None], (CHANNELS, TILE, TILE))))
    return dict.fromkeys(keys, tile)
