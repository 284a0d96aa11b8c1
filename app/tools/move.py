"""The move tool: drags the active layer, or the selected part of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from app.studio import Studio
from app.tools.base import Host, Pointer, Tool
from canvas.deeds.move_pixels import move_pixels
from canvas.document import Document


@dataclass(slots=True)
class MoveTool(Tool):
    """While dragging, the moved layer is only shown; letting go makes it one undo step."""

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
        self.studio.session.overlay(None)
        if offset is not None and offset != (0, 0):

            def deed(document: Document) -> Document:
                return move_pixels(document, document.active, *offset)

            self.studio.session.do(self.studio.tr("Move"), deed)

    def cancel(self) -> None:
        if self._start is not None:
            self._start = None
            self.studio.session.overlay(None)

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.SizeAllCursor

    def _drag(self, pointer: Pointer) -> tuple[int, int] | None:
        if self._start is None:
            return None
        dx, dy = round(pointer.x - self._start.x), round(pointer.y - self._start.y)
        if pointer.shift:  # along one axis only
            dx, dy = (dx, 0) if abs(dx) >= abs(dy) else (0, dy)
        return dx, dy


def make_move(studio: Studio, host: Host) -> Tool:
    return MoveTool(studio, host, "move")
