"""The native file that a picture is kept in: written, moved to another place, made smaller, closed."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from pathlib import Path

from app.file_lock import FileLock
from app.spare import Spare, bare, remove
from canvas.errors import FormatError
from canvas.formats.native.blob_reader import BlobReader
from canvas.formats.native.journal import Journal
from canvas.history import Record
from canvas.step import Step

log = logging.getLogger("scumble.keeper")

PIECE = 1 << 20  # bytes given back at once: an edit that comes in between waits some milliseconds for it


class KeptFile:
    """On the keeper's thread only; `path` and `temporary` may be read, and `profile` set, on any.

    It is made when it is first written.
    """

    def __init__(
        self,
        path: Path,
        *,
        temporary: bool,
        lock: FileLock | None,
        journal: Journal | None,
        reader: BlobReader | None,
        spare: Path | None,
    ) -> None:
        """See `Keeper`."""
        self.path = path
        self.temporary = temporary
        self.profile: bytes | None = None  # ICC, of the file that the picture came from; kept with it
        self.lock = lock
        self.journal = journal  # None: there is no file yet
        self.reader = reader
        self.spare: Spare | None = None
        self._spare_path = spare
        self._lost: frozenset[Step] = frozenset()  # undo steps whose paint was in a file that is gone

    def opened(self) -> Journal:
        """Raises sqlite3.Error or OSError."""
        if self.journal is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.lock = self.lock or FileLock.taken(self.path)
            self.journal = self._created(self.path)
        return self.journal

    def write(self, record: Record) -> None:
        """Bring the file up to date. Raises sqlite3.Error, OSError or FormatError."""
        self.opened().write(_without(record, self._lost))

    def write_aside(self, record: Record) -> bool:
        """Keep the picture elsewhere while its own file cannot be written; whether it is on disk there."""
        if self.spare is None and self._spare_path is not None and not self.temporary:
            self.spare = Spare(self._spare_path)
        return self.spare is not None and self.spare.write(record)

    def mend(self) -> None:
        """It can be written again."""
        if self.reader is not None:
            try:
                self.reader.move_to(self.path)  # what it has open may be a drive that was removed
            except sqlite3.Error as error:
                log.warning("undo steps of %s cannot be read: %s", self.path, error)
        spare, self.spare = self.spare, None
        if spare is not None:
            try:
                spare.close(discard=True)
            except OSError as error:
                log.warning("%s could not be removed: %s", spare.path, error)

    def set_preview(self, preview: bytes) -> None:
        """The small picture that file managers show."""
        try:
            self.opened().set_meta(preview=preview)
        except (sqlite3.Error, OSError, FormatError) as error:
            log.warning("cannot keep %s: %s", self.path, error)

    # --- another place ---------------------------------------------------------------------------

    def copied_to(self, path: Path) -> bool:
        """Whether the file could be copied, with all that is only in it, and is gone on with there."""
        if self.journal is None:
            return False
        try:
            self.journal.file.copy_to(path)
        except (sqlite3.Error, OSError) as error:
            log.info("%s cannot be copied: %s", self.path, error)
            return False
        self.journal.move_to(path)
        if self.reader is not None:
            self.reader.move_to(path)
        return True

    def write_anew(self, path: Path, record: Record) -> None:
        """What is in memory as a new file: the old one cannot even be read. Raises as `write`."""
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
            if self.journal is not None:
                journal.take_pending(self.journal)
            journal.file.copy_to(path)
            journal.file.move_to(path)
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                journal.close(compact=False)
            raise
        finally:
            with contextlib.suppress(OSError):
                remove(first)
        former, self.journal = self.journal, journal
        self._lost |= lost
        if former is not None:
            try:
                former.close(compact=False)
            except sqlite3.Error as error:  # as is to be expected
                log.info("%s was not closed well: %s", former.path, error)

    def stay_in(self, path: Path, lock: FileLock) -> None:
        """The file is in this place for good: the one before is let go, or removed if for recovery only."""
        old, old_lock, was_temporary = self.path, self.lock, self.temporary
        self.path, self.lock, self.temporary = path, lock, False
        if was_temporary:
            _removed(old)
        if old_lock is not None:
            old_lock.release()

    # --- its end ---------------------------------------------------------------------------------

    def shrink(self, slack: int, *, tidy: bool) -> bool:
        """Give a piece of what holds nothing back to the disk, beyond so many bytes; whether to go on."""
        if self.journal is None:
            return False
        try:
            if tidy:
                self.journal.tidy()
            if self.journal.file.free_bytes() <= slack:
                self.journal.file.checkpoint()
                return False
            self.journal.file.give_back(PIECE)
        except (sqlite3.Error, OSError, FormatError) as error:  # the next edit tells, if it lasts
            log.warning("%s could not be made smaller: %s", self.path, error)
            return False
        return True

    def close(self, *, discard: bool) -> None:
        """discard: the file goes, if it is for recovery only. Raises OSError where the spare cannot go."""
        gives_up = discard and self.temporary
        try:
            if self.journal is not None:
                self.journal.close(compact=not gives_up)
        except sqlite3.Error as error:
            log.warning("%s was not closed well: %s", self.path, error)
        if self.reader is not None:
            self.reader.close()
        if self.spare is not None:
            self.spare.close(discard=discard)
        if gives_up:
            _removed(self.path)
        if self.lock is not None:
            self.lock.release()

    def _created(self, path: Path) -> Journal:
        journal = Journal.create(path)
        if self.profile is not None:
            journal.set_meta(profile=self.profile)
        return journal


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
