"""Unpacking one plane of a Photoshop file: raw, run lengths, deflated, or deflated differences.

Source: Adobe Photoshop File Formats Specification (November 2019), "Channel image data"; run lengths are
Apple's PackBits, and the differences of 32-bit samples are those of TIFF's floating-point predictor.
"""

from __future__ import annotations

import imagecodecs
import numpy as np
from isal import isal_zlib

from canvas.formats.psd_source import Damaged

RAW, RUNS, DEFLATED, DIFFERENCES = 0, 1, 2, 3
SAMPLES = {8: np.dtype(np.uint8), 16: np.dtype(">u2"), 32: np.dtype(">f4")}
# isal's own stubs declare the class as an instance.
_ISAL_ERROR: type[Exception] = isal_zlib.error  # pyright: ignore[reportAssignmentType]
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


def unpacked(packed: bytes, packing: int, width: int, height: int, depth: int, large: bool) -> np.ndarray:
    """The plane, height×width: uint8, uint16 or float32; of 1 bit: uint8, 255 where the bit is not set.

    Raises Damaged.
    """
    check_packed(len(packed), packing, width, height, depth, large)
    row = row_bytes(width, depth)
    needed = height * row
    if packing == RAW:
        data = np.frombuffer(packed, np.uint8, needed)
    elif packing == RUNS:
        data = _runs(packed, needed, height, large)
    else:
        data = np.frombuffer(_inflated(packed, needed), np.uint8)
    return _samples(data.reshape(height, row), width, depth, packing == DIFFERENCES)


def merged_planes(
    packed: bytes, width: int, height: int, depth: int, large: bool, count: int, used: int
) -> np.ndarray:
    """The first `used` of the `count` planes of the merged picture: used×height×width. Raises Damaged."""
    packing, body = int.from_bytes(packed[:2], "big"), packed[2:]
    if packing == RUNS:  # the rows' lengths of all planes stand before the first row
        table = _table_bytes(height, large)
        body = body[: used * table] + body[count * table :]
    return unpacked(body, packing, width, height * used, depth, large).reshape(used, height, width)


def row_bytes(width: int, depth: int) -> int:
    return (width * depth + 7) // 8


def _table_bytes(height: int, large: bool) -> int:
    return height * (4 if large else 2)


def _runs(packed: bytes, needed: int, height: int, large: bool) -> np.ndarray:
    """All rows at once: each fills itself exactly."""
    table = _table_bytes(height, large)
    sizes = np.frombuffer(packed, ">u4" if large else ">u2", height)
    end = table + int(sizes.sum(dtype=np.int64))
    if end > len(packed):
        raise _damaged()
    data = np.empty(needed, np.uint8)
    try:
        done = imagecodecs.packbits_decode(packed[table:end], out=data.data)
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise _damaged() from error
    if len(done) != needed:
        raise _damaged()
    return data


def _inflated(packed: bytes, needed: int) -> bytes:
    try:
        data = isal_zlib.decompressobj().decompress(packed, needed)
    except _ISAL_ERROR as error:
        raise _damaged() from error
    if len(data) != needed:
        raise _damaged()
    return data


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
