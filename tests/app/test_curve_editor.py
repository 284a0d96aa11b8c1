"""The curve editor: points added, moved and removed by mouse and keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.panels.curve_editor import CurveEditor, flipped, hard, linear, s_shaped, soft
from canvas.brush.dynamics import Curve

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def editor(qtbot: QtBot) -> CurveEditor:
    editor = CurveEditor()
    qtbot.addWidget(editor)
    editor.resize(220, 140)
    with qtbot.waitExposed(editor):
        editor.show()
    return editor


def spot(editor: CurveEditor, x: float, y: float) -> QPoint:
    return editor.place((x, y)).toPoint()


def test_a_click_adds_a_point_and_a_drag_moves_it(editor: CurveEditor, qtbot: QtBot) -> None:
    told: list[Curve] = []
    editor.changed.connect(told.append)
    QTest.mousePress(editor, LEFT, NONE, spot(editor, 0.5, 0.5))
    QTest.mouseMove(editor, spot(editor, 0.4, 0.9))
    QTest.mouseRelease(editor, LEFT, NONE, spot(editor, 0.4, 0.9))
    points = editor.curve().points
    assert len(points) == 3
    assert points[1] == pytest.approx((0.4, 0.9), abs=0.02)
    assert told[-1] == editor.curve()


def test_a_point_stays_between_its_neighbours(editor: CurveEditor) -> None:
    editor.set_curve(Curve(((0, 0), (0.5, 0.5), (1, 1))))
    editor.choose(1)
    editor.move_point(2.0, 5.0)
    assert 0.9 < editor.point[0] < 1.0
    assert editor.point[1] == 1.0
    editor.choose(0)
    editor.move_point(-1.0, -1.0)
    assert editor.point == (0.0, 0.0)


def test_a_right_click_or_a_drag_far_out_removes_a_point(editor: CurveEditor, qtbot: QtBot) -> None:
    editor.set_curve(Curve(((0, 0), (0.3, 0.5), (0.6, 0.5), (1, 1))))
    QTest.mouseClick(editor, RIGHT, NONE, spot(editor, 0.3, 0.5))
    assert [x for x, _ in editor.curve().points] == [0, 0.6, 1]
    QTest.mousePress(editor, LEFT, NONE, spot(editor, 0.6, 0.5))
    QTest.mouseMove(editor, QPoint(120, 400))
    QTest.mouseRelease(editor, LEFT, NONE, QPoint(120, 400))
    assert len(editor.curve().points) == 2
    QTest.mouseClick(editor, RIGHT, NONE, spot(editor, 1, 1))
    assert len(editor.curve().points) == 2


def test_a_point_dragged_out_comes_back_with_the_pen(editor: CurveEditor) -> None:
    editor.set_curve(Curve(((0, 0), (0.5, 0.5), (1, 1))))
    QTest.mousePress(editor, LEFT, NONE, spot(editor, 0.5, 0.5))
    QTest.mouseMove(editor, QPoint(120, 400))
    assert len(editor.curve().points) == 2
    QTest.mouseMove(editor, spot(editor, 0.5, 0.2))
    QTest.mouseRelease(editor, LEFT, NONE, spot(editor, 0.5, 0.2))
    assert editor.curve().points[1] == pytest.approx((0.5, 0.2), abs=0.02)


def test_keys_choose_move_add_and_remove(editor: CurveEditor, qtbot: QtBot) -> None:
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Home)
    qtbot.keyClick(editor, Qt.Key.Key_Insert)
    assert editor.point == (0.5, 0.5)
    qtbot.keyClick(editor, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Left)
    assert editor.point == pytest.approx((0.49, 0.6))
    assert "Point 2 of 3" in editor.accessibleDescription()
    qtbot.keyClick(editor, Qt.Key.Key_PageUp)
    assert editor.index == 2
    qtbot.keyClick(editor, Qt.Key.Key_PageDown)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.curve().points == ((0, 0), (1, 1))


def test_ready_made_curves_are_what_they_are_called() -> None:
    middle = {
        name: dict(make().points)[0.5] for name, make in (("soft", soft), ("hard", hard), ("s", s_shaped))
    }
    assert middle["soft"] > 0.7
    assert middle["hard"] < 0.3
    assert middle["s"] == pytest.approx(0.5)
    assert s_shaped().points[1][1] < 1 / 6
    assert flipped(linear()).points == ((0.0, 1.0), (1.0, 0.0))


@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(["add", "move", "remove", "choose"]), st.floats(-1, 2), st.floats(-1, 5)),
        max_size=30,
    )
)
def test_whatever_is_done_it_stays_a_curve(deeds: list[tuple[str, float, float]], qapp: object) -> None:
    editor = CurveEditor()
    for deed, x, y in deeds:
        if deed == "add":
            editor.add_point(min(max(x, 0.0), 1.0), y)
        elif deed == "move":
            editor.move_point(x, y)
        elif deed == "remove":
            editor.remove_point()
        else:
            editor.choose(round(y))
        assert all(0 <= point <= 1 and 0 <= height <= 1 for point, height in editor.curve().points)
    editor.deleteLater()
