"""A TIFF page in bands: each a small file of its own, so that no call of the decoder takes long.

Source: TIFF 6.0 (Adobe, 1992), sections 2, 8 and 15.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_HEIGHT, _STRIP_PLACES, _STRIP_ROWS, _STRIP_BYTES = 257, 273, 278, 279
_TILE_WIDTH, _TILE_HEIGHT, _TILE_PLACES, _TILE_BYTES = 322, 323, 324, 325
# What the decoder needs to know of pixels: size, bits, packing, colours, order, predictor, samples, tables.
KEPT = frozenset({256, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 322, 323, 338, 339, 347, 530})
PIECES = frozenset({_STRIP_PLACES, _STRIP_ROWS, _STRIP_BYTES, *range(_TILE_WIDTH, _TILE_BYTES + 1)})
_LONG, _LONG8 = 4, 16  # kinds of numbers


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a page's tags as it stands in the file."""

    tag: int
    kind: int
    count: int
    value: bytes  # all of it, in the file's order of bytes


@dataclass(frozen=True, slots=True)
class Pieces:
    """The strips or tiles of a page, row after row, of each plane in turn where there are several."""

    height: int  # of the page
    rows: int  # of pixels in a piece
    across: int  # pieces side by side
    places: Sequence[int]
    sizes: Sequence[int]
    planes: int

    @property
    def down(self) -> int:
        """Rows of pieces in a plane."""
        return -(-self.height // self.rows)

    @property
    def sound(self) -> bool:
        """Whether there are as many as the page needs."""
        return len(self.places) == len(self.sizes) == self.down * self.across * self.planes

    def band(self, first: int, count: int) -> list[tuple[int, int]]:
        """Place and size of the pieces in some rows of pieces."""
        found: list[tuple[int, int]] = []
        for plane in range(self.planes):
            start = (plane * self.down + first) * self.across
            stop = (plane * self.down + min(self.down, first + count)) * self.across
            found += zip(self.places[start:stop], self.sizes[start:stop], strict=True)
        return found


def pieces_of(numbers: Mapping[int, tuple[int, ...]], width: int, height: int, planes: int) -> Pieces | None:
    """numbers: the values of `PIECES`' tags. None where they do not fit the page."""
    tiled = _TILE_PLACES in numbers
    places = numbers.get(_TILE_PLACES if tiled else _STRIP_PLACES, ())
    sizes = numbers.get(_TILE_BYTES if tiled else _STRIP_BYTES, ())
    rows = (numbers.get(_TILE_HEIGHT if tiled else _STRIP_ROWS) or (height,))[0]
    wide = (numbers.get(_TILE_WIDTH) or (0,))[0] if tiled else width
    if rows < 1 or wide < 1 or height < 1:
        return None
    found = Pieces(height, min(rows, height) if not tiled else rows, -(-width // wide), places, sizes, planes)
    return found if found.sound else None


def bands(
    data: bytes, order: str, entries: Sequence[Entry], pieces: Pieces, most_rows: int
) -> Iterator[tuple[int, bytes]]:
    """Files of one page that follow one another: rows of pixels in each, and its bytes.

    order: "<" or ">". most_rows: of pixels in a file, but for a piece that has more.
    """
    step = max(1, most_rows // pieces.rows)
    kept = [entry for entry in entries if entry.tag in KEPT]
    tiled = any(entry.tag == _TILE_HEIGHT for entry in kept)
    for first in range(0, pieces.down, step):
        top = first * pieces.rows
        height = min(step * pieces.rows, pieces.height - top)
        yield height, _file(data, order, kept, pieces.band(first, step), height, tiled)


def _file(
    data: bytes, order: str, kept: Sequence[Entry], band: Sequence[tuple[int, int]], height: int, tiled: bool
) -> bytes:
    """A large TIFF (with places of 8 bytes), whatever the file itself is."""
    count = len(band)
    numbers = f"{order}{count}Q"
    places_tag, sizes_tag = (_TILE_PLACES, _TILE_BYTES) if tiled else (_STRIP_PLACES, _STRIP_BYTES)
    made = [
        *kept,
        Entry(_HEIGHT, _LONG, 1, struct.pack(order + "I", height)),
        Entry(places_tag, _LONG8, count, bytes(8 * count)),
        Entry(sizes_tag, _LONG8, count, struct.pack(numbers, *(size for _place, size in band))),
    ]
    made.sort(key=lambda entry: entry.tag)
    start = 16 + 8 + 20 * len(made) + 8
    outside = sum(len(entry.value) for entry in made if len(entry.value) > 8)
    places: list[int] = []
    at = start + outside
    for _place, size in band:
        places.append(at)
        at += size
    directory, values = [struct.pack(order + "Q", len(made))], []
    at = start
    for entry in made:
        value = struct.pack(numbers, *places) if entry.tag == places_tag else entry.value
        told = value.ljust(8, b"\0")
        if len(value) > 8:
            told = struct.pack(order + "Q", at)
            values.append(value)
            at += len(value)
        directory.append(struct.pack(order + "HHQ", entry.tag, entry.kind, entry.count) + told)
    mark = b"II" if order == "<" else b"MM"
    header = mark + struct.pack(order + "HHHQ", 43, 8, 0, 16)
    body = [data[place : place + size] for place, size in band]
    return b"".join([header, *directory, bytes(8), *values, *body])
