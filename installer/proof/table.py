"""The lines of the proof: what was tried, how it went, and the table of them."""

from __future__ import annotations

import sqlite3
import subprocess
import tarfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field


class Failed(Exception):
    """Something was not as it must be; says what."""


class Skipped(Exception):
    """Something could not be tried here; says why."""


# A deed that meets something unforeseen, a damaged package above all, is a line of the table too.
_WRONG = (
    Failed,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    StopIteration,
    sqlite3.Error,
    tarfile.TarError,
    subprocess.SubprocessError,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was tried."""

    what: str
    outcome: str  # "ok", "FAILED", "skipped"
    told: str
    seconds: float


@dataclass(slots=True)
class Table:
    """All that was tried so far."""

    lines: list[Line] = field(default_factory=list)

    def attempt(self, what: str, deed: Callable[[], str]) -> bool:
        """Try something that says how it went; whether it went well. Later lines are tried all the same."""
        began = time.monotonic()
        try:
            outcome, told = "ok", deed()
        except Skipped as reason:
            outcome, told = "skipped", str(reason)
        except _WRONG as error:
            outcome, told = "FAILED", f"{type(error).__name__}: {error}"
            traceback.print_exc()
        line = Line(what, outcome, told, time.monotonic() - began)
        self.lines.append(line)
        print(_text(line), flush=True)
        return outcome == "ok"

    @property
    def failed(self) -> int:
        """How many went wrong."""
        return sum(line.outcome == "FAILED" for line in self.lines)

    def text(self) -> str:
        """The table."""
        counts = {
            name: sum(line.outcome == name for line in self.lines) for name in ("ok", "skipped", "FAILED")
        }
        last = ", ".join(f"{count} {name}" for name, count in counts.items())
        return "\n".join([*(_text(line) for line in self.lines), last])


def _text(line: Line) -> str:
    return f"{line.outcome:8}{line.what:58}{line.seconds:7.1f} s  {line.told}".rstrip()
