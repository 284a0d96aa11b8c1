"""What every tool is: it receives pen events in document pixels and has options for the tool bar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QCursor, QPainter

from app.view import View
from canvas.geometry import Rect

if TYPE_CHECKING:
    from app.studio import Studio


@dataclass(frozen=True, slots=True)
class Pointer:
    """One pen or mouse event."""

    x: float  # document pixels; pixel centres at .5
    y: float
    view_pos: QPointF  # screen pixels in the viewport
    pressure: float = 1.0  # 0 … 1; a mouse has full pressure
    tilt_x: float = 0.0  # degrees, -60 … 60
    tilt_y: float = 0.0
    time: float = 0.0  # seconds
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    eraser_end: bool = False
    rotation: float = 0.0  # of the pen's barrel, degrees
    button: Qt.MouseButton = Qt.MouseButton.LeftButton  # that was pressed; of a pen, the right is its button

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def control(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    @property
    def alt(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose in a tool's option bar: a number, a switch or a choice."""

    id: str
    label: str  # translated by the "Tools" context
    default: Any
    minimum: float = 0.0
    maximum: float = 1.0
    suffix: str = ""
    exponent: float = 1.0  # above 1: small values get more of the slider
    choices: tuple[tuple[str, str], ...] = ()  # (value, label)
    tip: str = ""
    only_for: tuple[str, Any] | None = None  # (option, value): shown only while that option has that value


class Host(Protocol):
    """The canvas widget, as far as tools know it."""

    view: View

    def set_view(self, view: View) -> None: ...

    def update_cursor(self) -> None:
        """Have `Tool.cursor` asked again."""
        ...

    def repaint_overlay(self, view_rect: QRectF | None = None) -> None:
        """Have `Tool.paint` called again over a part of the screen, or all of it."""
        ...

    def snapped(self, x: float, y: float) -> tuple[float, float]:
        """A point in document pixels, on the guides that are near."""
        ...

    def snapped_move(self, moved: Rect, dx: int, dy: int) -> tuple[int, int]:
        """A move by whole pixels of what lies in `moved`, so that an edge of it meets a near guide."""
        ...


@dataclass(slots=True)
class Tool:
    """Base of all tools. The viewport calls `press`, `move`, `release` in order; `cancel` ends a gesture."""

    studio: Studio
    host: Host
    id: str
    options: tuple[Option, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    grabs_guides: ClassVar[bool] = False  # a press on a guide takes hold of that

    def __post_init__(self) -> None:
        self.values = {option.id: option.default for option in self.options}

    def get(self, option: str) -> Any:
        """The present value of an option."""
        return self.values[option]

    def put(self, option: str, value: Any) -> None:
        """Set an option."""
        self.values[option] = value

    def takes(self, button: Qt.MouseButton) -> bool:
        """Whether a press of this button is for the tool."""
        return button == Qt.MouseButton.LeftButton

    def press(self, pointer: Pointer) -> None:
        """The pen touches down."""

    def move(self, pointer: Pointer) -> None:
        """The pen moves while down."""

    def release(self, pointer: Pointer) -> None:
        """The pen leaves."""

    def hover(self, pointer: Pointer | None) -> None:
        """The pen moves while up; None when it leaves the canvas."""

    def cancel(self) -> None:
        """Give up the gesture in hand (Escape, another picture is opened)."""

    def hold(self, modifiers: Qt.KeyboardModifier) -> None:
        """A modifier key went down or up; `modifiers` are held now."""

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """A key was pressed over the canvas. Whether it was one for this tool."""
        return False

    def cursor(self) -> QCursor | Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter) -> None:
        """Draw the gesture in hand over the canvas, in view pixels."""
