"""Moving around the canvas whatever tool is in hand: space-drag, middle button, wheel, trackpad, menu."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QNativeGestureEvent, QWheelEvent

from app.tools.base import Pointer
from app.view import View

if TYPE_CHECKING:
    from app.viewport import Viewport

PAN, ZOOM, TURN = "pan", "zoom", "turn"


class Navigation:
    """Space drags the canvas; with Ctrl it zooms, with Shift it rotates. The wheel zooms at the cursor.

    Two fingers on a trackpad pan, pinch and turn.
    """

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._space = False
        self._drag: Drag | None = None
        self._button = Qt.MouseButton.NoButton  # that drags

    def cursor(self) -> Qt.CursorShape | None:
        if self._drag is not None:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._space else None

    def key(self, event: QKeyEvent, *, pressed: bool) -> bool:
        """Whether the key was one for navigation."""
        if event.key() != Qt.Key.Key_Space:
            return False
        if not event.isAutoRepeat():
            self._space = pressed
        return True

    def let_go(self) -> None:
        self._space = False
        self._drag = None

    def press(self, pointer: Pointer, button: Qt.MouseButton) -> bool:
        """Whether the button was taken for navigation. While one drags, others do nothing."""
        if self._drag is not None:
            return True
        if button == Qt.MouseButton.MiddleButton or (self._space and button == Qt.MouseButton.LeftButton):
            kind = ZOOM if pointer.control else TURN if pointer.shift else PAN
            self._drag, self._button = Drag(kind, self._viewport.view, pointer.view_pos), button
            return True
        return False

    def move(self, pointer: Pointer, buttons: Qt.MouseButton) -> bool:
        """Whether the canvas is being dragged. A button that is up again without a release ends that."""
        if self._drag is not None and not buttons & self._button:
            self._drag = None
        if self._drag is None:
            return False
        self._viewport.set_view(self._drag.view_at(pointer.view_pos))
        return True

    def release(self, button: Qt.MouseButton) -> bool:
        if self._drag is None:
            return False
        if button == self._button:
            self._drag = None
        return True

    def wheel(self, event: QWheelEvent) -> None:
        view = self._viewport.view
        pixels, degrees = event.pixelDelta(), event.angleDelta() / 8
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turned = degrees.y() or degrees.x()
            self._viewport.set_view(view.turned(view.rotation + turned / 2, event.position()))
        elif (
            not pixels.isNull()
            and _is_trackpad(event)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._viewport.set_view(view.panned(QPointF(pixels)))
        else:
            zoom = view.zoom * 2 ** (degrees.y() / 45)
            self._viewport.set_view(view.zoomed(zoom, event.position()))

    def gesture(self, event: QNativeGestureEvent) -> bool:
        """Follow two fingers on a trackpad. Whether the gesture is one that is known here."""
        view, at = self._viewport.view, event.position()
        match event.gestureType():
            case Qt.NativeGestureType.ZoomNativeGesture:
                self._viewport.set_view(view.zoomed(view.zoom * (1 + event.value()), at))
            case Qt.NativeGestureType.RotateNativeGesture:
                self._viewport.set_view(view.turned(view.rotation + event.value(), at))
            case _:
                return False
        return True

    # --- the View menu ---------------------------------------------------------------------------

    def zoom(self, direction: int) -> None:
        """One stop in (1) or out (-1), or 100 % (0)."""
        view = self._viewport.view
        middle = QPointF(view.size.width() / 2, view.size.height() / 2)
        self._viewport.set_view(view.zoomed(view.next_stop(direction) if direction else 1.0, middle))

    def turn(self, degrees: float | None) -> None:
        """Rotate the view, or straighten it (None)."""
        view = self._viewport.view
        self._viewport.set_view(view.turned(0.0 if degrees is None else view.rotation + degrees))

    def mirror(self) -> None:
        self._viewport.set_view(self._viewport.view.flipped())


def _is_trackpad(event: QWheelEvent) -> bool:
    """Some systems give pixels for plain wheels too, so those alone do not tell."""
    scrolls = event.phase() != Qt.ScrollPhase.NoScrollPhase
    return scrolls or event.device().type() == QInputDevice.DeviceType.TouchPad


class Drag:
    """A pan, zoom or rotation in progress, measured from where it began."""

    def __init__(self, kind: str, view: View, start: QPointF) -> None:
        self.kind = kind
        self.view = view
        self.start = start

    def view_at(self, position: QPointF) -> View:
        delta = position - self.start
        if self.kind == PAN:
            return self.view.panned(delta)
        if self.kind == ZOOM:
            return self.view.zoomed(self.view.zoom * 2 ** ((delta.x() - delta.y()) / 120), self.start)
        middle = QPointF(self.view.size.width() / 2, self.view.size.height() / 2)
        before, after = self.start - middle, position - middle
        angle = math.degrees(math.atan2(after.y(), after.x()) - math.atan2(before.y(), before.x()))
        return self.view.turned(self.view.rotation + angle)
