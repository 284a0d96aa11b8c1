"""How a brush looks in the list: a card or a row, with its real stroke, its title and its star."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import theme
from app.icons import drawn
from app.panels.brush_model import Index, Role
from app.panels.stroke_preview import StrokePainter
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush

COLUMN = 118  # pixels for which the grid was drawn; a wider list has more columns


class BrushDelegate(QStyledItemDelegate):
    """Asks for strokes, as "list " and the brush's id, when they come into sight."""

    def __init__(self, painter: StrokePainter, view: QListView) -> None:
        super().__init__(view)
        self.grid = True  # cards side by side, not rows
        self._strokes = painter
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = max(theme.scaled(80), self._view.viewport().width() - 1)
        if index.data(Role.ENTRY) is None:
            return QSize(width, theme.scaled(22))
        if self.grid:
            return QSize(width // max(1, width // theme.scaled(COLUMN)), theme.scaled(52))
        return QSize(width, theme.scaled(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(Role.ENTRY) is None:
            self._paint_heading(painter, rect, str(index.data()))
        else:
            self._paint_ground(painter, rect, state, index)
            self._paint_stroke(painter, self._stroke_rect(rect), index)
            self._paint_title(painter, self._title_rect(rect), index)
            self._paint_star(painter, self.star_rect(rect), state, index)
        painter.restore()

    def star_rect(self, rect: QRect) -> QRect:
        """Where the star of a brush lies in its rectangle."""
        side = theme.scaled(20)
        top = rect.top() + theme.scaled(3) if self.grid else rect.center().y() - side // 2
        return QRect(rect.right() - side - theme.scaled(4), top, side, side)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        editor.setGeometry(self._title_rect(rect).adjusted(-2, -2, 2, 2))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Name of the brush"))
        return editor

    def _stroke_rect(self, rect: QRect) -> QRect:
        if self.grid:
            return rect.adjusted(theme.scaled(4), theme.scaled(3), -theme.scaled(4), -theme.scaled(18))
        width = min(theme.scaled(92), round(rect.width() * 0.4))
        return QRect(rect.left() + theme.scaled(4), rect.top() + 3, width, rect.height() - 6)

    def _title_rect(self, rect: QRect) -> QRect:
        if self.grid:
            left, height = rect.left() + theme.scaled(7), theme.scaled(17)
            return QRect(left, rect.bottom() - height, rect.width() - theme.scaled(12), height - 1)
        left = self._stroke_rect(rect).right() + theme.scaled(10)
        return QRect(left, rect.top(), self.star_rect(rect).left() - left, rect.height())

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setPen(QColor(theme.MUTED))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        place = rect.adjusted(theme.scaled(3), theme.scaled(3), 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: Index) -> None:
        edge = 1.5 if self.grid else 0.5
        card = QRectF(rect).adjusted(1.5, edge, -1.5, -edge)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        under = bool(state & QStyle.StateFlag.State_MouseOver)
        current = self._view.hasFocus() and self._view.currentIndex() == index
        line = theme.ACCENT if chosen else theme.TEXT if current else theme.EDGE if under else theme.BASE
        painter.setPen(QPen(QColor(line), 1.5 if chosen else 1.0))
        painter.setBrush(QColor(theme.ROW if chosen else theme.BASE))
        painter.drawRoundedRect(card, theme.scaled(3), theme.scaled(3))

    def _paint_stroke(self, painter: QPainter, place: QRect, index: Index) -> None:
        brush: Brush = index.data(Role.BRUSH)
        ratio = self._view.devicePixelRatioF()
        image = self._strokes.known(brush, place.size(), ratio)
        if image is None:
            entry: BrushEntry = index.data(Role.ENTRY)
            self._strokes.ask(f"list {entry.id}", brush, place.size(), ratio, lasting=True)
        else:
            painter.drawImage(place.topLeft(), image)

    def _paint_title(self, painter: QPainter, place: QRect, index: Index) -> None:
        if index.data(Role.TWEAKED):
            dot = theme.scaled(3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.ACCENT))
            painter.drawEllipse(QPoint(place.left() + dot, place.center().y() + 1), dot, dot)
            place = place.adjusted(3 * dot, 0, 0, 0)
        font = painter.font()
        if self.grid:
            font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(QColor(theme.TEXT))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_star(self, painter: QPainter, place: QRect, state: QStyle.StateFlag, index: Index) -> None:
        favourite = bool(index.data(Role.FAVOURITE))
        if not favourite and not state & QStyle.StateFlag.State_MouseOver:
            return
        inner = place.adjusted(3, 3, -3, -3)
        ratio = self._view.devicePixelRatioF()
        name, colour = ("star-full", theme.ACCENT) if favourite else ("star", theme.MUTED)
        painter.drawPixmap(inner, drawn(name, round(inner.width() * ratio), colour))
