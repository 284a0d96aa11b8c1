"""The tree of layers on screen: choosing, touching the parts of a row, and the keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from app.panels.layer_delegate import LayerDelegate
from app.panels.layer_drag import LayerDrag, paint_drop
from app.panels.layer_model import LOOK, LayerModel, RowLook
from app.panels.layer_places import Zone, places, zone_at
from canvas.layer import Group, Layer, Node
from canvas.selecting import Combine

Index = QModelIndex | QPersistentModelIndex
_SELECT = QItemSelectionModel.SelectionFlag
_LEFT = Qt.MouseButton.LeftButton
_KEYS = (
    *(Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
    *(Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_End),
)  # before a shortcut of the window can take them


class LayerList(QTreeView):
    """Shows the model and says what the artist wants. The current row is the active node's.

    Rows are dragged with mouse or pen without a drag-and-drop of the system.
    """

    chosen = Signal(str, bool)  # node id, and whether its mask is meant: the artist made it the current row
    choice_changed = Signal(list)  # ids of all chosen rows
    moved = Signal(
        list, str, int
    )  # ids, id of the group that they come into ("": none), place from the bottom
    visibility_wanted = Signal(list, bool, int)  # ids, and the number of the sweep over eyes
    solo_wanted = Signal(str)
    fold_wanted = Signal(str, bool)
    lock_wanted = Signal(str, bool)
    alpha_lock_wanted = Signal(str, bool)
    clip_wanted = Signal(str, bool)
    mask_enabled_wanted = Signal(str, bool)
    selection_wanted = Signal(str, bool, str)  # node id, whether of its mask, and a Combine
    recipe_wanted = Signal(str)
    delete_wanted = Signal()
    menu_wanted = Signal(QPoint)  # on screen

    def __init__(self, model: LayerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._delegate = LayerDelegate(self)
        self._follows = False  # while something is set from outside
        self._press: QPoint | None = None
        # A chosen row of several that was pressed: letting go makes it the only one.
        self._waits: tuple[str, bool | None] | None = None
        self._swept: list[str] = []  # nodes whose eye was touched since the button went down
        self._sweep, self._shows = 0, False  # the number of the sweep, and whether it shows or hides
        self._drag = LayerDrag(self, model)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self._drag.unfold_wanted.connect(lambda group_id: self.fold_wanted.emit(group_id, False))
        self.expanded.connect(lambda index: self._folded(index, False))
        self.collapsed.connect(lambda index: self._folded(index, True))

    def _set_up(self) -> None:
        self.setHeaderHidden(True)
        self.setIndentation(0)  # the rows are drawn over the whole width
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)

    # --- what is chosen --------------------------------------------------------------------------

    def show_current(self, node_id: str) -> None:
        """Make a node's row current without telling, and the only chosen one unless it is chosen already."""
        index = self._rows.index_of(node_id)
        if index == self.currentIndex() and (not index.isValid() or self.selectionModel().isSelected(index)):
            return
        kept = index.isValid() and self.selectionModel().isSelected(index)
        with self.following():
            self.selectionModel().setCurrentIndex(index, _SELECT.NoUpdate if kept else _SELECT.ClearAndSelect)
            if index.isValid():
                self.scrollTo(index)

    def show_folds(self, folded: dict[str, bool]) -> None:
        """Fold and unfold groups, by their ids, without telling."""
        with self.following():
            for group_id, closed in folded.items():
                index = self._rows.index_of(group_id)
                if self.isExpanded(index) == closed:
                    self.setExpanded(index, not closed)

    def chosen_ids(self) -> list[str]:
        """The nodes of all chosen rows."""
        nodes = (self._rows.node(index) for index in self.selectionModel().selectedIndexes())
        return [node.id for node in nodes if node is not None]

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        node = self._rows.node(current)
        if node is not None and not self._follows:
            self.chosen.emit(node.id, False)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.choice_changed.emit(self.chosen_ids())

    @contextmanager
    def following(self) -> Iterator[None]:
        """What becomes current or is folded inside is not the artist's choice: nothing is told."""
        before, self._follows = self._follows, True
        try:
            yield
        finally:
            self._follows = before

    def _folded(self, index: QModelIndex, closed: bool) -> None:
        node = self._rows.node(index)
        if node is not None and not self._follows:
            self.fold_wanted.emit(node.id, closed)

    # --- the mouse -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        node = self._rows.node(index)
        if event.button() != _LEFT or node is None:
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        zone = self.zone(index, point)
        if self._touched(index, node, zone, event.modifiers()):
            event.accept()
            return
        self._press = point
        self._choose(index, event, {Zone.MASK: True, Zone.THUMBNAIL: False}.get(zone))

    def zone(self, index: QModelIndex, point: QPoint) -> Zone:
        """The part of a row under a point of the viewport."""
        look = self._look(index)
        return zone_at(self.visualRect(index), look.node, look.depth, point)

    def place(self, index: QModelIndex, zone: Zone) -> QRect:
        """Where a part of a row lies in the viewport. Raises KeyError where the row has no such part."""
        look = self._look(index)
        return places(self.visualRect(index), look.node, look.depth)[zone]

    def _look(self, index: QModelIndex) -> RowLook:
        look = index.data(LOOK)
        assert isinstance(look, RowLook)
        return look

    def _choose(self, index: QModelIndex, event: QMouseEvent, on_mask: bool | None) -> None:
        """Make the pressed row current, add it to the chosen ones, or take it out."""
        chosen, keys = self.selectionModel(), event.modifiers()
        if keys & Qt.KeyboardModifier.ControlModifier:
            self._toggle(index)
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            super().mousePressEvent(event)
        elif chosen.isSelected(index) and len(chosen.selectedIndexes()) > 1:
            self._waits = self._look(index).node.id, on_mask
        else:
            self._choose_alone(index, on_mask)

    def _choose_alone(self, index: QModelIndex, on_mask: bool | None) -> None:
        """`on_mask`: None leaves it as it is where the row is the current one already."""
        same = index == self.currentIndex()
        node = self._rows.node(index)
        with self.following():
            self.selectionModel().setCurrentIndex(index, _SELECT.ClearAndSelect)
        if node is not None and not (same and on_mask is None):
            self.chosen.emit(node.id, bool(on_mask))

    def _toggle(self, index: QModelIndex) -> None:
        """Choose one more row, or one less; one always stays, and the current row is always chosen."""
        chosen = self.selectionModel()
        if not chosen.isSelected(index):
            chosen.setCurrentIndex(index, _SELECT.Select)
        elif len(chosen.selectedIndexes()) > 1:
            chosen.select(index, _SELECT.Deselect)
            if index == self.currentIndex():
                chosen.setCurrentIndex(chosen.selectedIndexes()[0], _SELECT.NoUpdate)

    def _touched(self, index: QModelIndex, node: Node, zone: Zone, keys: Qt.KeyboardModifier) -> bool:
        """Answer a press on one of the row's parts."""
        key = Qt.KeyboardModifier
        match zone:
            case Zone.EYE if keys & key.AltModifier:
                self.solo_wanted.emit(node.id)
            case Zone.EYE:
                self._sweep, self._shows, self._swept = self._sweep + 1, not node.visible, [node.id]
                self.visibility_wanted.emit(self._swept, self._shows, self._sweep)
            case Zone.FOLD if isinstance(node, Group):
                self.setExpanded(index, not self.isExpanded(index))
            case Zone.LOCK:
                self.lock_wanted.emit(node.id, not node.locked)
            case Zone.ALPHA if isinstance(node, Layer):
                self.alpha_lock_wanted.emit(node.id, not node.alpha_lock)
            case Zone.CLIP:
                self.clip_wanted.emit(node.id, False)
            case Zone.RECIPE:
                self.recipe_wanted.emit(node.id)
            case Zone.MASK | Zone.THUMBNAIL if keys & key.ControlModifier:
                self.selection_wanted.emit(node.id, zone is Zone.MASK, _combine(keys).value)
            case Zone.MASK if node.mask is not None and keys & key.ShiftModifier:
                self.mask_enabled_wanted.emit(node.id, not node.mask.enabled)
            case _:
                return False
        return True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if not event.buttons() & _LEFT:
            super().mouseMoveEvent(event)
        elif self._swept:
            self._sweep_over(point)
        elif self._press is not None:
            if not self._drag.ids and self._drag.is_far(self._press, point):
                self._drag.begin(self._in_hand(self.indexAt(self._press)))
            if self._drag.ids:
                self._drag.aim(point)

    def _sweep_over(self, point: QPoint) -> None:
        """Show or hide what the pointer comes over, as the first one."""
        node = self._rows.node(self.indexAt(point))
        if node is not None and node.id not in self._swept and node.visible != self._shows:
            self._swept.append(node.id)
            self.visibility_wanted.emit(list(self._swept), self._shows, self._sweep)

    def _in_hand(self, index: QModelIndex) -> list[str]:
        """What a drag from a row takes along: all chosen rows if it is one of them."""
        node = self._rows.node(index)
        if node is None:
            return []
        return self.chosen_ids() if self.selectionModel().isSelected(index) else [node.id]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        ids, drop, waits = self._drag.ids, self._drag.drop, self._waits
        self._let_go()
        if ids:
            if drop is not None:
                self.moved.emit(ids, drop.parent_id, drop.place)
            event.accept()
        elif waits is not None:
            self._choose_alone(self._rows.index_of(waits[0]), waits[1])
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        node = self._rows.node(index)
        if node is None or event.button() != _LEFT:
            return
        zone = self.zone(index, point)
        if not self._touched(
            index, node, zone, event.modifiers()
        ):  # the second of two quick clicks counts too
            self._let_go()
            if zone is Zone.NAME:
                self.edit(index)
            elif isinstance(node, Group):
                self.setExpanded(index, not self.isExpanded(index))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex()).center()
            self.menu_wanted.emit(self.viewport().mapToGlobal(spot))
            return
        index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self._choose_alone(index, None)
            self.menu_wanted.emit(event.globalPos())

    def _let_go(self) -> None:
        self._press, self._swept = None, []
        self._waits = None
        self._drag.end()

    # --- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            allowed = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
            shifted_delete = event.key() == Qt.Key.Key_Delete and event.modifiers() & allowed
            if event.key() in _KEYS and not event.modifiers() & ~allowed and not shifted_delete:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        node = self._rows.node(index)
        editing = QAbstractItemView.State.EditingState
        match event.key():
            case Qt.Key.Key_Escape if self._drag.ids:
                self._let_go()
            case Qt.Key.Key_Delete:
                self.delete_wanted.emit()
            case Qt.Key.Key_Space if node is not None:
                self._sweep += 1
                self.visibility_wanted.emit(self.chosen_ids(), not node.visible, self._sweep)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.state() is not editing and node is not None:
                self.edit(index)  # but not where the key has just ended that
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters choose tools, not rows."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._let_go()
        super().focusOutEvent(event)

    # --- the look --------------------------------------------------------------------------------

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """The delegate draws the arrows."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drag.ids:
            painter = QPainter(self.viewport())
            paint_drop(painter, self.viewport().rect(), self._drag)
            painter.end()


def _combine(keys: Qt.KeyboardModifier) -> Combine:
    """What Shift and Alt make of a selection that is there already."""
    shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
    alt = bool(keys & Qt.KeyboardModifier.AltModifier)
    if shift and alt:
        return Combine.INTERSECT
    if shift:
        return Combine.ADD
    return Combine.SUBTRACT if alt else Combine.REPLACE
