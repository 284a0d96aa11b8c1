"""Palettes from files and back: the one door to palette files of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from canvas.errors import FormatError
from canvas.formats.safe_write import replacing
from canvas.palettes.aco import is_aco, read_aco
from canvas.palettes.ase import is_ase, read_ase
from canvas.palettes.gpl import is_gpl, read_gpl, write_gpl
from canvas.palettes.palette import Palette, Swatch

__all__ = ["FORMATS", "Palette", "PaletteFormat", "Swatch", "parse_palette", "read_palette", "save_palette"]

MOST_BYTES = 8 << 20  # of a palette file


@dataclass(frozen=True, slots=True)
class PaletteFormat:
    """A kind of palette file: how it is called, told and read."""

    name: str  # for file dialogs
    suffix: str
    is_it: Callable[[bytes], bool]
    read: Callable[[bytes, str], Palette]  # the bytes, and a name for a palette that has none


FORMATS: tuple[PaletteFormat, ...] = (
    PaletteFormat("GIMP palette", ".gpl", is_gpl, read_gpl),
    PaletteFormat("Adobe Swatch Exchange", ".ase", is_ase, read_ase),
    PaletteFormat("Photoshop swatches", ".aco", is_aco, read_aco),  # last: it has no signature
)


def parse_palette(data: bytes, name: str) -> Palette:
    """A palette from the bytes of a file of any kind in `FORMATS`, told by its contents.

    `name` is taken where the file has none. Raises FormatError.
    """
    form = next((form for form in FORMATS if form.is_it(data)), None)
    if form is None:
        raise FormatError(
            "The file is no palette of a kind that is known here: GIMP .gpl, Adobe .ase or .aco."
        )
    return form.read(data, name)


def read_palette(path: str | Path) -> Palette:
    """Open a palette file. Raises FormatError, a sentence for the artist, for whatever goes wrong."""
    path = Path(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise FormatError(
            "“{name}” could not be opened: the system refused ({reason}).",
            name=path.name,
            reason=error.strerror or str(error),
        ) from error
    if len(data) > MOST_BYTES:
        raise FormatError("“{name}” could not be opened: it is too large for a palette.", name=path.name)
    try:
        return parse_palette(data, path.stem)
    except FormatError as error:
        raise FormatError(
            "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
        ) from error


def save_palette(palette: Palette, path: str | Path) -> None:
    """Write a GIMP palette, wholly or not at all. Raises FormatError where the system refuses."""
    with replacing(Path(path)) as stream:
        stream.write(write_gpl(palette))
