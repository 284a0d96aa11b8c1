"""Runs workers one after another, watches them, and keeps every file that was not read as it should be."""

from __future__ import annotations

import ast
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.fuzz.worker import DONE, FAILED, SECONDS, STARTED

ROOT = Path(__file__).parents[2]
_START = 300.0  # seconds that a worker may take until its first case, on a busy machine


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that was not read as it should be."""

    reader: str
    number: int
    what: str
    path: Path  # where the file was kept


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    cases: int
    findings: list[Finding]


def fuzz(
    reader: str,
    seconds: float,
    seed: int,
    kept: Path,
    module: str = "tests.fuzz.readers",
    patience: float = 6 * SECONDS,
) -> Outcome:
    """Read damaged files for so long. `kept`: a folder for findings. A worker that dies or hangs is replaced.

    `patience`: seconds after which a file counts as one that never ends.
    """
    outcome = Outcome(0, [])
    end, first = time.monotonic() + seconds, 0
    while (left := end - time.monotonic()) > 0:
        with tempfile.TemporaryDirectory(prefix="scumble-fuzz-") as folder:
            number = _watched(reader, Path(folder), seed, first, left, kept, module, patience, outcome)
        outcome.cases += number - first
        first = number
    return outcome


def _watched(
    reader: str,
    folder: Path,
    seed: int,
    first: int,
    seconds: float,
    kept: Path,
    module: str,
    patience: float,
    outcome: Outcome,
) -> int:
    """One worker until it is done, dies or hangs; the number of the next case."""
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.worker",
        reader,
        str(folder),
        str(kept),
        str(seed),
        str(first),
    ]
    with tempfile.TemporaryFile("w+") as trouble:
        process = subprocess.Popen(
            [*command, str(seconds), "--readers", module],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder.parent)},
            stdout=subprocess.PIPE,
            stderr=trouble,
            text=True,
        )
        assert process.stdout is not None
        lines = _lines(process.stdout)
        number, wait = first, _START
        while True:
            line = _next(lines, wait)
            word, _, rest = (line or "").partition(" ")
            if word == STARTED:
                number, wait = int(rest), patience
            elif word == FAILED:
                which, _, what = rest.partition(" ")
                path = next(kept.glob(f"{reader}-{which}.*"), kept)
                outcome.findings.append(Finding(reader, int(which), str(ast.literal_eval(what)), path))
            elif word == DONE:
                process.wait()
                process.stdout.close()
                return int(rest)
            else:  # nothing was said for too long, or the worker is no more
                hung = process.poll() is None and line is None
                process.kill()
                code = process.wait()
                process.stdout.close()
                trouble.seek(0)
                what = "never ends" if hung else f"died ({code}): {trouble.read()[-3000:]}"
                _keep(reader, folder, number, what, kept, outcome)
                return number + 1


def _lines(stream: IO[str]) -> queue.Queue[str]:
    """The lines as they come; an empty one at the end."""
    lines: queue.Queue[str] = queue.Queue()

    def pump() -> None:
        for line in stream:
            lines.put(line.rstrip("\n"))
        lines.put("")

    threading.Thread(target=pump, daemon=True).start()
    return lines


def _next(lines: queue.Queue[str], wait: float) -> str | None:
    try:
        return lines.get(timeout=wait)
    except queue.Empty:
        return None


def _keep(reader: str, folder: Path, number: int, what: str, kept: Path, outcome: Outcome) -> None:
    """Put away the file that a worker did not survive."""
    kept.mkdir(parents=True, exist_ok=True)
    made = min(folder.glob("case*"), key=lambda one: len(one.name), default=folder)
    path = kept / f"{reader}-{number}{made.suffix}"
    if made.is_file():
        shutil.copyfile(made, path)
    outcome.findings.append(Finding(reader, number, what, path))
