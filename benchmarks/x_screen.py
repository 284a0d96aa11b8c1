"""A screen of its own (Xvfb) for a program to be shown on, and what its pixels look like."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from Xlib.display import Display

WIDTH, HEIGHT = 1920, 1080  # pixels
WHITE = 250  # 0 … 255
START = 20  # seconds that Xvfb may take


class Area(NamedTuple):
    """A part of the screen that shows nothing but the picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


def missing() -> str:
    """What is not installed, as a note beside a figure; "" when all is there."""
    if shutil.which("Xvfb") is None:
        return "Xvfb is not installed"
    if importlib.util.find_spec("Xlib") is None:
        return "python-xlib is not installed"
    return ""


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The environment of programs that are to be shown on a screen of their own.

    A window manager (openbox) runs on it where there is one: some programs are not laid out without.
    """
    ours, theirs = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    with _running(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
        dict(os.environ),
        (theirs,),
    ) as server:
        os.close(theirs)
        with os.fdopen(ours) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError(f"Xvfb ended with {server.wait(START)}")
        environment = {
            name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "XAUTHORITY")
        } | {"DISPLAY": f":{number}"}
        if shutil.which("openbox") is None:
            yield environment
        else:
            with _running(["openbox", "--sm-disable"], environment):
                yield environment


def brightness(display: Display, x: int, y: int) -> int:
    """The sum of the channels of the 3×3 pixels about a place on the screen: 0 … 27 · 255."""
    from Xlib import X

    root: Any = display.screen().root
    data: bytes = root.get_image(x - 1, y - 1, 3, 3, X.ZPixmap, 0xFFFFFFFF).data  # BGRx
    return sum(data) - sum(data[3::4])


def has_turned_white(name: str, area: Area, still: float, patience: float) -> bool:
    """Wait until corners and middle of an area have been white for `still` seconds; False: in vain."""
    from Xlib.display import Display

    places = (
        *((x, y) for x in (area.left, area.right) for y in (area.top, area.bottom)),
        ((area.left + area.right) // 2, (area.top + area.bottom) // 2),
    )
    display = Display(name)
    try:
        since = begun = time.monotonic()
        while time.monotonic() - since < still:
            if any(brightness(display, x, y) < WHITE * 27 for x, y in places):
                since = time.monotonic()
            if since - begun > patience:
                return False
            time.sleep(0.1)
    finally:
        display.close()
    return True


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], passed: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        env=environment,
        pass_fds=passed,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        if process.poll() is None:
            process.kill()
            process.wait()
