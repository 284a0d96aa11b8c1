"""Plain pictures to PNG bytes and back, byte for byte: for recipes, previews and the clipboard."""

from __future__ import annotations

import numpy as np

from canvas.errors import FormatError
from canvas.formats.limits import DEFAULT_LIMITS, Limits
from canvas.formats.png_decode import decode_png
from canvas.formats.png_encode import encode_png


def picture_to_png(picture: np.ndarray) -> bytes:
    """A grey H×W, RGB H×W×3 or RGBA H×W×4 uint8 picture as a PNG file's bytes. Raises FormatError."""
    if picture.dtype != np.uint8:
        raise FormatError("This picture cannot be stored: it is not an 8-bit image.")
    return encode_png(picture)


def png_to_picture(data: bytes, limits: Limits = DEFAULT_LIMITS) -> np.ndarray:
    """The picture in a PNG file: H×W, H×W×3 or H×W×4 uint8, as it was given. Raises FormatError.

    Grey with alpha comes back as RGBA; 16 bits come back as 8.
    """
    pixels = decode_png(data, limits).pixels
    if pixels.dtype == np.uint16:
        pixels = ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 2:
        pixels = pixels[:, :, (0, 0, 0, 1)]
    return np.ascontiguousarray(pixels)
