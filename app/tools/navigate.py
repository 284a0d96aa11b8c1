"""The hand, zoom and rotate tools: navigation as tools of their own."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from app.navigation import PAN, TURN, ZOOM, Drag
from app.studio import Studio
from app.tools.base import Host, Pointer, Tool

CLICK = 4.0  # screen pixels; less is a click, not a drag


@dataclass(slots=True)
class NavigateTool(Tool):
    """Drags the view. The zoom tool also zooms in by a click and out by Alt-click."""

    kind: str = PAN
    _drag: Drag | None = None
    _moved: bool = False

    def press(self, pointer: Pointer) -> None:
        self._drag, self._moved = Drag(self.kind, self.host.view, pointer.view_pos), False

    def move(self, pointer: Pointer) -> None:
        if self._drag is None:
            return
        if (pointer.view_pos - self._drag.start).manhattanLength() > CLICK:
            self._moved = True
        if self._moved:
            self.host.set_view(self._drag.view_at(pointer.view_pos))

    def release(self, pointer: Pointer) -> None:
        drag, self._drag = self._drag, None
        if drag is not None and not self._moved and self.kind == ZOOM:
            view = self.host.view
            self.host.set_view(view.zoomed(view.next_stop(-1 if pointer.alt else 1), pointer.view_pos))

    def cancel(self) -> None:
        self._drag = None

    def cursor(self) -> Qt.CursorShape:
        if self.kind == PAN:
            return Qt.CursorShape.ClosedHandCursor if self._drag else Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.CrossCursor


def make_pan(studio: Studio, host: Host) -> Tool:
    return NavigateTool(studio, host, "pan", kind=PAN)


def make_zoom(studio: Studio, host: Host) -> Tool:
    return NavigateTool(studio, host, "zoom", kind=ZOOM)


def make_rotate(studio: Studio, host: Host) -> Tool:
    return NavigateTool(studio, host, "rotate", kind=TURN)
