"""The screen of a program in another root, seen in the file that Xvfb keeps, and a hand on its mouse."""

from __future__ import annotations

import os
import struct
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from installer.proof.root import Root
from installer.proof.table import Failed

WIDTH, HEIGHT = 1600, 1000  # pixels
FRAMES = "/var/tmp/frames"
TOOLS = ("xvfb", "xdotool", "openbox", "xauth")
WHITE = 252  # 0 … 255: paper


class Screen:
    """Xvfb and a window manager in a root, run by its plain user."""

    def __init__(self, root: Root, home: str, logs: Path) -> None:
        self._root, self._home = root, home
        display = f":{100 + os.getpid() % 900}"  # two proofs may run at once
        self.environment = {"DISPLAY": display, "XDG_RUNTIME_DIR": "/var/tmp/run"}
        for folder in (FRAMES, "/var/tmp/run"):
            root.run("mkdir", "-m", "700", "-p", folder, user=True, home=home)
        root.run("mkdir", "-m", "1777", "-p", "/tmp/.X11-unix")
        size = f"{WIDTH}x{HEIGHT}x24"
        server = ("Xvfb", display, "-screen", "0", size, "-fbdir", FRAMES, "-nolisten", "tcp", "-noreset")
        self._server = root.start(*server, home=home, log=logs / "xvfb.log")
        self._file = root.inside(f"{FRAMES}/Xvfb_screen0")
        until(self._file.exists, 20, "Xvfb does not start")
        time.sleep(1)
        self._manager = root.start(
            "openbox", "--sm-disable", home=home, log=logs / "openbox.log", environment=self.environment
        )

    def close(self) -> None:
        """End both."""
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)

    def pixels(self) -> np.ndarray:
        """The screen, H×W×3 uint8."""
        data = self._file.read_bytes()  # an XWD file
        header, colours = struct.unpack(">I", data[:4])[0], struct.unpack(">I", data[76:80])[0]
        stride = struct.unpack(">I", data[48:52])[0]
        rows = np.frombuffer(data, np.uint8, HEIGHT * stride, header + 12 * colours).reshape(HEIGHT, stride)
        return rows[:, : WIDTH * 4].reshape(HEIGHT, WIDTH, 4)[:, :, 2::-1]

    def do(self, *words: str) -> None:
        """xdotool."""
        self._root.run(
            "xdotool", *words, user=True, home=self._home, environment=self.environment, seconds=60
        )

    def paper(self, patience: float) -> tuple[int, int, int, int]:
        """Wait for the white picture: left, top, right, bottom of the stretch of it about its middle."""
        found: list[tuple[int, int, int, int]] = []

        def seen() -> bool:
            area = largest_white(self.pixels())
            if area is not None:
                found.append(area)
            return area is not None

        until(seen, patience, "no white picture is to be seen")
        return found[-1]

    def drag(self, points: list[tuple[int, int]]) -> None:
        """Draw through these places with the left button down."""
        words = ["mousemove", str(points[0][0]), str(points[0][1]), "sleep", "0.1", "mousedown", "1"]
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(2, max(abs(x1 - x0), abs(y1 - y0)) // 8)
            for step in range(1, steps + 1):
                x, y = x0 + (x1 - x0) * step // steps, y0 + (y1 - y0) * step // steps
                words += ["mousemove", str(x), str(y), "sleep", "0.008"]
        self.do(*words, "mouseup", "1", "sleep", "0.3")


def largest_white(pixels: np.ndarray) -> tuple[int, int, int, int] | None:
    """A wide stretch of white: left, top, right, bottom. None where there is none of 240 × 240."""
    white = np.asarray((pixels >= WHITE).all(axis=2))
    rows = np.flatnonzero(white.sum(axis=1) > 240)
    if len(rows) < 240:
        return None
    middle = white[rows[len(rows) // 2]]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], middle.astype(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    widest = int(np.argmax(ends - starts))
    left, right = int(starts[widest]), int(ends[widest])
    if right - left < 240:
        return None
    column = white[:, (left + right) // 2]
    tall = np.flatnonzero(column)
    return left, int(tall[0]), right, int(tall[-1])


def until(condition: Callable[[], bool], patience: float, complaint: str) -> float:
    """Wait for something; the seconds that it took. Raises Failed."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > patience:
            raise Failed(f"{complaint} after {patience:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - began


def ended(process: subprocess.Popen[bytes], patience: float) -> int:
    """The exit status of a program that is to end by itself. Raises Failed."""
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise Failed(f"the program did not end within {patience:.0f} s") from None
