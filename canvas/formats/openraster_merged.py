"""Whether the layers of an OpenRaster file look here as in the merged picture that lies beside them."""

from __future__ import annotations

import numpy as np

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats.archive import Archive
from canvas.formats.budget import Budget
from canvas.formats.limits import Limits
from canvas.formats.openraster_names import MERGED
from canvas.formats.pictures import png_to_picture
from canvas.formats.pixels import to_rgba
from canvas.formats.png_decode import png_header
from canvas.geometry import TILE, Rect

_MOST = 1 << 26  # pixels: beyond this it would take more time and memory than it is worth
_SIDE = 1024  # pixels of a row or column that are compared at most, evenly spread
_LEVELS = 6  # of 255, premultiplied: less is rounding between many layers
_SHARE = 0.001  # of the pixels compared


def merged_picture(
    archive: Archive, size: tuple[int, int], budget: Budget, limits: Limits
) -> np.ndarray | None:
    """H×W×4 uint8 straight RGBA; None where there is none of the picture's size (width, height) to be read.

    No layer depends on it, so a damaged one is as good as none, and one of a huge picture is let be. Raises
    TooMuchError.
    """
    if not archive.has(MERGED) or size[0] * size[1] > _MOST:
        return None
    try:
        data = archive.read(MERGED)
        header = png_header(data)
        if (header.width, header.height) != size:
            return None
        budget.take_pixels(header.width * header.height, archive.packed_size(MERGED))
        return to_rgba(png_to_picture(data, limits))
    except FormatError:
        return None


def looks_different(document: Document, merged: np.ndarray, budget: Budget) -> bool:
    """merged: H×W×4 uint8 straight RGBA of the document's size. Raises TooMuchError once time is up."""
    down, across = (-(-side // _SIDE) for side in (document.height, document.width))
    rows = down * TILE  # of a band: whole tiles, and whole steps
    far = compared = 0
    for top in range(0, document.height, rows):
        budget.check_time()
        band = Rect(0, top, document.width, rows).clipped(document.rect)
        shown = _premultiplied(flatten8(document, band)[::down, ::across])
        expected = _premultiplied(merged[top : top + rows : down, ::across])
        away = np.abs(shown - expected).max(axis=2)
        far, compared = far + int((away > _LEVELS).sum()), compared + away.size
    return far > _SHARE * compared


def _premultiplied(picture: np.ndarray) -> np.ndarray:
    """H×W×4 int32, 0 … 255."""
    wide = picture.astype(np.int32)
    wide[:, :, :3] = wide[:, :, :3] * wide[:, :, 3:] // 255
    return wide
