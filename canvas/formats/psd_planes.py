"""Unpacking one plane of a Photoshop file: raw, run lengths, deflated, or deflated differences.

Source: Adobe Photoshop File Formats Specification (November 2019), "Channel image data"; run lengths are
Apple's PackBits, and the differences of 32-bit samples are those of TIFF's floating-point predictor.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import imagecodecs
import numpy as np

from canvas.formats.inflate import Inflater
from canvas.formats.psd_source import Damaged
from canvas.formats.watch import Check, unwatched

RAW, RUNS, DEFLATED, DIFFERENCES = 0, 1, 2, 3
SAMPLES = {8: np.dtype(np.uint8), 16: np.dtype(">u2"), 32: np.dtype(">f4")}
_BAND = 1 << 21  # pixels unpacked at a time
_MOST_RUN = 64  # bytes that one byte of run lengths can stand for
_MOST_DEFLATED = 1100  # bytes that one deflated byte can stand for


def check_packed(size: int, packing: int, width: int, height: int, depth: int, large: bool) -> None:
    """Refuse a plane whose packed bytes (`size` of them) cannot be all of it. Raises Damaged."""
    needed = height * row_bytes(width, depth)
    if packing == RAW:
        enough = size >= needed
    elif packing == RUNS:
        enough = (size - _table_bytes(height, large)) * _MOST_RUN >= needed
    else:
        enough = packing in (DEFLATED, DIFFERENCES) and size * _MOST_DEFLATED >= needed
    if not enough:
        raise _damaged()


def unpacked(
    packed: bytes,
    packing: int,
    width: int,
    height: int,
    depth: int,
    large: bool,
    check: Check = unwatched,
) -> np.ndarray:
    """The plane, height×width: uint8, uint16 or float32; of 1 bit: uint8, 255 where the bit is not set.

    check: called between bands of rows. Raises Damaged.
    """
    out = np.empty((height, width), {16: np.uint16, 32: np.float32}.get(depth, np.uint8))
    rows, top = max(1, _BAND // width), 0
    for band in unpacked_bands(packed, packing, width, height, depth, large, rows, check):
        out[top : top + len(band)] = band
        top += len(band)
        check()
    return out


def unpacked_bands(
    packed: bytes,
    packing: int,
    width: int,
    height: int,
    depth: int,
    large: bool,
    rows: int,
    check: Check = unwatched,
) -> Iterator[np.ndarray]:
    """The plane of `unpacked`, so many rows at a time; the last may be fewer. Raises Damaged."""
    check_packed(len(packed), packing, width, height, depth, large)
    row = row_bytes(width, depth)
    take = {RAW: _raw, RUNS: _runs}.get(packing, _inflated)(packed, row, height, large, check)
    next(take)
    for top in range(0, height, rows):
        count = min(rows, height - top)
        yield _samples(take.send(count).reshape(count, row), width, depth, packing == DIFFERENCES)


def merged_planes(
    packed: bytes,
    width: int,
    height: int,
    depth: int,
    large: bool,
    count: int,
    used: int,
    check: Check = unwatched,
) -> np.ndarray:
    """The first `used` of the `count` planes of the merged picture: used×height×width. Raises Damaged."""
    packing, body = int.from_bytes(packed[:2], "big"), packed[2:]
    if packing == RUNS:  # the rows' lengths of all planes stand before the first row
        table = _table_bytes(height, large)
        body = body[: used * table] + body[count * table :]
    return unpacked(body, packing, width, height * used, depth, large, check).reshape(used, height, width)


def row_bytes(width: int, depth: int) -> int:
    return (width * depth + 7) // 8


def _table_bytes(height: int, large: bool) -> int:
    return height * (4 if large else 2)


# Each of these is sent numbers of rows, and answers with their bytes. Raises Damaged.
_Take = Generator[np.ndarray, int, None]
_NONE = np.empty(0, np.uint8)


def _raw(packed: bytes, row: int, height: int, _large: bool, _check: Check) -> _Take:
    data = np.frombuffer(packed, np.uint8, height * row)
    place = 0
    count = yield _NONE
    while True:
        place += count * row
        count = yield data[place - count * row : place]


def _runs(packed: bytes, row: int, height: int, large: bool, _check: Check) -> _Take:
    """Each row fills itself exactly."""
    table = _table_bytes(height, large)
    sizes = np.frombuffer(packed, ">u4" if large else ">u2", height)
    ends = table + np.cumsum(sizes, dtype=np.int64)
    if ends[-1] > len(packed):
        raise _damaged()
    place, top = table, 0
    count = yield _NONE
    while True:
        top += count
        data = np.empty(count * row, np.uint8)
        try:
            done = imagecodecs.packbits_decode(packed[place : int(ends[top - 1])], out=data.data)
        except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
            raise _damaged() from error
        if len(done) != len(data):
            raise _damaged()
        place = int(ends[top - 1])
        count = yield data


def _inflated(packed: bytes, row: int, _height: int, _large: bool, check: Check) -> _Take:
    inflater, rest = Inflater([packed], check), b""
    count = yield _NONE
    while True:
        pieces = [rest]
        missing = count * row - len(rest)
        while missing > 0:
            piece = inflater.piece()
            if not piece:
                raise _damaged()
            pieces.append(piece)
            missing -= len(piece)
        data = b"".join(pieces)
        rest = data[count * row :]
        count = yield np.frombuffer(data, np.uint8, count * row)


def _samples(data: np.ndarray, width: int, depth: int, differences: bool) -> np.ndarray:
    """Rows of bytes as rows of numbers."""
    if depth == 1:
        return np.unpackbits(data, axis=1, count=width) * np.uint8(255) ^ np.uint8(255)
    if depth == 8:
        return np.cumsum(data, axis=1, dtype=np.uint8) if differences else data
    if depth == 16:
        samples = data.view(SAMPLES[16]).astype(np.uint16)
        return np.cumsum(samples, axis=1, dtype=np.uint16) if differences else samples
    if differences:
        planes = np.cumsum(data, axis=1, dtype=np.uint8).reshape(-1, 4, width)
        data = np.ascontiguousarray(planes.transpose(0, 2, 1)).reshape(-1, 4 * width)
    return np.nan_to_num(data.view(SAMPLES[32]).astype(np.float32), nan=0.0)


def _damaged() -> Damaged:
    return Damaged("Its pixels are damaged.")
