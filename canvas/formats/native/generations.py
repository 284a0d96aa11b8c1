"""The results of the assistant that a native file keeps: what was asked for, how it looks, and its paint."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from canvas.errors import FormatError

MOST = 1000  # results that are listed


@dataclass(frozen=True, slots=True)
class Generation:
    """One result of the assistant, kept with the picture."""

    made: str  # time, ISO 8601; orders nothing, since clocks go wrong
    settings: str  # JSON
    thumbnail: bytes  # PNG
    row: int = 0  # in the file, rising; 0: in none yet
    nbytes: int = 0  # of the stored paint; 0: it is not kept (any more)
    recipe: int | None = None  # row of the recipe with the pictures that it was made from


@dataclass(frozen=True, slots=True)
class Painted:
    """The paint of a result."""

    x: int  # document pixels
    y: int
    png: bytes


def add(
    database: sqlite3.Connection, generation: Generation, recipe: int | None, painted: Painted | None
) -> int:
    """The new row. Raises sqlite3.Error."""
    row = database.execute(
        "INSERT INTO generation (made, settings, thumbnail, recipe) VALUES (?, ?, ?, ?)",
        (generation.made, generation.settings, generation.thumbnail, recipe),
    ).lastrowid
    assert row is not None
    if painted is not None:
        values = (row, painted.x, painted.y, painted.png)
        database.execute("INSERT INTO result VALUES (?, ?, ?, ?)", values)
    return row


def remove(database: sqlite3.Connection, row: int) -> None:
    """Raises sqlite3.Error."""
    database.execute("DELETE FROM result WHERE generation = ?", (row,))
    database.execute("DELETE FROM generation WHERE id = ?", (row,))


def thin_out(database: sqlite3.Connection, most: int) -> list[int]:
    """Have the oldest give up their paint until the rest takes at most `most` bytes; the newest keeps it.

    They keep thumbnail and settings, but not the pictures that they were made from. Returns their rows.
    Raises sqlite3.Error.
    """
    sizes = "SELECT generation, length(png) FROM result ORDER BY generation DESC"
    total, gone = 0, []
    for place, (row, nbytes) in enumerate(database.execute(sizes).fetchall()):
        total += nbytes
        if total > most and place > 0:
            gone.append(row)
    for row in gone:
        database.execute("DELETE FROM result WHERE generation = ?", (row,))
        database.execute("UPDATE generation SET recipe = NULL WHERE id = ?", (row,))
    return gone


def listed(database: sqlite3.Connection) -> Iterator[Generation]:
    """The newest first; what makes no sense is left out. Raises sqlite3.Error."""
    query = (
        "SELECT id, made, settings, thumbnail, coalesce(length(png), 0), recipe FROM generation "
        "LEFT JOIN result ON generation = id ORDER BY id DESC LIMIT ?"
    )
    for row, made, settings, thumbnail, nbytes, recipe in database.execute(query, (MOST,)):
        try:
            json.loads(settings)
        except (TypeError, ValueError, RecursionError):
            continue
        if isinstance(thumbnail, bytes):
            yield Generation(
                str(made), settings, thumbnail, row, int(nbytes), recipe if isinstance(recipe, int) else None
            )


def painted(database: sqlite3.Connection, row: int) -> Painted:
    """Raises sqlite3.Error, or FormatError where the file does not have it."""
    found = database.execute("SELECT x, y, png FROM result WHERE generation = ?", (row,)).fetchone()
    if found is None or not isinstance(found[2], bytes):
        raise FormatError("The paint of this result is not kept any more. Run it again to have it back.")
    return Painted(int(found[0]), int(found[1]), found[2])
