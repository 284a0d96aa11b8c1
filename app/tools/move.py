"""The move tool: drags the active layer, or the selected part of it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt

from app.studio import Studio
from app.tools.base import Host, Pointer, Tool
from canvas.deeds.move_pixels import move_pixels
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Node
from canvas.tile import exact_bounds

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
FAR = 10  # pixels that Shift makes of an arrow key's one


@dataclass(slots=True)
class MoveTool(Tool):
    """While dragging, the moved layer is only shown; letting go makes it one undo step. Arrow keys nudge."""

    grabs_guides: ClassVar[bool] = True
    _start: Pointer | None = None
    _offset: tuple[int, int] = (0, 0)
    _bounds: Future[Rect] | None = None  # of what is moved, once they are found; None: nothing to snap to

    def press(self, pointer: Pointer) -> None:
        self._start, self._offset = pointer, (0, 0)
        document = self.studio.document
        self._bounds = None
        if document.guides and document.selection is not None:
            self._bounds = Future()
            self._bounds.set_result(document.selection.bounds)
        elif document.guides:
            self._bounds = self.studio.compute.errand(lambda: painted_bounds(document.active_node))

    def move(self, pointer: Pointer) -> None:
        offset = self._drag(pointer)
        if offset is not None and offset != self._offset:
            self._offset = offset
            self.studio.session.overlay(lambda document: move_pixels(document, document.active, *offset))

    def release(self, pointer: Pointer) -> None:
        offset = self._drag(pointer)
        self._start = None
        if offset is None or offset == (0, 0):
            self.studio.session.overlay(None)
        else:
            self._move_by(*offset)

    def cancel(self) -> None:
        if self._start is not None:
            self._start = None
            self.studio.session.overlay(None)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key not in ARROWS or self._start is not None:
            return False
        far = FAR if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
        dx, dy = ARROWS[key]
        self._move_by(dx * far, dy * far)
        return True

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.SizeAllCursor

    def _move_by(self, dx: int, dy: int) -> None:
        def deed(document: Document) -> Document:
            return move_pixels(document, document.active, dx, dy)

        self.studio.session.do(self.studio.tr("Move"), deed, ends_overlay=True)

    def _drag(self, pointer: Pointer) -> tuple[int, int] | None:
        if self._start is None:
            return None
        dx, dy = round(pointer.x - self._start.x), round(pointer.y - self._start.y)
        across, down = True, True
        if pointer.shift:  # along one axis only
            across = abs(dx) >= abs(dy)
            down = not across
        if self._bounds is not None and self._bounds.done() and not self._bounds.cancelled():
            dx, dy = self.host.snapped_move(self._bounds.result(), dx, dy)
        return dx if across else 0, dy if down else 0


def painted_bounds(node: Node | None) -> Rect:
    """Where a layer, or all that is in a group, has any paint; empty where there is none."""
    if isinstance(node, Layer):
        return exact_bounds(node.tiles)
    bounds = Rect()
    for inner in node.layers if isinstance(node, Group) else ():
        bounds = bounds.united(painted_bounds(inner))
    return bounds


def make_move(studio: Studio, host: Host) -> Tool:
    return MoveTool(studio, host, "move")
