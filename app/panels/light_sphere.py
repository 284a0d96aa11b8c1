"""A small sphere in the light of the painting: dragging over it turns the light."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.images import to_image
from app.light import USUAL, Light, from_sphere, on_sphere

SIDE = 42  # logical pixels
STEP = 5.0  # degrees that an arrow key turns the light
DARK, BRIGHT = 38.0, 236.0  # greys of shadow and light
DULL = 84.0  # grey of the sphere while the seed chooses the light


class LightSphere(QWidget):
    """The arrow keys turn the light, too; a double click leaves it to the seed again."""

    def __init__(self, light: Light) -> None:
        super().__init__()
        self._light = light
        self._image: tuple[object, QImage] | None = None  # for which light and size, and how it looks
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Direction of the light"))
        self.setToolTip(
            self.tr("Drag to turn the light; the arrow keys do, too. Double-click: the seed chooses it.")
        )
        light.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(SIDE), theme.scaled(SIDE))

    # --- the hand --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._turn(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._turn(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._light.set(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {
            Qt.Key.Key_Left: (STEP, 0.0),
            Qt.Key.Key_Right: (-STEP, 0.0),
            Qt.Key.Key_Up: (0.0, STEP),
            Qt.Key.Key_Down: (0.0, -STEP),
        }
        turn = turns.get(Qt.Key(event.key()))
        if turn is None:
            event.ignore()
            return
        azimuth, elevation = self._light.angles or USUAL
        self._light.set((azimuth + turn[0], elevation + turn[1]))

    def _turn(self, place: QPointF) -> None:
        middle, radius = self._circle()
        away = (place - middle) / radius
        self._light.set(from_sphere(away.x(), away.y()))

    # --- the look --------------------------------------------------------------------------------

    def _circle(self) -> tuple[QPointF, float]:
        side = min(self.width(), self.height())
        return QPointF(self.width() / 2, self.height() / 2), side / 2 - theme.scaled(5)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = self._circle()
        ratio = self.devicePixelRatioF()
        key = (self._light.angles, radius, ratio, self.isEnabled())
        if self._image is None or self._image[0] != key:
            self._image = key, sphere(self._light.angles, max(2, round(2 * radius * ratio)))
        painter.drawImage(
            QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius), self._image[1]
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ACCENT if self.hasFocus() else theme.LINE), 1.2))
        painter.drawEllipse(middle, radius, radius)
        if self._light.angles is not None:
            x, y = on_sphere(self._light.angles)
            knob = middle + QPointF(x, y) * radius
            painter.setPen(QPen(QColor(theme.LINE), 1.2))
            painter.setBrush(QColor(theme.ACCENT))
            painter.drawEllipse(knob, theme.scaled(4.5), theme.scaled(4.5))


def sphere(angles: tuple[float, float] | None, side: int) -> QImage:
    """A matt grey sphere in this light, `side` device pixels; evenly dull without one."""
    axis = (np.arange(side, dtype=np.float32) + 0.5) / side * 2.0 - 1.0
    x, y = np.meshgrid(axis, axis)
    reach = np.sqrt(x * x + y * y)
    z = np.sqrt(np.maximum(0.0, 1.0 - reach * reach))
    if angles is None:
        grey = DULL + 16.0 * z
    else:
        right, down = on_sphere(angles)
        front = math.sin(math.radians(angles[1]))
        lit = np.maximum(0.0, x * right + y * down + z * front)
        grey = DARK + (BRIGHT - DARK) * lit**0.85 + 10.0 * (1.0 - lit) * (1.0 - z)
    alpha = np.clip((1.0 - reach) * side / 2.0 + 0.5, 0.0, 1.0) * 255.0
    pixels = np.stack([grey, grey, grey, alpha], axis=2)
    return to_image(np.clip(pixels, 0.0, 255.0).astype(np.uint8))
