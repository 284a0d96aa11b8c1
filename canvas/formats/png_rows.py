"""The rows of a PNG: unpacked and freed of their filters some at a time, so that the clock can be watched.

Source: W3C Portable Network Graphics Specification (Third Edition), 7 to 10.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

import imagecodecs
import numpy as np

from canvas.errors import FormatError
from canvas.formats.inflate import Inflater, Pieces
from canvas.formats.png_chunks import GREY, GREY_ALPHA, RGB, RGBA, SIGNATURE, chunk
from canvas.formats.watch import Check

_SUB, _UP, _LAST = 1, 2, 4  # row filters
# The kinds of picture, colour and depth, whose pixels have so many bytes.
_KINDS = {1: (GREY, 8), 2: (GREY_ALPHA, 8), 3: (RGB, 8), 4: (RGBA, 8), 6: (RGB, 16), 8: (RGBA, 16)}


class LineReader:
    """Unpacks the rows of a picture, each still behind the number of its filter."""

    def __init__(self, inflater: Pieces) -> None:
        self._inflater = inflater
        self._rest = np.empty(0, np.uint8)  # unpacked, and not given yet

    def lines(self, most: int, stride: int, least: int = 0) -> np.ndarray:
        """The next `most` rows of `stride` bytes, n×stride uint8.

        least: where not more are at hand, as few as so many will do (0: no fewer than `most`).
        Raises FormatError where they are damaged or missing.
        """
        size, enough = most * stride, (least or most) * stride
        pieces, held = [self._rest], len(self._rest)
        while held < enough:
            piece = self._inflater.piece() if least else self._inflater.piece(size - held)
            if not piece:
                raise _damaged()
            pieces.append(np.frombuffer(piece, np.uint8))
            held += len(piece)
        whole = min(size, held // stride * stride)
        last = pieces[-1]
        kept = len(last) - (held - whole)  # bytes of the last piece that are given now
        pieces[-1], self._rest = last[:kept], last[kept:]
        found = [piece for piece in pieces if len(piece)]
        whole_rows = found[0] if len(found) == 1 else np.concatenate(found)  # bytes are joined under a lock
        return whole_rows.reshape(-1, stride)


class Rows:
    """Unpacks the rows of a picture, or of its seven passes one after another, freed of their filters."""

    def __init__(self, idat: Sequence[memoryview], check: Check) -> None:
        self._lines = LineReader(Inflater(idat, check))

    def bands(
        self, height: int, row_bytes: int, step: int, out: np.ndarray | None = None
    ) -> Iterator[tuple[int, np.ndarray]]:
        """The next `height` rows: the number of the first, and n×row_bytes uint8.

        step: bytes of a pixel, 1 where it has fewer. out: height×row_bytes uint8, where the rows are put, if
        they are wanted in one piece. Raises FormatError where they are damaged or missing.
        """
        done = 0
        above = np.zeros(row_bytes, np.uint8)
        while done < height:
            lines = self._lines.lines(height - done, 1 + row_bytes, least=1)
            count = len(lines)
            band = np.empty((count, row_bytes), np.uint8) if out is None else out[done : done + count]
            unfilter(lines, above, step, band)
            above = band[-1].copy()
            yield done, band
            done += count


def unfilter(lines: np.ndarray, above: np.ndarray, step: int, out: np.ndarray) -> None:
    """Put rows, each behind the number of its filter (n×stride, uint8), into `out` without it."""
    most = int(lines[:, 0].max())
    if most > _LAST:
        raise _damaged()
    if most > _UP:
        out[:] = _by_library(lines, above, step)
        return
    for line, row, kind in zip(lines[:, 1:], out, lines[:, 0].tolist(), strict=True):
        if kind == _UP:
            np.add(above, line, out=row)
        elif kind == _SUB:
            np.add.accumulate(line.reshape(-1, step), axis=0, out=row.reshape(-1, step))
        else:
            row[:] = line
        above = row


def _by_library(lines: np.ndarray, above: np.ndarray, step: int) -> np.ndarray:
    """The same for the other filters: the rows, and the one above them, as a picture of their own."""
    colour, depth = _KINDS[step]
    height, width = len(lines) + 1, len(above) // step
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    packed = zlib.compress(b"".join((b"\0", above.tobytes(), lines.tobytes())), 0)
    pieces = [SIGNATURE, *chunk(b"IHDR", header), *chunk(b"IDAT", packed), *chunk(b"IEND")]
    known = (colour, depth) in ((RGB, 8), (RGBA, 8), (RGBA, 16), (GREY, 8))
    decode = imagecodecs.spng_decode if known else imagecodecs.png_decode
    try:
        pixels = decode(b"".join(pieces))
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise _damaged() from error
    if pixels.dtype == np.uint16:
        pixels = pixels.astype(">u2")  # as they stand in the file
    return np.ascontiguousarray(pixels).view(np.uint8).reshape(height, len(above))[1:]


def _damaged() -> FormatError:
    return FormatError("The picture is damaged and cannot be decoded.")
