"""A pen that draws on a screen by injected events, and the eye that waits for each event's paint."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.x_screen import Area, brightness

RATE = 120  # pen events a second
AHEAD = 0.6  # radii before the pen: paint that the event at hand is the first to cover
STRIDE = 0.8  # radii between two events
DARKER = 0.6  # paint is seen once a place has less than this share of its brightness
BRIGHT = 60  # 0 … 255: places darker than this are not watched
ENTRY = 4  # radii at the start of a stroke that are not watched
HELD_BACK = 2  # events at the end of a stroke, not watched: a program may keep them until the pen is up
PATIENCE = 0.5  # seconds after which an event counts as missed
GAP = 12  # pixels between two strokes


@dataclass(slots=True)
class Seen:
    """What the eye saw: milliseconds from each event to its paint, and how many events never showed."""

    times: list[float] = field(default_factory=list)
    missed: int = 0


class Awaited(NamedTuple):
    """An event whose paint is not on the screen yet."""

    x: int
    y: int
    before: int  # the place's brightness when the event was sent
    sent: float  # seconds


class Pen:
    """Draws strokes by injected pointer events at `RATE`, and times each until the screen shows its paint.

    The place that is watched lies `AHEAD` of the pen: only the dabs of the very event reach it. It is read
    over and over, as a black-box test must; what that costs is the same for every program.
    """

    def __init__(self, display: str, radius: float) -> None:
        """`radius`: of the brush, in screen pixels."""
        from Xlib.display import Display

        self._display = Display(display)
        self._radius = radius
        self._stride = max(4, int(radius * STRIDE))

    def close(self) -> None:
        self._display.close()

    def draw(self, area: Area, count: int) -> Seen:
        """Strokes from left to right, row below row, until `count` events were seen or the area is full."""
        seen = Seen()
        row = area.top
        while row <= area.bottom and len(seen.times) < count:
            self._move(area.left, row)
            time.sleep(0.25)
            self._button(down=True)
            time.sleep(0.15)
            self._stroke(area, row, seen)
            self._button(down=False)
            row += int(2 * self._radius) + GAP
        return seen

    def _stroke(self, area: Area, y: int, seen: Seen) -> None:
        ahead = int(self._radius * AHEAD)
        first, last = area.left + ENTRY * self._radius, area.right - HELD_BACK * self._stride
        waiting: deque[Awaited] = deque()
        x, due = area.left, time.perf_counter()
        while x < area.right or waiting:
            if x < area.right and time.perf_counter() >= due:
                x += self._stride
                before = brightness(self._display, x + ahead, y)
                sent = time.perf_counter()
                self._move(x, y)
                due = max(due + 1 / RATE, sent)
                if first < x < last and before > BRIGHT * 27:
                    waiting.append(Awaited(x + ahead, y, before, sent))
            if waiting:
                self._look(waiting, seen)
            else:
                time.sleep(0.0005)

    def _look(self, waiting: deque[Awaited], seen: Seen) -> None:
        """Whether the oldest event's paint is there by now."""
        oldest = waiting[0]
        painted = brightness(self._display, oldest.x, oldest.y) < oldest.before * DARKER
        waited = time.perf_counter() - oldest.sent
        if painted:
            seen.times.append(waited * 1000)
        elif waited > PATIENCE:
            seen.missed += 1
        else:
            return
        waiting.popleft()

    def _move(self, x: int, y: int) -> None:
        from Xlib import X
        from Xlib.ext import xtest

        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        self._display.sync()

    def _button(self, *, down: bool) -> None:
        from Xlib import X
        from Xlib.ext import xtest

        xtest.fake_input(self._display, X.ButtonPress if down else X.ButtonRelease, 1)
        self._display.sync()
