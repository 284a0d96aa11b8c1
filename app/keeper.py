"""Keeps what is painted on disk: every finished edit is written to a native file on a thread of its own."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.file_lock import FileLock
from app.session import Session
from canvas.background import background_pool
from canvas.errors import FormatError, Sentence
from canvas.formats.native.journal import BlobReader, Generation, Journal
from canvas.formats.native.whole import preview_of
from canvas.history import Record

log = logging.getLogger("scumble.keeper")
T = TypeVar("T")

RETRY = 5000  # milliseconds after which a write that failed is tried again


class Keeper(QObject):
    """One for each session. The file is never more than the edit in hand behind the picture.

    A picture without a native file of its own is kept in the recovery folder, from its first edit on; that
    file goes when the picture is given up, and stays where the program is killed.
    """

    failed = Signal(object)  # Sentence: why nothing can be written just now; told once
    mended = Signal()  # it can be written again
    kept = Signal()  # all that was told so far is on disk

    def __init__(
        self,
        session: Session,
        path: Path,
        *,
        temporary: bool,
        lock: FileLock | None = None,
        journal: Journal | None = None,
        reader: BlobReader | None = None,
    ) -> None:
        """temporary: the file is only for recovery. journal, reader: of a file that was opened."""
        super().__init__()
        self.path = path
        self.temporary = temporary
        self._session = session
        self._lock = lock
        self._journal = journal
        self._reader = reader
        self._thread = background_pool(1, "keeper")
        self._guard = threading.Lock()  # for the two below
        self._latest: Record | None = None
        self._asked = False
        self._failing = False
        self._ending: Future[None] | None = None
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        self._retry.timeout.connect(self._ask)
        self.failed.connect(lambda _why: self._retry.start())
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

    def add_generation(self, generation: Generation) -> None:
        """Keep a result of the assistant with the picture."""
        self._thread.submit(lambda: self._try(lambda journal: journal.add_generation(generation)))

    def make_preview(self) -> Future[None]:
        """Bring the small picture that file managers show up to date."""
        return self._thread.submit(self._make_preview)

    def close(self, *, discard: bool = False) -> Future[None]:
        """End: what is there is written first, unless it is discarded with a recovery file.

        Returns at once; the future is done when the file is closed and may be opened again.
        """
        if self._ending is None:
            self._session.keep = None
            self._retry.stop()
            self._ending = self._thread.submit(lambda: self._close(discard and self.temporary))
            self._thread.shutdown(wait=False)
        return self._ending

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
        done = self._try(lambda journal: journal.write(record))
        if done:
            self.kept.emit()
            return True
        with self._guard:
            if self._latest is None:
                self._latest = record
        return False

    def _try(self, work: Callable[[Journal], None]) -> bool:
        """Do something with the journal, made if need be; a failure is told once."""
        try:
            if self._journal is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = self._lock or FileLock.taken(self.path)
                self._journal = Journal.create(self.path)
            work(self._journal)
        except (sqlite3.Error, OSError, FormatError) as error:
            log.warning("cannot keep %s: %s", self.path, error)
            if not self._failing:
                self._failing = True
                self.failed.emit(refusal(self.path, error))
            return False
        if self._failing:
            self._failing = False
            self.mended.emit()
        return True

    def _save_as(self, path: Path, lock: FileLock) -> None:
        old, old_lock, was_temporary = self.path, self._lock, self.temporary
        try:
            if self._journal is None and self._latest is None:
                self._latest = self._session.history.record()  # nothing was done to it yet
            if not self._write() and self._journal is None:
                raise OSError("there is no room for its first copy")
            assert self._journal is not None
            self._journal.copy_to(path)
            self._journal.move_to(path)
            if self._reader is not None:
                self._reader.move_to(path)
        except (sqlite3.Error, OSError) as error:
            lock.release()
            raise FormatError(refusal(path, error)) from error
        self.path, self._lock, self.temporary, self._failing = path, lock, False, False
        if was_temporary:
            remove(old)
        if old_lock is not None:
            old_lock.release()
        self._make_preview()

    def _make_preview(self) -> None:
        record = self._session.history.document
        preview = preview_of(record)
        self._try(lambda journal: journal.set_meta(preview=preview))

    def _close(self, discard: bool) -> None:
        if not discard:
            self._write()
        try:
            if self._journal is not None:
                self._journal.close(compact=not discard)
        except sqlite3.Error as error:
            log.warning("%s was not closed well: %s", self.path, error)
        if self._reader is not None:
            self._reader.close()
        if discard:
            remove(self.path)
        if self._lock is not None:
            self._lock.release()


def remove(path: Path) -> None:
    """Take a database away with all that SQLite put beside it."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def refusal(path: Path, error: Exception) -> Sentence:
    """Why a picture cannot be written, and what to do."""
    text = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or "No space left" in text:
        return Sentence(
            "“{name}” cannot be kept: the disk is full. Free some space; what you paint stays in memory "
            "until then.",
            name=path.name,
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM) or isinstance(
        error, PermissionError
    ):
        return Sentence(
            "“{name}” cannot be kept: its folder is gone or may not be written to. Save it somewhere else "
            "with Save as.",
            name=path.name,
        )
    return Sentence(
        "“{name}” cannot be kept just now ({reason}). It is tried again; Save as puts it somewhere else.",
        name=path.name,
        reason=text,
    )
