"""The history panel: every step that can be undone or redone, and a click to go there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget

from app import theme
from app.icons import icon
from app.session import Standing
from app.studio import Studio

Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """Row 0 is the picture before the first step; row n the picture after n steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing = Standing()

    @property
    def place(self) -> int:
        return self._standing.place

    def show_standing(self, standing: Standing) -> None:
        """Change only the rows that differ: a stroke adds one, undo changes how two look."""
        old, new = self._standing.labels, standing.labels
        same = 0
        for one, other in zip(old, new, strict=False):
            if one is not other and one != other:
                break
            same += 1
        if len(old) > same:
            self.beginRemoveRows(QModelIndex(), same + 1, len(old))
            self._standing = Standing(old[:same])
            self.endRemoveRows()
        if len(new) > same:
            self.beginInsertRows(QModelIndex(), same + 1, len(new))
            self._standing = standing
            self.endInsertRows()
        self._standing = standing
        self.dataChanged.emit(self.index(0), self.index(len(new)))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._standing.labels) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, standing = index.row(), self._standing
        saved = row == standing.saved_place
        if role == Qt.ItemDataRole.DisplayRole:
            return standing.labels[row - 1] if row else self.tr("Beginning")
        if role == Qt.ItemDataRole.DecorationRole and saved:
            return icon("save")
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("As it was saved") if saved else None
        if role == Qt.ItemDataRole.ForegroundRole and row > standing.place:
            return QColor(theme.DISABLED)
        if role == Qt.ItemDataRole.FontRole and row == standing.place:
            font = QFont()
            font.setBold(True)
            return font
        return None


class HistoryPanel(QWidget):
    """Lists the steps of the open document; a click goes to one. What is undone is shown faint."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.model = HistoryModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("History"))
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.memory = QLabel()
        self.memory.setTextFormat(Qt.TextFormat.PlainText)
        self.memory.setToolTip(
            self.tr("What undo keeps. The settings say how much memory it may take; the rest goes to disk.")
        )
        layout = QVBoxLayout(self)
        edge = theme.scaled(6)
        layout.setContentsMargins(edge, edge, edge, theme.scaled(4))
        layout.setSpacing(theme.scaled(4))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.memory)
        studio.session_changed.connect(self._follow)
        self._follow()

    def _follow(self, _session: object = None) -> None:
        self._studio.session.history_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        session = self._studio.session
        if session.closed:
            return
        standing = session.standing
        self.model.show_standing(standing)
        self.list.scrollTo(self.model.index(standing.place))
        self.memory.setText(self._memory_text(standing))

    def _memory_text(self, standing: Standing) -> str:
        count = len(standing.labels)
        if count == 0:
            return self.tr("Every step you take is listed here.")
        steps = self.tr("1 step") if count == 1 else self.tr("{0} steps").format(count)
        text = self.tr("{0} · {1} MB").format(steps, round(standing.nbytes / (1 << 20)))
        if standing.spilled:
            text += self.tr(" · {0} MB on disk").format(round(standing.spilled / (1 << 20)))
        return text

    def _go(self, index: QModelIndex) -> None:
        if index.row() != self.model.place:
            self._studio.session.go_to(index.row())
