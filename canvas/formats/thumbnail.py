"""Small pictures of files, for lists of recent ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.shrink import THUMBNAIL_SIDE, shrunk
from canvas.formats.table import format_of
from canvas.geometry import TILE, Rect

_AT_ONCE = 1 << 26  # pixels of layers composited at a time


def read_thumbnail(path: Path, limits: Limits, side: int = THUMBNAIL_SIDE) -> np.ndarray:
    """A picture of the file that fits into side × side pixels: H×W×4 uint8 straight RGBA.

    Formats with layers carry one; any other file (and one without) is opened for it. Raises FormatError or
    OSError.
    """
    kind = format_of(path)
    if kind.thumbnail is not None:
        try:
            return shrunk(kind.thumbnail(path, limits), side)
        except FormatError:
            pass  # not every program writes one: the layers themselves are there
    return shrunk(_flattened(kind.read(path, limits).document, limits), side)


def _flattened(document: Document, limits: Limits) -> np.ndarray:
    """H×W×4 uint8, composited band by band: there may be many large layers. Raises TooMuchError."""
    width, height = document.width, document.height
    out = np.empty((height, width, 4), np.uint8)
    rows = max(1, _AT_ONCE // (width * (1 + sum(1 for _ in document.nodes()))) // TILE) * TILE
    for top in range(0, height, rows):
        limits.check_time()
        band = Rect(0, top, width, min(rows, height - top))
        out[top : top + rows] = flatten8(document, band)
    return out
