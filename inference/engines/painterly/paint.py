"""Painting in passes from broad to fine brushes, each stroke placed where the work is still wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from inference.engines.painterly.diffuse import soften
from inference.engines.painterly.field import stroke_directions
from inference.engines.painterly.lines import follow_lines, smooth_line
from inference.engines.painterly.palette import to_rgb
from inference.engines.painterly.raster import Sheet, lay
from inference.engines.painterly.record import BODY, GROUND, HAIR, LINE, Record
from inference.engines.painterly.reference import Reference
from inference.engines.painterly.strokes import (
    MOST_POINTS,
    MOST_STRANDS,
    SHADES,
    Touch,
    find_starts,
    paint_some,
)
from inference.engines.painterly.words import Settings
from inference.job import Strokes

BUDGET = 400_000.0  # pixels that one kernel call may cover: some 10 ms, so that cancelling is prompt
PREVIEW_SIDE = 256
NEVER = 9.0  # a limit that no colour distance passes

Tell = Callable[[int, int, np.ndarray | None], None]  # step, steps, preview; raises Cancelled


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Brush sizes and looseness of one painting."""

    diameters: tuple[float, ...]  # px, broad to fine
    finest: np.ndarray  # H×W float32: the finest brush wanted at each place, px
    loose: np.ndarray  # H×W float32, 0 … 1: the local strength
    looseness: float  # mean of `loose`


def plan_passes(loose: np.ndarray, steps: int, settings: Settings) -> Plan:
    """Choose the brushes. loose: H×W float32, 0 … 1. steps: about three to a pass."""
    unit = math.sqrt(loose.size)
    size = settings.medium.size * 2.0**settings.size
    fine = 2.0 ** (0.5 * settings.size - settings.detail) * math.sqrt(settings.medium.size)
    # From 0.3 % of the picture's side at strength 0 to 1.6 % at 1.
    finest = np.maximum(0.003 * unit * fine * (16.0 / 3.0) ** loose, 2.0).astype(np.float32)
    smallest = float(finest.min())
    mean = float(loose.mean())
    largest = max(unit * 0.075 * size * (0.75 + 0.6 * mean), 2.0 * smallest)
    passes = min(max(2, 2 + steps // 5), 10)
    diameters = tuple(float(d) for d in np.geomspace(largest, smallest, passes))
    return Plan(diameters, finest, loose, mean)


class Painter:
    """One painting in the making."""

    def __init__(self, aim: Reference, plan: Plan, settings: Settings, rng: np.random.Generator) -> None:
        self.aim, self.plan, self.settings, self.rng = aim, plan, settings, rng
        self.rgb = to_rgb(aim.lab)
        self.sheet = Sheet(*plan.loose.shape)
        self.record = Record(settings.medium)

    def paint(self, tell: Tell) -> Strokes:
        """Do all passes. `tell` is called at least once for each, and every few milliseconds."""
        steps = len(self.plan.diameters) + 2
        self._lay_ground(lambda: tell(0, steps, None))
        tell(1, steps, self.preview())
        for number, diameter in enumerate(self.plan.diameters):
            self._paint_pass(number, diameter, lambda at=number: tell(at + 1, steps, None))
            tell(number + 2, steps, self.preview())
        if self.aim.lines is not None:
            self._draw_lines(self.aim.lines, lambda: tell(steps - 1, steps, None))
        tell(steps, steps, self.preview())
        return self.record.strokes()

    def preview(self) -> np.ndarray:
        """The work so far, at most 256 px long, H×W×3 uint8."""
        pixels = self.sheet.pixels
        scale = min(1.0, PREVIEW_SIDE / max(pixels.shape[:2]))
        size = (max(1, int(pixels.shape[1] * scale)), max(1, int(pixels.shape[0] * scale)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        colour = small[..., :3] + (1.0 - small[..., 3:])  # over white
        return np.rint(np.clip(colour, 0.0, 1.0) * 255).astype(np.uint8)

    def _lay(self, line: np.ndarray, colour: np.ndarray, size: float, opacity: float, brush: int) -> None:
        sheet = self.sheet
        line, colour = line.astype(np.float32), np.asarray(colour, np.float32)
        profile = self.record.profiles[brush]
        lay(sheet.pixels, sheet.cover, sheet.spans, line, len(line), np.float32(size), np.float32(opacity),
            colour, profile)  # fmt: skip
        self.record.add(line, colour, size, opacity, brush)

    def _lay_ground(self, check: Callable[[], None]) -> None:
        """Cover everything with broad overlapping strokes in a quiet version of the picture's colours."""
        height, width = self.plan.loose.shape
        unit = math.sqrt(height * width)
        broad = max(6.0, unit * 0.11)
        wash = soften(self.rgb, max(1.0, broad * 0.5))
        middle = self.rgb.reshape(-1, 3).mean(axis=0)
        tone = 0.75 * middle + 0.25 * np.array([0.62, 0.45, 0.3], np.float32)
        paper = np.array([0.95, 0.93, 0.88], np.float32)
        tone = tone + (paper - tone) * self.settings.medium.paper
        share = 0.65 * (1.0 - 0.85 * self.settings.medium.paper)
        length = broad * 3.0
        for top in np.arange(0.0, height + broad * 0.55, broad * 0.55):
            check()
            left = -broad - float(self.rng.uniform(0.0, length))
            while left < width + broad:
                xs = left + np.linspace(0.0, 1.0, 5) * (length + 0.4 * broad)
                ys = top + self.rng.normal(0.0, 0.03 * broad, 5)
                y = min(max(int(top), 0), height - 1)
                x = min(max(int(left + 0.5 * length), 0), width - 1)
                colour = wash[y, x] * share + tone * (1.0 - share) + self.rng.normal(0.0, 0.012, 3)
                line = np.column_stack([xs, ys, np.ones(5)])
                self._lay(line, np.clip(colour, 0.0, 1.0), broad, 1.0, GROUND)
                left += length

    def _paint_pass(self, number: int, diameter: float, check: Callable[[], None]) -> None:
        """One brush size: find the places, trace and lay the strokes."""
        plan = self.plan
        blur = max(0.5, 0.22 * diameter)
        lab = soften(self.aim.lab, blur)
        check()
        reference = to_rgb(lab)
        angle = -0.6 + 0.3 * float(self.rng.standard_normal())
        field = stroke_directions(lab, max(1.0, 0.4 * diameter), angle, self.rng, check)
        check()
        limit = self._limits(number, diameter)
        touch = self._touch(number, diameter)
        sheet, record = self.sheet, self.record
        cell = max(2, round(0.42 * diameter))
        height, width = plan.loose.shape
        starts = np.empty((-(-height // cell) * -(-width // cell), 2), np.float32)
        count = find_starts(sheet.pixels, reference, limit, cell, starts)
        starts = starts[:count][self.rng.permutation(count)]
        shades = self._shades(count, diameter)
        done = 0
        while done < count:
            check()
            done, strokes = paint_some(
                sheet.pixels, sheet.cover, sheet.spans, reference, field, limit, starts, shades, done,
                BUDGET, touch, record.profiles[[BODY, HAIR]], *record.scratch,
            )  # fmt: skip
            record.keep(strokes)

    def _limits(self, number: int, diameter: float) -> np.ndarray:
        """The error that a place may keep, H×W float32; NEVER where finer brushes than wanted would work."""
        limit = 0.02 + 0.045 * self.plan.loose
        bare = self.settings.medium.paper  # paper may show through
        if number == 0:
            limit = np.full_like(limit, 0.004) + limit * bare  # the first brush shows everywhere
        elif number == 1:
            limit = limit * (0.4 + 0.6 * bare)
        allowed = diameter >= 0.93 * self.plan.finest
        return np.where(allowed, limit, np.float32(NEVER)).astype(np.float32)

    def _touch(self, number: int, diameter: float) -> Touch:
        medium, loose = self.settings.medium, self.plan.looseness
        length = medium.length * 2.0**self.settings.length
        strands = medium.strands if diameter >= 9.0 else 0
        return Touch(
            diameter=diameter,
            opacity=medium.opacity,
            step=max(1.0, 0.5 * diameter),
            fewest=max(2, round((2 + 3 * loose) * min(length, 1.5))),
            most=int(min(max(3, round((8 + 8 * loose) * length)), MOST_POINTS)),
            curl=0.75 - 0.25 * loose,
            edge=0.09 + 0.1 * loose,
            taper=medium.taper,
            strands=min(strands, MOST_STRANDS),
            shade=0.035,
        )

    def _shades(self, count: int, diameter: float) -> np.ndarray:
        """Random numbers of the strokes, count×SHADES float32: sRGB jitter, then plain ones for bristles."""
        loose = self.plan.looseness
        spread = 0.018 * self.settings.medium.jitter * 2.0**self.settings.jitter * (0.4 + loose)
        finest, broadest = self.plan.diameters[-1], self.plan.diameters[0]
        spread *= 0.6 + 0.6 * math.sqrt((diameter - finest) / max(broadest - finest, 1e-3))
        shades = self.rng.standard_normal((count, SHADES)).astype(np.float32)
        value = self.rng.standard_normal((count, 1)).astype(np.float32)
        shades[:, :3] = spread * (0.75 * shades[:, :3] + value)
        return shades

    def _draw_lines(self, lines: np.ndarray, check: Callable[[], None]) -> None:
        """Set the drawing's lines on top, each as a few confident strokes of its own width."""
        loose, medium = self.plan.loose, self.settings.medium
        unit = math.sqrt(lines.size)
        ink = to_rgb(self.aim.ink)
        height, width = lines.shape
        thinnest = max(1.6, 0.0022 * unit)
        for path in follow_lines(lines, max(12, round(0.2 * unit))):
            check()
            line = smooth_line(path, max(2, round(0.004 * unit)))
            middle = len(path) // 2
            y, x = int(path[middle, 1]), int(path[middle, 0])
            at = float(loose[min(y, height - 1), min(x, width - 1)])
            usual = 1.1 * float(np.median(line[:, 2]))  # where lines meet they look thicker than they are
            weight = usual * (0.9 + 0.35 * at) * medium.line
            size = max(weight, thinnest)
            pressure = np.clip(line[:, 2] / max(usual, 1e-3), 0.5, 1.0)
            if len(line) > 4:
                pressure[0] *= 1.0 - 0.35 * medium.taper
                pressure[-1] *= 1.0 - 0.6 * medium.taper
                wobble = self.rng.normal(0.0, 0.0012 * unit * at, 2)
                line[:, :2] += wobble[None, :] * np.sin(np.linspace(0.0, np.pi, len(line)))[:, None]
            colour = ink[y, x] + self.rng.normal(0.0, 0.012, 3)
            marks = np.column_stack([line[:, :2], pressure])
            self._lay(marks, np.clip(colour, 0.0, 1.0), size, min(1.0, 0.88 * min(medium.line, 1.1)), LINE)
