"""A painting in the making: ground, masses, forms, details, accents and lines, stroke by stroke."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import cv2
import numpy as np

from inference.engines.painterly.accents import accented
from inference.engines.painterly.diffuse import soften
from inference.engines.painterly.field import hatched, stroke_directions
from inference.engines.painterly.ledger import Ledger
from inference.engines.painterly.linework import LineStroke, rims_of
from inference.engines.painterly.media import Grammar, Handling
from inference.engines.painterly.palette import to_rgb
from inference.engines.painterly.raster import Sheet, lay
from inference.engines.painterly.reference import Reference
from inference.engines.painterly.stages import Pass, Plan
from inference.engines.painterly.tracing import MOST_POINTS, SHADES, Touch, find_starts, paint_some
from inference.engines.painterly.words import Settings
from inference.job import Strokes

BUDGET = 400_000.0  # pixels that one kernel call may cover: some 10 ms, so that cancelling is prompt
PREVIEW_SIDE = 256
FRESH = 0.045  # error that the first brush may leave: about what strokes differ from one another
NEVER = 9.0  # a limit that no colour distance passes
SHOWN = 0.25  # s between previews within a pass
BRISTLES = 7.0  # px: brushes below this do not show theirs

Tell = Callable[[str, int, int, np.ndarray | None], None]  # stage, step, steps, preview; raises Cancelled


class Painter:
    """One painting: `ground` first, then `paint`, which needs the picture to have been read."""

    def __init__(
        self, height: int, width: int, handling: Handling, settings: Settings, rng: np.random.Generator
    ) -> None:
        self.handling, self.settings, self.rng = handling, settings, rng
        self.sheet = Sheet(height, width)
        self.ledger = Ledger(handling.tools)

    def ground(self, thumb: np.ndarray, tell: Tell) -> None:
        """Cover everything in the tone of the ground. thumb: h×w×3 float32 L*a*b*, the picture made small."""
        handling = self.handling
        check = self._teller(tell, "ground", 0, 2)
        height, width = self.sheet.cover.shape
        unit = math.sqrt(height * width)
        mean = thumb.reshape(-1, 3).mean(axis=0)
        base = np.array(handling.ground, np.float32)
        tone = base + (mean - base) * handling.tint * np.array([0.6, 0.5, 0.5], np.float32)
        self._rows(tone, 0.16 * unit, check)
        tell("ground", 0, 2, self.preview())
        if handling.scrub:
            self._scrub(thumb, tone, 0.1 * unit, check)

    def paint(self, plan: Plan, aim: Reference, drawn: list[LineStroke], tell: Tell) -> Strokes:
        """Do all passes. `tell` is called at least once for each, and every few milliseconds."""
        steps = len(plan.passes) + 3
        for number, each in enumerate(plan.passes):
            self._pass(plan, each, aim, self._teller(tell, each.stage, number + 1, steps))
            tell(each.stage, number + 2, steps, self.preview())
        self._rims(aim, self._teller(tell, "details", steps - 2, steps))
        self._accents(plan, aim, self._teller(tell, "accents", steps - 2, steps))
        tell("accents", steps - 1, steps, self.preview())
        check = self._teller(tell, "lines", steps - 1, steps)
        for stroke in drawn:
            check()
            self._lay("lines", stroke.line, stroke.colour, stroke.size, stroke.opacity, self.handling.line)
        tell("lines", steps, steps, self.preview())
        return self.ledger.strokes()

    def _teller(self, tell: Tell, stage: str, step: int, steps: int) -> Callable[[], None]:
        """Tells where the work is, with a look at it now and then."""
        shown = time.monotonic()

        def check() -> None:
            nonlocal shown
            look = time.monotonic() - shown > SHOWN
            tell(stage, step, steps, self.preview() if look else None)
            if look:
                shown = time.monotonic()

        return check

    def preview(self) -> np.ndarray:
        """The work so far, at most 256 px long, H×W×3 uint8."""
        pixels = self.sheet.pixels
        scale = min(1.0, PREVIEW_SIDE / max(pixels.shape[:2]))
        size = (max(1, int(pixels.shape[1] * scale)), max(1, int(pixels.shape[0] * scale)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        colour = small[..., :3] + (1.0 - small[..., 3:])  # over white
        return np.rint(np.clip(colour, 0.0, 1.0) * 255).astype(np.uint8)

    def _lay(
        self, stage: str, line: np.ndarray, colour: np.ndarray, size: float, opacity: float, tool: str
    ) -> None:
        sheet, place = self.sheet, self.ledger.place(tool)
        line, colour = line.astype(np.float32), np.clip(colour, 0.0, 1.0).astype(np.float32)
        tip = self.ledger.tips[place]
        lay(sheet.pixels, sheet.cover, sheet.spans, line, len(line), np.float32(size), np.float32(opacity),
            colour, tip)  # fmt: skip
        self.ledger.add(stage, line, colour, size, opacity, place)

    def _rows(self, tone: np.ndarray, broad: float, check: Callable[[], None]) -> None:
        """The whole sheet in overlapping rows of one tone, hardly varied."""
        height, width = self.sheet.cover.shape
        broad = max(broad, 6.0)
        for top in np.arange(0.0, height + 0.6 * broad, 0.6 * broad):
            check()
            shift = self.rng.normal(0.0, (0.6, 0.5, 0.8)).astype(np.float32)
            line = np.array([[-broad, top, 1.0], [0.5 * width, top, 1.0], [width + broad, top, 1.0]])
            self._lay("ground", line, _rgb(tone + shift), broad, 1.0, self.handling.base)

    def _scrub(self, thumb: np.ndarray, tone: np.ndarray, broad: float, check: Callable[[], None]) -> None:
        """Scrubbed criss-cross strokes between the ground's tone and the picture's own masses."""
        height, width = self.sheet.cover.shape
        broad = max(broad, 4.0)
        wash = soften(thumb, max(1.0, 0.06 * math.sqrt(thumb.shape[0] * thumb.shape[1])))
        cells = [
            (y, x) for y in np.arange(0, height + broad, broad) for x in np.arange(0, width + broad, broad)
        ]
        for place in self.rng.permutation(len(cells)):
            check()
            y, x = np.array(cells[place]) + self.rng.normal(0.0, 0.3 * broad, 2)
            angle = -0.7 + 0.5 * self.rng.standard_normal() + (1.6 if self.rng.random() < 0.25 else 0.0)
            reach = broad * self.rng.uniform(0.9, 1.6)
            along = np.linspace(-1.0, 1.0, 5)
            bow = 0.12 * broad * self.rng.standard_normal() * (1 - along**2)
            line = np.column_stack(
                [
                    x + reach * along * math.cos(angle) - bow * math.sin(angle),
                    y + reach * along * math.sin(angle) + bow * math.cos(angle),
                    np.ones(5),
                ]
            )
            own = wash[
                _clip(y / height * len(wash), len(wash)), _clip(x / width * wash.shape[1], wash.shape[1])
            ]
            share = self.handling.tint * self.rng.uniform(0.5, 1.1)
            colour = tone + (own - tone) * np.array([0.8, 0.6, 0.6]) * share + self.rng.normal(0, (2.5, 2, 3))
            self._lay("ground", line, _rgb(colour), broad, 0.85, self.handling.scrub)

    def _pass(self, plan: Plan, each: Pass, aim: Reference, check: Callable[[], None]) -> None:
        """One brush size: find the places, trace and lay the strokes."""
        grammar = self.handling.stages[each.stage]
        diameter = each.diameter
        lab = aim.masses if each.stage == "block_in" else soften(aim.lab, max(0.4, 0.08 * diameter))
        check()
        reference = to_rgb(lab)
        rest = -0.6 + 0.3 * float(self.rng.standard_normal())
        field = stroke_directions(lab, max(1.0, 0.5 * diameter), rest, self.rng, check)
        if each.angle is not None:
            field = hatched(field, each.angle)
        check()
        limit = self._limits(plan, each, grammar, aim, lab)
        self._strokes(each.stage, reference, field, limit, self._touch(plan, each, grammar, aim), check)

    def _strokes(
        self,
        stage: str,
        reference: np.ndarray,
        field: np.ndarray,
        limit: np.ndarray,
        touch: Touch,
        check: Callable[[], None],
        starts: np.ndarray | None = None,
    ) -> None:
        """Lay strokes where `limit` is passed, or at `starts` (N×2 float32: x, y)."""
        grammar = self.handling.stages[stage]
        sheet, ledger = self.sheet, self.ledger
        if starts is None:
            cell = max(2, round(grammar.spacing * touch.diameter))
            room = -(-limit.shape[0] // cell) * -(-limit.shape[1] // cell)
            starts = np.empty((room, 2), np.float32)
            starts = starts[: find_starts(sheet.pixels, reference, limit, cell, starts)]
            check()
        starts = np.ascontiguousarray(starts[self._order(starts, reference, grammar.order)])
        shades = self.rng.standard_normal((len(starts), SHADES)).astype(np.float32)
        tool = ledger.place(grammar.tool if touch.diameter >= BRISTLES else self.handling.small)
        ridge = ledger.ridge if ledger.ridge is not None else tool
        tips = ledger.tips[[tool, ridge]]
        done = 0
        while done < len(starts):
            check()
            done, strokes = paint_some(
                sheet.pixels, sheet.cover, sheet.spans, reference, field, limit, starts, shades, done,
                BUDGET, touch, tips, *ledger.scratch,
            )  # fmt: skip
            ledger.keep(stage, strokes, tool, ridge)

    def _order(self, starts: np.ndarray, reference: np.ndarray, order: float) -> np.ndarray:
        """By chance, or more or less from dark to light (above 0) or light to dark (below)."""
        chance = self.rng.random(len(starts))
        x, y = starts.astype(np.int64).T
        light = reference[y, x].mean(axis=1) if len(starts) else chance
        return np.argsort(chance * (1.0 - 0.8 * abs(order)) + order * light, kind="stable")

    def _limits(
        self, plan: Plan, each: Pass, grammar: Grammar, aim: Reference, lab: np.ndarray
    ) -> np.ndarray:
        """The error that a place may keep, H×W float32; NEVER where finer brushes than wanted would work."""
        limit = (0.016 + 0.036 * plan.loose) * np.float32(grammar.limit)
        if each.stage == "details":
            limit = limit * (1.35 - 0.75 * aim.importance * plan.loose)
        if each.first and not self.handling.darker:
            limit = np.maximum(limit, np.float32(FRESH))  # what the ground or a neighbour has met is done
        allowed = each.diameter >= 0.93 * plan.finest
        if self.handling.reserve > 0:
            allowed &= lab[..., 0] < 100.0 * (1.0 - self.handling.reserve)
        return np.where(allowed, limit, np.float32(NEVER)).astype(np.float32)

    def _touch(self, plan: Plan, each: Pass, grammar: Grammar, aim: Reference) -> Touch:
        loose = plan.looseness
        length = grammar.length * (0.7 + 0.5 * loose) * 2.0**self.settings.length
        step = max(1.0, 0.45 * each.diameter)
        most = int(min(max(3, round(length * each.diameter / step)), MOST_POINTS))
        freely = (0.55 + 0.75 * loose) * 2.0**self.settings.jitter
        first = each.first and not self.handling.darker
        return Touch(
            diameter=each.diameter,
            opacity=grammar.opacity,
            step=step,
            fewest=2 if each.diameter < BRISTLES else 3,
            most=most,
            curl=grammar.curl,
            edge=grammar.edge * (0.7 + 0.5 * loose),
            taper=grammar.taper,
            thinnest=0.1 if first else grammar.thinnest,
            gain=-1.0 if first else max(grammar.gain, 0.003),
            value=grammar.value * freely,
            hue=grammar.hue * freely,
            glaze=self.handling.glaze,
            darker=int(self.handling.darker),
            ridge=grammar.ridge if each.diameter >= 1.4 * BRISTLES else 0.0,
            light_x=math.cos(aim.light.angle),
            light_y=math.sin(aim.light.angle),
        )

    def _rims(self, aim: Reference, check: Callable[[], None]) -> None:
        """Paint gathered along the edges of washes."""
        handling = self.handling
        tool = next((brush.name for brush in handling.tools if brush.name.endswith(".rim")), "")
        if not tool or handling.rims <= 0.0:
            return
        for rim in rims_of(aim.masses, handling.rims, handling.reserve, self.rng, check):
            self._lay("details", rim.line, rim.colour, rim.size, rim.opacity, tool)

    def _accents(self, plan: Plan, aim: Reference, check: Callable[[], None]) -> None:
        """The last, decided touches: the lightest lights and darkest darks where they tell."""
        grammar = self.handling.stages["accents"]
        diameter = max(2.2, min(2.2 * float(np.quantile(plan.finest, 0.1)), 0.02 * plan.unit))
        lab, starts = accented(aim, plan.loose, diameter, self.handling.darker, self.rng)
        check()
        if not len(starts):
            return
        field = stroke_directions(lab, max(1.0, 0.5 * diameter), 0.0, self.rng, check)
        touch = self._touch(plan, Pass("accents", diameter), grammar, aim)
        limit = np.full(plan.loose.shape, 0.01, np.float32)
        self._strokes("accents", to_rgb(lab), field, limit, touch, check, starts)


def _rgb(lab: np.ndarray) -> np.ndarray:
    return to_rgb(np.asarray(lab, np.float32).reshape(1, 1, 3))[0, 0]


def _clip(value: float, size: int) -> int:
    return min(max(int(value), 0), size - 1)
