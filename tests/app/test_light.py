"""The light: angles, a place on the sphere, words; and the sphere of the panel under the hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.images import pixels_of
from app.light import USUAL, Light, from_sphere, on_sphere, way_words
from app.panels.light_sphere import LightSphere, sphere


@given(st.floats(-179.0, 180.0), st.floats(0.0, 89.0))
def test_a_place_on_the_sphere_leads_back_to_its_angles(azimuth: float, elevation: float) -> None:
    back = from_sphere(*on_sphere((azimuth, elevation)))
    assert (back[0] - azimuth + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1e-3)
    assert back[1] == pytest.approx(elevation, abs=1e-3)


@pytest.mark.parametrize(
    ("angles", "place"),
    [
        ((0.0, 0.0), (1.0, 0.0)),
        ((90.0, 0.0), (0.0, -1.0)),
        ((180.0, 60.0), (-0.5, 0.0)),
        ((45.0, 90.0), (0.0, 0.0)),
    ],
)
def test_light_from_above_is_above(angles: tuple[float, float], place: tuple[float, float]) -> None:
    assert on_sphere(angles) == pytest.approx(place, abs=1e-9)


def test_beyond_the_edge_light_comes_from_the_side() -> None:
    assert from_sphere(0.0, -3.0) == pytest.approx((90.0, 0.0))


@pytest.mark.parametrize(
    ("angles", "words"),
    [
        ((0, 10), "from the right"), ((45, 10), "from the upper right"), ((90, 10), "from above"),
        ((180, 10), "from the left"), ((-180, 10), "from the left"), ((-90, 10), "from below"),
        ((-45, 10), "from the lower right"), ((135, 80), "from the front"),
    ],
)  # fmt: skip
def test_words(angles: tuple[float, float], words: str) -> None:
    assert way_words(angles) == words


def test_angles_are_whole_and_in_range() -> None:
    light, told = Light(), []
    light.changed.connect(lambda: told.append(light.angles))
    light.set((271.4, 93.0))
    light.set((271.4, 93.0))
    light.set(None)
    assert told == [(-89.0, 90.0), None]


def test_the_sphere_is_bright_where_the_light_is(qtbot: QtBot) -> None:
    grey = pixels_of(sphere((180.0, 20.0), 80))[..., 0].astype(int)
    assert grey[40, 8] > grey[40, 70] + 100
    dull = pixels_of(sphere(None, 80))
    assert np.ptp(dull[30:50, 30:50, 0]) < 20
    assert dull[0, 0, 3] == 0


def test_the_hand_turns_the_light(qtbot: QtBot) -> None:
    light = Light()
    widget = LightSphere(light)
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint())
    widget.show()
    middle, radius = widget._circle()
    place = QPoint(round(middle.x()), round(middle.y() - 0.7 * radius))
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
    assert light.angles is not None
    assert light.angles[0] == pytest.approx(90.0, abs=3.0)
    assert light.angles[1] == pytest.approx(45.0, abs=4.0)
    light.set(USUAL)
    qtbot.keyClick(widget, Qt.Key.Key_Right)
    qtbot.keyClick(widget, Qt.Key.Key_Up)
    assert light.angles == (USUAL[0] - 5.0, USUAL[1] + 5.0)
    qtbot.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=place)
    assert light.angles is None
