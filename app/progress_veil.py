"""The painting under way, shown over the canvas stage by stage until its layers are in the picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from app.assistant import Assistant, Entry, State
from app.generation import PAINTERLY
from app.images import to_image
from app.session import Session
from app.studio import Studio
from app.view import View
from canvas.document import Document
from canvas.geometry import Rect

LINGERS = 400  # milliseconds that it stays, once done, for the layers to come


class ProgressVeil(QObject):
    """A `Drawing`. It gives way to the pen: who paints sees what is being painted on."""

    def __init__(
        self, studio: Studio, assistant: Assistant, canvas: QWidget, view: Callable[[], View]
    ) -> None:
        super().__init__(canvas)
        self._studio, self._assistant, self._canvas, self._view = studio, assistant, canvas, view
        self._entry: Entry | None = None
        self._picture: QImage | None = None
        self._mask: np.ndarray | None = None  # H×W uint8, of the frame's part of the picture
        self._hidden = False  # the pen came down since the painting began
        self._lingers = QTimer(self, singleShot=True, interval=LINGERS)
        self._lingers.timeout.connect(self.clear)
        self._session = studio.session
        assistant.entry_changed.connect(self._follow)
        studio.document_changed.connect(self._document_changed)
        studio.session_changed.connect(self._adopt)
        self._adopt(studio.session)

    @property
    def shown(self) -> bool:
        return self._picture is not None and not self._hidden

    def clear(self) -> None:
        """Show the picture as it is."""
        had = self._picture is not None
        self._entry = self._picture = self._mask = None
        self._hidden = False
        if had:
            self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        """The preview in its frame, inside the picture; not while a candidate is looked at."""
        if self._picture is None or self._hidden or self._assistant.shown is not None:
            return
        painter.save()
        painter.setTransform(self._view().transform() * painter.transform())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        assert self._entry is not None
        document, place = self._studio.document, _place_of(self._entry)
        painter.setClipRect(QRectF(0, 0, document.width, document.height))
        painter.drawImage(QRectF(place.x, place.y, place.width, place.height), self._picture)
        painter.restore()

    # --- inside ----------------------------------------------------------------------------------

    def _follow(self, entry: Entry) -> None:
        if entry.order.job.engine != PAINTERLY or entry.session is not self._studio.session:
            return
        if entry.state in (State.RUNNING, State.PLACING) and entry.preview is not None:
            if entry is not self._entry:
                self.clear()
                self._entry, self._mask = entry, _mask_of(entry.order.document, _place_of(entry))
            self._lingers.stop()
            self._picture = _through(entry.preview, self._mask)
            self._canvas.update()
        elif entry is self._entry and entry.state is State.DONE and entry.alone:
            self._lingers.start()
        elif entry is self._entry and entry.state.ended:
            self.clear()

    def _document_changed(self, _document: Document) -> None:
        if self._lingers.isActive():  # the layers are there
            self._lingers.stop()
            self.clear()

    def _adopt(self, session: Session) -> None:
        if session is not self._session:
            self.clear()
        self._session = session
        session.pen_changed.connect(self._pen_changed)

    def _pen_changed(self, down: bool) -> None:
        if down and self._picture is not None and not self._hidden:
            self._hidden = True
            self._canvas.update()


def _place_of(entry: Entry) -> Rect:
    """The frame of a painting, in document pixels."""
    frame = entry.order.job.frame
    return Rect(frame.x, frame.y, frame.width, frame.height)


def _mask_of(document: Document, place: Rect) -> np.ndarray | None:
    """How much of each pixel of the frame is painted; None for all of it."""
    selection = document.selection
    return None if selection is None or selection.empty else selection.array8(place)


def _through(preview: QImage, mask: np.ndarray | None) -> QImage:
    """The preview with the selection as its alpha."""
    if mask is None:
        return preview
    picture = preview.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    alpha = to_image(np.dstack([np.full((*mask.shape, 3), 255, np.uint8), mask])).scaled(picture.size())
    painter = QPainter(picture)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(QPointF(0, 0), alpha)
    painter.end()
    return picture
