"""The marching ants around the selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from canvas.outline import outline
from canvas.selection import Selection

if TYPE_CHECKING:
    from app.viewport import Viewport

DASH = 4.0  # screen pixels
BEAT = 160  # milliseconds between two steps of the ants
MANY = 20_000  # corners; a longer line is not dashed, for dashes would take longer than a frame


class Ants(QObject):
    """Traces the selection's 50 % line beside the UI thread and walks a dashed line along it."""

    _traced = Signal(object, object)  # Selection, QPainterPath; crosses from the errand thread

    def __init__(self, viewport: Viewport) -> None:
        super().__init__(viewport)
        self._traced.connect(self._arrived)
        self._viewport = viewport
        self._selection: Selection | None = None
        self._path = QPainterPath()  # document pixels
        self._shown: QPainterPath | None = None  # screen pixels
        self._phase = 0.0
        self._timer = QTimer(viewport)
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._step)

    def follow(self, selection: Selection | None) -> None:
        """Show another selection's outline as soon as it is traced."""
        if selection is self._selection:
            return
        self._selection = selection
        if selection is None or selection.empty:
            self._take(QPainterPath())
            return
        self._viewport.studio.compute.errand(lambda: self._traced.emit(selection, _path(outline(selection))))

    def view_moved(self) -> None:
        self._shown = None

    def paint(self, painter: QPainter, dirty: QRectF) -> None:
        """Draw what passes through a part of the screen."""
        if self._path.isEmpty():
            return
        if self._shown is None:
            self._shown = self._viewport.view.transform().map(self._path)
        if not self._shown.boundingRect().adjusted(-1, -1, 1, 1).intersects(dirty):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255), 1))
        painter.drawPath(self._shown)
        if self._shown.elementCount() > MANY:
            return
        pen = QPen(QColor(0, 0, 0), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([DASH, DASH])
        pen.setDashOffset(self._phase)
        painter.setPen(pen)
        painter.drawPath(self._shown)

    def _arrived(self, selection: Selection, path: QPainterPath) -> None:
        if selection is self._selection:
            self._take(path)

    def _take(self, path: QPainterPath) -> None:
        self._path, self._shown = path, None
        if path.isEmpty():
            self._timer.stop()
        else:
            self._timer.start()
        self._viewport.update()

    def _step(self) -> None:
        self._phase = (self._phase + 1) % (2 * DASH)
        if self._viewport.isVisible():
            area = self._viewport.view.transform().mapRect(self._path.boundingRect())
            self._viewport.update(area.adjusted(-2, -2, 2, 2).toAlignedRect())


def _path(polygons: list[np.ndarray]) -> QPainterPath:
    """Closed N×2 polygons as one path."""
    path = QPainterPath()
    for polygon in polygons:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in polygon.tolist()]))
        path.closeSubpath()
    return path
