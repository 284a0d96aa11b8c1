"""Rows of 16-bit values made easy to compress, and made themselves again."""

from __future__ import annotations

from numba import njit, uint8, uint16

from canvas.geometry import TILE
from canvas.kernels.launch import SERIAL
from canvas.kernels.pointers import bytes_at, words16_at


@njit(**SERIAL)
def split_rows(source, rows, target):
    """Differences along rows of TILE values, low bytes first and then the high ones.

    source: address of rows × TILE uint16. target: address of as many bytes, twice.
    """
    area = rows * TILE
    low, high = bytes_at(target, area), bytes_at(target + area, area)
    for row in range(rows):
        values = words16_at(source + 2 * row * TILE, TILE)
        before = uint16(0)
        for k in range(TILE):
            step = uint16(values[k] - before)
            low[row * TILE + k] = uint8(step & uint16(255))
            high[row * TILE + k] = uint8(step >> uint16(8))
            before = values[k]


@njit(**SERIAL)
def join_rows(source, rows, target):
    """The inverse of `split_rows`: source and target change places."""
    area = rows * TILE
    low, high = bytes_at(source, area), bytes_at(source + area, area)
    for row in range(rows):
        values = words16_at(target + 2 * row * TILE, TILE)
        value = uint16(0)
        for k in range(TILE):
            step = uint16(low[row * TILE + k]) | uint16(uint16(high[row * TILE + k]) << uint16(8))
            value = uint16(value + step)
            values[k] = value
