"""Finding for each patch of a hole the known patch most like it, and letting these vote on its pixels.

Randomised search after Barnes et al. 2009 (PatchMatch); voting after Wexler et al. 2007 and Newson et al.
2014. Patches are squares of 2r + 1 pixels, named by their centres; pictures are padded by r, so that every
centre has a whole patch. A pixel has four values: red, green, blue, and how busy the picture is there.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from inference.engines.painterly.kernels import PARALLEL, SERIAL

MOST = 2**31 - 1  # nothing costs more
# Parts that a piece of work is cut into; fixed, so that any number of threads gives the same picture.
BANDS = 4
# Unsigned, so that no index is asked whether it counts from the end.
_U = np.uint64


@njit(**SERIAL)
def _distance(flat, r, stride, ty, tx, sy, sx, enough):
    """Sum of squared differences of two patches; stops beyond `enough`. flat: the padded picture, uint8."""
    a, b = _U(ty) * stride + _U(4) * _U(tx), _U(sy) * stride + _U(4) * _U(sx)
    total = np.int32(0)  # at most 49 · 4 · 255²; whole numbers add up in any order
    for _ in range(2 * r + 1):
        row = np.int32(0)
        if r == 3:  # a length known to the compiler fills its wide registers
            for i in range(28):
                d = np.int32(flat[a + _U(i)]) - np.int32(flat[b + _U(i)])
                row += np.int32(d * d)
        else:
            for i in range(4 * (2 * r + 1)):
                d = np.int32(flat[a + _U(i)]) - np.int32(flat[b + _U(i)])
                row += np.int32(d * d)
        total += row
        if total > enough:
            break
        a += stride
        b += stride
    return total


@njit(**SERIAL)
def _known_distance(flat, seen, r, stride, ty, tx, sy, sx, enough):
    """The same, counting only pixels whose `seen` (padded H×W, 0 or 1) is set in the patch at (ty, tx)."""
    a, b = _U(ty) * stride + _U(4) * _U(tx), _U(sy) * stride + _U(4) * _U(sx)
    total = np.int32(0)
    for j in range(2 * r + 1):
        for i in range(2 * r + 1):
            if seen[ty + j, tx + i]:
                for c in range(4):
                    d = np.int32(flat[a + _U(4 * i + c)]) - np.int32(flat[b + _U(4 * i + c)])
                    total += np.int32(d * d)
        if total > enough:
            break
        a += stride
        b += stride
    return total


@njit(**SERIAL)
def _random(state):
    """The next state of a xorshift generator, 1 … 2**32 − 1, as uint64."""
    state ^= (state << _U(13)) & _U(0xFFFFFFFF)
    state ^= state >> _U(17)
    state ^= (state << _U(5)) & _U(0xFFFFFFFF)
    return state


@njit(**SERIAL)
def _improve_band(
    flat, seen, partial, r, valid, targets, index, match, cost, low, high, backwards, reach, seed
):  # fmt: skip
    height, width = valid.shape
    stride = _U(4 * (width + 2 * r))
    step = -1 if backwards else 1
    for k in range(high - low):
        t = high - 1 - k if backwards else low + k
        best = cost[t]
        if best == 0:
            continue
        ty, tx = targets[t, 0], targets[t, 1]
        by, bx = match[t, 0], match[t, 1]
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
            if sy == by and sx == bx:
                continue
            if partial:
                d = _known_distance(flat, seen, r, stride, ty, tx, sy, sx, best)
            else:
                d = _distance(flat, r, stride, ty, tx, sy, sx, best)
            if d <= best:
                best, by, bx = d, sy, sx
        state = _random((_U(t + 1) * _U(2654435761) ^ _U(seed)) & _U(0xFFFFFFFF) | _U(1))
        radius = reach
        while radius >= 1:
            span = _U(2 * radius + 1)
            state = _random(state)
            sy = by + np.int64((state * span) >> _U(32)) - radius
            state = _random(state)
            sx = bx + np.int64((state * span) >> _U(32)) - radius
            radius //= 2
            if sy < 0 or sx < 0 or sy >= height or sx >= width or not valid[sy, sx]:
                continue
            # A match of its own must be clearly better than one that goes on from a neighbour's: whole
            # pieces of the source hang together, and few seams are left.
            enough = best - (best >> 4) - 1
            if partial:
                d = _known_distance(flat, seen, r, stride, ty, tx, sy, sx, enough)
            else:
                d = _distance(flat, r, stride, ty, tx, sy, sx, enough)
            if d <= enough:
                best, by, bx = d, sy, sx
        cost[t], match[t, 0], match[t, 1] = best, by, bx


@njit(**PARALLEL)
def improve(flat, seen, partial, r, valid, targets, index, match, cost, first, last, backwards, reach, seed):
    """One search over targets[first:last] (T×2 int32 centres y, x, in reading order).

    flat: the padded picture, uint8, four values a pixel. seen: padded H×W uint8, read where `partial`: only
    pixels with a 1 are compared. valid: H×W bool, centres that may be copied from. index: H×W int32, the
    target at a centre or −1. match (T×2 int32) and cost (T int32) are improved in place. reach: px, the
    widest random step from a match.
    """
    size = last - first
    for band in prange(BANDS):
        low, high = first + size * band // BANDS, first + size * (band + 1) // BANDS
        _improve_band(
            flat, seen, partial, r, valid, targets, index, match, cost, low, high, backwards, reach, seed
        )


@njit(**PARALLEL)
def compare_all(flat, seen, r, valid, targets, match, cost, sources):
    """Match the targets with the best of all `sources` (S×2 int32 centres), comparing what is `seen`."""
    stride = _U(4 * (valid.shape[1] + 2 * r))
    for t in prange(len(targets)):
        ty, tx = targets[t]
        best, chosen = cost[t], -1
        for s in range(len(sources)):
            d = _known_distance(flat, seen, r, stride, ty, tx, sources[s, 0], sources[s, 1], best - 1)
            if d < best:
                best, chosen = d, s
        if chosen >= 0:
            cost[t], match[t, 0], match[t, 1] = best, sources[chosen, 0], sources[chosen, 1]


@njit(**PARALLEL)
def measure(flat, r, width, targets, match, cost):
    """Work out the cost of every match afresh. width: of the picture, without padding."""
    stride = _U(4 * (width + 2 * r))
    for t in prange(len(targets)):
        ty, tx = targets[t]
        cost[t] = _distance(flat, r, stride, ty, tx, match[t, 0], match[t, 1], MOST)


@njit(**PARALLEL)
def vote(work, r, pixels, index, match, cost, trust, usual, spread):
    """Set each hole pixel (N×2 int32) to the weighted mean of what the patches over it say.

    trust: T float32, a patch's standing. How much dearer than the cheapest patch over a pixel another may be
    and still be heard: `spread` times that cheapest cost, or times `usual` where that is more. `work` (padded
    H×W×4 uint8) is changed in the hole alone and read outside it alone, so that the order does not matter.
    """
    height, width = index.shape
    for n in prange(len(pixels)):
        y, x = pixels[n]
        top, bottom = max(-r, -y), min(r, height - 1 - y) + 1
        left, right = max(-r, -x), min(r, width - 1 - x) + 1
        least = MOST
        for j in range(top, bottom):
            for i in range(left, right):
                t = index[y + j, x + i]
                if t >= 0:
                    least = min(least, cost[t])
        scale = np.float32(1) / (np.float32(spread) * np.float32(max(least, usual) + 300))
        red, green, blue, busy = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
        total = np.float32(1e-30)
        for j in range(top, bottom):
            for i in range(left, right):
                t = index[y + j, x + i]
                if t < 0:
                    continue
                w = np.float32(1) + np.float32(cost[t] - least) * scale
                w = trust[t] / (w * w * w * w)
                sy, sx = match[t, 0] - j + r, match[t, 1] - i + r
                red += w * np.float32(work[sy, sx, 0])
                green += w * np.float32(work[sy, sx, 1])
                blue += w * np.float32(work[sy, sx, 2])
                busy += w * np.float32(work[sy, sx, 3])
                total += w
        half = np.float32(0.5)
        if total > np.float32(1e-29):  # some patch is over it
            work[y + r, x + r, 0] = np.uint8(red / total + half)
            work[y + r, x + r, 1] = np.uint8(green / total + half)
            work[y + r, x + r, 2] = np.uint8(blue / total + half)
            work[y + r, x + r, 3] = np.uint8(busy / total + half)


@njit(**PARALLEL)
def vote_steps(work, r, pixels, index, match, cost, trust, spread, steps):
    """What the patches over pixels (N×2 int32) say of the step to the next pixel on the right, and below.

    As `vote`, but of differences: steps (N×2×3 float32) is left as it is where no patch shows both pixels.
    A patch knows nothing of the seam between it and the next, so steps put together again have none.
    """
    height, width = index.shape
    for n in prange(len(pixels)):
        y, x = pixels[n]
        for way in range(2):
            down, across = (1, 0) if way == 1 else (0, 1)
            top, bottom = max(-r + down, -y), min(r, height - 1 - y) + 1
            left, right = max(-r + across, -x), min(r, width - 1 - x) + 1
            least = MOST
            for j in range(top, bottom):
                for i in range(left, right):
                    t = index[y + j, x + i]
                    if t >= 0:
                        least = min(least, cost[t])
            if least == MOST or y + down >= height or x + across >= width:
                continue
            scale = np.float32(1) / (np.float32(spread) * np.float32(least + 300))
            red, green, blue, total = np.float32(0), np.float32(0), np.float32(0), np.float32(1e-30)
            for j in range(top, bottom):
                for i in range(left, right):
                    t = index[y + j, x + i]
                    if t < 0:
                        continue
                    w = np.float32(1) + np.float32(cost[t] - least) * scale
                    w = trust[t] / (w * w * w * w)
                    sy, sx = match[t, 0] - j + r, match[t, 1] - i + r
                    ny, nx = sy + down, sx + across
                    red += w * (np.float32(work[ny, nx, 0]) - np.float32(work[sy, sx, 0]))
                    green += w * (np.float32(work[ny, nx, 1]) - np.float32(work[sy, sx, 1]))
                    blue += w * (np.float32(work[ny, nx, 2]) - np.float32(work[sy, sx, 2]))
                    total += w
            steps[n, way, 0], steps[n, way, 1], steps[n, way, 2] = red / total, green / total, blue / total


@njit(**SERIAL)
def relax(change, wanted, pixels, pull, sweeps):
    """Over-relaxed sweeps for (neighbours + pull) · change − Σ neighbours' change = wanted in the hole.

    change, wanted: H×W×3 float32, the first in place; it stays 0 outside the hole's pixels (N×2 int32). A
    pixel at the picture's edge has fewer neighbours.
    """
    height, width = change.shape[:2]
    omega = np.float32(1.8)
    for _ in range(sweeps):
        for n in range(len(pixels)):
            y, x = pixels[n]
            inside = (y > 0) + (y + 1 < height) + (x > 0) + (x + 1 < width)
            over = omega / (np.float32(inside) + np.float32(pull))
            for c in range(3):
                total = wanted[y, x, c]
                if y > 0:
                    total += change[y - 1, x, c]
                if y + 1 < height:
                    total += change[y + 1, x, c]
                if x > 0:
                    total += change[y, x - 1, c]
                if x + 1 < width:
                    total += change[y, x + 1, c]
                change[y, x, c] += over * total - omega * change[y, x, c]
