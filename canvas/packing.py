"""Tiles and pictures made small for keeping: in memory, or in a file."""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import zstandard

from canvas.spill_file import SpillFile
from canvas.tile import Tile
from canvas.tile_codec import LEVEL, packed_tiles, unpacked_tiles

RUN = 64  # tiles unpacked at once


class Store(Protocol):
    """Where packed bytes lie once they are not in memory."""

    def read(self, first: int, length: int) -> bytes:
        """Raises OSError."""
        ...


@dataclass(slots=True, eq=False)
class Packed:
    """A tile or a picture, packed without loss. Its bytes are in memory, or elsewhere once `data` is None."""

    shape: tuple[int, ...]
    data: bytes | None
    place: tuple[Store, int, int] | None = None  # where, first byte (or another number), length

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return len(self.data) if self.data is not None else 0

    def bytes(self) -> builtins.bytes:
        """The packed form. Raises OSError if what is not in memory cannot be read."""
        if self.data is not None:
            return self.data
        assert self.place is not None
        store, first, length = self.place
        return store.read(first, length)

    def spill(self, file: SpillFile) -> None:
        """Keep the bytes in a file instead of in memory. Raises OSError, and then stays as it is."""
        if self.data is not None:
            first, length = file.append(self.data), len(self.data)
            self.place, self.data = (file, first, length), None


def pack_tile(tile: Tile) -> Packed:
    (data,) = packed_tiles([tile])
    return Packed(tile.pixels.shape, data)


def tiles_of(packed: Sequence[Packed]) -> list[Tile]:
    """The tiles, all of one shape, that were packed. Raises OSError as `picture_of`."""
    tiles: list[Tile] = []
    for first in range(0, len(packed), RUN):
        run = packed[first : first + RUN]
        for tile in unpacked_tiles([one.bytes() for one in run], run[0].shape):
            if tile is None:
                raise OSError("a packed tile is damaged")
            tiles.append(tile)
    return tiles


def pack_picture(picture: np.ndarray) -> Packed:
    """Pack a uint8 array of any shape."""
    squeezed = zstandard.ZstdCompressor(level=LEVEL).compress(np.ascontiguousarray(picture).tobytes())
    return Packed(picture.shape, squeezed)


def picture_of(packed: Packed) -> np.ndarray:
    """The array as it was. Raises OSError if what is not in memory cannot be read, or is damaged."""
    data = packed.bytes()
    try:
        if zstandard.frame_content_size(data) == math.prod(packed.shape):  # else it could ask for any amount
            plain = zstandard.ZstdDecompressor().decompress(data)
            return np.frombuffer(plain, np.uint8).reshape(packed.shape).copy()
    except (zstandard.ZstdError, MemoryError) as error:
        raise OSError("a packed picture is damaged") from error
    raise OSError("a packed picture is damaged")
