"""Finding for each patch of a hole the known patch most like it, and letting these vote on its pixels.

Randomised search after Barnes et al. 2009 (PatchMatch), voting after Wexler et al. 2007. Patches are
squares of 2r + 1 pixels, named by their centres; pictures are padded by r, so that every centre has a whole
patch.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from inference.engines.painterly.kernels import PARALLEL, SERIAL

MOST = 2**31 - 1  # nothing costs more
# Parts that a piece of work is cut into; fixed, so that any number of threads gives the same picture.
BANDS = 4


@njit(**SERIAL)
def _patch_distance(rows, r, ty, tx, sy, sx, enough):
    """Sum of squared differences of two patches; stops beyond `enough`. rows: padded H×3W uint8."""
    total = np.int32(
        0
    )  # at most 49 · 3 · 255²; whole numbers add up in any order, so this runs in wide registers
    for j in range(2 * r + 1):
        one, other = rows[ty + j], rows[sy + j]
        for i in range(3 * (2 * r + 1)):
            d = np.int32(one[3 * tx + i]) - np.int32(other[3 * sx + i])
            total += np.int32(d * d)
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
def _improve_band(rows, r, valid, targets, index, match, cost, low, high, backwards, reach, seed):
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
            d = _patch_distance(rows, r, ty, tx, sy, sx, best)
            if d < best:
                best, by, bx = d, sy, sx
        state = ((t + 1) * 2654435761 ^ seed) & 0xFFFFFFFF
        state = _random(state if state != 0 else 1)
        radius = reach
        while radius >= 1:
            state = _random(state)
            sy = by + state % (2 * radius + 1) - radius
            state = _random(state)
            sx = bx + state % (2 * radius + 1) - radius
            radius //= 2
            if sy < 0 or sx < 0 or sy >= height or sx >= width or not valid[sy, sx]:
                continue
            d = _patch_distance(rows, r, ty, tx, sy, sx, best)
            if d < best:
                best, by, bx = d, sy, sx
        cost[t], match[t, 0], match[t, 1] = best, by, bx


@njit(**PARALLEL)
def improve(rows, r, valid, targets, index, match, cost, first, last, backwards, reach, seed):
    """One search over targets[first:last] (T×2 int32 centres y, x, in reading order).

    rows: padded H×3W uint8. valid: H×W bool, centres that may be copied from. index: H×W int32, the target
    at a centre or −1. match (T×2 int32) and cost (T int32) are improved in place. reach: px, the widest
    random step from a match.
    """
    size = last - first
    for band in prange(BANDS):
        low, high = first + size * band // BANDS, first + size * (band + 1) // BANDS
        _improve_band(rows, r, valid, targets, index, match, cost, low, high, backwards, reach, seed)


@njit(**PARALLEL)
def measure(rows, r, targets, match, cost):
    """Work out the cost of every match afresh."""
    for t in prange(len(targets)):
        ty, tx = targets[t]
        cost[t] = _patch_distance(rows, r, ty, tx, match[t, 0], match[t, 1], MOST)


@njit(**PARALLEL)
def vote(work, r, pixels, index, match, weight):
    """Set each hole pixel (N×2 int32) to the weighted mean of what the patches over it say.

    weight: T float32. `work` (padded H×W×3 uint8) is changed in the hole alone and read outside it alone,
    so that the order does not matter.
    """
    height, width = index.shape
    for n in prange(len(pixels)):
        y, x = pixels[n]
        red, green, blue, total = np.float32(0), np.float32(0), np.float32(0), np.float32(1e-30)
        for j in range(max(-r, -y), min(r, height - 1 - y) + 1):
            for i in range(max(-r, -x), min(r, width - 1 - x) + 1):
                t = index[y + j, x + i]
                if t < 0:
                    continue
                w = weight[t]
                sy, sx = match[t, 0] - j + r, match[t, 1] - i + r
                red += w * np.float32(work[sy, sx, 0])
                green += w * np.float32(work[sy, sx, 1])
                blue += w * np.float32(work[sy, sx, 2])
                total += w
        half = np.float32(0.5)
        work[y + r, x + r, 0] = np.uint8(red / total + half)
        work[y + r, x + r, 1] = np.uint8(green / total + half)
        work[y + r, x + r, 2] = np.uint8(blue / total + half)
