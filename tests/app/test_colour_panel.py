"""The colour panel: wheel, sliders, hex field and swatches agree with the studio."""

from __future__ import annotations

import colorsys

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.panels.colour import ColourPanel
from app.panels.swatches import RECENT, hex_of
from app.studio import BLACK, WHITE, Colour, Studio

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> ColourPanel:
    panel = ColourPanel(studio)
    qtbot.addWidget(panel)
    panel.resize(270, 260)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def drag(panel: ColourPanel, *points: QPointF) -> None:
    QTest.mousePress(panel.wheel, LEFT, NONE, points[0].toPoint())
    for point in points[1:]:
        QTest.mouseMove(panel.wheel, point.toPoint())
    QTest.mouseRelease(panel.wheel, LEFT, NONE, points[-1].toPoint())


def in_square(panel: ColourPanel, saturation: float, value: float) -> QPointF:
    square = panel.wheel.square_rect()
    return QPointF(square.left() + saturation * square.width(), square.bottom() - value * square.height())


def test_the_square_chooses_saturation_and_value(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour((1.0, 0.0, 0.0))
    drag(panel, in_square(panel, 0.9, 0.9), in_square(panel, 0.25, 0.5))
    hue, saturation, value = colorsys.rgb_to_hsv(*studio.colour)
    assert (hue, saturation, value) == pytest.approx((0.0, 0.25, 0.5), abs=0.02)


def test_the_ring_chooses_the_hue_even_for_black_and_grey(panel: ColourPanel, studio: Studio) -> None:
    assert studio.colour == BLACK
    drag(panel, panel.wheel.ring_point(0.1), panel.wheel.ring_point(1 / 3))
    assert studio.colour == BLACK
    assert panel.sliders[0].value() == pytest.approx(120, abs=2)
    drag(panel, in_square(panel, 0.9, 0.9), in_square(panel, 2.0, 3.0))  # beyond the corner
    assert studio.colour == pytest.approx((0.0, 1.0, 0.0), abs=0.02)


def test_a_drag_that_began_in_the_ring_stays_there(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour((1.0, 0.0, 0.0))
    middle = panel.wheel.square_rect().center()
    drag(panel, panel.wheel.ring_point(0.05), middle + QPointF(0, -8))
    assert colorsys.rgb_to_hsv(*studio.colour) == pytest.approx((0.25, 1.0, 1.0), abs=0.03)


def test_the_wheel_paints_what_it_chooses(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour((0.0, 0.0, 1.0))
    picture = panel.wheel.grab().toImage()
    ratio = picture.devicePixelRatio()
    for saturation, value in ((0.3, 0.4), (0.7, 0.8), (0.1, 0.9)):
        spot = in_square(panel, saturation, value) * ratio
        shown = picture.pixelColor(spot.toPoint())
        wanted = colorsys.hsv_to_rgb(2 / 3, saturation, value)
        assert (shown.redF(), shown.greenF(), shown.blueF()) == pytest.approx(wanted, abs=0.03)
    for hue in (0.1, 0.45, 0.9):
        shown = picture.pixelColor((panel.wheel.ring_point(hue) * ratio).toPoint())
        wanted = colorsys.hsv_to_rgb(hue, 1.0, 1.0)
        assert (shown.redF(), shown.greenF(), shown.blueF()) == pytest.approx(wanted, abs=0.06)


def test_sliders_of_both_kinds_change_the_colour(panel: ColourPanel, studio: Studio, qtbot: QtBot) -> None:
    studio.set_colour((0.5, 0.25, 0.25))
    value = panel.sliders[2]
    value.setFocus()
    qtbot.keyClick(value, Qt.Key.Key_End)
    assert studio.colour == pytest.approx((1.0, 0.5, 0.5), abs=0.01)
    qtbot.mouseClick(panel.modes["rgb"], LEFT)
    assert [slider.isVisible() for slider in panel.sliders] == [False] * 3 + [True] * 3
    green = panel.sliders[4]
    green.setFocus()
    qtbot.keyClick(green, Qt.Key.Key_Home)
    assert studio.colour == pytest.approx((1.0, 0.0, 0.5), abs=0.01)


def test_the_hue_slider_moves_on_without_saturation(panel: ColourPanel, studio: Studio, qtbot: QtBot) -> None:
    studio.set_colour((0.5, 0.5, 0.5))
    hue = panel.sliders[0]
    hue.setFocus()
    for _ in range(3):
        qtbot.keyClick(hue, Qt.Key.Key_PageUp)
    assert hue.value() == 30  # ten steps of a degree each time
    assert studio.colour == pytest.approx((0.5, 0.5, 0.5))
    assert panel.wheel.hsv()[0] == pytest.approx(hue.value() / 360)


@pytest.mark.parametrize(
    ("typed", "colour"), [("ff8000", "#ff8000"), ("#0f0", "#00ff00"), ("12", "#336699"), ("", "#336699")]
)
def test_the_hex_field(panel: ColourPanel, studio: Studio, qtbot: QtBot, typed: str, colour: str) -> None:
    studio.set_colour((0.2, 0.4, 0.6))
    assert panel.hex.text() == "#336699"
    panel.hex.setFocus()
    panel.hex.selectAll()
    qtbot.keyClick(panel.hex, Qt.Key.Key_Delete)
    qtbot.keyClicks(panel.hex, typed)
    qtbot.keyClick(panel.hex, Qt.Key.Key_Return)
    panel.hex.clearFocus()
    assert hex_of(studio.colour) == colour
    assert panel.hex.text() == colour


def test_the_background_is_edited_when_it_was_clicked(panel: ColourPanel, studio: Studio) -> None:
    _front, back = panel.pair.places()
    QTest.mouseClick(panel.pair, LEFT, NONE, back.bottomRight() - QPoint(4, 4))
    drag(panel, in_square(panel, 0.5, 0.5), in_square(panel, 0.0, 0.5))
    assert studio.background == pytest.approx((0.5, 0.5, 0.5), abs=0.02)
    assert studio.colour == BLACK
    QTest.mouseClick(panel.pair, LEFT, NONE, panel.pair.places()[0].topLeft() + QPoint(4, 4))
    assert panel.hex.text() == "#000000"


def test_swap_and_default_buttons(panel: ColourPanel, studio: Studio, qtbot: QtBot) -> None:
    buttons = {button.accessibleName()[:4]: button for button in panel.findChildren(QToolButton)}
    studio.set_colour((1.0, 0.0, 0.0))
    qtbot.mouseClick(buttons["Swap"], LEFT)
    assert (studio.colour, studio.background) == (WHITE, (1.0, 0.0, 0.0))
    assert panel.hex.text() == "#ffffff"
    qtbot.mouseClick(buttons["Blac"], LEFT)
    assert (studio.colour, studio.background) == (BLACK, WHITE)


def test_recent_colours_are_kept_once_newest_first_and_picked(panel: ColourPanel, studio: Studio) -> None:
    used: list[Colour] = [(at / 20, 0.0, 0.0) for at in range(15)]
    for colour in (*used, used[10]):
        panel.recent.add(colour)
    kept = panel.recent.colours()
    assert len(kept) == RECENT
    assert kept[:3] == (used[10], used[14], used[13])
    QTest.mouseClick(panel.recent, LEFT, NONE, panel.recent.place(1).center())
    assert studio.colour == used[14]
    QTest.mouseClick(panel.recent, LEFT, Qt.KeyboardModifier.AltModifier, panel.recent.place(2).center())
    assert studio.background == used[13]


def test_a_colour_counts_as_used_when_the_drag_ends_not_before(panel: ColourPanel, studio: Studio) -> None:
    studio.set_colour((1.0, 0.0, 0.0))
    drag(panel, *(in_square(panel, share / 10, 0.6) for share in range(2, 9)))
    assert panel.recent.colours() == (studio.colour,)


def test_a_colour_that_came_from_elsewhere_settles(panel: ColourPanel, studio: Studio, qtbot: QtBot) -> None:
    studio.set_colour((0.1, 0.2, 0.3))
    studio.set_colour((0.3, 0.2, 0.1))
    qtbot.waitUntil(lambda: panel.recent.colours() == ((0.3, 0.2, 0.1),), timeout=5000)


def test_it_fits_a_narrow_dock(panel: ColourPanel) -> None:
    size = panel.minimumSizeHint()
    assert size.width() <= 270
    assert size.height() <= 245  # what the dock has in a window of 1366×768
