"""Keeps what is painted on disk: when what is written, on a thread of its own, and how it went."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.file_lock import FileLock
from app.kept_file import PIECE, KeptFile
from app.refusal import refusal, save_refusal
from app.session import Session
from canvas.background import background_pool
from canvas.errors import FormatError
from canvas.formats.native import generations
from canvas.formats.native.blob_reader import BlobReader
from canvas.formats.native.generations import Generation, Painted
from canvas.formats.native.journal import Journal
from canvas.formats.native.whole import preview_of
from canvas.history import Record
from canvas.layer import Recipe

log = logging.getLogger("scumble.keeper")
T = TypeVar("T")

RETRY = 5000  # milliseconds after which a write that failed is tried again
QUIET = 4000  # milliseconds without an edit after which the file is made smaller
SLACK = 8 << 20  # bytes of a file that may hold nothing


class Keeper(QObject):
    """One for each session. The file is never more than the edit in hand behind the picture.

    A picture without a native file of its own is kept in the recovery folder, from its first edit on; that
    file goes when the picture is given up, and stays where the program is killed. While a picture's own file
    cannot be written, it is kept in a second file there.
    """

    failed = Signal(object)  # Sentence: why nothing can be written just now; told once
    mended = Signal()  # it can be written again
    kept = Signal()  # all that was told so far is on disk
    ended = Signal()  # the file is closed; see `over`
    _refused = Signal()  # a write failed, for the first time or again

    def __init__(
        self,
        session: Session,
        path: Path,
        *,
        temporary: bool,
        lock: FileLock | None = None,
        journal: Journal | None = None,
        reader: BlobReader | None = None,
        spare: Path | None = None,
    ) -> None:
        """temporary: the file is only for recovery. journal, reader: of a file that was opened.

        spare: where the picture is kept while its own file cannot be written.
        """
        super().__init__()
        self._session = session
        self.file = KeptFile(
            path, temporary=temporary, lock=lock, journal=journal, reader=reader, spare=spare
        )
        self._thread = background_pool(1, "keeper")
        self._guard = threading.Lock()  # for the two below
        self._latest: Record | None = None
        self._asked = False
        self._failing = False
        self._ending: Future[None] | None = None
        self._over = False  # its thread has nothing more to do
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        self._retry.timeout.connect(self._ask)
        self._quiet = QTimer(self, singleShot=True, interval=QUIET)
        self._quiet.timeout.connect(self.compact)
        self._refused.connect(self._try_later)
        self.kept.connect(self._rest_later)
        session.keep = self._receive

    @property
    def path(self) -> Path:
        """Where the picture is kept."""
        return self.file.path

    @property
    def temporary(self) -> bool:
        """Whether the file is only for recovery."""
        return self.file.temporary

    @property
    def behind(self) -> bool:
        """Whether something is not on disk yet."""
        return self._latest is not None or self._asked or self._failing

    def flushed(self) -> Future[bool]:
        """Done when all edits told so far are on disk; False where they could not be written."""
        return self._thread.submit(self._write)

    def save_as(self, path: Path, lock: FileLock) -> Future[None]:
        """Go on in a new file; the old one is as it was before, or gone if it was for recovery only.

        The future raises FormatError; then all stays as it was.
        """
        return self._thread.submit(lambda: self._save_as(path, lock))

    def add_generation(
        self, generation: Generation, recipe: Recipe | None, painted: Painted | None, most: int
    ) -> Future[tuple[Generation, list[int]]]:
        """Keep a result of the assistant with the picture; see `Journal.add_generation`.

        The future raises FormatError.
        """
        return self._with_journal(lambda journal: journal.add_generation(generation, recipe, painted, most))

    def remove_generation(self, row: int) -> Future[None]:
        """Forget a result. The future raises FormatError."""
        return self._with_journal(lambda journal: journal.remove_generation(row))

    def painted(self, row: int) -> Future[Painted]:
        """The paint of a result. The future raises FormatError."""
        return self._with_journal(lambda journal: generations.painted(journal.file.database, row))

    def recipe(self, row: int) -> Future[Recipe]:
        """What a result was made from, with its pictures. The future raises FormatError."""
        return self._with_journal(lambda journal: journal.recipe(row))

    def add_pending(self, recipe: Recipe) -> Future[int]:
        """Keep a job of the assistant until it ends, or the file is closed well; the row.

        The future raises FormatError.
        """
        return self._with_journal(lambda journal: journal.add_pending(recipe))

    def remove_pending(self, rows: Sequence[int]) -> Future[None]:
        """Forget jobs that have ended; all edits so far are on disk first. The future raises FormatError."""
        return self._with_journal(lambda journal: journal.remove_pending(rows))

    def make_preview(self) -> Future[None]:
        """Bring the small picture that file managers show up to date."""
        return self._thread.submit(self._make_preview)

    def compact(self, *, slack: int = SLACK) -> None:
        """Give room in the file that holds nothing back to the disk, in pieces that edits come between."""
        with contextlib.suppress(RuntimeError):  # closing just now: that compacts too
            self._thread.submit(lambda: self._compact(slack, begin=True))

    def close(self, *, discard: bool = False) -> Future[None]:
        """End: what is there is written first, unless it is discarded with a recovery file.

        Returns at once; the future is done when the file is closed and may be opened again.
        """
        if self._ending is None:
            self._session.keep = None
            self._retry.stop()
            self._quiet.stop()
            self._ending = self._thread.submit(lambda: self._close(discard))
            self._thread.shutdown(wait=False)
        return self._ending

    def _with_journal(self, work: Callable[[Journal], T]) -> Future[T]:
        """Do something with the journal, on the keeper's thread, once the picture itself is in it."""

        def done() -> T:
            self._write_all()
            try:
                return work(self.file.opened())
            except (sqlite3.Error, OSError) as error:
                raise FormatError(refusal(self.path, error)) from error

        try:
            return self._thread.submit(done)
        except RuntimeError:
            closed: Future[T] = Future()
            closed.set_exception(FormatError("The picture was closed meanwhile."))
            return closed

    def over(self) -> bool:
        """Whether it may be let go of: its thread, which must not be the last to hold it, is gone."""
        if self._over:
            self._thread.shutdown(wait=True)
        return self._over

    def _try_later(self) -> None:
        if self._ending is None:
            self._retry.start()

    def _rest_later(self) -> None:
        if self._ending is None:
            self._quiet.start()

    # --- on the compute thread -------------------------------------------------------------------

    def _receive(self, record: Record) -> None:
        with self._guard:
            self._latest = record
            asked, self._asked = self._asked, True
        if not asked:
            self._ask()

    def _ask(self) -> None:
        with contextlib.suppress(RuntimeError):  # closing just now: that writes too
            self._thread.submit(self._write)

    # --- on the keeper's thread ------------------------------------------------------------------

    def _write(self) -> bool:
        with self._guard:
            record, self._latest, self._asked = self._latest, None, False
        if record is None:
            return not self._failing
        try:
            self.file.write(record)
        except (sqlite3.Error, OSError, FormatError) as error:
            log.warning("cannot keep %s: %s", self.path, error)
            with self._guard:
                if self._latest is None:
                    self._latest = record
            self._keep_aside(record, error)
            return False
        self._go_on()
        self.kept.emit()
        return True

    def _write_all(self) -> None:
        """As `_write`, and where nothing was done to the picture yet, as it is."""
        with self._guard:
            if self.file.journal is None and self._latest is None:
                self._latest = self._session.history.record()
        self._write()

    def _keep_aside(self, record: Record, error: Exception) -> None:
        """The picture's own file cannot be written: keep it elsewhere, and tell once."""
        aside = self.file.write_aside(record)
        first, self._failing = not self._failing, True
        if first:
            self.failed.emit(refusal(self.path, error, aside=aside))
        self._refused.emit()

    def _go_on(self) -> None:
        """The picture's own file is written again."""
        if self._failing:
            self._failing = False
            self.file.mend()
            self.mended.emit()

    def _save_as(self, path: Path, lock: FileLock) -> None:
        try:
            self._write_all()
            if not self.file.copied_to(path):
                self._write_anew(path)
        except (sqlite3.Error, OSError, FormatError) as error:
            lock.release()
            raise save_refusal(path, error) from error
        self.file.stay_in(path, lock)
        if self._latest is not None and not self._write():  # what the old file could not take
            raise FormatError("“{name}” cannot be written just now. It is tried again.", name=path.name)
        self._go_on()
        self._make_preview()

    def _write_anew(self, path: Path) -> None:
        with self._guard:
            record = self._latest or self._session.history.record()
        self.file.write_anew(path, record)
        with self._guard:
            if self._latest is record:
                self._latest = None

    def _make_preview(self) -> None:
        self.file.set_preview(preview_of(self._session.history.document))

    def _compact(self, slack: int, *, begin: bool = False) -> None:
        """A piece of it; the rest comes after whatever was asked for meanwhile."""
        if self._failing or (self._latest is not None and not begin):
            return  # an edit came in between: its end begins this again
        if self.file.shrink(slack, tidy=begin):
            with contextlib.suppress(RuntimeError):  # closing just now: that compacts too
                self._thread.submit(lambda: self._compact(min(slack, PIECE)))

    def _close(self, discard: bool) -> None:
        try:
            if not (discard and self.temporary):
                self._write()
            self.file.close(discard=discard)
        finally:
            self._over = True
            self.ended.emit()
