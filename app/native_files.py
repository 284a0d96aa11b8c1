"""Native files of this computer: opened together with the right to write to them, and found after a crash."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from app.file_lock import FileLock
from app.keeper import Keeper, remove
from app.session import Session
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import DEFAULT_LIMITS
from canvas.formats.native import schema
from canvas.formats.native.journal import BlobReader, Journal
from canvas.formats.native.reading import Restored, restore
from canvas.formats.native.schema import HEADER

ENDING = ".scumble"


@dataclass(slots=True, eq=False)
class NativeFile:
    """An open native file: what it holds, and what is needed to go on writing it."""

    path: Path
    restored: Restored
    journal: Journal
    reader: BlobReader
    lock: FileLock

    def keeper(self, session: Session, *, temporary: bool = False) -> Keeper:
        """What keeps a session on in this file."""
        return Keeper(
            session,
            self.path,
            temporary=temporary,
            lock=self.lock,
            journal=self.journal,
            reader=self.reader,
        )

    def close(self) -> None:
        """Leave the file as it is."""
        self.reader.close()
        self.journal.close(compact=False)
        self.lock.release()


class Held(FormatError):
    """Another program has the file open."""


class ReadOnly(FormatError):
    """The file may be read but not written to."""


def is_native(path: Path) -> bool:
    """Whether a file is a SQLite database. Raises OSError."""
    with path.open("rb") as stream:
        return stream.read(len(HEADER)) == HEADER


def open_native(path: Path) -> NativeFile:
    """Open a file to go on painting in it. Raises Held, ReadOnly or another FormatError."""
    try:
        lock = FileLock.taken(path)
    except OSError as error:
        raise _read_only(path) from error
    if lock is None:
        raise Held("“{name}” is open in another window of Scumble.", name=path.name)
    try:
        return _opened(path, lock)
    except BaseException:
        lock.release()
        raise


def _opened(path: Path, lock: FileLock) -> NativeFile:
    try:
        reader = BlobReader(path, schema.connect(path, write=False))
    except sqlite3.Error as error:
        raise FormatError("“{name}” could not be opened: the system refused.", name=path.name) from error
    try:
        restored = restore(path, DEFAULT_LIMITS, reader)
        try:
            journal = Journal(path, schema.connect(path, write=True))
        except sqlite3.OperationalError as error:
            raise _read_only(path) from error
        record = restored.record
        journal.adopt(record.document, restored.steps, restored.blobs, restored.states, restored.recipes)
    except BaseException:
        reader.close()
        raise
    return NativeFile(path, restored, journal, reader, lock)


def _read_only(path: Path) -> ReadOnly:
    return ReadOnly("“{name}” cannot be written to where it is.", name=path.name)


def copy_native(source: Path, target: Path) -> None:
    """A copy of a file, even while another program writes it. Raises FormatError."""
    try:
        with contextlib.closing(schema.connect(source, write=False)) as database:
            schema.check(database, source.name)
            database.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise FormatError(
            "“{name}” could not be copied ({reason}).", name=source.name, reason=str(error)
        ) from error


def free_name(path: Path, pattern: str) -> Path:
    """A name beside a file that is free: `pattern` with the file's own name in it, numbered if need be."""
    name = pattern.format(path.stem)
    number, candidate = 2, path.with_name(name + path.suffix)
    while candidate.exists():
        number, candidate = number + 1, path.with_name(f"{name} {number}{path.suffix}")
    return candidate


# --- pictures that have no file of their own ---------------------------------------------------------


def recovery_name(folder: Path) -> Path:
    """A new name in the recovery folder."""
    return folder / f"{time.strftime('%Y-%m-%d %H-%M-%S')} {secrets.token_hex(3)}{ENDING}"


def left_over(folder: Path) -> list[Path]:
    """Pictures that a killed program has left, the newest first; those in use are not among them."""
    found: list[tuple[float, Path]] = []
    for path in folder.glob(f"*{ENDING}"):
        lock = FileLock.taken(path)
        if lock is not None:
            lock.release()
            found.append((path.stat().st_mtime, path))
    return [path for _time, path in sorted(found, reverse=True)]


def discard_left_over(path: Path) -> Sentence | None:
    """Remove a picture from the recovery folder; a sentence where it cannot be."""
    try:
        remove(path)
    except OSError as error:
        return Sentence(
            "“{name}” cannot be removed ({reason}).", name=path.name, reason=error.strerror or str(error)
        )
    return None
