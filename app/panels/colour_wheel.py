"""The colour wheel: a ring for the hue around a square for saturation and value, painted once and kept."""

from __future__ import annotations

import colorsys
import math
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QConicalGradient,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme

Hsv = tuple[float, float, float]  # each 0 … 1

_RING = 0.09  # width of the ring over the wheel's diameter
_GAP = 3.0  # pixels between the ring and the square's corners


class _Part(Enum):
    NONE = auto()
    RING = auto()
    SQUARE = auto()


class ColourWheel(QWidget):
    """Shows a colour as HSV; `changed` tells what the artist drags to."""

    changed = Signal(tuple)  # Hsv
    finished = Signal()  # the drag is over

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hsv: Hsv = (0.0, 0.0, 0.0)
        self._held = _Part.NONE
        self._ring = QPixmap()
        self._square = QPixmap()
        self._square_key: tuple[float, int, float] = (-1.0, 0, 0.0)  # hue, side, device pixel ratio
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Colour wheel"))
        self.setAccessibleDescription(
            self.tr("The ring chooses the hue, the square saturation and value. The sliders do the same.")
        )

    def hsv(self) -> Hsv:
        return self._hsv

    def set_hsv(self, hsv: Hsv) -> None:
        """Show another colour, without a signal."""
        if hsv != self._hsv:
            self._hsv = hsv
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(146), theme.scaled(146))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(112), theme.scaled(112))

    # --- geometry --------------------------------------------------------------------------------

    @property
    def _radius(self) -> float:
        return min(self.width(), self.height()) / 2 - 1

    @property
    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def ring_point(self, hue: float) -> QPointF:
        """Where a hue lies on the ring: red at the right, then against the clock."""
        radius = self._radius * (1 - _RING)
        angle = 2 * math.pi * hue
        return self._middle + QPointF(radius * math.cos(angle), -radius * math.sin(angle))

    def square_rect(self) -> QRectF:
        """The square, in whole pixels so that its edges are sharp."""
        half = math.floor((self._radius * (1 - 2 * _RING) - _GAP) / math.sqrt(2))
        middle = self._middle
        return QRectF(math.floor(middle.x()) - half, math.floor(middle.y()) - half, 2 * half, 2 * half)

    def _part_at(self, point: QPointF) -> _Part:
        if self.square_rect().contains(point):
            return _Part.SQUARE
        away = point - self._middle
        distance = math.hypot(away.x(), away.y()) / max(1.0, self._radius)
        return _Part.RING if 1 - 2 * _RING - 0.03 <= distance <= 1.03 else _Part.NONE

    # --- the mouse -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = self._part_at(event.position())
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not _Part.NONE and event.button() == Qt.MouseButton.LeftButton:
            self._held = _Part.NONE
            self.finished.emit()

    def _drag(self, point: QPointF) -> None:
        """The part that was pressed keeps hold of the pointer, wherever it goes."""
        hue, saturation, value = self._hsv
        if self._held is _Part.RING:
            away = point - self._middle
            hue = math.atan2(-away.y(), away.x()) / (2 * math.pi) % 1.0
        elif self._held is _Part.SQUARE:
            square = self.square_rect()
            saturation = min(max((point.x() - square.left()) / square.width(), 0.0), 1.0)
            value = min(max(1 - (point.y() - square.top()) / square.height(), 0.0), 1.0)
        hsv = (hue, saturation, value)
        if hsv != self._hsv:
            self.set_hsv(hsv)
            self.changed.emit(hsv)

    # --- the look --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self._prepare()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ring)
        square = self.square_rect()
        painter.drawPixmap(square.topLeft(), self._square)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hue, saturation, value = self._hsv
        mark = self._radius * _RING - 1
        _paint_mark(painter, self.ring_point(hue), mark, colour_of((hue, 1.0, 1.0)))
        spot = QPointF(
            square.left() + saturation * square.width(), square.top() + (1 - value) * square.height()
        )
        _paint_mark(painter, spot, theme.scaled(6), colour_of(self._hsv))

    def _prepare(self) -> None:
        """Paint the ring for a new size, and the square for a new hue; otherwise they are there already."""
        ratio = self.devicePixelRatioF()
        pixels = self.size() * ratio
        if self._ring.size() != pixels or self._ring.devicePixelRatio() != ratio:
            self._ring = QPixmap(pixels)
            self._ring.setDevicePixelRatio(ratio)
            self._ring.fill(Qt.GlobalColor.transparent)
            self._paint_ring()
        square = self.square_rect()
        key = (self._hsv[0], round(square.width()), ratio)
        if key != self._square_key:
            self._square_key = key
            self._square = _square(key)

    def _paint_ring(self) -> None:
        gradient = QConicalGradient(self._middle, 0)
        for sixth in range(7):  # HSV is linear in RGB between these
            gradient.setColorAt(sixth / 6, colour_of((sixth / 6 % 1.0, 1.0, 1.0)))
        ring = QPainterPath()
        ring.setFillRule(Qt.FillRule.OddEvenFill)
        ring.addEllipse(self._middle, self._radius, self._radius)
        inner = self._radius * (1 - 2 * _RING)
        ring.addEllipse(self._middle, inner, inner)
        painter = QPainter(self._ring)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(ring, gradient)
        painter.end()


def colour_of(hsv: Hsv) -> QColor:
    return QColor.fromRgbF(*colorsys.hsv_to_rgb(*hsv))


def _square(key: tuple[float, int, float]) -> QPixmap:
    """Saturation to the right, value upward: white and black laid over the pure hue, which is HSV exactly."""
    hue, side, ratio = key
    result = QPixmap(max(1, round(side * ratio)), max(1, round(side * ratio)))
    result.setDevicePixelRatio(ratio)
    area = QRectF(0, 0, side, side)
    painter = QPainter(result)
    painter.fillRect(area, colour_of((hue, 1.0, 1.0)))
    white = QLinearGradient(0, 0, side, 0)
    white.setColorAt(0, QColor(255, 255, 255))
    white.setColorAt(1, QColor(255, 255, 255, 0))
    painter.fillRect(area, white)
    black = QLinearGradient(0, 0, 0, side)
    black.setColorAt(0, QColor(0, 0, 0, 0))
    black.setColorAt(1, QColor(0, 0, 0))
    painter.fillRect(area, black)
    painter.end()
    return result


def _paint_mark(painter: QPainter, spot: QPointF, radius: float, colour: QColor) -> None:
    """A filled circle that is seen on any colour."""
    painter.setBrush(colour)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3.0))
    painter.drawEllipse(spot, radius - 1.5, radius - 1.5)
    painter.setPen(QPen(QColor(255, 255, 255), 1.6))
    painter.drawEllipse(spot, radius - 1.5, radius - 1.5)
