"""The rows of the brush list: what each tells of its brush, under the headings of the groups."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.brush_presets import group_title, title_of
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush

Index = QModelIndex | QPersistentModelIndex


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

    def ids(self) -> list[str]:
        """Of the brushes, from the top down."""
        return [row.id for row in self._rows if isinstance(row, BrushEntry)]

    def index_of(self, name: str) -> QModelIndex:
        """Where the brush of this id is; invalid where it is not listed."""
        for at, row in enumerate(self._rows):
            if isinstance(row, BrushEntry) and row.id == name:
                return self.index(at)
        return QModelIndex()

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
