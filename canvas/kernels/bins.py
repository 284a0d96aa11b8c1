"""Which strokes touch which tiles."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from canvas.geometry import TILE
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.table import REACH, X, Y


@njit(**INLINE)
def _span(dabs, i, clip):
    """The tiles of one dab: first and last column, first and last row (last before first: none)."""
    x, y, reach = dabs[i, X], dabs[i, Y], dabs[i, REACH]
    x0, x1 = max(math.floor(x - reach), clip[0]), min(math.ceil(x + reach), clip[2])
    y0, y1 = max(math.floor(y - reach), clip[1]), min(math.ceil(y + reach), clip[3])
    if x0 >= x1 or y0 >= y1:
        return 0, -1, 0, -1
    return x0 // TILE, (x1 - 1) // TILE, y0 // TILE, (y1 - 1) // TILE


@njit(**INLINE)
def _nears(dabs, i, column, row):
    """Whether a dab's circle touches a tile."""
    x, y, reach = dabs[i, X], dabs[i, Y], dabs[i, REACH]
    left, top = np.float32(column * TILE), np.float32(row * TILE)
    dx = x - min(max(x, left), left + np.float32(TILE))
    dy = y - min(max(y, top), top + np.float32(TILE))
    return dx * dx + dy * dy <= reach * reach


@njit(**INLINE)
def _grid(dabs, clip):
    """All tiles that dabs span: first column, first row, columns, rows."""
    c0, c1, r0, r1 = 1 << 40, -(1 << 40), 1 << 40, -(1 << 40)
    for i in range(dabs.shape[0]):
        q0, q1, s0, s1 = _span(dabs, i, clip)
        if q1 >= q0:
            c0, c1, r0, r1 = min(c0, q0), max(c1, q1), min(r0, s0), max(r1, s1)
    if c1 < c0:
        return 0, 0, 0, 0
    return c0, r0, c1 - c0 + 1, r1 - r0 + 1


@njit(**SERIAL)
def touched_tiles(dabs, clip):
    """The tiles that dabs may touch within clip (4 int64: x, y, right, bottom): M×2 int64, row by row."""
    column, row, columns, rows = _grid(dabs, clip)
    grid = np.zeros((rows, columns), np.uint8)
    for i in range(dabs.shape[0]):
        q0, q1, r0, r1 = _span(dabs, i, clip)
        for r in range(r0, r1 + 1):
            for q in range(q0, q1 + 1):
                if _nears(dabs, i, q, r):
                    grid[r - row, q - column] = 1
    keys = np.empty((int(grid.sum()), 2), np.int64)
    count = 0
    for r in range(rows):
        for q in range(columns):
            if grid[r, q]:
                keys[count, 0], keys[count, 1] = q + column, r + row
                count += 1
    return keys


@njit(**SERIAL)
def strokes_of_tiles(dabs, spans, clip):
    """For each tile touched by any stroke, the strokes that touch it, in order.

    spans: S+1 int64, stroke s has the dabs spans[s] … spans[s + 1] − 1. Returns the tiles (M×2 int64, row by
    row), firsts (M+1 int64) and picks (int64): tile j is touched by the strokes picks[firsts[j]] …
    picks[firsts[j + 1] − 1].
    """
    column, row, columns, rows = _grid(dabs, clip)
    counts = np.zeros(rows * columns + 1, np.int64)
    picks = np.empty(0, np.int64)
    for fill in range(2):  # first count, then note
        last = np.full(rows * columns, -1, np.int64)
        for s in range(spans.shape[0] - 1):
            for i in range(spans[s], spans[s + 1]):
                q0, q1, r0, r1 = _span(dabs, i, clip)
                for r in range(r0, r1 + 1):
                    for q in range(q0, q1 + 1):
                        at = (r - row) * columns + q - column
                        if last[at] == s or not _nears(dabs, i, q, r):
                            continue
                        last[at] = s
                        if fill == 1:
                            picks[counts[at]] = s
                        counts[at] += 1
        if fill == 0:
            total = 0
            for at in range(rows * columns + 1):
                counts[at], total = total, total + counts[at]
            picks = np.empty(total, np.int64)
    # the counts have moved on to where each tile's strokes end
    used = 0
    for at in range(rows * columns):
        used += counts[at] > (counts[at - 1] if at else 0)
    tiles, firsts = np.empty((used, 2), np.int64), np.zeros(used + 1, np.int64)
    j = 0
    for at in range(rows * columns):
        if counts[at] > (counts[at - 1] if at else 0):
            tiles[j, 0], tiles[j, 1] = at % columns + column, at // columns + row
            firsts[j + 1] = counts[at]
            j += 1
    return tiles, firsts, picks
