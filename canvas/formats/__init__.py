"""Opening and saving documents: the one door to files of every kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from canvas.document import Document
from canvas.errors import EditError, FormatError, Sentence
from canvas.formats.limits import DEFAULT_LIMITS, Limits
from canvas.formats.opened import DEFAULT_OPTIONS, Opened, SaveOptions
from canvas.formats.pictures import picture_to_png, png_to_picture
from canvas.formats.safe_write import replacing
from canvas.formats.shrink import THUMBNAIL_SIDE
from canvas.formats.table import FORMATS, Format, format_named, format_of, writer_for
from canvas.formats.thumbnail import read_thumbnail
from canvas.formats.watch import TooMuchError

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "Format",
    "Limits",
    "Opened",
    "SaveOptions",
    "format_named",
    "open_document",
    "picture_to_png",
    "png_to_picture",
    "save_document",
    "thumbnail_of",
]


def open_document(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """Open a file of any kind in `FORMATS`, told by its contents.

    Raises FormatError, a sentence for the artist, for whatever goes wrong.
    """
    path = Path(path)
    try:
        return format_of(path).read(path, limits.started(path.stat().st_size))
    except (FormatError, TooMuchError) as error:
        raise _naming(path, error) from error
    except (OSError, EditError, MemoryError) as error:
        raise _unreadable(path, error) from error


def save_document(
    document: Document, path: str | Path, options: SaveOptions = DEFAULT_OPTIONS
) -> tuple[Sentence, ...]:
    """Save under a name whose ending tells the kind; the notes say what could not be saved.

    The file is whole before it takes the place of an older one. Raises FormatError; the older one then
    is as it was.
    """
    path = Path(path)
    write = writer_for(path)
    try:
        with replacing(path) as stream:
            notes = write(document, stream, options)
            kind = format_named(path)
            if kind is not None and kind.settle is not None:
                kind.settle(path)
            return notes
    except MemoryError as error:
        raise FormatError(
            "“{name}” could not be saved: there is not enough memory.", name=path.name
        ) from error


def thumbnail_of(path: str | Path, side: int = THUMBNAIL_SIDE, limits: Limits = DEFAULT_LIMITS) -> np.ndarray:
    """A small picture of a file, H×W×4 uint8 straight RGBA, at most side × side. Raises FormatError."""
    path = Path(path)
    try:
        return read_thumbnail(path, limits.started(path.stat().st_size), side)
    except TooMuchError as error:
        raise _naming(path, error) from error
    except (OSError, EditError, MemoryError) as error:
        raise _unreadable(path, error) from error


def _naming(path: Path, error: FormatError | TooMuchError) -> FormatError:
    """The error itself if it names the file, else one that does."""
    if isinstance(error, FormatError) and path.name in error.sentence.values.values():
        return error
    return FormatError("“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence)


def _unreadable(path: Path, error: OSError | EditError | MemoryError) -> FormatError:
    """What a file that cannot be opened is told to the artist as."""
    name = path.name
    match error:
        case MemoryError():
            return FormatError(
                "“{name}” could not be opened: there is not enough memory. Close other pictures and try "
                "again.",
                name=name,
            )
        case FileNotFoundError():
            return FormatError("“{name}” could not be opened: it is not there any more.", name=name)
        case PermissionError():
            return FormatError("“{name}” could not be opened: you may not read it.", name=name)
        case IsADirectoryError():
            return FormatError("“{name}” could not be opened: it is a folder.", name=name)
        case OSError():
            reason = error.strerror or str(error)
            return FormatError(
                "“{name}” could not be opened: the system refused ({reason}).", name=name, reason=reason
            )
        case _:
            return FormatError("“{name}” could not be opened: what it holds makes no sense.", name=name)
