"""Strokes traced along the forms: how wide a brush fits, how far it may run, and whether it helps."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from inference.engines.painterly.kernels import SERIAL
from inference.engines.painterly.raster import lay

MOST_POINTS = 32  # of one stroke
RIDGES = 2  # marks along a stroke where thick paint stands up, at most
SHADES = 8  # random numbers that one stroke uses up


class Touch(NamedTuple):
    """How the strokes of one pass are made; lengths in pixels of the work picture."""

    diameter: float
    opacity: float
    step: float  # between points
    fewest: int  # points below which a stroke is not worth laying, unless the place is new
    most: int  # points at most
    curl: float  # 0 = keeps straight, 1 = follows every turn of the field
    edge: float  # colour distance from the stroke's own colour that ends it
    taper: float  # 0 … 1, how much the pressure falls at the ends
    thinnest: float  # pressure below which the brush is lifted, where it does not fit
    gain: float  # mean improvement below which a stroke is not laid; negative: laid in any case
    value: float  # spread of lightness from stroke to stroke, sRGB
    hue: float  # spread of colour at equal lightness, sRGB
    glaze: float  # 0: covers; 1: the colour is mixed so that what lies below shines through
    darker: int  # 1: only where the picture is darker than the paint, as with glazes on paper
    ridge: float  # share of the strokes that have ridges of thick paint
    light_x: float  # where the light comes from, for ridges; y runs down
    light_y: float


@njit(**SERIAL)
def distance(picture, y, x, r, g, b):
    """Colour distance of a pixel from (r, g, b): weighted sRGB, 0 … 1."""
    dr, dg, db = picture[y, x, 0] - r, picture[y, x, 1] - g, picture[y, x, 2] - b
    return math.sqrt((2 * dr * dr + 4 * dg * dg + 3 * db * db) / 9)


@njit(**SERIAL)
def _error(pixels, reference, y, x):
    return distance(pixels, y, x, reference[y, x, 0], reference[y, x, 1], reference[y, x, 2])


@njit(**SERIAL)
def find_starts(pixels, reference, limit, cell, starts):
    """Where strokes begin (Hertzmann 1998): the worst pixel of each cell whose mean error is over `limit`.

    limit: H×W float32. starts: N×2 float32, filled with x, y. Returns how many there are.
    """
    height, width = limit.shape
    count = 0
    for top in range(0, height, cell):
        for left in range(0, width, cell):
            bottom, right = min(top + cell, height), min(left + cell, width)
            my, mx = (top + bottom) // 2, (left + right) // 2
            if limit[my, mx] > 4 and limit[top, left] > 4 and limit[bottom - 1, right - 1] > 4:
                continue
            total, worst, wy, wx = 0.0, -1.0, top, left
            for y in range(top, bottom):
                for x in range(left, right):
                    d = _error(pixels, reference, y, x)
                    total += d
                    if d > worst:
                        worst, wy, wx = d, y, x
            if total > limit[wy, wx] * (bottom - top) * (right - left):
                starts[count, 0], starts[count, 1] = wx, wy
                count += 1
    return count


@njit(**SERIAL)
def _away(reference, px, py, r, g, b):
    """Colour distance at a point; a point beyond the picture is like its edge."""
    height, width = reference.shape[:2]
    y, x = min(max(int(py), 0), height - 1), min(max(int(px), 0), width - 1)
    return distance(reference, y, x, r, g, b)


@njit(**SERIAL)
def _fit(reference, px, py, nx, ny, radius, r, g, b, edge):
    """How much of the brush fits between the edges on both sides (0 … 1), and where its middle should be.

    (nx, ny) points across the stroke. Returns the share and the shift along (nx, ny) in pixels.
    """
    left = right = 0.0
    for k in range(1, 5):
        if _away(reference, px - nx * radius * 0.25 * k, py - ny * radius * 0.25 * k, r, g, b) > edge:
            break
        left = 0.25 * k
    for k in range(1, 5):
        if _away(reference, px + nx * radius * 0.25 * k, py + ny * radius * 0.25 * k, r, g, b) > edge:
            break
        right = 0.25 * k
    return 0.5 * (left + right) + 0.18, 0.5 * (right - left) * radius


@njit(**SERIAL)
def _run(pixels, reference, field, px, py, sign, r, g, b, touch, most, line, count):
    """Follow the field from (px, py), adding points to `line`; returns the number of points."""
    height, width = field.shape[:2]
    x, y = int(px), int(py)
    lx, ly = sign * field[y, x, 0], sign * field[y, x, 1]
    radius = 0.5 * touch.diameter
    for _ in range(most):
        px, py = px + lx * touch.step, py + ly * touch.step
        # A stroke may run out of the picture, as far as the brush's rim still touches it.
        if px < -radius or py < -radius or px > width + radius or py > height + radius:
            break
        ix, iy = min(max(int(px), 0), width - 1), min(max(int(py), 0), height - 1)
        if distance(reference, iy, ix, r, g, b) > touch.edge:
            break
        share, shift = _fit(reference, px, py, -ly, lx, radius, r, g, b, touch.edge)
        if share < touch.thinnest:
            break
        move = 0.5 * min(max(shift, -0.5 * touch.step), 0.5 * touch.step)
        px, py = px - ly * move, py + lx * move
        line[count, 0], line[count, 1], line[count, 2] = px, py, min(share, 1.0)
        count += 1
        ix, iy = min(max(int(px), 0), width - 1), min(max(int(py), 0), height - 1)
        dx, dy = field[iy, ix, 0], field[iy, ix, 1]
        if lx * dx + ly * dy < 0:
            dx, dy = -dx, -dy
        if lx * dx + ly * dy < 0.3:
            break  # a brush does not turn on the spot
        dx, dy = touch.curl * dx + (1 - touch.curl) * lx, touch.curl * dy + (1 - touch.curl) * ly
        norm = max(math.sqrt(dx * dx + dy * dy), 1e-6)
        lx, ly = dx / norm, dy / norm
    return count


@njit(**SERIAL)
def trace(pixels, reference, field, x, y, touch, most, line, spare):
    """A stroke through pixel (x, y), to both sides of it, of at most `most` points.

    Fills `line` (MOST_POINTS×3: x, y, pressure before the taper); `spare` is scratch of the same shape.
    Returns the number of points, 0 where the brush does not fit.
    """
    height, width = field.shape[:2]
    r, g, b = reference[y, x, 0], reference[y, x, 1], reference[y, x, 2]
    tx, ty = field[y, x, 0], field[y, x, 1]
    share, shift = _fit(reference, x + 0.5, y + 0.5, -ty, tx, 0.5 * touch.diameter, r, g, b, touch.edge)
    if share < touch.thinnest:
        return 0
    px, py = x + 0.5 - ty * shift, y + 0.5 + tx * shift
    px, py = min(max(px, 0.0), width - 0.01), min(max(py, 0.0), height - 0.01)
    back = _run(pixels, reference, field, px, py, -1.0, r, g, b, touch, most // 2, spare, 0)
    for k in range(back):
        line[k] = spare[back - 1 - k]
    line[back, 0], line[back, 1], line[back, 2] = px, py, min(share, 1.0)
    count = _run(pixels, reference, field, px, py, 1.0, r, g, b, touch, most - 1 - back, line, back + 1)
    if count == 1:  # a dab still has a direction
        line[1] = line[0]
        line[1, 0], line[1, 1] = px + 0.6 * tx * touch.step, py + 0.6 * ty * touch.step
        count = 2
    return count


@njit(**SERIAL)
def _press(line, count, taper, turned):
    """Pressure along a stroke: what fits, evened out, with a quick onset and a long release."""
    last = line[0, 2]
    for i in range(count):  # the hand cannot change its pressure at once
        last = line[i, 2] = min(line[i, 2], last + 0.3)
    for k in range(count):
        i = count - 1 - k
        last = line[i, 2] = min(line[i, 2], last + 0.3)
    for i in range(count):
        t = i / (count - 1)
        if turned:
            t = 1.0 - t
        onset = min(1.0, (t + 0.05) / 0.2)
        release = min(1.0, (1.05 - t) / 0.45)
        line[i, 2] *= (1 - 0.4 * taper * (1 - onset)) * (1 - 0.85 * taper * (1 - release) ** 2)
        line[i, 2] = min(max(line[i, 2], np.float32(0.12)), np.float32(1.0))


@njit(**SERIAL)
def _mean(picture, line, count, colour):
    """The mean of a picture along a line, into `colour`."""
    height, width = picture.shape[:2]
    colour[:] = 0
    for k in range(count):
        y = min(max(int(line[k, 1]), 0), height - 1)
        x = min(max(int(line[k, 0]), 0), width - 1)
        for c in range(3):
            colour[c] += picture[y, x, c] / count


@njit(**SERIAL)
def _gained(pixels, reference, line, count, colour, diameter, opacity):
    """Mean improvement of the picture along a stroke and a third of its width to either side."""
    height, width = reference.shape[:2]
    total = 0.0
    for k in range(count):
        a, b = max(k - 1, 0), min(k + 1, count - 1)
        tx, ty = line[b, 0] - line[a, 0], line[b, 1] - line[a, 1]
        over = 0.33 * diameter * line[k, 2] / max(math.sqrt(tx * tx + ty * ty), 1e-6)
        for side in range(-1, 2):
            y = min(max(int(line[k, 1] + side * tx * over), 0), height - 1)
            x = min(max(int(line[k, 0] - side * ty * over), 0), width - 1)
            r, g, b_ = reference[y, x, 0], reference[y, x, 1], reference[y, x, 2]
            before = distance(pixels, y, x, r, g, b_)
            after = 0.0
            for c in range(3):
                d = pixels[y, x, c] + (colour[c] - pixels[y, x, c]) * opacity - reference[y, x, c]
                after += (2.0 if c == 0 else 4.0 if c == 1 else 3.0) * d * d
            total += before - math.sqrt(after / 9)
    return total / (3 * count)


@njit(**SERIAL)
def _luma(colour):
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


@njit(**SERIAL)
def _vary(colour, shade, value, hue):
    """Shift a colour in lightness, and at equal lightness between warm and cool, green and rose."""
    tone = _luma(colour)  # near white and black, paint has little colour to give
    hue *= min(0.25 + 4.0 * tone * (1.0 - tone), 1.0)
    light, warm, rose = shade[0] * value, shade[1] * hue, shade[2] * 0.6 * hue
    colour[0] += light + 0.74 * warm + 0.65 * rose
    colour[1] += light - 0.16 * warm - 0.45 * rose
    colour[2] += light - 1.16 * warm + 0.65 * rose
    for c in range(3):
        colour[c] = min(max(colour[c], np.float32(0)), np.float32(1))


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
    pixels, cover, spans, reference, field, limit, starts, shades, first, budget, touch, tips,
    points, offsets, colours, sizes, opacities, kinds,
):  # fmt: skip
    """Trace and lay the strokes of starts[first:], until about `budget` pixels have been covered.

    pixels: H×W×4 float32, painted on. reference: H×W×3 and field: H×W×2 float32. A start whose error
    (pixels against reference) has fallen below limit (H×W) meanwhile is passed over. shades: N×SHADES
    standard normal numbers. tips: 2×(2·PROFILE + 1), of the stroke and of its ridges. points … kinds: room
    for the strokes, of which `kinds` (uint8) says whether it is a ridge. Returns the next start and the
    number of strokes.
    """
    line = np.empty((MOST_POINTS, 3), np.float32)
    spare = np.empty((MOST_POINTS, 3), np.float32)
    colour, below = np.empty(3, np.float32), np.empty(3, np.float32)
    strokes, spent, i = 0, 0.0, first
    room = len(sizes) - (1 + RIDGES)
    while i < len(starts) and spent < budget and strokes <= room:
        x, y = int(starts[i, 0]), int(starts[i, 1])
        shade = shades[i]
        i += 1
        spent += 20.0
        if _error(pixels, reference, y, x) < limit[y, x]:
            continue
        # Some strokes are long and some short.
        most = int(touch.most * (0.75 + 0.25 * min(max(shade[3], -1.5), 1.5)))
        most = min(max(most, touch.fewest, 3), MOST_POINTS)
        count = trace(pixels, reference, field, x, y, touch, most, line, spare)
        spent += 12.0 * count
        if count == 0 or (count < touch.fewest and touch.gain > -0.5):
            continue
        _press(line, count, touch.taper, shade[4] > 0)
        _mean(reference, line, count, colour)
        _mean(pixels, line, count, below)
        if touch.darker and _luma(colour) > _luma(below) - 0.006:
            continue
        if touch.glaze > 0:
            for c in range(3):
                through = (colour[c] - below[c] * (1 - touch.opacity)) / touch.opacity
                colour[c] += touch.glaze * (min(max(through, 0.0), 1.0) - colour[c])
        if touch.gain > -0.5:
            gained = _gained(pixels, reference, line, count, colour, touch.diameter, touch.opacity)
            if gained < touch.gain:
                continue
        _vary(colour, shade, touch.value, touch.hue)
        diameter = np.float32(touch.diameter)
        lay(pixels, cover, spans, line, count, diameter, np.float32(touch.opacity), colour, tips[0])
        strokes = _note(line, count, colour, diameter, touch.opacity, 0, strokes, points, offsets, colours,
                        sizes, opacities, kinds)  # fmt: skip
        spent += (count + 1) * touch.step * touch.diameter
        if touch.ridge > 0 and count >= 4 and shade[5] < 2 * touch.ridge - 1:
            strokes = _raise(pixels, cover, spans, line, spare, count, colour, touch, tips[1], strokes,
                             points, offsets, colours, sizes, opacities, kinds)  # fmt: skip
    return i, strokes


@njit(**SERIAL)
def _raise(
    pixels, cover, spans, line, spare, count, colour, touch, tip, strokes, points, offsets, colours, sizes,
    opacities, kinds,
):  # fmt: skip
    """Ridges of thick paint along both rims: the one towards the light is lit, the other dark."""
    tx, ty = line[count - 1, 0] - line[0, 0], line[count - 1, 1] - line[0, 1]
    facing = -ty * touch.light_x + tx * touch.light_y
    tone = np.empty(3, np.float32)
    thin = np.float32(max(1.2, 0.1 * touch.diameter))
    for side in (-1.0, 1.0):
        _shift_line(line, count, side * 0.42 * touch.diameter, spare)
        lift = 0.09 if side * facing > 0 else -0.1
        for c in range(3):
            tone[c] = min(max(colour[c] + lift, 0.0), 1.0)
        lay(pixels, cover, spans, spare, count, thin, np.float32(0.5), tone, tip)
        strokes = _note(spare, count, tone, thin, 0.5, 1, strokes, points, offsets, colours, sizes,
                        opacities, kinds)  # fmt: skip
    return strokes


@njit(**SERIAL)
def _note(
    line, count, colour, diameter, opacity, kind, strokes, points, offsets, colours, sizes, opacities, kinds
):  # fmt: skip
    """Write a stroke down; returns the number of strokes."""
    start = offsets[strokes]
    points[start : start + count] = line[:count]
    offsets[strokes + 1] = start + count
    colours[strokes] = colour
    sizes[strokes], opacities[strokes], kinds[strokes] = diameter, opacity, kind
    return strokes + 1
