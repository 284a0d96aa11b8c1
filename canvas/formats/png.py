"""Opening a PNG as a document of one layer, and saving the flattened document as PNG."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.colour import to_srgb
from canvas.formats.limits import Limits
from canvas.formats.opened import Opened, SaveOptions
from canvas.formats.pixels import tiles_of, to_rgba
from canvas.formats.png_decode import decode_png
from canvas.formats.png_encode import Shape, write_png
from canvas.layer import Layer

DEFAULT_DPI = 72.0
MAX_DPI = 30_000.0


def read_png(path: Path, limits: Limits) -> Opened:
    """A document of one layer named after the file. Raises FormatError or OSError."""
    if path.stat().st_size > limits.file_bytes:
        raise FormatError("“{name}” is too large to be a picture that can be opened.", name=path.name)
    try:
        picture = decode_png(path.read_bytes(), limits)
    except FormatError as error:
        raise FormatError(
            "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
        ) from error
    return one_layer(path, picture.pixels, picture.profile, picture.dpi, picture.notes, dict(picture.text))


def one_layer(
    path: Path,
    pixels: np.ndarray,
    profile: bytes | None,
    dpi: float | None,
    notes: tuple[Sentence, ...] = (),
    text: dict[str, str] | None = None,
) -> Opened:
    """A document made of one picture (any kind that `to_rgba` knows), its colours turned into sRGB."""
    rgba = to_rgba(pixels)
    if profile:
        try:
            rgba = to_srgb(rgba, profile)
        except FormatError as error:
            notes = (*notes, Sentence("{reason} The colours were taken as sRGB.", reason=error.sentence))
    layer = Layer(path.stem or "Picture", tiles=tiles_of(rgba))
    height, width = rgba.shape[:2]
    fine = dpi is not None and 1 <= dpi <= MAX_DPI  # NaN is not
    document = Document(
        width, height, (layer,), layer.id, dpi=dpi if dpi is not None and fine else DEFAULT_DPI
    )
    return Opened(document, notes, text or {})


def write_flat_png(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document: as RGB if nothing is transparent, else RGBA. Raises OSError."""
    pixels = flatten8(document, background=options.background)
    if pixels[:, :, 3].min() == 255:
        pixels = pixels[:, :, :3]
    shape = Shape(document.width, document.height, pixels.shape[2], 8)
    write_png(stream, shape, lambda top, bottom: pixels[top:bottom], document.dpi, options.text)
    return ()
