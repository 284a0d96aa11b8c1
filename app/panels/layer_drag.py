"""Dragging rows of the layer list: where they would land, and how that is shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QTreeView

from app import theme
from app.panels.layer_model import LayerModel
from app.panels.layer_places import indent, lead, row_height
from canvas.layer import Group

_SCROLL_MS = 40  # between scroll steps while rows are dragged to the edge
_UNFOLD_MS = 700  # over a folded group until it opens


@dataclass(frozen=True, slots=True)
class Drop:
    """Where the rows in hand would land."""

    parent_id: str  # the group that they come into; "" for none
    place: int  # of the lowest, from 0 at the bottom, once they are taken out
    depth: int
    into: QRect | None  # the row of the group, if the pointer is on it
    y: int  # of the gap, in the viewport


class LayerDrag(QObject):
    """Knows what is in hand. Nothing is while `ids` is empty."""

    unfold_wanted = Signal(str)

    def __init__(self, view: QTreeView, model: LayerModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self.ids: list[str] = []
        self.drop: Drop | None = None  # None: they cannot be put down here
        self.point = QPoint()
        self._over = ""  # the folded group that the pointer rests on
        self._scroll = QTimer(self, interval=_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)
        self._unfold = QTimer(self, singleShot=True, interval=_UNFOLD_MS)
        self._unfold.timeout.connect(lambda: self.unfold_wanted.emit(self._over))

    def is_far(self, start: QPoint, point: QPoint) -> bool:
        """Whether a press that went so far is a drag."""
        return (point - start).manhattanLength() >= QGuiApplication.styleHints().startDragDistance()

    def begin(self, ids: list[str]) -> None:
        self.ids = ids
        self._view.setCursor(Qt.CursorShape.ClosedHandCursor)

    def end(self) -> None:
        self.ids, self.drop, self._over = [], None, ""
        self._scroll.stop()
        self._unfold.stop()
        self._view.unsetCursor()
        self._view.viewport().update()

    def aim(self, point: QPoint) -> None:
        """Find where the rows would land; scroll at the edges, and open a folded group after a while."""
        self.point = point
        self.drop = self._found(point)
        forbidden = Qt.CursorShape.ForbiddenCursor
        self._view.setCursor(forbidden if self.drop is None else Qt.CursorShape.ClosedHandCursor)
        height = self._view.viewport().height()
        near = row_height() // 2
        at_edge = point.y() < near or point.y() > height - near
        if at_edge and not self._scroll.isActive():
            self._scroll.start()
        elif not at_edge:
            self._scroll.stop()
        self._wait_over(point)
        self._view.viewport().update()

    @property
    def label(self) -> str:
        """What is in hand, in words."""
        if len(self.ids) > 1:
            return self.tr("%n layer(s)", "", len(self.ids))
        return str(self._model.index_of(self.ids[0]).data())

    def _wait_over(self, point: QPoint) -> None:
        node = self._model.node(self._view.indexAt(point))
        over = node.id if isinstance(node, Group) and node.folded and self.drop and self.drop.into else ""
        if over != self._over:
            self._over = over
            if over:
                self._unfold.start()
            else:
                self._unfold.stop()

    def _found(self, point: QPoint) -> Drop | None:
        view = self._view
        index = view.indexAt(point)
        if not index.isValid():  # below the last row
            return self._beside(self._last(), QModelIndex(), point)
        rect = view.visualRect(index)
        share = (point.y() - rect.top()) / max(1, rect.height())
        node = self._model.node(index)
        if isinstance(node, Group) and 0.25 < share < 0.75:
            return self._into(index, node, rect)
        if share < 0.5:
            return self._beside(view.indexAbove(index), index, point)
        return self._beside(index, view.indexBelow(index), point)

    def _into(self, index: QModelIndex, group: Group, rect: QRect) -> Drop | None:
        """On top of all that a group holds."""
        return self._checked(index, group.id, 0, self._depth(index) + 1, rect, rect.bottom())

    def _beside(self, above: QModelIndex, below: QModelIndex, point: QPoint) -> Drop | None:
        """Between two rows that follow each other; how far right the pointer is says in which group."""
        deepest = self._depth(above) if above.isValid() else 0
        node = self._model.node(above)
        if isinstance(node, Group) and self._view.isExpanded(above):
            deepest += 1
        least = self._depth(below) if below.isValid() else 0
        step = indent(1)
        depth = min(max((point.x() - lead() - step // 2) // step, least), deepest)
        y = self._view.visualRect(above).bottom() if above.isValid() else 0
        if not above.isValid():
            return self._checked(QModelIndex(), "", 0, 0, None, y)
        if depth == self._depth(above) + 1:
            assert node is not None
            return self._checked(above, node.id, 0, depth, None, y)
        while self._depth(above) > depth:
            above = above.parent()
        parent = above.parent()
        group = self._model.node(parent)
        return self._checked(parent, group.id if group else "", above.row() + 1, depth, None, y)

    def _checked(
        self, parent: QModelIndex, parent_id: str, row: int, depth: int, into: QRect | None, y: int
    ) -> Drop | None:
        """The drop before row `row` of a group; None where that is in one of the rows in hand."""
        around = parent
        while around.isValid():
            node = self._model.node(around)
            if node is not None and node.id in self.ids:
                return None
            around = around.parent()
        below = (
            self._model.node(self._model.index(at, 0, parent))
            for at in range(row, self._model.rowCount(parent))
        )
        place = sum(1 for node in below if node is not None and node.id not in self.ids)
        return Drop(parent_id, place, depth, into, y)

    def _depth(self, index: QModelIndex) -> int:
        depth = -1
        while index.isValid():
            depth, index = depth + 1, index.parent()
        return depth

    def _last(self) -> QModelIndex:
        """The lowest row in sight."""
        index = self._model.index(self._model.rowCount() - 1)
        while self._view.isExpanded(index) and self._model.rowCount(index):
            index = self._model.index(self._model.rowCount(index) - 1, 0, index)
        return index

    def _scroll_on(self) -> None:
        bar = self._view.verticalScrollBar()
        step = max(2, row_height() // 4)
        up = self.point.y() < self._view.viewport().height() / 2
        bar.setValue(bar.value() + (-step if up else step))
        self.aim(self.point)


def paint_drop(painter: QPainter, area: QRect, drag: LayerDrag) -> None:
    """A line where the rows would land, or a frame round the group, and what is in hand."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drop, thick = drag.drop, theme.scaled(2)
    painter.setPen(QPen(QColor(theme.ACCENT), thick))
    if drop is not None and drop.into is not None:
        painter.drawRoundedRect(QRectF(drop.into).adjusted(1, 1, -2, -2), thick, thick)
    elif drop is not None:
        y = min(max(drop.y, thick + 1), area.height() - thick - 1)
        left, dot = lead() + indent(drop.depth), theme.scaled(3)
        painter.drawEllipse(QPointF(left, y), dot, dot)
        painter.drawLine(left + dot, y, area.right() - thick, y)
    _paint_label(painter, area, drag)


def _paint_label(painter: QPainter, area: QRect, drag: LayerDrag) -> None:
    metrics = painter.fontMetrics()
    text = metrics.elidedText(drag.label, Qt.TextElideMode.ElideRight, theme.scaled(140))
    pad = theme.scaled(6)
    chip = QRect(0, 0, metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad)
    chip.moveTopLeft(drag.point + QPoint(theme.scaled(14), theme.scaled(6)))
    chip.moveRight(min(chip.right(), area.right() - 2))
    chip.moveBottom(min(chip.bottom(), area.bottom() - 2))
    painter.setPen(QColor(theme.EDGE))
    painter.setBrush(QColor(theme.RAISED))
    painter.drawRoundedRect(chip, 3, 3)
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, text)
