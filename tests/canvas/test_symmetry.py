"""Symmetry: where the copies of a stroke lie, and that painted copies are mirror images."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.brush.dynamics import Setting, pressed
from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.brush.symmetry import Kind, Symmetry
from canvas.brush.tip import Tip
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.tile import ONE, read

CENTRE = (128.0, 96.5)
RECT = Rect(0, 0, 256, 256)
samples = st.lists(
    st.builds(
        Sample,
        x=st.integers(-800, 800).map(lambda n: n / 16),
        y=st.integers(-800, 800).map(lambda n: n / 16),
        pressure=st.floats(0, 1),
        tilt_x=st.floats(-60, 60),
        tilt_y=st.floats(-60, 60),
        time=st.floats(0, 9),
        rotation=st.floats(0, 360, exclude_max=True),
    ),
    max_size=5,
)
symmetries = st.builds(
    Symmetry,
    kind=st.sampled_from(Kind),
    centre=st.tuples(st.floats(-100, 100), st.floats(-100, 100)),
    folds=st.integers(2, 32),
    mirrored=st.booleans(),
    through=st.tuples(st.floats(200, 300), st.floats(-300, 300)),
    angle=st.floats(-180, 180),
)


@given(symmetry=symmetries, pen=samples)
def test_the_first_copy_is_the_pen_s_own(symmetry: Symmetry, pen: list[Sample]) -> None:
    copies = symmetry.copies(pen)
    assert copies[0] == pen
    assert len(copies) == len(symmetry.transforms())
    for copy in copies:
        assert [(one.pressure, one.time) for one in copy] == [(one.pressure, one.time) for one in pen]


@given(symmetry=symmetries)
def test_the_copies_are_a_group(symmetry: Symmetry) -> None:
    """A copy of a copy is a copy: whichever of them is drawn, the same picture arises."""
    whole = [np.vstack((copy.matrix, (0, 0, 1))) for copy in symmetry.transforms()]
    known = np.array(whole)
    for one in whole:
        for other in whole[:4]:
            assert np.abs(known - one @ other).max(axis=(1, 2)).min() < 1e-9


@given(symmetry=symmetries, pen=samples)
def test_copies_keep_shape_and_lean(symmetry: Symmetry, pen: list[Sample]) -> None:
    x, y = symmetry.centre
    for copy in symmetry.copies(pen):
        for one, other in zip(pen, copy, strict=True):
            assert math.hypot(one.x - x, one.y - y) == pytest.approx(math.hypot(other.x - x, other.y - y))
            assert math.hypot(one.tilt_x, one.tilt_y) == pytest.approx(math.hypot(other.tilt_x, other.tilt_y))


@given(pen=samples)
def test_mirrors_along_the_axes_are_exact(pen: list[Sample]) -> None:
    _own, left, below, across = Symmetry(Kind.BOTH, CENTRE).copies(pen)
    for one, mirrored in zip(pen, left, strict=True):
        assert mirrored[:5] == (256 - one.x, one.y, one.pressure, -one.tilt_x, one.tilt_y)
        assert mirrored.rotation == pytest.approx((180 - one.rotation) % 360)
    for one, mirrored in zip(pen, below, strict=True):
        assert mirrored[:5] == (one.x, 193 - one.y, one.pressure, one.tilt_x, -one.tilt_y)
    for one, turned in zip(pen, across, strict=True):
        assert turned[:5] == (256 - one.x, 193 - one.y, one.pressure, -one.tilt_x, -one.tilt_y)
    assert Symmetry(Kind.VERTICAL, CENTRE).copies(pen)[1] == left
    assert Symmetry(Kind.HORIZONTAL, CENTRE).copies(pen)[1] == below


def test_a_line_mirrors_across_itself() -> None:
    (copied,) = Symmetry(Kind.LINE, (10, 20), through=(30, 40)).copies([Sample(50, 20)])[1]
    assert copied[:2] == pytest.approx((10, 60))
    on_it = Symmetry(Kind.LINE, (10, 20), through=(30, 40)).copies([Sample(17, 27)])[1][0]
    assert on_it[:2] == pytest.approx((17, 27))


def test_radial_copies_stand_around_the_centre() -> None:
    copies = Symmetry(Kind.RADIAL, (0, 0), folds=4).copies([Sample(10, 0, rotation=5)])
    assert [copy[0][:2] for copy in copies] == [(10, 0), (0, 10), (-10, 0), (0, -10)]
    assert [copy[0].rotation for copy in copies] == pytest.approx([5, 95, 185, 275])


def test_a_kaleidoscope_has_mirrors_between_its_copies() -> None:
    kaleidoscope = Symmetry(Kind.RADIAL, (0, 0), folds=3, mirrored=True)
    assert len(kaleidoscope.transforms()) == 6
    assert kaleidoscope.axes() == pytest.approx([30, 90, 150])
    for copy in kaleidoscope.copies([Sample(0, 10)])[3:]:  # what lies on a mirror meets itself
        assert (
            min(
                math.hypot(copy[0].x - x, copy[0].y - y)
                for x, y in ((0, 10), (8.660254, -5), (-8.660254, -5))
            )
            < 1e-6
        )
    assert Symmetry(Kind.VERTICAL, (0, 0)).axes() == [90]
    assert Symmetry(Kind.HORIZONTAL, (0, 0)).axes() == [0]
    assert Symmetry(Kind.RADIAL, (0, 0), folds=5).axes() == []


def painted(symmetry: Symmetry, brush: Brush, pen: list[Sample]) -> np.ndarray:
    layer = Layer("a")
    stroke = Stroke(layer, brush, (0.8, 0.3, 0.1), clip=RECT, selection=None, copies=symmetry.transforms())
    stroke.add(pen)
    stroke.finish()
    return read(stroke.layer.tiles, RECT)


PEN = [Sample(20.3, 30.7, 0.4), Sample(60, 90, 0.8), Sample(97.1, 100.2, 1.0)]


@pytest.mark.parametrize("centre", [128.0, 127.5])
@pytest.mark.parametrize("brush", [Brush(size=17, hardness=1), Brush(size=40, hardness=0.3, flow=0.4)])
def test_a_stroke_and_its_mirror_image_are_the_same_bits(brush: Brush, centre: float) -> None:
    """The mirror stands on an edge between pixels, or on the middle of one."""
    brush = replace(brush, dynamics=(pressed(Setting.SIZE, 0.7), pressed(Setting.OPACITY, 0.5)))
    whole = painted(Symmetry(Kind.VERTICAL, (centre, 0.0)), brush, PEN)
    last = round(2 * centre)
    assert whole.any()
    assert np.array_equal(whole[:, :, :last], whole[:, :, :last][:, :, ::-1])
    below = painted(Symmetry(Kind.HORIZONTAL, (0.0, centre)), brush, PEN)
    assert np.array_equal(below[:, :last], below[:, :last][:, ::-1])


def test_dabs_of_an_ellipse_are_mirrored_too() -> None:
    brush = Brush(size=30, hardness=0.6, roundness=0.3, angle=25)
    both = painted(Symmetry(Kind.BOTH, (128.0, 128.0)), brush, PEN).astype(int)
    assert np.abs(both - both[:, :, ::-1]).max() <= 1
    assert np.abs(both - both[:, ::-1]).max() <= 1
    quarters = painted(Symmetry(Kind.RADIAL, (128.0, 128.0), folds=4), brush, PEN).astype(int)
    assert np.abs(quarters - np.rot90(quarters, axes=(1, 2))).max() <= 1
    assert np.abs(quarters - quarters[:, :, ::-1]).max() > 1000


def test_chance_is_the_same_in_every_copy() -> None:
    brush = Brush(size=20, scatter=1.5, hue_jitter=1.0)
    whole = painted(Symmetry(Kind.VERTICAL, (128.0, 0.0)), brush, [Sample(20, 40), Sample(80, 200)]).astype(
        int
    )
    assert np.abs(whole - whole[:, :, ::-1]).max() <= 1


def test_copies_that_cross_stay_below_the_stroke_s_opacity() -> None:
    whole = painted(
        Symmetry(Kind.VERTICAL, (128.0, 0.0)),
        Brush(size=30, opacity=0.5),
        [Sample(90, 128), Sample(180, 128)],
    )
    assert whole[3].max() == ONE // 2


def test_a_picture_s_copies_are_mirrored() -> None:
    picture = np.zeros((24, 24), np.uint8)
    picture[2:20, 3:9] = 255  # neither way the same
    picture[14:20, 3:20] = 255
    brush = Brush(size=40, tip=Tip("L", (picture,)), angle=20)
    whole = painted(Symmetry(Kind.VERTICAL, (128.0, 0.0)), brush, [Sample(60, 60)]).astype(int)
    assert whole[3].max() > 30000
    assert np.abs(whole - whole[:, :, ::-1]).max() <= 400  # pictures are filtered
