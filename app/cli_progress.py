"""One line on the terminal that tells how far the work is."""

from __future__ import annotations

import os
import time
from types import TracebackType
from typing import TextIO

from inference.events import Progressed

INTERVAL = 0.1  # seconds between two drawings of the same stage
CELLS = 24  # of the bar
STAGES = {
    "loading": "Loading the model",
    "encoding": "Reading the prompt",
    "decoding": "Finishing",
    "placing": "Laying down the paint",
}


class ProgressLine:
    """Draws on `stream` if that is a terminal, and nothing anywhere else. Leaves an empty line behind."""

    def __init__(self, stream: TextIO, total: int) -> None:
        """`total`: how many pictures will be made."""
        self._stream = stream
        self._total = total
        self._number = 0
        self._live = stream.isatty()
        self._drawn = 0  # characters on the line
        self._stage = ""
        self._time = 0.0  # of the last drawing
        self._cells = _cells(stream.encoding or "ascii")

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def begin(self, number: int) -> None:
        """Picture `number` of the total is next."""
        self._number = number
        self._put(f"{self._count()}Starting the painter …")

    def place(self) -> None:
        """The result is there and becomes a layer."""
        self._put(f"{self._count()}{STAGES['placing']} …")

    def show(self, event: Progressed) -> None:
        """The engine has come a step further."""
        progress, now = event.progress, time.monotonic()
        ended = progress.step >= progress.steps
        if progress.stage == self._stage and not ended and now - self._time < INTERVAL:
            return
        self._stage, self._time = progress.stage, now
        share = min(1.0, progress.step / max(1, progress.steps))
        full = round(share * CELLS)
        bar = self._cells[1] * full + self._cells[0] * (CELLS - full)
        words = STAGES.get(progress.stage, "Painting")
        self._put(f"{self._count()}{words}  {bar} {share:4.0%}{self._time_left(event)}")

    def clear(self) -> None:
        """Take the line away, so that other words can stand there."""
        if self._live and self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
        self._drawn = 0

    def _count(self) -> str:
        return f"{self._number}/{self._total}  " if self._total > 1 else ""

    def _time_left(self, event: Progressed) -> str:
        """What this picture still needs, and those after it, if they take as long."""
        if event.remaining is None:
            return ""
        later = (self._total - self._number) * (event.elapsed + event.remaining)
        return f"  {duration(event.remaining + later)} left"

    def _put(self, line: str) -> None:
        if not self._live:
            return
        line = line[: _width(self._stream) - 1]
        line = line.encode(self._stream.encoding or "ascii", "replace").decode(
            self._stream.encoding or "ascii"
        )
        self._stream.write("\r" + line.ljust(self._drawn))
        self._stream.flush()
        self._drawn = len(line)


def duration(seconds: float) -> str:
    """Seconds as a person would say them."""
    if seconds < 90:
        return f"{max(0, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def _cells(encoding: str) -> tuple[str, str]:
    """An empty and a full cell of the bar."""
    try:
        "░█".encode(encoding)
    except UnicodeEncodeError:
        return ".", "#"
    return "░", "█"


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):  # a terminal of a kind that does not tell
        return 80
