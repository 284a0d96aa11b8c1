"""What tools and panels share: the open session, the colours, the brush, and telling the artist."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.brush_shelf import BrushShelf
from app.compute import Compute
from app.session import Session
from app.settings import Settings
from canvas.brush.entry import BrushEntry
from canvas.brush.preset import Brush
from canvas.brush.symmetry import Kind, Symmetry
from canvas.document import Document
from canvas.history import Record
from canvas.tile import Tiles

Colour = tuple[float, float, float]  # straight sRGB, 0 … 1

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
FIRST_BRUSH, FIRST_ERASER = "soft-round", "hard-eraser"  # in hand when the program starts


class Studio(QObject):
    """Made once by the composition root and passed to every tool and panel."""

    session_changed = Signal(object)  # Session: another document is open
    document_changed = Signal(object)  # Document: of whichever session is open
    colour_changed = Signal(tuple)  # foreground Colour
    background_changed = Signal(tuple)
    colour_used = Signal(tuple)  # Colour that is painted or filled with
    brush_changed = Signal(object)  # Brush
    symmetry_changed = Signal(object)  # Symmetry, or None
    told = Signal(str)  # a sentence for the status bar

    def __init__(self, compute: Compute, settings: Settings, document: Document) -> None:
        super().__init__()
        self.compute = compute
        self.settings = settings
        self.colour: Colour = BLACK
        self.background: Colour = WHITE
        self.shelf = BrushShelf(compute, settings.folder / "brushes", self)
        self._tweaked: dict[tuple[str, bool], Brush] = {}  # as they were put down, by id and eraser
        self.brush: Brush = self._first(FIRST_BRUSH)
        self.eraser: Brush = replace(self._first(FIRST_ERASER), eraser=True)
        self.shelf.changed.connect(self._shelf_changed)
        self.shelf.was_reset.connect(self._was_reset)
        self.symmetry: Symmetry | None = None  # how strokes are repeated
        self.revealed: Tiles | None = None  # the paint that the candidate brush lays bare
        settings.changed.connect(self._setting_changed)
        self.session = self._adopt(self.session_of(document))

    @property
    def document(self) -> Document:
        return self.session.document

    def session_of(self, document: Document | Record, path: Path | None = None) -> Session:
        """A session for a document (with its undo steps, where a file had them), as the settings have it."""
        return Session(document, self.compute, path, self._undo_budget())

    def open(self, session: Session) -> None:
        """Put another session in the place of the present one, which is closed."""
        self.session.close()
        self.session = self._adopt(session)
        if self.symmetry is not None:
            self.choose_symmetry(self.symmetry.kind)  # about the middle of this picture
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
        self.put_brush(replace(self.eraser if eraser else self.brush, **properties), eraser=eraser)

    def put_brush(self, brush: Brush, *, eraser: bool = False) -> None:
        """Take this brush in hand, or for the eraser, which erases with any brush."""
        if eraser:
            self.eraser = replace(brush, eraser=True)
        else:
            self.brush = brush
        self._tweaked[brush.name, eraser] = brush
        self.brush_changed.emit(self.eraser if eraser else self.brush)

    def take_brush(self, name: str, *, eraser: bool = False) -> None:
        """Take a brush of the shelf in hand, as it was when it was put down."""
        entry = self.shelf.find(name)
        if entry is not None:
            self.put_brush(self.brush_of(entry, eraser=eraser), eraser=eraser)

    def brush_of(self, entry: BrushEntry, *, eraser: bool = False) -> Brush:
        """A brush of the shelf as it was when it was put down."""
        return self._tweaked.get((entry.id, eraser), entry.brush)

    @property
    def tweaked(self) -> dict[tuple[str, bool], Brush]:
        """The brushes that are not as they were saved, by id and whether the eraser has them in hand."""
        return {key: brush for key, brush in self._tweaked.items() if self.is_tweaked(key[0], eraser=key[1])}

    def take_tweaks(self, tweaks: Mapping[tuple[str, bool], Brush]) -> None:
        """Brushes as they were put down before the program ended."""
        self._tweaked |= tweaks

    def revert_brush(self, *, eraser: bool = False) -> None:
        """Make the brush in hand what it was when it was saved."""
        entry = self.shelf.find((self.eraser if eraser else self.brush).name)
        if entry is not None:
            self.put_brush(entry.brush, eraser=eraser)

    def is_tweaked(self, name: str, *, eraser: bool = False) -> bool:
        """Whether a brush is not as it was saved. That it erases just now is no matter."""
        entry, brush = self.shelf.find(name), self._tweaked.get((name, eraser))
        if entry is None or brush is None:
            return False
        return replace(brush, eraser=entry.brush.eraser) != entry.brush

    def toggle_erasing(self) -> None:
        """Have the brush erase, or paint again."""
        self.put_brush(replace(self.brush, eraser=not self.brush.eraser))

    def set_symmetry(self, symmetry: Symmetry | None) -> None:
        if symmetry != self.symmetry:
            self.symmetry = symmetry
            self.symmetry_changed.emit(symmetry)

    def choose_symmetry(self, kind: Kind | None) -> None:
        """Repeat strokes in another way, about the middle of the picture; None: not at all."""
        if kind is None:
            self.set_symmetry(None)
            return
        x, y = self.document.width / 2, self.document.height / 2
        known = self.symmetry or Symmetry(kind, (x, y))
        away = max(x, y)  # the line's second point: aslant, to the upper right
        self.set_symmetry(replace(known, kind=kind, centre=(x, y), through=(x + away, y - away)))

    def _first(self, name: str) -> Brush:
        entries = self.shelf.stock.entries
        entry = self.shelf.find(name) or next(iter(entries), None)
        return entry.brush if entry is not None else Brush(name)

    def _was_reset(self, entry: BrushEntry) -> None:
        for eraser in (False, True):
            self._tweaked.pop((entry.id, eraser), None)
            if (self.eraser if eraser else self.brush).name == entry.id:
                self.put_brush(entry.brush, eraser=eraser)

    def _shelf_changed(self) -> None:
        if self.shelf.ready:
            self._tweaked = {key: brush for key, brush in self._tweaked.items() if self.shelf.find(key[0])}
        self.brush_changed.emit(self.brush)
        self.brush_changed.emit(self.eraser)

    def _undo_budget(self) -> int:
        """Bytes."""
        chosen = self.settings.get("undo/budget_mb") << 20
        return chosen or _memory() // 4

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


def _memory() -> int:
    """Bytes of this computer's memory."""
    if hasattr(os, "sysconf"):  # everywhere but on Windows; psutil takes a hundredth of a second of the start
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    import psutil

    return psutil.virtual_memory().total
