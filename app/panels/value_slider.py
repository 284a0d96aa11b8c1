"""The value slider: a label, a bar and a number in one row, changed by dragging, typing, wheel or keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app import theme

_SETTLE_MS = 600  # after the last wheel notch or key press, the change is finished
_FINE = 0.1  # with Shift a drag is this much slower
_FINEST_SHARE = 400  # a step of a linear slider is at most this share of its range
_STEPS: dict[int, int] = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}
_OTHER_KEYS = (
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_F2,
)


class ValueSlider(QWidget):
    """A number between two bounds: drag to change it, click to type it, double-click to reset it.

    `exponent` > 1 gives small values more of the width: value = minimum + range · position^exponent.
    Keys: arrows and Page Up/Down step, Home/End go to the bounds, Backspace resets, Return or a digit types.
    """

    changed = Signal(float)  # by the artist, not by `set_value`
    finished = Signal()  # the drag, the typing or the run of wheel notches and keys is over

    def __init__(
        self,
        label: str,
        minimum: float,
        maximum: float,
        value: float,
        *,
        decimals: int = 0,
        suffix: str = "",
        exponent: float = 1.0,
        default: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.label = label
        self.minimum, self.maximum = minimum, maximum
        self.decimals, self.suffix, self.exponent = decimals, suffix, exponent
        self.default = value if default is None else default
        self._value = self._rounded(value)
        self._stops: tuple[QColor, ...] = ()
        self._press: QPointF | None = None
        self._dragged = False
        self._position = 0.0  # of the drag, unrounded
        self._last_x = 0.0
        self._editor: _Editor | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.finished)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(label)
        self._tell_reader()

    # --- the value -------------------------------------------------------------------------------

    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Show another value, without a signal."""
        value = self._rounded(value)
        if value != self._value:
            self._value = value
            self._tell_reader()
            self.update()

    @property
    def held(self) -> bool:
        """Whether the artist is changing the value just now: what comes from elsewhere should wait."""
        return self._press is not None or self._editor is not None or self._settle.isActive()

    def set_stops(self, colours: tuple[QColor, ...]) -> None:
        """Show a strip of colours along the bar: what each value would give."""
        if colours != self._stops:
            self._stops = colours
            self.update()

    def text(self) -> str:
        """The value with its suffix, as shown."""
        return self._number() + self.suffix

    def _number(self) -> str:
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return locale.toString(float(self._value), "f", self.decimals)

    def _rounded(self, value: float) -> float:
        return round(min(max(value, self.minimum), self.maximum), self.decimals)

    def _change(self, value: float) -> None:
        value = self._rounded(value)
        if value != self._value:
            self.set_value(value)
            self.changed.emit(value)

    def _at(self, position: float) -> float:
        span = self.maximum - self.minimum
        return self.minimum + span * min(max(position, 0.0), 1.0) ** self.exponent

    def _place(self) -> float:
        span = self.maximum - self.minimum
        return ((self._value - self.minimum) / span) ** (1 / self.exponent) if span > 0 else 0.0

    def _step(self, steps: float) -> None:
        """Go some steps up; at least one unit of the last shown digit."""
        unit = 10.0**-self.decimals
        if self.exponent == 1.0:
            size = max(unit, round((self.maximum - self.minimum) / _FINEST_SHARE, self.decimals))
            value = self._value + steps * size
        else:
            value = self._at(self._place() + steps / 100)
            if abs(value - self._value) < unit:
                value = self._value + (unit if steps > 0 else -unit)
        self._change(value)
        self._settle.start()

    def _reset(self) -> None:
        self._change(self.default)
        self.finished.emit()

    def _tell_reader(self) -> None:
        self.setAccessibleDescription(self.text())

    # --- mouse and keys --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._press, self._dragged = event.position(), False
        self._last_x, self._position = event.position().x(), self._place()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            return
        x = event.position().x()
        slack = QGuiApplication.styleHints().startDragDistance() / 2
        if not self._dragged and abs(x - self._press.x()) < slack:
            return
        self._dragged = True
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._position += (x - self._last_x) / max(1, self.width()) * (_FINE if fine else 1.0)
        self._position = min(max(self._position, 0.0), 1.0)
        self._last_x = x
        self._change(self._at(self._position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._press = None
        if self._dragged:
            self.update()
            self.finished.emit()
        else:
            self.edit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel works only on the focused slider, so that a panel can be scrolled over its sliders."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if self.hasFocus() and turn:
            self._step(turn / 120)
            event.accept()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()  # before a shortcut of the window can take it
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key
        steps = _STEPS.get(event.key())
        if not _is_ours(event):
            super().keyPressEvent(event)
        elif steps is not None:
            self._step(steps)
        elif event.key() in (key.Key_Home, key.Key_End):
            self._change(self.minimum if event.key() == key.Key_Home else self.maximum)
            self._settle.start()
        elif event.key() == key.Key_Backspace:
            self._reset()
        elif event.key() in (key.Key_Return, key.Key_Enter, key.Key_F2):
            self.edit()
        else:
            self.edit(event.text())

    # --- typing ----------------------------------------------------------------------------------

    def edit(self, text: str = "") -> None:
        """Open the field to type a value, with the given beginning or the present value selected."""
        if self._editor is not None:
            return
        editor = _Editor(text or self._number(), self)
        editor.setAccessibleName(self.label)
        editor.setGeometry(self.rect())
        editor.done.connect(self._typed)
        editor.reset.connect(self._typed_reset)
        self._editor = editor
        editor.show()
        editor.setFocus()
        if not text:
            editor.selectAll()

    def _typed(self, text: str) -> None:
        """Take what was typed, in the artist's locale or with a point; what is no number is dropped."""
        self._close_editor()
        number = text.removesuffix(self.suffix.strip()).strip() if self.suffix else text.strip()
        value, valid = QLocale().toDouble(number)
        if not valid:
            value, valid = QLocale.c().toDouble(number.replace(",", "."))
        if valid and value == value:  # NaN is no value
            self._change(value)
        self.finished.emit()

    def _typed_reset(self) -> None:
        self._close_editor()
        self._reset()

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            had_focus = editor.hasFocus()
            editor.hide()
            editor.deleteLater()
            if had_focus:
                self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._editor is not None:
            self._editor.setGeometry(self.rect())
        super().resizeEvent(event)

    # --- the look --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        text = f"{self.label}  {self.maximum:.{self.decimals}f}{self.suffix}"
        return QSize(metrics.horizontalAdvance(text) + theme.scaled(16), metrics.height() + theme.scaled(9))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.scaled(72), self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        self._paint_bar(painter, box)
        on = self.isEnabled()
        painter.setPen(QColor(theme.TEXT if on else theme.DISABLED))
        inner = self.rect().adjusted(theme.scaled(6), 0, -theme.scaled(6), -self._strip_height)
        number = self.text()
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        room = inner.width() - self.fontMetrics().horizontalAdvance(number) - theme.scaled(6)
        label = self.fontMetrics().elidedText(self.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        radius = theme.scaled(3)
        on = self.isEnabled()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.BASE if on else theme.WINDOW))
        painter.drawRoundedRect(box, radius, radius)
        if on:
            painter.save()
            painter.setClipRect(QRectF(0, 0, self._place() * self.width(), self.height()))
            painter.setBrush(QColor(theme.TRACK))
            painter.drawRoundedRect(box, radius, radius)
            painter.restore()
        if self._stops and on:
            self._paint_stops(painter, box)
        edge = theme.ACCENT if self.hasFocus() else theme.EDGE if self.underMouse() and on else theme.RAISED
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)

    def _paint_stops(self, painter: QPainter, box: QRectF) -> None:
        gradient = QLinearGradient(box.topLeft(), box.topRight())
        for place, colour in enumerate(self._stops):
            gradient.setColorAt(place / max(1, len(self._stops) - 1), colour)
        strip = QRectF(0, self.height() - self._strip_height - 1, self.width(), self._strip_height)
        painter.fillRect(strip.adjusted(1, 0, -1, 0), gradient)

    @property
    def _strip_height(self) -> int:
        return theme.scaled(3) if self._stops and self.isEnabled() else 0

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)


class _Editor(QLineEdit):
    """The field in which a value is typed; it ends once, by Return, Escape, lost focus or a double-click."""

    done = Signal(str)  # "" leaves the value as it was
    reset = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._over = False
        self._young = True  # a second click right after the opening one makes it a double-click
        QTimer.singleShot(QGuiApplication.styleHints().mouseDoubleClickInterval(), self, self._age)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.installEventFilter(self)

    def _age(self) -> None:
        self._young = False

    def _end(self, text: str) -> None:
        if not self._over:
            self._over = True
            self.done.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick) and self._young:
            if not self._over:
                self._over = True
                self.reset.emit()
            return True
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()  # letters and Escape belong to the field, not to the tools
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(self.text())  # and no further: the slider would begin anew
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(self.text())


def _is_ours(event: QKeyEvent) -> bool:
    """Whether a slider answers to the key: no letters, since those choose tools."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    return event.key() in _STEPS or event.key() in _OTHER_KEYS or (event.text() or " ") in "0123456789-"
