"""Stroke tracing: from a place where the painting is wrong along the forms, and laying the stroke at once."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from inference.engines.painterly.kernels import SERIAL
from inference.engines.painterly.raster import lay

MOST_POINTS = 24  # of one stroke
MOST_STRANDS = 3
SHADES = 3 + 2 * MOST_STRANDS  # random numbers that one stroke uses up


class Touch(NamedTuple):
    """How the strokes of one pass are made; lengths in pixels of the work picture."""

    diameter: float
    opacity: float
    step: float  # between points
    fewest: int  # points before a stroke may end for reasons of colour
    most: int  # points at most
    curl: float  # 0 = keeps straight, 1 = follows every turn of the field
    edge: float  # colour distance from the stroke's own colour that ends it at once
    taper: float  # 0 … 1
    strands: int  # bristle marks on each stroke
    shade: float  # lightness difference of the bristle marks


@njit(**SERIAL)
def distance(picture, y, x, r, g, b):
    """Colour distance of a pixel from (r, g, b): weighted sRGB, 0 … 1."""
    dr, dg, db = picture[y, x, 0] - r, picture[y, x, 1] - g, picture[y, x, 2] - b
    return math.sqrt((2 * dr * dr + 4 * dg * dg + 3 * db * db) / 9)


@njit(**SERIAL)
def find_starts(pixels, reference, limit, cell, starts):
    """Where strokes begin (Hertzmann 1998): the worst pixel of each cell whose mean error is over `limit`.

    limit: H×W float32. starts: N×2 float32, filled with x, y. Returns how many there are.
    """
    height, width = limit.shape
    count = 0
    for top in range(0, height, cell):
        for left in range(0, width, cell):
            total, worst, wy, wx = 0.0, -1.0, top, left
            bottom, right = min(top + cell, height), min(left + cell, width)
            for y in range(top, bottom):
                for x in range(left, right):
                    d = distance(pixels, y, x, reference[y, x, 0], reference[y, x, 1], reference[y, x, 2])
                    total += d
                    if d > worst:
                        worst, wy, wx = d, y, x
            if total > limit[wy, wx] * (bottom - top) * (right - left):
                starts[count, 0], starts[count, 1] = wx, wy
                count += 1
    return count


@njit(**SERIAL)
def _trace(pixels, reference, field, x, y, touch, line):
    """Follow the field from (x, y). Fills `line` with x, y; returns the number of points."""
    height, width = field.shape[:2]
    r, g, b = reference[y, x, 0], reference[y, x, 1], reference[y, x, 2]
    px, py, lx, ly = x + 0.5, y + 0.5, 0.0, 0.0
    count = 0
    while count < touch.most:
        ix, iy = int(px), int(py)
        if px < 0 or py < 0 or ix >= width or iy >= height:
            break
        if count > 0:
            away = distance(reference, iy, ix, r, g, b)
            if away > touch.edge:
                break
            target = distance(
                pixels, iy, ix, reference[iy, ix, 0], reference[iy, ix, 1], reference[iy, ix, 2]
            )
            if count >= touch.fewest and target < away:
                break
        line[count, 0], line[count, 1] = px, py
        count += 1
        dx, dy = field[iy, ix, 0], field[iy, ix, 1]
        if lx * dx + ly * dy < 0:
            dx, dy = -dx, -dy
        if count > 1:
            dx, dy = touch.curl * dx + (1 - touch.curl) * lx, touch.curl * dy + (1 - touch.curl) * ly
        norm = math.sqrt(dx * dx + dy * dy)
        if norm < 1e-6:
            break
        lx, ly = dx / norm, dy / norm
        px, py = px + lx * touch.step, py + ly * touch.step
    if count == 1:  # a dab still has a direction
        line[1, 0], line[1, 1] = line[0, 0] + lx * touch.step * 0.6, line[0, 1] + ly * touch.step * 0.6
        count = 2
    return count


@njit(**SERIAL)
def _press(line, count, taper):
    """Pressure along a stroke: a quick onset, a long release."""
    for i in range(count):
        t = i / (count - 1)
        onset = min(1.0, t / 0.18)
        release = min(1.0, (1.0 - t) / 0.45)
        line[i, 2] = max(0.12, (1 - 0.45 * taper * (1 - onset)) * (1 - 0.9 * taper * (1 - release) ** 2))


@njit(**SERIAL)
def _shift_line(line, count, across, out):
    """A copy of a line moved sideways by `across` pixels, less where the pressure is low."""
    for i in range(count):
        a, b = max(i - 1, 0), min(i + 1, count - 1)
        tx, ty = line[b, 0] - line[a, 0], line[b, 1] - line[a, 1]
        over = across * line[i, 2] / max(math.sqrt(tx * tx + ty * ty), 1e-6)
        out[i, 0], out[i, 1], out[i, 2] = line[i, 0] - ty * over, line[i, 1] + tx * over, line[i, 2]


@njit(**SERIAL)
def paint_some(
    pixels, cover, spans, reference, field, limit, starts, shades, first, budget, touch, profiles,
    points, offsets, colours, sizes, opacities, hair,
):  # fmt: skip
    """Trace and lay the strokes of starts[first:], until about `budget` pixels have been covered.

    pixels: H×W×4 float32, painted on. reference: H×W×3 and field: H×W×2 float32. A start whose error
    (pixels against reference) has fallen below limit (H×W) meanwhile is passed over. shades: N×SHADES
    standard normal numbers, scaled. profiles: 2×(PROFILE + 1), of the stroke and of its bristle marks.
    points … hair: room for the strokes, of which `hair` (uint8) says whether it is a bristle mark. Returns
    the next start and the number of strokes.
    """
    line = np.empty((MOST_POINTS, 3), np.float32)
    strand = np.empty((MOST_POINTS, 3), np.float32)
    colour = np.empty(3, np.float32)
    strokes, spent, i = 0, 0.0, first
    room = len(sizes) - (1 + touch.strands)
    while i < len(starts) and spent < budget and strokes <= room:
        x, y = int(starts[i, 0]), int(starts[i, 1])
        shade = shades[i]
        i += 1
        r, g, b = reference[y, x, 0], reference[y, x, 1], reference[y, x, 2]
        spent += 8.0
        if distance(pixels, y, x, r, g, b) < limit[y, x]:
            continue
        count = _trace(pixels, reference, field, x, y, touch, line)
        _press(line, count, touch.taper)
        _mean_colour(reference, line, count, colour)
        for c in range(3):
            colour[c] = min(max(colour[c] + shade[c], np.float32(0)), np.float32(1))
        diameter = np.float32(touch.diameter)
        lay(pixels, cover, spans, line, count, diameter, np.float32(touch.opacity), colour, profiles[0])
        strokes = _note(line, count, colour, diameter, touch.opacity, 0, strokes, points, offsets, colours,
                        sizes, opacities, hair)  # fmt: skip
        spent += (count + 1) * touch.step * touch.diameter * (1.0 + 0.4 * touch.strands)
        if count < 3:
            continue
        for s in range(touch.strands):
            place = (s + 0.5) / touch.strands * 1.3 - 0.65 + 0.18 * min(max(shade[3 + 2 * s], -1.0), 1.0)
            _shift_line(line, count, place * 0.5 * touch.diameter, strand)
            lift = np.float32(shade[4 + 2 * s] * touch.shade)
            tone = colour.copy()
            for c in range(3):
                tone[c] = min(max(tone[c] + lift, np.float32(0)), np.float32(1))
            thin = np.float32(max(1.5, 0.24 * touch.diameter))
            lay(pixels, cover, spans, strand, count, thin, np.float32(0.6), tone, profiles[1])
            strokes = _note(strand, count, tone, thin, 0.6, 1, strokes, points, offsets, colours, sizes,
                            opacities, hair)  # fmt: skip
    return i, strokes


@njit(**SERIAL)
def _mean_colour(reference, line, count, colour):
    """The reference's mean along a line, into `colour`."""
    height, width = reference.shape[:2]
    colour[:] = 0
    for k in range(count):
        y = min(max(int(line[k, 1]), 0), height - 1)
        x = min(max(int(line[k, 0]), 0), width - 1)
        for c in range(3):
            colour[c] += reference[y, x, c] / count


@njit(**SERIAL)
def _note(
    line, count, colour, diameter, opacity, kind, strokes, points, offsets, colours, sizes, opacities, hair
):  # fmt: skip
    """Write a stroke down; returns the number of strokes."""
    start = offsets[strokes]
    points[start : start + count] = line[:count]
    offsets[strokes + 1] = start + count
    colours[strokes] = colour
    sizes[strokes], opacities[strokes], hair[strokes] = diameter, opacity, kind
    return strokes + 1
