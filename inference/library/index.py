"""The library's memory on disk: what each file was told to be when it last changed, and its hash."""

from __future__ import annotations

import dataclasses
import json
import logging
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from inference.errors import Sentence
from inference.families import TRAITS
from inference.models import ModelInfo, Part

EDITION = 2  # raise it where files are told apart in another way than before: what is kept is then forgotten
WAIT = 2.0  # seconds for another Scumble that writes at the moment

log = logging.getLogger("scumble.library")

_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)

# A sentence for a file that cannot be used; None for one that is sound, but is nothing of ours.
Told = ModelInfo | Part | Sentence | None


@dataclass(frozen=True, slots=True)
class Row:
    """One path as it was last seen."""

    stamp: str  # of the path when it was looked at
    told: Told
    sha256: str = ""  # hexadecimal; "" = not computed yet


def default_index() -> Path:
    """Where the index lies: in the user's folder for what can be made again."""
    return Path(platformdirs.user_cache_dir("scumble", appauthor=False)) / "models.sqlite"


class Index:
    """Rows by path, in one SQLite file; a damaged one is made anew, one that is out of reach done without."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> dict[str, Row]:
        """All rows; none where there is no index yet, or none that can be read."""
        try:
            return self._load()
        except sqlite3.Error as error:
            self._failed(error)
        except (ValueError, KeyError, TypeError) as error:
            log.warning("The index of models is damaged and is made anew: %s", error)
            self._remove()
        except OSError as error:
            log.warning("The index of models cannot be opened: %s", error)
        return {}

    def save(self, rows: Mapping[str, Row], gone: Iterable[str] = ()) -> None:
        """Keep these rows, and forget the paths that are `gone`. What is not kept is looked at again."""
        changes = [
            (path, row.stamp, *_packed(row.told), row.sha256) for path, row in rows.items() if _is_text(path)
        ]
        lost = [(path,) for path in gone if _is_text(path)]
        if not changes and not lost:
            return
        try:
            with closing(self._connect()) as database, database:
                database.executemany("REPLACE INTO files VALUES (?, ?, ?, ?, ?)", changes)
                database.executemany("DELETE FROM files WHERE path = ?", lost)
        except sqlite3.Error as error:
            self._failed(error)
        except OSError as error:
            log.warning("The index of models cannot be written: %s", error)

    def _load(self) -> dict[str, Row]:
        if not self.path.exists():
            return {}
        with closing(self._connect()) as database:
            found = database.execute("SELECT path, stamp, kind, told, sha256 FROM files").fetchall()
        return {
            path: Row(stamp, unpacked(kind, told, Path(path)), sha256)
            for path, stamp, kind, told, sha256 in found
        }

    def _connect(self) -> sqlite3.Connection:
        """Open the index; it is emptied where another edition of the program told files apart."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.path, timeout=WAIT)
        try:
            # Nothing here is worth waiting for the disk: what a power cut spoils is made anew.
            database.execute("PRAGMA synchronous = OFF")
            (edition,) = database.execute("PRAGMA user_version").fetchone()
            if edition != EDITION:
                with database:
                    database.execute("DROP TABLE IF EXISTS files")
                    database.execute(
                        "CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, kind TEXT NOT NULL, "
                        "told TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID"
                    )
                    database.execute(f"PRAGMA user_version = {EDITION}")
        except BaseException:
            database.close()
            raise
        return database

    def _failed(self, error: sqlite3.Error) -> None:
        """Another program that writes and a full or protected disk pass; anything else is damage."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # the primary code
        if code in _PASSING:
            log.warning("The index of models cannot be used now: %s", error)
        else:
            log.warning("The index of models is damaged and is made anew: %s", error)
            self._remove()

    def _remove(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("The damaged index of models cannot be removed: %s", error)


def _is_text(path: str) -> bool:
    """Names that are no valid text cannot be kept; such files are looked at again each time."""
    return path.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in path)


# --- packing --------------------------------------------------------------------------------------------

_TUPLES = ("needs", "families", "words")


def _packed(told: Told) -> tuple[str, str]:
    """Its kind, and the rest as JSON; the path is the row's key."""
    if told is None:
        return "other", "null"
    if isinstance(told, Sentence):
        return "problem", json.dumps(_sentence(told))
    fields: dict[str, Any] = {
        field.name: getattr(told, field.name) for field in dataclasses.fields(told) if field.name != "path"
    }
    if isinstance(told, Part) and told.unusable is not None:
        fields["unusable"] = _sentence(told.unusable)
    return "model" if isinstance(told, ModelInfo) else "part", json.dumps(fields)


def _sentence(sentence: Sentence) -> dict[str, object]:
    values = {name: value if type(value) is int else str(value) for name, value in sentence.values.items()}
    return {"template": sentence.template, "values": values}


def unpacked(kind: str, text: str, path: Path) -> Told:
    """What `_packed` packed. Raises ValueError, KeyError or TypeError where it is something else."""
    fields = json.loads(text)
    if kind == "other":
        return None
    if kind == "problem":
        return Sentence.retold(fields["template"], fields["values"])
    for name in _TUPLES:
        if name in fields:
            fields[name] = tuple(fields[name])
    families = [fields["family"]] if kind == "model" else fields["families"]
    if any(family not in TRAITS for family in families):
        raise ValueError("a family that this edition does not know")
    if kind == "model":
        return ModelInfo(path=path, **fields)
    if fields["unusable"] is not None:
        fields["unusable"] = Sentence.retold(fields["unusable"]["template"], fields["unusable"]["values"])
    return Part(path=path, **fields)
