"""Strokes as they are meant to look. Run with SCUMBLE_BLESS=1, these tests take what is painted now as new
references; look at them before they are committed.
"""

from __future__ import annotations

import math
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting, pressed
from canvas.brush.preset import Brush, Sample, TextureMode
from canvas.brush.stroke import Stroke
from canvas.brush.tip import Tip, TipOrder
from canvas.composite import flatten8
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer

FOLDER = Path(__file__).parent.parent / "references"
RECT = Rect(0, 0, 360, 128)
INK = (0.11, 0.2, 0.36)

MOST, MEAN = 6, 0.05  # difference in steps of 255: a processor may round the shape of a dab otherwise


def leaf() -> np.ndarray:
    y, x = np.mgrid[0:48, 0:48] / 47 * 2 - 1
    blade = np.clip(8 * (0.42 * (1 - x**2) - np.abs(y)), 0, 1)
    vein = np.clip(1.5 - 30 * np.abs(y), 0, 0.5)
    return np.rint(np.clip(blade - vein, 0, 1) * 255).astype(np.uint8)


def splash(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal((40, 40))
    y, x = np.mgrid[0:40, 0:40] / 39 * 2 - 1
    value = cv2.GaussianBlur(noise, (0, 0), 2.5) * 6 - 1.2 * np.hypot(x, y) + 0.6
    return np.rint(np.clip(6 * np.minimum(value, 2 - 2.05 * np.hypot(x, y)), 0, 1) * 255).astype(np.uint8)


BRUSHES = {
    "round": Brush(size=40, hardness=0.3, opacity=0.8, dynamics=(pressed(Setting.SIZE, 0.9),)),
    "ink": Brush(size=14, hardness=1, spacing=0.05, dynamics=(pressed(Setting.SIZE, 1.0),)),
    "nib": Brush(size=34, hardness=1, roundness=0.15, angle=-40, spacing=0.03),
    "pencil": Brush(
        size=12,
        hardness=0.5,
        flow=0.5,
        grain=0.9,
        dynamics=(pressed(Setting.OPACITY, 1.0), pressed(Setting.SIZE, 0.4)),
    ),
    "pastel": Brush(
        size=48,
        hardness=0.8,
        grain=0.85,
        texture="laid",
        texture_mode=TextureMode.MULTIPLY,
        value_jitter=0.06,
        dynamics=(pressed(Setting.OPACITY, 0.8),),
    ),
    "dry": Brush(
        size=52,
        hardness=0.7,
        grain=1,
        texture="canvas",
        opacity=0.7,
        dynamics=(pressed(Setting.OPACITY, 0.9),),
    ),
    "leaves": Brush(
        size=34,
        spacing=0.55,
        scatter=0.5,
        hue_jitter=0.25,
        value_jitter=0.2,
        tip=Tip("leaf", (leaf(),)),
        dynamics=(
            Dynamic(Setting.ANGLE, Input.RANDOM),
            Dynamic(Setting.SIZE, Input.RANDOM, Curve(((0.0, 0.5), (1.0, 1.0)))),
        ),
    ),
    "splashes": Brush(
        size=56,
        flow=0.5,
        spacing=0.2,
        tip=Tip("splash", tuple(splash(k) for k in range(4)), TipOrder.RANDOM),
        dynamics=(Dynamic(Setting.ANGLE, Input.DIRECTION),),
    ),
    "fading": Brush(
        size=36,
        build_up=True,
        flow=0.15,
        hardness=0.1,
        fade=300,
        dynamics=(Dynamic(Setting.OPACITY, Input.FADE, Curve(((0.0, 1.0), (1.0, 0.0)))),),
    ),
}


def wave() -> list[Sample]:
    """A long S whose pressure swells and ebbs."""
    turns = np.linspace(0, 1, 60).tolist()
    return [
        Sample(36 + 288 * t, 64 - 28 * math.sin(2 * math.pi * t), math.sin(math.pi * t) ** 0.7, time=t)
        for t in turns
    ]


@pytest.mark.parametrize("name", sorted(BRUSHES))
def test_a_stroke_looks_as_it_should(name: str, tmp_path: Path) -> None:
    layer = Layer(name)
    stroke = Stroke(layer, BRUSHES[name], INK, clip=RECT, selection=None, seed=1)
    stroke.add(wave())
    stroke.finish()
    document = Document(RECT.width, RECT.height, (stroke.layer,), stroke.layer.id)
    found = flatten8(document, background=(1.0, 1.0, 1.0))[:, :, [2, 1, 0]]
    path = FOLDER / f"brush_{name}.png"
    if os.environ.get("SCUMBLE_BLESS") == "1":
        FOLDER.mkdir(exist_ok=True)
        assert cv2.imwrite(str(path), found)
        return
    wanted = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert wanted is not None, f"{path} is missing; bless it"
    difference = np.abs(found.astype(int) - wanted)
    if difference.max() > MOST or difference.mean() > MEAN:
        cv2.imwrite(str(tmp_path / "found.png"), found)
        cv2.imwrite(str(tmp_path / "difference.png"), np.clip(difference * 16, 0, 255).astype(np.uint8))
        pytest.fail(f"{name} differs by up to {difference.max()}; see {tmp_path}")
