"""The arithmetic of every blend mode, over the float32 accumulators of a tile.

Each mode is compiled by itself, when it is first needed, and called through its address: one kernel that held
all of them would take a minute to compile.

With backdrop colour `b` of alpha `ab` and source colour `s` of alpha `as`, all modes that mix colours follow
the W3C's "Compositing and Blending Level 1" (the same as PDF 1.7, 11.3.6):

    ao = as + ab − as·ab        co·ao = (1 − ab)·as·s + (1 − as)·ab·b + as·ab·B(b, s)

B of multiply … luminosity is the W3C's; linear burn, vivid, linear and pin light, hard mix, subtract, divide
and darker/lighter colour are Photoshop's, as published in its help and in the PDF blend mode addendum.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import cfunc, float32, njit, types, uint32
from numba.extending import intrinsic

from canvas.blend import BlendMode
from canvas.kernels.launch import FAST_MATH, INLINE
from canvas.kernels.pointers import AREA, floats_at, words16_at

NORMAL = BlendMode.NORMAL.code
DISSOLVE = BlendMode.DISSOLVE.code
BEHIND = BlendMode.BEHIND.code
ERASE = BlendMode.ERASE.code
DARKEN = BlendMode.DARKEN.code
MULTIPLY = BlendMode.MULTIPLY.code
COLOR_BURN = BlendMode.COLOR_BURN.code
LINEAR_BURN = BlendMode.LINEAR_BURN.code
DARKER_COLOR = BlendMode.DARKER_COLOR.code
LIGHTEN = BlendMode.LIGHTEN.code
SCREEN = BlendMode.SCREEN.code
COLOR_DODGE = BlendMode.COLOR_DODGE.code
ADD = BlendMode.ADD.code
LIGHTER_COLOR = BlendMode.LIGHTER_COLOR.code
OVERLAY = BlendMode.OVERLAY.code
SOFT_LIGHT = BlendMode.SOFT_LIGHT.code
HARD_LIGHT = BlendMode.HARD_LIGHT.code
VIVID_LIGHT = BlendMode.VIVID_LIGHT.code
LINEAR_LIGHT = BlendMode.LINEAR_LIGHT.code
PIN_LIGHT = BlendMode.PIN_LIGHT.code
HARD_MIX = BlendMode.HARD_MIX.code
DIFFERENCE = BlendMode.DIFFERENCE.code
EXCLUSION = BlendMode.EXCLUSION.code
SUBTRACT = BlendMode.SUBTRACT.code
DIVIDE = BlendMode.DIVIDE.code
HUE = BlendMode.HUE.code
SATURATION = BlendMode.SATURATION.code
COLOR = BlendMode.COLOR.code
LUMINOSITY = BlendMode.LUMINOSITY.code

ZERO, HALF, ONE, TWO = float32(0), float32(0.5), float32(1), float32(2)
TINY = float32(1e-9)  # keeps divisions by an alpha of nought finite
NOUGHT = float32(1e-6)  # a straight colour this near to 0 or 1 is 0 or 1; the grid is 3e-5


@njit(**INLINE)
def _burn(b, s):
    burnt = ONE - min(ONE, (ONE - b) / max(s, NOUGHT))
    burnt = ZERO if s <= NOUGHT else burnt
    return ONE if b >= ONE - NOUGHT else burnt


@njit(**INLINE)
def _dodge(b, s):
    dodged = min(ONE, b / max(ONE - s, NOUGHT))
    dodged = ONE if s >= ONE - NOUGHT else dodged
    return ZERO if b <= NOUGHT else dodged


@njit(**INLINE)
def _hard_light(b, s):
    low = TWO * b * s
    high = ONE - TWO * (ONE - b) * (ONE - s)
    return low if s <= HALF else high


@njit(**INLINE)
def _soft_light(b, s):
    curve = ((float32(16) * b - float32(12)) * b + float32(4)) * b
    root = math.sqrt(b)
    lift = curve if b <= float32(0.25) else root
    low = b - (ONE - TWO * s) * b * (ONE - b)
    high = b + (TWO * s - ONE) * (lift - b)
    return low if s <= HALF else high


@njit(**INLINE)
def _vivid_light(b, s):
    low = _burn(b, TWO * s)
    high = _dodge(b, TWO * s - ONE)
    return low if s <= HALF else high


@njit(**INLINE)
def _pin_light(b, s):
    low = min(b, TWO * s)
    high = max(b, TWO * s - ONE)
    return low if s <= HALF else high


@njit(**INLINE)
def _divide(b, s):
    quotient = min(ONE, b / max(s, NOUGHT))
    empty = ZERO if b <= NOUGHT else ONE
    return empty if s <= NOUGHT else quotient


@njit(**INLINE)
def _mix(mode, b, s):
    """B(b, s) of one channel; `mode` is a constant where this is inlined, so only one branch is left."""
    if mode == DARKEN:
        return min(b, s)
    if mode == MULTIPLY:
        return b * s
    if mode == COLOR_BURN:
        return _burn(b, s)
    if mode == LINEAR_BURN:
        return max(ZERO, b + s - ONE)
    if mode == LIGHTEN:
        return max(b, s)
    if mode == SCREEN:
        return b + s - b * s
    if mode == COLOR_DODGE:
        return _dodge(b, s)
    if mode == ADD:
        return min(ONE, b + s)
    if mode == OVERLAY:
        return _hard_light(s, b)
    if mode == SOFT_LIGHT:
        return _soft_light(b, s)
    if mode == HARD_LIGHT:
        return _hard_light(b, s)
    if mode == VIVID_LIGHT:
        return _vivid_light(b, s)
    if mode == LINEAR_LIGHT:
        return min(ONE, max(ZERO, b + TWO * s - ONE))
    if mode == PIN_LIGHT:
        return _pin_light(b, s)
    if mode == HARD_MIX:
        return ONE if b + s >= ONE - NOUGHT else ZERO
    if mode == DIFFERENCE:
        return abs(b - s)
    if mode == EXCLUSION:
        return b + s - TWO * b * s
    if mode == SUBTRACT:
        return max(ZERO, b - s)
    return _divide(b, s)


@njit(**INLINE)
def _separable(acc, source, scale, mode):
    """Blend a tile with a mode that treats each channel by itself."""
    for k in range(AREA):
        raw = float32(source[3 * AREA + k])
        upper = raw * scale
        lower = acc[3 * AREA + k]
        to_straight = ONE / max(raw, ONE)
        to_straight_below = ONE / max(lower, TINY)
        for c in range(3):
            paint = float32(source[c * AREA + k])
            below = acc[c * AREA + k]
            mixed = _mix(mode, min(ONE, below * to_straight_below), min(ONE, paint * to_straight))
            acc[c * AREA + k] = paint * scale * (ONE - lower) + below * (ONE - upper) + upper * lower * mixed
        acc[3 * AREA + k] = upper + lower * (ONE - upper)


@njit(**INLINE)
def _luminosity(red, green, blue):
    return float32(0.3) * red + float32(0.59) * green + float32(0.11) * blue


@njit(**INLINE)
def _toned(red, green, blue, light):
    """SetLum with ClipColor: the colour moved to luminosity `light`, then drawn in towards grey if needed."""
    shift = light - _luminosity(red, green, blue)
    red, green, blue = red + shift, green + shift, blue + shift
    least = min(red, min(green, blue))
    most = max(red, max(green, blue))
    low = light / max(light - least, TINY) if least < ZERO else ONE
    high = (ONE - light) / max(most - light, TINY) if most > ONE else ONE
    pull = min(low, high)
    return light + (red - light) * pull, light + (green - light) * pull, light + (blue - light) * pull


@njit(**INLINE)
def _spread(red, green, blue):
    return max(red, max(green, blue)) - min(red, min(green, blue))


@njit(**INLINE)
def _saturated(red, green, blue, saturation):
    """SetSat: the colour stretched so that its greatest and least channel lie `saturation` apart."""
    least = min(red, min(green, blue))
    spread = _spread(red, green, blue)
    stretch = ZERO if spread <= NOUGHT else saturation / max(spread, NOUGHT)
    return (red - least) * stretch, (green - least) * stretch, (blue - least) * stretch


@njit(**INLINE)
def _mix_colour(mode, br, bg, bb, sr, sg, sb):
    """B(b, s) of the modes that need the whole colour."""
    if mode == HUE:
        r, g, b = _saturated(sr, sg, sb, _spread(br, bg, bb))
        return _toned(r, g, b, _luminosity(br, bg, bb))
    if mode == SATURATION:
        r, g, b = _saturated(br, bg, bb, _spread(sr, sg, sb))
        return _toned(r, g, b, _luminosity(br, bg, bb))
    if mode == COLOR:
        return _toned(sr, sg, sb, _luminosity(br, bg, bb))
    if mode == LUMINOSITY:
        return _toned(br, bg, bb, _luminosity(sr, sg, sb))
    difference = _luminosity(sr, sg, sb) - _luminosity(br, bg, bb)
    take = difference > ZERO if mode == LIGHTER_COLOR else difference < ZERO
    return (sr if take else br), (sg if take else bg), (sb if take else bb)


@njit(**INLINE)
def _whole_colour(acc, source, scale, mode):
    """Blend a tile with a mode that mixes the channels."""
    for k in range(AREA):
        raw = float32(source[3 * AREA + k])
        upper = raw * scale
        lower = acc[3 * AREA + k]
        inverse = ONE / max(raw, ONE)
        inverse_below = ONE / max(lower, TINY)
        sr, sg, sb = float32(source[k]), float32(source[AREA + k]), float32(source[2 * AREA + k])
        br, bg, bb = acc[k], acc[AREA + k], acc[2 * AREA + k]
        r, g, b = _mix_colour(
            mode,
            min(ONE, br * inverse_below),
            min(ONE, bg * inverse_below),
            min(ONE, bb * inverse_below),
            min(ONE, sr * inverse),
            min(ONE, sg * inverse),
            min(ONE, sb * inverse),
        )
        own, keep, both = scale * (ONE - lower), ONE - upper, upper * lower
        acc[k] = sr * own + br * keep + both * r
        acc[AREA + k] = sg * own + bg * keep + both * g
        acc[2 * AREA + k] = sb * own + bb * keep + both * b
        acc[3 * AREA + k] = upper + lower * keep


@njit(**INLINE)
def _normal(acc, source, scale):
    for k in range(AREA):
        keep = ONE - float32(source[3 * AREA + k]) * scale
        for c in range(4):
            acc[c * AREA + k] = float32(source[c * AREA + k]) * scale + acc[c * AREA + k] * keep


@njit(**INLINE)
def _erase(acc, source, scale):
    for k in range(AREA):
        keep = ONE - float32(source[3 * AREA + k]) * scale
        for c in range(4):
            acc[c * AREA + k] *= keep


@njit(**INLINE)
def _behind(acc, source, scale):
    for k in range(AREA):
        room = (ONE - acc[3 * AREA + k]) * scale
        for c in range(4):
            acc[c * AREA + k] += float32(source[c * AREA + k]) * room


@njit(**INLINE)
def _noise(x, y):
    """A fixed random number in [0, 1) for a document pixel: the mixing steps of MurmurHash3's finaliser."""
    h = uint32(uint32(x) * uint32(0x9E3779B1)) ^ uint32(uint32(y) * uint32(0x85EBCA77))
    h = uint32(uint32(h ^ uint32(h >> uint32(16))) * uint32(0x85EBCA6B))
    h = uint32(uint32(h ^ uint32(h >> uint32(13))) * uint32(0xC2B2AE35))
    h = uint32(h ^ uint32(h >> uint32(16)))
    return float32(h >> uint32(8)) * float32(1 / 16777216)


@njit(**INLINE)
def _dissolve(acc, source, scale, x, y):
    """A pixel is painted wholly or not at all, with a chance of its alpha."""
    for k in range(AREA):
        raw = float32(source[3 * AREA + k])
        if raw * scale > _noise(x + (k & 63), y + (k >> 6)):
            for c in range(4):
                acc[c * AREA + k] = float32(source[c * AREA + k]) / raw


WHOLE_COLOUR = frozenset({HUE, SATURATION, COLOR, LUMINOSITY, DARKER_COLOR, LIGHTER_COLOR})

_SIGNATURE = types.void(types.int64, types.int64, types.float32, types.int64, types.int64)


def blender(mode: BlendMode) -> int:
    """The address of the function that blends a tile in this mode; it is compiled (or loaded) if need be.

    Its arguments are those of `blend_tile`.
    """
    return _compiled(mode).address


@functools.cache
def _compiled(mode: BlendMode) -> Any:
    return cfunc(_SIGNATURE, cache=True, error_model="numpy", fastmath=FAST_MATH)(_function(mode))


def _function(mode: BlendMode) -> Callable[..., None]:
    """The mode as a function of addresses, still to be compiled."""
    code = mode.code

    def alpha_only(acc, source, scale, x, y):
        if code == NORMAL:
            _normal(floats_at(acc, 4 * AREA), words16_at(source, 4 * AREA), scale)
        elif code == BEHIND:
            _behind(floats_at(acc, 4 * AREA), words16_at(source, 4 * AREA), scale)
        else:
            _erase(floats_at(acc, 4 * AREA), words16_at(source, 4 * AREA), scale)

    def dissolving(acc, source, scale, x, y):
        _dissolve(floats_at(acc, 4 * AREA), words16_at(source, 4 * AREA), scale, x, y)

    def separable(acc, source, scale, x, y):
        _separable(floats_at(acc, 4 * AREA), words16_at(source, 4 * AREA), scale, code)

    def whole_colour(acc, source, scale, x, y):
        _whole_colour(floats_at(acc, 4 * AREA), words16_at(source, 4 * AREA), scale, code)

    if code == DISSOLVE:
        return dissolving
    if code in (NORMAL, BEHIND, ERASE):
        return alpha_only
    return whole_colour if code in WHOLE_COLOUR else separable


@intrinsic
def _blend_tile(_typing: Any, function: Any, acc: Any, source: Any, scale: Any, x: Any, y: Any) -> Any:
    """Blend a tile into accumulators, by the function at an address (see `blender`).

    acc: address of 4×4096 float32, premultiplied, 0 … 1. source: address of 4×4096 uint16 fix15.
    scale: float32 layer opacity / 32768. x, y: document position of the tile's first pixel.
    """

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        shape = ir.FunctionType(ir.VoidType(), [word, word, ir.FloatType(), word, word])
        builder.call(builder.inttoptr(arguments[0], shape.as_pointer()), arguments[1:])
        return _context.get_dummy_value()

    return types.void(types.int64, *_SIGNATURE.args), generate


blend_tile: Any = _blend_tile  # its first parameter is numba's own
