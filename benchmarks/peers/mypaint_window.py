"""MyPaint's own window on a screen with a white picture of 4096² at 100 % and a round black brush."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from benchmarks.x_screen import HEIGHT, WIDTH, Area, has_turned_white

SIDE = 4096  # pixels
NAME = "bench"
MARGIN = 200  # pixels at the edges of the screen that its panels may cover
START = 60  # seconds that it may take to show the picture
STILL = 3  # seconds that the picture has to stay before it is drawn on


@contextmanager
def mypaint_window(environment: dict[str, str], diameter: float) -> Iterator[Area | None]:
    """Where the picture is on the screen; None where MyPaint is not installed or shows no picture."""
    program = shutil.which("mypaint")
    if program is None:
        yield None
        return
    area = Area(MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        home = Path(place)
        _choose_brush(home, diameter)
        folders = {f"XDG_{kind.upper()}_HOME": str(home / kind) for kind in ("config", "data", "cache")}
        process = subprocess.Popen(
            [program, "--fullscreen", str(_white_picture(home))],
            env=environment | folders | {"HOME": place},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            shown = has_turned_white(environment["DISPLAY"], area, STILL, START)
            yield area if shown else None
        finally:
            process.kill()  # asked to end, it would first ask whether to save
            process.wait()


def _white_picture(home: Path) -> Path:
    path = home / "white.png"
    cv2.imwrite(str(path), np.full((SIDE, SIDE, 3), 255, np.uint8))
    return path


def _choose_brush(home: Path, diameter: float) -> None:
    """A brush that is black, opaque and as hard as ours, and the setting that it is in hand at the start."""
    settings = {
        "radius_logarithmic": math.log(diameter / 2),
        "hardness": 0.8,
        "opaque": 1.0,
        "opaque_multiply": 1.0,
        "dabs_per_actual_radius": 5.0,  # a dab every tenth of the diameter
        "dabs_per_basic_radius": 0.0,
        "color_h": 0.0,
        "color_s": 0.0,
        "color_v": 0.0,
        "paint_mode": 0.0,
    }
    brush = {
        "version": 3,
        "group": "",
        "settings": {name: {"base_value": value, "inputs": {}} for name, value in settings.items()},
    }
    brushes, config = home / "data" / "mypaint" / "brushes", home / "config" / "mypaint"
    brushes.mkdir(parents=True)
    config.mkdir(parents=True)
    (brushes / f"{NAME}.myb").write_text(json.dumps(brush))
    cv2.imwrite(str(brushes / f"{NAME}_prev.png"), np.full((128, 128, 3), 255, np.uint8))
    chosen = {"brushmanager.selected_brush": NAME, "colors.current": "#000000"}
    (config / "settings.json").write_text(json.dumps(chosen))
