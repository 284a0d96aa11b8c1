"""Where a press of pen, mouse or finger goes: navigation, a handle, a guide or the tool in hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QCursor

from app.canvas_handle import Handle
from app.guide_lines import GuideLines
from app.navigation import Navigation
from app.tools.base import Pointer, Tool

if TYPE_CHECKING:
    from app.viewport import Viewport

PLACE = 100  # milliseconds between two tellings of where the pen is while it paints


@dataclass(slots=True)
class Gesture:
    """The tool is pressed: by what, and where it was last."""

    button: Qt.MouseButton
    pen: bool
    last: Pointer


class Pointing:
    """Whoever takes a press has all moves until its release. The pen's place is told as it moves."""

    def __init__(
        self, viewport: Viewport, navigation: Navigation, guides: GuideLines, handles: list[Handle]
    ) -> None:
        """handles: a press goes to the first that takes it."""
        self.tool: Tool | None = None
        self.gesture: Gesture | None = None
        self._viewport = viewport
        self._navigation = navigation
        self._guides = guides
        self._handles = handles
        self._handle: Handle | None = None  # in hand
        self._place: QPointF | None = None  # document pixels: where the pen is
        self._place_waits = QTimer(viewport, interval=PLACE, singleShot=True)
        self._place_waits.timeout.connect(lambda: viewport.hovered.emit(self._place))

    @property
    def busy(self) -> bool:
        """Whether somebody is in the middle of something."""
        return self.gesture is not None or self._guides.busy or self._handle is not None

    def set_tool(self, tool: Tool) -> None:
        if self.tool is not None and self.tool is not tool:
            self.finish()
            self.tool.hover(None)
        self.tool = tool
        self._viewport.update_cursor()
        self._viewport.update()

    def cursor(self) -> QCursor | Qt.CursorShape | None:
        """Of whoever has the pen, or would take it now."""
        held = self._navigation.cursor() or self._handle_cursor() or self._guides.cursor()
        return held if held is not None or self.tool is None else self.tool.cursor()

    def _handle_cursor(self) -> Qt.CursorShape | None:
        return next((shape for one in self._handles if (shape := one.cursor()) is not None), None)

    # --- down ------------------------------------------------------------------------------------

    def press(self, pointer: Pointer, button: Qt.MouseButton, *, pen: bool = False) -> None:
        """Pen, button or finger down. In the middle of a gesture other buttons do nothing."""
        self._viewport.setFocus(Qt.FocusReason.MouseFocusReason)  # a pen alone does not take it from a slider
        if self.gesture is not None:
            if self.gesture.button != button:
                return
            self.finish()  # its release went elsewhere
        if (
            self._navigation.press(pointer, button)
            or self._takes_handle(pointer, button)
            or self._takes_guide(pointer, button)
        ):
            self._viewport.update_cursor()
        elif self.tool is not None and self.tool.takes(button):
            pointer = replace(pointer, button=button)
            self.gesture = Gesture(button, pen, pointer)
            self.tool.press(pointer)
            self._viewport.update_cursor()

    def _takes_handle(self, pointer: Pointer, button: Qt.MouseButton) -> bool:
        if button == Qt.MouseButton.LeftButton:
            self._handle = next((one for one in self._handles if one.press(pointer.view_pos)), None)
        return self._handle is not None

    def _takes_guide(self, pointer: Pointer, button: Qt.MouseButton) -> bool:
        if button != Qt.MouseButton.LeftButton or self.tool is None or not self.tool.grabs_guides:
            return False
        return self._guides.press(pointer.view_pos)

    # --- moving ----------------------------------------------------------------------------------

    def drag(self, pointer: Pointer, buttons: Qt.MouseButton) -> None:
        """Pen, mouse or finger moves, `buttons` held."""
        if self._navigation.move(pointer, buttons):
            return
        if self._handle is not None:
            self._handle.drag(pointer.view_pos)
            return
        if self.gesture is None and self._handle_hovered(pointer.view_pos):
            self._viewport.update_cursor()
        if self._guides.busy:
            self._guides.drag(pointer.view_pos)
            self._tell_place(pointer)
            return
        grabs = self.gesture is None and self.tool is not None and self.tool.grabs_guides
        if self._guides.hover(pointer.view_pos if grabs else None):
            self._viewport.update_cursor()
        gesture = self.gesture
        if gesture is not None and not buttons & gesture.button:
            self.finish()  # its release went elsewhere
        if self.tool is not None:
            if self.gesture is not None:
                self.gesture.last = pointer
                self.tool.move(pointer)
            self.tool.hover(pointer)
        self._tell_place(pointer)

    def leave(self) -> None:
        """The pen is no longer above the canvas."""
        if self.tool is not None:
            self.tool.hover(None)
        self._place_waits.stop()
        self._viewport.hovered.emit(None)

    def _handle_hovered(self, place: QPointF | None) -> bool:
        """Tell all handles where the pen is; whether the cursor may differ now."""
        return sum(one.hover(place) for one in self._handles) > 0

    def _tell_place(self, pointer: Pointer) -> None:
        """Numbers and rulers can wait: repainting them with every event would hold up the paint."""
        self._place = QPointF(pointer.x, pointer.y)
        if self.gesture is None:
            self._place_waits.stop()
            self._viewport.hovered.emit(self._place)
        elif not self._place_waits.isActive():
            self._place_waits.start()

    # --- up --------------------------------------------------------------------------------------

    def release(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        if self._navigation.release(button):
            self._viewport.update_cursor()
        elif self._handle is not None and button == Qt.MouseButton.LeftButton:
            self._handle.release()
            self._handle = None
            self._viewport.update_cursor()
        elif self._guides.busy and button == Qt.MouseButton.LeftButton:
            self._guides.release(pointer.view_pos)
            self._viewport.update_cursor()
        elif self.gesture is not None and self.gesture.button == button:
            self.gesture.last = pointer
            self.finish()

    def finish(self) -> None:
        """Let go where the pen was last; what it did so far stays."""
        gesture, self.gesture = self.gesture, None
        if gesture is not None and self.tool is not None:
            self.tool.release(gesture.last)
            self._viewport.update_cursor()

    def cancel(self) -> None:
        """Give up whatever the pen is in the middle of."""
        self.gesture = None
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._guides.cancel()
        if self.tool is not None:
            self.tool.cancel()
            self._viewport.update_cursor()
