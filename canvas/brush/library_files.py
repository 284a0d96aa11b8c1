"""The files of a brush library: one small JSON file for each brush, one for favourites and last used."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from canvas.brush.entry import BrushEntry, is_id
from canvas.brush_files.native import ENDING, MOST_BYTES, read_native, write_native
from canvas.errors import FormatError, Sentence
from canvas.formats.safe_write import replacing

STATE = "library.json"
MOST_FILES = 10_000
MOST_IDS = 1000  # favourites that a state may hold
_STATE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class State:
    """Ids of the favourites, in their order, and of the brushes used last, newest first."""

    favourites: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()


class LibraryFiles:
    """Reads and writes one folder, which is made when first needed. Nothing that is bad is overwritten."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bad: set[Path] = set()

    def read_entries(self) -> tuple[list[BrushEntry], list[Sentence]]:
        """Every brush of the folder, and a sentence for each file that is none."""
        entries: list[BrushEntry] = []
        notes: list[Sentence] = []
        try:
            paths = sorted(path for path in self._folder.iterdir() if path.suffix == ENDING)
        except FileNotFoundError:
            return [], []
        except OSError as error:
            reason = error.strerror or str(error)
            notes.append(
                Sentence("Your brushes could not be read: the system refused ({reason}).", reason=reason)
            )
            return [], notes
        for path in paths[:MOST_FILES]:
            try:
                entries.append(_read(path))
            except FormatError as error:
                self._bad.add(path)
                notes.append(
                    Sentence(
                        "The brush “{name}” was left out. {reason}", name=path.name, reason=error.sentence
                    )
                )
        return entries, notes

    def write_entry(self, entry: BrushEntry) -> None:
        """Raises FormatError where the system refuses."""
        path = self._path(entry.id)
        self._make_folder()
        self._set_aside(path)
        with replacing(path) as stream:
            stream.write(write_native((entry,)))

    def remove_entry(self, name: str) -> None:
        """Raises FormatError where the system refuses."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise FormatError(
                "The brush could not be removed: the system refused ({reason}).",
                reason=error.strerror or str(error),
            ) from error

    def taken(self, name: str) -> bool:
        """Whether there is a file for this id, readable or not."""
        return self._path(name).exists()

    def read_state(self) -> tuple[State, list[Sentence]]:
        """Favourites and last used; those of a bad file are none, and said so."""
        path = self._folder / STATE
        try:
            with path.open("rb") as stream:
                return _parse_state(stream.read(_STATE_BYTES + 1)), []
        except FileNotFoundError:
            return State(), []
        except (OSError, ValueError, RecursionError):
            self._bad.add(path)
            return State(), [Sentence("Your favourite brushes could not be read, so there are none for now.")]

    def write_state(self, state: State) -> None:
        """Raises FormatError where the system refuses."""
        path = self._folder / STATE
        self._make_folder()
        self._set_aside(path)
        content = {"favourites": list(state.favourites), "recent": list(state.recent)}
        with replacing(path) as stream:
            stream.write(json.dumps(content, indent=1).encode())

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{ENDING}"

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FormatError(
                "Your brushes could not be saved: the system refused ({reason}).",
                reason=error.strerror or str(error),
            ) from error

    def _set_aside(self, path: Path) -> None:
        """A file that could not be read is kept under another name, whoever may repair it."""
        if path not in self._bad:
            return
        try:
            os.replace(path, path.with_name(path.name + ".bad"))
        except FileNotFoundError:
            pass  # somebody has removed it already
        except OSError as error:
            raise FormatError(
                "Your brushes could not be saved: the system refused ({reason}).",
                reason=error.strerror or str(error),
            ) from error
        self._bad.discard(path)


def _read(path: Path) -> BrushEntry:
    """The one brush of a file; its id is the file's name, whatever it says itself."""
    if not is_id(path.stem):
        raise FormatError(
            "Its name may only have small letters, digits and hyphens. Rename it, or import it."
        )
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise FormatError(
            "The system refused to read it ({reason}).", reason=error.strerror or str(error)
        ) from error
    entries = read_native(data).entries
    if len(entries) != 1:
        raise FormatError("It should hold one brush. Import it instead of copying it there.")
    return replace(entries[0].with_id(path.stem), own=True)


def _parse_state(data: bytes) -> State:
    """Raises ValueError."""
    content: Any = json.loads(data)
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return State(_ids(content.get("favourites", [])), _ids(content.get("recent", [])))


def _ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    return tuple(dict.fromkeys(one for one in value[:MOST_IDS] if isinstance(one, str)))
