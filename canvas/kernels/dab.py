"""Dabs of a brush: their shape, the coverage they leave on a stroke's planes, and coverage put into paint.

Within a stroke, coverage m (0 … 65535) of a pixel only grows, and never beyond the opacity of the strongest
dab: a dab of opacity `cap` adds (cap − m) · flow · shape where m is below it. Paint is then the layer as it
was before the stroke with the colour laid over it m strong, so a stroke may cross itself without a trace.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float32, int32, njit, prange, uint16, uint32

from canvas.geometry import TILE
from canvas.kernels.launch import INLINE, PARALLEL, SERIAL
from canvas.kernels.pointers import AREA, words16_at

# What a dab does to the layer.
PAINT, ERASE, RECOLOUR = 0, 1, 2  # RECOLOUR keeps alpha

# Columns of a dab, float32. The squared distance from the centre is A·dx² + B·dx·dy + C·dy²: for a soft dab
# in units of its outer radius, for a sharp one in pixels across its narrow side.
X, Y, REACH, SHARP, A, B, C, FALLOFF, RIM, PEAK, CAP, FLOW = range(12)
COLUMNS = 12

SHARP_EDGE = 2.0  # pixels: a falloff narrower than this is drawn as an antialiased edge

# What became of a tile.
PAINTED, NOT_EMPTY = 1, 2

PAPER = 256  # pixels along the side of the repeating paper texture

ZERO, ONE = float32(0), float32(1)


@njit(**INLINE)
def shape_dab(dab, x, y, radius, hardness, roundness, angle, cap, flow):
    """Fill one row of a dab table. radius: px, half the long side. angle: radians. cap, flow: 0 … 1."""
    narrow = radius * roundness
    soft = (1.0 - hardness) * narrow  # width of the falloff
    cosine, sine, ratio = math.cos(angle), math.sin(angle), roundness * roundness
    unit = 1.0
    outer = narrow
    if soft < SHARP_EDGE:
        # Never thinner than a pixel, paler instead: a thin line then keeps its weight wherever it runs.
        solid = max(narrow, 0.5)
        width = max(soft, 1.0)
        outer = solid - 0.5 * soft + 0.5 * width
        dab[SHARP], dab[FALLOFF], dab[RIM] = 1.0, 1.0 / width, outer / width
        dab[PEAK] = min(1.0, 2.0 * narrow)
    else:
        unit = 1.0 / (outer * outer)
        dab[SHARP], dab[FALLOFF], dab[RIM] = 0.0, 1.0 / (1.0 - hardness * hardness), 0.0
        dab[PEAK] = 1.0
    dab[X], dab[Y], dab[REACH] = x, y, outer / roundness
    dab[A] = (ratio * cosine * cosine + sine * sine) * unit
    dab[B] = 2.0 * cosine * sine * (ratio - 1.0) * unit
    dab[C] = (ratio * sine * sine + cosine * cosine) * unit
    dab[CAP] = math.floor(cap * 65535.0 + 0.5)
    dab[FLOW] = math.floor(flow * 65535.0 + 0.5)


@njit(**INLINE)
def _share(room, part):
    """room · part / 65536, but at least 1 where both are not 0, so that coverage reaches its cap."""
    return uint16(uint16(uint32(uint32(room) * uint32(part)) >> uint32(16)) + min(min(room, part), uint16(1)))


@njit(**INLINE)
def _soft_row(row, dx, square, slope, bend, falloff, flow, cap):
    """A row of a soft dab: smoothstep of the squared distance, level in the middle and at the rim.

    Always TILE pixels: a loop of known length with 32-bit counters is what the compiler turns into vectors,
    and a whole row of them costs less than a part of a row without.
    """
    for k in range(TILE):
        d = dx + float32(int32(k))
        u = min(ONE, max(ZERO, (ONE - ((square * d + slope) * d + bend)) * falloff))
        strength = u * u * (float32(3) - float32(2) * u) * flow
        m = row[k]
        room = uint16(max(cap, m) - m)
        row[k] = uint16(m + _share(room, uint16(int32(strength))))


@njit(**INLINE)
def _sharp_row(row, dx, square, slope, bend, falloff, rim, peak, flow, cap):
    """A row of a dab with an edge: here a pixel's share of the disc caps its coverage."""
    for k in range(TILE):
        d = dx + float32(int32(k))
        distance = math.sqrt(max(ZERO, (square * d + slope) * d + bend))
        inside = min(ONE, max(ZERO, rim - distance * falloff)) * peak
        m = row[k]
        room = uint16(max(uint16(int32(inside * cap)), m) - m)
        row[k] = uint16(m + _share(room, flow))


@njit(**SERIAL)
def stamp(plane, left, top, dabs, rows):
    """Lay dabs over the coverage plane (address of 64×64 uint16) of the tile that begins at (left, top).

    rows: two int64; on return the first row touched and the one after the last (64, 0 if none).
    """
    rows[0], rows[1] = TILE, 0
    for i in range(dabs.shape[0]):
        dab = dabs[i]
        x, y, reach = dab[X] - float32(left), dab[Y] - float32(top), dab[REACH]
        x0, x1 = max(0, math.floor(x - reach)), min(TILE, math.ceil(x + reach))
        y0, y1 = max(0, math.floor(y - reach)), min(TILE, math.ceil(y + reach))
        if x0 >= x1 or y0 >= y1:
            continue
        rows[0], rows[1] = min(rows[0], y0), max(rows[1], y1)
        dx = float32(0.5) - x
        for line in range(y0, y1):
            dy = float32(line) + float32(0.5) - y
            slope, bend = dab[B] * dy, dab[C] * dy * dy
            row = words16_at(plane + 2 * line * TILE, TILE)
            if dab[SHARP] != ZERO:
                _sharp_row(
                    *(row, dx, dab[A], slope, bend, dab[FALLOFF], dab[RIM], dab[PEAK]),
                    *(uint16(int32(dab[FLOW])), dab[CAP]),
                )
            else:
                _soft_row(
                    *(row, dx, dab[A], slope, bend, dab[FALLOFF]),
                    *(dab[FLOW], uint16(int32(dab[CAP]))),
                )


@njit(**INLINE)
def _laid(colour, value, weight):
    """`value` with `colour` laid over it, weight 0 … 32768 (int32)."""
    change = int32(int32(int32(colour) - int32(value)) * int32(weight))
    return uint16(int32(value) + int32(int32(change + int32(16384)) >> int32(15)))


@njit(**INLINE)
def _row_of(paint, channel, line):
    """One channel of 64 pixels of the tile at an address."""
    return words16_at(paint + 2 * (channel * AREA + line * TILE), TILE)


@njit(**INLINE)
def _source_row(original, channel, line, nothing):
    """One channel of 64 pixels to paint on: of the tile at an address, or 64 zeros where that is 0."""
    return _row_of(original, channel, line) if original != 0 else nothing


@njit(**INLINE)
def _mix_row(original, paint, line, weights, colour, deed, nothing):
    """64 pixels of a tile with the colour laid over those of another, as strong as `weights`."""
    if deed == RECOLOUR:
        alpha = _source_row(original, 3, line, nothing)
        for c in range(3):
            source, row, full = (
                _source_row(original, c, line, nothing),
                _row_of(paint, c, line),
                uint32(colour[c]),
            )
            for k in range(TILE):
                own = (full * uint32(alpha[k]) + uint32(16384)) >> uint32(15)
                row[k] = _laid(own, source[k], weights[k])
        row = _row_of(paint, 3, line)
        for k in range(TILE):
            row[k] = alpha[k]
    else:
        for c in range(4):
            source, row = _source_row(original, c, line, nothing), _row_of(paint, c, line)
            full = uint32(0) if deed == ERASE else uint32(colour[c])
            for k in range(TILE):
                row[k] = _laid(full, source[k], weights[k])


@njit(**INLINE)
def _rounded(value):
    return uint32(int32(value + float32(0.5)))


@njit(**INLINE)
def _weigh(weights, coverage, texture, grain):
    """Coverage 0 … 65535 as weights 0 … 32768, less where the paper lies low."""
    if grain > ZERO:
        for k in range(TILE):
            m = float32(coverage[k]) * float32(1 / 65535)
            rough = min(m, max(ZERO, m + grain * (m - texture[k])))
            weights[k] = _rounded(rough * float32(32768))
    else:
        for k in range(TILE):
            weights[k] = _rounded(float32(coverage[k]) * float32(32768 / 65535))


@njit(**INLINE)
def _copy_row(original, paint, line, nothing):
    """Fill a row of a tile with that of another (address 0: with nothing)."""
    for c in range(4):
        source, row = _source_row(original, c, line, nothing), _row_of(paint, c, line)
        for k in range(TILE):
            row[k] = source[k]


@njit(**SERIAL)
def settle(plane, original, paint, mask, left, top, first, last, clip, colour, deed, grain, paper):
    """Put coverage into paint, rows first … last of a tile, and tell whether any pixel had coverage.

    plane: address of 64×64 uint16. original, paint: addresses of 4×4096 uint16, where the paint is taken from
    (0: there is none) and where it goes; they may be the same. mask: address of a selection tile or −1.
    left, top: the tile's first pixel. clip: 4 int64 (x, y, right, bottom). colour: 4 uint16 fix15, alpha ONE.
    grain: float32 0 … 1, how much the paper (256×256 float32, 0 … 1) shows.
    """
    weights = np.empty(TILE, np.uint32)
    nothing = np.zeros(TILE, np.uint16)
    painted = False
    x0, x1 = max(0, clip[0] - left), min(TILE, clip[2] - left)
    shift = left & (PAPER - 1)
    for line in range(first, last):
        if not clip[1] <= top + line < clip[3]:
            if original != paint:
                _copy_row(original, paint, line, nothing)
            continue
        texture = paper[(top + line) & (PAPER - 1), shift : shift + TILE]
        _weigh(weights, words16_at(plane + 2 * line * TILE, TILE), texture, grain)
        if mask != -1:
            selected = words16_at(mask + 2 * line * TILE, TILE)
            for k in range(TILE):
                weights[k] = (weights[k] * uint32(selected[k]) + uint32(16384)) >> uint32(15)
        for k in range(x0):
            weights[k] = 0
        for k in range(x1, TILE):
            weights[k] = 0
        seen = uint32(0)
        for k in range(TILE):
            seen |= weights[k]
        if seen:
            painted = True
            _mix_row(original, paint, line, weights, colour, deed, nothing)
        elif original != paint:
            _copy_row(original, paint, line, nothing)
    return painted


@njit(**INLINE)
def _has_alpha(alphas):
    seen = uint16(0)
    for k in range(AREA):
        seen |= alphas[k]
    return seen != 0


@njit(**PARALLEL)
def paint_tiles(planes, originals, results, masks, keys, dabs, clip, colour, deed, grain, paper, states):
    """Add dabs to the planes of N tiles, and make the tiles' paint anew from what it was before the stroke.

    planes, originals (0: none), results, masks (−1: no selection): N int64 addresses. keys: N×2 int64.
    dabs: D×12 float32. states: N uint8, set to PAINTED and NOT_EMPTY. The rest: see `settle`.
    """
    for j in prange(keys.shape[0]):
        left, top = keys[j, 0] * TILE, keys[j, 1] * TILE
        rows = np.empty(2, np.int64)
        stamp(planes[j], left, top, dabs, rows)
        state = 0
        if settle(
            *(
                planes[j],
                originals[j],
                results[j],
                masks[j],
                left,
                top,
                0,
                TILE,
                clip,
                colour,
                deed,
                float32(grain),
                paper,
            )
        ):
            state = PAINTED
        if _has_alpha(words16_at(results[j] + 6 * AREA, AREA)):
            state |= NOT_EMPTY
        states[j] = state


@njit(**PARALLEL)
def replay_tiles(
    originals, results, masks, keys, dabs, spans, firsts, lasts, picks, clip, colours, grains, paper, states
):
    """Paint whole strokes, one after the other, into N tiles.

    dabs: D×12 float32 of all strokes. spans: S+1 int64, stroke s has dabs spans[s] … spans[s + 1]. firsts,
    lasts: N int64: tile j is touched by the strokes picks[firsts[j]] … picks[lasts[j] − 1], in order.
    colours: S×4 uint16 fix15, alpha 0 for a stroke that erases, 1 for one that keeps alpha, else ONE. grains:
    S float32. The rest: see `paint_tiles`.
    """
    for j in prange(keys.shape[0]):
        left, top = keys[j, 0] * TILE, keys[j, 1] * TILE
        rows = np.empty(2, np.int64)
        coverage = np.zeros(AREA, np.uint16)
        plane = coverage.ctypes.data
        nothing = np.zeros(TILE, np.uint16)
        for line in range(TILE):
            _copy_row(originals[j], results[j], line, nothing)
        state = 0
        for i in range(firsts[j], lasts[j]):
            s = picks[i]
            stamp(plane, left, top, dabs[spans[s] : spans[s + 1]], rows)
            if rows[1] <= rows[0]:
                continue
            alpha = colours[s, 3]
            deed = ERASE if alpha == 0 else (RECOLOUR if alpha == 1 else PAINT)
            if settle(
                *(plane, results[j], results[j], masks[j], left, top, rows[0], rows[1]),
                *(clip, colours[s], deed, grains[s], paper),
            ):
                state = PAINTED
            for k in range(rows[0] * TILE, rows[1] * TILE):
                coverage[k] = 0
        if _has_alpha(words16_at(results[j] + 6 * AREA, AREA)):
            state |= NOT_EMPTY
        states[j] = state
