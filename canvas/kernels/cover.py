"""Dabs laid over a tile of a stroke's coverage.

Within a stroke, coverage m (0 … 65535) of a pixel only grows, and never beyond the strongest dab's limit
there: a dab of opacity CAP adds (CAP − m) · FLOW · shape where m is below it. Paint is then the layer as it
was before the stroke with the colour laid over it m strong, so a stroke may cross itself without a trace.

A sharp dab's shape belongs to the limit instead, else its antialiased edge would fill up along the stroke. So
does the grain: the texture may make the limit CAP · (1 − GRAIN · texture); or it is a HEIGHT, and coverage c
becomes c + GRAIN · (c − texture), at least 0 and at most c: faint paint stays on what stands out.

Where every dab has a colour of its own, the stroke also keeps a straight colour per pixel: a dab of own alpha
a, laid where the stroke's coverage is A of its limit, takes a / (a + A · (1 − a)) of it, as in plain "over".
Coverage goes on as ever, so the stroke's opacity, the selection and locked alpha mean what they always do.
"""

from __future__ import annotations

import math

from numba import float32, int32, int64, njit, uint16, uint32

from canvas.geometry import TILE
from canvas.kernels import lanes, picture
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import AREA, doubles_at, floats_at, integers_at, words16_at
from canvas.kernels.table import (
    BLUE,
    CAP,
    COLUMNS,
    EDGE,
    FALLOFF,
    FLOW,
    GRAIN,
    GREEN,
    HEIGHT,
    IMAGE,
    PEAK,
    PERIOD,
    REACH,
    RED,
    RIM,
    SHARP,
    TEXTURE,
    TINTED,
    A,
    B,
    C,
    X,
    Y,
)

ZERO, ONE, FULL = float32(0), float32(1), float32(65535)
BLOCK = lanes.LANES
INK = float32(32768)
ROW = 2 * TILE  # bytes of a row of coverage
ROOM = 12 * TILE + 4 * 8 + 6 * 8  # bytes


@njit(**INLINE)
def _cap(value):
    """An opacity as coverage such that half of it, rounded, is the opacity as fix15."""
    return min(FULL, float32(2.0) * float32(math.floor(value * float32(32768) + float32(0.5))))


@njit(**INLINE)
def _soft_row(address, first, last, dx, square, slope, bend, flow, cap):
    """A row of a soft dab laid over coverage, blocks first … last; dx: of the tile's first pixel."""
    once, twice = float32(3) * flow, float32(2) * flow
    for block in range(first, last):
        x = dx + float32(int32(block * BLOCK))
        lanes.lay_soft(address + 2 * BLOCK * block, x, square, slope, bend, once, twice, cap)


@njit(**INLINE)
def _sharp_row(address, first, last, dx, square, slope, bend, falloff, rim, peak, flow):
    """A row of a sharp dab laid over coverage."""
    for block in range(first, last):
        x = dx + float32(int32(block * BLOCK))
        lanes.lay_sharp(address + 2 * BLOCK * block, x, square, slope, bend, falloff, rim, peak, flow)


@njit(**INLINE)
def _soft_shape(shape, first, last, dx, square, slope, bend):
    """A row of a soft dab as float32 0 … 1 at an address."""
    for block in range(first, last):
        x = dx + float32(int32(block * BLOCK))
        lanes.shape_soft(shape + 4 * BLOCK * block, x, square, slope, bend)


@njit(**INLINE)
def _sharp_shape(shape, first, last, dx, square, slope, bend, falloff, rim, peak):
    """A row of a sharp dab as float32 0 … 1 at an address."""
    for block in range(first, last):
        x = dx + float32(int32(block * BLOCK))
        lanes.shape_sharp(shape + 4 * BLOCK * block, x, square, slope, bend, falloff, rim, peak)


@njit(**INLINE)
def _shape_row(address, texture, own, shape, first, last, cap, flow, grain, sharp, height):
    """A row of any shape laid over coverage through the texture."""
    for block in range(first, last):
        words, floats = 2 * BLOCK * block, 4 * BLOCK * block
        lanes.lay_shape(
            *(address + words, shape + floats, texture + words, own + floats, cap, flow, grain, sharp, height)
        )


@njit(**INLINE)
def _tint_row(tints, before, own, first, last, red, green, blue, cap):
    """A row's colours with a dab's own laid over them. red, green, blue: 0 … 32768."""
    for block in range(first, last):
        words, floats = 2 * BLOCK * block, 4 * BLOCK * block
        lanes.tint(before + words, own + floats, tints + words, red, cap)
        lanes.tint(before + words, own + floats, tints + 2 * AREA + words, green, cap)
        lanes.tint(before + words, own + floats, tints + 4 * AREA + words, blue, cap)


@njit(**INLINE)
def _extent(square, slope, bend, edge, dx):
    """The blocks of a tile's row that a round dab may touch; dx: from its centre to the first pixel."""
    room = slope * slope - float32(4) * square * (bend - edge)
    if room <= ZERO:
        return int64(0), int64(0)
    half = float32(0.5) / square
    middle, reach = -slope * half - dx, math.sqrt(room) * half
    low, high = middle - reach, middle + reach + ONE
    if high <= ZERO or low >= float32(TILE):
        return int64(0), int64(0)
    # unsigned: a division of signed numbers rounds down, which takes longer
    first, last = uint32(int(max(low, ZERO))), uint32(int(min(high, float32(TILE))))
    return int64(first // uint32(BLOCK)), int64((last + uint32(BLOCK - 1)) // uint32(BLOCK))


@njit(**SERIAL)
def stamp(plane, tints, left, top, dabs, count, kit, room):
    """Lay dabs over the coverage of the tile that begins at (left, top).

    plane, tints: addresses, see `table`. dabs: address of count×COLUMNS float32; addresses, for an array is
    counted at every touch, and threads that count the same one wait for each other. kit: KIT int64. room:
    address of ROOM bytes for the kernel's own use. Returns the first row touched and the one after the last
    (64, 0 if none).
    """
    low, high = TILE, 0
    shape, own, before, flat = room, room + 4 * TILE, room + 8 * TILE, room + 10 * TILE
    words = words16_at(flat, TILE)
    for k in range(TILE):
        words[k] = 0
    grid, lie = integers_at(room + 12 * TILE, 4), doubles_at(room + 12 * TILE + 32, 6)
    rough, tinted = kit[TEXTURE] != 0, kit[TINTED] != 0
    for i in range(count):
        dab = floats_at(dabs + 4 * COLUMNS * i, COLUMNS)
        x, y, reach = dab[X] - float32(left), dab[Y] - float32(top), dab[REACH]
        if x + reach <= ZERO or x - reach >= float32(TILE):
            continue
        y0, y1 = max(0, math.floor(y - reach)), min(TILE, math.ceil(y + reach))
        cap, flow = _cap(dab[CAP]), dab[FLOW]
        if y0 >= y1 or cap <= ZERO:
            continue
        low, high = min(low, y0), max(high, y1)
        grain, pictured, sharp = dab[GRAIN], dab[IMAGE] >= ZERO, dab[SHARP] != ZERO
        textured = rough and grain > ZERO
        plain = not (textured or pictured or tinted)
        square, cross, bow = dab[A], dab[B], dab[C]
        edge, falloff, rim, peak = dab[EDGE], dab[FALLOFF], dab[RIM], dab[PEAK]
        whole, part = uint16(int(cap)), uint16(int32(flow * FULL + float32(0.5)))
        if pictured:
            sharp = False
            picture.place_picture(dab, kit, grid, lie)
        dx = float32(0.5) - x
        for line in range(y0, y1):
            address = plane + ROW * line
            dy = float32(int32(line)) + float32(0.5) - y
            slope, bend = cross * dy, bow * dy * dy
            if pictured:
                first, last = picture.picture_row(x, y, line, grid, lie, shape)
            else:
                first, last = _extent(square, slope, bend, edge, dx)
            if first >= last:
                continue
            curve = (-square * falloff, -slope * falloff, (ONE - bend) * falloff)
            if plain:
                if sharp:
                    _sharp_row(
                        *(address, first, last, dx, square, slope, bend, falloff, rim, peak * cap, part)
                    )
                else:
                    _soft_row(address, first, last, dx, *curve, flow * FULL, whole)
                continue
            if sharp:
                _sharp_shape(shape, first, last, dx, square, slope, bend, falloff, rim, peak)
            elif not pictured:
                _soft_shape(shape, first, last, dx, *curve)
            texture = flat
            if textured:
                stride = kit[PERIOD] + TILE
                texture = kit[TEXTURE] + 2 * ((top + line) % kit[PERIOD] * stride + left % kit[PERIOD])
            if tinted:
                for block in range(first, last):
                    lanes.copy(address + 2 * BLOCK * block, before + 2 * BLOCK * block)
            _shape_row(
                *(address, texture, own, shape, first, last),
                *(cap / FULL, flow, grain, sharp, kit[HEIGHT] != 0),
            )
            if tinted:
                ink = (dab[RED] * INK, dab[GREEN] * INK, dab[BLUE] * INK)
                _tint_row(tints + ROW * line, before, own, first, last, *ink, cap / FULL)
    return low, high
