"""Tiles painted with dabs: a stroke while it grows, and recorded strokes one after the other."""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from canvas.geometry import TILE
from canvas.kernels.cover import ROOM, stamp
from canvas.kernels.launch import INLINE, PARALLEL, SERIAL
from canvas.kernels.pointers import AREA
from canvas.kernels.settle import PLANE_BYTES, copy_plane, has_alpha, settle
from canvas.kernels.shape import shape_dab
from canvas.kernels.table import (
    COLUMNS,
    JOB,
    LEFT,
    NOT_EMPTY,
    NOTHING,
    ORIGINAL,
    PAINTED,
    PLANE,
    RESULT,
    STATE,
    TINTS,
    TOP,
)


@njit(**SERIAL)
def shape_dabs(dabs):
    """Fill the derived columns of a dab table; see `table`."""
    for i in range(dabs.shape[0]):
        shape_dab(dabs[i])


@njit(**INLINE)
def _paint_tile(job, dabs, count, kit):
    """One tile; dabs: address of count×COLUMNS float32."""
    space = np.empty(2 * AREA + ROOM // 2, np.uint16)
    weights = space.ctypes.data
    room = weights + 2 * PLANE_BYTES
    stamp(job[PLANE], job[TINTS], job[LEFT], job[TOP], dabs, count, kit, room)
    state = 0
    if settle(job, kit, 0, AREA, weights, weights + PLANE_BYTES):
        state = PAINTED
    if has_alpha(job[RESULT]):
        state |= NOT_EMPTY
    job[STATE] = state
    space[0] = 0  # alive until here


@njit(**PARALLEL)
def paint_tiles(jobs, dabs, kit):
    """Add dabs to the coverage of tiles, and make their paint anew from what it was before the stroke.

    jobs: J×JOB int64, whose STATE is set; dabs: D×COLUMNS float32; kit: KIT int64. See `table`.
    """
    for j in prange(jobs.shape[0]):
        _paint_tile(jobs[j], dabs.ctypes.data, dabs.shape[0], kit)


@njit(**SERIAL)
def paint_few_tiles(jobs, dabs, kit):
    """As `paint_tiles`, on this thread alone: so little work is done before another thread would be awake."""
    for j in range(jobs.shape[0]):
        _paint_tile(jobs[j], dabs.ctypes.data, dabs.shape[0], kit)


@njit(**PARALLEL)
def replay_tiles(jobs, dabs, spans, firsts, lasts, picks, kits):
    """Paint whole strokes, one after the other, into tiles.

    jobs: J×JOB int64; their PLANE and TINTS are not used. dabs: D×COLUMNS float32 of all strokes. spans: S+1
    int64, stroke s has dabs spans[s] … spans[s + 1]. firsts, lasts: J int64: tile j is touched by the strokes
    picks[firsts[j]] … picks[lasts[j] − 1], in order. kits: S×KIT int64.
    """
    for j in prange(jobs.shape[0]):
        job = jobs[j]
        space = np.zeros(6 * AREA + ROOM // 2, np.uint16)
        weights = space.ctypes.data
        ink = weights + PLANE_BYTES
        mine = np.empty(JOB, np.int64)
        mine[:] = job
        mine[PLANE], mine[TINTS] = weights + 2 * PLANE_BYTES, weights + 3 * PLANE_BYTES
        state = 0
        if firsts[j] < lasts[j]:
            nothing = kits[0, NOTHING]
            for channel in range(4):
                at = PLANE_BYTES * channel
                source = nothing if job[ORIGINAL] == 0 else job[ORIGINAL] + at
                copy_plane(source, job[RESULT] + at)
        mine[ORIGINAL] = job[RESULT]
        for i in range(firsts[j], lasts[j]):
            s = picks[i]
            kit = kits[s]
            start = dabs.ctypes.data + 4 * COLUMNS * spans[s]
            low, high = stamp(
                *(mine[PLANE], mine[TINTS], job[LEFT], job[TOP], start, spans[s + 1] - spans[s], kit),
                weights + 6 * PLANE_BYTES,
            )
            if high <= low:
                continue
            first, last = low * TILE, high * TILE
            if settle(mine, kit, first, last, weights, ink):
                state = PAINTED
            space[2 * AREA + first : 2 * AREA + last] = 0
        if has_alpha(job[RESULT]):
            state |= NOT_EMPTY
        job[STATE] = state
