"""Small pictures of the layers, made beside the UI and only for layers whose paint has changed."""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from app.compute import Compute
from canvas.document import Document
from canvas.geometry import TILE
from canvas.tile import ONE, Tiles

_PAUSE_MS = 150  # changes that come closer together are drawn at once
_SAMPLES = 8  # along a side of each thumbnail pixel, at most
_LONGEST_STRIDE = 32  # pixels; a tile always gives at least 2×2 samples


class Thumbnails(QObject):
    """Follows documents; `ready` tells that the picture of a layer is new."""

    ready = Signal(str)  # layer id
    _made = Signal(str, QImage)
    _finished = Signal()

    def __init__(self, compute: Compute, box: QSize, parent: QObject | None = None) -> None:
        """`box`: the size in device pixels into which the whole picture must fit."""
        super().__init__(parent)
        self._compute = compute
        self._box = box
        self._document: Document | None = None
        self._images: dict[str, QImage] = {}
        self._asked: dict[str, tuple[Tiles, QSize]] = {}  # what each picture was (or is being) made of
        self._busy = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._start)
        self._made.connect(self._keep)
        self._finished.connect(self._resume)

    def image(self, layer_id: str) -> QImage | None:
        """The newest picture there is, premultiplied RGBA; None until the first is made."""
        return self._images.get(layer_id)

    def watch(self, document: Document) -> None:
        """Bring the pictures up to date with another document, soon."""
        self._document = document
        present = {layer.id for layer in document.sheets()}
        for layer_id in [layer_id for layer_id in self._asked if layer_id not in present]:
            del self._asked[layer_id]
            self._images.pop(layer_id, None)
        if not self._busy and not self._timer.isActive() and self._stale():
            self._timer.start()

    def set_box(self, box: QSize) -> None:
        """Another size in device pixels (the window went to another screen)."""
        if box != self._box:
            self._box = box
            self._asked.clear()
            if self._document is not None:
                self.watch(self._document)

    def _stale(self) -> list[tuple[str, Tiles]]:
        """Layers whose picture is out of date, the active one first."""
        document = self._document
        if document is None:
            return []
        size = QSize(document.width, document.height)
        layers = sorted(document.sheets(), key=lambda layer: layer.id != document.active)
        return [
            (layer.id, layer.tiles)
            for layer in layers
            if (asked := self._asked.get(layer.id)) is None or asked[0] is not layer.tiles or asked[1] != size
        ]

    def _start(self) -> None:
        work, document = self._stale(), self._document
        if not work or document is None:
            return
        self._busy = True
        size, box = QSize(document.width, document.height), self._box
        self._asked.update({layer_id: (tiles, size) for layer_id, tiles in work})
        self._compute.errand(lambda: self._make(work, size, box))

    def _make(self, work: list[tuple[str, Tiles]], size: QSize, box: QSize) -> None:
        try:
            for layer_id, tiles in work:
                self._made.emit(layer_id, thumbnail(tiles, size, box))
        finally:
            self._finished.emit()

    def _keep(self, layer_id: str, image: QImage) -> None:
        if layer_id in self._asked:
            self._images[layer_id] = image
            self.ready.emit(layer_id)

    def _resume(self) -> None:
        self._busy = False
        if self._document is not None:
            self.watch(self._document)


def thumbnail(tiles: Tiles, size: QSize, box: QSize) -> QImage:
    """A picture of `size` document pixels of a layer, shrunk to fit `box` (never enlarged).

    Only some pixels of each tile are read (at most 8×8 for each pixel of the result) and averaged.
    """
    scale = min(box.width() / size.width(), box.height() / size.height(), 1.0)
    width, height = max(1, round(size.width() * scale)), max(1, round(size.height() * scale))
    stride = 1
    while stride < _LONGEST_STRIDE and stride * 2 * scale * _SAMPLES <= 1.0:
        stride *= 2
    samples = _sampled(tiles, -(-size.width() // stride), -(-size.height() // stride), stride)
    small = cv2.resize(samples, (width, height), interpolation=cv2.INTER_AREA)
    pixels = ((small.astype(np.uint32) * 255 + ONE // 2) // ONE).astype(np.uint8)
    image = QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.copy()


def _sampled(tiles: Tiles, columns: int, rows: int, stride: int) -> np.ndarray:
    """Every `stride`th pixel of the document: rows×columns×4 uint16 fix15, premultiplied."""
    out = np.zeros((rows, columns, 4), np.uint16)
    side, first = TILE // stride, stride // 2
    for (column, row), tile in tiles.items():
        x, y = column * side, row * side
        if 0 <= x < columns and 0 <= y < rows:
            piece = tile.pixels[:, first::stride, first::stride]
            right, bottom = min(x + side, columns), min(y + side, rows)
            out[y:bottom, x:right] = np.moveaxis(piece[:, : bottom - y, : right - x], 0, 2)
    return out
