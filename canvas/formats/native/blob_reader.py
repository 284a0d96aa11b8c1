"""Reads packed tiles out of a native file, long after it was opened: those of undo steps."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from canvas.formats.native import schema
from canvas.tile_codec import MOST_PACKED


class BlobReader:
    """Any thread may use it, one at a time by SQLite's own lock."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self.path = path
        self._database = database

    def read(self, first: int, length: int) -> bytes:
        """The blob of row `first` (`length` is not needed). Raises OSError."""
        try:
            query = "SELECT data FROM blob WHERE id = ? AND length(data) <= ?"
            row = self._database.execute(query, (first, MOST_PACKED)).fetchone()
        except sqlite3.Error as error:
            raise OSError(str(error)) from error
        if row is None or not isinstance(row[0], bytes):
            raise OSError("the file has lost an undo step")
        return row[0]

    def move_to(self, path: Path) -> None:
        """Read from a copy in which the rows have the same numbers. Raises sqlite3.Error."""
        database = schema.connect(path, write=False)
        self._database.close()
        self.path, self._database = path, database

    def close(self) -> None:
        self._database.close()
