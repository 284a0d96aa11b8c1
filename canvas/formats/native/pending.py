"""Jobs for the assistant that had not ended: kept with the picture, so that the next start can offer them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.native.recipe_rows import read_recipe
from canvas.layer import Recipe

log = logging.getLogger("scumble.native")

MOST = 64  # jobs that are read


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A job that was waiting or running when the program died."""

    row: int  # in the file; 0: in none that can be written to
    recipe: Recipe | None  # None: it is damaged


def add(database: sqlite3.Connection, recipe: int, row: int | None = None) -> int:
    """The row of a job; `recipe`: the row of what it is to be made from. Raises sqlite3.Error."""
    added = database.execute("INSERT INTO pending VALUES (?, ?)", (row, recipe)).lastrowid
    assert added is not None
    return added


def remove(database: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Raises sqlite3.Error."""
    database.executemany("DELETE FROM pending WHERE id = ?", [(row,) for row in rows])


def remove_all(database: sqlite3.Connection) -> None:
    """Raises sqlite3.Error."""
    database.execute("DELETE FROM pending")


def listed(database: sqlite3.Connection, limits: Limits) -> Iterator[Pending]:
    """In the order they were asked for. Raises sqlite3.Error."""
    query = "SELECT id, recipe FROM pending ORDER BY id LIMIT ?"
    for row, recipe in database.execute(query, (MOST,)).fetchall():
        try:
            yield Pending(row, read_recipe(database, recipe, limits))
        except FormatError as error:
            log.warning("a job that had not ended cannot be read: %s", error)
            yield Pending(row, None)
