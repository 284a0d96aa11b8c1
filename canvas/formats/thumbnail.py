"""Small pictures of files, for lists of recent ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from canvas.composite import flatten8
from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.shrink import THUMBNAIL_SIDE, shrunk
from canvas.formats.table import format_of


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
    return shrunk(flatten8(kind.read(path, limits).document), side)
