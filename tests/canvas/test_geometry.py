"""Rectangles and the tiles they touch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from canvas.geometry import TILE, Rect, tile_rect

small = st.integers(-200, 200)
sides = st.integers(0, 150)
rects = st.builds(Rect, small, small, sides, sides)


def pixels(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right, 7) for y in range(rect.y, rect.bottom, 7)}


def inside(point: tuple[int, int], rect: Rect) -> bool:
    return rect.x <= point[0] < rect.right and rect.y <= point[1] < rect.bottom


@given(rects, rects)
def test_clipped_holds_just_what_both_have(one: Rect, other: Rect) -> None:
    common = one.clipped(other)
    assert common == other.clipped(one)
    assert all(inside(point, common) == inside(point, other) for point in pixels(one))


@given(rects, rects)
def test_united_holds_both_and_no_more_than_needed(one: Rect, other: Rect) -> None:
    both = one.united(other)
    assert both.holds(one)
    assert both.holds(other)
    if not one.empty and not other.empty:
        assert (both.x, both.y) == (min(one.x, other.x), min(one.y, other.y))
        assert (both.right, both.bottom) == (max(one.right, other.right), max(one.bottom, other.bottom))


@given(rects)
def test_tile_keys_are_the_tiles_that_share_a_pixel(rect: Rect) -> None:
    keys = list(rect.tile_keys())
    assert len(keys) == len(set(keys))
    around = [(column, row) for column in range(-6, 8) for row in range(-6, 8)]
    assert set(keys) == {key for key in around if not tile_rect(key).clipped(rect).empty}
    assert Rect.of_keys(keys).holds(rect)


@given(rects, st.integers(0, 40), small, small)
def test_grown_and_moved_come_back(rect: Rect, margin: int, dx: int, dy: int) -> None:
    assert rect.grown(margin).grown(-margin) == rect
    assert rect.moved(dx, dy).moved(-dx, -dy) == rect


def test_between_rounds_outwards_and_is_never_negative() -> None:
    assert Rect.between(-0.5, 1.2, 3.0, 4.1) == Rect(-1, 1, 4, 4)
    assert Rect.between(5, 5, 3, 3).empty


def test_of_no_keys_is_empty() -> None:
    assert Rect.of_keys([]).empty
    assert Rect.of_keys([(-1, 0), (1, 2)]) == Rect(-TILE, 0, 3 * TILE, 3 * TILE)
