"""Moving around: space and its modifiers, the wheel, the trackpad, and fingers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QKeyEvent, QPointingDevice, QTouchEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.navigation import PAN, TURN, ZOOM, Drag
from app.studio import Studio
from app.tools.base import Pointer
from app.touch import Pinch
from app.view import View
from app.viewport import Viewport
from tests.app.test_viewport import Recorder

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
PAD = QPointingDevice(
    "pad",
    21,
    QInputDevice.DeviceType.TouchPad,
    QPointingDevice.PointerType.Finger,
    QInputDevice.Capability.Scroll | QInputDevice.Capability.PixelScroll,
    2,
    0,
)
SCREEN = QPointingDevice(
    "screen",
    22,
    QInputDevice.DeviceType.TouchScreen,
    QPointingDevice.PointerType.Finger,
    QInputDevice.Capability.Position,
    10,
    0,
)


@pytest.fixture
def viewport(qtbot: QtBot, studio: Studio) -> Viewport:
    viewport = Viewport(studio)
    qtbot.addWidget(viewport)
    viewport.resize(400, 300)
    with qtbot.waitExposed(viewport):
        viewport.show()
    viewport.pointing.set_tool(Recorder(studio, viewport, "recorder"))
    return viewport


def heard(viewport: Viewport) -> list[str]:
    assert isinstance(viewport.pointing.tool, Recorder)
    return viewport.pointing.tool.heard


def space(viewport: Viewport, *, down: bool, repeat: bool = False) -> None:
    kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
    QApplication.sendEvent(viewport, QKeyEvent(kind, Qt.Key.Key_Space, PLAIN, " ", repeat))


def at(viewport: Viewport, x: float, y: float, modifiers: Qt.KeyboardModifier = PLAIN) -> Pointer:
    return viewport.pointer(QPointF(x, y), modifiers, 0)


def wheel(
    viewport: Viewport,
    *,
    pixels: QPoint | None = None,
    clicks: float = 0,
    modifiers: Qt.KeyboardModifier = PLAIN,
    device: QPointingDevice | None = None,
) -> None:
    place = QPointF(100, 80)
    event = QWheelEvent(
        place,
        viewport.mapToGlobal(place),
        pixels or QPoint(),
        QPoint(0, round(clicks * 120)),
        NONE,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        device or QPointingDevice.primaryPointingDevice(),
    )
    QApplication.sendEvent(viewport, event)


@pytest.mark.parametrize(("modifiers", "kind"), [(PLAIN, PAN), (CONTROL, ZOOM), (SHIFT, TURN)])
def test_space_drag(viewport: Viewport, modifiers: Qt.KeyboardModifier, kind: str) -> None:
    before = viewport.view
    space(viewport, down=True)
    space(viewport, down=True, repeat=True)
    assert viewport.cursor().shape() == Qt.CursorShape.OpenHandCursor
    viewport.pointing.press(at(viewport, 300, 100, modifiers), LEFT)
    assert viewport.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    viewport.pointing.drag(at(viewport, 320, 140, modifiers), LEFT)
    space(viewport, down=False)
    viewport.pointing.drag(at(viewport, 330, 160, modifiers), LEFT)  # the drag goes on until the button is up
    viewport.pointing.release(at(viewport, 330, 160, modifiers), LEFT)
    after = viewport.view
    changed = {PAN: before.centre != after.centre, ZOOM: before.zoom != after.zoom}
    changed[TURN] = before.rotation != after.rotation
    assert changed[kind]
    assert changed[ZOOM] is (kind == ZOOM)
    assert changed[TURN] is (kind == TURN)
    assert heard(viewport) == []
    viewport.pointing.drag(at(viewport, 30, 60), NONE)
    assert viewport.view == after


def test_a_drag_ends_with_its_button_wherever_that_went_up(viewport: Viewport) -> None:
    viewport.pointing.press(at(viewport, 100, 100), Qt.MouseButton.MiddleButton)
    viewport.pointing.drag(at(viewport, 150, 100), Qt.MouseButton.MiddleButton)
    view = viewport.view
    viewport.pointing.drag(at(viewport, 200, 100), NONE)
    assert viewport.view == view
    viewport.pointing.press(at(viewport, 200, 100), LEFT)
    assert heard(viewport) == ["press"]


def test_losing_the_focus_forgets_the_space_key(viewport: Viewport) -> None:
    space(viewport, down=True)
    viewport.clearFocus()
    viewport.focusOutEvent(None)  # type: ignore[arg-type]
    viewport.pointing.press(at(viewport, 100, 100), LEFT)
    assert heard(viewport) == ["press"]


def test_the_wheel_zooms_at_the_cursor(viewport: Viewport) -> None:
    under, zoom = viewport.view.to_document(QPointF(100, 80)), viewport.view.zoom
    wheel(viewport, clicks=3)
    assert viewport.view.zoom == pytest.approx(zoom * 2)
    moved = viewport.view.to_view(under) - QPointF(100, 80)
    assert moved.manhattanLength() < 3
    wheel(viewport, clicks=-3)
    assert viewport.view.zoom == pytest.approx(zoom)


def test_a_plain_wheel_zooms_though_the_system_tells_pixels(viewport: Viewport) -> None:
    zoom = viewport.view.zoom
    wheel(viewport, clicks=1, pixels=QPoint(0, 15))
    assert viewport.view.zoom > zoom


def test_two_fingers_on_a_trackpad_pan_and_with_control_zoom(viewport: Viewport) -> None:
    before = viewport.view
    wheel(viewport, clicks=0.25, pixels=QPoint(12, 30), device=PAD)
    assert viewport.view.zoom == before.zoom
    moved = viewport.view.to_view(QPointF(5, 5)) - before.to_view(QPointF(5, 5))
    assert (moved - QPointF(12, 30)).manhattanLength() <= 2
    wheel(viewport, clicks=0.25, pixels=QPoint(12, 30), device=PAD, modifiers=CONTROL)
    assert viewport.view.zoom > before.zoom


def test_shift_wheel_turns(viewport: Viewport) -> None:
    wheel(viewport, clicks=2, modifiers=SHIFT)
    assert viewport.view.rotation == pytest.approx(15)


def test_a_turning_drag_follows_the_hand_around_the_middle() -> None:
    view = View(QSizeF(200, 200), QPointF(0, 0))
    drag = Drag(TURN, view, QPointF(200, 100))
    assert drag.view_at(QPointF(100, 200)).rotation == pytest.approx(90)
    assert drag.view_at(QPointF(100, 0)).rotation == pytest.approx(-90)


def test_a_pinch_keeps_the_picture_under_both_fingers() -> None:
    view = View(QSizeF(400, 300), QPointF(50, 60), zoom=0.7)
    pinch = Pinch(view, QPointF(100, 100), QPointF(200, 100))
    ones = view.to_document(QPointF(100, 100)), view.to_document(QPointF(200, 100))
    after = pinch.view_at(QPointF(80, 150), QPointF(280, 150))
    assert after.zoom == pytest.approx(1.4)
    assert after.rotation == 0
    for place, finger in zip(ones, (QPointF(80, 150), QPointF(280, 150)), strict=True):
        assert (after.to_view(place) - finger).manhattanLength() < 3
    assert pinch.view_at(QPointF(100, 100), QPointF(190, 110)).rotation == 0  # an unsteady hand
    assert pinch.view_at(QPointF(100, 100), QPointF(100, 200)).rotation == pytest.approx(80)


def fingers(
    viewport: Viewport, kind: QEvent.Type, *places: tuple[float, float], up: tuple[int, ...] = ()
) -> None:
    points = [
        QEventPoint(
            number,
            QEventPoint.State.Released if number in up else QEventPoint.State.Updated,
            QPointF(*place),
            viewport.mapToGlobal(QPointF(*place)),
        )
        for number, place in enumerate(places)
    ]
    viewport.touch.take(QTouchEvent(kind, SCREEN, PLAIN, points))


BEGIN, UPDATE, END = QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd


def test_one_finger_paints_until_a_pen_is_seen(viewport: Viewport) -> None:
    fingers(viewport, BEGIN, (50, 50))
    fingers(viewport, UPDATE, (60, 50))
    fingers(viewport, END, (60, 50), up=(0,))
    assert [word.split()[0] for word in heard(viewport)] == ["press", "move", "release"]
    viewport.pen_seen = True
    fingers(viewport, BEGIN, (50, 50))
    fingers(viewport, END, (50, 50), up=(0,))
    assert len(heard(viewport)) == 3


def test_a_second_finger_takes_the_paint_back_and_moves_the_picture(viewport: Viewport) -> None:
    zoom = viewport.view.zoom
    fingers(viewport, BEGIN, (50, 50))
    fingers(viewport, UPDATE, (50, 50), (150, 50))
    fingers(viewport, UPDATE, (50, 50), (250, 50))
    fingers(viewport, UPDATE, (50, 50), (250, 50), up=(1,))
    fingers(viewport, UPDATE, (90, 90))
    fingers(viewport, END, (90, 90), up=(0,))
    assert viewport.view.zoom == pytest.approx(zoom * 2)
    assert heard(viewport) == ["press", "cancel"]
    fingers(viewport, BEGIN, (50, 50))
    assert heard(viewport)[-1] == "press"
    fingers(viewport, QEvent.Type.TouchCancel)
    assert heard(viewport)[-1] == "cancel"


def test_a_hand_beside_the_pen_moves_nothing(viewport: Viewport) -> None:
    viewport.pen_seen = True
    viewport.pointing.press(at(viewport, 100, 100), LEFT, pen=True)
    view = viewport.view
    fingers(viewport, BEGIN, (50, 50), (150, 50))
    fingers(viewport, UPDATE, (50, 50), (250, 50))
    assert viewport.view == view
    assert heard(viewport) == ["press"]
