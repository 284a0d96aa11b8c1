"""Paint made into the rows of a PNG, straight 16-bit RGBA with each row less the one above it, and back.

Source: W3C Portable Network Graphics Specification (Third Edition), 7.1 (order of bytes) and 9.2 (filter Up).
"""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint8, uint16, uint64

from canvas.geometry import TILE
from canvas.kernels.convert import _fix15, _straight16
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import AREA, bytes_at, words16_at, words64_at

PIXEL = 8  # bytes
NONE, UP = 0, 2  # the filters' numbers
PLANE = 2 * AREA  # bytes


@njit(**INLINE)
def _turned(value):
    """A 16-bit number with its bytes in the other order: a PNG has the high one first."""
    return uint16(uint16(value << 8) | uint16(value >> 8))


@njit(**INLINE)
def _row(address, row, line):
    """A row of a tile as it stands in a PNG; nothing where there is no tile (address 0)."""
    if address == 0:
        line[:] = uint16(0)
        return
    first = address + 2 * row * TILE
    red, green = words16_at(first, TILE), words16_at(first + PLANE, TILE)
    blue, alpha = words16_at(first + 2 * PLANE, TILE), words16_at(first + 3 * PLANE, TILE)
    for k in range(TILE):
        one, two, three, four = _straight16(red[k], green[k], blue[k], alpha[k])
        line[4 * k], line[4 * k + 1] = _turned(one), _turned(two)
        line[4 * k + 2], line[4 * k + 3] = _turned(three), _turned(four)


@njit(**SERIAL)
def filtered_lines(tiles, x, y, width, height, begins, target):
    """The rows of a PNG from y, each behind the number of its filter: height × (1 + 8 × width) bytes.

    tiles: R×C int64 addresses, 0 where there is none. x, y, width, height: the pixels wanted, counted from
    the first of those tiles. begins: whether they are the first of the PNG; if not, the row above is among
    those tiles. target: address of the bytes.
    """
    stride = 1 + PIXEL * width
    here, above = np.zeros(4 * TILE, np.uint16), np.zeros(4 * TILE, np.uint16)
    for row in range(height):
        bytes_at(target + row * stride, 1)[0] = UP
    for column in range(tiles.shape[1]):
        first, last = max(0, x - column * TILE), min(TILE, x + width - column * TILE)
        over = int64(0) if begins else tiles[(y - 1) // TILE, column]
        _row(over, (y - 1) % TILE, above)
        now = bytes_at(here.ctypes.data + PIXEL * first, PIXEL * (last - first))
        was = bytes_at(above.ctypes.data + PIXEL * first, PIXEL * (last - first))
        place = target + 1 + PIXEL * (column * TILE + first - x)
        for row in range(height):
            out = bytes_at(place + row * stride, PIXEL * (last - first))
            address = tiles[(y + row) // TILE, column]
            if address == 0 and over == 0:
                out[:] = uint8(0)
                continue
            _row(address, (y + row) % TILE, here)
            for k in range(out.shape[0]):
                out[k] = uint8(now[k] - was[k])
            for k in range(out.shape[0]):
                was[k] = now[k]
            over = address


@njit(**SERIAL)
def columns_of(lines, width, height, above, x, painted):
    """Find the columns, of 64 pixels each, that can hold paint: painted (C uint8) is set to 1 there.

    lines: address of height × (1 + 8 × width) bytes, rows behind their filters' numbers (none or Up).
    above: address of the row above, 8 × width bytes. x: of the first pixel in the first column.
    """
    for column in range(painted.shape[0]):
        first, last = max(0, x - column * TILE), min(TILE, x + width - column * TILE)
        skipped, count = PIXEL * (column * TILE + first - x), last - first
        seen = _any(words64_at(above + skipped, count))
        for row in range(height):
            seen |= _any(words64_at(lines + row * (1 + PIXEL * width) + 1 + skipped, count))
        painted[column] = 1 if seen else 0


@njit(**INLINE)
def _any(words):
    seen = uint64(0)
    for k in range(words.shape[0]):
        seen |= words[k]
    return seen


@njit(**SERIAL)
def lines_tiles(lines, width, height, above, x, y, tiles, painted):
    """Whole tiles of a row of tiles from the rows of `columns_of`.

    tiles: C int64 addresses to write to, 0 for columns that hold no paint. above: as there; of the last row
    afterwards. x, y: where the first pixel lies, counted from the first tile's. painted: C uint8, set to
    whether a tile has alpha.
    """
    stride = 1 + PIXEL * width
    for column in range(tiles.shape[0]):
        if tiles[column] == 0:
            continue
        first, last = max(0, x - column * TILE), min(TILE, x + width - column * TILE)
        skipped, count = PIXEL * (column * TILE + first - x), last - first
        if height < TILE or count < TILE:
            words64_at(tiles[column], PLANE // 2)[:] = uint64(0)
        line, line_bytes = words16_at(above + skipped, 4 * count), bytes_at(above + skipped, PIXEL * count)
        seen = uint16(0)
        for row in range(height):
            less = bytes_at(lines + row * stride + 1 + skipped, PIXEL * count)
            if bytes_at(lines + row * stride, 1)[0] == UP:
                for k in range(PIXEL * count):
                    line_bytes[k] = uint8(line_bytes[k] + less[k])
            else:
                for k in range(PIXEL * count):
                    line_bytes[k] = less[k]
            seen |= _premultiplied(line, count, tiles[column] + 2 * ((y + row) * TILE + first))
        painted[column] = 1 if seen else 0


@njit(**INLINE)
def _premultiplied(line, count, at):
    """Straight pixels as they stand in a PNG to a row of fix15 paint; all alphas together."""
    red, green = words16_at(at, count), words16_at(at + PLANE, count)
    blue, alpha = words16_at(at + 2 * PLANE, count), words16_at(at + 3 * PLANE, count)
    seen = uint16(0)
    for k in range(count):
        red[k], green[k], blue[k], alpha[k] = _fix15(
            _turned(line[4 * k]), _turned(line[4 * k + 1]), _turned(line[4 * k + 2]), _turned(line[4 * k + 3])
        )
        seen |= alpha[k]
    return seen
