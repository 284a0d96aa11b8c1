"""Making selections, and joining one with another."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.selecting import (
    Combine,
    clipped,
    combined,
    ellipse,
    everything,
    inverted,
    of_alpha,
    polygon,
    rectangle,
)
from canvas.selection import Selection
from canvas.tile import ONE, solid

CANVAS = Rect(0, 0, 200, 150)
AROUND = CANVAS.grown(70)
rects = st.builds(
    Rect, st.integers(-60, 220), st.integers(-60, 220), st.integers(0, 200), st.integers(0, 200)
)


def mask(selection: Selection | None, rect: Rect = AROUND) -> np.ndarray:
    return np.zeros((rect.height, rect.width), np.uint16) if selection is None else selection.array(rect)


def soft(seed: int) -> Selection:
    """Some of each: nothing, all, and anything in between, tile-aligned or not."""
    rng = np.random.default_rng(seed)
    coarse = rng.choice([0, 0, ONE, ONE, ONE // 2, 1, ONE - 1], (3, 4))
    pixels = np.kron(coarse, np.ones((50, 50), int)).astype(np.uint16)
    pixels[:64, :64] = rng.choice([0, ONE])
    return Selection.of_array(pixels)


@given(st.integers(-70, 70), st.integers(-70, 70), st.integers(0, 2**32 - 1))
def test_a_mask_comes_back_from_its_tiles(x: int, y: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.choice(np.array([0, 1, 100, 255], np.uint8), (70, 90)) * (rng.random((70, 90)) > 0.9)
    selection = Selection.of_array(pixels, (x, y))
    rect = Rect(x, y, 90, 70)
    assert np.array_equal(selection.array8(rect), pixels)
    rows, columns = np.nonzero(pixels)
    edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert selection.bounds == Rect.between(*edges).moved(x, y)
    assert np.array_equal(
        Selection.of_array(selection.array(rect), (x, y)).array(rect), selection.array(rect)
    )


def test_bool_masks_and_shared_full_tiles() -> None:
    selection = Selection.of_array(np.ones((128, 192), bool))
    assert len(set(map(id, selection.tiles.values()))) == 1
    assert selection.full_keys() == set(Rect(0, 0, 192, 128).tile_keys())
    assert Selection.of_array(np.zeros((5, 5), bool)).empty


@given(rects)
@example(Rect(0, 0, 64, 1))  # its right side lies between two tiles
def test_a_rectangle_selects_its_pixels_in_the_canvas(rect: Rect) -> None:
    expected = np.zeros((AROUND.height, AROUND.width), np.uint16)
    part = rect.clipped(CANVAS)
    expected[part.y + 70 : part.bottom + 70, part.x + 70 : part.right + 70] = ONE
    selection = rectangle(rect, CANVAS)
    assert (selection is None) == part.empty
    assert np.array_equal(mask(selection), expected)
    corners = np.array(
        [(rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom)]
    )
    for outline in (corners, corners[::-1]):
        same = polygon(outline, CANVAS)
        assert np.array_equal(mask(same), expected)
        assert same is None or same.bounds == part


def test_a_polygon_covers_what_a_fine_raster_says() -> None:
    rng = np.random.default_rng(3)
    angles = np.sort(rng.random(9)) * 2 * math.pi  # a star-shaped outline, so that no two edges cross
    points = (100, 75) + np.stack([np.cos(angles), np.sin(angles)], 1) * rng.uniform(20, 70, (9, 1))
    fine = np.zeros((150 * 32, 200 * 32), np.uint8)
    cv2.fillPoly(fine, [np.rint((points * 32 - 0.5) * 16).astype(np.int32)], 1, shift=4)
    expected = fine.reshape(150, 32, 200, 32).mean(axis=(1, 3)) * ONE
    difference = np.abs(mask(polygon(points, CANVAS), CANVAS) - expected)
    assert difference.max() < ONE * 0.07  # one sampling line, and the raster's own inclusive edges
    assert difference.mean() < ONE * 0.001


def test_a_polygon_at_fractions_of_a_pixel_is_exact() -> None:
    points = np.array([(10.25, 20.5), (30.75, 20.5), (30.75, 40.125), (10.25, 40.125)])
    values = mask(polygon(points, CANVAS), CANVAS)
    assert values[30, 9:12].tolist() == [0, ONE * 3 // 4, ONE]
    assert values[30, 29:32].tolist() == [ONE, ONE * 3 // 4, 0]
    assert values[19:22, 20].tolist() == [0, ONE // 2, ONE]
    assert values[39:42, 20].tolist() == [ONE, ONE // 8, 0]


def test_a_lasso_that_overlaps_itself_selects_all_it_winds_around() -> None:
    twice = np.array([(10, 10), (90, 10), (90, 90), (10, 90)] * 2)
    assert np.array_equal(mask(polygon(twice, CANVAS)), mask(rectangle(Rect(10, 10, 80, 80), CANVAS)))
    eight = np.array([(10, 10), (60, 60), (110, 10), (110, 110), (60, 60), (10, 110)])
    assert mask(polygon(eight, CANVAS), CANVAS)[60, 20] == ONE
    assert mask(polygon(eight, CANVAS), CANVAS)[60, 100] == ONE


@pytest.mark.parametrize("points", [[], [(5, 5)], [(5, 5), (90, 90)], [(-9, -9), (-9, -80), (-80, -9)]])
def test_a_line_or_something_off_the_canvas_selects_nothing(points: list[tuple[int, int]]) -> None:
    assert polygon(np.array(points, float).reshape(-1, 2), CANVAS) is None


@pytest.mark.parametrize("rect", [Rect(10, 20, 160, 100), Rect(31, 17, 7, 90), Rect(70, 70, 1, 1)])
def test_an_ellipse_touches_its_sides_and_has_its_area(rect: Rect) -> None:
    selection = ellipse(rect, CANVAS)
    assert selection is not None
    area = math.pi * rect.width * rect.height / 4
    assert mask(selection).sum(dtype=np.int64) / ONE == pytest.approx(area, rel=0.005)
    assert selection.bounds == rect
    values = mask(selection, rect).astype(int)
    assert np.abs(values - values[::-1]).max() < ONE * 0.07
    assert np.abs(values - values[:, ::-1]).max() < ONE * 0.07


def test_an_ellipse_is_cut_at_the_canvas() -> None:
    selection = ellipse(Rect(-50, -50, 100, 100), CANVAS)
    assert selection is not None
    assert CANVAS.holds(selection.bounds)
    assert mask(selection).sum(dtype=np.int64) / ONE == pytest.approx(math.pi * 2500 / 4, rel=0.005)
    assert ellipse(Rect(-50, -50, 20, 20), CANVAS) is None
    assert ellipse(Rect(5, 5, 0, 9), CANVAS) is None


@given(st.integers(0, 99), st.integers(0, 99))
def test_combining_works_pixel_by_pixel(one: int, other: int) -> None:
    old, new = soft(one), soft(other)
    a, b = mask(old).astype(np.int64), mask(new).astype(np.int64)
    for mode, expected in (
        (Combine.REPLACE, b),
        (Combine.ADD, np.maximum(a, b)),
        (Combine.SUBTRACT, (a * (ONE - b) + ONE // 2) // ONE),
        (Combine.INTERSECT, np.minimum(a, b)),
    ):
        result = combined(old, new, mode)
        assert np.array_equal(mask(result), expected)
        assert (result is None) == (not expected.any())
        assert result is None or all(tile.pixels.any() for tile in result.tiles.values())


def test_combining_with_nothing() -> None:
    some = rectangle(Rect(5, 5, 20, 20), CANVAS)
    assert combined(None, None, Combine.ADD) is None
    assert combined(some, None, Combine.ADD) is some
    assert combined(None, some, Combine.ADD) is some
    assert combined(some, None, Combine.SUBTRACT) is some
    assert combined(None, some, Combine.SUBTRACT) is None
    assert combined(some, None, Combine.INTERSECT) is None
    assert combined(None, some, Combine.INTERSECT) is None
    assert combined(some, None, Combine.REPLACE) is None
    assert combined(some, some, Combine.SUBTRACT) is None


@given(st.integers(0, 99))
def test_inverting_is_exact_and_stays_in_the_canvas(seed: int) -> None:
    selection = soft(seed)
    other = inverted(selection, CANVAS)
    expected = np.zeros((AROUND.height, AROUND.width), np.uint16)
    expected[70:-70, 70:-70] = ONE - mask(selection, CANVAS)
    assert np.array_equal(mask(other), expected)
    assert np.array_equal(mask(inverted(other, CANVAS)), mask(clipped(selection, CANVAS)))


def test_everything_and_nothing_are_each_other_inverted() -> None:
    everywhere = everything(CANVAS)
    assert everywhere.bounds == CANVAS
    assert mask(everywhere).sum(dtype=np.int64) == CANVAS.width * CANVAS.height * ONE
    assert inverted(everywhere, CANVAS) is None
    again = inverted(None, CANVAS)
    assert np.array_equal(mask(again), mask(everywhere))


def test_a_layers_paint_is_selected_as_far_as_it_covers() -> None:
    tiles = {**solid((1, 0, 0, 1), [(0, 0), (-1, 0)]), **solid((0, 1, 0, 0.25), [(3, 0)])}
    selection = of_alpha(Layer("paint", tiles=tiles), CANVAS)
    values = mask(selection, CANVAS)
    assert values[10, 10] == ONE
    assert values[10, 199] == ONE // 4
    assert values[10, 100] == 0
    assert selection is not None
    assert selection.bounds == Rect(0, 0, 200, 64)
    assert of_alpha(Layer("empty"), CANVAS) is None
    assert of_alpha(Layer("outside", tiles=solid((1, 0, 0, 1), [(9, 9)])), CANVAS) is None
