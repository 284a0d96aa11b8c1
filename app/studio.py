"""What tools and panels share: the open session, the colours, the brush, and telling the artist."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QObject, Signal

from app.brush_presets import presets
from app.compute import Compute
from app.session import Session
from app.settings import Settings
from canvas.brush.preset import Brush
from canvas.document import Document

Colour = tuple[float, float, float]  # straight sRGB, 0 … 1

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)


class Studio(QObject):
    """Made once by the composition root and passed to every tool and panel."""

    session_changed = Signal(object)  # Session: another document is open
    document_changed = Signal(object)  # Document: of whichever session is open
    colour_changed = Signal(tuple)  # foreground Colour
    background_changed = Signal(tuple)
    colour_used = Signal(tuple)  # Colour that is painted or filled with
    brush_changed = Signal(object)  # Brush
    told = Signal(str)  # a sentence for the status bar

    def __init__(self, compute: Compute, settings: Settings, document: Document) -> None:
        super().__init__()
        self.compute = compute
        self.settings = settings
        self.colour: Colour = BLACK
        self.background: Colour = WHITE
        shipped = {preset.id: preset.brush for preset in presets()}
        self.brush: Brush = shipped["soft-round"]
        self.eraser: Brush = shipped["hard-eraser"]
        settings.changed.connect(self._setting_changed)
        self.session = self._adopt(self.session_of(document))

    @property
    def document(self) -> Document:
        return self.session.document

    def session_of(self, document: Document, path: Path | None = None) -> Session:
        """A session for a document, with the memory for undo that the settings allow."""
        return Session(document, self.compute, path, self._undo_budget())

    def open(self, session: Session) -> None:
        """Put another session in the place of the present one, which is closed."""
        self.session.close()
        self.session = self._adopt(session)
        self.session_changed.emit(session)
        self.document_changed.emit(session.document)

    def tell(self, sentence: str) -> None:
        self.told.emit(sentence)

    def set_colour(self, colour: Colour) -> None:
        if colour != self.colour:
            self.colour = colour
            self.colour_changed.emit(colour)

    def set_background(self, colour: Colour) -> None:
        if colour != self.background:
            self.background = colour
            self.background_changed.emit(colour)

    def swap_colours(self) -> None:
        colour, background = self.background, self.colour
        self.set_colour(colour)
        self.set_background(background)

    def default_colours(self) -> None:
        self.set_colour(BLACK)
        self.set_background(WHITE)

    def set_brush(self, *, eraser: bool = False, **properties: Any) -> None:
        """Change properties (size, hardness …) of the brush, or of the eraser."""
        if eraser:
            self.eraser = replace(self.eraser, **properties)
        else:
            self.brush = replace(self.brush, **properties)
        self.brush_changed.emit(self.eraser if eraser else self.brush)

    def _undo_budget(self) -> int:
        """Bytes."""
        chosen = self.settings.get("undo/budget_mb") << 20
        return chosen or psutil.virtual_memory().total // 4

    def _setting_changed(self, setting_id: str) -> None:
        if setting_id == "undo/budget_mb":
            self.session.history.budget = self._undo_budget()

    def _document_changed(self, _document: Document) -> None:
        # What comes late from a session that is closed must not be taken for the present document.
        if not self.session.closed:
            self.document_changed.emit(self.document)

    def _adopt(self, session: Session) -> Session:
        session.changed.connect(self._document_changed)
        session.failed.connect(self.told)
        return session
