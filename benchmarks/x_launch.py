"""A program started on a screen of its own: how long until it can be painted with, and its memory at rest."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from Xlib.display import Display

SIDE = 2048  # pixels of the picture that is opened
PAPER = (250, 226, 110)  # RGB of it: nothing else on the screen has this colour
NEAR = 10  # 0 … 255: how far a channel may be from the paper's
WIDTH, HEIGHT = 240, 90  # screen pixels of paper that are enough to paint on
DARK = 0.6  # paint is seen once a place has less than this share of its brightness
PATIENCE = 90.0  # seconds
WAIT = 0.2  # seconds that a stroke has to appear before the next one is tried
REST = 6.0  # seconds after which memory is looked at


@dataclass(frozen=True, slots=True)
class Launched:
    """One start: seconds to the first visible stroke; bytes of all its processes, shared ones in part."""

    seconds: float
    idle_bytes: int


def launch(
    command: tuple[str, ...], environment: dict[str, str], *, paint: bool = True, key: str = ""
) -> Launched | None:
    """Start a program with a picture of one colour, and paint as soon as it shows it; None: it never did.

    paint: False only waits for the picture, and leaves nothing behind that was not saved.
    key: takes the brush, where the program begins with another tool.
    """
    from Xlib.display import Display

    display = Display(environment["DISPLAY"])
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "paper.png"
        Image.new("RGB", (SIDE, SIDE), PAPER).save(picture)
        began = time.perf_counter()
        with _running((*command, str(picture)), environment) as process:
            painted = _painted(display, began, key) if paint else _shown(display, began)
            if painted is None:
                display.close()
                return None
            time.sleep(REST)
            memory = sum(_memory(number) for number in _family(process.pid))
            display.close()
    return Launched(painted - began, memory)


def _painted(display: Display, began: float, key: str) -> float | None:
    """When the first stroke was seen, be it that of an earlier try which was slow to come."""
    tried: list[tuple[int, int, int]] = []  # place that is watched, and its brightness before
    stroked = 0.0
    while time.perf_counter() - began < PATIENCE:
        pixels = _grabbed(display)
        if any(int(pixels[y, x].sum()) < before * DARK for x, y, before in tried):
            return time.perf_counter()
        place = paper_at(pixels) if time.perf_counter() - stroked > WAIT else None
        if place is None:
            time.sleep(0.01)
            continue
        x, y = place
        tried.append((x - WIDTH // 4, y, int(pixels[y, x - WIDTH // 4].sum())))
        _stroke(display, x, y, key)
        stroked = time.perf_counter()
    return None


def _shown(display: Display, began: float) -> float | None:
    """When the picture was seen."""
    while time.perf_counter() - began < PATIENCE:
        if paper_at(_grabbed(display)) is not None:
            return time.perf_counter()
        time.sleep(0.05)
    return None


def paper_at(pixels: np.ndarray) -> tuple[int, int] | None:
    """The middle of a stretch of paper on the screen, H×W×3 uint8; None where there is none."""
    distance = np.abs(pixels.astype(np.int16) - np.array(PAPER, np.int16))
    paper = np.asarray((distance <= NEAR).all(axis=2))
    cells = paper[:: HEIGHT // 3, :: WIDTH // 6]
    for row in range(cells.shape[0] - 3):
        for column in range(cells.shape[1] - 6):
            top, left = row * (HEIGHT // 3), column * (WIDTH // 6)
            if cells[row : row + 4, column : column + 7].all():
                area = paper[top : top + HEIGHT, left : left + WIDTH]
                if area.all() and area.shape == (HEIGHT, WIDTH):
                    return left + WIDTH // 2, top + HEIGHT // 2
    return None


def _grabbed(display: Display) -> np.ndarray:
    """The screen, H×W×3 uint8 RGB."""
    from Xlib import X

    root: Any = display.screen().root
    size = root.get_geometry()
    data = root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF).data
    return np.frombuffer(data, np.uint8).reshape(size.height, size.width, 4)[:, :, 2::-1]


def _stroke(display: Display, x: int, y: int, key: str) -> None:
    """From left to right through the middle of the stretch of paper, once the brush is in hand."""
    from Xlib import XK, X
    from Xlib.ext import xtest

    def move(to: int) -> None:
        xtest.fake_input(display, X.MotionNotify, x=to, y=y)
        display.sync()
        time.sleep(0.004)

    move(x - WIDTH // 3)
    if key:
        code = display.keysym_to_keycode(XK.string_to_keysym(key))
        for event in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(display, event, code)
    xtest.fake_input(display, X.ButtonPress, 1)
    for step in range(-WIDTH // 3, WIDTH // 3, 10):
        move(x + step)
    xtest.fake_input(display, X.ButtonRelease, 1)
    display.sync()


def _family(parent: int) -> list[int]:
    """A process and all that it started."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found = [parent]
    for one in found:
        found += [child for child, its in parents.items() if its == one]
    return found


def _memory(process: int) -> int:
    """Bytes of a process, each shared page divided by those that share it; 0 where it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))


@contextmanager
def _running(command: tuple[str, ...], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(
        command, env=environment, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
