"""A native file as one thing: opened without its undo steps, or written anew from a document."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import BinaryIO

import numpy as np

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import Limits
from canvas.formats.native import schema
from canvas.formats.native.journal import Journal
from canvas.formats.native.reading import restore, watch_over
from canvas.formats.opened import Opened
from canvas.formats.pictures import picture_to_png, png_to_picture
from canvas.history import History

PREVIEW_SIDE = 512  # pixels


def read_native(path: Path, limits: Limits) -> Opened:
    """The document. Raises FormatError."""
    restored = restore(path, limits)
    pending = tuple(one.recipe for one in restored.pending if one.recipe is not None)
    return Opened(restored.record.document, restored.notes, pending=pending, profile=restored.profile)


def write_native(document: Document, stream: BinaryIO, profile: bytes | None = None) -> tuple[Sentence, ...]:
    """A file with the document and no undo steps. profile: ICC, of the file that the picture came from.

    Raises FormatError or OSError.
    """
    with tempfile.TemporaryDirectory(prefix="scumble-") as folder:
        path = Path(folder) / "picture.scumble"
        history = History(document)
        try:
            journal = Journal.create(path)
            journal.write(history.record())
            journal.set_meta(preview=preview_of(document))
            if profile is not None:
                journal.set_meta(profile=profile)
            journal.close()
        except sqlite3.Error as error:
            raise FormatError("The picture could not be written ({reason}).", reason=str(error)) from error
        finally:
            history.close()
        with path.open("rb") as made:
            shutil.copyfileobj(made, stream, 1 << 20)
    return ()


def read_preview(path: Path, limits: Limits) -> np.ndarray:
    """The picture that the file carries of itself, H×W×4 uint8. Raises FormatError where it has none."""
    try:
        with contextlib.closing(schema.connect(path, write=False, brief=True)) as database:
            watch_over(database, limits)
            schema.check(database, path.name)
            row = database.execute("SELECT value FROM meta WHERE key = 'preview'").fetchone()
    except sqlite3.Error as error:
        limits.check_time()  # it may be the end of time that stopped the database
        raise FormatError("“{name}” is damaged: it cannot be read.", name=path.name) from error
    if row is None or not isinstance(row[0], bytes):
        raise FormatError("“{name}” carries no small picture of itself.", name=path.name)
    return png_to_picture(row[0], limits)


def preview_of(document: Document) -> bytes:
    """The whole picture as a PNG of at most PREVIEW_SIDE pixels along a side."""
    import cv2

    side = max(document.width, document.height)
    pixels = flatten8(document)
    if side > PREVIEW_SIDE:
        scale = PREVIEW_SIDE / side
        size = (max(1, round(document.width * scale)), max(1, round(document.height * scale)))
        pixels = np.ascontiguousarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    return picture_to_png(pixels)
