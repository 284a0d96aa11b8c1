"""Draws the display picture onto the canvas widget, with the board beneath it and what surrounds it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from app import theme
from app.studio import Studio
from app.view import View
from canvas.screen import Ground, draw

SURROUND = QColor(theme.SURROUND)
PART = 30_000  # pixels that are drawn in the time that one more part of the widget takes
MANY_PIXELS = 250_000  # logical pixels that may be resampled smoothly even while the view moves
GROUND = Ground(SURROUND.rgb(), QColor(theme.CHECK_LIGHT).rgb(), QColor(theme.CHECK_DARK).rgb(), 1)
CHECK = 8  # logical pixels along a check of the board that shows through transparent paint


class PicturePainter(QObject):
    """Lives on the UI thread. The pixels are ready: they are only brought to the screen's grid."""

    def __init__(self, studio: Studio, widget: QWidget) -> None:
        super().__init__(widget)
        self._studio = studio
        self._widget = widget
        self._levels: list[np.ndarray] = []  # of the display picture
        self._buffer = np.zeros(0, np.uint32)
        self._smooth_close = bool(studio.settings.get("view/smooth_above_100"))
        studio.settings.changed.connect(self._setting_changed)

    def take_display(self) -> None:
        """Another picture, or the same at another size, is shown from now on."""
        self._levels = self._studio.session.display.levels

    def paint(self, painter: QPainter, region: QRegion, view: View, *, moving: bool) -> None:
        """Parts of the widget. While the view moves, large ones are not resampled smoothly."""
        parts = _parts(region)
        if not self._levels:
            for part in parts:
                painter.fillRect(part, SURROUND)
            return
        device = painter.deviceTransform()
        back, _ = (view.transform() * device).inverted()
        to_document = back.m11(), back.m12(), back.m21(), back.m22(), back.dx(), back.dy()
        document = self._studio.session.display.document or self._studio.document
        size = document.width, document.height
        side = round(CHECK * self._widget.devicePixelRatioF())
        ground = replace(GROUND, side=side, x=round(device.dx()), y=round(device.dy()))
        mixed = self._is_mixed(view)
        painter.setTransform(device.inverted()[0])  # device pixels, whatever the screen's scale
        for part in parts:
            pixels = device.mapRect(QRectF(part)).toAlignedRect()
            x, y, width, height = pixels.x(), pixels.y(), pixels.width(), pixels.height()
            target = self._room(width, height)
            smooth = mixed and not (moving and part.width() * part.height() > MANY_PIXELS)
            draw(self._levels, size, to_document, target, (x, y), ground, smooth=smooth)
            image = QImage(target.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            painter.drawImage(x, y, image)
        painter.resetTransform()

    def _is_mixed(self, view: View) -> bool:
        """Whether pixels of the picture are mixed for the screen, rather than each be told apart."""
        straight = view.rotation % 90 == 0
        level = min(max(0, math.floor(-math.log2(view.zoom) + 1e-6)), len(self._levels) - 1)
        whole = view.zoom * (1 << level)
        sharp = abs(whole - round(whole)) < 1e-6 and straight
        return not sharp and (view.zoom < 1 or self._smooth_close or not straight)

    def _room(self, width: int, height: int) -> np.ndarray:
        """H×W uint32 to draw in. The memory is kept: getting it anew takes as long as the drawing."""
        if self._buffer.size < width * height:
            self._buffer = np.empty(width * height, np.uint32)
        return self._buffer[: width * height].reshape(height, width)

    def _setting_changed(self, setting: str) -> None:
        if setting == "view/smooth_above_100":
            self._smooth_close = bool(self._studio.settings.get(setting))
            self._widget.update()


def _parts(region: QRegion) -> list[QRect]:
    """The rectangles of a region, or the one around them where that is quicker to paint."""
    parts: list[QRect] = list(region)  # pyright: ignore
    around = region.boundingRect()
    beside = around.width() * around.height() - sum(part.width() * part.height() for part in parts)
    return [around] if beside <= PART * (len(parts) - 1) else parts
