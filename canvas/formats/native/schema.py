"""The tables of a native file, and how files of older versions become new ones."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from pathlib import Path

from canvas.errors import FormatError

log = logging.getLogger("scumble.native")

APPLICATION_ID = 0x5363756D  # "Scum", in the header of the file
VERSION = 1
HEADER = b"SQLite format 3\0"

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
    id INTEGER PRIMARY KEY, made TEXT NOT NULL, settings TEXT NOT NULL, thumbnail BLOB NOT NULL
);
"""


def connect(path: Path, *, write: bool, create: bool = False) -> sqlite3.Connection:
    """Open a database file; `create` makes the tables of a new one. Raises sqlite3.Error.

    The connection may be used by any thread, by one at a time.
    """
    mode = "rwc" if create else "rw" if write else "ro"
    if not write and not os.access(path.parent, os.W_OK):
        mode += "&immutable=1"  # SQLite would want to put a file beside it
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    database = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=2.0)
    try:
        if create:
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        if write:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        database.close()
        raise
    return database


def settle(path: Path) -> None:
    """Make a file that is about to be replaced one whole file.

    A program that was killed leaves the newest changes in a file beside it, which SQLite would take for those
    of whatever file comes to have the name.
    """
    beside = path.with_name(path.name + "-wal")
    if not beside.exists():
        return
    try:
        with contextlib.closing(connect(path, write=True)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:  # damaged, or no database at all: it is to be replaced anyway
        log.info("%s could not be settled: %s", path, error)
    for name in (beside, path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def check(database: sqlite3.Connection, name: str) -> None:
    """Refuse a database that is not a native file, or is one of a later version. Raises FormatError."""
    if database.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise FormatError("“{name}” is a database, but not a Scumble picture.", name=name)
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise FormatError(
            "“{name}” was made by a later version of Scumble. Update Scumble to open it.", name=name
        )
    if version < 1:
        raise FormatError("“{name}” is damaged: it has no version.", name=name)
