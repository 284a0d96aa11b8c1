"""Guides in the real window: out of the rulers, moved, removed, and what snaps to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.rulers import Ruler, RulerFrame, steps
from app.start import Program
from app.tools.move import painted_bounds
from canvas.deeds.guides import add_guide
from canvas.formats import open_document
from canvas.geometry import Rect
from canvas.guides import Guide
from canvas.layer import Group, Layer
from tests.flows.conftest import Pen, settle
from tests.flows.test_keeping import flushed, run

WIDE, TALL = Guide(True, 120.0), Guide(False, 200.0)


@pytest.fixture
def frame(qtbot: QtBot, program: Program) -> RulerFrame:
    program.window.actions_by_id["rulers"].trigger()
    settle(qtbot, program)
    frame = program.window.viewport.parentWidget()
    assert isinstance(frame, RulerFrame)
    return frame


@pytest.fixture
def guided(qtbot: QtBot, program: Program) -> Program:
    for guide in (WIDE, TALL):
        program.studio.session.do("Guide", lambda document, guide=guide: add_guide(document, guide))
    settle(qtbot, program)
    program.window.toolbox.choose("move")
    return program


def pull(qtbot: QtBot, program: Program, ruler: Ruler, to: tuple[float, float]) -> None:
    """A drag with the left button out of a ruler, to a place of the picture."""
    viewport = program.window.viewport
    end = ruler.mapFromGlobal(viewport.mapToGlobal(viewport.view.to_view(QPointF(*to))))
    middle = QPointF(ruler.width() / 2, ruler.height() / 2)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    mouse(ruler, QEvent.Type.MouseButtonPress, middle, left, left)
    mouse(ruler, QEvent.Type.MouseMove, end, none, left)
    mouse(ruler, QEvent.Type.MouseButtonRelease, end, left, none)
    settle(qtbot, program)


def mouse(
    widget: QWidget, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton
) -> None:
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def test_a_drag_out_of_a_ruler_makes_a_guide_that_is_in_the_file(
    qtbot: QtBot, program: Program, frame: RulerFrame
) -> None:
    assert frame.top.isVisible()
    pull(qtbot, program, frame.top, (50, 80.4))
    pull(qtbot, program, frame.left, (150.6, 70))
    assert program.studio.document.guides == (Guide(True, 80.0), Guide(False, 151.0))
    assert program.studio.session.undo_label == "Add guide"
    assert set(open_document(flushed(qtbot, program)).document.guides) == set(program.studio.document.guides)
    program.studio.session.undo()
    assert settle(qtbot, program).guides == (Guide(True, 80.0),)
    pull(qtbot, program, frame.top, (50, -2000))  # let go on the ruler again
    assert program.studio.document.guides == (Guide(True, 80.0),)
    program.window.actions_by_id["rulers"].trigger()
    assert not frame.top.isVisible()


def test_in_a_turned_view_the_upper_ruler_makes_the_guide_that_lies_across_there(
    qtbot: QtBot, program: Program, frame: RulerFrame
) -> None:
    program.window.viewport.navigation.turn(90)
    pull(qtbot, program, frame.top, (60, 80))
    assert program.studio.document.guides == (Guide(False, 60.0),)


def test_a_guide_is_moved_with_the_move_tool_and_removed_by_letting_it_go_outside(
    qtbot: QtBot, guided: Program, pen: Pen
) -> None:
    tiles = guided.studio.document.sheets()[1].tiles
    assert pen.drag((50, 121), (60, 90)).guides == (Guide(True, 90.0), TALL)
    assert guided.studio.session.undo_label == "Move guide"
    assert pen.drag((201, 30), (-5000, 30)).guides == (Guide(True, 90.0),)
    guided.studio.session.undo()
    guided.studio.session.undo()
    assert settle(qtbot, guided).guides == (WIDE, TALL)
    assert guided.studio.document.sheets()[1].tiles is tiles  # the paint did not move


def test_guides_that_are_locked_or_hidden_or_under_a_brush_stay(
    qtbot: QtBot, guided: Program, pen: Pen
) -> None:
    actions = guided.window.actions_by_id
    actions["lock_guides"].trigger()
    assert pen.drag((50, 120), (60, 90)).guides == (WIDE, TALL)
    actions["lock_guides"].trigger()
    actions["guides"].trigger()
    assert pen.drag((50, 120), (60, 90)).guides == (WIDE, TALL)
    actions["guides"].trigger()
    guided.window.toolbox.choose("brush")
    assert pen.drag((50, 120), (60, 90)).guides == (WIDE, TALL)
    actions["clear_guides"].trigger()
    assert settle(qtbot, guided).guides == ()


def test_escape_puts_the_guide_in_hand_back(qtbot: QtBot, guided: Program) -> None:
    viewport = guided.window.viewport
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    start, end = (viewport.view.to_view(QPointF(50, y)) for y in (120, 60))
    mouse(viewport, QEvent.Type.MouseButtonPress, start, left, left)
    mouse(viewport, QEvent.Type.MouseMove, end, none, left)
    assert viewport.pointing.busy
    viewport.pointing.cancel()
    mouse(viewport, QEvent.Type.MouseButtonRelease, end, left, none)
    assert settle(qtbot, guided).guides == (WIDE, TALL)


def test_they_are_seen_over_the_picture_in_one_colour(qtbot: QtBot, guided: Program) -> None:
    viewport = guided.window.viewport

    def colour() -> str:
        image = viewport.grab().toImage()
        at = viewport.view.to_view(QPointF(30, 120)) * image.devicePixelRatio()
        return image.pixelColor(round(at.x()), int(at.y())).name()

    assert colour() == theme.GUIDE
    guided.window.actions_by_id["guides"].trigger()
    assert colour() == "#ffffff"


def test_the_edge_of_a_selection_snaps_to_a_near_guide(qtbot: QtBot, guided: Program, pen: Pen) -> None:
    guided.window.toolbox.choose("select_rectangle")
    made = pen.drag((100, 40), (196, 117)).selection
    assert made is not None
    assert made.bounds == Rect(100, 40, 100, 80)
    moved = pen.drag((150, 60), (245, 30)).selection  # its left edge would come to 195
    assert moved is not None
    assert (moved.bounds.x, moved.bounds.y) == (200, 10)
    guided.window.actions_by_id["snap"].trigger()
    free = pen.drag((10, 10), (196, 117)).selection
    assert free is not None
    assert free.bounds == Rect(10, 10, 186, 107)


def test_moved_paint_snaps_by_its_edges_and_its_middle(qtbot: QtBot, guided: Program, pen: Pen) -> None:
    guided.window.toolbox.choose("select_rectangle")
    pen.drag((20, 20), (60, 60))
    guided.window.selection_deeds.fill_pixels()
    settle(qtbot, guided)
    guided.window.toolbox.choose("move")
    by_its_edge = pen.drag((40, 40), (183, 46)).selection  # its right edge would come to 203
    assert by_its_edge is not None
    assert by_its_edge.bounds == Rect(160, 26, 40, 40)
    by_its_middle = pen.drag((180, 46), (198, 46)).selection
    assert by_its_middle is not None
    assert by_its_middle.bounds == Rect(180, 26, 40, 40)
    group = Group("", layers=(guided.studio.document.sheets()[1], Layer("")))
    assert painted_bounds(group) == Rect(180, 26, 40, 40)


def test_the_marks_of_a_ruler_are_round_numbers_that_can_be_told_apart() -> None:
    for scale in (0.01, 0.033, 0.37, 1.0, 1.5, 7.0, 64.0):
        number, mark = steps(scale)
        assert number * scale >= 56
        assert str(number).rstrip("0") in ("1", "2", "5")
        assert number % mark == 0
        assert mark * scale >= 5 or mark == number


def test_crossed_guides_of_an_opened_file_are_shown(
    qtbot: QtBot, guided: Program, pen: Pen, tmp_path: Path
) -> None:
    path = tmp_path / "guided.scumble"
    run(qtbot, guided, guided.window.workspace._write(path))
    run(qtbot, guided, guided.window.workspace.open(tmp_path / "guided.scumble"))
    assert (
        guided.window.viewport.guides.guide_at(guided.window.viewport.view.to_view(QPointF(200, 20))) == TALL
    )
