"""Small pictures of the nodes of a document, kept up to date beside the UI."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage

from app.compute import Compute
from app.miniatures import Miniatures, Part
from app.sampling import Frame
from canvas.document import Document
from canvas.layer import Group, Layer, Node
from canvas.tile import ONE

_PAUSE_MS = 150  # changes that come closer together are drawn at once


class Thumbnails(QObject):
    """Follows documents; `ready` tells that a picture of a node is new."""

    ready = Signal(str)  # node id
    _made = Signal(str, bool, QImage)
    _finished = Signal()

    def __init__(self, compute: Compute, box: QSize, parent: QObject | None = None) -> None:
        """`box`: the size in device pixels into which the whole picture must fit."""
        super().__init__(parent)
        self._compute = compute
        self._box = box
        self._document: Document | None = None
        self._images: dict[Part, QImage] = {}
        self._asked: dict[Part, tuple[object, Frame]] = {}  # what each picture was (or is being) made of
        self._miniatures = Miniatures()  # the errand thread's
        self._busy = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._start)
        self._made.connect(self._keep)
        self._finished.connect(self._resume)

    def image(self, node_id: str) -> QImage | None:
        """The newest picture of a layer's paint or of what a group holds; None until the first is made."""
        return self._images.get((node_id, False))

    def mask_image(self, node_id: str) -> QImage | None:
        """The newest picture of a node's mask, white where it shows; None until the first is made."""
        return self._images.get((node_id, True))

    def watch(self, document: Document) -> None:
        """Bring the pictures up to date with another document, soon."""
        self._document = document
        present = {part for part, _, _ in _parts(document)}
        for part in [part for part in self._asked if part not in present]:
            del self._asked[part]
            self._images.pop(part, None)
        if not self._busy and not self._timer.isActive() and self._stale():
            self._timer.start()

    def set_box(self, box: QSize) -> None:
        """Another size in device pixels (the window went to another screen)."""
        if box != self._box:
            self._box = box
            self._asked.clear()
            if self._document is not None:
                self.watch(self._document)

    def _frame(self, document: Document) -> Frame:
        return Frame.fitting((document.width, document.height), (self._box.width(), self._box.height()))

    def _stale(self) -> list[tuple[Part, Node, object]]:
        """What is out of date, that of the active node first, and groups last: they need their layers."""
        document = self._document
        if document is None:
            return []
        frame = self._frame(document)
        work = [
            (part, node, source)
            for part, node, source in _parts(document)
            if (asked := self._asked.get(part)) is None or asked[0] is not source or asked[1] != frame
        ]
        work.sort(key=lambda item: (isinstance(item[1], Group), item[0][0] != document.active))
        return work

    def _start(self) -> None:
        work, document = self._stale(), self._document
        if not work or document is None:
            return
        self._busy = True
        frame = self._frame(document)
        self._asked.update({part: (source, frame) for part, _, source in work})
        self._compute.errand(lambda: self._make(work, frame, document))

    def _make(self, work: list[tuple[Part, Node, object]], frame: Frame, document: Document) -> None:
        try:
            self._miniatures.begin(frame, {node.id for node in document.nodes()})
            for (node_id, masked), node, _ in work:
                if masked:
                    assert node.mask is not None
                    image = mask_image(self._miniatures.mask(node_id, node.mask))
                else:
                    image = paint_image(self._miniatures.paint(node))
                self._made.emit(node_id, masked, image)
        finally:
            self._finished.emit()

    def _keep(self, node_id: str, masked: bool, image: QImage) -> None:
        if (node_id, masked) in self._asked:
            self._images[node_id, masked] = image
            self.ready.emit(node_id)

    def _resume(self) -> None:
        self._busy = False
        if self._document is not None:
            self.watch(self._document)


def paint_image(planes: np.ndarray) -> QImage:
    """4×H×W uint16 fix15, premultiplied, as a picture."""
    pixels = np.ascontiguousarray(np.moveaxis(_bytes(planes), 0, 2))
    height, width = pixels.shape[:2]
    image = QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.copy()


def mask_image(planes: np.ndarray) -> QImage:
    """1×H×W uint16 fix15 as a grey picture, white where the mask shows."""
    pixels = _bytes(planes)[0]
    height, width = pixels.shape
    return QImage(pixels.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def _bytes(planes: np.ndarray) -> np.ndarray:
    return ((planes.astype(np.uint32) * 255 + ONE // 2) // ONE).astype(np.uint8)


def _parts(document: Document) -> list[tuple[Part, Node, object]]:
    """All that there are pictures of, each with the object that is another one after a change."""
    parts: list[tuple[Part, Node, object]] = []
    for node in document.nodes():
        source: object = node.layers if isinstance(node, Group) else None
        if isinstance(node, Layer):
            source = node.tiles
        parts.append(((node.id, False), node, source))
        if node.mask is not None:
            parts.append(((node.id, True), node, node.mask.tiles))
    return parts
