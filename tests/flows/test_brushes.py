"""An artist's hands on brushes in the real window: resizing, lines, symmetry, and what the pen tells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.panels.brush_dynamics import with_curve
from app.start import Program
from app.tools.brush import BrushTool
from canvas.brush.dynamics import Curve, Input, Setting
from canvas.brush.preset import Brush, Stabiliser, Stabilising
from canvas.brush.symmetry import Kind
from canvas.composite import flatten8
from canvas.document import Document
from tests.flows.conftest import Pen, settle

LEFT, RIGHT, NO = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Brush("plain", size=10.0, hardness=1.0, spacing=0.05)

PENS = QPointingDevice(
    "art pen",
    8,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure | QInputDevice.Capability.Rotation,
    1,
    3,
)


@pytest.fixture
def tool(program: Program) -> BrushTool:
    tool = program.window.viewport.pointing.tool
    assert isinstance(tool, BrushTool)
    program.studio.put_brush(PLAIN)
    return tool


def mouse(
    program: Program,
    kind: QEvent.Type,
    x: float,
    y: float,
    button: Qt.MouseButton,
    held: Qt.MouseButton,
    modifiers: Qt.KeyboardModifier = NONE,
) -> None:
    """A mouse event at a document position."""
    viewport = program.window.viewport
    at = viewport.view.to_view(QPointF(x, y))
    event = QMouseEvent(kind, at, QPointF(viewport.mapToGlobal(at.toPoint())), button, held, modifiers)
    QApplication.sendEvent(viewport, event)


def tablet(
    program: Program,
    kind: QEvent.Type,
    x: float,
    y: float,
    button: Qt.MouseButton,
    *,
    pressure: float = 0.5,
    tilt: tuple[float, float] = (0.0, 0.0),
    rotation: float = 0.0,
) -> None:
    """A pen event at a document position."""
    viewport = program.window.viewport
    at = viewport.view.to_view(QPointF(x, y))
    held = NO if kind == QEvent.Type.TabletRelease else LEFT
    event = QTabletEvent(
        kind, PENS, at, QPointF(viewport.mapToGlobal(at.toPoint())), pressure, tilt[0], tilt[1], 0.0,
        rotation, 0.0, NONE, button, held,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def stroke(
    qtbot: QtBot, program: Program, start: tuple[float, float], end: tuple[float, float], **how: Any
) -> Document:
    tablet(program, QEvent.Type.TabletPress, *start, LEFT, **how)
    for step in range(1, 11):
        x, y = (a + (b - a) * step / 10 for a, b in zip(start, end, strict=True))
        tablet(program, QEvent.Type.TabletMove, x, y, NO, **how)
    tablet(program, QEvent.Type.TabletRelease, *end, LEFT, **how)
    return settle(qtbot, program)


def ink(document: Document) -> np.ndarray:
    """H×W: how dark the picture is, 0 … 255."""
    return 255 - flatten8(document)[..., 0].astype(int)


def test_a_right_drag_resizes_with_a_readout_and_paints_nothing(
    program: Program, tool: BrushTool, qtbot: QtBot
) -> None:
    before, scale = program.studio.document, program.window.viewport.view.scale
    mouse(program, QEvent.Type.MouseButtonPress, 200, 150, RIGHT, RIGHT)
    mouse(program, QEvent.Type.MouseMove, 230, 150, NO, RIGHT)
    assert program.studio.brush.size == pytest.approx(10 + 60, abs=1)
    assert program.studio.brush.hardness == 1.0
    assert tool.cursor() == Qt.CursorShape.BlankCursor
    at = tool.pointer_at.pointer
    assert at is not None
    assert (at.x, at.y) == pytest.approx((200, 150))  # the outline stays where the gesture began
    mouse(program, QEvent.Type.MouseMove, 230, 150 + 110 / scale, NO, RIGHT)
    assert program.studio.brush.hardness == pytest.approx(0.5, abs=0.02)
    mouse(program, QEvent.Type.MouseMove, 230, 150 + 110 / scale, NO, RIGHT, SHIFT)
    assert program.studio.brush.opacity == pytest.approx(0.5, abs=0.02)
    program.window.viewport.grab()
    mouse(program, QEvent.Type.MouseButtonRelease, 230, 150, RIGHT, NO)
    assert settle(qtbot, program) is before
    mouse(program, QEvent.Type.MouseMove, 100, 100, NO, NO)
    assert tool.cursor() != Qt.CursorShape.BlankCursor


def test_the_pens_button_resizes_and_escape_takes_it_back(
    program: Program, tool: BrushTool, qtbot: QtBot
) -> None:
    tablet(program, QEvent.Type.TabletPress, 200, 150, RIGHT)
    viewport = program.window.viewport
    viewport.pointing.drag(viewport.pointer(viewport.view.to_view(QPointF(220, 150)), NONE, 0), RIGHT)
    assert program.studio.brush.size == pytest.approx(50, abs=1)
    qtbot.keyClick(viewport, Qt.Key.Key_Escape)
    assert program.studio.brush.size == 10


def test_shift_drags_a_straight_line_in_steps_of_an_angle(
    program: Program, tool: BrushTool, pen: Pen
) -> None:
    dark = ink(pen.drag((50, 150), (120, 170), (350, 160), modifiers=SHIFT))
    rows = np.flatnonzero((dark > 100).any(axis=1))
    assert rows.min() > 140
    assert rows.max() < 160
    assert (dark[150, 55:345] > 200).all()


def test_shift_click_joins_the_last_strokes_end(program: Program, tool: BrushTool, pen: Pen) -> None:
    pen.drag((50, 60), (60, 60))
    dark = ink(pen.drag((300, 60), modifiers=SHIFT))
    assert (dark[60, 62:298] > 200).all()


def test_tilt_direction_and_rotation_reach_the_brush(program: Program, tool: BrushTool, qtbot: QtBot) -> None:
    turned = Curve()
    for source, how in ((Input.TILT_DIRECTION, {"tilt": (0.0, 50.0)}), (Input.ROTATION, {"rotation": 90.0})):
        dynamics = with_curve((), Setting.ANGLE, source, turned)
        program.studio.put_brush(Brush("flat", size=40.0, hardness=1.0, roundness=0.1, dynamics=dynamics))
        blank = ink(program.studio.document)
        dark = ink(stroke(qtbot, program, (100, 150), (300, 150), **how)) - blank
        assert np.count_nonzero(dark[:, 200] > 100) > 30  # upright: as broad as the brush is long
        program.studio.session.undo()
        settle(qtbot, program)
        how = {"tilt": (50.0, 0.0)} if "tilt" in how else {"rotation": 0.0}
        dark = ink(stroke(qtbot, program, (100, 150), (300, 150), **how)) - blank
        assert np.count_nonzero(dark[:, 200] > 100) < 12
        program.studio.session.undo()
        settle(qtbot, program)


def test_dynamics_drawn_in_the_editor_are_painted_with(
    program: Program, tool: BrushTool, qtbot: QtBot
) -> None:
    panel = program.window.docks.brush_panel
    qtbot.keyClick(program.window, Qt.Key.Key_F5)
    assert panel.shows_settings
    program.studio.put_brush(Brush("plain", size=40.0, hardness=1.0))
    panel.editor.open_dynamics(Setting.SIZE)
    panel.editor.dynamics.inputs.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(panel.editor.dynamics.buttons["hard"], LEFT)
    light = ink(stroke(qtbot, program, (50, 60), (350, 60), pressure=0.4))
    firm = ink(stroke(qtbot, program, (50, 200), (350, 200), pressure=1.0))
    assert 0 < np.count_nonzero(light[:120, 200] > 100) < 10
    assert np.count_nonzero(firm[150:250, 200] > 100) > 35


def test_symmetry_repeats_a_stroke_and_its_handle_moves_the_axis(
    program: Program, tool: BrushTool, pen: Pen
) -> None:
    tool.put("symmetry", Kind.VERTICAL.value)
    dark = ink(pen.drag((50, 100), (100, 120)))
    assert np.abs(dark - dark[:, ::-1]).max() <= 2
    assert dark[120, 300] > 100
    handle = tool.guide.handles()[0]
    start = program.window.viewport.view.to_document(handle.place)
    before = program.studio.document
    after = pen.drag((start.x(), start.y()), (start.x() + 40, start.y()))
    assert after is before
    symmetry = program.studio.symmetry
    assert symmetry is not None
    assert symmetry.centre == pytest.approx((240, 150))
    program.window.viewport.grab()
    tool.put("symmetry", "off")
    assert program.studio.symmetry is None


def test_the_string_is_drawn_while_it_pulls(program: Program, tool: BrushTool, qtbot: QtBot) -> None:
    program.studio.set_brush(stabiliser=Stabiliser(Stabilising.STRING, 0.5))
    tablet(program, QEvent.Type.TabletPress, 100, 100, LEFT)
    tablet(program, QEvent.Type.TabletMove, 130, 100, NO)
    ends = tool._string_ends()
    assert ends is not None
    view = program.window.viewport.view
    assert (ends[1] - ends[0]).x() == pytest.approx(30 * view.scale, abs=0.5)  # the string is longer still
    program.window.viewport.grab()
    tablet(program, QEvent.Type.TabletRelease, 130, 100, LEFT)
    settle(qtbot, program)
    assert tool._string_ends() is None


def test_keys_set_opacity_and_erase(program: Program, tool: BrushTool, qtbot: QtBot, pen: Pen) -> None:
    viewport = program.window.viewport
    viewport.setFocus()
    qtbot.keyClick(viewport, Qt.Key.Key_3)
    assert program.studio.brush.opacity == pytest.approx(0.3)
    qtbot.keyClick(viewport, Qt.Key.Key_0)
    assert program.studio.brush.opacity == 1.0
    pen.drag((50, 100), (350, 100))
    qtbot.keyClick(program.window, Qt.Key.Key_E, SHIFT)
    assert program.studio.brush.eraser
    dark = ink(pen.drag((200, 50), (200, 150)))
    assert dark[100, 100] > 200
    assert dark[100, 200] == 0


def test_the_outline_is_the_tips_and_only_its_spot_is_repainted(program: Program, tool: BrushTool) -> None:
    for name in ("flat-bristle", "soft-round"):
        program.studio.take_brush(name)
        program.studio.set_brush(size=60.0, roundness=0.5, angle=90.0)
        mouse(program, QEvent.Type.MouseMove, 200, 150, NO, NO)
        bounds = tool.pointer_at.path().boundingRect()
        assert bounds.height() > bounds.width()
        assert bounds.height() == pytest.approx(60 * program.window.viewport.view.scale, rel=0.25)
        assert tool.pointer_at.area().width() < 140
    program.studio.set_brush(size=1.0)
    assert tool.pointer_at.tiny


def test_a_brush_that_painted_is_among_the_last_used(
    program: Program, tool: BrushTool, qtbot: QtBot, pen: Pen
) -> None:
    qtbot.waitUntil(lambda: program.studio.shelf.ready, timeout=60000)
    program.studio.take_brush("charcoal")
    pen.drag((50, 100), (100, 100))
    qtbot.waitUntil(lambda: program.studio.shelf.stock.recent[:1] == ("charcoal",), timeout=10000)
