"""The list of brushes: chosen, starred, renamed and removed by mouse and keys; what is asked for is told."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app import theme
from app.panels.brush_delegate import BrushDelegate
from app.panels.brush_model import BrushModel, Index, Role
from app.panels.stroke_preview import StrokePainter
from canvas.brush.entry import BrushEntry


class BrushList(QListView):
    """Brushes to choose from, by mouse and keys; what is done with them is told by signals."""

    chosen = Signal(str)  # id: to be taken in hand
    star_clicked = Signal(str)  # id
    menu_wanted = Signal(str, QPoint)  # id, global position
    delete_wanted = Signal(str)  # id

    def __init__(self, model: BrushModel, painter: StrokePainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty_text = ""  # what is said where there is nothing to show
        self._brushes = model
        self._delegate = BrushDelegate(painter, self)
        self._quiet = False  # the selection is set by the program
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(theme.scaled(18))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setStyleSheet(f"QListView {{ background: {theme.WINDOW}; }}")
        self.setAccessibleName(self.tr("Brushes"))
        painter.painted.connect(self._stroke_painted)

    @property
    def grid(self) -> bool:
        """Whether there are cards side by side, or else rows."""
        return self._delegate.grid

    def set_grid(self, grid: bool) -> None:
        """Cards side by side, or rows."""
        self._delegate.grid = grid
        self.doItemsLayout()
        self.scrollTo(self.currentIndex())

    def id_at(self, index: Index) -> str:
        """The id of the brush in a row; empty for a heading."""
        entry = index.data(Role.ENTRY) if index.isValid() else None
        return entry.id if isinstance(entry, BrushEntry) else ""

    def show_chosen(self, name: str) -> None:
        """Mark the brush in hand, without taking it again."""
        index = self._brushes.index_of(name)
        self._quiet = True
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        else:
            self.selectionModel().clear()
        self._quiet = False

    def rename(self, name: str) -> None:
        """Open the field for another title."""
        index = self._brushes.index_of(name)
        if index.isValid():
            self.edit(index)

    def star_place(self, name: str) -> QRect:
        """Where a brush's star lies in the viewport; empty where the brush is not listed."""
        index = self._brushes.index_of(name)
        return self._delegate.star_rect(self.visualRect(index)) if index.isValid() else QRect()

    # --- events ----------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._quiet and self.id_at(current):
            self.chosen.emit(self.id_at(current))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        name = self.id_at(self.indexAt(event.position().toPoint()))
        if name and self.star_place(name).contains(event.position().toPoint()):
            if event.button() == Qt.MouseButton.LeftButton:
                self.star_clicked.emit(name)
            return
        if event.button() == Qt.MouseButton.RightButton:
            return  # the menu is for the brush under the mouse, which need not be taken for that
        again = name and name == self.id_at(self.currentIndex())
        super().mousePressEvent(event)
        if again and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).center())
        else:
            index, place = self.indexAt(self.viewport().mapFromGlobal(event.globalPos())), event.globalPos()
        if self.id_at(index):
            self.menu_wanted.emit(self.id_at(index), place)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()  # before a shortcut of the window can take it
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = self.id_at(self.currentIndex())
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and name:
            self.delete_wanted.emit(name)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and name:
            self.chosen.emit(name)
        elif event.text().isprintable() and event.text() and event.key() != Qt.Key.Key_F2:
            event.ignore()  # letters choose tools
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            name = self.id_at(self.indexAt(event.pos()))
            if name and self.star_place(name).contains(event.pos()):
                self.viewport().setToolTip(self.tr("Favourite"))
            else:
                self.viewport().setToolTip("")
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._brushes.rowCount() == 0 and self.empty_text:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.MUTED))
            area = self.viewport().rect().adjusted(theme.scaled(16), theme.scaled(16), -theme.scaled(16), 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, self.empty_text)

    def _stroke_painted(self, key: str, _image: QImage) -> None:
        if key.startswith("list "):
            self.viewport().update(self.visualRect(self._brushes.index_of(key.removeprefix("list "))))


_KEYS = (
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_F2,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


def _is_ours(event: QKeyEvent) -> bool:
    return event.key() in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
