"""Fingers on the canvas: one paints until a pen has been seen, two move, zoom and turn the picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QTouchEvent

from app.view import View

if TYPE_CHECKING:
    from app.viewport import Viewport

FIRM = 10.0  # degrees that two fingers must turn before the picture follows


class Touch:
    """Told of every touch event; a hand that rests on the screen beside a pen does nothing."""

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._painting = False  # one finger is down and is the brush
        self._pinch: Pinch | None = None
        self._spent = False  # two fingers were down: the one that is left does nothing

    def take(self, event: QTouchEvent) -> None:
        """Follow the fingers of one event."""
        down = [point for point in event.points() if point.state() != QEventPoint.State.Released]
        if event.type() == QEvent.Type.TouchCancel:
            self._drop()
        elif len(down) >= 2:
            self._move_two(*(self._viewport.mapFromGlobal(point.globalPosition()) for point in down[:2]))
        elif len(down) == 1 and not self._spent:
            self._move_one(event, self._viewport.mapFromGlobal(down[0].globalPosition()))
        elif not down:
            if self._painting:
                self._viewport.pointing.finish()
            self._painting = self._spent = False
        if len(down) < 2:
            self._pinch = None

    def _move_one(self, event: QTouchEvent, position: QPointF) -> None:
        viewport = self._viewport
        pointer = viewport.pointer(position, event.modifiers(), event.timestamp())
        if self._painting:
            viewport.pointing.drag(pointer, Qt.MouseButton.LeftButton)
        elif event.type() == QEvent.Type.TouchBegin and not viewport.pen_seen:
            self._painting = True
            viewport.pointing.press(pointer, Qt.MouseButton.LeftButton)

    def _move_two(self, one: QPointF, other: QPointF) -> None:
        if self._painting:
            self._viewport.pointing.cancel()  # the first finger was not meant to paint
            self._painting = False
        if self._viewport.pointing.busy:  # the pen is painting
            return
        self._spent = True
        if self._pinch is None:
            self._pinch = Pinch(self._viewport.view, one, other)
        self._viewport.set_view(self._pinch.view_at(one, other))

    def _drop(self) -> None:
        if self._painting:
            self._viewport.pointing.cancel()
        self._painting = self._spent = False
        self._pinch = None


class Pinch:
    """Two fingers in progress, measured from where both touched down."""

    def __init__(self, view: View, one: QPointF, other: QPointF) -> None:
        self._view = view
        self._middle = (one + other) / 2
        self._length, self._angle = _polar(other - one)

    def view_at(self, one: QPointF, other: QPointF) -> View:
        """The view that keeps the picture under both fingers."""
        length, angle = _polar(other - one)
        turn = (angle - self._angle + 180) % 360 - 180
        turn = math.copysign(max(0.0, abs(turn) - FIRM), turn)
        view = self._view.zoomed(self._view.zoom * length / self._length, self._middle)
        if turn:
            view = view.turned(view.rotation + turn, self._middle)
        return view.panned((one + other) / 2 - self._middle)


def _polar(delta: QPointF) -> tuple[float, float]:
    """Length (at least 1 px) and direction in degrees."""
    return max(1.0, math.hypot(delta.x(), delta.y())), math.degrees(math.atan2(delta.y(), delta.x()))
