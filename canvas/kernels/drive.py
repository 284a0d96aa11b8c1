"""What the pen does to a brush: the inputs at a dab, the curves they go through, and chance."""

from __future__ import annotations

import math

from numba import njit, uint64

from canvas.kernels import pen
from canvas.kernels.launch import INLINE


@njit(**INLINE)
def chance(seed, dab, what):
    """A number 0 … 1 that is always the same for the same dab of a stroke: the SplitMix64 generator's mixing
    function (Steele, Lea and Flood, 2014) over the three numbers."""
    z = uint64(seed) * uint64(0xD1342543DE82EF95) + uint64(dab) * uint64(32) + uint64(what)
    z = z * uint64(0x9E3779B97F4A7C15) + uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    z = z ^ (z >> uint64(31))
    return float(z >> uint64(11)) * (1.0 / 9007199254740992.0)


@njit(**INLINE)
def _curve_at(table, value):
    place = min(max(value, 0.0), 1.0) * (pen.STEPS - 1)
    low = min(int(place), pen.STEPS - 2)
    return table[low] + (table[low + 1] - table[low]) * (place - low)


@njit(**INLINE)
def driven(brush, drives, curves, inputs, dab, setting):
    """One setting, with all that drives it. dab: which of the stroke, for chance."""
    value = brush[setting]
    for k in range(int(brush[pen.FIRST_DRIVE]), int(brush[pen.LAST_DRIVE])):
        if drives[k, 0] != setting:
            continue
        source = drives[k, 1]
        share = chance(brush[pen.SEED], dab, setting) if source == pen.RANDOM else inputs[source]
        factor = _curve_at(curves[k], share)
        if setting == pen.ANGLE:
            value += factor * (2.0 * math.pi)
        else:
            value *= factor
    return value


@njit(**INLINE)
def drive_all(brush, drives, curves, inputs, dab, values):
    """All settings into `values` (pen.SETTINGS float64), drawn in to what they may be."""
    for setting in range(pen.SETTINGS):
        values[setting] = brush[setting]
    for k in range(int(brush[pen.FIRST_DRIVE]), int(brush[pen.LAST_DRIVE])):
        setting, source = drives[k, 0], drives[k, 1]
        share = chance(brush[pen.SEED], dab, setting) if source == pen.RANDOM else inputs[source]
        factor = _curve_at(curves[k], share)
        if setting == pen.ANGLE:
            values[pen.ANGLE] += factor * (2.0 * math.pi)
        else:
            values[setting] *= factor
    for setting in (pen.HARDNESS, pen.OPACITY, pen.FLOW, pen.SMUDGE, pen.SMUDGE_LENGTH, pen.GRAIN):
        values[setting] = min(max(values[setting], 0.0), 1.0)
    values[pen.ROUNDNESS] = min(max(values[pen.ROUNDNESS], pen.THINNEST), 1.0)


@njit(**INLINE)
def lean(tilt_x, tilt_y):
    """Tilt 0 … 1 (at 60°) and its direction in turns, of a pen that leans so many degrees along x and y."""
    if tilt_x == 0.0 and tilt_y == 0.0:
        return 0.0, 0.0
    across = math.tan(math.radians(min(max(tilt_x, -89.0), 89.0)))
    down = math.tan(math.radians(min(max(tilt_y, -89.0), 89.0)))
    angle = math.degrees(math.atan(math.sqrt(across * across + down * down)))
    return min(1.0, angle / 60.0), turns(across, down)


@njit(**INLINE)
def turns(x, y):
    """The direction of a vector, 0 … 1 clockwise from the x axis."""
    share = math.atan2(y, x) * (0.5 / math.pi)
    return share + 1.0 if share < 0.0 else share


@njit(**INLINE)
def between_turns(one, other, at):
    """On the shorter way from one direction to another."""
    step = other - one
    step -= math.floor(step + 0.5)
    value = one + step * at
    return value - math.floor(value)


@njit(**INLINE)
def jittered(brush, values, dab, colour):
    """Stray hue, saturation and value of the brush's colour into `colour` (three float64)."""
    red, green, blue = brush[pen.PEN_RED], brush[pen.PEN_GREEN], brush[pen.PEN_BLUE]
    high, low = max(red, green, blue), min(red, green, blue)
    span = high - low
    hue = 0.0
    if span > 0.0:
        if high == red:
            hue = (green - blue) / span
        elif high == green:
            hue = 2.0 + (blue - red) / span
        else:
            hue = 4.0 + (red - green) / span
    saturation = span / high if high > 0.0 else 0.0
    seed = brush[pen.SEED]
    hue += 3.0 * values[pen.HUE_JITTER] * (2.0 * chance(seed, dab, pen.TURN_HUE) - 1.0)
    saturation += values[pen.SATURATION_JITTER] * (2.0 * chance(seed, dab, pen.TURN_SATURATION) - 1.0)
    value = high + values[pen.VALUE_JITTER] * (2.0 * chance(seed, dab, pen.TURN_VALUE) - 1.0)
    saturation, value = min(max(saturation, 0.0), 1.0), min(max(value, 0.0), 1.0)
    for channel in range(3):  # red turns with 5, green with 3, blue with 1 (sixths of a turn)
        place = (5.0 - 2.0 * channel) + hue
        place -= 6.0 * math.floor(place / 6.0)
        colour[channel] = value - value * saturation * max(0.0, min(place, 4.0 - place, 1.0))
