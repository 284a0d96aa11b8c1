"""The tree of layers as Qt's views want it, top layer first: a model that follows documents row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage

from app.panels.blend_box import manner_name
from app.panels.layer_places import is_generated
from app.panels.tags import tag_name
from app.thumbnails import Thumbnails
from canvas.document import Document
from canvas.layer import Group, Layer, Node

LOOK = Qt.ItemDataRole.UserRole + 1  # RowLook

Index = QModelIndex | QPersistentModelIndex


class Solo(Enum):
    """What a row has to do with the node that is shown alone."""

    NONE = auto()  # nothing is shown alone
    SHOWN = auto()  # it is this node, or stands in it
    HIDDEN = auto()


@dataclass(frozen=True, slots=True, eq=False)
class RowLook:
    """All that a row shows. `eq` is of no use: pictures have none."""

    node: Node
    depth: int  # groups around it
    lit: bool  # it is visible, and so are all groups around it
    active: bool
    on_mask: bool  # it is active, and tools work on its mask
    solo: Solo
    thumbnail: QImage | None  # None until it is made
    mask: QImage | None


@dataclass(slots=True, eq=False)
class _Row:
    key: int  # the internal id of its index
    node: Node
    parent: _Row | None
    rows: list[_Row] = field(default_factory=list)  # top first

    def walk(self) -> Iterator[_Row]:
        """All rows in it, and then itself."""
        for row in self.rows:
            yield from row.walk()
        yield self


class LayerModel(QAbstractItemModel):
    """Row 0 is the top layer. It never changes by itself: wishes go out, documents come in."""

    rename_wanted = Signal(str, str)  # node id, name

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._numbers = count(1)
        self._root = _Row(0, Group(""), None)
        self._by_id: dict[str, _Row] = {}
        self._by_key: dict[int, _Row] = {}
        self._active, self._on_mask, self._solo = "", False, ""
        thumbnails.ready.connect(self._repaint)

    # --- following -------------------------------------------------------------------------------

    def show_document(self, document: Document) -> None:
        """Take out, move, put in and change only the rows that differ."""
        present = {node.id for node in document.nodes()}
        self._drop(self._root, present, only_empty=True)
        self._arrange(self._root, document.layers)
        self._drop(self._root, present, only_empty=False)
        touched = {self._active, document.active}
        same_active = (self._active, self._on_mask) == (document.active, document.on_mask)
        self._active, self._on_mask = document.active, document.on_mask
        for node in document.nodes():
            row = self._by_id[node.id]
            was, row.node = row.node, node
            if was is not node and _looks_other(was, node):
                self._changed(row, deep=was.visible != node.visible)
            elif not same_active and node.id in touched:
                self._changed(row)

    def show_solo(self, node_id: str) -> None:
        """Mark the node that is shown alone ("": none)."""
        if node_id != self._solo:
            self._solo = node_id
            for row in self._by_id.values():
                self._changed(row)

    def _drop(self, parent: _Row, present: set[str], *, only_empty: bool) -> None:
        """Take out rows of nodes that are gone; with `only_empty` not those that hold one that is not."""
        for place in range(len(parent.rows) - 1, -1, -1):
            row = parent.rows[place]
            gone = row.node.id not in present
            if gone and (not only_empty or not any(one.node.id in present for one in row.walk())):
                self.beginRemoveRows(self._index(parent), place, place)
                del parent.rows[place]
                for one in row.walk():
                    del self._by_key[one.key]
                    del self._by_id[one.node.id]
                self.endRemoveRows()
            else:
                self._drop(row, present, only_empty=only_empty)

    def _arrange(self, parent: _Row, nodes: tuple[Node, ...]) -> None:
        """Bring the rows of these siblings to their places, and then those in them."""
        wanted = list(reversed(nodes))
        for place, node in enumerate(wanted):
            self._bring(parent, place, node, wanted[place + 1].id if place + 1 < len(wanted) else "")
        for row, node in zip(parent.rows, wanted, strict=False):
            self._arrange(row, node.layers if isinstance(node, Group) else ())

    def _bring(self, parent: _Row, place: int, node: Node, after: str) -> None:
        """Make sure that the node's row is here; the rows before are in order already."""
        rows = parent.rows
        if place < len(rows) and rows[place].node.id == node.id:
            return
        row = self._by_id.get(node.id)
        if row is None:
            self.beginInsertRows(self._index(parent), place, place)
            row = _Row(next(self._numbers), node, parent)
            rows.insert(place, row)
            self._by_id[node.id] = self._by_key[row.key] = row
            self.endInsertRows()
            return
        if place + 1 < len(rows) and rows[place + 1] is row and rows[place].node.id != after:
            self._move(rows[place], parent, len(rows))  # that one goes down: the others stay
        else:
            self._move(row, parent, place)

    def _move(self, row: _Row, target: _Row, place: int) -> None:
        """`place`: of the row that it comes to stand before."""
        source = row.parent
        assert source is not None
        at = source.rows.index(row)
        self.beginMoveRows(self._index(source), at, at, self._index(target), place)
        del source.rows[at]
        target.rows.insert(place - (1 if source is target and at < place else 0), row)
        row.parent = target
        self.endMoveRows()

    def _changed(self, row: _Row, *, deep: bool = False) -> None:
        for one in row.walk() if deep else (row,):
            index = self._index(one)
            self.dataChanged.emit(index, index)

    def _repaint(self, node_id: str) -> None:
        row = self._by_id.get(node_id)
        if row is not None:
            index = self._index(row)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    # --- what Qt asks ----------------------------------------------------------------------------

    def _index(self, row: _Row) -> QModelIndex:
        if row.parent is None:
            return QModelIndex()
        return self.createIndex(row.parent.rows.index(row), 0, row.key)

    def _row(self, index: Index) -> _Row:
        """The root for an index that is not valid."""
        return self._by_key[index.internalId()] if index.isValid() else self._root

    def index_of(self, node_id: str) -> QModelIndex:
        """Not valid for a node that has no row."""
        row = self._by_id.get(node_id)
        return QModelIndex() if row is None else self._index(row)

    def node(self, index: Index) -> Node | None:
        return self._row(index).node if index.isValid() else None

    def index(self, row: int, column: int = 0, parent: Index | None = None) -> QModelIndex:
        rows = self._row(parent or QModelIndex()).rows
        return (
            self.createIndex(row, 0, rows[row].key) if column == 0 and 0 <= row < len(rows) else QModelIndex()
        )

    def parent(self, index: Index | None = None) -> Any:
        if index is None:  # the same name is QObject's
            return super().parent()
        around = self._row(index).parent
        return QModelIndex() if around is None else self._index(around)

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._row(parent or QModelIndex()).rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 1

    def hasChildren(self, parent: Index | None = None) -> bool:
        """Every group can be unfolded, also an empty one."""
        return isinstance(self._row(parent or QModelIndex()).node, Group)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._row(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.node.name
        if role == LOOK:
            return self._look(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        node = self.node(index)
        name = str(value).strip()
        if node is None or role != Qt.ItemDataRole.EditRole or not name or name == node.name:
            return False
        self.rename_wanted.emit(node.id, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    # --- what a row says -------------------------------------------------------------------------

    def _look(self, row: _Row) -> RowLook:
        node, around = row.node, list(_around(row))
        active = node.id == self._active
        solo = Solo.NONE
        if self._solo in self._by_id:
            inside = self._solo in (node.id, *(one.node.id for one in around))
            solo = Solo.SHOWN if inside else Solo.HIDDEN
        return RowLook(
            node,
            len(around),
            node.visible and all(one.node.visible for one in around),
            active,
            active and self._on_mask,
            solo,
            self._thumbnails.image(node.id),
            self._thumbnails.mask_image(node.id),
        )

    def _spoken(self, row: _Row) -> str:
        """What a screen reader says of a row."""
        node = row.node
        parts = [node.name]
        if isinstance(node, Group):
            parts.append(self.tr("group of %n", "", len(row.rows)))
        parts += [manner_name(node), self.tr("{0} %").format(round(node.opacity * 100))]
        mask = node.mask
        for holds, text in (
            (not node.visible, self.tr("hidden")),
            (node.locked, self.tr("locked")),
            (isinstance(node, Layer) and node.alpha_lock, self.tr("transparency locked")),
            (node.clip, self.tr("clipped to the layer below")),
            (mask is not None and mask.enabled, self.tr("with a mask")),
            (mask is not None and not mask.enabled, self.tr("with a mask that is off")),
            (is_generated(node), self.tr("generated")),
            (bool(node.tag), self.tr("tag {0}").format(tag_name(node.tag))),
            (node.id == self._solo, self.tr("shown alone")),
        ):
            if holds:
                parts.append(text)
        return QLocale().createSeparatedList(parts)


def _around(row: _Row) -> Iterator[_Row]:
    """The rows of the groups around it, innermost first."""
    parent = row.parent
    while parent is not None and parent.parent is not None:
        yield parent
        parent = parent.parent


def _looks_other(was: Node, now: Node) -> bool:
    """Whether rows of two states of a node differ in more than their pictures."""
    return type(was) is not type(now) or _traits(was) != _traits(now)


def _traits(node: Node) -> tuple[object, ...]:
    mask = node.mask
    return (
        *(node.name, node.opacity, node.blend, node.visible, node.locked, node.clip, node.tag),
        None if mask is None else mask.enabled,
        *((node.alpha_lock, node.recipe) if isinstance(node, Layer) else ()),
        *(
            (node.pass_through, node.folded, len(node.layers), is_generated(node))
            if isinstance(node, Group)
            else ()
        ),
    )
