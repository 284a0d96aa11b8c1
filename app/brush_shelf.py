"""The artist's brushes as the window knows them: what there is, and every change written beside the UI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.brush_presets import shipped_entries
from app.compute import Compute
from app.errors import AppError
from app.words import worded
from canvas.brush.library import BrushEntry, Library
from canvas.brush.preset import Brush
from canvas.brush_files import read_brushes
from canvas.errors import CanvasError


@dataclass(frozen=True, slots=True)
class Stock:
    """A library at one moment, a value."""

    entries: tuple[BrushEntry, ...] = ()  # as they are shown
    favourites: tuple[str, ...] = ()  # ids
    recent: tuple[str, ...] = ()  # ids, newest first
    shipped: frozenset[str] = frozenset()  # ids of those that came with the program
    changed: frozenset[str] = frozenset()  # of those, which the artist has changed

    @classmethod
    def of(cls, library: Library) -> Stock:
        entries = library.entries
        return cls(
            entries,
            tuple(entry.id for entry in library.favourites),
            tuple(entry.id for entry in library.recent),
            frozenset(entry.id for entry in entries if library.is_shipped(entry.id)),
            frozenset(entry.id for entry in entries if library.is_changed(entry.id)),
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of reading brush files."""

    entries: tuple[BrushEntry, ...]
    notes: tuple[str, ...]  # sentences in the artist's language


class BrushShelf(QObject):
    """Every method returns at once; the library itself is touched on the errand thread only."""

    changed = Signal()  # the stock is another
    added = Signal(object)  # BrushEntry: kept just now, by `save_as`, `duplicate` or `restore`
    removed = Signal(object)  # BrushEntry, which `restore` brings back
    was_reset = Signal(object)  # BrushEntry: as it came with the program
    imported = Signal(object)  # ImportReport
    failed = Signal(str)  # a sentence about what could not be done

    _arrived = Signal(object, object, object)  # Stock, result, what to do with it

    def __init__(self, compute: Compute, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._compute = compute
        self._shipped = shipped_entries()
        self._library: Library | None = None  # the errand thread's
        self._folder = folder
        self.stock = Stock(self._shipped, shipped=frozenset(entry.id for entry in self._shipped))
        self._by_id = {entry.id: entry for entry in self.stock.entries}
        self.ready = False  # the artist's own brushes are read
        self._arrived.connect(self._take)
        self._do(lambda library: library.notes, self._opened)

    def find(self, name: str) -> BrushEntry | None:
        """The brush of this id, as it was saved last."""
        return self._by_id.get(name)

    # --- favourites and the last used ------------------------------------------------------------

    def set_favourite(self, name: str, on: bool) -> None:
        kept = tuple(one for one in self.stock.favourites if one != name)
        self._show(replace(self.stock, favourites=(*kept, name) if on else kept))
        self._do(lambda library: (library.set_favourite(name, on), library.save_state()))

    def use(self, name: str) -> None:
        """Remember that a brush was taken in hand."""
        if self.stock.recent[:1] != (name,) and name in self._by_id:
            self._do(lambda library: (library.use(name), library.save_state()))

    # --- changes ---------------------------------------------------------------------------------

    def save(self, name: str, brush: Brush) -> None:
        """Keep a brush as it is now in the place of the saved one; that it erases just now is not kept."""

        def work(library: Library) -> BrushEntry:
            entry = library.find(name)
            if entry is None:
                raise AppError(
                    self.tr("This brush is not in the library any more. Save it under a new name.")
                )
            return library.save(replace(entry, brush=replace(brush, eraser=entry.brush.eraser)))

        self._do(work)

    def save_as(self, brush: Brush, title: str, group: str, tags: Sequence[str] = ()) -> None:
        """Keep a brush as a new one."""
        entry = BrushEntry("brush", title, brush, group, tuple(tags), own=True)
        self._do(lambda library: library.add(entry), self.added.emit)

    def duplicate(self, name: str, title: str) -> None:
        self._do(lambda library: library.duplicate(name, title), self.added.emit)

    def rename(self, name: str, title: str) -> None:
        self._do(lambda library: library.rename(name, title))

    def regroup(self, name: str, group: str, tags: Sequence[str]) -> None:
        """Move a brush to another group and give it other tags."""

        def work(library: Library) -> BrushEntry | None:
            entry = library.find(name)
            return library.save(replace(entry, group=group, tags=tuple(tags))) if entry is not None else None

        self._do(work)

    def reset(self, name: str) -> None:
        """Make a shipped brush what it was when it came."""
        self._do(lambda library: library.reset(name), self.was_reset.emit)

    def delete(self, name: str) -> None:
        """Remove a brush of the artist; `removed` tells which, for `restore`."""
        self._do(lambda library: library.delete(name), self.removed.emit)

    def restore(self, entry: BrushEntry) -> None:
        """Bring a removed brush back under its id."""
        self._do(lambda library: library.save(entry), self.added.emit)

    def take_in(self, paths: Sequence[Path]) -> None:
        """Read brush files of any known kind and keep what is in them; `imported` tells what came of it."""
        self._do(lambda library: _read_all(library, paths), self.imported.emit)

    # --- within ----------------------------------------------------------------------------------

    def _do(self, work: Callable[[Library], Any], then: Callable[[Any], None] | None = None) -> None:
        self._compute.errand(lambda: self._errand(work, then))

    def _errand(self, work: Callable[[Library], Any], then: Callable[[Any], None] | None) -> None:
        """On the errand thread."""
        if self._library is None:
            self._library = Library(self._folder, self._shipped)
        try:
            result = work(self._library)
        except (AppError, CanvasError) as error:
            self.failed.emit(worded(error))
            then = None
            result = None
        self._arrived.emit(Stock.of(self._library), result, then)

    def _take(self, stock: Stock, result: Any, then: Callable[[Any], None] | None) -> None:
        self._show(stock)
        if then is not None:
            then(result)

    def _show(self, stock: Stock) -> None:
        if stock != self.stock or not self.ready:
            self.stock = stock
            self._by_id = {entry.id: entry for entry in stock.entries}
            self.changed.emit()

    def _opened(self, notes: Sequence[str]) -> None:
        self.ready = True
        self.changed.emit()
        if notes:
            self.failed.emit(" ".join(worded(note) for note in notes[:3]))


def _read_all(library: Library, paths: Sequence[Path]) -> ImportReport:
    """A file that cannot be read costs a note, not the others."""
    entries: list[BrushEntry] = []
    notes: list[str] = []
    for path in paths:
        try:
            found = read_brushes(path)
            entries += library.add_all(found.entries)
        except CanvasError as error:
            notes.append(worded(error))
        else:
            notes += [worded(note) for note in found.notes]
    return ImportReport(tuple(entries), tuple(notes))
