"""Tiles copied together from the tiles that lie under them, for moves by whole pixels."""

from __future__ import annotations

from numba import njit, prange, uint16

from canvas.geometry import TILE
from canvas.kernels.launch import INLINE, PARALLEL
from canvas.kernels.pointers import AREA, words16_at


@njit(**INLINE)
def _any(values):
    for start in range(0, values.shape[0], TILE):
        seen = uint16(0)
        for x in range(start, start + TILE):
            seen |= values[x]
        if seen:
            return 1
    return 0


@njit(**PARALLEL)
def shift(sources, right, down, planes, targets, painted):
    """Fill tiles with what lies `right` and `down` pixels (0 … 63) before them.

    sources: N×4 int64, addresses of the tiles above left, above, left, and in place; 0: none there.
    planes: 64×64 planes per tile. targets: N int64 addresses. painted: N uint8, set to whether any value is
    not zero.
    """
    for j in prange(targets.shape[0]):
        for quarter in range(4):
            x0, wide, back_x = 0, right, TILE - right
            if quarter & 1:
                x0, wide, back_x = right, TILE - right, -right
            y0, y1, back_y = 0, down, TILE - down
            if quarter & 2:
                y0, y1, back_y = down, TILE, -down
            source = sources[j, quarter]
            for plane in range(planes):
                for y in range(y0, y1):
                    start = plane * AREA + y * TILE + x0
                    to = words16_at(targets[j] + 2 * start, wide)
                    if source == 0:
                        for x in range(wide):
                            to[x] = uint16(0)
                    else:
                        row = words16_at(source + 2 * (start + back_y * TILE + back_x), wide)
                        for x in range(wide):
                            to[x] = row[x]
        painted[j] = _any(words16_at(targets[j], planes * AREA))
