"""Tips made of pictures: where they lie, how they are scaled, turned and squeezed, and which comes next."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from canvas.brush.dynamics import Dynamic, Input, Setting
from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.brush.symmetry import Copy
from canvas.brush.tip import Tip, TipOrder, pyramid
from canvas.brush.way import Way
from canvas.geometry import Rect
from canvas.kernels import table
from canvas.layer import Layer
from canvas.tile import ONE, read

RECT = Rect(0, 0, 256, 256)


def stamped(brush: Brush, x: float = 128.0, y: float = 128.0, pressure: float = 1.0) -> np.ndarray:
    """Alpha 0 … 1 of one dab."""
    stroke = Stroke(Layer("a"), brush, (0.0, 0.0, 0.0), clip=RECT, selection=None)
    stroke.add([Sample(x, y, pressure)])
    stroke.finish()
    return read(stroke.layer.tiles, RECT)[3] / ONE


def leaf(side: int = 64) -> np.ndarray:
    """A shape without symmetry, soft within."""
    y, x = np.mgrid[0:side, 0:side] / (side - 1) * 2 - 1
    value = np.clip(2 - 4 * np.hypot(x - 0.2, 2 * (y + 0.15)), 0, 1) + (np.abs(x + 0.3 * y) < 0.08) * 0.6
    return np.rint(np.clip(value, 0, 1) * 255).astype(np.uint8)


def expected(
    image: np.ndarray, size: float, angle: float, roundness: float, x: float, y: float
) -> np.ndarray:
    """The same dab by OpenCV, 4 times as fine and averaged."""
    fine = 4
    height, width = image.shape
    scale = size / max(height, width) * fine
    turn = math.radians(angle)
    linear = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) @ np.diag(
        [scale, scale * roundness]
    )
    middle = np.array([width / 2 - 0.5, height / 2 - 0.5])
    shift = np.array([x * fine - 0.5, y * fine - 0.5]) - linear @ middle
    matrix = np.concatenate([linear, shift[:, None]], axis=1)
    big = cv2.warpAffine(image, matrix, (256 * fine, 256 * fine), flags=cv2.INTER_LINEAR)
    return cv2.resize(big.astype(np.float32), (256, 256), interpolation=cv2.INTER_AREA) / 255


@pytest.mark.parametrize("size", [20.0, 40.0, 64.0, 150.0])
@pytest.mark.parametrize(("angle", "roundness"), [(0.0, 1.0), (33.0, 1.0), (-120.0, 0.5)])
def test_a_picture_is_scaled_turned_and_squeezed(size: float, angle: float, roundness: float) -> None:
    brush = Brush(size=size, angle=angle, roundness=roundness, tip=Tip("leaf", (leaf(),)))
    found = stamped(brush, 120.3, 131.8)
    wanted = expected(leaf(), size, angle, roundness, 120.3, 131.8)
    assert np.abs(found - wanted).mean() < 0.0015
    assert np.abs(found - wanted).max() < (0.25 if size < 64 or roundness < 1 else 0.12)
    assert abs(found.sum() / wanted.sum() - 1) < 0.03


def test_a_picture_lies_where_it_should_to_a_part_of_a_pixel() -> None:
    brush = Brush(size=30, tip=Tip("leaf", (leaf(),)))
    y, x = np.mgrid[0:256, 0:256] + 0.5
    centres = []
    for shift in (0.0, 0.25, 0.5, 0.75):
        values = stamped(brush, 100 + shift, 90 - shift)
        centres.append([(values * x).sum() / values.sum(), (values * y).sum() / values.sum()])
    moved = np.array(centres) - centres[0]
    assert np.allclose(moved[:, 0], [0, 0.25, 0.5, 0.75], atol=0.04)
    assert np.allclose(moved[:, 1], [0, -0.25, -0.5, -0.75], atol=0.04)


def test_drawn_small_a_picture_does_not_flicker() -> None:
    """A fine chequerboard comes out as an even grey, wherever it lies."""
    board = (np.indices((128, 128)).sum(axis=0) % 2 * 255).astype(np.uint8)
    for size in (10.0, 23.0, 40.0):
        values = stamped(Brush(size=size, tip=Tip("board", (board,))), 100.3, 100.6)
        inside = values[97:103, 97:103]
        assert np.abs(inside - 0.5).max() < 0.02


def test_a_picture_that_is_not_square_has_the_size_along_its_longest_side() -> None:
    values = stamped(Brush(size=80, tip=Tip("bar", (np.full((10, 40), 255, np.uint8),)))) > 0.5
    y, x = np.nonzero(values)
    assert (np.ptp(x) + 1, np.ptp(y) + 1) == (80, 20)
    assert stamped(Brush(size=80, tip=Tip("bar", (np.full((10, 40), 255, np.uint8),)))).max() == 1


def test_a_mirrored_picture_is_the_mirror_image() -> None:
    brush = Brush(size=61, angle=25, tip=Tip("leaf", (leaf(),)))
    mirror = Copy(turn=math.pi, flip=True, centre=(128.0, 128.0))  # left and right change places
    stroke = Stroke(Layer("a"), brush, (0.0, 0.0, 0.0), clip=RECT, selection=None, copies=[Copy(), mirror])
    stroke.add([Sample(70.25, 100.5)])
    values = read(stroke.layer.tiles, RECT)[3] / ONE
    assert values[:, :128].sum() > 100
    assert np.abs(values - values[:, ::-1]).max() < 0.01


def pictures(count: int, order: TipOrder) -> Tip:
    return Tip("numbers", tuple(np.full((8, 8), 10 * (k + 1), np.uint8) for k in range(count)), order)


def shown(order: TipOrder, samples: list[Sample], count: int = 4, seed: int = 0) -> list[int]:
    way = Way(Brush(size=10, spacing=1.0, tip=pictures(count, order)), seed=seed)
    return np.concatenate([way.to(samples), way.end()])[:, table.IMAGE].astype(int).tolist()


def test_the_pictures_of_an_animated_tip_follow_their_order() -> None:
    line = [Sample(10, 10), Sample(91, 10)]
    assert shown(TipOrder.SEQUENCE, line) == [0, 1, 2, 3, 0, 1, 2, 3, 0]
    at_random = shown(TipOrder.RANDOM, [Sample(0, 0), Sample(2000, 0)])
    assert min(at_random.count(k) for k in range(4)) > 30
    assert at_random == shown(TipOrder.RANDOM, [Sample(0, 0), Sample(2000, 0)])
    assert at_random != shown(TipOrder.RANDOM, [Sample(0, 0), Sample(2000, 0)], seed=1)
    for turn, (dx, dy) in enumerate([(1, 0), (0, 1), (-1, 0), (0, -1)]):
        way = [Sample(100, 100), Sample(100 + 60 * dx, 100 + 60 * dy)]
        assert set(shown(TipOrder.DIRECTION, way)) == {turn}
    for pressure, image in ((0.0, 0), (0.3, 1), (0.6, 2), (1.0, 3)):
        assert shown(TipOrder.PRESSURE, [Sample(10, 10, pressure)]) == [image]


def test_a_tip_is_driven_like_a_round_brush() -> None:
    driven = (Dynamic(Setting.SIZE, Input.PRESSURE), Dynamic(Setting.ANGLE, Input.ROTATION))
    brush = Brush(size=80, dynamics=driven, tip=Tip("bar", (np.full((10, 40), 255, np.uint8),)))
    stroke = Stroke(Layer("a"), brush, (0.0, 0.0, 0.0), clip=RECT, selection=None)
    stroke.add([Sample(128, 128, 0.5, rotation=90.0)])
    y, x = np.nonzero(read(stroke.layer.tiles, RECT)[3] > ONE // 2)
    assert (np.ptp(x) + 1, np.ptp(y) + 1) == (10, 40)


def test_hardness_does_not_change_a_picture() -> None:
    brush = Brush(size=50, tip=Tip("leaf", (leaf(),)))
    assert np.array_equal(stamped(replace(brush, hardness=0)), stamped(replace(brush, hardness=1)))


def test_levels_halve_and_stand_in_a_frame_of_zeros() -> None:
    made = pyramid(Tip("two", (leaf(), np.full((33, 7), 200, np.uint8))))
    assert made.levels.shape == (2, 6, 3)
    assert made.levels[0, :, 1].tolist() == [64, 32, 16, 8, 4, 2]
    for offset, width, height in made.levels.reshape(-1, 3).tolist():
        framed = made.texels[offset : offset + (width + 2) * (height + 2)].reshape(height + 2, width + 2)
        inner = framed[1:-1, 1:-1]
        assert framed.sum() == inner.sum()
    assert pyramid(Tip("one", (np.full((1, 1), 9, np.uint8),))).levels.shape == (1, 1, 3)
