"""The bar at the bottom: what was told, where the pen is, the picture's size, the zoom, and what goes on."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QToolButton

from app.assistant import Assistant
from app.icons import icon
from app.paintings.painting_deeds import PaintingDeeds
from app.solo_note import SoloNote
from app.studio import Studio
from app.viewport import Viewport
from canvas.document import Document

TOLD = 8000  # milliseconds that a sentence stays


class StatusBar(QStatusBar):
    """Follows the rooms of the window by itself."""

    def __init__(
        self, studio: Studio, assistant: Assistant, viewport: Viewport, paintings: PaintingDeeds
    ) -> None:
        super().__init__()
        self.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )  # a sentence widens no window
        self._assistant = assistant
        self._place, self._size, self._zoom = QLabel(), QLabel(), QToolButton()
        self._zoom.setAutoRaise(True)
        self._zoom.setToolTip(self.tr("Fit in window (Ctrl+0)"))
        self._zoom.clicked.connect(viewport.fit)
        self._jobs = QLabel()
        self._film, self.stop_film = QLabel(), QToolButton()
        self.stop_film.setIcon(icon("cancel"))
        self.stop_film.setAutoRaise(True)
        self.stop_film.setToolTip(self.tr("Stop saving the time-lapse"))
        self.stop_film.setAccessibleName(self.stop_film.toolTip())
        self.stop_film.clicked.connect(paintings.stop_export)
        self.stop_film.hide()
        parts = self._film, self.stop_film, self._jobs, self._place, self._size, self._zoom
        for widget in (SoloNote(studio), *parts):
            self.addPermanentWidget(widget)
        studio.told.connect(lambda sentence: self.showMessage(sentence, TOLD))
        studio.document_changed.connect(self._show_size)
        viewport.view_changed.connect(lambda view: self._zoom.setText(f"{view.zoom * 100:.0f} %"))
        viewport.hovered.connect(self._show_place)
        paintings.export_changed.connect(self._show_film)
        assistant.queue_changed.connect(self._show_jobs)
        assistant.entry_changed.connect(self._show_jobs)
        self._show_size(studio.document)

    def _show_place(self, place: QPointF | None) -> None:
        self._place.setText("" if place is None else f"{math.floor(place.x())}, {math.floor(place.y())}")

    def _show_size(self, document: Document) -> None:
        self._size.setText(f"{document.width} × {document.height}")

    def _show_jobs(self, _entry: object = None) -> None:
        waiting = sum(not entry.state.ended for entry in self._assistant.entries)
        self._jobs.setText(self.tr("%n job(s)", "", waiting) if waiting else "")

    def _show_film(self, share: float) -> None:
        """How far the time-lapse is that is being saved; below 0: none is."""
        self.stop_film.setVisible(share >= 0.0)
        self._film.setText(self.tr("Time-lapse: {0} %").format(round(share * 100)) if share >= 0.0 else "")
