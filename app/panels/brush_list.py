"""The list of brushes: each with its real stroke, under the headings of their groups."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import theme
from app.brush_presets import group_title, title_of
from app.icons import drawn
from app.panels.stroke_preview import StrokePainter
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush

Index = QModelIndex | QPersistentModelIndex

COLUMN = 118  # pixels for which the grid was drawn; a wider list has more columns


class Role(IntEnum):
    """What else the model tells of a row."""

    ENTRY = Qt.ItemDataRole.UserRole  # BrushEntry; None for a heading
    FAVOURITE = Qt.ItemDataRole.UserRole + 1
    TWEAKED = Qt.ItemDataRole.UserRole + 2
    BRUSH = Qt.ItemDataRole.UserRole + 3  # Brush: as it would be taken in hand


class BrushModel(QAbstractListModel):
    """Rows of headings (texts) and brushes, replaced as a whole."""

    renamed = Signal(str, str)  # id, title

    def __init__(
        self,
        favourite: Callable[[str], bool],
        tweaked: Callable[[str], bool],
        brush_of: Callable[[BrushEntry], Brush],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._favourite, self._tweaked, self._brush_of = favourite, tweaked, brush_of
        self._rows: list[BrushEntry | str] = []
        self.fixed: frozenset[str] = frozenset()  # ids whose title cannot be changed

    def show(self, rows: list[BrushEntry | str]) -> None:
        """Show other rows."""
        if rows == self._rows:
            self.touch()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def touch(self) -> None:
        """Stars and marks may be others."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def row_of(self, name: str) -> int | None:
        """Where the brush of this id is."""
        return next(
            (at for at, row in enumerate(self._rows) if isinstance(row, BrushEntry) and row.id == name), None
        )

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if isinstance(row, str):
            shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return group_title(row) if role in shown else None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return title_of(row)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
            case Role.ENTRY:
                return row
            case Role.FAVOURITE:
                return self._favourite(row.id)
            case Role.TWEAKED:
                return self._tweaked(row.id)
            case Role.BRUSH:
                return self._brush_of(row)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self._rows[index.row()]
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or isinstance(row, str) or title in ("", title_of(row)):
            return False
        self.renamed.emit(row.id, title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self._rows[index.row()] if index.isValid() else ""
        if isinstance(row, str):
            return Qt.ItemFlag.NoItemFlags
        can = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return can if row.id in self.fixed else can | Qt.ItemFlag.ItemIsEditable

    def _tip(self, entry: BrushEntry) -> str:
        lines = [title_of(entry)]
        if self._tweaked(entry.id):
            lines.append(self.tr("Changed since it was saved"))
        if entry.tags:
            lines.append(", ".join(entry.tags))
        if entry.source:
            lines.append(f"{entry.source} ({entry.licence})" if entry.licence else entry.source)
        return "\n".join(lines)

    def _spoken(self, entry: BrushEntry) -> str:
        said = [title_of(entry), group_title(entry.group)]
        if self._favourite(entry.id):
            said.append(self.tr("favourite"))
        if self._tweaked(entry.id):
            said.append(self.tr("changed"))
        return ", ".join(said)


class BrushDelegate(QStyledItemDelegate):
    """Draws a brush as a card in the grid or as a row, and asks for strokes as they come into sight."""

    def __init__(self, painter: StrokePainter, view: BrushList) -> None:
        super().__init__(view)
        self._strokes = painter
        self._view = view
        painter.painted.connect(self._arrived)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.room()
        if index.data(Role.ENTRY) is None:
            return QSize(width, theme.scaled(22))
        if self._view.grid:
            return QSize(width // self._view.columns(), theme.scaled(52))
        return QSize(width, theme.scaled(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        entry = index.data(Role.ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry is None:
            self._paint_heading(painter, rect, str(index.data()))
        elif self._view.grid:
            self._paint_card(painter, rect, option, index)
        else:
            self._paint_row(painter, rect, option, index)
        painter.restore()

    def star_rect(self, rect: QRect) -> QRect:
        """Where the star of a brush lies in its rectangle."""
        side = theme.scaled(20)
        top = rect.top() + theme.scaled(3) if self._view.grid else rect.center().y() - side // 2
        return QRect(rect.right() - side - theme.scaled(4), top, side, side)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        editor.setGeometry(self._title_rect(rect).adjusted(-2, -2, 2, 2))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Name of the brush"))
        return editor

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setPen(QColor(theme.MUTED))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        place = rect.adjusted(theme.scaled(3), theme.scaled(3), 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_card(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        card = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
        self._paint_ground(painter, card, option, index)
        stroke = self._stroke_rect(rect)
        self._paint_stroke(painter, stroke, index)
        self._paint_title(painter, self._title_rect(rect), index)
        self._paint_star(painter, rect, option, index)

    def _paint_row(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        card = QRectF(rect).adjusted(1.5, 0.5, -1.5, -0.5)
        self._paint_ground(painter, card, option, index)
        self._paint_stroke(painter, self._stroke_rect(rect), index)
        self._paint_title(painter, self._title_rect(rect), index)
        self._paint_star(painter, rect, option, index)

    def _paint_ground(
        self, painter: QPainter, card: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        under = bool(state & QStyle.StateFlag.State_MouseOver)
        current = self._view.hasFocus() and self._view.currentIndex() == index
        edge = theme.ACCENT if chosen else theme.TEXT if current else theme.EDGE if under else theme.BASE
        painter.setPen(QPen(QColor(edge), 1.5 if chosen else 1.0))
        painter.setBrush(QColor(theme.ROW if chosen else theme.BASE))
        painter.drawRoundedRect(card, theme.scaled(3), theme.scaled(3))

    def _stroke_rect(self, rect: QRect) -> QRect:
        if self._view.grid:
            return rect.adjusted(theme.scaled(4), theme.scaled(3), -theme.scaled(4), -theme.scaled(18))
        width = min(theme.scaled(92), round(rect.width() * 0.4))
        return QRect(rect.left() + theme.scaled(4), rect.top() + 3, width, rect.height() - 6)

    def _title_rect(self, rect: QRect) -> QRect:
        if self._view.grid:
            height = theme.scaled(17)
            return QRect(
                rect.left() + theme.scaled(7),
                rect.bottom() - height,
                rect.width() - theme.scaled(12),
                height - 1,
            )
        left = self._stroke_rect(rect).right() + theme.scaled(10)
        return QRect(left, rect.top(), self.star_rect(rect).left() - left, rect.height())

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
        if self._view.grid:
            font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(QColor(theme.TEXT))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_star(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        favourite = bool(index.data(Role.FAVOURITE))
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        if not favourite and not state & QStyle.StateFlag.State_MouseOver:
            return
        place = self.star_rect(rect)
        inner = place.adjusted(3, 3, -3, -3)
        ratio = self._view.devicePixelRatioF()
        name, colour = ("star-full", theme.ACCENT) if favourite else ("star", theme.MUTED)
        painter.drawPixmap(inner, drawn(name, round(inner.width() * ratio), colour))

    def _arrived(self, key: str, _image: QImage) -> None:
        if key.startswith("list "):
            self._view.repaint_brush(key.removeprefix("list "))


class BrushList(QListView):
    """Brushes to choose from, by mouse and keys; what is done with them is told by signals."""

    chosen = Signal(str)  # id: to be taken in hand
    star_clicked = Signal(str)  # id
    menu_wanted = Signal(str, QPoint)  # id, global position
    delete_wanted = Signal(str)  # id

    def __init__(self, model: BrushModel, painter: StrokePainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = True
        self.empty_text = ""  # what is said where there is nothing to show
        self._quiet = False  # the selection is set by the program
        self.setModel(model)
        self.setItemDelegate(BrushDelegate(painter, self))
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

    def brush_model(self) -> BrushModel:
        model = self.model()
        assert isinstance(model, BrushModel)
        return model

    def set_grid(self, grid: bool) -> None:
        """Cards side by side, or rows."""
        self.grid = grid
        self.doItemsLayout()
        self.scrollTo(self.currentIndex())

    def room(self) -> int:
        """The width that is free for brushes."""
        return max(theme.scaled(80), self.viewport().width() - 1)

    def columns(self) -> int:
        return max(1, self.room() // theme.scaled(COLUMN))

    def id_at(self, index: Index) -> str:
        """The id of the brush in a row; empty for a heading."""
        entry = index.data(Role.ENTRY) if index.isValid() else None
        return entry.id if isinstance(entry, BrushEntry) else ""

    def show_chosen(self, name: str) -> None:
        """Mark the brush in hand, without taking it again."""
        row = self.brush_model().row_of(name)
        self._quiet = True
        if row is None:
            self.selectionModel().clear()
        else:
            index = self.brush_model().index(row)
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self._quiet = False

    def rename(self, name: str) -> None:
        """Open the field for another title."""
        row = self.brush_model().row_of(name)
        if row is not None:
            self.edit(self.brush_model().index(row))

    def repaint_brush(self, name: str) -> None:
        row = self.brush_model().row_of(name)
        if row is not None:
            self.viewport().update(self.visualRect(self.brush_model().index(row)))

    def star_place(self, name: str) -> QRect:
        """Where a brush's star lies in the viewport; empty where the brush is not listed."""
        row, delegate = self.brush_model().row_of(name), self.itemDelegate()
        if row is None or not isinstance(delegate, BrushDelegate):
            return QRect()
        return delegate.star_rect(self.visualRect(self.brush_model().index(row)))

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
        if self.brush_model().rowCount() == 0 and self.empty_text:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.MUTED))
            area = self.viewport().rect().adjusted(theme.scaled(16), theme.scaled(16), -theme.scaled(16), 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, self.empty_text)


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
