"""Tiles copied together from the tiles that lie under them, for moves by whole pixels."""

from __future__ import annotations

from numba import njit, prange, uint16

from canvas.geometry import TILE
from canvas.kernels.launch import PARALLEL
from canvas.kernels.pointers import AREA, words16_at


@njit(**PARALLEL)
def shift(sources, right, down, planes, targets, painted):
    """Fill tiles with what lies `right` and `down` pixels (0 … 63) before them.

    sources: N×4 int64, addresses of the tiles above left, above, left, and in place; 0: none there.
    planes: 64×64 planes per tile. targets: N int64 addresses. painted: N uint8, set to whether any value is
    not zero.
    """
    for j in prange(targets.shape[0]):
        target = words16_at(targets[j], planes * AREA)
        seen = uint16(0)
        for quarter in range(4):
            x0, x1, back_x = 0, right, TILE - right
            if quarter & 1:
                x0, x1, back_x = right, TILE, -right
            y0, y1, back_y = 0, down, TILE - down
            if quarter & 2:
                y0, y1, back_y = down, TILE, -down
            if x1 <= x0 or y1 <= y0:
                continue
            address = sources[j, quarter]
            source = words16_at(address, planes * AREA)
            for plane in range(planes):
                for y in range(y0, y1):
                    to = plane * AREA + y * TILE
                    start = plane * AREA + (y + back_y) * TILE + back_x
                    if address == 0:
                        for x in range(x0, x1):
                            target[to + x] = uint16(0)
                    else:
                        for x in range(x0, x1):
                            value = source[start + x]
                            target[to + x] = value
                            seen |= value
        painted[j] = 1 if seen else 0
