"""A sample of what a brush does: one stroke painted by the real engine, beside the UI."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.compute import Compute
from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.composite import layer8
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.tile import solid

_PAUSE_MS = 40  # slider moves that come closer together are drawn at once
_TALLEST = 0.62  # of the height: a larger brush is drawn smaller
_POINTS = 40


def stroke_image(brush: Brush, width: int, height: int, scale: float = 1.0) -> QImage:
    """One wave with rising and falling pressure, width×height device pixels on a transparent ground.

    scale: device pixels per document pixel. An eraser takes its stroke out of a painted field.
    """
    rect = Rect(0, 0, width, height)
    colour = QColor(theme.TEXT)
    straight = (colour.redF(), colour.greenF(), colour.blueF())
    layer = Layer("")
    if brush.eraser:
        layer = replace(layer, tiles=solid((*straight, 0.75), rect.tile_keys()))
    size = min(brush.size * scale, height * _TALLEST)
    brush = replace(brush, size=size, alpha_lock=False)
    stroke = Stroke(layer, brush, straight, clip=rect, selection=None)
    stroke.add(_wave(width, height, size))
    stroke.finish()
    pixels = layer8(stroke.layer, rect)
    return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888).copy()


def _wave(width: int, height: int, size: float) -> list[Sample]:
    """An S from left to right with the pressure of a hand: light, firm, light."""
    margin = max(size / 2, height * 0.2) + 2
    swing = max(0.0, height / 2 - max(size / 2, 2.0) - 2.0)
    samples: list[Sample] = []
    for step in range(_POINTS + 1):
        share = step / _POINTS
        x = margin + (width - 2 * margin) * share
        y = height / 2 - swing * math.sin(share * 2 * math.pi)
        samples.append(Sample(x, y, 0.08 + 0.92 * math.sin(share * math.pi) ** 0.8, time=share))
    return samples


class StrokePainter(QObject):
    """Paints previews on the errand thread; of several asked for under one key only the newest is painted."""

    painted = Signal(str, QImage)  # key, the stroke
    _done = Signal(str, QImage)

    def __init__(self, compute: Compute, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._compute = compute
        self._waiting: dict[str, tuple[Brush, int, int, float]] = {}
        self._busy: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._start)
        self._done.connect(self._deliver)

    def ask(self, key: str, brush: Brush, size: QSize, ratio: float) -> None:
        """Paint a brush for an area in device-independent pixels; `painted` brings it."""
        width, height = max(8, round(size.width() * ratio)), max(8, round(size.height() * ratio))
        self._waiting[key] = (brush, width, height, ratio)
        if not self._timer.isActive():
            self._timer.start()

    def _start(self) -> None:
        for key in [key for key in self._waiting if key not in self._busy]:
            order = self._waiting.pop(key)
            self._busy.add(key)
            self._compute.errand(lambda key=key, order=order: self._paint(key, *order))

    def _paint(self, key: str, brush: Brush, width: int, height: int, ratio: float) -> None:
        image = QImage()
        try:
            image = stroke_image(brush, width, height, ratio)
            image.setDevicePixelRatio(ratio)
        finally:
            self._done.emit(key, image)

    def _deliver(self, key: str, image: QImage) -> None:
        self._busy.discard(key)
        if not image.isNull():
            self.painted.emit(key, image)
        if self._waiting and not self._timer.isActive():
            self._timer.start()


class StrokePreview(QWidget):
    """Shows the stroke of one brush, kept up to date."""

    def __init__(self, painter: StrokePainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter = painter
        self._brush: Brush | None = None
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Sample stroke"))
        painter.painted.connect(self._keep)

    @property
    def image(self) -> QImage | None:
        """What is shown; None until the first stroke is painted."""
        return self._image

    def show_brush(self, brush: Brush) -> None:
        self._brush = brush
        self._painter.ask("preview", brush, self.size(), self.devicePixelRatioF())

    def _keep(self, key: str, image: QImage) -> None:
        if key == "preview":
            self._image = image
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(200), theme.scaled(48))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._brush is not None:
            self.show_brush(self._brush)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._brush is not None:
            self.show_brush(self._brush)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.RAISED), 1))
        painter.setBrush(QColor(theme.BASE))
        radius = theme.scaled(3)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self._image is not None:
            spot = self._image.deviceIndependentSize().toSize()
            if spot == self.size():
                painter.drawImage(0, 0, self._image)
            else:  # a stroke for the new size is on its way
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(self.rect(), self._image)
