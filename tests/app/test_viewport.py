"""The canvas widget: which events reach the tool, and what survives when events come astray."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.tools.base import Pointer, Tool
from app.tools.brush import make_brush
from app.tools.move import make_move
from app.tools.select import make_rectangle
from app.viewport import Viewport
from canvas.brush.dynamics import Setting, pressed
from canvas.document import Document

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NONE = Qt.MouseButton.NoButton
PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)
PEN = QPointingDevice(
    "pen",
    11,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    3,
)
Settled = Callable[[], Document]


@dataclass(slots=True)
class Recorder(Tool):
    """Remembers what it is told."""

    heard: list[str] = field(default_factory=list)
    pressures: list[float] = field(default_factory=list)

    def press(self, pointer: Pointer) -> None:
        self.heard.append("press")
        self.pressures.append(pointer.pressure)

    def move(self, pointer: Pointer) -> None:
        self.heard.append("move")
        self.pressures.append(pointer.pressure)

    def release(self, pointer: Pointer) -> None:
        self.heard.append(f"release {pointer.view_pos.x():.0f}")

    def cancel(self) -> None:
        self.heard.append("cancel")


@pytest.fixture
def viewport(qtbot: QtBot, studio: Studio) -> Iterator[Viewport]:
    viewport = Viewport(studio)
    qtbot.addWidget(viewport)
    viewport.resize(400, 300)
    with qtbot.waitExposed(viewport):
        viewport.show()
    viewport.fit()
    yield viewport
    viewport.pointing.cancel()


@pytest.fixture
def tool(studio: Studio, viewport: Viewport) -> Recorder:
    tool = Recorder(studio, viewport, "recorder")
    viewport.pointing.set_tool(tool)
    return tool


def mouse(
    viewport: Viewport,
    kind: QEvent.Type,
    x: float,
    button: Qt.MouseButton,
    buttons: Qt.MouseButton,
    device: QPointingDevice | None = None,
) -> None:
    at = QPointF(x, 100)
    event = QMouseEvent(
        kind,
        at,
        viewport.mapToGlobal(at),
        button,
        buttons,
        Qt.KeyboardModifier.NoModifier,
        device or QPointingDevice.primaryPointingDevice(),
    )
    QApplication.sendEvent(viewport, event)


def tablet(viewport: Viewport, kind: QEvent.Type, x: float, pressure: float, held: bool) -> None:
    at = QPointF(x, 100)
    button = NONE if kind == QEvent.Type.TabletMove else LEFT
    event = QTabletEvent(
        *(kind, PEN, at, viewport.mapToGlobal(at), pressure, 0.0, 0.0, 0.0, 0.0, 0.0),
        *(Qt.KeyboardModifier.NoModifier, button, LEFT if held else NONE),
    )
    QApplication.sendEvent(viewport, event)


def key(viewport: Viewport, kind: QEvent.Type, code: Qt.Key, held: Qt.KeyboardModifier) -> QKeyEvent:
    event = QKeyEvent(kind, code, held)
    QApplication.sendEvent(viewport, event)
    return event


def test_a_drag_is_press_moves_release(viewport: Viewport, tool: Recorder) -> None:
    mouse(viewport, PRESS, 100, LEFT, LEFT)
    mouse(viewport, MOVE, 120, NONE, LEFT)
    mouse(viewport, RELEASE, 130, LEFT, NONE)
    mouse(viewport, MOVE, 140, NONE, NONE)
    assert tool.heard == ["press", "move", "release 130"]


@pytest.mark.parametrize("other", [RIGHT, MIDDLE])
def test_another_button_does_nothing_in_the_middle_of_a_stroke(
    viewport: Viewport, tool: Recorder, other: Qt.MouseButton
) -> None:
    view = viewport.view
    mouse(viewport, PRESS, 100, LEFT, LEFT)
    mouse(viewport, PRESS, 110, other, LEFT | other)
    mouse(viewport, MOVE, 150, NONE, LEFT | other)
    mouse(viewport, RELEASE, 150, other, LEFT)
    mouse(viewport, MOVE, 160, NONE, LEFT)
    mouse(viewport, RELEASE, 170, LEFT, NONE)
    assert tool.heard == ["press", "move", "move", "release 170"]
    assert viewport.view == view


def test_the_pen_button_does_nothing_while_the_canvas_is_dragged(viewport: Viewport, tool: Recorder) -> None:
    mouse(viewport, PRESS, 100, MIDDLE, MIDDLE)
    mouse(viewport, PRESS, 110, LEFT, LEFT | MIDDLE)
    mouse(viewport, RELEASE, 120, LEFT, MIDDLE)
    middle = viewport.view.centre.x()
    mouse(viewport, MOVE, 160, NONE, MIDDLE)
    assert viewport.view.centre.x() < middle
    mouse(viewport, RELEASE, 160, MIDDLE, NONE)
    assert tool.heard == []
    mouse(viewport, PRESS, 100, LEFT, LEFT)
    mouse(viewport, RELEASE, 101, LEFT, NONE)
    assert tool.heard == ["press", "release 101"]


def test_a_release_that_went_elsewhere_ends_the_stroke_where_it_was(
    viewport: Viewport, tool: Recorder
) -> None:
    mouse(viewport, PRESS, 100, LEFT, LEFT)
    mouse(viewport, MOVE, 120, NONE, LEFT)
    mouse(viewport, MOVE, 300, NONE, NONE)
    assert tool.heard == ["press", "move", "release 120"]
    mouse(viewport, PRESS, 50, LEFT, LEFT)
    mouse(viewport, PRESS, 200, LEFT, LEFT)
    mouse(viewport, RELEASE, 210, LEFT, NONE)
    assert tool.heard[3:] == ["press", "release 50", "press", "release 210"]


def test_the_pen_paints_once_though_the_mouse_repeats_it(viewport: Viewport, tool: Recorder) -> None:
    tablet(viewport, QEvent.Type.TabletPress, 100, 0.3, held=True)
    mouse(viewport, PRESS, 100, LEFT, LEFT)
    tablet(viewport, QEvent.Type.TabletMove, 110, 0.4, held=True)
    mouse(viewport, MOVE, 110, NONE, LEFT)
    mouse(viewport, RELEASE, 110, LEFT, NONE)
    tablet(viewport, QEvent.Type.TabletMove, 120, 0.5, held=True)
    tablet(viewport, QEvent.Type.TabletRelease, 120, 0.0, held=False)
    mouse(viewport, PRESS, 100, LEFT, LEFT, PEN)
    mouse(viewport, RELEASE, 100, LEFT, NONE, PEN)
    assert tool.heard == ["press", "move", "move", "release 120"]
    assert tool.pressures == [0.3, 0.4, 0.5]


def test_a_hovering_pen_only_hovers(viewport: Viewport, tool: Recorder, qtbot: QtBot) -> None:
    with qtbot.waitSignal(viewport.hovered):
        tablet(viewport, QEvent.Type.TabletMove, 110, 0.0, held=False)
    assert tool.heard == []


def test_another_tool_lets_go_of_the_stroke_and_keeps_it(
    viewport: Viewport, studio: Studio, settled: Settled
) -> None:
    before = settled()
    viewport.pointing.set_tool(make_brush(studio, viewport))
    mouse(viewport, PRESS, 150, LEFT, LEFT)
    mouse(viewport, MOVE, 200, NONE, LEFT)
    viewport.pointing.set_tool(make_move(studio, viewport))
    mouse(viewport, MOVE, 260, NONE, LEFT)
    mouse(viewport, RELEASE, 260, LEFT, NONE)
    painted = settled()
    assert painted is not before
    assert studio.session.undo_label == "Brush stroke"


def test_another_picture_ends_the_stroke_of_the_old_one(
    viewport: Viewport, studio: Studio, settled: Settled
) -> None:
    viewport.pointing.set_tool(make_brush(studio, viewport))
    old = studio.session
    pens: list[bool] = []
    old.pen_changed.connect(pens.append)
    mouse(viewport, PRESS, 150, LEFT, LEFT)
    document = Document(50, 40)
    studio.open(studio.session_of(document))
    mouse(viewport, MOVE, 200, NONE, LEFT)
    mouse(viewport, RELEASE, 200, LEFT, NONE)
    assert settled() is document
    assert pens == [True, False]
    assert not viewport.pointing.busy


def test_late_news_of_a_closed_session_is_not_shown(
    viewport: Viewport, studio: Studio, settled: Settled
) -> None:
    told: list[Document] = []
    studio.document_changed.connect(told.append)
    studio.session.do("Shrink", lambda document: Document(9, 9, document.layers))
    studio.compute.submit(lambda: None).result(30)  # made, but not told yet
    document = Document(50, 40)
    studio.open(studio.session_of(document))
    settled()
    assert set(map(id, told)) == {id(document)}
    assert viewport.studio.session.visible is not None


def test_shift_click_draws_a_line_from_the_last_stroke_of_this_picture(
    viewport: Viewport, studio: Studio, settled: Settled
) -> None:
    studio.set_brush(size=6.0, hardness=1.0, dynamics=(pressed(Setting.SIZE, 1.0),))
    viewport.pointing.set_tool(make_brush(studio, viewport))
    for x, held in ((60, Qt.KeyboardModifier.NoModifier), (200, Qt.KeyboardModifier.ShiftModifier)):
        pointer = viewport.pointer(viewport.view.to_view(QPointF(x, 130.5)), held, 0)
        viewport.pointing.press(pointer, LEFT)
        last = viewport.pointer(pointer.view_pos, held, 0, pressure=0.0)
        viewport.pointing.drag(pointer, LEFT)
        viewport.pointing.release(last, LEFT)
    layer = settled().active_layer
    assert layer is not None
    alpha = np.concatenate([layer.tiles[(column, 2)].pixels[3, 2] for column in range(4)])
    assert alpha[60:200].min() > 16384


def test_escape_gives_up_and_a_new_stroke_begins_afresh(viewport: Viewport, tool: Recorder) -> None:
    mouse(viewport, PRESS, 100, LEFT, LEFT)
    key(viewport, QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    mouse(viewport, MOVE, 120, NONE, LEFT)
    mouse(viewport, RELEASE, 130, LEFT, NONE)
    assert tool.heard == ["press", "cancel"]


def test_alt_makes_the_brush_an_eyedropper_and_leaves_the_menu_alone(
    viewport: Viewport, studio: Studio
) -> None:
    viewport.pointing.set_tool(make_brush(studio, viewport))
    brush_spot = viewport.cursor().hotSpot()
    alt = Qt.KeyboardModifier.AltModifier
    none = Qt.KeyboardModifier.NoModifier
    # A system tells what was held before the key; Qt adds the key itself.
    assert key(viewport, QEvent.Type.ShortcutOverride, Qt.Key.Key_Alt, none).isAccepted()
    key(viewport, QEvent.Type.KeyPress, Qt.Key.Key_Alt, none)
    assert viewport.cursor().hotSpot() != brush_spot
    key(viewport, QEvent.Type.KeyRelease, Qt.Key.Key_Alt, alt)
    assert viewport.cursor().hotSpot() == brush_spot


def test_arrow_keys_nudge_with_the_move_tool(viewport: Viewport, studio: Studio, settled: Settled) -> None:
    viewport.pointing.set_tool(make_move(studio, viewport))
    before = settled().active_layer
    assert before is not None
    key(viewport, QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    key(viewport, QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    layer = settled().active_layer
    assert layer is not None
    alpha = layer.tiles[(0, 0)].pixels[3]
    assert not alpha[:10].any()
    assert not alpha[:, 0].any()
    assert alpha[10, 1]
    studio.session.undo()
    studio.session.undo()
    after = settled().active_layer
    assert after is not None
    assert after.tiles == before.tiles


def test_a_drag_from_inside_the_selection_moves_it(
    viewport: Viewport, studio: Studio, settled: Settled
) -> None:
    viewport.pointing.set_tool(make_rectangle(studio, viewport))

    def drag(*places: tuple[float, float]) -> None:
        for number, place in enumerate(places):
            at = viewport.view.to_view(QPointF(*place))
            pointer = viewport.pointer(at, Qt.KeyboardModifier.NoModifier, 0)
            if number == 0:
                viewport.pointing.press(pointer, LEFT)
            viewport.pointing.drag(pointer, LEFT)
        viewport.pointing.finish()

    drag((20, 20), (80, 60))
    settled()
    drag((50, 40), (90, 70))
    selection = settled().selection
    assert selection is not None
    bounds = selection.bounds
    assert (bounds.x, bounds.y, bounds.right, bounds.bottom) == (60, 50, 120, 90)
    assert studio.session.undo_label == "Move selection"
    drag((70, 60), (70, 60))
    assert settled().selection is None


def test_the_picture_stays_under_the_pen_when_a_bar_appears(qtbot: QtBot, studio: Studio) -> None:
    window, bar, viewport = QWidget(), QPushButton("bar"), Viewport(studio)
    layout = QVBoxLayout(window)
    layout.addWidget(bar)
    layout.addWidget(viewport, 1)
    bar.hide()
    qtbot.addWidget(window)
    window.resize(500, 400)
    with qtbot.waitExposed(window):
        window.show()
    viewport.set_view(viewport.view.zoomed(2.0, QPointF(50, 50)))
    at = viewport.mapTo(window, viewport.view.to_view(QPointF(100, 100)))
    size = viewport.size()
    bar.show()
    qtbot.waitUntil(lambda: viewport.size() != size)
    moved = viewport.mapTo(window, viewport.view.to_view(QPointF(100, 100))) - at
    assert abs(moved.x()) <= 1
    assert abs(moved.y()) <= 1


def test_the_keys_are_for_the_canvas_under_the_pen_unless_one_is_writing(
    qtbot: QtBot, studio: Studio
) -> None:
    window, button, line, viewport = QWidget(), QPushButton("bar"), QLineEdit(), Viewport(studio)
    layout = QVBoxLayout(window)
    for widget in (button, line, viewport):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for widget, taken in ((button, True), (line, False)):
        widget.setFocus()
        viewport.enterEvent(None)  # type: ignore[arg-type]
        assert viewport.hasFocus() is taken
