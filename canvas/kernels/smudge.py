"""Dabs that work on the paint that lies there: dragging it along, levelling it to its mean, blurring it.

Dab follows dab, each on what the last has left. A dab looks at a square of pixels around its own, `half`
to each side: the paint below is lifted into float32, worked on there, and laid back into the tiles as strong
as the dab is at each pixel, rounded to the nearest value. All four channels are premultiplied and go the same
way, so alpha is carried along with the colour, and paint that is the same all over stays as it is, bit for
bit. Beyond the picture's edge its last pixels repeat, so that nothing is pulled in from there.

Inner loops run over pieces of rows at an address, from 0: so the compiler makes vectors of them.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float32, int32, njit, uint16

from canvas.geometry import TILE
from canvas.kernels.cover import ROOM, stamp
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import AREA, floats_at, words16_at
from canvas.kernels.table import (
    BLUE,
    CAP,
    COLUMNS,
    FALLOFF,
    FLOW,
    GRAIN,
    GREEN,
    IMAGE,
    PEAK,
    RADIUS,
    REACH,
    RED,
    RIM,
    SHARP,
    SMUDGE,
    SMUDGE_LENGTH,
    TEXTURE,
    A,
    B,
    C,
    X,
    Y,
)

SMEAR, DULL, BLUR = 0, 1, 2  # what the dabs do

# Layers of `grid`, addresses by row and column of tiles.
READ, WRITE, MASK = 0, 1, 2  # 0: no tile; MASK −1: no selection

# What `work` is told about all dabs, int64.
COLUMN, ROW, LEFT, TOP, RIGHT, BOTTOM, LANES, DEED, KEEPS_ALPHA, ERASES, GIVEN = range(11)
ORDERS = 11

# What each lane remembers between two dabs, float64; HELD: half the square picked up so far, −1: nothing.
HELD, AT_X, AT_Y, BUCKET = 0, 1, 2, 3  # BUCKET: the first of four values
LANE = 7

UNDER, OTHER, STRENGTH = 0, 4, 8  # planes of `scratch`; of the first two four each
PLANES = 9

CARRY = 0.25  # diameters over which the picked-up colour fades to `smudge_length` of itself
SOFTENING = 0.08  # half the width of the blur's box, in radii
WIDEST = 24  # px, the most of that

RING = float32(3)  # 1 / (1 − r²), where r is the share of the reach within which all is kept
ZERO, ONE, HALF = float32(0), float32(1), float32(0.5)
WORD = 4  # bytes of a float32


@njit(**INLINE)
def _softness(dab):
    """Half the width of the blur's box, px."""
    return min(WIDEST, max(1, math.floor(dab[RADIUS] * SOFTENING + 0.5)))


@njit(**INLINE)
def _half(dab, deed):
    half = math.ceil(dab[REACH]) + 1
    return half + 2 * _softness(dab) if deed == BLUR else half


@njit(**SERIAL)
def halves(dabs, deed):
    """Half the sides, without the middle pixel, of the squares that dabs look at: int64."""
    out = np.empty(dabs.shape[0], np.int64)
    for i in range(dabs.shape[0]):
        out[i] = _half(dabs[i], deed)
    return out


@njit(**INLINE)
def _fill(out, value, count):
    values = floats_at(out, count)
    for k in range(count):
        values[k] = value


@njit(**SERIAL)
def _lift_row(grid, orders, out, stride, cx, y, half):
    """A row of the square around column cx from the tiles.

    out: the row's address. stride: bytes from channel to channel.
    """
    left, x0, x1 = cx - half, max(cx - half, orders[LEFT]), min(cx + half + 1, orders[RIGHT])
    y = min(max(y, orders[TOP]), orders[BOTTOM] - 1)
    row, line = y // TILE - orders[ROW], y % TILE
    x = x0
    while x < x1:
        end, at = min(x1, (x // TILE + 1) * TILE), out + WORD * (x - left)
        source = grid[READ, row, x // TILE - orders[COLUMN]]
        for c in range(4):
            if source == 0:
                _fill(at + c * stride, ZERO, end - x)
            else:
                values = words16_at(source + 2 * (c * AREA + line * TILE + x % TILE), end - x)
                floats = floats_at(at + c * stride, end - x)
                for k in range(end - x):
                    floats[k] = float32(int32(values[k]))
        x = end
    if x0 > left or x1 < cx + half + 1:
        for c in range(4):
            values = floats_at(out + c * stride, 2 * half + 1)
            _fill(out + c * stride, values[x0 - left], x0 - left)
            _fill(out + c * stride + WORD * (x1 - left), values[x1 - 1 - left], cx + half + 1 - x1)


@njit(**INLINE)
def _lift(grid, orders, scratch, cx, cy, half):
    """The whole square into the planes UNDER of `scratch`, (cx, cy) in the middle."""
    side = scratch.shape[1]
    corner = scratch.ctypes.data + WORD * (side // 2) * (side + 1)
    for dy in range(-half, half + 1):
        _lift_row(grid, orders, corner + WORD * (dy * side - half), WORD * side * side, cx, cy + dy, half)


@njit(**SERIAL)
def _weigh_row(dab, out, cx, y, half):
    """As `_strengths`, for a round dab and the row y of pixels."""
    count = 2 * half + 1
    values = floats_at(out, count)
    dx, dy = float32(cx - half) + HALF - dab[X], float32(y) + HALF - dab[Y]
    slope, bend, strength = dab[B] * dy, dab[C] * dy * dy, dab[CAP] * dab[FLOW]
    square, falloff = dab[A], dab[FALLOFF]
    if dab[SHARP] != ZERO:
        rim, strength = dab[RIM], dab[PEAK] * strength
        for k in range(count):
            d = dx + float32(int32(k))
            distance = math.sqrt(max(ZERO, (square * d + slope) * d + bend))
            values[k] = min(ONE, max(ZERO, rim - distance * falloff)) * strength
    else:
        for k in range(count):
            d = dx + float32(int32(k))
            u = min(ONE, max(ZERO, (ONE - ((square * d + slope) * d + bend)) * falloff))
            values[k] = u * u * (float32(3) - float32(2) * u) * strength


@njit(**SERIAL)
def _stamp_square(dab, kit, orders, scratch, cx, cy, half):
    """How strong a dab with a picture or a texture is at each pixel of its square, into the plane STRENGTH.

    dab: its address.
    """
    side, plane = scratch.shape[1], np.zeros(AREA + ROOM // 2, np.uint16)
    coverage, room = plane.ctypes.data, plane.ctypes.data + 2 * AREA
    corner = scratch[STRENGTH].ctypes.data + WORD * (side // 2 - half) * (side + 1)
    for line in range(2 * half + 1):
        _fill(corner + WORD * line * side, ZERO, 2 * half + 1)
    x0, x1 = max(cx - half, orders[LEFT]), min(cx + half + 1, orders[RIGHT])
    y0, y1 = max(cy - half, orders[TOP]), min(cy + half + 1, orders[BOTTOM])
    for row in range(y0 // TILE, (y1 - 1) // TILE + 1):
        for column in range(x0 // TILE, (x1 - 1) // TILE + 1):
            left, top = column * TILE, row * TILE
            low, high = stamp(coverage, 0, left, top, dab, 1, kit, room)
            first, count = max(x0, left), min(x1, left + TILE) - max(x0, left)
            for line in range(max(low, y0 - top), min(high, y1 - top)):
                words = words16_at(coverage + 2 * (line * TILE + first - left), count)
                at = corner + WORD * ((top + line - cy + half) * side + first - cx + half)
                values = floats_at(at, count)
                for k in range(count):
                    values[k] = float32(int32(words[k])) * float32(1 / 65535)
            plane[:AREA] = 0


@njit(**INLINE)
def _stamped(dab, kit):
    """Whether the dab is more than a round one."""
    return dab[IMAGE] >= ZERO or (dab[GRAIN] > ZERO and kit[TEXTURE] != 0)


@njit(**INLINE)
def _strengths(dab, stamped, scratch, out, cx, cy, dy, half):
    """How strong the dab is along a row of its square, 0 … 1, to the floats at `out`."""
    if not stamped:
        _weigh_row(dab, out, cx, cy + dy, half)
        return
    count, middle = 2 * half + 1, scratch.shape[1] // 2
    known = floats_at(scratch[STRENGTH, middle + dy].ctypes.data + WORD * (middle - half), count)
    values = floats_at(out, count)
    for k in range(count):
        values[k] = known[k]


@njit(**INLINE)
def _keep_row(dab, out, cx, y, half, keep):
    """The share of the picked-up colour that stays along a row, to the floats at `out`.

    Less towards the rim, whatever the dab's hardness: its trailing edge is the last to touch each pixel, and
    would leave a print of what it has held for long.
    """
    count = 2 * half + 1
    values = floats_at(out, count)
    dx, dy = float32(cx - half) + HALF - dab[X], float32(y) + HALF - dab[Y]
    unit = ONE / (dab[REACH] * dab[REACH])
    for k in range(count):
        d = dx + float32(int32(k))
        values[k] = min(ONE, max(ZERO, (ONE - (d * d + dy * dy) * unit) * RING)) * keep


@njit(**INLINE)
def _pick_up_row(own, under, count, known, keeps):
    """Mix a picked-up row with what lies below now, within `known` of its middle; beyond, take the latter.

    own, under, keeps: addresses of `count` floats; the last: the share of the picked-up colour that stays.
    """
    rest = count // 2 - known  # pixels at each end
    if rest > 0:
        edge = min(rest, count)
        values, now = floats_at(own, edge), floats_at(under, edge)
        for k in range(edge):
            values[k] = now[k]
        values, now = (
            floats_at(own + WORD * (count - edge), edge),
            floats_at(under + WORD * (count - edge), edge),
        )
        for k in range(edge):
            values[k] = now[k]
    rest = max(rest, 0)
    inner = count - 2 * rest
    if inner > 0:
        values, now = floats_at(own + WORD * rest, inner), floats_at(under + WORD * rest, inner)
        shares = floats_at(keeps + WORD * rest, inner)
        for k in range(inner):
            values[k] = now[k] + (values[k] - now[k]) * shares[k]


@njit(**INLINE)
def _fix15(value):
    return uint16(int32(min(max(value, ZERO), float32(32768)) + HALF))  # type: ignore[call-overload]


@njit(**INLINE)
def _lay_channel(tile, alphas, source, weights, count, share, colour):
    """Draw `count` values of a channel at an address towards a buffer's, none above its alpha."""
    values, caps = words16_at(tile, count), words16_at(alphas, count)
    new, strong = floats_at(source, count), floats_at(weights, count)
    for k in range(count):
        value = float32(int32(values[k]))
        wanted = new[k] + (colour - new[k]) * share
        values[k] = min(_fix15(value + (wanted - value) * strong[k]), caps[k])


@njit(**INLINE)
def _lay_alpha(tile, source, weights, count, share, full):
    values = words16_at(tile, count)
    new, strong = floats_at(source, count), floats_at(weights, count)
    for k in range(count):
        value = float32(int32(values[k]))
        wanted = new[k] + (full - new[k]) * share
        values[k] = _fix15(value + (wanted - value) * strong[k])


@njit(**INLINE)
def _tint_channel(tile, alphas, source, opaque, weights, count, share, colour, full):
    """As `_lay_channel`, but alpha stays: colours are mixed as if it did not, then brought to it."""
    values, caps = words16_at(tile, count), words16_at(alphas, count)
    new, bound, strong = floats_at(source, count), floats_at(opaque, count), floats_at(weights, count)
    for k in range(count):
        value, alpha = float32(int32(values[k])), float32(int32(caps[k]))
        wanted, wanted_alpha = new[k] + (colour - new[k]) * share, bound[k] + (full - bound[k]) * share
        mixed, mixed_alpha = value + (wanted - value) * strong[k], alpha + (wanted_alpha - alpha) * strong[k]
        scaled = mixed * (alpha / max(mixed_alpha, HALF))
        values[k] = min(_fix15(scaled if mixed_alpha > HALF else value), caps[k])


@njit(**SERIAL)
def _lay_row(grid, orders, source, stride, weights, paint, dab, cx, y, half, touched):
    """Draw a row of the tiles towards the colours of a buffer, where the dab is strong and they are selected.

    source: address of the row's red in a buffer, whose channels are `stride` bytes apart. weights: address of
    the row's strengths. paint: 5 float32, the share of the brush's own colour, and that.
    """
    reach, dy = float(dab[REACH]) + 1.0, float(y) + 0.5 - dab[Y]
    if not orders[TOP] <= y < orders[BOTTOM] or abs(dy) >= reach:
        return
    width, left = math.sqrt(reach * reach - dy * dy), cx - half
    x = max(left, orders[LEFT], math.floor(dab[X] - width))
    x1 = min(cx + half + 1, orders[RIGHT], math.ceil(dab[X] + width))
    row, line = y // TILE - orders[ROW], y % TILE
    while x < x1:
        end, column, start = (
            min(x1, (x // TILE + 1) * TILE),
            x // TILE - orders[COLUMN],
            line * TILE + x % TILE,
        )
        tile, mask = grid[WRITE, row, column], grid[MASK, row, column]
        strong, at, count = weights + WORD * (x - left), source + WORD * (x - left), end - x
        x = end
        if tile == 0 or mask == 0:
            continue
        if mask != -1:
            selected, strengths = words16_at(mask + 2 * start, count), floats_at(strong, count)
            for k in range(count):
                strengths[k] *= float32(int32(selected[k])) * float32(1 / 32768)
        touched[row, column] = 1
        alphas = tile + 2 * (3 * AREA + start)
        if orders[KEEPS_ALPHA] != 0:
            for c in range(3):
                _tint_channel(
                    *(tile + 2 * (c * AREA + start), alphas, at + c * stride, at + 3 * stride, strong, count),
                    *(paint[0], paint[1 + c], paint[4]),
                )
        else:
            _lay_alpha(alphas, at + 3 * stride, strong, count, paint[0], paint[4])
            for c in range(3):
                channel = tile + 2 * (c * AREA + start)
                _lay_channel(channel, alphas, at + c * stride, strong, count, paint[0], paint[1 + c])


@njit(**SERIAL)
def _smear(dab, stamped, orders, grid, lane, patch, scratch, buffer, paint, keep, cx, cy, half, touched):
    """Pick up what lies below, mixed with what was picked up before, and lay that down; row by row."""
    count, side, span = 2 * half + 1, patch.shape[1], scratch.shape[1]
    held = int(lane[HELD])
    rows = buffer.ctypes.data
    stride = WORD * count
    for dy in range(-half, half + 1):
        under, apart = rows + stride, stride
        if orders[GIVEN] != 0:
            under, apart = (
                scratch[0, span // 2 + dy].ctypes.data + WORD * (span // 2 - half),
                WORD * span * span,
            )
        else:
            _lift_row(grid, orders, under, stride, cx, cy + dy, half)
        own = patch[0, side // 2 + dy].ctypes.data + WORD * (side // 2 - half)
        _keep_row(dab, rows, cx, cy + dy, half, keep)
        for c in range(4):
            known = held if abs(dy) <= held else -1
            _pick_up_row(own + WORD * c * side * side, under + c * apart, count, known, rows)
        _strengths(dab, stamped, scratch, rows, cx, cy, dy, half)
        _lay_row(grid, orders, own, WORD * side * side, rows, paint, dab, cx, cy + dy, half, touched)


@njit(**SERIAL)
def _mean(dab, stamped, scratch, weights, cx, cy, half, out):
    """The mean colour under the dab, as strong as it is at each pixel; False where it is nothing."""
    side, count = scratch.shape[1], 2 * half + 1
    red, green, blue, alpha, whole = 0.0, 0.0, 0.0, 0.0, 0.0
    strong = floats_at(weights, count)
    for dy in range(-half, half + 1):
        _strengths(dab, stamped, scratch, weights, cx, cy, dy, half)
        at = scratch[0, side // 2 + dy].ctypes.data + WORD * (side // 2 - half)
        reds, greens = floats_at(at, count), floats_at(at + WORD * side * side, count)
        blues, alphas = (
            floats_at(at + 2 * WORD * side * side, count),
            floats_at(at + 3 * WORD * side * side, count),
        )
        r, g, b, a, w = ZERO, ZERO, ZERO, ZERO, ZERO
        for k in range(count):
            weight = strong[k]
            r, g, b = r + reds[k] * weight, g + greens[k] * weight, b + blues[k] * weight
            a, w = a + alphas[k] * weight, w + weight
        red, green, blue, alpha, whole = red + r, green + g, blue + b, alpha + a, whole + w
    if whole <= 0.0:
        return False
    out[0], out[1], out[2], out[3] = red / whole, green / whole, blue / whole, alpha / whole
    return True


@njit(**SERIAL)
def _dull(dab, stamped, orders, grid, lane, scratch, buffer, paint, keep, first, cx, cy, half, touched):
    """Mix the mean of what lies below into the picked-up colour, and lay that down."""
    count = 2 * half + 1
    rows, mean = buffer.ctypes.data, np.empty(4, np.float64)
    if orders[GIVEN] == 0:
        _lift(grid, orders, scratch, cx, cy, half)
    if not _mean(dab, stamped, scratch, rows, cx, cy, half, mean):
        return
    for c in range(4):
        lane[BUCKET + c] = mean[c] + (lane[BUCKET + c] - mean[c]) * float(keep)
    side = scratch.shape[1]
    source, stride = rows + WORD * count, WORD * count
    if not first:
        for c in range(4):
            _fill(source + c * stride, float32(lane[BUCKET + c]), count)
    for dy in range(-half, half + 1):
        if first:  # a touch alone leaves no blot: it only lays down the brush's own colour
            source = scratch[0, side // 2 + dy].ctypes.data + WORD * (side // 2 - half)
            stride = WORD * side * side
        _strengths(dab, stamped, scratch, rows, cx, cy, dy, half)
        _lay_row(grid, orders, source, stride, rows, paint, dab, cx, cy + dy, half, touched)


@njit(**INLINE)
def _box_row(source, target, count, radius, room):
    """Means over n = 2 · radius + 1 of `count` floats; the first and last `radius` are left out.

    Sums over 1, 2, 4 … neighbours, each made of two of the one before, are put together to sums over n. room:
    for two more rows. All but count and radius are addresses; target may be source.
    """
    width, whole = 2 * radius + 1, count - 2 * radius
    share = float32(1.0 / width)
    one, total, two = room, room + WORD * count, room + 2 * WORD * count
    sums, out = floats_at(total, whole), floats_at(target + WORD * radius, whole)
    alone = floats_at(source, whole)
    for k in range(whole):
        sums[k] = alone[k]
    at, reach, done = source, 1, 1  # `at` holds sums over `reach` neighbours
    while done < width:
        count -= reach
        here, there, next_sums = (
            floats_at(at, count),
            floats_at(at + WORD * reach, count),
            floats_at(one, count),
        )
        for k in range(count):
            next_sums[k] = here[k] + there[k]
        at, one, two, reach = one, two, one, 2 * reach
        if width & reach == 0:
            continue
        part = floats_at(at + WORD * done, whole)
        done += reach
        if done < width:
            for k in range(whole):
                sums[k] += part[k]
        else:
            for k in range(whole):
                out[k] = (sums[k] + part[k]) * share


@njit(**INLINE)
def _box_column(source, target, pitch, first, last, count, radius, room):
    """Means over 2 · radius + 1 rows, at rows first … last − 1.

    pitch: bytes from row to row. room: for a row of sums.
    """
    share = float32(1.0 / (2 * radius + 1))
    sums = floats_at(room, count)
    _fill(room, ZERO, count)
    for y in range(first - radius, first + radius):
        row = floats_at(source + y * pitch, count)
        for k in range(count):
            sums[k] += row[k]
    for y in range(first, last):
        new, gone = (
            floats_at(source + (y + radius) * pitch, count),
            floats_at(source + (y - radius) * pitch, count),
        )
        out = floats_at(target + y * pitch, count)
        for k in range(count):
            total = sums[k] + new[k]
            out[k] = total * share
            sums[k] = total - gone[k]


@njit(**SERIAL)
def _soften(scratch, half, radius, room):
    """Blur the square by two boxes each way, σ² = ((2 · radius + 1)² − 1) / 6; it shrinks by 2 · radius."""
    side = scratch.shape[1]
    plane, pitch, corner = (
        WORD * side * side,
        WORD * side,
        scratch.ctypes.data + WORD * (side // 2) * (side + 1),
    )
    other = corner + OTHER * plane
    inner = half - radius
    last = inner - radius
    for c in range(4):
        for dy in range(-half, half + 1):
            at = corner + c * plane + WORD * (dy * side - half)
            _box_row(at, at, 2 * half + 1, radius, room)
            _box_row(at + WORD * radius, at + WORD * radius, 2 * inner + 1, radius, room)
        first, second = corner + c * plane - WORD * last, other + c * plane - WORD * last
        _box_column(first, second, pitch, -inner, inner + 1, 2 * last + 1, radius, room)
        _box_column(second, first, pitch, -last, last + 1, 2 * last + 1, radius, room)


@njit(**SERIAL)
def _blur(dab, stamped, orders, grid, scratch, buffer, paint, cx, cy, half, touched):
    """Lay down what lies below, blurred."""
    side, rows, radius = scratch.shape[1], buffer.ctypes.data, _softness(dab)
    if orders[GIVEN] == 0:
        _lift(grid, orders, scratch, cx, cy, half)
    _soften(scratch, half, radius, rows)
    half -= 2 * radius
    for dy in range(-half, half + 1):
        source = scratch[0, side // 2 + dy].ctypes.data + WORD * (side // 2 - half)
        _strengths(dab, stamped, scratch, rows, cx, cy, dy, half)
        _lay_row(grid, orders, source, WORD * side * side, rows, paint, dab, cx, cy + dy, half, touched)


@njit(**INLINE)
def _mix(dab, orders, paint):
    """The share of the brush's own colour, and that colour premultiplied: of one that erases, nothing."""
    full = ZERO if orders[ERASES] != 0 else float32(32768)
    paint[0] = ZERO if orders[DEED] == BLUR else ONE - min(max(dab[SMUDGE], ZERO), ONE)
    paint[1], paint[2], paint[3], paint[4] = dab[RED] * full, dab[GREEN] * full, dab[BLUE] * full, full


@njit(**INLINE)
def _kept(dab, lane):
    """The share of the picked-up colour that is left on the way from the last dab."""
    way = math.hypot(dab[X] - lane[AT_X], dab[Y] - lane[AT_Y])
    length = min(max(float(dab[SMUDGE_LENGTH]), 0.0), 1.0)
    return float32(length ** (way / max(2.0 * CARRY * dab[RADIUS], 1e-6)))


@njit(**SERIAL)
def work(dabs, orders, kit, grid, lanes, patches, scratch, touched):
    """Let dabs work on the tiles, one after the other; dab i belongs to lane i mod LANES.

    dabs: D×COLUMNS float32, see `canvas.kernels.table`; every square (`halves`) fits `scratch`, to smear also
    `patches`, and what of it lies in the picture lies in `grid`. orders: ORDERS int64. kit: KIT int64, not
    TINTED. grid: 3×R×C int64. lanes: L×LANE float64, HELD at first −1. patches: L×4×S×S float32, the squares
    picked up, the dab's pixel in the middle. scratch: PLANES×T×T float32; if GIVEN, with UNDER as what the
    (then only) dab sees. touched: R×C uint8, set to 1 for the tiles that may have changed.
    """
    buffer, paint = np.empty((5, scratch.shape[1]), np.float32), np.zeros(5, np.float32)
    for i in range(dabs.shape[0]):
        dab, lane, patch = dabs[i], lanes[i % orders[LANES]], patches[i % orders[LANES]]
        cx, cy = math.floor(dab[X]), math.floor(dab[Y])
        half = _half(dab, orders[DEED])
        beside = cx + half < orders[LEFT] or cx - half >= orders[RIGHT]
        if beside or cy + half < orders[TOP] or cy - half >= orders[BOTTOM]:
            continue
        first = lane[HELD] < 0.0
        keep = ZERO if first else _kept(dab, lane)
        _mix(dab, orders, paint)
        stamped = _stamped(dab, kit)
        if stamped:
            _stamp_square(dabs.ctypes.data + WORD * COLUMNS * i, kit, orders, scratch, cx, cy, half)
        if orders[DEED] == BLUR:
            _blur(dab, stamped, orders, grid, scratch, buffer, paint, cx, cy, half, touched)
        elif orders[DEED] == DULL:
            _dull(
                dab, stamped, orders, grid, lane, scratch, buffer, paint, keep, first, cx, cy, half, touched
            )
        else:
            _smear(
                dab, stamped, orders, grid, lane, patch, scratch, buffer, paint, keep, cx, cy, half, touched
            )
        lane[HELD], lane[AT_X], lane[AT_Y] = half, dab[X], dab[Y]
