"""The file that the open picture belongs to: how it is opened, saved, kept up to date and left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app import file_filters
from app.dialogs import NewPicture, Unsaved, ask_open, ask_save, ask_unsaved
from app.errors import AppError
from app.export_options import ask_export
from app.file_limits import file_limits
from app.file_lock import FileLock
from app.file_reading import read_file
from app.keeper import Keeper
from app.native_files import (
    ENDING,
    NativeFile,
    discard_left_over,
    is_native,
    left_over,
    open_native,
    recovery_name,
)
from app.new_picture import MOST_PIXELS, new_document
from app.recent_files import remember_file, usual_folder
from app.recovery import ask_recover, looked_at
from app.refusal import save_refusal
from app.studio import Studio
from app.svg import open_any
from app.tasks import answer, result_of
from app.words import worded, worded_all
from canvas.brush_files import extensions
from canvas.composite import flatten8, from_rgba8
from canvas.deeds.add_layer import insert_layer
from canvas.document import Document
from canvas.errors import CanvasError, Sentence
from canvas.formats import Opened, format_named, save_document
from canvas.formats.native.generations import Generation
from canvas.formats.native.pending import Pending
from canvas.formats.opened import DEFAULT_OPTIONS, SaveOptions
from canvas.history import Record
from canvas.layer import Layer

AMBIGUOUS = {".png", ".json"}  # endings of brush files that other files have as well

log = logging.getLogger("scumble.workspace")


class Workspace(QObject):
    """The coroutines behind the File menu. Reading and writing happen on the errand thread."""

    path_changed = Signal()
    unsaved_changed = Signal()  # `unsaved` may differ
    entered = Signal()  # another file is open, and all about it was told
    stuck = Signal(str)  # a sentence: the picture cannot be written; it may be saved elsewhere
    unstuck = Signal()  # what was told so is not so any longer
    settings_found = Signal(str, object)  # what is to be said, and what an opened picture was generated with

    def __init__(self, studio: Studio, parent: QWidget, tell: Callable[[str], None], recovery: Path) -> None:
        """recovery: the folder for pictures that have no native file of their own."""
        super().__init__(parent)
        self.studio = studio
        self._parent = parent
        self._tell = tell
        self._recovery = recovery
        self._profile: bytes | None = None  # ICC, of the file that the picture came from
        self._writing = asyncio.Lock()  # held while a file is written
        self._leaving: list[Keeper] = []  # their files are just being closed
        self._left: Future[None] | None = None  # done when the picture before this is closed
        self.generations: tuple[Generation, ...] = ()  # that the file had when it was opened
        self.pending: tuple[Pending, ...] = ()  # jobs that had not ended when the program died
        self.results_made = False  # results that are only in the recovery file yet
        self.keeper = self._kept(
            Keeper(studio.session, recovery_name(recovery), temporary=True, spare=recovery_name(recovery))
        )

    @property
    def writing(self) -> bool:
        """Whether a file is being written."""
        return self._writing.locked()

    @property
    def unsaved(self) -> bool:
        """Whether the picture holds what its file does not, or cannot be kept just now."""
        if self.keeper.temporary:
            return self.studio.session.modified or self.results_made
        return self.keeper.behind

    @property
    def name(self) -> str:
        path = self.studio.session.path
        return path.name if path else self.tr("Untitled")

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
            self._enter(new_document(width, height, tuple(paper) if paper else None), None)

    async def open(self, path: Path | None = None) -> None:
        """Open a file in place of the present picture."""
        path = path or await self._asked(self.tr("Open"))
        if path is None:
            return
        if not self.keeper.temporary and path.resolve() == self.keeper.path.resolve():
            self.studio.tell(self.tr("{0} is open already.").format(path.name))
            return
        if not await self.may_leave():
            return
        _, left = await result_of(self.studio.session.snapshot())
        if self._left is not None:  # it may be that file which is just being closed
            await result_of(self._left)
        found = await read_file(path, self._parent, self.studio.compute, file_limits(self.studio.settings))
        _, state = await result_of(self.studio.session.snapshot())
        if state is not left and not await self.may_leave():  # painted on while the file was read
            if isinstance(found, NativeFile):
                found.close()
            return
        if isinstance(found, NativeFile):
            self._enter(found.restored.record, found.path, found)
            if found.restored.notes:
                self._tell(worded_all(found.restored.notes))
        elif found is not None:
            self._enter(found.document, None if is_native(path) else path)
            self.pending = tuple(Pending(0, recipe) for recipe in found.pending)
            self._profile = self.keeper.file.profile = found.profile
            self._report(found)
        else:
            return
        self.entered.emit()

    async def _asked(self, title: str) -> Path | None:
        """The file that the artist wants to have opened."""
        return await ask_open(self._parent, title, file_filters.to_open(), usual_folder(self.studio.settings))

    def _report(self, opened: Opened) -> None:
        """Say what could not be carried over, and offer the settings that a picture was generated with."""
        notes = worded_all(opened.notes)
        if opened.settings is not None:
            found = self.tr("The picture tells how it was generated.")
            self.settings_found.emit(f"{notes} {found}".strip(), opened.settings)
        elif notes:
            self._tell(notes)

    async def begin(self, path: Path | None) -> None:
        """What the program starts with: what a killed one has left, and the file that it was given."""
        await self.recover()
        if path is not None:
            await self.open(path)

    async def recover(self) -> None:
        """Offer the pictures that a program which was killed has left."""
        found = await result_of(self.studio.compute.errand(lambda: looked_at(left_over(self._recovery))))
        if not found:
            return
        chosen, unwanted = await ask_recover(self._parent, found)
        for path in unwanted:
            refused = discard_left_over(path)
            if refused is not None:
                self._tell(worded_all((refused,)))
        if chosen is not None:
            native = await result_of(self.studio.compute.errand(lambda: open_native(chosen)))
            self._enter(native.restored.record, None, native, temporary=True)
            self._tell(self.tr("Here is your picture as you left it. Save it to give it a name."))
            self.entered.emit()

    async def place(self, path: Path | None = None) -> None:
        """Import a picture as a new layer."""
        path = path or await self._asked(self.tr("Import as layer"))
        if path is None:
            return
        session, size = self.studio.session, self.studio.document.rect
        limits = file_limits(self.studio.settings)

        def read() -> tuple[Opened, Layer]:
            opened = open_any(path, (size.width, size.height), limits)
            return opened, Layer(path.stem, tiles=from_rgba8(flatten8(opened.document), (0, 0)))

        opened, layer = await result_of(self.studio.compute.errand(read))
        session.do(
            self.tr("Import as layer"), lambda document: insert_layer(document, layer, document.active)
        )
        self._report(opened)

    async def drop(self, paths: list[str]) -> None:
        """Files dragged onto the canvas: documents are opened, pictures become layers, brushes are kept."""
        endings = set(extensions()) - AMBIGUOUS
        brushes = [Path(name) for name in paths if Path(name).suffix.lower() in endings]
        if brushes:
            self.studio.shelf.take_in(brushes)
        for name in paths:
            path = Path(name)
            if path in brushes:
                continue
            kind = format_named(path)
            if kind is not None and kind.layers:
                await self.open(path)
            else:
                await self.place(path)

    # --- saving ----------------------------------------------------------------------------------

    async def save(self) -> bool:
        """Save to the document's own file. False where the artist thought better of it."""
        path = self.studio.session.path
        kind = format_named(path) if path is not None else None
        if path is None or kind is None or not kind.layers:
            return await self.save_as()
        return await self._write(path)

    async def save_as(self) -> bool:
        suggested = self.beside(ENDING)
        path = await ask_save(self._parent, self.tr("Save as"), file_filters.to_save(), suggested)
        return path is not None and await self._write(path)

    async def export(self) -> None:
        """Write a flat copy; the document keeps its own file and stays as modified as it was."""
        suggested = self.beside(".png")
        path = await ask_save(self._parent, self.tr("Export"), file_filters.to_export(), suggested)
        if path is None:
            return
        document = self.studio.document
        options = await ask_export(self._parent, self.studio.settings, path, document, self._profile)
        if options is not None:
            async with self._writing:
                document, _ = await result_of(self.studio.session.snapshot())
                work = self.studio.compute.errand(lambda: save_document(document, path, options))
                notes = await result_of(work)
            self.studio.tell(self.tr("Exported to {0}").format(path.name))
            if notes:
                self._tell(worded_all(notes))

    async def may_leave(self) -> bool:
        """Whether the present document may be given up: nothing is unsaved, or the artist said so.

        What is still being painted or written is waited for.
        """
        async with self._writing:
            await result_of(self.studio.session.snapshot())
            await result_of(self.keeper.flushed())
        if not self.unsaved:
            return True
        match await ask_unsaved(self._parent, self.name):
            case Unsaved.SAVE:
                return await self.save()
            case Unsaved.DISCARD:
                return True
            case _:
                return False

    def _saving(self) -> SaveOptions:
        """How files with layers are written: in the picture's own profile where exports are."""
        keep = self.studio.settings.get("export/profile")
        return replace(DEFAULT_OPTIONS, profile=self._profile if keep else None)

    async def _write(self, path: Path) -> bool:
        """Save to a file. False where that is refused, and told."""
        try:
            await self._save_to(path)
        except (AppError, CanvasError) as error:
            log.info("not saved: %s", error, exc_info=error)
            self.stuck.emit(worded(error))
            return False
        self.unstuck.emit()
        return True

    async def _save_to(self, path: Path) -> None:
        """Raises AppError and CanvasError."""
        session = self.studio.session
        async with self._writing:
            document, state = await result_of(session.snapshot())
            if path.suffix.lower() == ENDING:
                notes = await self._write_native(path)
            else:
                options = self._saving()
                work = self.studio.compute.errand(lambda: save_document(document, path, options))
                notes = await result_of(work)
            session.path = path
            self.results_made = False
            session.mark_saved(state)
        remember_file(self.studio.settings, path)
        self.path_changed.emit()
        self.studio.tell(self.tr("Saved {0}").format(path.name))
        if notes:
            self._tell(worded_all(notes))

    async def _write_native(self, path: Path) -> tuple[Sentence, ...]:
        """The picture's own file is written already; another one is begun."""
        keeper = self.keeper
        if not keeper.temporary and keeper.path == path:
            if not await result_of(keeper.flushed()):
                raise AppError(self.tr("“{0}” cannot be written just now.").format(path.name))
            await result_of(keeper.make_preview())
            return ()
        try:
            lock = FileLock.taken(path)
        except OSError as error:
            raise save_refusal(path, error) from error
        if lock is None:
            raise AppError(
                self.tr("“{0}” is open in another window of Scumble. Choose another name.").format(path.name)
            )
        await result_of(keeper.save_as(path, lock))
        return ()

    # --- inside ----------------------------------------------------------------------------------

    def _enter(
        self,
        document: Document | Record,
        path: Path | None,
        native: NativeFile | None = None,
        *,
        temporary: bool = False,
    ) -> None:
        self.leave()
        self._profile = native.restored.profile if native is not None else None
        self.generations = native.restored.generations if native is not None else ()
        self.pending = native.restored.pending if native is not None else ()
        self.results_made = False
        session = self.studio.session_of(document, path)
        spare = recovery_name(self._recovery)
        if native is not None:
            self.keeper = self._kept(native.keeper(session, temporary=temporary, spare=spare))
        else:
            path_kept = recovery_name(self._recovery)
            self.keeper = self._kept(Keeper(session, path_kept, temporary=True, spare=spare))
        self.keeper.file.profile = self._profile
        self.studio.open(session)
        if path is not None:
            remember_file(self.studio.settings, path)
        self.path_changed.emit()

    def leave(self) -> Future[None]:
        """Give the present picture up: it was asked about before. Its own file is brought up to date."""
        self._leaving.append(self.keeper)
        self._left = self.keeper.close(discard=True)
        return self._left

    def _let_go(self) -> None:
        """Of keepers whose files are closed."""
        self._leaving = [keeper for keeper in self._leaving if not keeper.over()]

    def _kept(self, keeper: Keeper) -> Keeper:
        keeper.ended.connect(self._let_go)
        keeper.kept.connect(self.unsaved_changed)
        keeper.failed.connect(lambda _why: self.unsaved_changed.emit())
        keeper.failed.connect(lambda why: self.stuck.emit(worded_all((why,))))
        keeper.mended.connect(self.unstuck)
        keeper.mended.connect(lambda: self.studio.tell(self.tr("Your picture is kept on disk again.")))
        return keeper

    def beside(self, ending: str) -> Path:
        """A name to suggest for a file of another kind that is made from the picture."""
        return (self.studio.session.path or usual_folder(self.studio.settings) / self.name).with_suffix(
            ending
        )
