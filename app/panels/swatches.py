"""Swatches: the foreground and background colour, and the row of colours used lately."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QToolTip, QWidget

from app import theme
from app.studio import Colour

RECENT = 12  # colours that are remembered


def hex_of(colour: Colour) -> str:
    """The colour as "#rrggbb"."""
    return QColor.fromRgbF(*colour).name()


def colour_of(name: str) -> Colour | None:
    """The colour that "#rrggbb" or "#rgb" names; None where it names none."""
    if not re.fullmatch("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", name):
        return None
    colour = QColor(name)
    return colour.redF(), colour.greenF(), colour.blueF()


class ColourPair(QWidget):
    """Foreground over background; a click chooses which of them is edited."""

    target_wanted = Signal(bool)  # True: the background

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: tuple[Colour, Colour] = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
        self._background = False
        self.swap, self.reset = QToolButton(self), QToolButton(self)  # in the corners that the colours leave
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Foreground and background colour: click the one to change"))
        self.setAccessibleName(self.tr("Foreground and background colour"))

    def show_colours(self, colour: Colour, background: Colour, edits_background: bool) -> None:
        self._colours, self._background = (colour, background), edits_background
        self.setAccessibleDescription(
            self.tr("Foreground {0}, background {1}").format(hex_of(colour), hex_of(background))
        )
        self.update()

    def places(self) -> tuple[QRect, QRect]:
        """Where foreground and background lie."""
        width, height = self.width(), self.height()
        size = QSize(round(width * 0.7), round(height * 0.62))
        return (
            QRect(QPoint(1, 1), size),
            QRect(QPoint(width - size.width() - 1, height - size.height() - 1), size),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        front, back = self.places()
        point = event.position().toPoint()
        if front.contains(point):
            self.target_wanted.emit(False)
        elif back.contains(point):
            self.target_wanted.emit(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
            self.target_wanted.emit(not self._background)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(72), theme.scaled(52))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The swap arrow sits at the upper right, the reset at the lower left."""
        front, back = self.places()
        self.swap.setGeometry(front.right() + 2, 0, self.width() - front.right() - 2, back.top() - 1)
        self.reset.setGeometry(0, front.bottom() + 2, back.left() - 1, self.height() - front.bottom() - 2)
        for button in (self.swap, self.reset):
            side = min(button.width(), button.height()) - 2
            button.setIconSize(QSize(side, side))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at in (1, 0):  # the foreground on top
            place = self.places()[at]
            edited = self._background == bool(at)
            if edited:
                grow = 1 if self.hasFocus() else 0
                painter.fillRect(place.adjusted(-grow, -grow, grow, grow), QColor(theme.ACCENT))
                place = place.adjusted(1, 1, -1, -1)
            painter.fillRect(place, QColor(theme.LINE))
            painter.fillRect(place.adjusted(1, 1, -1, -1), QColor.fromRgbF(*self._colours[at]))


def for_background(event: QMouseEvent) -> bool | None:
    """Which colour a press on a swatch chooses: True (right button, Ctrl or Alt) for the background, False
    for the foreground; None where the press means neither."""
    if event.button() == Qt.MouseButton.RightButton:
        return True
    if event.button() != Qt.MouseButton.LeftButton:
        return None
    other = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & other)


class RecentColours(QWidget):
    """The colours used lately, newest first. A click picks one; with the right button it becomes the
    background."""

    picked = Signal(tuple, bool)  # Colour, True: for the background

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: list[Colour] = []
        self._at = 0  # for the keyboard
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Recent colours"))
        self.setMouseTracking(True)

    def colours(self) -> tuple[Colour, ...]:
        return tuple(self._colours)

    def add(self, colour: Colour) -> None:
        """Put a colour first; one that looks the same is not kept twice."""
        name = hex_of(colour)
        if self._colours and hex_of(self._colours[0]) == name:
            return
        others = [other for other in self._colours if hex_of(other) != name]
        self._colours = [colour, *others][:RECENT]
        self.setAccessibleDescription(self.names())
        self.update()

    def names(self) -> str:
        """All colours as one text, for the settings."""
        return " ".join(hex_of(colour) for colour in self._colours)

    def restore(self, names: str) -> None:
        """Take colours from the settings; what is no colour is left out."""
        colours = [colour for colour in map(colour_of, names.split()) if colour is not None]
        for colour in reversed(colours[:RECENT]):
            self.add(colour)

    def place(self, at: int) -> QRect:
        """Where the colour with this number lies."""
        left, right = self.width() * at // RECENT, self.width() * (at + 1) // RECENT
        return QRect(left, 0, right - left - 2, self.height())

    def _at_point(self, point: QPoint) -> int | None:
        return next((at for at in range(len(self._colours)) if self.place(at).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, background = self._at_point(event.position().toPoint()), for_background(event)
        if at is not None and background is not None:
            self.picked.emit(self._colours[at], background)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._colours:
            self._at = (self._at + step) % len(self._colours)
            self.update()
        elif event.key() == Qt.Key.Key_Return and self._at < len(self._colours):
            self.picked.emit(self._colours[self._at], False)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at_point(event.pos())
            text = hex_of(self._colours[at]) if at is not None else self.tr("Recent colours")
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(200), theme.scaled(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at in range(RECENT):
            place = self.place(at)
            focused = self.hasFocus() and at == self._at
            painter.fillRect(place, QColor(theme.ACCENT if focused else theme.LINE))
            filled = at < len(self._colours)
            colour = QColor.fromRgbF(*self._colours[at]) if filled else QColor(theme.WINDOW)
            painter.fillRect(place.adjusted(1, 1, -1, -1), colour)
