"""The value slider under real mouse, wheel and key events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.panels.value_slider import ValueSlider

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slider(qtbot: QtBot) -> ValueSlider:
    slider = ValueSlider("Opacity", 0, 100, 50, suffix=" %", default=80)
    qtbot.addWidget(slider)
    slider.resize(200, 24)
    with qtbot.waitExposed(slider):
        slider.show()
    return slider


def values(slider: ValueSlider) -> list[float]:
    told: list[float] = []
    slider.changed.connect(told.append)
    return told


def drag(slider: ValueSlider, start: int, *stops: int, keys: Qt.KeyboardModifier | None = None) -> None:
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(slider, LEFT, none, QPoint(start, 12))
    for stop in stops:
        QTest.mouseMove(slider, QPoint(stop, 12))
        QApplication.processEvents()
    QTest.mouseRelease(slider, LEFT, none, QPoint(stops[-1], 12))


def editor(slider: ValueSlider) -> QLineEdit | None:
    return next((field for field in slider.findChildren(QLineEdit) if field.isVisible()), None)


def test_a_drag_moves_the_value_with_the_pointer(slider: ValueSlider, qtbot: QtBot) -> None:
    told = values(slider)
    with qtbot.waitSignal(slider.finished):
        drag(slider, 100, 120, 140)
    assert slider.value() == 70  # 40 of 200 pixels are 20 of 100
    assert told == [60, 70]
    assert editor(slider) is None


def test_a_drag_beyond_the_end_stops_at_the_bound(slider: ValueSlider) -> None:
    drag(slider, 100, 190, 900)
    assert slider.value() == 100


def test_setting_the_value_tells_nothing_and_keeps_to_the_bounds(slider: ValueSlider) -> None:
    told = values(slider)
    slider.set_value(170)
    assert (slider.value(), told) == (100, [])
    assert slider.accessibleDescription() == "100 %"


def test_a_click_opens_the_field_and_return_takes_the_number(slider: ValueSlider, qtbot: QtBot) -> None:
    told = values(slider)
    qtbot.mouseClick(slider, LEFT, pos=QPoint(60, 12))
    field = editor(slider)
    assert field is not None
    assert field.selectedText() == "50"
    qtbot.keyClicks(field, "33 %")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (slider.value(), told) == (33, [33])
    assert editor(slider) is None


@pytest.mark.parametrize("typed", ["", "abc", "nan"])
def test_what_is_no_number_changes_nothing(slider: ValueSlider, qtbot: QtBot, typed: str) -> None:
    told = values(slider)
    slider.edit()
    field = editor(slider)
    assert field is not None
    field.setText(typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (slider.value(), told) == (50, [])


def test_escape_leaves_the_value(slider: ValueSlider, qtbot: QtBot) -> None:
    slider.edit("7")
    field = editor(slider)
    assert field is not None
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert slider.value() == 50
    assert editor(slider) is None


def test_a_double_click_resets(slider: ValueSlider, qtbot: QtBot) -> None:
    told = values(slider)
    qtbot.mouseClick(slider, LEFT, pos=QPoint(60, 12))
    field = editor(slider)
    assert field is not None
    qtbot.mouseDClick(field, LEFT, pos=QPoint(60, 12))
    assert (slider.value(), told) == (80, [80])
    assert editor(slider) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Right, 51),
        (Qt.Key.Key_Down, 49),
        (Qt.Key.Key_PageUp, 60),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 100),
        (Qt.Key.Key_Backspace, 80),
    ],
)
def test_keys(slider: ValueSlider, qtbot: QtBot, key: Qt.Key, value: float) -> None:
    slider.setFocus()
    with qtbot.waitSignal(slider.finished):
        qtbot.keyClick(slider, key)
    assert slider.value() == value


def test_a_digit_begins_to_type_and_a_letter_does_not(slider: ValueSlider, qtbot: QtBot) -> None:
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_B)
    assert editor(slider) is None
    qtbot.keyClick(slider, Qt.Key.Key_7)
    field = editor(slider)
    assert field is not None
    assert field.text() == "7"


def wheel(slider: ValueSlider, notches: int) -> bool:
    event = QWheelEvent(
        QPointF(50, 12),
        slider.mapToGlobal(QPointF(50, 12)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)
    return event.isAccepted()


def test_the_wheel_works_with_focus_only(slider: ValueSlider) -> None:
    slider.clearFocus()
    assert not wheel(slider, 1)
    assert slider.value() == 50
    slider.setFocus()
    assert wheel(slider, 2)
    assert slider.value() == 52


def test_the_exponent_gives_small_values_room_and_every_step_moves(qtbot: QtBot) -> None:
    slider = ValueSlider("Size", 1, 1000, 1, suffix=" px", exponent=3.0)
    qtbot.addWidget(slider)
    slider.resize(200, 24)
    slider.show()
    drag(slider, 20, 70, 120)
    assert slider.value() == pytest.approx(1 + 999 * 0.5**3, abs=1)
    slider.set_value(1)
    slider.setFocus()
    for size in (2, 3, 4):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        assert slider.value() == size
    for size in (3, 2, 1, 1):
        qtbot.keyClick(slider, Qt.Key.Key_Left)
        assert slider.value() == size


def test_decimals_are_kept_and_both_signs_for_them_understood(qtbot: QtBot) -> None:
    slider = ValueSlider("Guidance", 0, 20, 7, decimals=1)
    qtbot.addWidget(slider)
    slider.show()
    for typed in ("7,25", "7.25"):
        slider.set_value(1)
        slider.edit(typed)
        field = editor(slider)
        assert field is not None
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert slider.value() == pytest.approx(7.2)
    assert slider.text() == "7.2"
