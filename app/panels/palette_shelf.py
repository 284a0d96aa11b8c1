"""The palettes that there are: those that come with the program, and the artist's own in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import platformdirs
from PySide6.QtCore import QCoreApplication

from app.errors import AppError
from app.i18n import QT_TRANSLATE_NOOP
from canvas.errors import FormatError
from canvas.palettes import Palette, parse_palette, read_palette, save_palette

SUFFIX = ".gpl"  # the kind that is kept; the others are turned into it when they come in

_BUNDLED = {  # file name without its ending: name, in the order in which they are offered
    "starter": QT_TRANSLATE_NOOP("Palettes", "Painter's box"),
    "zorn": QT_TRANSLATE_NOOP("Palettes", "Zorn's four"),
    "earths": QT_TRANSLATE_NOOP("Palettes", "Earths"),
    "watercolour": QT_TRANSLATE_NOOP("Palettes", "Watercolour set"),
    "skin": QT_TRANSLATE_NOOP("Palettes", "Skin"),
    "greys": QT_TRANSLATE_NOOP("Palettes", "Greys, even to the eye"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A palette on the shelf. An own one stands before a bundled one of the same file name."""

    file: str  # "zorn.gpl"
    palette: Palette
    own: bool = False

    @property
    def bundled(self) -> bool:
        return self.file.removesuffix(SUFFIX) in _BUNDLED


@dataclass(frozen=True, slots=True)
class Own:
    """The artist's palettes in the order of their names, and what could not be read."""

    entries: tuple[Entry, ...]
    problems: tuple[FormatError, ...] = ()


def own_folder() -> Path:
    return Path(platformdirs.user_data_dir("scumble", appauthor=False)) / "palettes"


def bundled(file: str) -> Entry:
    """A palette as it comes with the program, under a name in the artist's language. Raises KeyError."""
    stem = file.removesuffix(SUFFIX)
    name = QCoreApplication.translate("Palettes", _BUNDLED[stem])
    data = (files("resources") / "palettes" / file).read_bytes()
    return Entry(file, parse_palette(data, name).renamed(name))


def all_bundled() -> dict[str, Entry]:
    """The palettes that come with the program, by file name in the order in which they are offered."""
    return {entry.file: entry for entry in (bundled(stem + SUFFIX) for stem in _BUNDLED)}


def read_own(folder: Path) -> Own:
    """Read the artist's palettes from a folder, which need not exist. A damaged one is a problem."""
    entries: list[Entry] = []
    problems: list[FormatError] = []
    for path in sorted(folder.glob("*" + SUFFIX)) if folder.is_dir() else ():
        try:
            entries.append(Entry(path.name, read_palette(path), own=True))
        except FormatError as error:
            problems.append(error)
    return Own(tuple(sorted(entries, key=lambda entry: entry.palette.name.casefold())), tuple(problems))


def keep(folder: Path, file: str, palette: Palette) -> None:
    """Write an own palette. Raises AppError or FormatError where the system refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = QCoreApplication.translate(
            "Palettes",
            "The folder for your palettes ({0}) could not be made: {1}. Free some space or allow it.",
        )
        raise AppError(sentence.format(folder, error.strerror)) from error
    save_palette(palette, folder / file)


def discard(folder: Path, file: str) -> None:
    """Delete an own palette's file. Raises AppError where the system refuses."""
    try:
        (folder / file).unlink(missing_ok=True)
    except OSError as error:
        sentence = QCoreApplication.translate("Palettes", "“{0}” could not be deleted: {1}.")
        raise AppError(sentence.format(folder / file, error.strerror)) from error


def free_file(name: str, taken: Iterable[str]) -> str:
    """A file name for a new palette, like its name but safe on every system, and not in `taken`."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "palette"
    known = {file.casefold() for file in taken}
    number, file = 1, f"my-{stem}{SUFFIX}"  # "my-": no name that a later version may bundle
    while file in known:
        number += 1
        file = f"my-{stem}-{number}{SUFFIX}"
    return file
