"""Straight lines with the brush: from the last stroke's end, or dragged in steps of an angle."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from app.tools.base import Host, Pointer
from app.tools.brush_cursor import twice

STEP = 15.0  # degrees
SLACK = 6.0  # screen pixels that a click may stray


@dataclass(slots=True)
class Line:
    """A press with Shift: a click joins the last stroke's end, a drag is a line of its own.

    It is painted when the pen leaves, with the pressure that the hand had along the way.
    """

    start: Pointer
    host: Host
    last: Pointer | None  # where the previous stroke in this picture ended
    held: list[Pointer] = field(default_factory=list)

    def move(self, pointer: Pointer) -> None:
        before = self.area()
        self.held.append(pointer)
        self.host.repaint_overlay(before.united(self.area()))

    @property
    def dragged(self) -> bool:
        """Whether the pen has gone farther than a click does."""
        return any(_apart(pointer.view_pos, self.start.view_pos) > SLACK for pointer in self.held)

    def pointers(self) -> list[Pointer]:
        """The stroke to paint, point by point."""
        if self.dragged:
            return self._dragged_points()
        if self.last is None:
            return [self.start]
        # A pen that leaves has no pressure any more: the line has that of the touch which ends it.
        return [replace(self.last, pressure=self.start.pressure), self.start]

    def end(self) -> Pointer:
        """Where a dragged line ends, in steps of STEP degrees as seen on the screen."""
        pen = self.held[-1] if self.held else self.start
        delta = pen.view_pos - self.start.view_pos
        angle = math.radians(round(math.degrees(math.atan2(delta.y(), delta.x())) / STEP) * STEP)
        along = QPointF(math.cos(angle), math.sin(angle))
        length = max(0.0, delta.x() * along.x() + delta.y() * along.y())
        return self._at(pen, self.start.view_pos + along * length)

    def paint(self, painter: QPainter) -> None:
        if not self.dragged:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath(self.start.view_pos)
        path.lineTo(self.end().view_pos)
        twice(painter, path)

    def area(self) -> QRectF:
        """Where the guide is drawn on the screen."""
        corners = QRectF(self.start.view_pos, self.end().view_pos).normalized()
        return corners.adjusted(-4, -4, 4, 4)

    def _dragged_points(self) -> list[Pointer]:
        """The held points put onto the line where they came farther than all before."""
        end = self.end()
        run = end.view_pos - self.start.view_pos
        length = max(1e-6, math.hypot(run.x(), run.y()))
        points, farthest = [self.start], 0.0
        for pointer in self.held:
            delta = pointer.view_pos - self.start.view_pos
            along = (delta.x() * run.x() + delta.y() * run.y()) / length
            if farthest < along < length:
                points.append(self._at(pointer, self.start.view_pos + run * (along / length)))
                farthest = along
        # The last report of a leaving pen has next to no pressure: the line ends as it was held.
        pressure = max(points[-1].pressure, end.pressure)
        return [*points, replace(end, pressure=pressure)]

    def _at(self, pointer: Pointer, view_pos: QPointF) -> Pointer:
        place = self.host.view.to_document(view_pos)
        return replace(pointer, x=place.x(), y=place.y(), view_pos=view_pos)


def _apart(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
