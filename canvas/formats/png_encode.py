"""Writing PNG, fast: strips of rows are made and packed beside each other.

Source: W3C Portable Network Graphics Specification (Third Edition); RFC 1950 for the Adler-32 sum.
"""

from __future__ import annotations

import io
import itertools
import os
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from isal import isal_zlib

from canvas.background import ROOM, background_pool, rest_dropped
from canvas.errors import FormatError
from canvas.formats.png_chunks import SIGNATURE, chunk, profile_chunk, resolution_chunk, text_chunks

Strips = Callable[[int, int], np.ndarray]  # (top, bottom) → rows of those, h×W or h×W×C, uint8 or uint16
STRIP = 256  # rows deflated at a time
ZLIB = b"\x78\x01"  # the head of a zlib stream (RFC 1950)
_LEVEL = 1  # of isal: as small as its level 2 on paint, and faster than level 0
_ADLER = 65521
_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}  # by channels


class Sink(Protocol):
    def write(self, data: Any, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Shape:
    """What the header says of an image to be written."""

    width: int
    height: int
    channels: int  # 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA with straight alpha
    depth: int  # 8 or 16 bits


@dataclass(frozen=True, slots=True)
class Strip:
    """Some rows, filtered and deflated so that strips can follow each other: each ends with a whole byte."""

    packed: list[bytes]
    adler: int  # Adler-32 of what was packed
    length: int  # bytes of that


Packer = Callable[
    [int, int], Strip
]  # (top, bottom) → those rows, on any thread; bottom = height: the last ones


@dataclass(frozen=True, slots=True)
class Extras:
    """What stands in a PNG beside its pixels."""

    dpi: float | None = None
    text: Mapping[str, str] = field(default_factory=dict)
    profile: bytes | None = None  # ICC, of the colours; None for sRGB


NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """An image to be written, in strips: from one of the ascending `bounds` (rows, 0 … height) to the next.

    The packed strips are those of one zlib stream: the first begins with its head; see `ZLIB`.
    """

    shape: Shape
    bounds: Sequence[int]
    packer: Packer  # called in a few threads
    opened: Callable[[], AbstractContextManager[Sink]]  # what it is written into, once it is its turn
    extras: Extras = NO_EXTRAS


def image_of(
    shape: Shape,
    strips: Strips,
    opened: Callable[[], AbstractContextManager[Sink]],
    extras: Extras = NO_EXTRAS,
) -> Image:
    """An image whose rows `strips` gives; several threads may call it, for any rows."""

    def packer(top: int, bottom: int) -> Strip:
        return _deflate(strips(top, bottom), top == 0, bottom == shape.height)

    return Image(shape, [*range(0, shape.height, STRIP), shape.height], packer, opened, extras)


def write_png(sink: Sink, shape: Shape, strips: Strips, extras: Extras = NO_EXTRAS) -> None:
    """Write one image; see `image_of`. Raises whatever `strips` and `sink` raise."""
    write_images([image_of(shape, strips, lambda: nullcontext(sink), extras)])


def write_images(images: Iterable[Image]) -> None:
    """Write images one after another. Strips of the next are packed while those of one are still written.

    Each image is asked for a few strips before its turn. Raises whatever they and their sinks raise.
    """
    workers = min(4, os.cpu_count() or 1)
    with background_pool(workers, "png") as pool, rest_dropped(pool):
        for image, strips in itertools.groupby(_ahead(images, pool, 2 * workers), key=lambda pair: pair[0]):
            with image.opened() as sink:
                sink.write(_head(image))
                adler = 1
                for _image, strip in strips:
                    adler = _put(sink, strip.result(), adler)
                for piece in (*chunk(b"IDAT", struct.pack(">I", adler)), *chunk(b"IEND")):
                    sink.write(piece)


def _ahead(
    images: Iterable[Image], pool: ThreadPoolExecutor, most: int
) -> Iterator[tuple[Image, Future[Strip]]]:
    """All strips in their order, `most` of them and one being packed before they are asked for."""
    waiting: deque[tuple[Image, Future[Strip]]] = deque()
    for image in images:
        for top, bottom in itertools.pairwise(image.bounds):
            if len(waiting) > most:
                yield waiting.popleft()
            waiting.append((image, pool.submit(_in_turn, image.packer, top, bottom)))
    yield from waiting


def _head(image: Image) -> bytes:
    """The file up to its pixels."""
    shape, extras = image.shape, image.extras
    header = struct.pack(
        ">IIBBBBB", shape.width, shape.height, shape.depth, _COLOURS[shape.channels], 0, 0, 0
    )
    colours = chunk(b"sRGB", b"\0") if extras.profile is None else profile_chunk(extras.profile)
    pieces = [SIGNATURE, *chunk(b"IHDR", header), *colours]
    if extras.dpi is not None:
        pieces += resolution_chunk(extras.dpi)
    pieces += text_chunks(extras.text)
    return b"".join(pieces)


def encode_png(pixels: np.ndarray, dpi: float | None = None, text: Mapping[str, str] | None = None) -> bytes:
    """An image (H×W, H×W×2, H×W×3 or H×W×4, uint8 or uint16, straight alpha) as a PNG file's bytes."""
    if pixels.ndim not in (2, 3) or pixels.dtype not in (np.uint8, np.uint16) or 0 in pixels.shape:
        raise FormatError("This picture cannot be stored as PNG: it is not an 8- or 16-bit image.")
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if channels not in _COLOURS:
        raise FormatError(
            "This picture cannot be stored as PNG: it must be grey or RGB, with or without alpha."
        )
    shape = Shape(pixels.shape[1], pixels.shape[0], channels, pixels.dtype.itemsize * 8)
    sink = io.BytesIO()
    write_png(sink, shape, lambda top, bottom: pixels[top:bottom], Extras(dpi, text or {}))
    return sink.getvalue()


def _in_turn(packer: Packer, top: int, bottom: int) -> Strip:
    with ROOM.patiently():
        return packer(top, bottom)


def _deflate(rows: np.ndarray, first: bool, last: bool) -> Strip:
    """Filter rows and deflate them on their own, ending on a byte so that strips can follow each other.

    Every row is filtered Up but the strip's first, which is filtered Sub: it must not need the strip above.
    """
    if rows.dtype == np.uint16:
        rows = rows.astype(">u2")
    height, width = rows.shape[:2]
    channels = 1 if rows.ndim == 2 else rows.shape[2]
    step = channels * rows.dtype.itemsize  # bytes in a pixel
    lines = np.ascontiguousarray(rows).view(np.uint8).reshape(height, width * step)
    filtered = np.empty((height, 1 + lines.shape[1]), np.uint8)
    filtered[0, 0], filtered[1:, 0] = 1, 2
    filtered[0, 1 : 1 + step] = lines[0, :step]
    np.subtract(lines[0, step:], lines[0, :-step], out=filtered[0, 1 + step :])
    np.subtract(lines[1:], lines[:-1], out=filtered[1:, 1:])
    flat = filtered.reshape(-1)
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -15)
    packed = [ZLIB] if first else []
    packed.append(packer.compress(flat))
    packed.append(packer.flush(isal_zlib.Z_FINISH if last else isal_zlib.Z_FULL_FLUSH))
    return Strip(packed, isal_zlib.adler32(flat), flat.size)


def _put(sink: Sink, strip: Strip, adler: int) -> int:
    """Write a strip as one IDAT chunk; the Adler-32 sum of everything up to its end."""
    for piece in chunk(b"IDAT", *strip.packed):
        sink.write(piece)
    return _joined_adler(adler, strip.adler, strip.length)


def _joined_adler(one: int, other: int, other_length: int) -> int:
    """The Adler-32 sum of two runs of bytes from the sums of each (RFC 1950, section 8.2)."""
    low_one, high_one = one & 0xFFFF, one >> 16
    low_two, high_two = other & 0xFFFF, other >> 16
    low = (low_one + low_two - 1) % _ADLER
    high = (high_one + high_two + other_length * (low_one - 1)) % _ADLER
    return high << 16 | low
