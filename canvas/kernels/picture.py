"""The pictures of a brush's tip: one row of a dab read from them, turned, scaled and squeezed."""

from __future__ import annotations

import math

from numba import float32, int32, int64, njit

from canvas.geometry import TILE
from canvas.kernels.lanes import LANES
from canvas.kernels.launch import INLINE
from canvas.kernels.pointers import bytes_at, floats_at, integers_at
from canvas.kernels.table import ANGLE, FLIP, IMAGE, LEVEL_COUNT, LEVELS, RADIUS, ROUNDNESS, TEXELS

# How a dab's picture lies: from a tile's pixel (dx, dy from the dab's centre) to a texel.
TEXEL, STRIDE, WIDE, HIGH = range(
    4
)  # int64: address of the frame's first texel, texels from row to row, size
ACROSS_X, ACROSS_Y, DOWN_X, DOWN_Y, MIDDLE_X, MIDDLE_Y = range(6)  # float64

LEAST_DETAIL = math.sqrt(2.0)  # texels per pixel from which a picture of half the size is read
FRACTION = 16  # bits behind the point of a texel's place


@njit(**INLINE)
def place_picture(dab, kit, grid, lie):
    """Choose the level of detail for a dab and fill `grid` (4 int64) and `lie` (6 float64)."""
    count = kit[LEVEL_COUNT]
    first = int64(dab[IMAGE]) * count * 3
    table = integers_at(kit[LEVELS], first + count * 3)
    width, height = float(table[first + 1]), float(table[first + 2])
    longest = max(width, height)
    across = longest / (2.0 * float(dab[RADIUS]))  # texels per pixel
    level = 0
    while level + 1 < count and across > LEAST_DETAIL * (1 << level):
        level += 1
    at = first + 3 * level
    grid[WIDE], grid[HIGH] = table[at + 1], table[at + 2]
    grid[STRIDE] = table[at + 1] + 2
    grid[TEXEL] = kit[TEXELS] + table[at]
    across_x = across * grid[WIDE] / width
    across_y = float(dab[FLIP]) * across * grid[HIGH] / (height * float(dab[ROUNDNESS]))
    cosine, sine = math.cos(float(dab[ANGLE])), math.sin(float(dab[ANGLE]))
    lie[ACROSS_X], lie[DOWN_X] = across_x * cosine, across_x * sine
    lie[ACROSS_Y], lie[DOWN_Y] = -across_y * sine, across_y * cosine
    lie[MIDDLE_X], lie[MIDDLE_Y] = 0.5 * grid[WIDE] - 0.5, 0.5 * grid[HIGH] - 0.5


@njit(**INLINE)
def _inside(at, slope, size, first, last):
    """The part of first … last at which at + slope · k lies in −1 … size."""
    if abs(slope) < 1e-9:
        return (first, last) if -1.0 < at < size else (first, first)
    one, other = (-1.0 - at) / slope, (size - at) / slope
    low, high = min(one, other), max(one, other)
    return max(first, math.floor(low) + 1), min(last, math.ceil(high))


@njit(**INLINE)
def picture_row(x, y, line, grid, lie, target):
    """One row of a dab as float32 0 … 1 at the address `target`; returns the blocks in which it is not empty.

    x, y: px, the dab's centre from the tile's first corner. line: the row of the tile. Bilinear.
    """
    dx, dy = 0.5 - float(x), float(line) + 0.5 - float(y)
    u = lie[MIDDLE_X] + lie[ACROSS_X] * dx + lie[DOWN_X] * dy
    v = lie[MIDDLE_Y] + lie[ACROSS_Y] * dx + lie[DOWN_Y] * dy
    wide, high, stride = grid[WIDE], grid[HIGH], int32(grid[STRIDE])
    first, last = _inside(u, lie[ACROSS_X], float(wide), 0, TILE)
    first, last = _inside(v, lie[ACROSS_Y], float(high), first, last)
    if last <= first:
        return 0, 0
    shape = floats_at(target, TILE)
    blocks = first // LANES, (last + LANES - 1) // LANES
    for k in range(blocks[0] * LANES, blocks[1] * LANES):
        shape[k] = float32(0)
    # From the frame's first texel; drawn in, since the ends were found with another rounding.
    one = float(1 << FRACTION)
    most_u, most_v = int32((wide + 1) * one - 1), int32((high + 1) * one - 1)
    start_u, start_v = (u + 1.0) * one, (v + 1.0) * one
    step_u, step_v = lie[ACROSS_X] * one, lie[ACROSS_Y] * one
    texels = bytes_at(grid[TEXEL], (high + 2) * (wide + 2))
    for k in range(first, last):
        fu = min(max(int32(start_u + step_u * k), int32(0)), most_u)
        fv = min(max(int32(start_v + step_v * k), int32(0)), most_v)
        at = (fv >> FRACTION) * stride + (fu >> FRACTION)
        pu, pv = (fu >> 8) & 255, (fv >> 8) & 255
        top = int32(texels[at]) * (256 - pu) + int32(texels[at + 1]) * pu
        low = int32(texels[at + stride]) * (256 - pu) + int32(texels[at + stride + 1]) * pu
        shape[k] = float32(top * (256 - pv) + low * pv) * float32(1 / (255 * 65536))
    return blocks
