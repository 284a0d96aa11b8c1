"""Finding, for each patch of a hole, the known patch most like it, and letting the found patches vote on its pixels.

Randomised search after Barnes et al. 2009 (PatchMatch), voting after Wexler et al. 2007. Patches are squares of
2r + 1 pixels, named by their centres; pictures are padded by r, so that every centre has a whole patch.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from inference.engines.painterly.kernels import PARALLEL, SERIAL

BANDS = (
    4  # parts that a piece of work is cut into; fixed, so that any number of threads gives the same picture
)


@njit(**SERIAL)
def _patch_distance(work, r, ty, tx, sy, sx, enough):
    """Sum of squared differences of two patches; stops beyond `enough`. work: padded H×W×3 float32, 0 … 255."""
    total = np.float32(0)
    for j in range(2 * r + 1):
        for i in range(2 * r + 1):
            for c in range(3):
                d = work[ty + j, tx + i, c] - work[sy + j, sx + i, c]
                total += d * d
        if total > enough:
            break
    return total


@njit(**SERIAL)
def _random(state):
    """The next state of a xorshift generator, 1 … 2**32 − 1."""
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    return state


@njit(**SERIAL)
def _improve_band(work, r, valid, targets, index, match, cost, low, high, backwards, seed):
    height, width = valid.shape
    step = -1 if backwards else 1
    for k in range(high - low):
        t = high - 1 - k if backwards else low + k
        ty, tx = targets[t, 0], targets[t, 1]
        best, by, bx = cost[t], match[t, 0], match[t, 1]
        for side in range(2):
            ny, nx = (ty - step, tx) if side == 0 else (ty, tx - step)
            if ny < 0 or nx < 0 or ny >= height or nx >= width:
                continue
            n = index[ny, nx]
            if n < low or n >= high:
                continue
            sy, sx = match[n, 0] + ty - ny, match[n, 1] + tx - nx
            if sy < 0 or sx < 0 or sy >= height or sx >= width or not valid[sy, sx]:
                continue
            d = _patch_distance(work, r, ty, tx, sy, sx, best)
            if d < best:
                best, by, bx = d, sy, sx
        state = ((t + 1) * 2654435761 ^ seed) & 0xFFFFFFFF
        state = _random(state if state != 0 else 1)
        radius = max(height, width)
        while radius >= 1:
            state = _random(state)
            sy = by + state % (2 * radius + 1) - radius
            state = _random(state)
            sx = bx + state % (2 * radius + 1) - radius
            radius //= 2
            if sy < 0 or sx < 0 or sy >= height or sx >= width or not valid[sy, sx]:
                continue
            d = _patch_distance(work, r, ty, tx, sy, sx, best)
            if d < best:
                best, by, bx = d, sy, sx
        cost[t], match[t, 0], match[t, 1] = best, by, bx


@njit(**PARALLEL)
def improve(work, r, valid, targets, index, match, cost, first, last, backwards, seed):
    """One search over targets[first:last] (T×2 int32 centres y, x, in reading order).

    valid: H×W bool, centres that may be copied from. index: H×W int32, the target at a centre or −1.
    match (T×2 int32) and cost (T float32) are improved in place.
    """
    size = last - first
    for band in prange(BANDS):
        low, high = first + size * band // BANDS, first + size * (band + 1) // BANDS
        _improve_band(work, r, valid, targets, index, match, cost, low, high, backwards, seed)


@njit(**PARALLEL)
def measure(work, r, targets, match, cost):
    """Work out the cost of every match afresh."""
    for t in prange(len(targets)):
        ty, tx = targets[t]
        cost[t] = _patch_distance(work, r, ty, tx, match[t, 0], match[t, 1], np.float32(3e38))


@njit(**PARALLEL)
def vote(work, r, pixels, index, match, cost, near, spread):
    """Set each hole pixel (N×2 int32) to what the patches over it say, the likelier the louder.

    near: T float32, trust in a patch for lying near known ground. spread: the cost at which a voice has sunk to
    1/e. `work` is changed in the hole alone, and copied from outside it alone, so that order does not matter.
    """
    height, width = index.shape
    for n in prange(len(pixels)):
        y, x = pixels[n]
        red, green, blue, total = 0.0, 0.0, 0.0, 1e-30
        for j in range(-r, r + 1):
            for i in range(-r, r + 1):
                cy, cx = y + j, x + i
                if cy < 0 or cx < 0 or cy >= height or cx >= width:
                    continue
                t = index[cy, cx]
                if t < 0:
                    continue
                w = near[t] * math.exp(-min(cost[t] / spread, 60.0))
                sy, sx = match[t, 0] - j + r, match[t, 1] - i + r
                red += w * work[sy, sx, 0]
                green += w * work[sy, sx, 1]
                blue += w * work[sy, sx, 2]
                total += w
        work[y + r, x + r, 0] = red / total
        work[y + r, x + r, 1] = green / total
        work[y + r, x + r, 2] = blue / total
