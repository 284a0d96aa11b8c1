"""Paint as a 16-bit PNG, from its tiles and back: exact, and without any picture in between."""

from __future__ import annotations

import numpy as np

from canvas.composite import address, new_paint
from canvas.formats.limits import Limits
from canvas.formats.pixels import tiles_of
from canvas.formats.png_chunks import RGBA
from canvas.formats.png_decode import decode_png, packed_rows, png_header
from canvas.formats.png_encode import ZLIB, Shape, Sink, Strip, write_packed
from canvas.formats.png_rows import LineReader, unfilter
from canvas.geometry import TILE, Key, Rect
from canvas.kernels.lazy import deflate, lines
from canvas.tile import Tile, Tiles

STRIP = 2 * TILE  # rows packed at a time


def write_paint_png(sink: Sink, tiles: Tiles, rect: Rect) -> None:
    """Write what lies in `rect` as straight 16-bit RGBA; reading it as `from_rgba16` gives the same paint.

    Its filtered rows are mostly zeros and what no string matches, so they are packed by run lengths and
    Huffman codes (`canvas.kernels.deflate`): twice as fast as by isal, and no larger.
    """
    shape = Shape(rect.width, rect.height, 4, 16)

    def packer(top: int, bottom: int) -> Strip:
        part = Rect(rect.x, rect.y + top, rect.width, bottom - top)
        rows = _filtered(tiles, part, begins=top == 0)
        packed = np.empty(2 * rows.size + deflate.ROOM, np.uint8)
        length, low, high = deflate.deflated(address(rows), rows.size, address(packed), bottom == rect.height)
        pieces = [packed[:length].tobytes()]
        return Strip([ZLIB, *pieces] if top == 0 else pieces, int(high) << 16 | int(low), rows.size)

    inside = range(STRIP - rect.y % STRIP, rect.height, STRIP)  # strips end where tiles do
    write_packed(sink, shape, [0, *inside, rect.height], packer)


def _filtered(tiles: Tiles, part: Rect, *, begins: bool) -> np.ndarray:
    """The rows of a part of the picture, each behind its filter's number; see `filtered_lines`."""
    above = part if begins else Rect(part.x, part.y - 1, part.width, part.height + 1)
    columns = range(part.x // TILE, (part.right - 1) // TILE + 1)
    rows = range(above.y // TILE, (part.bottom - 1) // TILE + 1)
    found = [[tiles.get((column, row)) for column in columns] for row in rows]
    addresses = np.array(
        [[tile.address if tile is not None else 0 for tile in row] for row in found], np.int64
    )
    out = np.empty((part.height, 1 + lines.PIXEL * part.width), np.uint8)
    place = (part.x - columns[0] * TILE, part.y - rows[0] * TILE)
    lines.filtered_lines(addresses, *place, part.width, part.height, begins, address(out))
    return out


def read_paint_png(data: bytes, origin: tuple[int, int], limits: Limits) -> dict[Key, Tile]:
    """The paint of a PNG of any kind, its first pixel at `origin` = (x, y).

    Raises FormatError, also for one that is larger than `limits` allow, or TooMuchError when time is up.
    """
    header = png_header(data)
    if (header.colour, header.depth, header.interlaced) != (RGBA, 16, False):
        return tiles_of(decode_png(data, limits).pixels, origin, limits.check_time)
    limits.check_size(header.width, header.height)
    reader = LineReader(packed_rows(data, header), limits.check_time)
    x, y = origin
    columns = range(x // TILE, (x + header.width - 1) // TILE + 1)
    above = np.zeros(header.width, np.uint64)
    tiles: dict[Key, Tile] = {}
    top = 0
    while top < header.height:
        row, inside = divmod(y + top, TILE)
        count = min(TILE - inside, header.height - top)
        pixels = np.empty((count, header.width), np.uint64)
        painted = np.zeros(len(columns), np.uint8)
        rows = reader.lines(count, 1 + lines.PIXEL * header.width)
        if rows[:, 0].max() > lines.UP:  # filters that need the values of two neighbours
            rows = _plain(rows, above)
        place = x - columns[0] * TILE
        lines.unfiltered(address(rows), header.width, count, above, place, address(pixels), painted)
        _take(tiles, painted, (columns[0], row), pixels, place, inside)
        top += count
    return tiles


def _take(
    tiles: dict[Key, Tile], painted: np.ndarray, first: Key, pixels: np.ndarray, x: int, y: int
) -> None:
    """Make tiles of the painted columns of a row of tiles; see `lines_tiles`."""
    made = {column: new_paint() for column in np.flatnonzero(painted).tolist()}
    places = np.zeros(len(painted), np.int64)
    for column, paint in made.items():
        places[column] = address(paint)
    height, width = pixels.shape
    lines.lines_tiles(address(pixels), width, height, x, y, places)
    for column, paint in made.items():
        tiles[first[0] + column, first[1]] = Tile(paint, int(places[column]))


def _plain(rows: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Filtered rows, n×(1 + 8 × width) uint8, as rows whose filter is none."""
    plain = np.zeros_like(rows)
    unfilter(rows, above.view(np.uint8), lines.PIXEL, plain[:, 1:])
    return plain
