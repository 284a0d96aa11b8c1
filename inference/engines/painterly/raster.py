"""A fast stand-in for the canvas: how laid strokes will about look, so that the painter can see its work."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from inference.engines.painterly.kernels import SERIAL
from inference.job import StrokeBrush, Strokes

PROFILE = 64  # steps from a stroke's middle to its rim
# How far bristles part: the share of paint that is missing between them, by the tool of a brush's name.
STREAKS = {"filbert": 0.3, "flat": 0.3, "dry": 0.6, "knife": 0.2, "side": 0.35}


def profile_of(brush: StrokeBrush) -> np.ndarray:
    """Coverage across a stroke, middle → rim, PROFILE + 1 float32: overlapping dabs added up."""
    across = np.linspace(0.0, 1.0, PROFILE + 1)[:, None]
    step = 2.0 * max(brush.spacing, 0.02)  # in radii
    reach = math.ceil(1.0 / step)
    along = np.arange(-reach, reach + 1)[None, :] * step
    fall = np.clip((1.0 - across**2 - along**2) / max(1.0 - brush.hardness**2, 0.02), 0.0, 1.0)
    dab = fall * fall * (3.0 - 2.0 * fall) * brush.flow
    return (1.0 - np.prod(1.0 - dab, axis=1)).astype(np.float32)


def tip_of(brush: StrokeBrush) -> np.ndarray:
    """Coverage across a stroke from its left rim to its right one, 2·PROFILE + 1 float32, bristles parted."""
    half = profile_of(brush)
    whole = np.concatenate([half[:0:-1], half])
    streak = STREAKS.get(brush.name.rpartition(".")[2], 0.0)
    bristles = np.random.default_rng(7).random(len(whole)).astype(np.float32)
    bristles = np.convolve(np.pad(bristles, 2, mode="edge"), np.full(5, 0.2, np.float32), mode="valid")
    parted = np.clip(1.0 - 3.0 * np.float32(streak) * (bristles - bristles.min()), 0.0, 1.0)
    tip = whole * (parted if streak else np.float32(1.0))
    return (tip * np.float32(1.0 - 0.5 * brush.grain)).astype(np.float32)


class Sheet:
    """A picture under the brush: `pixels` is H×W×4 float32, colours times coverage, and coverage (0 … 1)."""

    def __init__(self, height: int, width: int) -> None:
        self.pixels = np.zeros((height, width, 4), np.float32)
        self.cover = np.zeros((height, width), np.float32)  # of the stroke being laid
        self.spans = np.empty((height, 2), np.int32)  # columns that it touches, first and one after the last
        self.spans[:, 0], self.spans[:, 1] = width, 0


def render(strokes: Strokes, height: int, width: int) -> np.ndarray:
    """Lay all strokes on nothing; H×W×4 float32, premultiplied, 0 … 1."""
    sheet = Sheet(height, width)
    lay_all(sheet, strokes)
    return sheet.pixels


def lay_all(sheet: Sheet, strokes: Strokes) -> None:
    """Lay strokes over what is there."""
    tips = np.stack([tip_of(brush) for brush in strokes.brushes])
    _lay_all(
        *(sheet.pixels, sheet.cover, sheet.spans, strokes.points, strokes.offsets, strokes.colours),
        *(strokes.sizes, strokes.opacities, strokes.brush, tips),
    )


@njit(**SERIAL)
def _lay_all(pixels, cover, spans, points, offsets, colours, sizes, opacities, brush, tips):
    for s in range(len(offsets) - 1):
        line = points[offsets[s] : offsets[s + 1]]
        lay(pixels, cover, spans, line, len(line), sizes[s], opacities[s], colours[s], tips[brush[s]])


@njit(**SERIAL)
def lay(pixels, cover, spans, line, count, diameter, opacity, colour, tip):
    """Lay one stroke: `count` rows of `line` (x, y, pressure). cover and spans are scratch, left clean.

    tip: see `tip_of`.
    """
    height, width = cover.shape
    top, bottom = height, 0
    for i in range(max(1, count - 1)):
        j = min(i + 1, count - 1)
        x0, y0, r0 = line[i, 0], line[i, 1], np.float32(0.5) * diameter * line[i, 2]
        x1, y1, r1 = line[j, 0], line[j, 1], np.float32(0.5) * diameter * line[j, 2]
        r0, r1 = max(r0, np.float32(0.5)), max(r1, np.float32(0.5))
        reach = max(r0, r1)
        first, last = max(0, int(min(y0, y1) - reach)), min(height, int(max(y0, y1) + reach) + 2)
        left, right = max(0, int(min(x0, x1) - reach)), min(width, int(max(x0, x1) + reach) + 2)
        if first >= last or left >= right:
            continue
        top, bottom = min(top, first), max(bottom, last)
        dx, dy = x1 - x0, y1 - y0
        over = np.float32(1.0) / max(dx * dx + dy * dy, np.float32(1e-6))
        for y in range(first, last):
            spans[y, 0], spans[y, 1] = min(spans[y, 0], left), max(spans[y, 1], right)
            fy = np.float32(y) + np.float32(0.5) - y0
            for x in range(left, right):
                fx = np.float32(x) + np.float32(0.5) - x0
                t = min(max((fx * dx + fy * dy) * over, np.float32(0.0)), np.float32(1.0))
                ex, ey = fx - t * dx, fy - t * dy
                radius = r0 + t * (r1 - r0)
                square = ex * ex + ey * ey
                if square < radius * radius:
                    across = int(np.float32(PROFILE) * math.sqrt(square) / radius)
                    a = tip[PROFILE + across] if ex * dy < ey * dx else tip[PROFILE - across]
                    if a > cover[y, x]:
                        cover[y, x] = a
    _settle(pixels, cover, spans, top, bottom, colour, opacity)


@njit(**SERIAL)
def _settle(pixels, cover, spans, top, bottom, colour, opacity):
    """Put the covered rows into the picture and clean the scratch."""
    width = cover.shape[1]
    for y in range(top, bottom):
        for x in range(spans[y, 0], spans[y, 1]):
            a = cover[y, x] * opacity
            if a > 0:
                cover[y, x] = 0
                for c in range(3):
                    pixels[y, x, c] += (colour[c] - pixels[y, x, c]) * a
                pixels[y, x, 3] += (np.float32(1.0) - pixels[y, x, 3]) * a
        spans[y, 0], spans[y, 1] = width, 0
