"""How many bytes of a file are pictures, and how often they must be gone through; nothing is decoded.

Sources: ITU-T T.81 (JPEG), annex B; Graphics Interchange Format 89a; the WebP container (RFC 9649).
"""

from __future__ import annotations

import re
from typing import BinaryIO

from canvas.errors import FormatError

MOST_SCANS = 100  # of a JPEG: programs write a dozen
MOST_SCANNED = (
    1 << 30
)  # pixels gone through, each scan counted, where there are more scans than programs write
_SCANS = 12
_START_OF_SCAN = 0xDA
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # within a scan: what ends it
_PICTURES = (b"VP8 ", b"VP8L", b"ALPH", b"ANMF")  # of WebP


def jpeg_bytes(data: bytes, pixels: int) -> int:
    """Bytes of the scans of a JPEG of so many pixels. Raises FormatError where the scans are far too many."""
    place, total, scans = 2, 0, 0
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind = data[place + 1]
        if kind == 0xFF:  # padding
            place += 1
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if kind != _START_OF_SCAN:
            continue
        scans += 1
        found = _MARKER.search(data, place)
        end = found.start() if found else len(data)
        total, place = total + max(0, end - place), end
        if scans > MOST_SCANS or (scans > _SCANS and scans * pixels > MOST_SCANNED):
            raise FormatError(
                "The picture comes in more passes than any program writes, so it was not opened. Save it "
                "again in another program."
            )
    return total


def webp_bytes(data: bytes) -> int:
    """Bytes of the pictures in a WebP."""
    place, total = 12, 0
    while place + 8 <= len(data):
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        if data[place : place + 4] in _PICTURES:
            total += min(size, len(data) - place - 8)
        place += 8 + size + size % 2
    return total


def stream_bytes(stream: BinaryIO) -> int:
    """Bytes of a whole file; it is left at its beginning."""
    size = stream.seek(0, 2)
    stream.seek(0)
    return size
