"""Opening and saving: which file the open document belongs to, and what is asked before it is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.dialogs import NewPicture, Unsaved, ask_open, ask_save, ask_unsaved
from app.errors import AppError
from app.images import pixels_of, to_image
from app.studio import Studio
from app.tasks import answer, result_of
from app.words import worded_all
from canvas.composite import flatten8, from_rgba8, to_rgba8
from canvas.deeds.add_layer import insert_layer
from canvas.deeds.copy_selected import copy_selected
from canvas.document import Document
from canvas.formats import FORMATS, open_document, save_document
from canvas.formats.limits import DEFAULT_LIMITS
from canvas.layer import Layer
from canvas.tile import solid

RECENT = 10  # files remembered
NATIVE = ".ora"
MOST_PIXELS = DEFAULT_LIMITS.pixels  # of a picture: a larger one could be saved, but not opened again


def new_document(
    width: int, height: int, paper: tuple[float, float, float, float] | None, names: tuple[str, str]
) -> Document:
    """A picture of paper (or none) with an empty layer to draw on. `names`: of the paper and of the layer."""
    document = Document(width, height)
    layer = Layer(names[1])
    if paper is None:
        return document.with_layers((layer,), layer.id)
    ground = Layer(names[0], tiles=solid(paper, document.rect.tile_keys()))
    return document.with_layers((ground, layer), layer.id)


class Workspace(QObject):
    """The coroutines behind the File menu. Reading and writing happen on the errand thread."""

    path_changed = Signal()
    recent_changed = Signal()

    def __init__(self, studio: Studio, parent: QWidget, tell: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.studio = studio
        self._parent = parent
        self._tell = tell
        self._writing = asyncio.Lock()  # held while a file is written

    @property
    def writing(self) -> bool:
        """Whether a file is being written."""
        return self._writing.locked()

    @property
    def name(self) -> str:
        path = self.studio.session.path
        return path.name if path else self.tr("Untitled")

    def recent(self) -> list[Path]:
        """Files opened or saved lately, the newest first."""
        return [Path(line) for line in self.studio.settings.get("files/recent").split("\n") if line]

    # --- opening ---------------------------------------------------------------------------------

    async def new(self) -> None:
        """Ask for a size and begin a new picture."""
        dialog = NewPicture(self._parent, self.studio.settings)
        accepted = await answer(dialog) == QDialog.DialogCode.Accepted.value
        width, height = dialog.width_box.value(), dialog.height_box.value()
        paper = dialog.paper.currentData()
        if accepted and width * height > MOST_PIXELS:
            raise AppError(
                self.tr("{0} × {1} pixels are more than Scumble can handle. Choose a smaller size.").format(
                    width, height
                )
            )
        if accepted and await self.may_leave():
            self.studio.settings.set("new/width", width)
            self.studio.settings.set("new/height", height)
            names = (self.tr("Paper"), self.tr("Layer 1"))
            self._enter(new_document(width, height, tuple(paper) if paper else None, names), None)

    async def open(self, path: Path | None = None) -> None:
        """Open a file in place of the present picture."""
        if path is None:
            path = await ask_open(self._parent, self.tr("Open"), self._filters(writing=False), self._folder())
        if path is None or not await self.may_leave():
            return
        _, left = await result_of(self.studio.session.snapshot())
        opened = await result_of(self.studio.compute.errand(lambda: open_document(path)))
        _, state = await result_of(self.studio.session.snapshot())
        if state is not left and not await self.may_leave():  # painted on while the file was read
            return
        self._enter(opened.document, path)
        if opened.notes:
            self._tell(worded_all(opened.notes))

    async def place(self, path: Path | None = None) -> None:
        """Import a picture as a new layer."""
        if path is None:
            path = await ask_open(
                self._parent, self.tr("Import as layer"), self._filters(writing=False), self._folder()
            )
        if path is None:
            return
        session = self.studio.session

        def read() -> Layer:
            document = open_document(path).document
            return Layer(path.stem, tiles=from_rgba8(flatten8(document), (0, 0)))

        layer = await result_of(self.studio.compute.errand(read))
        session.do(
            self.tr("Import as layer"), lambda document: insert_layer(document, layer, document.active)
        )

    async def drop(self, paths: list[str]) -> None:
        """Files dragged onto the canvas: the first opens an untouched window, others become layers."""
        for name in paths:
            path = Path(name)
            if path.suffix.lower() == NATIVE:
                await self.open(path)
            else:
                await self.place(path)

    # --- saving ----------------------------------------------------------------------------------

    async def save(self) -> bool:
        """Save to the document's own file. False where the artist thought better of it."""
        path = self.studio.session.path
        if path is None or path.suffix.lower() != NATIVE:
            return await self.save_as()
        return await self._write(path)

    async def save_as(self) -> bool:
        suggested = (self.studio.session.path or self._folder() / self.name).with_suffix(NATIVE)
        filters = "OpenRaster (*.ora)"
        path = await ask_save(self._parent, self.tr("Save as"), filters, suggested)
        return path is not None and await self._write(path)

    async def export(self) -> None:
        """Write a flat copy; the document keeps its own file and stays as modified as it was."""
        suggested = (self.studio.session.path or self._folder() / self.name).with_suffix(".png")
        path = await ask_save(self._parent, self.tr("Export"), self._filters(writing=True), suggested)
        if path is not None:
            async with self._writing:
                document, _ = await result_of(self.studio.session.snapshot())
                notes = await result_of(self.studio.compute.errand(lambda: save_document(document, path)))
            self.studio.tell(self.tr("Exported to {0}").format(path.name))
            if notes:
                self._tell(worded_all(notes))

    async def may_leave(self) -> bool:
        """Whether the present document may be given up: nothing is unsaved, or the artist said so.

        What is still being painted or written is waited for.
        """
        async with self._writing:
            await result_of(self.studio.session.snapshot())
        if not self.studio.session.modified:
            return True
        match await ask_unsaved(self._parent, self.name):
            case Unsaved.SAVE:
                return await self.save()
            case Unsaved.DISCARD:
                return True
            case _:
                return False

    async def _write(self, path: Path) -> bool:
        session = self.studio.session
        async with self._writing:
            document, state = await result_of(session.snapshot())
            notes = await result_of(self.studio.compute.errand(lambda: save_document(document, path)))
            session.path = path
            session.mark_saved(state)
        self._remember(path)
        self.path_changed.emit()
        self.studio.tell(self.tr("Saved {0}").format(path.name))
        if notes:
            self._tell(worded_all(notes))
        return True

    # --- the clipboard ---------------------------------------------------------------------------

    def copy(self) -> Coroutine[Any, Any, None]:
        """Put the selected part of the active layer, as it is now, on the clipboard."""
        return self._copy(self.studio.session.snapshot())

    async def _copy(self, snapshot: Future[tuple[Document, object]]) -> None:
        document, _ = await result_of(snapshot)
        image = await result_of(
            self.studio.compute.errand(
                lambda: to_image(to_rgba8(copy_selected(document, document.active).planes()))
            )
        )
        QGuiApplication.clipboard().setImage(image)

    async def paste(self) -> None:
        """Put the clipboard's picture on a new layer, in the middle of the canvas."""
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            raise AppError(self.tr("There is no picture on the clipboard. Copy one first."))
        session, size, name = self.studio.session, self.studio.document.rect, self.tr("Pasted")
        corner = (size.width - image.width()) // 2, (size.height - image.height()) // 2
        layer = await result_of(
            self.studio.compute.errand(lambda: Layer(name, tiles=from_rgba8(pixels_of(image), corner)))
        )
        session.do(self.tr("Paste"), lambda document: insert_layer(document, layer, document.active))

    def _filters(self, *, writing: bool) -> str:
        """File dialog filters from the table of formats."""
        kinds = [kind for kind in FORMATS if not writing or (kind.write is not None and not kind.layers)]
        rows = [f"{kind.name} ({' '.join('*' + end for end in kind.extensions)})" for kind in kinds]
        if not writing:
            ends = " ".join("*" + end for kind in kinds for end in kind.extensions)
            rows.insert(0, self.tr("Pictures ({0})").format(ends))
        return ";;".join(rows)

    # --- inside ----------------------------------------------------------------------------------

    def _enter(self, document: Document, path: Path | None) -> None:
        self.studio.open(self.studio.session_of(document, path))
        if path is not None:
            self._remember(path)
        self.path_changed.emit()

    def _remember(self, path: Path) -> None:
        names = [path, *(other for other in self.recent() if other != path)]
        self.studio.settings.set("files/recent", "\n".join(str(name) for name in names[:RECENT]))
        self.recent_changed.emit()

    def _folder(self) -> Path:
        recent = self.recent()
        return recent[0].parent if recent else Path.home()
