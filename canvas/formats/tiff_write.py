"""Saving the flattened document as TIFF: 8 or 16 bits, deflated in strips, with its profile.

Source: TIFF 6.0 (Adobe, 1992), sections 2, 8, 14; compression 8 by Adobe's Photoshop TIFF notes (2002).
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import numpy as np
from isal import isal_zlib

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.flat import flat_picture, texts
from canvas.formats.opened import SaveOptions

MOST_BYTES = 0xFFFF0000  # of a file: places in it are 32 bits
_ROWS = 256  # in a strip
_SHORT, _LONG, _RATIONAL, _ASCII, _UNDEFINED = 3, 4, 5, 2, 7
_DEFLATE, _DIFFERENCES = 8, 2
_CODES = {_SHORT: "H", _LONG: "I"}


def write_tiff(document: Document, stream: BinaryIO, options: SaveOptions) -> tuple[Sentence, ...]:
    """Write the flattened document, transparency kept. Raises FormatError or OSError."""
    flat = flat_picture(document, options, deep=options.flat_depth == 16, background=options.background)
    pixels = flat.pixels
    if (pixels[:, :, 3] == np.iinfo(pixels.dtype).max).all():
        pixels = pixels[:, :, :3]
    height, width, channels = pixels.shape
    stream.write(b"II*\0\0\0\0\0")
    places, sizes, end = [], [], 8
    for top in range(0, height, _ROWS):
        strip = _deflated(pixels[top : top + _ROWS])
        places.append(end)
        sizes.append(len(strip))
        end += len(strip) + len(strip) % 2  # places are even
        if end > MOST_BYTES:
            raise FormatError("The picture is too large for a TIFF file. Save it as PNG instead.")
        stream.write(strip + b"\0" * (len(strip) % 2))
    words = texts(document, options).get("parameters", "")
    dpi = struct.pack("<II", round(document.dpi * 1000), 1000)
    tags: list[tuple[int, int, bytes]] = [
        (256, _LONG, _packed(_LONG, width)),
        (257, _LONG, _packed(_LONG, height)),
        (258, _SHORT, _packed(_SHORT, *[8 * pixels.itemsize] * channels)),
        (259, _SHORT, _packed(_SHORT, _DEFLATE)),
        (262, _SHORT, _packed(_SHORT, 2)),
        *([(270, _ASCII, words.encode("utf-8", "replace") + b"\0")] if words else []),
        (273, _LONG, _packed(_LONG, *places)),
        (277, _SHORT, _packed(_SHORT, channels)),
        (278, _LONG, _packed(_LONG, _ROWS)),
        (279, _LONG, _packed(_LONG, *sizes)),
        (282, _RATIONAL, dpi),
        (283, _RATIONAL, dpi),
        (296, _SHORT, _packed(_SHORT, 2)),
        (305, _ASCII, b"Scumble\0"),
        (317, _SHORT, _packed(_SHORT, _DIFFERENCES)),
        *([(338, _SHORT, _packed(_SHORT, 2))] if channels == 4 else []),
        (34675, _UNDEFINED, flat.profile),
    ]
    stream.write(_directory(tags, end))
    stream.seek(4)
    stream.write(struct.pack("<I", end))
    return flat.notes


def _deflated(rows: np.ndarray) -> bytes:
    """Rows as their differences from the pixel to the left, deflated."""
    differences = np.array(rows, rows.dtype.newbyteorder("<"), order="C")
    differences[:, 1:] = rows[:, 1:] - rows[:, :-1]  # around the corner at 0, as is meant
    return isal_zlib.compress(differences.tobytes(), 1)


def _packed(kind: int, *values: int) -> bytes:
    return struct.pack(f"<{len(values)}{_CODES[kind]}", *values)


def _directory(tags: list[tuple[int, int, bytes]], place: int) -> bytes:
    """The directory that lies at `place`, with the values that are too long for it behind it."""
    sizes = {_SHORT: 2, _LONG: 4, _RATIONAL: 8, _ASCII: 1, _UNDEFINED: 1}
    entries = struct.pack("<H", len(tags))
    long = b""
    start = place + 2 + 12 * len(tags) + 4
    for tag, kind, value in tags:
        entries += struct.pack("<HHI", tag, kind, len(value) // sizes[kind])
        if len(value) <= 4:
            entries += value.ljust(4, b"\0")
        else:
            entries += struct.pack("<I", start + len(long))
            long += value + b"\0" * (len(value) % 2)
    return entries + bytes(4) + long
