"""The tiles in which a Krita file holds pixels: found in their member, unpacked, their bytes put in order.

A member is a few lines of text ("VERSION 2", "TILEWIDTH 64", "TILEHEIGHT 64", "PIXELSIZE 4", "DATA 12"),
then for each tile a line "x,y,LZF,size" and `size` bytes. The first of these is 0 where the rest are pixels
as they are, 1 where they are packed by LZF: then the first bytes of all pixels precede all second ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import imagecodecs
import numpy as np

from canvas.errors import FormatError
from canvas.formats.budget import Budget
from canvas.formats.stack_xml import FAR
from canvas.formats.tile_stack import AREA, BATCH
from canvas.geometry import TILE, Key

_LINE = 64  # bytes of a line of text at most
_RAW, _PACKED = 0, 1
_HEADER = {b"VERSION": 2, b"TILEWIDTH": TILE, b"TILEHEIGHT": TILE}


@dataclass(frozen=True, slots=True)
class PackedTile:
    """Where in the member a tile's bytes are."""

    key: Key
    start: int  # of the byte that says whether they are packed
    end: int


@dataclass(frozen=True, slots=True)
class PackedTiles:
    """Every tile of a member, none unpacked yet."""

    data: bytes
    pixel_size: int
    tiles: Sequence[PackedTile]

    def batches(self) -> Iterator[tuple[list[Key], np.ndarray, int]]:
        """Keys, and the bytes of N tiles by their place in a pixel: pixel size × N × 4096 uint8; and how
        many tiles were left out because they are damaged."""
        for start in range(0, len(self.tiles), BATCH):
            some = self.tiles[start : start + BATCH]
            planes = np.empty((self.pixel_size, len(some), AREA), np.uint8)
            keys: list[Key] = []
            for tile in some:
                if self._unpack(tile, planes[:, len(keys)]):
                    keys.append(tile.key)
            yield keys, planes[:, : len(keys)], len(some) - len(keys)

    def _unpack(self, tile: PackedTile, out: np.ndarray) -> bool:
        """Put a tile's bytes into `out`, pixel size × 4096 uint8; whether that could be done."""
        whole = self.pixel_size * AREA
        packing, body = self.data[tile.start], self.data[tile.start + 1 : tile.end]
        if packing == _RAW and len(body) == whole:
            out[:] = np.frombuffer(body, np.uint8).reshape(AREA, self.pixel_size).T
            return True
        if packing != _PACKED:
            return False
        try:
            plain = imagecodecs.lzf_decode(body, out=whole)
        except (RuntimeError, ValueError):  # imagecodecs' own errors are RuntimeErrors
            return False
        if len(plain) != whole:
            return False
        out[:] = np.frombuffer(plain, np.uint8).reshape(self.pixel_size, AREA)
        return True


def packed_tiles(data: bytes, packed: int, pixel_size: int, budget: Budget) -> PackedTiles:
    """Find the tiles in a member. Raises FormatError where they are not as `pixel_size` would have them.

    packed: bytes that the member takes in the file. One that ends too soon gives the tiles that are there.
    """
    count, place = _header(data, pixel_size)
    tiles: dict[Key, PackedTile] = {}
    for number in range(count):
        if number % BATCH == 0:
            budget.check_time()
        end = data.find(b"\n", place, place + _LINE)
        if end < 0:
            break
        tile = _tile(data[place:end].split(b","), end + 1, len(data))
        if tile is None or tile.key in tiles:
            break
        tiles[tile.key] = tile
        place = tile.end
    budget.take_pixels(len(tiles) * AREA, packed)
    if not tiles and count:
        raise FormatError("Its pixels are damaged.")
    return PackedTiles(data, pixel_size, list(tiles.values()))


def _header(data: bytes, pixel_size: int) -> tuple[int, int]:
    """How many tiles there should be, and where the first one starts."""
    place = 0
    while True:
        end = data.find(b"\n", place, place + _LINE)
        word, _space, number = data[place : max(end, place)].partition(b" ")
        if end < 0 or not number.strip().isdigit():
            raise FormatError("Its pixels are stored in a way that cannot be read.")
        value, place = int(number), end + 1
        if word == b"DATA":
            return value, place
        if value != (_HEADER | {b"PIXELSIZE": pixel_size}).get(word, value):
            raise FormatError("Its pixels are stored in a way that cannot be read.")


def _tile(line: list[bytes], start: int, length: int) -> PackedTile | None:
    """The tile that a line announces, None where the line makes no sense or the tile is not all there."""
    if len(line) != 4 or line[2] != b"LZF":
        return None
    try:
        x, y, size = int(line[0]), int(line[1]), int(line[3])
    except ValueError:
        return None
    if x % TILE or y % TILE or max(abs(x), abs(y)) > FAR or not 2 <= size <= length - start:
        return None
    return PackedTile((x // TILE, y // TILE), start, start + size)
