"""The tables of a native file, and opening its database."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from canvas.errors import FormatError
from canvas.formats.native import migrations

log = logging.getLogger("scumble.native")

APPLICATION_ID = 0x5363756D  # "Scum", in the header of the file
VERSION = migrations.FIRST + len(migrations.MIGRATIONS)
HEADER = b"SQLite format 3\0"
LARGEST_LOG = 16 << 20  # bytes that the file beside it keeps once all in it is in the database

PAINT, MASK, SELECTION = 0, 1, 2  # planes of tiles

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE recipe (id INTEGER PRIMARY KEY, settings TEXT NOT NULL);
CREATE TABLE picture (
    recipe INTEGER NOT NULL REFERENCES recipe, name TEXT NOT NULL, png BLOB NOT NULL,
    PRIMARY KEY (recipe, name)
);
CREATE TABLE node (
    id TEXT PRIMARY KEY, parent TEXT NOT NULL, place INTEGER NOT NULL, properties TEXT NOT NULL,
    recipe INTEGER REFERENCES recipe
);
CREATE TABLE blob (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE tile (
    node TEXT NOT NULL, plane INTEGER NOT NULL, col INTEGER NOT NULL, row INTEGER NOT NULL,
    blob INTEGER NOT NULL REFERENCES blob,
    PRIMARY KEY (node, plane, col, row)
) WITHOUT ROWID;
CREATE TABLE step (
    id INTEGER PRIMARY KEY, done INTEGER NOT NULL, label TEXT NOT NULL, state TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE step_recipe (
    step INTEGER NOT NULL, node TEXT NOT NULL, recipe INTEGER NOT NULL REFERENCES recipe,
    PRIMARY KEY (step, node)
) WITHOUT ROWID;
CREATE TABLE step_tile (
    step INTEGER NOT NULL, node TEXT NOT NULL, plane INTEGER NOT NULL, col INTEGER NOT NULL,
    row INTEGER NOT NULL, blob INTEGER REFERENCES blob,
    PRIMARY KEY (step, node, plane, col, row)
) WITHOUT ROWID;
CREATE TABLE generation (
    id INTEGER PRIMARY KEY, made TEXT NOT NULL, settings TEXT NOT NULL, thumbnail BLOB NOT NULL,
    recipe INTEGER REFERENCES recipe
);
CREATE TABLE result (
    generation INTEGER PRIMARY KEY REFERENCES generation, x INTEGER NOT NULL, y INTEGER NOT NULL,
    png BLOB NOT NULL
);
CREATE TABLE pending (id INTEGER PRIMARY KEY, recipe INTEGER NOT NULL REFERENCES recipe);
"""


def connect(path: Path, *, write: bool, create: bool = False, brief: bool = False) -> sqlite3.Connection:
    """Open a database file; `create` makes the tables of a new one. Raises sqlite3.Error.

    The connection may be used by any thread, by one at a time. brief: only to look into a file that nobody
    writes to; then nothing is put beside it.
    """
    mode = "rwc" if create else "rw" if write else "ro"
    if not write and ((brief and not log_of(path).exists()) or not os.access(path.parent, os.W_OK)):
        mode += "&immutable=1"  # else SQLite puts files beside it, and leaves them there
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    database = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=2.0)
    try:
        if create:
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.executescript(
                f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; "
                f"INSERT INTO meta VALUES ('readable_from', {migrations.READABLE_FROM}); COMMIT;"
            )
        if write:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG}")
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        database.close()
        raise
    return database


def log_of(path: Path) -> Path:
    """What SQLite keeps the newest changes in, beside the file itself."""
    return path.with_name(path.name + "-wal")


def version_of(database: sqlite3.Connection, name: str) -> int:
    """The version of a native file. Raises FormatError for any other database."""
    if database.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise FormatError("“{name}” is a database, but not a Scumble picture.", name=name)
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version < migrations.FIRST:
        raise FormatError("“{name}” is damaged: it has no version.", name=name)
    return version


def check(database: sqlite3.Connection, name: str) -> None:
    """Refuse what cannot be read here: another database, or a file that a later version says to be beyond
    this one. Raises FormatError."""
    if version_of(database, name) <= VERSION:
        return
    row = database.execute("SELECT value FROM meta WHERE key = 'readable_from'").fetchone()
    if row is None or not isinstance(row[0], int) or row[0] > VERSION:
        raise FormatError(
            "“{name}” was made by a later version of Scumble. Update Scumble to open it.", name=name
        )


def upgrade(path: Path) -> None:
    """Bring a file of an older version to the present one, in one transaction; any other is not touched.

    Raises sqlite3.Error.
    """
    with contextlib.closing(connect(path, write=False, brief=True)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
    if migrations.FIRST <= version < VERSION:
        with contextlib.closing(connect(path, write=True)) as database:
            migrations.migrate(database)


@contextlib.contextmanager
def readable(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection for reading a file of any version with the present tables; the file is not touched.

    An older one is copied and the copy brought up to date; so is one whose newest changes lie beside it where
    SQLite may not work. Raises sqlite3.Error, OSError or FormatError.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scumble-")))
        source = path
        if log_of(path).exists() and not os.access(path.parent, os.W_OK):
            source = folder / "copy.scumble"
            shutil.copyfile(path, source)
            shutil.copyfile(log_of(path), log_of(source))
        database = stack.enter_context(contextlib.closing(connect(source, write=False, brief=True)))
        check(database, path.name)
        if version_of(database, path.name) < VERSION:
            copy = folder / "older.scumble"
            database.execute("VACUUM INTO ?", (str(copy),))
            database = stack.enter_context(contextlib.closing(connect(copy, write=True)))
            migrations.migrate(database)
        yield database


def settle(path: Path) -> None:
    """Make a file that is about to be replaced one whole file.

    A program that was killed leaves the newest changes in a file beside it, which SQLite would take for those
    of whatever file comes to have the name.
    """
    beside = log_of(path)
    if not beside.exists():
        return
    try:
        with contextlib.closing(connect(path, write=True)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:  # damaged, or no database at all: it is to be replaced anyway
        log.info("%s could not be settled: %s", path, error)
    for name in (beside, path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)
