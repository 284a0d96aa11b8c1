"""Killed at any moment, the program loses at most the stroke in hand, and its file is whole.

SCUMBLE_CRASH_RUNS sets how often it is killed (`make crash`: 200 times).
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from app.native_files import holds_nothing, left_over, open_native
from canvas.formats import open_document
from canvas.formats.native import schema
from canvas.history import History
from tests.crash.digest import digest

RUNS = int(os.environ.get("SCUMBLE_CRASH_RUNS", "20"))
ENOUGH = 100  # kills after which chance has met every deed
READY = 120.0  # seconds in which a child must have loaded
LIVES = 10  # times that one picture is killed and opened again
DEEDS = ("", "", "", "compacting", "exporting", "saving", "keeping a result")  # that it is killed at
WITHIN = {"": 1.2, "keeping a result": 0.004}  # seconds; 0.06 for the others
struck: Counter[str] = Counter()  # what was being done


class Watched:
    """A child, and what it has said."""

    def __init__(self, folder: Path, seed: int) -> None:
        command = [sys.executable, "-m", "tests.crash.child", str(folder), str(seed)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def kill_after(self, seconds: float, doing: str = "") -> None:
        """Kill it so long after it has begun; or after it first began to do something."""
        deadline = time.monotonic() + READY
        while (f"begins {doing}" if doing else "ready") not in self.lines:
            assert self._process.poll() is None, "the child ended by itself"
            assert time.monotonic() < deadline
            time.sleep(0.001)
        time.sleep(seconds)
        self._process.kill()
        self._process.wait()
        self._thread.join()
        assert self._process.returncode == -9, "the child ended by itself"

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))
        self._process.stdout.close()

    @property
    def busy_with(self) -> str:
        """What it was in the middle of; "" while it painted."""
        steps = [line for line in self.lines if line.startswith(("begins ", "ends "))]
        return steps[-1].removeprefix("begins ") if steps and steps[-1].startswith("begins ") else ""

    @property
    def results(self) -> list[int]:
        """Results of the assistant that were said to be kept."""
        return [int(line[7:]) for line in self.lines if line.startswith("result ")]

    @property
    def jobs(self) -> tuple[set[int], set[int]]:
        """Jobs that were said to be kept, and those of which it was only said that they were to end."""
        kept: set[int] = set()
        ending: set[int] = set()
        for said in self.lines:
            what, _, number = said.partition(" ")
            if what == "job":
                kept.add(int(number))
            elif what == "ending":
                kept.remove(int(number))
                ending.add(int(number))
            elif what == "ended":
                ending.remove(int(number))
        return kept, ending

    @property
    def file(self) -> Path:
        """The file that the picture was last said to be in."""
        return Path([line[5:] for line in self.lines if line.startswith("file ")][-1])

    def allowed(self) -> set[str]:
        """Digests that the file may have: those of the last edit that was kept, and of any after it."""
        done = [line.split()[2] for line in self.lines if line.startswith("did ")]
        kept = [int(line.split()[1]) for line in self.lines if line.startswith("kept ")]
        return set(done[kept[-1] if kept else 0 :])


@pytest.mark.parametrize("picture", range(-(-RUNS // LIVES)))
def test_a_killed_program_loses_at_most_the_stroke_in_hand(tmp_path: Path, picture: int) -> None:
    rand = random.Random(picture)
    for life in range(min(LIVES, RUNS - picture * LIVES)):
        child = Watched(tmp_path, seed=100 * picture + life)
        doing = DEEDS[(picture * LIVES + life) % len(DEEDS)]
        child.kill_after(rand.uniform(0.0, WITHIN.get(doing, 0.06)), doing)
        struck[child.busy_with] += 1
        path = child.file
        if not path.exists():
            assert not any(line.startswith("kept") for line in child.lines)
            continue
        database = sqlite3.connect(path)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()
        if holds_nothing(path):  # killed as it was made; the program takes such a file away
            assert not any(line.startswith("kept") for line in child.lines)
            for leftover in tmp_path.glob(f"{path.name}*"):
                leftover.unlink()
            continue
        native = open_native(path)  # the dead program's lock does not hold it
        assert native.restored.notes == ()
        found = digest(native.restored.record.document)
        assert found in child.allowed(), (found, child.busy_with, child.lines[-40:])
        assert set(child.results) <= {one.row for one in native.restored.generations}
        pending = {one.row for one in native.restored.pending if one.recipe is not None}
        jobs, ending = child.jobs
        if child.busy_with != "saving":  # jobs go on in the new file, whose name was not said yet
            assert jobs <= pending
            assert len(pending - jobs - ending) <= 1  # one had just begun
        history = History.restored(native.restored.record)
        history.go_to(0)
        history.go_to(len(history.labels))  # every step can be taken
        history.close()
        native.close()
        export = tmp_path / "export.ora"
        if export.exists():
            open_document(export)
        schema.settle(tmp_path / "start.scumble")  # the picture may have gone on in another file
        path.replace(tmp_path / "start.scumble")
        for leftover in tmp_path.glob("copy*"):
            leftover.unlink()
        assert tmp_path / "start.scumble" in left_over(tmp_path)


def test_it_was_killed_in_the_middle_of_each_of_these() -> None:
    """Runs last, and after all runs of this file only."""
    if sum(struck.values()) < max(RUNS, ENOUGH):
        pytest.skip("fewer pictures were killed in this process than it takes to meet every deed")
    print(f"killed {sum(struck.values())} times: {dict(struck)}")
    assert set(DEEDS) <= set(struck)
