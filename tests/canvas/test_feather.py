"""Soft edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from canvas.feather import feathered
from canvas.geometry import Rect
from canvas.selecting import ellipse, everything, rectangle
from canvas.selection import Selection
from canvas.tile import ONE

CANVAS = Rect(0, 0, 1200, 900)


@pytest.mark.parametrize("radius", [1.5, 8, 20, 70, 150])
def test_it_is_a_gaussian_blur(radius: float) -> None:
    selection = ellipse(Rect(300, 250, 240, 200), CANVAS)
    around = Rect(300, 250, 240, 200).grown(int(2 * radius))
    result = feathered(selection, radius)
    assert selection is not None
    assert result is not None
    sharp = selection.array(around).astype(np.float32)
    sigma = radius / 2
    expected = cv2.GaussianBlur(sharp, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    assert np.abs(result.array(around) - expected).max() < ONE * 0.01


def test_the_canvas_edge_stays_full_if_told_of_the_canvas() -> None:
    inside = feathered(rectangle(Rect(0, 0, 600, 900), CANVAS), 60, CANVAS)
    assert inside is not None
    values = inside.array(CANVAS)
    assert values[0, 0] == values[899, 0] == values[450, 300] == ONE
    assert 0.49 < values[0, 599] / ONE < 0.53
    assert np.all(values == values[450])  # no shading towards the upper and lower side
    assert CANVAS.holds(inside.bounds)
    fading = feathered(rectangle(Rect(0, 0, 600, 900), CANVAS), 60)
    assert fading is not None
    assert 0.2 < fading.array(CANVAS)[0, 0] / ONE < 0.3


def test_all_of_an_odd_sized_canvas_stays_all() -> None:
    canvas = Rect(0, 0, 333, 217)
    for radius in (5, 40):
        result = feathered(everything(canvas), radius, canvas)
        assert result is not None
        assert result.bounds == canvas
        assert (result.array(canvas) == ONE).all()


def test_even_inside_is_shared_and_unchanged() -> None:
    result = feathered(rectangle(Rect(100, 100, 1000, 700), CANVAS), 10, CANVAS)
    assert result is not None
    assert result.array(Rect(130, 130, 940, 640)).min() == ONE
    assert len(set(map(id, result.tiles.values()))) < len(result.tiles) / 2


def test_nothing_stays_nothing() -> None:
    selection = rectangle(Rect(5, 5, 9, 9), CANVAS)
    assert feathered(None, 5) is None
    assert feathered(Selection({}), 5, CANVAS) is None
    assert feathered(selection, 0, CANVAS) is selection
