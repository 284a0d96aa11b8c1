"""Opening a PNG as a document of one layer, and saving the flattened document as PNG."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.flat import flat_picture, texts
from canvas.formats.limits import Limits
from canvas.formats.metadata_exif import orientation_of, parse_exif, texts_of, upright
from canvas.formats.one_layer import one_layer
from canvas.formats.opened import Opened, SaveOptions
from canvas.formats.picture import animation, open_by_pillow, pillow_errors, watched
from canvas.formats.png_chunks import is_animated
from canvas.formats.png_decode import Picture, decode_png, png_header, png_packed
from canvas.formats.png_encode import Extras, Shape, write_png


def read_png(path: Path, limits: Limits) -> Opened:
    """A document of one layer named after the file, or one for each frame. Raises FormatError or OSError."""
    if path.stat().st_size > limits.file_bytes:
        raise FormatError("“{name}” is too large to be a picture that can be opened.", name=path.name)
    data = path.read_bytes()
    try:
        animated = is_animated(data)
        header = png_header(data)
        limits.next_picture(png_packed(data), header.width * header.height)
        picture = decode_png(data, limits)
    except FormatError as error:
        raise FormatError(
            "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
        ) from error
    if animated:
        return _animation(path, data, picture, limits)
    exif = parse_exif(picture.exif) if picture.exif else None
    pixels = upright(picture.pixels, orientation_of(exif))
    text = {**texts_of(exif), **picture.text}
    return one_layer(path, pixels, picture.profile, picture.dpi, picture.notes, text, check=limits.check_time)


def _animation(path: Path, data: bytes, picture: Picture, limits: Limits) -> Opened:
    """`picture` is the still that stands for the animation; its texts and profile are the file's."""
    stream = watched(io.BytesIO(data), limits)
    with pillow_errors(path), open_by_pillow(stream, ("PNG",), limits) as image:
        opened = animation(path, image, picture.profile, limits, picture.text)
    notes = picture.notes
    if picture.pixels.dtype == np.uint16:
        notes += (Sentence("The frames were read with 8 of their {bits} bits a channel.", bits=16),)
    return replace(opened, notes=(*notes, *opened.notes))


def write_flat_png(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document: as RGB if nothing is transparent, else RGBA. Raises OSError."""
    flat = flat_picture(document, options, deep=options.flat_depth == 16, background=options.background)
    pixels = flat.pixels
    if (pixels[:, :, 3] == (65535 if pixels.itemsize == 2 else 255)).all():
        pixels = pixels[:, :, :3]
    shape = Shape(document.width, document.height, pixels.shape[2], 8 * pixels.itemsize)
    profile = None if flat.srgb else flat.profile
    words = texts(document, options)
    write_png(stream, shape, lambda top, bottom: pixels[top:bottom], Extras(document.dpi, words, profile))
    return flat.notes
