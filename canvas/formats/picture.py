"""JPEG, WebP, TIFF, BMP and GIF by way of Pillow: opening one picture, saving the flattened document."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.limits import Limits
from canvas.formats.opened import WHITE, Opened, SaveOptions
from canvas.formats.png import one_layer

KINDS = ("JPEG", "WEBP", "TIFF", "BMP", "GIF")
MAX_JPEG_SIDE = 65_500  # pixels, of libjpeg
MAX_WEBP_SIDE = 16_383  # pixels, of the format

# All that Pillow has been seen to raise for damaged files; UnidentifiedImageError is an OSError.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
)


def read_picture(path: Path, limits: Limits) -> Opened:
    """A document of one layer: the picture upright, in sRGB. Raises FormatError or OSError."""
    if path.stat().st_size > limits.file_bytes:
        raise FormatError("“{name}” is too large to be a picture that can be opened.", name=path.name)
    Image.MAX_IMAGE_PIXELS = None  # our own limits are checked below, before anything is decoded
    with path.open("rb") as stream:
        try:
            with Image.open(stream, formats=KINDS) as image:
                limits.check_size(image.width, image.height)
                notes = _other_pages(image)
                image.load()
                upright = ImageOps.exif_transpose(image)
                profile = image.info.get("icc_profile")
                pixels, converted = _pixels(upright, profile)
                dpi = _dpi(image.info.get("dpi"))
        except FormatError as error:
            raise FormatError(
                "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
            ) from error
        except UnidentifiedImageError as error:
            raise FormatError(
                "“{name}” is not a picture of a kind that can be opened.", name=path.name
            ) from error
        except _DAMAGE as error:
            raise FormatError("“{name}” is damaged and cannot be opened.", name=path.name) from error
    left = None if converted or not isinstance(profile, bytes) else profile
    return one_layer(path, pixels, left, dpi, notes)


def _other_pages(image: Image.Image) -> tuple[Sentence, ...]:
    pages = getattr(image, "n_frames", 1)
    if pages <= 1:
        return ()
    return (Sentence("The file holds {count} pictures; only the first was opened.", count=pages),)


def _pixels(image: Image.Image, profile: Any) -> tuple[np.ndarray, bool]:
    """The image as an array that `to_rgba` knows, and whether its colour profile is taken care of."""
    if image.mode.startswith("I;16"):
        return np.asarray(image).astype(np.uint16), False
    if image.mode == "I":
        return np.asarray(image).clip(0, 65535).astype(np.uint16), False
    if image.mode == "F":
        raise FormatError(
            "Pictures with floating-point colours cannot be opened yet. Save them with 8 or 16 bits."
        )
    if image.mode in ("CMYK", "L") and isinstance(profile, bytes):
        converted = _by_profile(image, profile)
        if converted is not None:
            return np.asarray(converted), True
    if image.mode in ("RGB", "RGBA", "L", "LA"):
        return np.asarray(image), False
    # A profile of other colours than RGB says nothing about what Pillow makes of them.
    alpha = image.mode in ("PA", "La", "RGBa") or "transparency" in image.info
    return np.asarray(image.convert("RGBA" if alpha else "RGB")), image.mode != "P"


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """A CMYK or grey image turned into sRGB by its own profile, or None where that profile does not fit."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
    except (OSError, ValueError, ImageCms.PyCMSError):
        return None


def _dpi(value: Any) -> float | None:
    try:
        return float(value[0])
    except (TypeError, ValueError, LookupError, ArithmeticError):
        return None


def write_jpeg(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document on white (or the options' background). Raises FormatError or OSError."""
    _check_side(document, MAX_JPEG_SIDE, "JPEG")
    pixels = flatten8(document, background=options.background or WHITE)
    quality = min(100, max(1, options.quality))
    encoded = io.BytesIO()  # Pillow hides what a full disk says, so it does not get the file itself
    Image.fromarray(np.ascontiguousarray(pixels[:, :, :3])).save(
        encoded,
        "JPEG",
        quality=quality,
        subsampling=0 if quality >= 90 else 2,  # full colour resolution for fine work
        optimize=document.width * document.height < 1 << 25,  # costs a second pass
        dpi=(min(document.dpi, 65535), min(document.dpi, 65535)),
    )
    stream.write(encoded.getbuffer())
    return ()


def write_webp(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document, transparency kept. Raises FormatError or OSError."""
    _check_side(document, MAX_WEBP_SIDE, "WebP")
    pixels = flatten8(document, background=options.background)
    quality = 50 if options.lossless else min(100, max(1, options.quality))  # lossless: the effort taken
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "WEBP", lossless=options.lossless, quality=quality, method=2)
    stream.write(encoded.getbuffer())
    return ()


def _check_side(document: Document, most: int, kind: str) -> None:
    if max(document.width, document.height) > most:
        raise FormatError(
            "{kind} pictures can be at most {most} pixels wide and high. Save this one as PNG instead.",
            kind=kind,
            most=most,
        )
