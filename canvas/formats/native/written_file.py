"""A native file that is written to: its transactions, its room on the disk, and whether it is still there."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from canvas.errors import FormatError
from canvas.formats.native import schema


class WrittenFile:
    """One thread at a time may use it.

    Each transaction leaves another name of its own in the file, so that a file which something else wrote to,
    or put in the place of this one, is not taken for it.
    """

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self.path = path
        self.database = database
        self._turn = _turn_in(database)
        self._identity = _identity(path)
        self._log_identity: tuple[int, int] | None = None  # of the file beside it, once there is one
        self._broken = False  # what is open can be read and written no longer

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done inside is on the disk (fsync) at the end, or none of it.

        Raises sqlite3.Error or OSError, or FormatError where the file is gone or another one now.
        """
        self._find_again()
        database = self.database
        try:
            database.execute("BEGIN IMMEDIATE")
            if _turn_in(database) != self._turn:
                raise _changed(self.path)
            turn = secrets.token_hex(8)
            database.execute("INSERT OR REPLACE INTO meta VALUES ('turn', ?)", (turn,))
            yield database
            database.execute("COMMIT")
        except BaseException as error:
            code = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.Error) else 0
            self._broken = self._broken or code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
            with contextlib.suppress(sqlite3.Error):  # of a drive that is gone; what matters is raised
                if database.in_transaction:
                    database.execute("ROLLBACK")
            raise
        self._turn = turn
        if self._log_identity is None:
            self._log_identity = _identity(schema.log_of(self.path))

    def copy_to(self, path: Path) -> None:
        """Write a compact copy, whole and on the disk before it takes the name.

        Rows keep their numbers in it, so `move_to` may go on there. Raises sqlite3.Error or OSError.
        """
        target = path.resolve()
        temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.part")
        try:
            self.database.execute("VACUUM INTO ?", (str(temporary),))
            descriptor = os.open(temporary, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            schema.settle(target)
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):  # a full disk may refuse this too; what matters is raised
                temporary.unlink()
            raise

    def move_to(self, path: Path) -> None:
        """Go on in a file that `copy_to` has made; the former one is closed. Raises sqlite3.Error."""
        database = schema.connect(path, write=True)
        with contextlib.suppress(sqlite3.Error):  # it may be on a drive that is gone
            self.database.close()
        self.path, self.database, self._identity = path, database, _identity(path)
        self._log_identity, self._broken = None, False

    def free_bytes(self) -> int:
        """How much of the file holds nothing. Raises sqlite3.Error."""
        names = ("freelist_count", "page_size")
        count, size = (self.database.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
        return count * size

    def give_back(self, nbytes: int) -> None:
        """Make the file shorter by `nbytes` of what holds nothing. Raises FormatError or sqlite3.Error."""
        (size,) = self.database.execute("PRAGMA page_size").fetchone()
        self._find_again()
        self._shorten(max(1, nbytes // size))

    def checkpoint(self) -> None:
        """Bring what was written into the file itself, as far as nobody reads. Raises sqlite3.Error."""
        self.database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self, *, compact: bool) -> None:
        """End; it is then one whole file again. Raises sqlite3.Error."""
        try:
            if compact:
                self._shorten(0)
            self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self.database.close()

    def _shorten(self, pages: int) -> None:
        """By so many pages (0: all that are free), in one transaction. Raises sqlite3.Error."""
        # As a script, since `execute` takes one step of a statement without columns: one page.
        self.database.executescript(f"PRAGMA incremental_vacuum({pages});")

    def _find_again(self) -> None:
        """See to it that what is open is the file of that name. Raises FormatError or sqlite3.Error."""
        identity = _identity(self.path)
        if identity is None:
            raise _gone(self.path)
        if identity == self._identity and not self._broken:
            return
        if identity != self._identity:
            self._refuse_another()
        database = schema.connect(self.path, write=True)
        with contextlib.suppress(sqlite3.Error):  # that of a drive that was removed
            self.database.close()
        self.database, self._identity, self._broken = database, identity, False
        self._log_identity = None

    def _refuse_another(self) -> None:
        """Raises FormatError where it is not our file, come back on a drive with another number."""
        log = schema.log_of(self.path)
        if self._log_identity is not None and _identity(log) == self._log_identity:
            # Ours, beside another database: SQLite would take what is in it for changes of that one.
            for name in (log, self.path.with_name(self.path.name + "-shm")):
                name.unlink(missing_ok=True)
            raise _changed(self.path)
        with contextlib.closing(schema.connect(self.path, write=False)) as database:
            if _turn_in(database) != self._turn:
                raise _changed(self.path)


def _turn_in(database: sqlite3.Connection) -> str | None:
    row = database.execute("SELECT value FROM meta WHERE key = 'turn'").fetchone()
    return None if row is None else row[0]


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file has that name now; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _gone(path: Path) -> FormatError:
    return FormatError(
        "“{name}” is no longer where it was: its drive was removed, or its folder has another name now. Put "
        "it back, or use Save as to keep your picture somewhere else.",
        name=path.name,
    )


def _changed(path: Path) -> FormatError:
    return FormatError(
        "“{name}” was changed by another program while it was open here. Use Save as to keep your picture "
        "under another name.",
        name=path.name,
    )
