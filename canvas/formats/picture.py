"""JPEG, WebP, BMP and GIF by way of Pillow: opening them upright and in sRGB."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from canvas.errors import FormatError, Sentence
from canvas.formats.animated import document_of, frame_count, read_frames
from canvas.formats.bmp_colour import bmp_profile
from canvas.formats.gif_extent import gif_extent
from canvas.formats.limits import Limits, sound_dpi
from canvas.formats.metadata import settings_of
from canvas.formats.metadata_exif import dpi_of, orientation_of, parse_exif, texts_of, upright
from canvas.formats.one_layer import converter, one_layer
from canvas.formats.opened import Opened
from canvas.formats.picture_bytes import jpeg_bytes, stream_bytes, webp_bytes
from canvas.formats.watch import Check, unwatched
from canvas.formats.watched_stream import WatchedStream

_BAND = 1 << 22  # pixels whose colours are turned at a time
KINDS = ("JPEG", "WEBP", "BMP", "GIF")
ANIMATED = ("WEBP", "GIF", "PNG")

# All that Pillow has been seen to raise for damaged files; UnidentifiedImageError is an OSError.
DAMAGE = (
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
    """The picture upright, in sRGB, on one layer; an animation as a layer for each frame.

    Raises FormatError or OSError.
    """
    if path.stat().st_size > limits.file_bytes:
        raise FormatError("“{name}” is too large to be a picture that can be opened.", name=path.name)
    with path.open("rb") as plain, pillow_errors(path):
        stream = watched(plain, limits)
        with open_by_pillow(stream, KINDS, limits) as image:
            limits.next_picture(_packed(image, plain), image.width * image.height)
            if image.format == "BMP":
                profile, notes = bmp_profile(stream, limits)
                return still(path, image, profile, limits, notes)
            return _opened(path, image, limits)


def watched(stream: BinaryIO, limits: Limits) -> BinaryIO:
    """The same file, but reading it raises TooMuchError when time is up."""
    return cast(BinaryIO, WatchedStream(stream, limits.check_time))


def _packed(image: Image.Image, stream: BinaryIO) -> int:
    """Bytes of the file that are its picture, as far as they can be told. Raises FormatError."""
    place = stream.tell()
    stream.seek(0)
    try:
        if image.format == "JPEG":
            return jpeg_bytes(stream.read(), image.width * image.height)
        if image.format == "WEBP":
            return webp_bytes(stream.read())
        return stream_bytes(stream)
    finally:
        stream.seek(place)


@contextmanager
def pillow_errors(path: Path) -> Iterator[None]:
    """Turn whatever goes wrong with a picture into a FormatError that names its file."""
    try:
        yield
    except FormatError as error:
        raise FormatError(
            "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
        ) from error
    except UnidentifiedImageError as error:
        raise FormatError(
            "“{name}” is not a picture of a kind that can be opened.", name=path.name
        ) from error
    except DAMAGE as error:
        raise FormatError("“{name}” is damaged and cannot be opened.", name=path.name) from error


def open_by_pillow(stream: BinaryIO, kinds: tuple[str, ...], limits: Limits) -> Image.Image:
    """A picture of one of Pillow's kinds, not decoded yet. Raises FormatError if it is too large."""
    Image.MAX_IMAGE_PIXELS = None  # our own limits are checked below, before anything is decoded
    if stream.read(3) == b"GIF":
        limits.check_size(*gif_extent(stream, limits.check_time))
    stream.seek(0)
    image = Image.open(stream, formats=kinds)
    limits.check_size(image.width, image.height)
    return image


def _opened(path: Path, image: Image.Image, limits: Limits) -> Opened:
    profile = profile_told(image)
    count = frame_count(image)
    if count > 1 and image.format in ANIMATED:
        return animation(path, image, profile, limits)
    return still(path, image, profile, limits, () if count <= 1 else (_only_first(count),))


def still(
    path: Path,
    image: Image.Image,
    profile: bytes | None,
    limits: Limits,
    notes: tuple[Sentence, ...],
    pixels: np.ndarray | None = None,
) -> Opened:
    """A picture of one frame, upright, with what it tells. pixels: of it, where they were read elsewhere."""
    exif, converted = exif_of(image), False
    if pixels is None:
        image.load()
        pixels, converted = pixels_of(image, profile, limits.check_time)
    return one_layer(
        path,
        upright(pixels, orientation_of(exif)),
        profile,
        dpi_told(image) or dpi_of(exif),
        notes,
        texts_of(exif),
        converted=converted,
        check=limits.check_time,
    )


def animation(
    path: Path,
    image: Image.Image,
    profile: bytes | None,
    limits: Limits,
    text: Mapping[str, str] | None = None,
) -> Opened:
    """An animation that Pillow can step through as layers. Raises whatever Pillow does for damaged files."""
    convert, note = converter(profile, limits.check_time)
    text = dict(text) if text is not None else texts_of(exif_of(image))
    frames = read_frames(image, limits, convert)
    document = document_of(frames.layers, image.width, image.height, sound_dpi(dpi_told(image)))
    return Opened(document, (*note, *frames.notes), text, settings_of(text), profile)


def exif_of(image: Image.Image) -> Image.Exif | None:
    """What the file says of its picture, None where that is damaged or missing."""
    block = image.info.get("exif")
    return parse_exif(block) if isinstance(block, bytes) else None


def _only_first(count: int) -> Sentence:
    return Sentence("The file holds {count} pictures; only the first was opened.", count=count)


def pixels_of(image: Image.Image, profile: Any, check: Check = unwatched) -> tuple[np.ndarray, bool]:
    """The image as an array that `to_rgba` knows, and whether its colour profile is taken care of.

    check: called between bands of rows.
    """
    if image.mode.startswith("I;16"):
        return np.asarray(image).astype(np.uint16), False
    if image.mode == "I":
        return np.asarray(image).clip(0, 65535).astype(np.uint16), False
    if image.mode in ("CMYK", "L") and isinstance(profile, bytes):
        converted = _by_profile(image, profile, check)
        if converted is not None:
            return converted, True
    if image.mode in ("RGB", "RGBA", "L", "LA"):
        return np.asarray(image), False
    # A profile of other colours than RGB says nothing about what Pillow makes of them.
    alpha = image.mode in ("PA", "La", "RGBa") or "transparency" in image.info
    return np.asarray(image.convert("RGBA" if alpha else "RGB")), image.mode != "P"


def _by_profile(image: Image.Image, profile: bytes, check: Check) -> np.ndarray | None:
    """A CMYK or grey image turned into sRGB by its own profile, or None where that profile does not fit."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, "RGB")
    except (OSError, ValueError, ImageCms.PyCMSError):
        return None
    out = np.empty((image.height, image.width, 3), np.uint8)
    rows = max(1, _BAND // image.width)
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(image.height, top + rows)))
        turned = ImageCms.applyTransform(band, transform)
        if turned is None:
            return None
        out[top : top + rows] = np.asarray(turned)
        check()
    return out


def profile_told(image: Image.Image) -> bytes | None:
    """The ICC profile that came with the picture."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and profile else None


def dpi_told(image: Image.Image) -> float | None:
    """Pixels per inch that the file tells."""
    try:
        return float(image.info["dpi"][0])
    except (TypeError, ValueError, LookupError, ArithmeticError):
        return None
