"""The swatches of a palette in rows: clicked to paint with, dragged to another place."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app import theme
from app.panels.swatches import for_background, hex_of
from canvas.palettes import Palette, Swatch

_STEPS: dict[int, tuple[int, int]] = {  # columns, rows
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_OTHERS = (Qt.Key.Key_Delete, Qt.Key.Key_F2)


def label_of(swatch: Swatch) -> str:
    """What a swatch is called: its name, else its colour as "#rrggbb"."""
    return swatch.name or hex_of(swatch.colour)


class PaletteGrid(QWidget):
    """Shows a palette. A press takes a colour: the right button, Ctrl or Alt as background.

    Keys: arrows choose, Return takes, with Ctrl as background, Delete removes, F2 names.
    """

    picked = Signal(tuple, bool)  # Colour, True: for the background
    chosen_changed = Signal()
    move_wanted = Signal(int, int)  # from, to
    remove_wanted = Signal()
    name_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = Palette("")
        self._chosen = -1
        self._press: QPoint | None = None
        self._target: int | None = None  # where the dragged swatch would go
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Colours of the palette"))

    def swatches(self) -> tuple[Swatch, ...]:
        return self._palette.swatches

    @property
    def chosen(self) -> int | None:
        """The place of the swatch that was clicked last."""
        return self._chosen if 0 <= self._chosen < len(self._palette.swatches) else None

    def show_palette(self, palette: Palette, chosen: int | None = None) -> None:
        self._palette = palette
        self._chosen = -1 if chosen is None else chosen
        self._press = self._target = None
        self.updateGeometry()
        self._told()

    def choose(self, at: int) -> None:
        if at != self._chosen:
            self._chosen = at
            self._told()

    def _told(self) -> None:
        at = self.chosen
        self.setAccessibleDescription("" if at is None else label_of(self._palette.swatches[at]))
        self.update()
        self.chosen_changed.emit()

    # --- geometry --------------------------------------------------------------------------------

    def _layout(self, width: int) -> tuple[int, int]:
        """Columns, and the side of a swatch with its gap: the palette's own columns if they fit."""
        least, usual, most = theme.scaled(14), theme.scaled(22), theme.scaled(28)
        columns = self._palette.columns
        if not 0 < columns <= width // least:
            columns = max(1, width // usual)
        return columns, min(max(width // columns, least), most)

    def place(self, at: int) -> QRect:
        """Where the swatch with this number lies."""
        columns, side = self._layout(self.width())
        return QRect(at % columns * side, at // columns * side, side - 1, side - 1)

    def _at_point(self, point: QPoint) -> int | None:
        columns, side = self._layout(self.width())
        column, row = point.x() // side, point.y() // side
        at = row * columns + column
        inside = 0 <= column < columns and row >= 0 and at < len(self._palette.swatches)
        return at if inside else None

    def heightForWidth(self, width: int) -> int:
        columns, side = self._layout(width)
        return max(1, -(-len(self._palette.swatches) // columns)) * side + 1

    def sizeHint(self) -> QSize:
        width = theme.scaled(240)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(22), theme.scaled(22))

    # --- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, background = self._at_point(event.position().toPoint()), for_background(event)
        if at is None or background is None:
            return
        self.choose(at)
        self.picked.emit(self._palette.swatches[at].colour, background)
        self._press = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._press is None or self.chosen is None:
            return
        far = (point - self._press).manhattanLength() >= QGuiApplication.styleHints().startDragDistance()
        if self._target is not None or far:
            at = self._at_point(point)
            self._target = self.chosen if at is None else at
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at, target = self.chosen, self._target
        self._press = self._target = None
        if at is not None and target is not None and target != at:
            self.move_wanted.emit(at, target)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a quick pair is a press as well."""
        self.mousePressEvent(event)

    # --- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()  # before a shortcut of the window can take it
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at_point(event.pos())
            text = "" if at is None else label_of(self._palette.swatches[at])
            # A tool tip takes a text that looks like HTML for HTML; a name is none.
            QToolTip.showText(event.globalPos(), f"<span>{escape(text)}</span>" if text else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.chosen
        if not _is_ours(event) or not self._palette.swatches:
            super().keyPressEvent(event)
        elif event.key() in _STEPS:
            right, down = _STEPS[event.key()]
            to = 0 if at is None else at + right + down * self._layout(self.width())[0]
            if 0 <= to < len(self._palette.swatches):
                self.choose(to)
        elif at is None:
            super().keyPressEvent(event)
        elif event.key() in _CHOOSE:
            background = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.picked.emit(self._palette.swatches[at].colour, background)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            self.name_wanted.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    # --- the look --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._palette.swatches:
            painter.setPen(QColor(theme.MUTED))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self.tr("No colours yet: + keeps the one in hand."))
            return
        for at, swatch in enumerate(self._palette.swatches):
            place = self.place(at)
            if place.intersects(event.rect()):
                painter.fillRect(place, QColor(theme.LINE))
                painter.fillRect(place.adjusted(1, 1, -1, -1), QColor.fromRgbF(*swatch.colour))
        self._paint_chosen(painter)
        self._paint_target(painter)

    def _paint_chosen(self, painter: QPainter) -> None:
        """A frame of two lines, to be seen on any colour; in the accent while the keyboard is here."""
        if self.chosen is None:
            return
        place = self.place(self.chosen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.ACCENT if self.hasFocus() else theme.TEXT))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(place.adjusted(1, 1, -2, -2))

    def _paint_target(self, painter: QPainter) -> None:
        """A bar at the side where the dragged swatch would go in."""
        if self._target is None or self.chosen is None or self._target == self.chosen:
            return
        place, bar = self.place(self._target), theme.scaled(3)
        left = place.left() if self._target < self.chosen else place.right() + 1 - bar
        painter.fillRect(QRect(left, place.top(), bar, place.height()), QColor(theme.ACCENT))


def _is_ours(event: QKeyEvent) -> bool:
    """Arrows, Return and the like, of which only Return goes with Ctrl."""
    extra = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() in _CHOOSE:
        return not extra & ~Qt.KeyboardModifier.ControlModifier
    return not extra and (event.key() in _STEPS or event.key() in _OTHERS)
