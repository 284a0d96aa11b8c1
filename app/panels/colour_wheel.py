"""The colour wheel: a ring for the hue around a field for the rest; both are painted once and kept."""

from __future__ import annotations

import math
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QConicalGradient,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.panels.colour_fields import Disc, Field, fields
from app.panels.colour_mix import Mix

_RING = 0.09  # width of the ring over the wheel's diameter
_GAP = 3.0  # pixels between the ring and the field's corners
_STEP = 0.01  # of the field's size, for an arrow key
_TURN = 1 / 360  # for Page Up and Page Down
_FAR = 10  # times as far with Shift

_ARROWS: dict[int, QPointF] = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
_TURNS: dict[int, int] = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}


class _Part(Enum):
    NONE = auto()
    RING = auto()
    FIELD = auto()


class ColourWheel(QWidget):
    """Shows a colour; `changed` tells what the artist drags to.

    Keys: arrows move in the field, Page Up and Page Down turn the hue, with Shift farther.
    """

    changed = Signal(object)  # Mix
    finished = Signal()  # the drag is over, or the key is up

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mix = Mix()
        self._fields = fields()
        self._kind = next(iter(self._fields))
        self._held = _Part.NONE
        self._pressed = Mix()  # what the drag began with: its chroma comes back where a hue has it again
        self._ring = QPixmap()
        self._ring_key: tuple[object, ...] = ()
        self._inner = QImage()
        self._inner_key: tuple[object, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Colour wheel"))
        self._tell_reader()

    def mix(self) -> Mix:
        return self._mix

    def set_mix(self, mix: Mix) -> None:
        """Show another colour, without a signal."""
        if mix != self._mix:
            self._mix = mix
            self._tell_reader()
            self.update()

    def kinds(self) -> tuple[str, ...]:
        return tuple(self._fields)

    @property
    def kind(self) -> str:
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Show another inner field: one of `kinds`."""
        if kind != self._kind:
            self._kind = kind
            self._tell_reader()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(146), theme.scaled(146))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(112), theme.scaled(112))

    @property
    def _field(self) -> Field:
        return self._fields[self._kind]

    def _tell_reader(self) -> None:
        if self._kind == "oklch":
            lightness, chroma, hue = self._mix.lch
            text = self.tr("Hue {0}°, chroma {1}, lightness {2} %").format(
                round(hue), f"{chroma:.3f}", round(lightness * 100)
            )
        else:
            hue, saturation, value = self._mix.hsv
            text = self.tr("Hue {0}°, saturation {1} %, value {2} %").format(
                round(hue * 360), round(saturation * 100), round(value * 100)
            )
        self.setAccessibleDescription(text)

    # --- geometry --------------------------------------------------------------------------------

    @property
    def _radius(self) -> float:
        return min(self.width(), self.height()) / 2 - 1

    @property
    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    @property
    def _disc(self) -> Disc:
        return Disc(self._middle, max(4.0, self._radius * (1 - 2 * _RING) - _GAP))

    def ring_point(self, hue: float) -> QPointF:
        """Where a hue, 0 … 1, lies on the ring: 0 at the right, then against the clock."""
        radius = self._radius * (1 - _RING)
        angle = 2 * math.pi * hue
        return self._middle + QPointF(radius * math.cos(angle), -radius * math.sin(angle))

    def field_point(self, mix: Mix) -> QPointF:
        """Where a colour lies in the field, as if its hue were the present one."""
        return self._field.spot(self._disc, mix)

    def _part_at(self, point: QPointF) -> _Part:
        """The ring with a little around it; all within it is the field, whose edge is what a miss means."""
        away = point - self._middle
        distance = math.hypot(away.x(), away.y()) / max(1.0, self._radius)
        if distance < 1 - 2 * _RING - 0.03:
            return _Part.FIELD
        return _Part.RING if distance <= 1.03 else _Part.NONE

    # --- mouse and keys --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._pressed = self._part_at(event.position()), self._mix
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not _Part.NONE and event.button() == Qt.MouseButton.LeftButton:
            self._held = _Part.NONE
            self.finished.emit()

    def _drag(self, point: QPointF) -> None:
        """The part that was pressed keeps hold of the pointer, wherever it goes."""
        if self._held is _Part.RING:
            away = point - self._middle
            hue = math.atan2(-away.y(), away.x()) / (2 * math.pi) % 1.0
            self._change(self._field.with_hue(self._pressed, hue))
        elif self._held is _Part.FIELD:
            self._change(self._field.pick(self._disc, self._mix, point))

    def _change(self, mix: Mix) -> None:
        if mix != self._mix:
            self.set_mix(mix)
            self.changed.emit(mix)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()  # before a shortcut of the window can take it
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_ours(event):
            super().keyPressEvent(event)
            return
        times = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        field, disc, mix = self._field, self._disc, self._mix
        if event.key() in _TURNS:
            hue = (field.hue(mix) + _TURNS[event.key()] * times * _TURN) % 1.0
            self._change(field.with_hue(mix, hue))
        else:
            by = _ARROWS[event.key()] * (times * _STEP * field.area(disc).height())
            self._change(field.pick(disc, mix, field.spot(disc, mix) + by))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not _is_ours(event):
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self.finished.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    # --- the look --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self._prepare()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ring)
        field, disc = self._field, self._disc
        painter.drawImage(field.area(disc).topLeft(), self._inner)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hue = field.hue(self._mix)
        self._paint_focus(painter)
        _paint_mark(painter, self.ring_point(hue), self._radius * _RING - 1, field.ring_colour(hue))
        _paint_mark(painter, field.spot(disc, self._mix), theme.scaled(6), QColor.fromRgbF(*self._mix.rgb))

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ACCENT), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self._middle, self._radius + 0.5, self._radius + 0.5)

    def _prepare(self) -> None:
        """Paint the ring for a new size, and the field for a new hue; otherwise they are there already."""
        ratio = self.devicePixelRatioF()
        size = (self.width(), self.height(), ratio)
        key = (self._kind == "oklch", *size)
        if key != self._ring_key:
            self._ring_key = key
            self._ring = QPixmap(self.size() * ratio)
            self._ring.setDevicePixelRatio(ratio)
            self._ring.fill(Qt.GlobalColor.transparent)
            self._paint_ring()
        hue = self._field.hue(self._mix)
        key = (self._kind, hue, *size)
        if key != self._inner_key:
            self._inner_key = key
            self._inner = self._field.picture(self._disc, hue, ratio)

    def _paint_ring(self) -> None:
        gradient = QConicalGradient(self._middle, 0)
        colours = self._field.ring()
        for place, colour in enumerate(colours):
            gradient.setColorAt(place / (len(colours) - 1), colour)
        ring = QPainterPath()
        ring.setFillRule(Qt.FillRule.OddEvenFill)
        ring.addEllipse(self._middle, self._radius, self._radius)
        inner = self._radius * (1 - 2 * _RING)
        ring.addEllipse(self._middle, inner, inner)
        painter = QPainter(self._ring)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(ring, gradient)
        painter.end()


def _is_ours(event: QKeyEvent) -> bool:
    extra = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    return not extra and (event.key() in _ARROWS or event.key() in _TURNS)


def _paint_mark(painter: QPainter, spot: QPointF, radius: float, colour: QColor) -> None:
    """A filled circle that is seen on any colour."""
    painter.setBrush(colour)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3.0))
    painter.drawEllipse(spot, radius - 1.5, radius - 1.5)
    painter.setPen(QPen(QColor(255, 255, 255), 1.6))
    painter.drawEllipse(spot, radius - 1.5, radius - 1.5)
