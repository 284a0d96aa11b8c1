"""The view's arithmetic: there and back, anchors that stay, and pictures that fit."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.view import MAX_ZOOM, MIN_ZOOM, ZOOM_STOPS, View
from canvas.geometry import Rect

numbers = st.floats(-3000, 3000)
points = st.builds(QPointF, numbers, numbers)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])
zooms = st.floats(MIN_ZOOM, MAX_ZOOM)
views = st.builds(
    View,
    size=st.builds(QSizeF, st.integers(100, 4000), st.integers(100, 2200)),
    centre=points,
    zoom=zooms,
    rotation=st.one_of(st.sampled_from([0.0, 90.0, -90.0, 180.0]), st.floats(-180, 180)),
    mirrored=st.booleans(),
    ratio=ratios,
)


def distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())


@given(views, points)
def test_there_and_back_is_the_same_place(view: View, point: QPointF) -> None:
    back = view.to_document(view.to_view(point))
    assert distance(point, back) < 1e-6


@given(views, st.floats(0, 1), st.floats(0, 1), zooms)
def test_zooming_keeps_what_is_under_the_cursor(view: View, across: float, down: float, zoom: float) -> None:
    anchor = QPointF(view.size.width() * across, view.size.height() * down)
    under = view.to_document(anchor)
    zoomed = view.zoomed(zoom, anchor)
    assert zoomed.zoom == zoom
    # Straight views start at whole device pixels, so half a pixel may be lost before and after.
    assert distance(zoomed.to_view(under), anchor) * view.ratio < 1.5 + zoom / view.zoom


@given(views, st.floats(0, 1), st.floats(0, 1), st.floats(-720, 720))
def test_turning_keeps_what_is_under_the_anchor(view: View, across: float, down: float, angle: float) -> None:
    anchor = QPointF(view.size.width() * across, view.size.height() * down)
    under = view.to_document(anchor)
    turned = view.turned(angle, anchor)
    assert -180 < turned.rotation <= 180
    assert distance(turned.to_view(under), anchor) * view.ratio < 1.5


@given(views, st.integers(-500, 500), st.integers(-500, 500))
def test_panning_moves_the_picture_with_the_hand(view: View, x: int, y: int) -> None:
    at = view.to_view(QPointF(10, 20))
    moved = view.panned(QPointF(x, y)).to_view(QPointF(10, 20)) - at
    assert distance(moved, QPointF(x, y)) * view.ratio < 1.5


@given(views, st.integers(1, 20000), st.integers(1, 20000))
def test_a_fitted_picture_is_seen_whole(view: View, width: int, height: int) -> None:
    fitted = view.fitting(width, height)
    seen = fitted.view_polygon(Rect(0, 0, width, height)).boundingRect()
    assert fitted.zoom <= 1.0
    if fitted.zoom > MIN_ZOOM:
        assert QRectF(-1, -1, view.size.width() + 2, view.size.height() + 2).contains(seen)
        assert fitted.zoom == 1.0 or max(
            seen.width() / (view.size.width() - 48), seen.height() / (view.size.height() - 48)
        ) == pytest.approx(1.0, abs=0.01)


@given(views)
def test_flipping_twice_is_nothing_and_once_swaps_left_and_right(view: View) -> None:
    assert view.flipped().flipped() == view
    middle = view.size.width() / 2
    point = view.centre + QPointF(30, 50)
    one, other = view.to_view(point), view.flipped().to_view(point)
    assert abs((one.x() - middle) + (other.x() - middle)) * view.ratio < 1.5
    assert abs(one.y() - other.y()) * view.ratio < 1.5


@given(st.integers(1, 4000), st.integers(1, 4000), points, ratios, st.sampled_from([0.0, 90.0, -90.0, 180.0]))
def test_at_100_percent_pixels_meet_pixels(
    width: int, height: int, centre: QPointF, ratio: float, rotation: float
) -> None:
    view = View(QSizeF(width, height), centre, 1.0, rotation, ratio=ratio)
    corner = view.to_view(QPointF(7, 9)) * ratio
    assert abs(corner.x() - round(corner.x())) < 1e-6
    assert abs(corner.y() - round(corner.y())) < 1e-6
    step = view.to_view(QPointF(8, 9)) * ratio - corner
    assert math.hypot(step.x(), step.y()) == pytest.approx(1.0)
    assert min(abs(step.x()), abs(step.y())) < 1e-9


def test_half_a_turn_is_exact() -> None:
    matrix = View(QSizeF(100, 100), QPointF(0, 0)).turned(-180).transform()
    assert (matrix.m12(), matrix.m21()) == (0.0, 0.0)


def test_zoom_stays_in_its_range() -> None:
    view = View(QSizeF(100, 100), QPointF(0, 0))
    assert view.zoomed(1e9, QPointF(0, 0)).zoom == MAX_ZOOM
    assert view.zoomed(0.0, QPointF(0, 0)).zoom == MIN_ZOOM
    assert view.fitting(10**9, 1).zoom == MIN_ZOOM


@pytest.mark.parametrize("stop", ZOOM_STOPS[1:-1])
def test_stops_are_walked_one_by_one(stop: float) -> None:
    view = View(QSizeF(100, 100), QPointF(0, 0), zoom=stop)
    place = ZOOM_STOPS.index(stop)
    assert view.next_stop(1) == ZOOM_STOPS[place + 1]
    assert view.next_stop(-1) == ZOOM_STOPS[place - 1]
    assert replace(view, zoom=stop * 1.01).next_stop(-1) == stop


@given(views, st.integers(-500, 500), st.integers(-500, 500), st.integers(1, 300), st.integers(1, 300))
def test_a_rectangle_is_held_there_and_back(view: View, x: int, y: int, width: int, height: int) -> None:
    rect = Rect(x, y, width, height)
    # One pixel more on each side for what floating point takes away.
    assert view.document_rect(view.view_rect(rect)).grown(1).holds(rect)
