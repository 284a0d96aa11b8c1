"""Native files of this computer: opened together with the right to write to them, and found after a crash."""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from app.file_lock import FileLock
from app.keeper import Keeper
from app.session import Session
from app.spare import remove
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import DEFAULT_LIMITS, Limits
from canvas.formats.native import pending, schema
from canvas.formats.native.blob_reader import BlobReader
from canvas.formats.native.journal import Journal
from canvas.formats.native.reading import Restored, restore
from canvas.formats.native.schema import HEADER

log = logging.getLogger("scumble.native")

ENDING = ".scumble"
NUMBER = re.compile(r"(\d{5,9}) ")  # that a name in the recovery folder begins with


@dataclass(slots=True, eq=False)
class NativeFile:
    """An open native file: what it holds, and what is needed to go on writing it."""

    path: Path
    restored: Restored
    journal: Journal
    reader: BlobReader
    lock: FileLock

    def keeper(self, session: Session, *, temporary: bool = False, spare: Path | None = None) -> Keeper:
        """What keeps a session on in this file; see `Keeper`."""
        return Keeper(
            session,
            self.path,
            temporary=temporary,
            lock=self.lock,
            journal=self.journal,
            reader=self.reader,
            spare=spare,
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


def open_native(path: Path, limits: Limits = DEFAULT_LIMITS) -> NativeFile:
    """Open a file to go on painting in it. Raises Held, ReadOnly or another FormatError."""
    try:
        lock = FileLock.taken(path)
    except OSError as error:
        raise _read_only(path) from error
    if lock is None:
        raise Held("“{name}” is open in another window of Scumble.", name=path.name)
    try:
        return _opened(path, lock, limits)
    except BaseException:
        lock.release()
        raise


def _opened(path: Path, lock: FileLock, limits: Limits) -> NativeFile:
    _bring_up_to_date(path)
    try:
        reader = BlobReader(path, schema.connect(path, write=False))
    except sqlite3.Error as error:
        raise FormatError("“{name}” could not be opened: the system refused.", name=path.name) from error
    try:
        restored = restore(path, limits, reader)
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


def _bring_up_to_date(path: Path) -> None:
    """Make a file of an older version one of the present. Raises FormatError for one of a later version."""
    try:
        with contextlib.closing(schema.connect(path, write=False, brief=True)) as database:
            schema.check(database, path.name)
            later = schema.version_of(database, path.name) > schema.VERSION
        if later:
            raise ReadOnly(
                "“{name}” was made by a later version of Scumble, so it is only read here.", name=path.name
            )
        schema.upgrade(path)
    except sqlite3.OperationalError as error:
        raise _read_only(path) from error
    except sqlite3.Error as error:
        raise FormatError(
            "“{name}” is damaged: it cannot be read ({reason}).", name=path.name, reason=str(error)
        ) from error


def _read_only(path: Path) -> ReadOnly:
    return ReadOnly("“{name}” cannot be written to where it is.", name=path.name)


def copy_native(source: Path, target: Path) -> None:
    """A copy of a file, even while another program writes it; not of the jobs under way there.

    Raises FormatError.
    """
    try:
        with contextlib.closing(schema.connect(source, write=False, brief=True)) as database:
            schema.check(database, source.name)
            database.execute("VACUUM INTO ?", (str(target),))
            present = schema.version_of(database, source.name) == schema.VERSION
        if present:
            with contextlib.closing(schema.connect(target, write=True)) as copy:
                pending.remove_all(copy)
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
    """A new name in the recovery folder. The number orders them: a clock can be wrong."""
    numbers = (NUMBER.match(path.name) for path in folder.glob(f"*{ENDING}"))
    number = 1 + max((int(found[1]) for found in numbers if found), default=0)
    return folder / f"{number:05d} {time.strftime('%Y-%m-%d %H-%M-%S')} {secrets.token_hex(3)}{ENDING}"


def left_over(folder: Path) -> list[Path]:
    """Pictures that a killed program has left, the newest first; those in use are not among them."""
    found: list[tuple[int, str, Path]] = []
    for path in folder.glob(f"*{ENDING}"):
        lock = FileLock.taken(path)
        if lock is None:
            continue
        if holds_nothing(path):
            _cleared_away(path)
        else:
            number = NUMBER.match(path.name)
            found.append((int(number[1]) if number else 0, path.name, path))
        lock.release()
    return [path for _number, _name, path in sorted(found, reverse=True)]


def holds_nothing(path: Path) -> bool:
    """Whether a program was killed before it could put anything into the file that it had just made."""
    try:
        with contextlib.closing(schema.connect(path, write=False)) as database:
            if database.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
                return True
            return database.execute("SELECT 1 FROM meta WHERE key = 'frame'").fetchone() is None
    except sqlite3.Error:  # what is damaged is offered, and told of
        return False


def _cleared_away(path: Path) -> None:
    refused = discard_left_over(path)
    if refused is not None:
        log.warning("%s", refused)


def discard_left_over(path: Path) -> Sentence | None:
    """Remove a picture from the recovery folder; a sentence where it cannot be."""
    try:
        remove(path)
    except OSError as error:
        return Sentence(
            "“{name}” cannot be removed ({reason}).", name=path.name, reason=error.strerror or str(error)
        )
    return None
