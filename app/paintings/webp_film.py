"""Animated WebP, written frame by frame: only what changed is encoded, and nothing is held in memory.

Source: WebP Container Specification (Google), sections "Extended File Format" and "Animation".
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import imagecodecs
import numpy as np

LONGEST = 2**24 - 1  # milliseconds that one frame can stay
MOST_SIDE = 16383  # pixels; what the format can hold


class WebpFilm:
    """`add` pictures of one size, then `close`. The stream must be seekable."""

    def __init__(self, stream: BinaryIO, width: int, height: int, quality: int = 82, loops: int = 0) -> None:
        """`loops`: how often it is shown; 0: over and over."""
        self._stream, self._size, self._quality = stream, (width, height), quality
        self._last: np.ndarray | None = None  # the picture that is shown
        self._waiting: tuple[np.ndarray, int, int] | None = None  # its changed part, and where that lies
        self._shown = 0.0  # milliseconds for which it is
        self._told = 0  # … of all frames before, as written
        self._due = 0.0
        stream.write(b"RIFF\0\0\0\0WEBP")
        _chunk(stream, b"VP8X", struct.pack("<B3x", 0x02) + _u24(width - 1) + _u24(height - 1))
        _chunk(stream, b"ANIM", struct.pack("<IH", 0xFFFFFFFF, loops))

    def add(self, picture: np.ndarray, milliseconds: float) -> None:
        """H×W×3 uint8, shown for so long; one like the last lengthens that."""
        if self._last is None:
            part = picture, 0, 0
        else:
            changed = (picture != self._last).any(axis=2)
            rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
            if not rows.size:
                self._due += milliseconds
                return
            top, left = int(rows[0]) & ~1, int(columns[0]) & ~1  # places are told in steps of two
            part = picture[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1], left, top
        self._flush()
        self._waiting, self._last = part, picture
        self._due += milliseconds

    def close(self) -> None:
        """Write what waits, and how long the whole is."""
        self._flush()
        end = self._stream.tell()
        self._stream.seek(4)
        self._stream.write(struct.pack("<I", end - 8))
        self._stream.seek(end)

    def _flush(self) -> None:
        if self._waiting is None:
            return
        part, left, top = self._waiting
        duration = min(max(1, round(self._due) - self._told), LONGEST)
        self._told += duration
        encoded = bytes(
            imagecodecs.webp_encode(np.ascontiguousarray(part), level=self._quality, lossless=False, method=2)
        )
        place = _u24(left // 2) + _u24(top // 2) + _u24(part.shape[1] - 1) + _u24(part.shape[0] - 1)
        # 0x02: the part takes the place of what was there rather than being laid over it.
        _chunk(self._stream, b"ANMF", place + _u24(duration) + b"\x02" + _image_chunks(encoded))
        self._waiting = None


def _image_chunks(still: bytes) -> bytes:
    """The chunks of a still WebP that hold its pixels."""
    at, kept = 12, b""
    while at + 8 <= len(still):
        (length,) = struct.unpack_from("<I", still, at + 4)
        end = at + 8 + length + (length & 1)
        if still[at : at + 4] in (b"VP8 ", b"VP8L", b"ALPH"):
            kept += still[at:end]
        at = end
    return kept


def _chunk(stream: BinaryIO, name: bytes, body: bytes) -> None:
    stream.write(name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1))


def _u24(value: int) -> bytes:
    return struct.pack("<I", value)[:3]
