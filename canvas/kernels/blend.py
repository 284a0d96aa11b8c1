"""The arithmetic of every blend mode, over the float32 accumulators of a strip of a tile.

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
from canvas.kernels.pointers import floats_at, prefetch, words16_at
from canvas.kernels.steps import AREA, PLANE, STRIP

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

GROUP = 64  # pixels blended between two looks ahead
LINE = 64  # bytes that the processor reads at once
ZERO, HALF, ONE, TWO = float32(0), float32(0.5), float32(1), float32(2)
TINY = float32(1e-9)  # keeps divisions by an alpha of nought finite
NOUGHT = float32(1e-6)  # a straight colour this near to 0 or 1 is 0 or 1; the grid is 3e-5
NEARLY = float32(1 - 1e-6)


@njit(**INLINE)
def _bring_near(strip, start):
    """Have a part of another strip read while this one is blended: from far memory it takes as long."""
    for c in range(4):
        for line in range(0, 2 * GROUP, LINE):
            prefetch(strip + 2 * (c * AREA + start) + line)


@njit(**INLINE)
def _burn(b, s, ab, a, both):
    return both - min(both, (ab - b) * a * a / max(s, TINY))


@njit(**INLINE)
def _color_burn(b, s, ab, a, both):
    burnt = ZERO if s <= NOUGHT * a else _burn(b, s, ab, a, both)
    return both if b >= NEARLY * ab else burnt


@njit(**INLINE)
def _color_dodge(b, s, ab, a, both):
    dodged = min(both, b * a * a / max(a - s, TINY))
    dodged = both if s >= NEARLY * a else dodged
    return ZERO if b <= NOUGHT * ab else dodged


@njit(**INLINE)
def _multiply_or_screen(b, s, ab, a, both, low):
    """Twice the product where `low`, else its mirror image."""
    dark = TWO * b * s
    light = both - TWO * (ab - b) * (a - s)
    return dark if low else light


@njit(**INLINE)
def _soft_light(b, s, ab, a):
    straight = min(ONE, b * (ONE / max(ab, TINY)))
    curve = ((float32(16) * straight - float32(12)) * straight + float32(4)) * straight
    root = math.sqrt(straight)
    lift = (curve if straight <= float32(0.25) else root) - straight
    spread = straight * (ONE - straight)
    towards = TWO * s - a
    return a * b + ab * towards * (spread if towards <= ZERO else lift)


@njit(**INLINE)
def _vivid_light(b, s, ab, a, both):
    low = _color_burn(b, TWO * s, ab, a, both)
    high = _color_dodge(b, TWO * s - a, ab, a, both)
    return low if TWO * s <= a else high


@njit(**INLINE)
def _pin_light(b, s, ab, a, both):
    low = min(a * b, TWO * ab * s)
    high = max(a * b, TWO * ab * s - both)
    return low if TWO * s <= a else high


@njit(**INLINE)
def _divide(b, s, ab, a, both):
    quotient = min(both, b * a * a / max(s, TINY))
    empty = ZERO if b <= NOUGHT * ab else both
    return empty if s <= NOUGHT * a else quotient


@njit(**INLINE)
def _mix(mode, b, s, ab, a):
    """ab·a·B(b ÷ ab, s ÷ a) of one channel, b and s premultiplied: few modes then need to divide.

    s and a may be in any unit, b and ab are 0 … 1.

    `mode` is a constant where this is inlined, so only one branch is left.
    """
    both = ab * a
    if mode == DARKEN:
        return min(a * b, ab * s)
    if mode == MULTIPLY:
        return b * s
    if mode == COLOR_BURN:
        return _color_burn(b, s, ab, a, both)
    if mode == LINEAR_BURN:
        return max(ZERO, a * b + ab * s - both)
    if mode == LIGHTEN:
        return max(a * b, ab * s)
    if mode == SCREEN:
        return a * b + ab * s - b * s
    if mode == COLOR_DODGE:
        return _color_dodge(b, s, ab, a, both)
    if mode == ADD:
        return min(both, a * b + ab * s)
    if mode == OVERLAY:
        return _multiply_or_screen(b, s, ab, a, both, TWO * b <= ab)
    if mode == SOFT_LIGHT:
        return _soft_light(b, s, ab, a)
    if mode == HARD_LIGHT:
        return _multiply_or_screen(b, s, ab, a, both, TWO * s <= a)
    if mode == VIVID_LIGHT:
        return _vivid_light(b, s, ab, a, both)
    if mode == LINEAR_LIGHT:
        return min(both, max(ZERO, a * b + TWO * ab * s - both))
    if mode == PIN_LIGHT:
        return _pin_light(b, s, ab, a, both)
    if mode == HARD_MIX:
        return both if a * b + ab * s >= NEARLY * both else ZERO
    if mode == DIFFERENCE:
        return abs(a * b - ab * s)
    if mode == EXCLUSION:
        return a * b + ab * s - TWO * b * s
    if mode == SUBTRACT:
        return max(ZERO, a * b - ab * s)
    return _divide(b, s, ab, a, both)


@njit(**INLINE)
def _separable(acc, source, after, scale, mode):
    """Blend a strip with a mode that treats each channel by itself.

    The source stays in fix15: what `_mix` gives is in the unit of `s` and `a`.
    """
    for start in range(0, STRIP, GROUP):
        _bring_near(after, start)
        for k in range(start, start + GROUP):
            alpha = float32(source[3 * AREA + k])
            lower = acc[3 * PLANE + k]
            room, keep = ONE - lower, ONE - alpha * scale
            for c in range(3):
                paint = float32(source[c * AREA + k])
                below = acc[c * PLANE + k]
                acc[c * PLANE + k] = (
                    scale * (paint * room + _mix(mode, below, paint, lower, alpha)) + below * keep
                )
            acc[3 * PLANE + k] = alpha * scale + lower * keep


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
    lift, drop = light / max(light - least, TINY), (ONE - light) / max(most - light, TINY)
    pull = min(lift if least < ZERO else ONE, drop if most > ONE else ONE)
    return light + (red - light) * pull, light + (green - light) * pull, light + (blue - light) * pull


@njit(**INLINE)
def _spread(red, green, blue):
    return max(red, max(green, blue)) - min(red, min(green, blue))


@njit(**INLINE)
def _saturated(red, green, blue, saturation):
    """SetSat: the colour stretched so that its greatest and least channel lie `saturation` apart."""
    least = min(red, min(green, blue))
    spread = _spread(red, green, blue)
    stretch = saturation / max(spread, NOUGHT)
    stretch = ZERO if spread <= NOUGHT else stretch
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
def _whole_colour(acc, source, after, scale, mode):
    """Blend a strip with a mode that mixes the channels."""
    for start in range(0, STRIP, GROUP):
        _bring_near(after, start)
        for k in range(start, start + GROUP):
            raw = float32(source[3 * AREA + k])
            upper = raw * scale
            lower = acc[3 * PLANE + k]
            inverse = ONE / max(raw, ONE)
            inverse_below = ONE / max(lower, TINY)
            sr, sg, sb = float32(source[k]), float32(source[AREA + k]), float32(source[2 * AREA + k])
            br, bg, bb = acc[k], acc[PLANE + k], acc[2 * PLANE + k]
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
            acc[PLANE + k] = sg * own + bg * keep + both * g
            acc[2 * PLANE + k] = sb * own + bb * keep + both * b
            acc[3 * PLANE + k] = upper + lower * keep


@njit(**INLINE)
def _normal(acc, source, after, scale):
    for start in range(0, STRIP, GROUP):
        _bring_near(after, start)
        for k in range(start, start + GROUP):
            keep = ONE - float32(source[3 * AREA + k]) * scale
            for c in range(4):
                acc[c * PLANE + k] = float32(source[c * AREA + k]) * scale + acc[c * PLANE + k] * keep


@njit(**INLINE)
def _erase(acc, source, after, scale):
    for start in range(0, STRIP, GROUP):
        _bring_near(after, start)
        for k in range(start, start + GROUP):
            keep = ONE - float32(source[3 * AREA + k]) * scale
            for c in range(4):
                acc[c * PLANE + k] *= keep


@njit(**INLINE)
def _behind(acc, source, after, scale):
    for start in range(0, STRIP, GROUP):
        _bring_near(after, start)
        for k in range(start, start + GROUP):
            room = (ONE - acc[3 * PLANE + k]) * scale
            for c in range(4):
                acc[c * PLANE + k] += float32(source[c * AREA + k]) * room


@njit(**INLINE)
def _noise(x, y):
    """A fixed random number in [0, 1) for a document pixel: the mixing steps of MurmurHash3's finaliser."""
    h = uint32(uint32(x) * uint32(0x9E3779B1)) ^ uint32(uint32(y) * uint32(0x85EBCA77))
    h = uint32(uint32(h ^ uint32(h >> uint32(16))) * uint32(0x85EBCA6B))
    h = uint32(uint32(h ^ uint32(h >> uint32(13))) * uint32(0xC2B2AE35))
    h = uint32(h ^ uint32(h >> uint32(16)))
    return float32(h >> uint32(8)) * float32(1 / 16777216)


@njit(**INLINE)
def _dissolve(acc, source, after, scale, x, y):
    """A pixel is painted wholly or not at all, with a chance of its alpha."""
    for start in range(0, STRIP, GROUP):
        _bring_near(after, start)
        for k in range(start, start + GROUP):
            raw = float32(source[3 * AREA + k])
            if raw * scale > _noise(x + (k & 63), y + (k >> 6)):
                for c in range(4):
                    acc[c * PLANE + k] = float32(source[c * AREA + k]) / raw


WHOLE_COLOUR = frozenset({HUE, SATURATION, COLOR, LUMINOSITY, DARKER_COLOR, LIGHTER_COLOR})

_SIGNATURE = types.void(types.int64, types.int64, types.int64, types.float32, types.int64, types.int64)


def blender(mode: BlendMode) -> int:
    """The address of the function that blends a strip in this mode; it is compiled (or loaded) if need be.

    Its arguments are those of `blend_strip`.
    """
    return _compiled(mode).address


@functools.cache
def _compiled(mode: BlendMode) -> Any:
    return cfunc(_SIGNATURE, cache=True, error_model="numpy", fastmath=FAST_MATH)(_function(mode))


def _function(mode: BlendMode) -> Callable[..., None]:
    """The mode as a function of addresses, still to be compiled."""
    code = mode.code

    def alpha_only(acc, source, after, scale, x, y):
        if code == NORMAL:
            _normal(floats_at(acc, 4 * PLANE), words16_at(source, 4 * AREA), after, scale)
        elif code == BEHIND:
            _behind(floats_at(acc, 4 * PLANE), words16_at(source, 4 * AREA), after, scale)
        else:
            _erase(floats_at(acc, 4 * PLANE), words16_at(source, 4 * AREA), after, scale)

    def dissolving(acc, source, after, scale, x, y):
        _dissolve(floats_at(acc, 4 * PLANE), words16_at(source, 4 * AREA), after, scale, x, y)

    def separable(acc, source, after, scale, x, y):
        _separable(floats_at(acc, 4 * PLANE), words16_at(source, 4 * AREA), after, scale, code)

    def whole_colour(acc, source, after, scale, x, y):
        _whole_colour(floats_at(acc, 4 * PLANE), words16_at(source, 4 * AREA), after, scale, code)

    if code == DISSOLVE:
        return dissolving
    if code in (NORMAL, BEHIND, ERASE):
        return alpha_only
    return whole_colour if code in WHOLE_COLOUR else separable


@intrinsic
def _blend_strip(
    _typing: Any, function: Any, acc: Any, source: Any, after: Any, scale: Any, x: Any, y: Any
) -> Any:
    """Blend a strip of a tile into accumulators, by the function at an address (see `blender`).

    acc: address of 4 × PLANE float32, premultiplied, 0 … 1. source: address, in a tile, of the strip.
    after: that of a strip that will be blended next; it is brought near meanwhile.
    scale: float32 layer opacity / 32768. x, y: document position of the strip's first pixel.
    """

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        shape = ir.FunctionType(ir.VoidType(), [word, word, word, ir.FloatType(), word, word])
        builder.call(builder.inttoptr(arguments[0], shape.as_pointer()), arguments[1:])
        return _context.get_dummy_value()

    return types.void(types.int64, *_SIGNATURE.args), generate


blend_strip: Any = _blend_strip  # its first parameter is numba's own
