"""The line that marching ants walk."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from canvas.geometry import Rect
from canvas.outline import outline
from canvas.selecting import Combine, combined, ellipse, rectangle
from canvas.selection import Selection
from canvas.tile import ONE

CANVAS = Rect(0, 0, 300, 300)


def corners(polygon: np.ndarray) -> set[tuple[int, int]]:
    return {(int(x), int(y)) for x, y in polygon}


def test_a_rectangle_has_its_four_corners() -> None:
    for rect in (Rect(10, 20, 30, 40), Rect(64, 64, 128, 64), Rect(0, 0, 300, 300), Rect(5, 5, 1, 1)):
        lines = outline(rectangle(rect, CANVAS))
        assert len(lines) == 1
        assert lines[0].dtype == np.float32
        assert len(lines[0]) == 4
        right, bottom = rect.right, rect.bottom
        assert corners(lines[0]) == {(rect.x, rect.y), (right, rect.y), (right, bottom), (rect.x, bottom)}


def test_a_hole_has_its_own_line() -> None:
    frame = combined(
        rectangle(Rect(10, 10, 200, 200), CANVAS), rectangle(Rect(64, 64, 64, 64), CANVAS), Combine.SUBTRACT
    )
    assert [len(line) for line in outline(frame)] == [4, 4]


def test_nothing_and_too_faint_have_no_line() -> None:
    assert outline(None) == []
    assert outline(Selection({})) == []
    assert outline(Selection.of_array(np.full((9, 9), ONE // 2 - 1, np.uint16))) == []


@given(st.integers(0, 2**32 - 1))
def test_filling_the_lines_gives_the_selection_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chosen = rng.random((40, 80)) < rng.choice([0.02, 0.5, 0.98])
    lines = outline(Selection.of_array(chosen, (-20, 30)))
    for line in lines:
        steps = np.roll(line, -1, axis=0) - line
        assert ((steps == 0).sum(axis=1) == 1).all()  # level and upright in turn, never standing still
    # A pixel is chosen when lines lie to its left an odd number of times.
    crossings = np.zeros((40, 81), int)
    for line in lines:
        for (x, y), (_x, end) in zip(line.astype(int), np.roll(line, -1, axis=0).astype(int), strict=True):
            crossings[min(y, end) - 30 : max(y, end) - 30, x + 20] += 1
    assert np.array_equal(np.cumsum(crossings, axis=1)[:, :80] % 2 == 1, chosen)


def test_tolerance_leaves_out_steps_but_not_the_shape() -> None:
    selection = ellipse(Rect(20, 20, 250, 250), CANVAS)
    exact, coarse = outline(selection)[0], outline(selection, tolerance=1.0)[0]
    assert len(coarse) < len(exact) / 5
    assert abs(cv2.contourArea(coarse) - cv2.contourArea(exact)) < 0.01 * cv2.contourArea(exact)
