"""Where a picture is kept while its own file cannot be written: a second file in the recovery folder."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from app.file_lock import FileLock
from canvas.errors import FormatError
from canvas.formats.native.journal import Journal
from canvas.history import Record

log = logging.getLogger("scumble.keeper")


class Spare:
    """Made when it is needed, on the keeper's thread. A program that is killed finds it there again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: FileLock | None = None
        self._journal: Journal | None = None
        self._bare = False  # undo steps whose paint is only in the picture's own file are left out

    def write(self, record: Record) -> bool:
        """Whether the picture is on disk here now."""
        try:
            if self._journal is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = self._lock or FileLock.taken(self.path)
                self._journal = Journal.create(self.path)
            try:
                self._journal.write(bare(record) if self._bare else record)
            except (OSError, FormatError) as error:
                if self._bare:
                    raise
                log.info("undo steps cannot be read any more: %s", error)
                self._bare = True
                self._journal.write(bare(record))
        except (sqlite3.Error, OSError, FormatError) as error:
            log.warning("cannot keep %s either: %s", self.path, error)
            return False
        return True

    def close(self, *, discard: bool) -> None:
        """End; the file goes where it is not needed any more. Raises OSError where it cannot."""
        journal, self._journal = self._journal, None
        try:
            if journal is not None:
                journal.close(compact=False)
        except sqlite3.Error as error:
            log.warning("%s was not closed well: %s", self.path, error)
        if discard:
            remove(self.path)
        if self._lock is not None:
            self._lock.release()


def bare(record: Record) -> Record:
    """The picture without its undo steps."""
    last = record.done[-1].state if record.done else record.oldest
    return Record(record.document, (), (), last, None if record.saved is not last else last)


def remove(path: Path) -> None:
    """Take a database away with all that SQLite put beside it. Raises OSError."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)
