"""A stroke's coverage put into paint."""

from __future__ import annotations

from numba import njit, uint16

from canvas.geometry import TILE
from canvas.kernels import lanes
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import AREA, words16_at
from canvas.kernels.table import (
    CLIP,
    DEED,
    ERASE,
    INK,
    LEFT,
    MASK,
    NOTHING,
    ORIGINAL,
    PAINT,
    PLANE,
    RECOLOUR,
    RESULT,
    TINTED,
    TINTS,
    TOP,
)

BLOCKS = AREA // lanes.LANES
BYTES = 2 * lanes.LANES  # of a block
PLANE_BYTES = 2 * AREA


@njit(**INLINE)
def _cut(weights, job, kit, first, last):
    """Nothing where the clip or the selection let nothing through, less where they let some."""
    x0, y0 = max(0, kit[CLIP] - job[LEFT]), max(0, kit[CLIP + 1] - job[TOP])
    x1, y1 = min(TILE, kit[CLIP + 2] - job[LEFT]), min(TILE, kit[CLIP + 3] - job[TOP])
    if x0 > 0 or y0 > 0 or x1 < TILE or y1 < TILE:
        values = words16_at(weights, AREA)
        for y in range(first // TILE, (last + TILE - 1) // TILE):
            for x in range(TILE):
                if not (x0 <= x < x1 and y0 <= y < y1):
                    values[y * TILE + x] = 0
    if job[MASK] != -1:
        for at in range(2 * first, 2 * last, BYTES):
            lanes.multiply(weights + at, job[MASK] + at)


@njit(**INLINE)
def _any(address, first, last):
    """Whether any of the uint16 first … last is not 0."""
    for at in range(2 * first, 2 * last, BYTES):
        if lanes.any_set(address + at):
            return True
    return False


@njit(**INLINE)
def _ink(ink, alpha, job, kit, channel, first, last):
    """The premultiplied colour of each pixel under locked alpha (address 0: without)."""
    tints = job[TINTS] + PLANE_BYTES * channel
    value = uint16(kit[INK + channel])
    for at in range(2 * first, 2 * last, BYTES):
        if kit[TINTED] == 0:
            lanes.multiplied(ink + at, value, alpha + at)
        else:
            lanes.copy(tints + at, ink + at)
            if alpha != 0:
                lanes.multiply(ink + at, alpha + at)


@njit(**SERIAL)
def settle(job, kit, first, last, weights, ink):
    """Put coverage into paint, pixels first … last of a tile, and tell whether any of it had coverage.

    job: JOB int64; kit: KIT int64, see `table`. ORIGINAL and RESULT may be the same. first, last: multiples
    of 64. weights, ink: addresses of 64×64 uint16 for the kernel's own use.
    """
    for at in range(2 * first, 2 * last, BYTES):
        lanes.weigh(job[PLANE] + at, weights + at)
    _cut(weights, job, kit, first, last)
    painted = _any(weights, first, last)
    original = job[ORIGINAL]
    deed = kit[DEED]
    alpha = 0
    if deed == RECOLOUR:
        alpha = (original + 3 * PLANE_BYTES) if original != 0 else kit[NOTHING]
    for channel in range(4):
        source = (original + PLANE_BYTES * channel) if original != 0 else kit[NOTHING]
        target = job[RESULT] + PLANE_BYTES * channel
        if channel == 3 and deed == RECOLOUR:
            if source != target:
                for at in range(2 * first, 2 * last, BYTES):
                    lanes.copy(source + at, target + at)
        elif channel < 3 and (deed == RECOLOUR or (deed == PAINT and kit[TINTED] != 0)):
            _ink(ink, alpha, job, kit, channel, first, last)
            for at in range(2 * first, 2 * last, BYTES):
                lanes.mix_many(source + at, target + at, weights + at, ink + at)
        else:
            value = uint16(0) if deed == ERASE else uint16(kit[INK + channel])
            for at in range(2 * first, 2 * last, BYTES):
                lanes.mix(source + at, target + at, weights + at, value)
    return painted


@njit(**INLINE)
def has_alpha(paint):
    """Whether the tile at an address has any."""
    return _any(paint + 3 * PLANE_BYTES, 0, AREA)


@njit(**INLINE)
def copy_plane(source, target):
    """One channel of a tile."""
    for at in range(0, PLANE_BYTES, BYTES):
        lanes.copy(source + at, target + at)
