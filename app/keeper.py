"""Keeps what is painted on disk: every finished edit is written to a native file on a thread of its own."""

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
from app.refusal import refusal
from app.session import Session
from app.spare import Spare, bare, remove
from canvas.background import background_pool
from canvas.errors import FormatError
from canvas.formats.native import generations
from canvas.formats.native.blob_reader import BlobReader
from canvas.formats.native.generations import Generation, Painted
from canvas.formats.native.journal import Journal
from canvas.formats.native.whole import preview_of
from canvas.history import Record
from canvas.layer import Recipe
from canvas.step import Step

log = logging.getLogger("scumble.keeper")
T = TypeVar("T")

RETRY = 5000  # milliseconds after which a write that failed is tried again
QUIET = 4000  # milliseconds without an edit after which the file is made smaller
SLACK = 8 << 20  # bytes of a file that may hold nothing
PIECE = 1 << 20  # bytes given back at once: an edit that comes in between waits some milliseconds for it


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
        self.path = path
        self.temporary = temporary
        self.profile: bytes | None = None  # ICC, of the file that the picture came from; kept with it
        self._session = session
        self._lock = lock
        self._journal = journal
        self._reader = reader
        self._spare_path = spare
        self._spare: Spare | None = None
        self._lost: frozenset[Step] = frozenset()  # undo steps whose paint was in a file that is gone
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
            with self._guard:
                if self._journal is None and self._latest is None:
                    self._latest = self._session.history.record()  # nothing was done to it yet
            self._write()
            try:
                return work(self._open())
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
        readable = _without(record, self._lost)
        error = self._try(lambda journal: journal.write(readable))
        if error is None:
            self._go_on()
            self.kept.emit()
            return True
        with self._guard:
            if self._latest is None:
                self._latest = record
        self._keep_aside(record, error)
        return False

    def _try(self, work: Callable[[Journal], object]) -> Exception | None:
        """Do something with the journal, made if need be; what went wrong."""
        try:
            work(self._open())
        except (sqlite3.Error, OSError, FormatError) as error:
            log.warning("cannot keep %s: %s", self.path, error)
            return error
        return None

    def _open(self) -> Journal:
        """Raises sqlite3.Error or OSError."""
        if self._journal is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._lock or FileLock.taken(self.path)
            self._journal = self._created(self.path)
        return self._journal

    def _created(self, path: Path) -> Journal:
        journal = Journal.create(path)
        if self.profile is not None:
            journal.set_meta(profile=self.profile)
        return journal

    def _keep_aside(self, record: Record, error: Exception) -> None:
        """The picture's own file cannot be written: keep it elsewhere, and tell once."""
        if self._spare is None and self._spare_path is not None and not self.temporary:
            self._spare = Spare(self._spare_path)
        aside = self._spare is not None and self._spare.write(record)
        first, self._failing = not self._failing, True
        if first:
            self.failed.emit(refusal(self.path, error, aside=aside))
        self._refused.emit()

    def _go_on(self) -> None:
        """The picture's own file is written again."""
        if not self._failing:
            return
        self._failing = False
        if self._reader is not None:
            try:
                self._reader.move_to(self.path)  # what it has open may be a drive that was removed
            except sqlite3.Error as error:
                log.warning("undo steps of %s cannot be read: %s", self.path, error)
        self._drop_spare()
        self.mended.emit()

    def _drop_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            try:
                spare.close(discard=True)
            except OSError as error:
                log.warning("%s could not be removed: %s", spare.path, error)

    def _save_as(self, path: Path, lock: FileLock) -> None:
        old, old_lock, was_temporary = self.path, self._lock, self.temporary
        try:
            with self._guard:
                if self._journal is None and self._latest is None:
                    self._latest = self._session.history.record()  # nothing was done to it yet
            self._write()
            if not self._copied_to(path):
                self._write_anew(path)
        except (sqlite3.Error, OSError, FormatError) as error:
            lock.release()
            raise FormatError(refusal(path, error)) from error
        self.path, self._lock, self.temporary = path, lock, False
        if was_temporary:
            _removed(old)
        if old_lock is not None:
            old_lock.release()
        if self._latest is not None and not self._write():  # what the old file could not take
            raise FormatError("“{name}” cannot be written just now. It is tried again.", name=path.name)
        self._go_on()
        self._make_preview()

    def _copied_to(self, path: Path) -> bool:
        """Whether the file could be copied, with all that is only in it, and is gone on with there."""
        if self._journal is None:
            return False
        try:
            self._journal.file.copy_to(path)
        except (sqlite3.Error, OSError) as error:
            log.info("%s cannot be copied: %s", self.path, error)
            return False
        self._journal.move_to(path)
        if self._reader is not None:
            self._reader.move_to(path)
        return True

    def _write_anew(self, path: Path) -> None:
        """What is in memory as a new file: the old one cannot even be read. Raises as `Journal.write`."""
        with self._guard:
            record = self._latest or self._session.history.record()
        lost: frozenset[Step] = frozenset()
        first = path.with_name(f".{path.name[:100]}.first")
        remove(first)
        journal = self._created(first)
        try:
            try:
                journal.write(_without(record, self._lost))
            except (OSError, FormatError) as error:
                log.info("undo steps cannot be read any more: %s", error)
                lost = frozenset((*record.done, *record.undone))
                journal.write(bare(record))
            if self._journal is not None:
                journal.take_pending(self._journal)
            journal.file.copy_to(path)
            journal.file.move_to(path)
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                journal.close(compact=False)
            raise
        finally:
            with contextlib.suppress(OSError):
                remove(first)
        with self._guard:
            if self._latest is record:
                self._latest = None
        former, self._journal = self._journal, journal
        self._lost |= lost
        if former is not None:
            try:
                former.close(compact=False)
            except sqlite3.Error as error:  # as is to be expected
                log.info("%s was not closed well: %s", former.path, error)

    def _make_preview(self) -> None:
        preview = preview_of(self._session.history.document)
        self._try(lambda journal: journal.set_meta(preview=preview))

    def _compact(self, slack: int, *, begin: bool = False) -> None:
        """A piece of it; the rest comes after whatever was asked for meanwhile."""
        if self._journal is None or self._failing or (self._latest is not None and not begin):
            return  # an edit came in between: its end begins this again
        try:
            if begin:
                self._journal.tidy()
            if self._journal.file.free_bytes() <= slack:
                self._journal.file.checkpoint()
                return
            self._journal.file.give_back(PIECE)
        except (sqlite3.Error, OSError, FormatError) as error:  # the next edit tells, if it lasts
            log.warning("%s could not be made smaller: %s", self.path, error)
            return
        with contextlib.suppress(RuntimeError):  # closing just now: that compacts too
            self._thread.submit(lambda: self._compact(min(slack, PIECE)))

    def _close(self, discard: bool) -> None:
        try:
            self._close_file(discard)
        finally:
            self._over = True
            self.ended.emit()

    def _close_file(self, discard: bool) -> None:
        gives_up = discard and self.temporary
        if not gives_up:
            self._write()
        try:
            if self._journal is not None:
                self._journal.close(compact=not gives_up)
        except sqlite3.Error as error:
            log.warning("%s was not closed well: %s", self.path, error)
        if self._reader is not None:
            self._reader.close()
        if self._spare is not None:
            self._spare.close(discard=discard)
        if gives_up:
            _removed(self.path)
        if self._lock is not None:
            self._lock.release()


def _removed(path: Path) -> None:
    try:
        remove(path)
    except OSError as error:  # it is offered again at the next start, which can do no harm
        log.warning("%s could not be removed: %s", path, error)


def _without(record: Record, lost: frozenset[Step]) -> Record:
    """The record without undo steps that cannot be read: always the farthest ones."""
    if not lost:
        return record
    done = tuple(step for step in record.done if step not in lost)
    undone = tuple(step for step in record.undone if step not in lost)
    gone = len(record.done) - len(done)
    oldest = record.done[gone - 1].state if gone else record.oldest
    return Record(record.document, done, undone, oldest, record.saved)
