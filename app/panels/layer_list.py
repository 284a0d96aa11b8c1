"""The list of layers, top layer first: a model that follows documents step by step, and its view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app import theme
from app.panels.blend_box import blend_name
from app.panels.layer_delegate import LAYER, THUMBNAIL, LayerDelegate, Zone
from app.thumbnails import Thumbnails
from canvas.document import Document
from canvas.layer import Layer

_SCROLL_MS = 40  # between scroll steps while a row is dragged to the edge
_SHOWN = ("name", "visible", "locked", "alpha_lock", "opacity", "blend", "recipe")

Index = QModelIndex | QPersistentModelIndex


class LayerModel(QAbstractListModel):
    """Row 0 is the top layer. It never changes by itself: wishes go out, documents come in."""

    rename_wanted = Signal(str, str)  # layer id, name

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: list[Layer] = []
        self._thumbnails = thumbnails
        thumbnails.ready.connect(self._repaint)

    def show_document(self, document: Document) -> None:
        """Take out, move, put in and change only the rows that differ."""
        new = list(reversed(list(document.sheets())))
        here = {layer.id for layer in new}
        for row in range(len(self._layers) - 1, -1, -1):
            if self._layers[row].id not in here:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._layers[row]
                self.endRemoveRows()
        for row, layer in enumerate(new):
            self._bring(row, layer)
        for row, layer in enumerate(new):
            old, self._layers[row] = self._layers[row], layer
            if old is not layer and any(getattr(old, name) != getattr(layer, name) for name in _SHOWN):
                self.dataChanged.emit(self.index(row), self.index(row))

    def _bring(self, row: int, layer: Layer) -> None:
        """Make sure that the layer's row is here; the rows before are in order already."""
        at = self.row_of(layer.id)
        if at == row:
            return
        if at is None:
            self.beginInsertRows(QModelIndex(), row, row)
            self._layers.insert(row, layer)
            self.endInsertRows()
            return
        self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), row)
        self._layers.insert(row, self._layers.pop(at))
        self.endMoveRows()

    def row_of(self, layer_id: str) -> int | None:
        return next((row for row, layer in enumerate(self._layers) if layer.id == layer_id), None)

    def layer(self, index: Index) -> Layer | None:
        return self._layers[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._layers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        layer = self.layer(index)
        if layer is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return layer.name
        if role == LAYER:
            return layer
        if role == THUMBNAIL:
            return self._thumbnails.image(layer.id)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(layer)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        layer = self.layer(index)
        name = str(value).strip()
        if layer is None or role != Qt.ItemDataRole.EditRole or not name or name == layer.name:
            return False
        self.rename_wanted.emit(layer.id, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    def _spoken(self, layer: Layer) -> str:
        """What a screen reader says of a row."""
        parts = [layer.name, blend_name(layer.blend), self.tr("{0} %").format(round(layer.opacity * 100))]
        for holds, text in (
            (not layer.visible, self.tr("hidden")),
            (layer.locked, self.tr("locked")),
            (layer.alpha_lock, self.tr("transparency locked")),
            (layer.recipe is not None, self.tr("generated")),
        ):
            if holds:
                parts.append(text)
        return QLocale().createSeparatedList(parts)

    def _repaint(self, layer_id: str) -> None:
        row = self.row_of(layer_id)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row), [THUMBNAIL])


class LayerList(QListView):
    """Shows the model; a row is dragged with mouse or pen without a drag-and-drop of the system."""

    chosen = Signal(str)  # layer id: the artist made it the current row
    moved = Signal(str, int)  # layer id, its new place counted from 0 at the bottom
    visibility_wanted = Signal(str, bool)
    lock_wanted = Signal(str, bool)
    alpha_lock_wanted = Signal(str, bool)
    recipe_wanted = Signal(str)
    delete_wanted = Signal()
    menu_wanted = Signal(QPoint)  # on screen

    def __init__(self, model: LayerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._delegate = LayerDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self._follows = False  # while the current row is set from outside
        self._press: QPoint | None = None
        self._dragged = ""  # id of the layer in hand
        self._gap = -1  # the row before which it would be dropped
        self._scroll = QTimer(self, interval=_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    def show_current(self, layer_id: str) -> None:
        """Make a row current without telling."""
        row = self._rows.row_of(layer_id)
        index = self._rows.index(row) if row is not None else QModelIndex()
        if index != self.currentIndex():
            self._follows = True
            self.setCurrentIndex(index)
            self._follows = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        layer = self._rows.layer(current)
        if layer is not None and not self._follows:
            self.chosen.emit(layer.id)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """The row that Qt makes current instead is not the artist's choice."""
        follows, self._follows = self._follows, True
        super().rowsAboutToBeRemoved(parent, start, end)
        self._follows = follows

    # --- the mouse -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        layer = self._rows.layer(index)
        if event.button() == Qt.MouseButton.LeftButton and layer is not None:
            if self._touched(layer, self._delegate.zone(self.visualRect(index), point)):
                event.accept()
                return
            self._press = point
        super().mousePressEvent(event)

    def _touched(self, layer: Layer, zone: Zone) -> bool:
        """Answer a press on one of the row's marks."""
        match zone:
            case Zone.EYE:
                self.visibility_wanted.emit(layer.id, not layer.visible)
            case Zone.LOCK:
                self.lock_wanted.emit(layer.id, not layer.locked)
            case Zone.ALPHA:
                self.alpha_lock_wanted.emit(layer.id, not layer.alpha_lock)
            case Zone.RECIPE if layer.recipe is not None:
                self.recipe_wanted.emit(layer.id)
            case _:
                return False
        return True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if self._press is None:
            return
        far = QGuiApplication.styleHints().startDragDistance()
        if not self._dragged and (point - self._press).manhattanLength() >= far:
            layer = self._rows.layer(self.indexAt(self._press))
            self._dragged = layer.id if layer is not None else ""
        if self._dragged:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._aim(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        layer_id, gap = self._dragged, self._gap
        self._let_go()
        if layer_id:
            row = self._rows.row_of(layer_id)
            if row is not None and gap >= 0 and gap not in (row, row + 1):
                left = gap - (1 if gap > row else 0)  # the row after it is taken out
                self.moved.emit(layer_id, self._rows.rowCount() - 1 - left)
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        layer = self._rows.layer(index)
        if layer is None or event.button() != Qt.MouseButton.LeftButton:
            return
        zone = self._delegate.zone(self.visualRect(index), point)
        if not self._touched(layer, zone):  # the second of two quick clicks on a mark counts too
            self._let_go()
            self.edit(index)

    def _aim(self, point: QPoint) -> None:
        """Find the gap between rows nearest to the pointer, and scroll at the edges."""
        count = self._rows.rowCount()
        height = max(1, self.sizeHintForRow(0))
        above = self.verticalOffset() + point.y()
        self._gap = min(max(round(above / height), 0), count)
        near = height // 2
        at_edge = point.y() < near or point.y() > self.viewport().height() - near
        if at_edge and not self._scroll.isActive():
            self._scroll.start()
        elif not at_edge:
            self._scroll.stop()
        self.viewport().update()

    def _scroll_on(self) -> None:
        point = self.viewport().mapFromGlobal(self.cursor().pos())
        bar = self.verticalScrollBar()
        step = max(2, self.sizeHintForRow(0) // 4)
        bar.setValue(bar.value() + (-step if point.y() < self.viewport().height() / 2 else step))
        self._aim(point)

    def _let_go(self) -> None:
        self._press, self._dragged, self._gap = None, "", -1
        self._scroll.stop()
        self.unsetCursor()
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex()).center()
            self.menu_wanted.emit(self.viewport().mapToGlobal(spot))
        elif self.indexAt(self.viewport().mapFromGlobal(event.globalPos())).isValid():
            self.menu_wanted.emit(event.globalPos())

    # --- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_F2, Qt.Key.Key_Escape)
            if event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                event.accept()  # before a shortcut of the window can take it
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._dragged:
            self._let_go()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters choose tools, not rows."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._let_go()
        super().focusOutEvent(event)

    # --- the look --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap < 0:
            return
        y = self._gap * max(1, self.sizeHintForRow(0)) - self.verticalOffset()
        thick = theme.scaled(2)
        y = min(max(y - thick // 2, 0), self.viewport().height() - thick)
        painter = QPainter(self.viewport())
        painter.fillRect(QRect(0, y, self.viewport().width(), thick), QColor(theme.ACCENT))
