"""Paint made into the rows of a PNG, straight 16-bit RGBA with each row less the one above it, and back.

Source: W3C Portable Network Graphics Specification (Third Edition), 7.1 (order of bytes) and 9.2 (filter Up).
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint8, uint16, uint64

from canvas.geometry import TILE
from canvas.kernels.convert import _fix15, _straight16
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import AREA, bytes_at, words16_at, words64_at

PIXEL = 8  # bytes
SUB, UP = uint8(1), uint8(2)  # the filters' numbers
HIGH = uint64(0x8080808080808080)
EVEN = uint64(0x00FF00FF00FF00FF)


@njit(**INLINE)
def _turned(word):
    """The two bytes of each number in the other order: a PNG has the high one first."""
    return ((word & EVEN) << uint64(8)) | ((word >> uint64(8)) & EVEN)


@njit(**INLINE)
def _row(address, row, pixels):
    """A row of a tile; nothing where there is no tile (address 0)."""
    if address == 0:
        pixels[:] = uint64(0)
        return
    first, plane = address + 2 * row * TILE, 2 * AREA
    red, green = words16_at(first, TILE), words16_at(first + plane, TILE)
    blue, alpha = words16_at(first + 2 * plane, TILE), words16_at(first + 3 * plane, TILE)
    for k in range(TILE):
        pixels[k] = _turned(_straight16(red[k], green[k], blue[k], alpha[k]))


@njit(**SERIAL)
def filtered_lines(tiles, x, y, width, height, begins, target):
    """The rows of a PNG from y, each behind the number of its filter: height × (1 + 8 × width) bytes.

    tiles: R×C int64 addresses, 0 where there is none. x, y, width, height: the pixels wanted, counted from
    the first of those tiles. begins: whether they are the first of the PNG; if not, the row above is among
    those tiles. target: address of the bytes.
    """
    stride = 1 + PIXEL * width
    here, above, less = np.zeros(TILE, np.uint64), np.zeros(TILE, np.uint64), np.zeros(TILE, np.uint64)
    less_bytes = bytes_at(less.ctypes.data, PIXEL * TILE)
    for row in range(height):
        bytes_at(target + row * stride, 1)[0] = UP
    for column in range(tiles.shape[1]):
        first, last = max(0, x - column * TILE), min(TILE, x + width - column * TILE)
        if begins:
            above[:] = uint64(0)
        else:
            _row(tiles[(y - 1) // TILE, column], (y - 1) % TILE, above)
        place = target + 1 + PIXEL * (column * TILE + first - x)
        for row in range(height):
            line = y + row
            _row(tiles[line // TILE, column], line % TILE, here)
            for k in range(TILE):
                now, was = here[k], above[k]
                less[k] = ((now | HIGH) - (was & ~HIGH)) ^ ((now ^ ~was) & HIGH)  # each byte for itself
                above[k] = now
            out = bytes_at(place + row * stride, PIXEL * (last - first))
            for k in range(PIXEL * (last - first)):
                out[k] = less_bytes[PIXEL * first + k]


@njit(**INLINE)
def _sum(one, two):
    """Each byte for itself."""
    return ((one & ~HIGH) + (two & ~HIGH)) ^ ((one ^ two) & HIGH)


@njit(**SERIAL)
def unfiltered(lines, width, height, above, x, pixels, painted):
    """Rows behind their filters' numbers (none, Sub or Up) as pixels, 8 bytes each as they stand in the PNG.

    lines: address of height × (1 + 8 × width) bytes. above: width uint64, the pixels of the row above; of the
    last row afterwards. pixels: address of height × width uint64. painted: C uint8, set where one of those 64
    columns has alpha; the first pixel lies in column x.
    """
    stride = 1 + PIXEL * width
    line = np.empty(width, np.uint64)
    line_bytes = bytes_at(line.ctypes.data, PIXEL * width)
    for row in range(height):
        packed = bytes_at(lines + row * stride + 1, PIXEL * width)
        for k in range(PIXEL * width):
            line_bytes[k] = packed[k]
        kind = bytes_at(lines + row * stride, 1)[0]
        out = words64_at(pixels + PIXEL * row * width, width)
        if kind == UP:
            for k in range(width):
                above[k] = _sum(line[k], above[k])
        elif kind == SUB:
            left = uint64(0)
            for k in range(width):
                left = _sum(line[k], left)
                above[k] = left
        else:
            for k in range(width):
                above[k] = line[k]
        for k in range(width):
            out[k] = above[k]
        for column in range(painted.shape[0]):
            first, last = max(0, column * TILE - x), min(width, (column + 1) * TILE - x)
            part = words64_at(above.ctypes.data + PIXEL * first, last - first)
            seen = uint64(0)
            for k in range(last - first):
                seen |= part[k]
            if seen >> uint64(48):
                painted[column] = uint8(1)


@njit(**SERIAL)
def lines_tiles(pixels, width, height, x, y, tiles):
    """Whole tiles of a row of tiles from the pixels of `unfiltered`.

    tiles: C int64 addresses to write to, 0 for those not wanted. x, y: where the first pixel lies, counted
    from the first tile's.
    """
    for column in range(tiles.shape[0]):
        if tiles[column] == 0:
            continue
        first, last = max(0, x - column * TILE), min(TILE, x + width - column * TILE)
        for row in range(TILE):
            at, plane = tiles[column] + 2 * row * TILE, 2 * AREA
            inside = y <= row < y + height
            if not inside or last - first < TILE:
                _clear(at, plane)
            if inside:
                begin = (row - y) * width + column * TILE + first - x
                line = words64_at(pixels + PIXEL * begin, last - first)
                _premultiplied(line, at + 2 * first, plane)


@njit(**INLINE)
def _clear(at, plane):
    for channel in range(4):
        words16_at(at + channel * plane, TILE)[:] = uint16(0)


@njit(**INLINE)
def _premultiplied(line, at, plane):
    """Straight pixels as they stand in a PNG to a row of fix15 paint."""
    count = line.shape[0]
    red, green = words16_at(at, count), words16_at(at + plane, count)
    blue, alpha = words16_at(at + 2 * plane, count), words16_at(at + 3 * plane, count)
    for k in range(count):
        red[k], green[k], blue[k], alpha[k] = _fix15(_turned(line[k]))
