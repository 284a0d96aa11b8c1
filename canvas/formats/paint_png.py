"""Paint as a 16-bit PNG, from its tiles and back: exact, and without any picture in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress

import numpy as np

from canvas.composite import address, made_tiles, new_paint
from canvas.formats.inflate import AloneInflater, Inflater, NotAloneError, stand_alone
from canvas.formats.limits import Limits
from canvas.formats.pixels import tiles_of
from canvas.formats.png_chunks import RGBA, Header
from canvas.formats.png_decode import decode_png, packed_rows, png_header
from canvas.formats.png_encode import ZLIB, Image, Shape, Sink, Strip, write_images
from canvas.formats.png_rows import LineReader, unfilter
from canvas.geometry import TILE, Key, Rect
from canvas.kernels.lazy import deflate, lines
from canvas.tile import Tile, Tiles

STRIP = 2 * TILE  # rows packed at a time
BAND = TILE // 2  # of them, those that are filtered and packed before the next: they stay in the cache


def paint_image(tiles: Tiles, rect: Rect, opened: Callable[[], AbstractContextManager[Sink]]) -> Image:
    """What lies in `rect` as straight 16-bit RGBA; reading it as `from_rgba16` gives the same paint.

    Its filtered rows are mostly zeros and what no string matches, so they are packed by run lengths and
    Huffman codes (`canvas.kernels.deflate`): twice as fast as by isal, and no larger.
    """
    shape = Shape(rect.width, rect.height, 4, 16)

    def packer(top: int, bottom: int) -> Strip:
        table = _Table(tiles, Rect(rect.x, rect.y + top, rect.width, bottom - top), begins=top == 0)
        pieces = [ZLIB] if top == 0 else []
        adler, length = 1, 0
        for first in range(top, bottom, BAND):
            last = min(first + BAND, bottom)
            rows = table.filtered(first - top, last - top)
            packed = np.empty(2 * rows.size + deflate.ROOM, np.uint8)
            size, adler = deflate.deflated(
                address(rows), rows.size, address(packed), last == rect.height, adler
            )
            pieces.append(packed[:size].tobytes())
            length += rows.size
        return Strip(pieces, adler, length)

    inside = range(STRIP - rect.y % STRIP, rect.height, STRIP)  # strips end where tiles do
    return Image(shape, [0, *inside, rect.height], packer, opened)


def write_paint_png(sink: Sink, tiles: Tiles, rect: Rect) -> None:
    """Write `paint_image` alone. Raises the sink's errors."""
    write_images([paint_image(tiles, rect, lambda: nullcontext(sink))])


class _Table:
    """The tiles in which some rows of a picture lie."""

    def __init__(self, tiles: Tiles, part: Rect, *, begins: bool) -> None:
        """begins: whether they are the picture's first."""
        columns = range(part.x // TILE, (part.right - 1) // TILE + 1)
        rows = range((part.y - (not begins)) // TILE, (part.bottom - 1) // TILE + 1)
        found = [[tiles.get((column, row)) for column in columns] for row in rows]
        self._addresses = np.array(
            [[tile.address if tile is not None else 0 for tile in row] for row in found], np.int64
        )
        self._x, self._y = part.x - columns[0] * TILE, part.y - rows[0] * TILE
        self._width, self._begins = part.width, begins

    def filtered(self, top: int, bottom: int) -> np.ndarray:
        """Rows, counted from the first, each behind its filter's number; see `filtered_lines`."""
        out = np.empty((bottom - top, 1 + lines.PIXEL * self._width), np.uint8)
        begins = self._begins and top == 0
        place = (self._x, self._y + top, self._width, bottom - top, begins, address(out))
        lines.filtered_lines(self._addresses, *place)
        return out


def read_paint_png(data: bytes, origin: tuple[int, int], limits: Limits) -> dict[Key, Tile]:
    """The paint of a PNG of any kind, its first pixel at `origin` = (x, y).

    Raises FormatError, also for one that is larger than `limits` allow, or TooMuchError when time is up.
    """
    header = png_header(data)
    if (header.colour, header.depth, header.interlaced) != (RGBA, 16, False):
        return tiles_of(decode_png(data, limits).pixels, origin, limits.check_time)
    limits.check_size(header.width, header.height)
    idat = packed_rows(data, header)
    if stand_alone(idat):
        with suppress(NotAloneError):
            return _paint_of(LineReader(AloneInflater(idat, limits.check_time)), header, origin)
    return _paint_of(LineReader(Inflater(idat, limits.check_time)), header, origin)


def _paint_of(reader: LineReader, header: Header, origin: tuple[int, int]) -> dict[Key, Tile]:
    x, y = origin
    columns = range(x // TILE, (x + header.width - 1) // TILE + 1)
    above = np.zeros(lines.PIXEL * header.width, np.uint8)
    tiles: dict[Key, Tile] = {}
    shared: dict[bytes, Tile] = {}  # those of one colour
    top = 0
    while top < header.height:
        row, inside = divmod(y + top, TILE)
        rows = reader.lines(min(TILE - inside, header.height - top), 1 + lines.PIXEL * header.width)
        if np.isin(rows[:, 0], (lines.NONE, lines.UP), invert=True).any():  # others look left as well
            rows = _plain(rows, above)
        tiles.update(_take((columns[0], row), rows, above, x - columns[0] * TILE, inside, shared))
        top += len(rows)
    return tiles


def _take(
    first: Key, rows: np.ndarray, above: np.ndarray, x: int, y: int, shared: dict[bytes, Tile]
) -> Iterator[tuple[Key, Tile]]:
    """The painted tiles of a row of tiles, `first` the leftmost; see `lines_tiles` and `made_tiles`."""
    height, width = len(rows), len(above) // lines.PIXEL
    place = (address(rows), width, height, address(above), x)
    painted = np.zeros((x + width - 1) // TILE + 1, np.uint8)
    lines.columns_of(*place, painted)
    paints = [new_paint() if any_paint else None for any_paint in painted.tolist()]
    targets = np.array([0 if paint is None else address(paint) for paint in paints], np.int64)
    lines.lines_tiles(*place, y, targets, painted)
    targets[painted == 0] = 0
    keys = [(first[0] + column, first[1]) for column in range(len(paints))]
    return made_tiles(keys, paints, targets, shared)


def _plain(rows: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Filtered rows, n×(1 + 8 × width) uint8, as rows whose filter is none."""
    plain = np.zeros_like(rows)
    unfilter(rows, above, lines.PIXEL, plain[:, 1:])
    return plain
