"""What may be drawn over the picture beside the tool, and what of it can be taken hold of."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter


class Drawing(Protocol):
    """Something that is drawn over the picture."""

    def paint(self, painter: QPainter) -> None:
        """In view pixels."""
        ...


class Handle(Drawing, Protocol):
    """Something drawn over the picture that a press takes hold of, whatever tool is in hand."""

    def press(self, place: QPointF) -> bool:
        """Whether it is in hand now. Places are in view pixels."""
        ...

    def drag(self, place: QPointF) -> None: ...

    def release(self) -> None: ...

    def cancel(self) -> None:
        """It goes back to where it was."""
        ...

    def hover(self, place: QPointF | None) -> bool:
        """The pen is above the canvas, or not. Whether the cursor may differ now."""
        ...

    def cursor(self) -> Qt.CursorShape | None:
        """While it is in hand or can be taken; else None."""
        ...
