"""An artist's first session, by mouse and keyboard: draw, have it painted, save, quit, open it again."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from installer.proof.root import Root
from installer.proof.screen import Screen, ended, until
from installer.proof.table import Failed, Table

FILE = "Blühende Wiese.scumble"  # a name with a space and a letter beyond ASCII
PAINTED = 0.05  # share of the picture that looks otherwise once the painting is there
PATIENCE = 900  # seconds for it: a slow computer, with nothing but its processor
LIKE = 2.0  # 0 … 255: mean difference of two showings of one picture at most
TYPINGS = 3  # xdotool now and then leaves out a letter that the keyboard does not have


class Artist:
    """The plain user at the screen, with a program that is started by `command`."""

    def __init__(self, root: Root, screen: Screen, home: str, command: str, logs: Path) -> None:
        self._root, self._screen, self._home, self._command, self._logs = root, screen, home, command, logs
        self._process: subprocess.Popen[bytes] | None = None
        self._area = (0, 0, 0, 0)
        self._shown = np.zeros((0, 0, 3), np.uint8)  # the picture as it looked before quitting

    @property
    def file(self) -> Path:
        """The saved painting, seen from outside the root."""
        return self._root.inside(self._home) / FILE

    def whole_session(self, table: Table, name: str) -> None:
        """All of it, a line each; what cannot be tried without what failed before is left out."""
        steps = (
            ("start to a white picture", self.open),
            ("draw", self.draw),
            ("sketch to painting", self.paint),
            ("save", self.save),
            ("quit", self.quit),
            ("open again: the same picture", self.open_again),
            ("quit again", self.quit),
            ("thumbnail", self.thumbnail),
            ("errors in the log", self.log),
        )
        try:
            for what, step in steps:
                if not table.attempt(f"{name}: {what}", step):
                    self._keep_screen(name)
                    break
        finally:
            if self._process is not None and self._process.poll() is None:
                self._process.kill()
                self._process.wait()

    def open(self) -> str:
        began = time.monotonic()
        self._start()
        self._area = self._screen.paper(60)
        seconds = time.monotonic() - began
        time.sleep(1.5)
        self._area = self._screen.paper(10)  # the window may have been laid out anew
        left, top, right, bottom = self._area
        return f"{seconds:.1f} s; {right - left}×{bottom - top} pixels of it are seen"

    def draw(self) -> str:
        left, top, right, bottom = self._area
        side = min(right - left, bottom - top)
        x, y = (left + right) // 2, (top + bottom) // 2
        reach = side // 3
        self._screen.drag(
            [(x - reach, y + reach), (x, y - reach), (x + reach, y + reach), (x - reach, y + reach)]
        )
        self._screen.drag([(x - reach, y), (x + reach, y)])
        dark = (self._seen().max(axis=2) < 128).sum()
        if dark < side:
            raise Failed(f"only {dark} dark pixels after two strokes")
        return f"{dark} dark pixels"

    def paint(self) -> str:
        sketch = self._seen()
        self._screen.do("key", "ctrl+Return")
        seconds = until(self._has_painting, PATIENCE, "no painting has come")
        still = self._settled(60)
        share = _changed(sketch, self._seen())
        if share < PAINTED:
            raise Failed(f"only {100 * share:.1f} % of the picture changed")
        return f"{seconds:.1f} s, {100 * share:.0f} % of the picture changed, still {still:.1f} s later"

    def save(self) -> str:
        for _attempt in range(TYPINGS):
            self._screen.do("key", "ctrl+s", "sleep", "2")
            self._screen.do("key", "ctrl+a", "type", "--delay", "30", f"{self._home}/{FILE}")
            self._screen.do("sleep", "0.5", "key", "Return")
            with suppress(Failed):
                until(self.file.exists, 15, f"{FILE} is not saved")
                break
        else:
            raise Failed(f"{FILE} is not saved")
        time.sleep(3)
        self._shown = self._seen()
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as database:
            check = database.execute("PRAGMA quick_check").fetchone()[0]
            painted = database.execute("SELECT count(*) FROM node WHERE recipe IS NOT NULL").fetchone()[0]
        if not painted:
            raise Failed("the painting is not in the file")
        if check != "ok":
            raise Failed(f"the file is damaged: {check}")
        return f"{self.file.stat().st_size / 1e6:.1f} MB, sound"

    def _has_painting(self) -> bool:
        """Whether a layer with a recipe is in the file that the program keeps of the picture in hand.

        The screen alone cannot tell: it shows the painting as it comes about.
        """
        kept = self._root.inside(self._home) / ".local" / "share" / "scumble"
        for path in kept.rglob("*.scumble"):
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                if database.execute("SELECT count(*) FROM node WHERE recipe IS NOT NULL").fetchone()[0]:
                    return True
        return False

    def quit(self) -> str:
        assert self._process is not None
        began = time.monotonic()
        self._screen.do("key", "ctrl+q")
        status = ended(self._process, 20)
        if status:
            raise Failed(f"exit status {status}: {self._said()[-500:]}")
        return f"{time.monotonic() - began:.1f} s, exit status 0"

    def open_again(self) -> str:
        self._start(f"{self._home}/{FILE}")
        difference = float("inf")

        def alike() -> bool:
            nonlocal difference
            difference = float(np.abs(self._seen().astype(int) - self._shown).mean())
            return difference < LIKE

        seconds = until(alike, 60, "the picture does not look as it did")
        return f"{seconds:.1f} s, mean difference {difference:.1f} of 255"

    def thumbnail(self) -> str:
        target = f"{self._home}/thumbnail.png"
        began = time.monotonic()
        self._run("thumbnail", "--size", "128", f"{self._home}/{FILE}", target)
        data = self._root.inside(target).read_bytes()
        if not data.startswith(b"\x89PNG"):
            raise Failed("no PNG was written")
        return f"{len(data)} bytes in {time.monotonic() - began:.1f} s"

    def log(self) -> str:
        """What the program wrote to its own log at or above the level of an error."""
        folder = self._root.inside(self._home) / ".local" / "state" / "scumble" / "log"
        text = (folder / "scumble.log").read_text(encoding="utf-8")
        bad = [line for line in text.splitlines() if " ERROR " in line or "Traceback" in line]
        if bad:
            raise Failed("; ".join(bad[:3]))
        used = [line for line in text.splitlines() if "linux-x86_64.kernels are used" in line]
        if not used:
            raise Failed("the kernels that came along were not used")
        return f"none; the kernels that came along were used {len(used)} times"

    def digest(self) -> str:
        """The painting's contents in a few letters."""
        return hashlib.sha256(self.file.read_bytes()).hexdigest()

    def _start(self, *arguments: str) -> None:
        self._process = self._root.start(
            self._command,
            *arguments,
            home=self._home,
            log=self._logs / "program.log",
            environment=self._screen.environment,
        )

    def _run(self, *arguments: str) -> str:
        return self._root.run(self._command, *arguments, user=True, home=self._home)

    def _said(self) -> str:
        return (self._logs / "program.log").read_text(encoding="utf-8", errors="replace")

    def _seen(self) -> np.ndarray:
        left, top, right, bottom = self._area
        return self._screen.pixels()[top:bottom, left:right].copy()

    def _settled(self, patience: float) -> float:
        """Wait until the picture has stayed the same for three seconds."""
        began = since = time.monotonic()
        last = self._seen()
        while time.monotonic() - since < 3:
            if time.monotonic() - began > patience:
                raise Failed(f"the picture still changes after {patience:.0f} s")
            time.sleep(0.3)
            now = self._seen()
            if not np.array_equal(now, last):
                last, since = now, time.monotonic()
        return since - began

    def _keep_screen(self, name: str) -> None:
        from PIL import Image

        Image.fromarray(self._screen.pixels()).save(self._logs / f"{name.split()[0]}.png")


def _changed(before: np.ndarray, after: np.ndarray) -> float:
    """The share of the pixels that look otherwise."""
    return float((np.abs(before.astype(int) - after).max(axis=2) > 4).mean())
