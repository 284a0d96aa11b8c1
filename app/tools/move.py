"""The move tool: drags the active layer, or the selected part of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from app.studio import Studio
from app.tools.base import Host, Pointer, Tool
from canvas.deeds.move_pixels import move_pixels
from canvas.document import Document

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

    _start: Pointer | None = None
    _offset: tuple[int, int] = (0, 0)

    def press(self, pointer: Pointer) -> None:
        self._start, self._offset = pointer, (0, 0)

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
        if pointer.shift:  # along one axis only
            dx, dy = (dx, 0) if abs(dx) >= abs(dy) else (0, dy)
        return dx, dy


def make_move(studio: Studio, host: Host) -> Tool:
    return MoveTool(studio, host, "move")
