"""Opening AVIF: what its boxes say of depth and colours, and the pixels of more than 8 bits.

Sources: ISO/IEC 14496-12 (boxes); AV1 Image File Format 1.1; AV1 in ISOBMFF for av1C.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

from canvas.errors import FormatError, Sentence
from canvas.formats.animated import frame_count
from canvas.formats.described import profile_of_code_points
from canvas.formats.limits import Limits
from canvas.formats.opened import Opened
from canvas.formats.picture import (
    animation,
    open_by_pillow,
    pillow_errors,
    profile_told,
    still,
)

# Boxes that hold boxes, and how many bytes of their own come first.
_HOLDERS = {
    b"meta": 4, b"iprp": 0, b"ipco": 0, b"moov": 0, b"trak": 0, b"mdia": 0, b"minf": 0, b"stbl": 0,
    b"stsd": 8, b"av01": 78,
}  # fmt: skip
_MOST_BOXES = 20_000
_MOST_PIXELS = 1 << 27  # nothing can interrupt the decoder; a level of AV1 allows a quarter of this
_DEEP, _TWELVE = 0x40, 0x20  # bits of av1C


@dataclass(frozen=True, slots=True)
class Told:
    """What the boxes say."""

    bits: int = 8  # a channel: 8, 10 or 12
    primaries: int = 2  # H.273's code points; 2: not told
    transfer: int = 2


def read_avif(path: Path, limits: Limits) -> Opened:
    """The picture upright, in sRGB, on one layer; a sequence as a layer for each frame.

    Raises FormatError or OSError.
    """
    if path.stat().st_size > limits.file_bytes:
        raise FormatError("“{name}” is too large to be a picture that can be opened.", name=path.name)
    data = path.read_bytes()
    told = boxes_told(data)
    with pillow_errors(path), open_by_pillow(io.BytesIO(data), ("AVIF",), limits) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise FormatError(
                "The picture is {width} × {height} pixels, which is too large for AVIF to be opened. Save it "
                "as PNG in the program that wrote it.",
                width=image.width,
                height=image.height,
            )
        profile, notes = profile_told(image), ()
        if profile is None:
            profile, notes = profile_of_code_points(told.primaries, told.transfer)
        if frame_count(image) > 1:
            return _sequence(path, image, profile, notes, told, limits)
        limits.check_time()
        pixels = _deep_pixels(data, image, told.bits) if told.bits > 8 else None
        return still(path, image, profile, limits, notes, pixels)


def _sequence(
    path: Path,
    image: Image.Image,
    profile: bytes | None,
    notes: tuple[Sentence, ...],
    told: Told,
    limits: Limits,
) -> Opened:
    opened = animation(path, image, profile, limits)
    if told.bits > 8:
        notes += (Sentence("The frames were read with 8 of their {bits} bits a channel.", bits=told.bits),)
    return replace(opened, notes=(*notes, *opened.notes))


def boxes_told(data: bytes) -> Told:
    """What the file says before its pixels; whatever makes no sense is as if it were not there."""
    bits, points = 8, (2, 2)
    for kind, start, end in _boxes(data):
        if kind == b"av1C" and end - start >= 4:
            flags = data[start + 2]
            bits = max(bits, (12 if flags & _TWELVE else 10) if flags & _DEEP else 8)
        elif (
            kind == b"colr" and data[start : start + 4] == b"nclx" and end - start >= 10 and points == (2, 2)
        ):
            points = (
                int.from_bytes(data[start + 4 : start + 6], "big"),
                int.from_bytes(data[start + 6 : start + 8], "big"),
            )
    return Told(bits, *points)


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where the contents begin and end, of every box; holders come before what they hold."""
    waiting = [(0, len(data))]
    for _ in range(_MOST_BOXES):
        while waiting and waiting[-1][1] - waiting[-1][0] < 8:
            waiting.pop()
        if not waiting:
            return
        place, end = waiting.pop()
        size, kind, head = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8], 8
        if size == 1 and end - place >= 16:
            size, head = int.from_bytes(data[place + 8 : place + 16], "big"), 16
        last = end if size == 0 else place + size
        if (size and size < head) or last > end:
            continue  # nothing behind this can be told from pixels
        waiting.append((last, end))
        yield kind, place + head, last
        if kind in _HOLDERS:
            waiting.append((place + head + _HOLDERS[kind], last))


def _deep_pixels(data: bytes, image: Image.Image, bits: int) -> np.ndarray | None:
    """H×W, H×W×3 or H×W×4 uint16 over all 16 bits; None where the decoder gives something else."""
    try:
        pixels = imagecodecs.avif_decode(data)
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise FormatError("The picture is damaged and cannot be decoded.") from error
    if pixels.dtype != np.uint16 or pixels.shape[:2] != (image.height, image.width):
        return None
    shift = 16 - bits  # the highest bits are repeated below the lowest: white stays white
    return (pixels << shift) | (pixels >> (bits - shift))
