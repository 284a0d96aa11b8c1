"""Growing and shrinking."""

from __future__ import annotations

import numpy as np
import pytest

from canvas.feather import feathered
from canvas.geometry import Rect
from canvas.grow import grown
from canvas.selecting import ellipse, rectangle
from canvas.selection import Selection
from canvas.tile import ONE

CANVAS = Rect(0, 0, 500, 400)


@pytest.mark.parametrize("pixels", [1, 5, 30, 90])
def test_a_rectangle_grows_by_just_that_and_rounds_its_corners(pixels: int) -> None:
    rect = Rect(150, 130, 200, 140)
    result = grown(rectangle(rect, CANVAS), pixels)
    assert result is not None
    assert result.bounds == rect.grown(pixels)
    values = result.array(rect.grown(pixels))
    assert (values[pixels:-pixels] == ONE).all()
    assert (values[:, pixels:-pixels] == ONE).all()
    missing = 1 - values.sum(dtype=np.int64) / ONE / values.size
    corners = (4 - np.pi) * pixels**2 / values.size
    assert missing == pytest.approx(corners, rel=0.1, abs=4 * pixels / values.size)


@pytest.mark.parametrize("pixels", [1, 5, 30])
def test_a_rectangle_shrinks_to_a_rectangle(pixels: int) -> None:
    rect = Rect(150, 130, 200, 140)
    result = grown(rectangle(rect, CANVAS), -pixels)
    assert result is not None
    assert np.array_equal(result.array(CANVAS), rectangle(rect.grown(-pixels), CANVAS).array(CANVAS))  # type: ignore[union-attr]


@pytest.mark.parametrize("pixels", [-60, -12, 12, 60])
def test_a_circle_stays_round(pixels: int) -> None:
    result = grown(ellipse(Rect(100, 50, 300, 300), CANVAS), pixels)
    assert result is not None
    radius = 150 + pixels
    area = result.array(CANVAS.grown(100)).sum(dtype=np.int64) / ONE
    assert area == pytest.approx(np.pi * radius**2, rel=0.02)
    values = result.array(Rect(0, 0, 500, 400))
    along = np.arange(-radius, radius + 1) * 0.7071
    diagonal = values[np.rint(199.5 + along).astype(int), np.rint(249.5 + along).astype(int)]
    assert (diagonal[4:-4] == ONE).all()


def test_a_feathered_edge_keeps_its_slope() -> None:
    sharp = rectangle(Rect(200, 0, 100, 400), CANVAS)
    before = feathered(sharp, 20, CANVAS)
    result = grown(before, 10, CANVAS)
    assert before is not None
    assert result is not None
    moved, was = result.array(CANVAS)[200], before.array(CANVAS)[200]
    assert np.array_equal(moved[:240], was[10:250])
    assert np.array_equal(moved[260:], was[250:-10])
    back = grown(result, -10, CANVAS)
    assert back is not None
    assert np.array_equal(back.array(CANVAS)[200], was)


def test_shrinking_leaves_the_canvas_edge_if_told_of_the_canvas() -> None:
    selection = rectangle(Rect(0, 0, 200, 400), CANVAS)
    kept, cut = grown(selection, -15, CANVAS), grown(selection, -15)
    assert kept is not None
    assert kept.bounds == Rect(0, 0, 185, 400)
    assert cut is not None
    assert cut.bounds == Rect(15, 15, 170, 370)


def test_growing_stops_at_the_canvas_and_shrinking_at_nothing() -> None:
    selection = rectangle(Rect(450, 100, 50, 50), CANVAS)
    wider = grown(selection, 40, CANVAS)
    assert wider is not None
    assert wider.bounds == Rect(410, 60, 90, 130)
    assert grown(rectangle(Rect(100, 100, 20, 20), CANVAS), -10) is None
    assert grown(None, 5) is None
    assert grown(Selection({}), 5, CANVAS) is None or grown(Selection({}), 5, CANVAS).empty  # type: ignore[union-attr]
    assert grown(selection, 0) is selection
