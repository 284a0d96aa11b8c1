"""The pen seen from outside: the real window on a screen, injected events, and the pixels that change."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figure import Figure, Measure, percentile
from benchmarks.peers import MISSING
from benchmarks.peers.mypaint_window import mypaint_window
from benchmarks.x_pen import Pen, Seen
from benchmarks.x_screen import Area, missing, screen

DIAMETER = 40.0  # px, of the brush, at 100 %
EVENTS = 400
LAYERS = (1, 20)
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
CLOSING = 30  # seconds


def pen_screen() -> dict[str, Figure]:
    """Pointer event → changed pixels, 4096², 40 px brush, 120 Hz, with 1 and with 20 layers, the worse.

    MyPaint, on one layer, is measured in the same way right after; it takes about half a minute.
    """
    obstacle = missing()
    if obstacle:
        return {_key(share): Figure(float("nan"), "ms", note=obstacle) for share in SHARES}
    ours = {layers: seen_of_ours(layers, EVENTS) for layers in LAYERS}
    if not all(seen.times for seen in ours.values()):
        return {_key(share): Figure(float("nan"), "ms", note="no paint was seen") for share in SHARES}
    theirs = seen_of_mypaint(EVENTS)
    return {_key(share): _figure(ours, theirs, part) for share, part in SHARES.items()}


MEASURES: tuple[Measure, ...] = (pen_screen,)


def seen_of_ours(layers: int, events: int) -> Seen:
    """Strokes on our window with a picture of so many layers."""
    with screen() as environment, _window(environment, layers) as area:
        return _drawn(environment, area, events)


def seen_of_mypaint(events: int) -> Seen | None:
    """The same strokes on MyPaint's window with one layer; None where there is no such window."""
    with screen() as environment, mypaint_window(environment, DIAMETER) as area:
        return None if area is None else _drawn(environment, area, events)


def _drawn(environment: dict[str, str], area: Area, events: int) -> Seen:
    pen = Pen(environment["DISPLAY"], DIAMETER / 2)
    try:
        return pen.draw(area, events)
    finally:
        pen.close()


def _key(share: str) -> str:
    return f"pen_screen_{share}_ms"


def _figure(ours: dict[int, Seen], theirs: Seen | None, part: float) -> Figure:
    """The worse of our runs, and the ratio to MyPaint where it was seen to paint."""
    worst = max(ours, key=lambda layers: percentile(ours[layers].times, part))
    value = percentile(ours[worst].times, part)
    missed = sum(seen.missed for seen in ours.values())
    note = f"with {worst} layers" + (f"; {missed} events were never shown" if missed else "")
    if theirs is None or not theirs.times:
        return Figure(value, "ms", note=f"{note}; {MISSING}")
    return Figure(value, "ms", percentile(theirs.times, part) / value, "MyPaint", f"{note}; MyPaint with 1")


@contextmanager
def _window(environment: dict[str, str], layers: int) -> Iterator[Area]:
    """Our window with a picture, in a process of its own; where the picture is on the screen."""
    plain = {name: value for name, value in environment.items() if not name.startswith("QT_")}
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.screen_window", str(layers), str(DIAMETER)],
            env=plain | {"QT_QPA_PLATFORM": "xcb", "XDG_DATA_HOME": home},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            told = process.stdout.readline()
            if not told:
                raise RuntimeError(f"the window ended with {process.wait(CLOSING)}")
            yield Area(*json.loads(told))
        finally:
            process.stdin.close()
            try:
                process.wait(CLOSING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
