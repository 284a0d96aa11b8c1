"""The selection tools: rectangle, ellipse and lasso."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.i18n import QT_TRANSLATE_NOOP
from app.studio import Studio
from app.tools.base import Host, Option, Pointer, Tool
from canvas.deeds.set_selection import set_selection
from canvas.document import Document
from canvas.feather import feathered
from canvas.geometry import Rect
from canvas.selecting import Combine, combined, ellipse, polygon, rectangle
from canvas.selection import Selection
from canvas.transform import shifted_selection

MODES = (
    ("replace", QT_TRANSLATE_NOOP("Tools", "New")),
    ("add", QT_TRANSLATE_NOOP("Tools", "Add")),
    ("subtract", QT_TRANSLATE_NOOP("Tools", "Subtract")),
    ("intersect", QT_TRANSLATE_NOOP("Tools", "Intersect")),
)


@dataclass(slots=True)
class SelectTool(Tool):
    """A drag makes a selection. Shift adds, Alt subtracts, both intersect; a click clears.

    A drag from inside the selection moves it (its outline only, not the paint).
    """

    shape: str = "rectangle"
    _points: list[QPointF] = field(default_factory=list)  # document pixels
    _moved: Selection | None = None  # what the drag moves
    _mode: str = "replace"
    _square: bool = False

    def press(self, pointer: Pointer) -> None:
        self._mode = self.values["mode"]
        if pointer.shift or pointer.alt:
            self._mode = (
                "intersect" if pointer.shift and pointer.alt else "add" if pointer.shift else "subtract"
            )
        self._square = False
        old = self.studio.document.selection
        grabs = self._mode == "replace" and old is not None and _holds(old, pointer.x, pointer.y)
        self._moved = old if grabs else None
        self._points = [self._point(pointer)]

    def move(self, pointer: Pointer) -> None:
        if not self._points:
            return
        point = self._point(pointer)
        if self.shape == "lasso" and self._moved is None:
            self._points.append(point)
        else:
            self._points[1:] = [point]
            self._square = pointer.control
        self.host.repaint_overlay()

    def release(self, pointer: Pointer) -> None:
        points, self._points = self._points, []
        self.host.repaint_overlay()
        moved, self._moved = self._moved, None
        if not points:
            return
        if moved is not None and len(points) > 1 and _offset(points) != (0, 0):
            self._move_selection(*_offset(points))
            return
        make = self._maker(points) if moved is None else None
        mode, radius = self._mode, float(self.values["feather"])

        def deed(document: Document) -> Document:
            made = make() if make is not None else None
            if made is not None and radius > 0:
                made = feathered(made, radius, document.rect)
            if made is None:
                chosen = None if mode == "replace" else document.selection
            else:
                chosen = combined(document.selection, made, Combine(mode))
            return document if chosen is document.selection else replace(document, selection=chosen)

        self.studio.session.do(self.studio.tr("Select"), deed)

    def _point(self, pointer: Pointer) -> QPointF:
        """Where the pen is, or where it has to be for an edge to lie on a guide that is near."""
        if self._moved is not None and self._points:
            start = self._points[0]
            offset = round(pointer.x - start.x()), round(pointer.y - start.y())
            return start + QPointF(*self.host.snapped_move(self._moved.bounds, *offset))
        if self._moved is not None or self.shape == "lasso":
            return QPointF(pointer.x, pointer.y)
        return QPointF(*self.host.snapped(pointer.x, pointer.y))

    def cancel(self) -> None:
        self._points, self._moved = [], None
        self.host.repaint_overlay()

    def _move_selection(self, dx: int, dy: int) -> None:
        def deed(document: Document) -> Document:
            if document.selection is None:
                return document
            return set_selection(document, shifted_selection(document.selection, dx, dy))

        self.studio.session.do(self.studio.tr("Move selection"), deed)

    def paint(self, painter: QPainter) -> None:
        if len(self._points) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outline = self._outline()
        for colour, style in (
            (QColor(0, 0, 0), Qt.PenStyle.SolidLine),
            (QColor(255, 255, 255), Qt.PenStyle.DashLine),
        ):
            painter.setPen(QPen(colour, 1, style))
            painter.drawPolygon(outline)

    def _outline(self) -> QPolygonF:
        """The gesture in hand in view pixels."""
        to_view = self.host.view.transform()
        if self._moved is not None:
            bounds = self._moved.bounds.moved(*_offset(self._points))
            return to_view.map(QPolygonF(QRectF(bounds.x, bounds.y, bounds.width, bounds.height)))
        if self.shape == "lasso":
            return to_view.map(QPolygonF(self._points))
        area = self._area(self._points)
        if self.shape == "rectangle":
            return to_view.map(QPolygonF(area))
        path = QPainterPath()
        path.addEllipse(area)
        return to_view.map(path).toFillPolygon()

    def _area(self, points: list[QPointF]) -> QRectF:
        start, end = points[0], points[-1]
        if self._square:
            side = max(abs(end.x() - start.x()), abs(end.y() - start.y()))
            end = QPointF(
                start.x() + (side if end.x() >= start.x() else -side),
                start.y() + (side if end.y() >= start.y() else -side),
            )
        return QRectF(start, end).normalized()

    def _maker(self, points: list[QPointF]) -> Callable[[], Selection | None] | None:
        """What makes the selection on the compute thread; None for a mere click."""
        inside = self.studio.document.rect
        area = self._area(points)
        if self.shape == "lasso":
            corners = np.array([(point.x(), point.y()) for point in points])
            return (lambda: polygon(corners, inside)) if len(corners) > 2 else None
        left, top = round(area.left()), round(area.top())
        rect = Rect(left, top, round(area.right()) - left, round(area.bottom()) - top)
        if rect.empty:
            return None
        return lambda: (rectangle if self.shape == "rectangle" else ellipse)(rect, inside)


def _holds(selection: Selection, x: float, y: float) -> bool:
    """Whether the pixel at a place is more than half selected."""
    column, row = math.floor(x), math.floor(y)
    return bool(selection.array8(Rect(column, row, 1, 1))[0, 0] >= 128)


def _offset(points: list[QPointF]) -> tuple[int, int]:
    """How far a drag went, in whole pixels."""
    return round(points[-1].x() - points[0].x()), round(points[-1].y() - points[0].y())


def _options() -> tuple[Option, ...]:
    return (
        Option(
            "mode",
            QT_TRANSLATE_NOOP("Tools", "Mode"),
            "replace",
            choices=MODES,
            tip=QT_TRANSLATE_NOOP("Tools", "Shift adds, Alt subtracts, both intersect"),
        ),
        Option(
            "feather",
            QT_TRANSLATE_NOOP("Tools", "Feather"),
            0.0,
            0,
            250,
            " px",
            tip=QT_TRANSLATE_NOOP("Tools", "How softly the selection ends"),
        ),
    )


def make_rectangle(studio: Studio, host: Host) -> Tool:
    return SelectTool(studio, host, "select_rectangle", _options(), shape="rectangle")


def make_ellipse(studio: Studio, host: Host) -> Tool:
    return SelectTool(studio, host, "select_ellipse", _options(), shape="ellipse")


def make_lasso(studio: Studio, host: Host) -> Tool:
    return SelectTool(studio, host, "select_lasso", _options(), shape="lasso")
