"""One line on the terminal that tells how far the work is."""

from __future__ import annotations

import os
import time
import unicodedata
from types import TracebackType
from typing import TextIO

from app.i18n import QT_TRANSLATE_NOOP
from app.terminal_words import say
from inference.events import Progressed

INTERVAL = 0.1  # seconds between two drawings of the same stage
CELLS = 24  # of the bar
STAGES = {
    "painting": QT_TRANSLATE_NOOP("Terminal", "Painting"),
    "starting": QT_TRANSLATE_NOOP("Terminal", "Starting the engine"),
    "loading": QT_TRANSLATE_NOOP("Terminal", "Loading the model"),
    "encoding": QT_TRANSLATE_NOOP("Terminal", "Reading the prompt"),
    "decoding": QT_TRANSLATE_NOOP("Terminal", "Finishing"),
    "ground": QT_TRANSLATE_NOOP("Terminal", "Laying the ground"),
    "block_in": QT_TRANSLATE_NOOP("Terminal", "Blocking in"),
    "forms": QT_TRANSLATE_NOOP("Terminal", "Painting the forms"),
    "details": QT_TRANSLATE_NOOP("Terminal", "Painting details"),
    "accents": QT_TRANSLATE_NOOP("Terminal", "Setting accents"),
    "lines": QT_TRANSLATE_NOOP("Terminal", "Drawing the lines"),
}


class Line:
    """Draws on `stream` if that is a terminal, and nothing anywhere else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._drawn = 0  # columns

    def clear(self) -> None:
        """Take the line away, so that other words can stand there."""
        if self._live and self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
        self._drawn = 0

    def put(self, *parts: str) -> None:
        """Draw what is not empty of these, side by side, as much of it as fits."""
        if not self._live:
            return
        encoding = self._stream.encoding or "ascii"
        line = "  ".join(part for part in parts if part)
        line = _cut(line.encode(encoding, "replace").decode(encoding), _width(self._stream) - 1)
        columns = sum(map(_columns, line))
        self._stream.write("\r" + line + " " * (self._drawn - columns))
        self._stream.flush()
        self._drawn = columns


class ProgressLine(Line):
    """How far pictures are that are being made. Leaves an empty line behind."""

    def __init__(self, stream: TextIO, total: int) -> None:
        """`total`: how many pictures will be made."""
        super().__init__(stream)
        self._total = total
        self._number = 0
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
        self._put(say("Starting the painter …"))

    def place(self) -> None:
        """The result is there and becomes a layer."""
        self._put(say("Laying down the paint …"))

    def show(self, event: Progressed) -> None:
        """The engine has come a step further."""
        progress, now = event.progress, time.monotonic()
        ended = progress.step >= progress.steps
        if progress.stage == self._stage and not ended and now - self._time < INTERVAL:
            return
        self._stage, self._time = progress.stage, now
        share = min(1.0, progress.step / max(1, progress.steps))
        stage = progress.stage if progress.stage in STAGES else "painting"
        self._put(say(STAGES[stage]), self._bar(share), self._time_left(event))

    def show_share(self, words: str, share: float) -> None:
        """Other work is done as far as `share`, 0 … 1."""
        now = time.monotonic()
        if share < 1.0 and now - self._time < INTERVAL:
            return
        self._time = now
        self._put(words, self._bar(share))

    def _bar(self, share: float) -> str:
        full = round(share * CELLS)
        return f"{self._cells[1] * full + self._cells[0] * (CELLS - full)} {share:4.0%}"

    def _time_left(self, event: Progressed) -> str:
        """What this picture still needs, and those after it, if they take as long."""
        if event.remaining is None:
            return ""
        later = (self._total - self._number) * (event.elapsed + event.remaining)
        return say("{time} left", time=duration(event.remaining + later))

    def _put(self, *parts: str) -> None:
        """Draw these behind the picture's number."""
        self.put(f"{self._number}/{self._total}" if self._total > 1 else "", *parts)


def duration(seconds: float) -> str:
    """Seconds as a person would say them."""
    if seconds < 90:
        return say("{seconds} s", seconds=max(0, round(seconds)))
    if seconds < 90 * 60:
        return say("{minutes} min", minutes=round(seconds / 60))
    return say("{hours} h", hours=f"{seconds / 3600:.1f}")


def _columns(character: str) -> int:
    """How wide a terminal draws it: a Chinese character takes two columns."""
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(line: str, columns: int) -> str:
    """As much of the line as fits."""
    used = 0
    for place, character in enumerate(line):
        used += _columns(character)
        if used > columns:
            return line[:place]
    return line


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
