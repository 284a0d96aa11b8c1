"""JPEG, WebP and AVIF by way of Pillow: saving the flattened document with its profile and its recipe."""

from __future__ import annotations

import io
from typing import BinaryIO

import numpy as np
from PIL import Image

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.flat import flat_picture, texts
from canvas.formats.metadata_exif import MOST_JPEG, exif_with
from canvas.formats.opened import WHITE, SaveOptions

MAX_JPEG_SIDE = 65_500  # pixels, of libjpeg
MAX_WEBP_SIDE = 16_383  # pixels, of the format
MAX_AVIF_SIDE = 16_384  # pixels, of libavif, as are all of them together


def write_jpeg(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document on white (or the options' background). Raises FormatError or OSError."""
    _check_side(document, MAX_JPEG_SIDE, "JPEG")
    flat = flat_picture(document, options, background=options.background or WHITE)
    exif, notes = _exif(document, options, MOST_JPEG)
    quality = _quality(options)
    encoded = io.BytesIO()  # Pillow hides what a full disk says, so it does not get the file itself
    Image.fromarray(np.ascontiguousarray(flat.pixels[:, :, :3])).save(
        encoded,
        "JPEG",
        quality=quality,
        subsampling=0 if quality >= 90 else 2,  # full colour resolution for fine work
        optimize=document.width * document.height < 1 << 25,  # costs a second pass
        dpi=(min(document.dpi, 65535), min(document.dpi, 65535)),
        icc_profile=flat.profile,
        exif=exif,
    )
    stream.write(encoded.getbuffer())
    return (*flat.notes, *notes)


def write_webp(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document, transparency kept. Raises FormatError or OSError."""
    _check_side(document, MAX_WEBP_SIDE, "WebP")
    flat = flat_picture(document, options, background=options.background)
    exif, notes = _exif(document, options)
    quality = 50 if options.lossless else _quality(options)  # lossless: the effort taken
    encoded = io.BytesIO()
    Image.fromarray(flat.pixels).save(
        encoded,
        "WEBP",
        lossless=options.lossless,
        quality=quality,
        method=2,
        icc_profile=flat.profile,
        exif=exif,
    )
    stream.write(encoded.getbuffer())
    return (*flat.notes, *notes)


def write_avif(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document, transparency kept, never wholly without loss.

    Raises FormatError or OSError.
    """
    _check_side(document, MAX_AVIF_SIDE, "AVIF")
    flat = flat_picture(document, options, background=options.background)
    exif, notes = _exif(document, options)
    quality = _quality(options)
    opaque = flat.pixels[:, :, 3].min() == 255
    pixels = np.ascontiguousarray(flat.pixels[:, :, :3]) if opaque else flat.pixels
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(
        encoded,
        "AVIF",
        quality=quality,
        subsampling="4:4:4" if quality >= 90 else "4:2:0",
        speed=8,  # 0 … 10: a 4096² picture takes some seconds
        icc_profile=flat.profile,
        exif=exif,
    )
    stream.write(encoded.getbuffer())
    return (*flat.notes, *notes)


def _quality(options: SaveOptions) -> int:
    return min(100, max(1, options.quality))


def _exif(
    document: Document, options: SaveOptions, most: int | None = None
) -> tuple[bytes, tuple[Sentence, ...]]:
    """What is said of the picture; the long part is left out where a file cannot hold so much."""
    words = texts(document, options)
    block = exif_with(words, document.dpi)
    if most is None or len(block) <= most:
        return block, ()
    block = exif_with({key: value for key, value in words.items() if key == "parameters"}, document.dpi)
    note = Sentence("What was generated, layer by layer, is too long for this kind of file and was left out.")
    return (block if len(block) <= most else b""), (note,)


def _check_side(document: Document, most: int, kind: str) -> None:
    if max(document.width, document.height) > most:
        raise FormatError(
            "{kind} pictures can be at most {most} pixels wide and high. Save this one as PNG instead.",
            kind=kind,
            most=most,
        )
