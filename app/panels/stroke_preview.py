"""A sample of what a brush does: one stroke painted by the real engine, beside the UI, and kept."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.compute import Compute
from app.panels.stroke_files import StrokeFiles
from canvas.brush.begin import begin
from canvas.brush.preset import Brush, Mode, Sample, Stabiliser
from canvas.composite import from_rgba8, layer8
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.tile import solid

_PAUSE_MS = 40  # slider moves that come closer together are drawn at once
_TALLEST = 0.62  # of the height: a larger brush is drawn smaller
_POINTS = 48
_SECONDS = 0.6  # that the hand takes
_KEPT = 400  # strokes in memory
_BANDS = ((0.89, 0.35, 0.25), (0.93, 0.74, 0.33), (0.25, 0.55, 0.60), (0.16, 0.20, 0.34))  # to be smudged

Order = tuple[Brush, int, int, float]  # brush, width and height in device pixels, device pixels per pixel


def stroke_image(brush: Brush, width: int, height: int, scale: float = 1.0) -> QImage:
    """One wave with rising and falling pressure, width×height device pixels on a transparent ground.

    scale: device pixels per document pixel. A large brush is drawn smaller. An eraser takes its stroke out of
    a painted field, a smudging one drags coloured bands along.
    """
    rect = Rect(0, 0, width, height)
    coloured = brush.hue_jitter > 0 or brush.saturation_jitter > 0
    colour = QColor(theme.ACCENT if coloured else theme.TEXT)
    straight = (colour.redF(), colour.greenF(), colour.blueF())
    room = height * _TALLEST / (1 + min(brush.scatter, 2.0))
    size = min(brush.size * scale, room)
    shrunk = size / brush.size
    fitted = replace(
        brush,
        size=size,
        alpha_lock=False,
        sample_merged=False,
        stabiliser=Stabiliser(),
        fade=max(1.0, brush.fade * shrunk),
        texture_scale=brush.texture_scale * max(shrunk, 0.4),
    )
    ground = _ground(brush, rect, straight)
    document = Document(width, height, (ground,), active=ground.id)
    stroke = begin(document, fitted, straight)
    stroke.add(_wave(width, height, size))
    while stroke.waiting:
        stroke.add([])
    stroke.finish()
    painted = stroke.node
    assert isinstance(painted, Layer)
    pixels = layer8(painted, rect)
    return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888).copy()


def _ground(brush: Brush, rect: Rect, straight: tuple[float, float, float]) -> Layer:
    """What the stroke is painted on."""
    if brush.eraser:
        return Layer("", tiles=solid((*straight, 0.75), rect.tile_keys()))
    if brush.mode == Mode.PAINT:
        return Layer("")
    bands = np.zeros((rect.height, rect.width, 4), np.uint8)
    slant = np.arange(rect.width)[None, :] + 0.5 * np.arange(rect.height)[:, None]
    place = (slant / max(4.0, rect.height * 0.45)).astype(int) % len(_BANDS)
    bands[..., :3] = np.round(np.array(_BANDS) * 255).astype(np.uint8)[place]
    bands[..., 3] = 255
    return Layer("", tiles=from_rgba8(bands))


def _wave(width: int, height: int, size: float) -> list[Sample]:
    """An S from left to right with the pressure of a hand: light, firm, light."""
    margin = max(size / 2, height * 0.2) + 2
    swing = max(0.0, height / 2 - max(size / 2, 2.0) - 2.0)
    samples: list[Sample] = []
    for step in range(_POINTS + 1):
        share = step / _POINTS
        x = margin + (width - 2 * margin) * share
        y = height / 2 - swing * math.sin(share * 2 * math.pi)
        pressure = 0.08 + 0.92 * math.sin(share * math.pi) ** 0.8
        samples.append(Sample(x, y, pressure, time=share * _SECONDS))
    return samples


class StrokePainter(QObject):
    """Paints previews on the errand thread; of several asked for under one key only the newest is painted.

    What was painted is kept in memory, and where it is asked for so, in files: a list of brushes is there at
    once the next time.
    """

    painted = Signal(str, QImage)  # key, the stroke
    _done = Signal(str, object, bool, QImage)  # key, Order, lasting, the stroke

    def __init__(self, compute: Compute, parent: QObject | None = None, folder: Path | None = None) -> None:
        """`folder`: for files with strokes, which need not exist yet."""
        super().__init__(parent)
        self._compute = compute
        self._files = StrokeFiles(folder) if folder is not None else None
        self._kept: OrderedDict[Order, QImage] = OrderedDict()
        self._waiting: dict[str, tuple[Order, bool]] = {}
        self._busy: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._start)
        self._done.connect(self._deliver)

    def known(self, brush: Brush, size: QSize, ratio: float) -> QImage | None:
        """The stroke of this brush, if it was painted before."""
        order = _order(brush, size, ratio)
        image = self._kept.get(order)
        if image is not None:
            self._kept.move_to_end(order)
        return image

    def ask(self, key: str, brush: Brush, size: QSize, ratio: float, *, lasting: bool = False) -> None:
        """Paint a brush for an area in device-independent pixels; `painted` brings it.

        lasting: it will be asked for again at the next start.
        """
        self._waiting[key] = _order(brush, size, ratio), lasting
        if not self._timer.isActive():
            self._timer.start()

    def forget(self, key: str) -> None:
        """What was asked for under this key is not needed any more."""
        self._waiting.pop(key, None)

    def _start(self) -> None:
        for key in [key for key in self._waiting if key not in self._busy]:
            order, lasting = self._waiting.pop(key)
            known = self._kept.get(order)
            if known is not None:
                self.painted.emit(key, known)
                continue
            self._busy.add(key)
            self._compute.errand(
                lambda key=key, order=order, lasting=lasting: self._paint(key, order, lasting)
            )

    def _paint(self, key: str, order: Order, lasting: bool) -> None:
        image = QImage()
        brush, width, height, ratio = order
        files = self._files if lasting else None
        try:
            stored = files.read(brush, width, height) if files is not None else None
            image = stored if stored is not None else stroke_image(brush, width, height, ratio)
            if files is not None and stored is None:
                files.write(brush, image)
            image.setDevicePixelRatio(ratio)
        finally:
            self._done.emit(key, order, lasting, image)

    def _deliver(self, key: str, order: Order, lasting: bool, image: QImage) -> None:
        self._busy.discard(key)
        if not image.isNull():
            if lasting:
                self._kept[order] = image
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self.painted.emit(key, image)
        if self._waiting and not self._timer.isActive():
            self._timer.start()


def _order(brush: Brush, size: QSize, ratio: float) -> Order:
    return brush, max(8, round(size.width() * ratio)), max(8, round(size.height() * ratio)), ratio


class StrokePreview(QWidget):
    """Shows the stroke of one brush, kept up to date."""

    def __init__(
        self, painter: StrokePainter, parent: QWidget | None = None, *, key: str = "preview", height: int = 48
    ) -> None:
        super().__init__(parent)
        self._painter = painter
        self._key = key
        self._height = height
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
        if self.isVisible():  # what nobody sees is not painted
            self._painter.ask(self._key, brush, self.size(), self.devicePixelRatioF())

    def _keep(self, key: str, image: QImage) -> None:
        if key == self._key:
            self._image = image
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(200), theme.scaled(self._height))

    def event(self, event: QEvent) -> bool:
        kinds = (QEvent.Type.Show, QEvent.Type.Resize, QEvent.Type.DevicePixelRatioChange)
        handled = super().event(event)
        if event.type() in kinds and self._brush is not None:
            self.show_brush(self._brush)
        return handled

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
