"""Brushes from files of other programs and our own: the one door to brush files of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from canvas.brush.entry import BrushEntry
from canvas.brush_files.imported import MOST_BYTES, Imported
from canvas.brush_files.native import ENDING, write_native
from canvas.errors import FormatError
from canvas.formats.safe_write import replacing
from canvas.formats.watch import TooMuchError

if TYPE_CHECKING:
    from canvas.brush_files.table import BrushFormat

__all__ = ["ENDING", "Imported", "extensions", "read_brushes", "save_brushes"]

# The readers are large, and needed only when a file is read: their table is loaded then.


def extensions() -> tuple[str, ...]:
    """Every ending that can be read, with its dot."""
    from canvas.brush_files.table import FORMATS

    return tuple(dict.fromkeys(ending for kind in FORMATS for ending in kind.extensions))


def read_brushes(path: str | Path) -> Imported:
    """The brushes of a file of any kind in `FORMATS`, told by its contents, and if need be by its ending.

    The ids are made of the titles, and need not be unique. Raises FormatError, a sentence for the artist, for
    whatever goes wrong.
    """
    from canvas.brush_files.table import HEAD

    path = Path(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            kind = _kind_of(head, path)
            if kind.read_file is not None:
                return kind.read_file(path)
            rest = stream.read(MOST_BYTES + 1 - len(head))
        if len(head) + len(rest) > MOST_BYTES:
            raise FormatError("It is too large for a file of brushes.")
        return kind.read(head + rest, path)
    except (FormatError, TooMuchError) as error:
        raise FormatError(
            "“{name}” could not be read. {reason}", name=path.name, reason=error.sentence
        ) from error
    except OSError as error:
        raise FormatError(
            "“{name}” could not be read: the system refused ({reason}).",
            name=path.name,
            reason=error.strerror or str(error),
        ) from error
    except MemoryError as error:
        raise FormatError(
            "“{name}” could not be read: there is not enough memory.", name=path.name
        ) from error


def save_brushes(entries: tuple[BrushEntry, ...], path: str | Path) -> None:
    """Write our own kind of file, wholly or not at all, tips in it. Raises FormatError."""
    with replacing(Path(path)) as stream:
        stream.write(write_native(entries))


def _kind_of(head: bytes, path: Path) -> BrushFormat:
    from canvas.brush_files.table import FORMATS

    told = [kind for kind in FORMATS if kind.told_by(head)]
    if not told:
        kinds = ", ".join(kind.name for kind in FORMATS)
        raise FormatError("It is no brush of a kind that is known here: {kinds}.", kinds=kinds)
    ending = path.suffix.lower()
    return next((kind for kind in told if ending in kind.extensions), told[0])
