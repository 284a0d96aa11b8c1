"""How native files of older versions become those of the present one: a function for each step."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

FIRST = 1  # the oldest version there is
READABLE_FROM = 3  # the lowest version whose programs may read files of the present one; kept in `meta`

Migration = Callable[[sqlite3.Connection], None]


def migrate(database: sqlite3.Connection) -> None:
    """Take every step that is missing, in one transaction. Raises sqlite3.Error; then nothing is changed."""
    database.execute("BEGIN IMMEDIATE")
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()  # nobody can change it any more
        for step in MIGRATIONS[version - FIRST :]:
            step(database)
        if version < FIRST + len(MIGRATIONS):
            database.execute("INSERT OR REPLACE INTO meta VALUES ('readable_from', ?)", (READABLE_FROM,))
            database.execute(f"PRAGMA user_version = {FIRST + len(MIGRATIONS)}")
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _results(database: sqlite3.Connection) -> None:
    """1 → 2: a result of the assistant keeps its paint and what it was made from; so do jobs under way.

    Version 2 also has guides, in the `frame` and in undo steps; where there are none, none are meant.
    """
    database.execute("ALTER TABLE generation ADD COLUMN recipe INTEGER REFERENCES recipe")
    database.execute(
        "CREATE TABLE result (generation INTEGER PRIMARY KEY REFERENCES generation, "
        "x INTEGER NOT NULL, y INTEGER NOT NULL, png BLOB NOT NULL)"
    )
    database.execute(
        "CREATE TABLE pending (id INTEGER PRIMARY KEY, recipe INTEGER NOT NULL REFERENCES recipe)"
    )


def _two_forms(_database: sqlite3.Connection) -> None:
    """2 → 3: tiles may be packed in a second form; those of the first one stay as they are."""


MIGRATIONS: tuple[Migration, ...] = (_results, _two_forms)  # the first leads from version FIRST to the next
