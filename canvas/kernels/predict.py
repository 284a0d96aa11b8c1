"""What is left of tiles once each value is foretold by its neighbours: small numbers, easy to compress.

Source: W3C Portable Network Graphics Specification (Third Edition), section 9, for prediction by neighbours;
Protocol Buffers' "ZigZag" for signs in the lowest bit.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint8, uint16, uint64

from canvas.geometry import TILE
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import AREA, bytes_at, words16_at, words64_at

ONE = uint16(32768)
LOW = uint16(255)
BLOCK = 16  # rows summed together: what one step of the sum writes is not yet read by the next
MARGIN = 32  # zeros before each row, for sums that reach beyond its beginning
STRIDE = MARGIN + TILE


@njit(**SERIAL)
def split_tiles(sources, planes, target):
    """N tiles, by their int64 addresses, to N × planes × 8192 bytes each behind the other at `target`.

    Of each 64×64 plane (uint16) every value but those at the left and upper edges is replaced by its distance
    from left + above − above left, modulo 65536 (outside the plane all is 0), the sign moved into the lowest
    bit. Then come the low bytes of the whole tile, then the high ones.
    """
    area = planes * AREA
    above, step = np.empty(TILE, np.uint16), np.empty(TILE, np.uint16)
    for number in range(sources.shape[0]):
        first = target + 2 * area * number
        low, high = bytes_at(first, area), bytes_at(first + area, area)
        for row in range(planes * TILE):
            if row % TILE == 0:
                above[:] = uint16(0)
            values = words16_at(sources[number] + 2 * row * TILE, TILE)
            for k in range(TILE):
                step[k] = uint16(values[k] - above[k])
                above[k] = values[k]
            at = row * TILE
            word = _signed_low(step[0])
            low[at], high[at] = uint8(word & LOW), uint8(word >> uint16(8))
            for k in range(1, TILE):
                word = _signed_low(uint16(step[k] - step[k - 1]))
                low[at + k], high[at + k] = uint8(word & LOW), uint8(word >> uint16(8))


@njit(**INLINE)
def _signed_low(step):
    return uint16(uint16(step << uint16(1)) ^ uint16(-(step >> uint16(15))))


@njit(**SERIAL)
def join_tiles(sources, plain, planes, targets):
    """The inverse of `split_tiles`: N runs of bytes, by address, to N tiles. Values beyond 1.0 become 1.0.

    plain: whether the values were only foretold from the left, and the signs not moved (N bool).
    """
    room = np.zeros(2 * BLOCK * STRIDE + TILE, np.uint16)
    first = room.ctypes.data
    one, two = words16_at(first, BLOCK * STRIDE), words16_at(first + 2 * BLOCK * STRIDE, BLOCK * STRIDE)
    above = words16_at(first + 4 * BLOCK * STRIDE, TILE)
    for number in range(sources.shape[0]):
        for plane in range(planes):
            above[:] = uint16(0)
            for block in range(TILE // BLOCK):
                first = plane * AREA + block * BLOCK * TILE
                low = bytes_at(sources[number] + first, BLOCK * TILE)
                high = bytes_at(sources[number] + planes * AREA + first, BLOCK * TILE)
                out = words16_at(targets[number] + 2 * first, BLOCK * TILE)
                if not plain[number] and _empty(sources[number] + first, planes * AREA):
                    _repeat(above, out)
                    continue
                _read(low, high, one, plain[number])
                _sum(one, two, 1)
                _sum(two, one, 2)
                _sum(one, two, 4)
                _sum(two, one, 8)
                _sum(one, two, 16)
                _write(two, above, out, plain[number])


@njit(**INLINE)
def _empty(low, high):
    """Whether a block is foretold exactly: its low bytes at an address, the high ones so much further."""
    seen = uint64(0)
    first, second = words64_at(low, BLOCK * TILE // 8), words64_at(low + high, BLOCK * TILE // 8)
    for k in range(BLOCK * TILE // 8):
        seen |= first[k] | second[k]
    return seen == uint64(0)


@njit(**INLINE)
def _repeat(above, out):
    for row in range(BLOCK):
        for k in range(TILE):
            out[row * TILE + k] = min(above[k], ONE)


@njit(**INLINE)
def _read(low, high, rows, plain):
    """A block of rows from its bytes."""
    for row in range(BLOCK):
        at, to = row * TILE, row * STRIDE + MARGIN
        if plain:
            for k in range(TILE):
                rows[to + k] = uint16(uint16(low[at + k]) | uint16(uint16(high[at + k]) << uint16(8)))
        else:
            for k in range(TILE):
                word = uint16(uint16(low[at + k]) | uint16(uint16(high[at + k]) << uint16(8)))
                rows[to + k] = uint16(uint16(word >> uint16(1)) ^ uint16(-(word & uint16(1))))


@njit(**INLINE)
def _sum(source, target, reach):
    """Add to every value the one so far before it: with reaches 1, 2, 4 … all sums from the row's start."""
    for row in range(BLOCK):
        at = row * STRIDE + MARGIN
        for k in range(TILE):
            target[at + k] = uint16(source[at + k] + source[at + k - reach])


@njit(**INLINE)
def _write(rows, above, out, plain):
    """The last of the sums along the rows, and those down the columns."""
    for row in range(BLOCK):
        at = row * STRIDE + MARGIN
        for k in range(TILE):
            value = uint16(rows[at + k] + rows[at + k - MARGIN] + above[k])
            if not plain:
                above[k] = value
            out[row * TILE + k] = min(value, ONE)
