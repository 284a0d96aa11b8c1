"""Frames on a pipe: a fixed head, a JSON header and raw numpy arrays; nothing in them is ever executed."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from inference.errors import InferenceError

MAGIC = b"SCM1"
HEAD = struct.Struct("<4sIQ")  # magic, bytes of header, bytes of all arrays together
MAX_HEADER = 4 << 20  # bytes; a prompt is a few hundred
MAX_PAYLOAD = 1 << 30  # bytes; a 4096² job with mask and strength map takes 84 million
MAX_ARRAYS = 32
MAX_DIMENSIONS = 4
DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in ("uint8", "uint16", "uint32", "int32", "int64", "float16", "float32", "float64")
}


class Truncated(InferenceError):
    """The stream ended in the middle of a frame: whoever wrote it is gone."""


class Readable(Protocol):
    """What `read_frame` needs of a binary stream."""

    def readinto(self, buffer: Any, /) -> int | None: ...


class Writable(Protocol):
    """What `write_buffers` needs of a binary stream; `write` may take only part of what it is given."""

    def write(self, data: Any, /) -> int | None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One message: JSON-ready `fields` (the message's name under "kind") and arrays by name."""

    fields: dict[str, Any]
    arrays: dict[str, np.ndarray] = field(default_factory=dict)


def encode_frame(frame: Frame) -> list[memoryview]:
    """The frame as buffers to be written one after another; contiguous arrays are not copied.

    Raises InferenceError where the frame holds something that may not travel or is too large.
    """
    buffers: list[memoryview] = []
    table: list[list[Any]] = []
    for name, array in frame.arrays.items():
        if array.dtype.name not in DTYPES or array.ndim > MAX_DIMENSIONS:
            raise InferenceError(
                "An array '{name}' of {dtype} with {ndim} axes cannot be sent.",
                name=name,
                dtype=str(array.dtype),
                ndim=array.ndim,
            )
        shape = array.shape  # kept aside: ascontiguousarray makes a single number an array of one
        plain = np.ascontiguousarray(array, dtype=DTYPES[array.dtype.name])
        buffers.append(plain.reshape(-1).view(np.uint8).data)
        table.append([name, array.dtype.name, list(shape)])
    try:
        header = json.dumps([frame.fields, table], allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise InferenceError("A message to or from the painting engine is not plain data.") from error
    size = sum(buffer.nbytes for buffer in buffers)
    if len(header) > MAX_HEADER or size > MAX_PAYLOAD or len(table) > MAX_ARRAYS:
        raise InferenceError(
            "This job is too large to send. Shorten the prompt, or choose a smaller working size."
        )
    return [memoryview(HEAD.pack(MAGIC, len(header), size) + header), *buffers]


def write_buffers(stream: Writable, buffers: Sequence[memoryview]) -> None:
    """Write all of `buffers`, also where the stream takes them piecemeal. Raises OSError of the stream."""
    for buffer in buffers:
        rest = buffer
        while rest.nbytes:
            rest = rest[stream.write(rest) or 0 :]


def read_frame(stream: Readable) -> Frame | None:
    """The next frame, or None where the stream ends between frames.

    Blocks until the frame is whole. No array is made before the header was found to be sound, and none beyond
    MAX_PAYLOAD. Raises Truncated for a frame that stops in the middle, InferenceError for what is no frame.
    """
    head = bytearray(HEAD.size)
    got = _fill(stream, memoryview(head))
    if got == 0:
        return None
    if got < len(head):
        raise _cut_off()
    magic, header_size, payload_size = HEAD.unpack(head)
    if magic != MAGIC:
        raise InferenceError("The line to the painting engine is broken: it is not made of messages.")
    if header_size > MAX_HEADER or payload_size > MAX_PAYLOAD:
        raise InferenceError("The line to the painting engine is broken: a message is too large.")
    header = bytearray(header_size)
    _fill_whole(stream, memoryview(header))
    fields, table = _read_header(bytes(header), payload_size)
    try:
        arrays = {name: np.empty(shape, dtype) for name, (dtype, shape) in table.items()}
    except (MemoryError, ValueError) as error:  # ValueError: too many elements beside an axis of length 0
        raise InferenceError(
            "The line to the painting engine is broken: there is no memory for a message."
        ) from error
    for array in arrays.values():
        _fill_whole(stream, array.reshape(-1).view(np.uint8).data)
    return Frame(fields, arrays)


def _read_header(header: bytes, payload_size: int) -> tuple[dict[str, Any], Mapping[str, tuple[Any, tuple]]]:
    """Check a JSON header against the payload that was announced with it."""
    try:
        fields, table = json.loads(header)
        arrays = {str(name): (DTYPES[dtype], tuple(shape)) for name, dtype, shape in table}
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged_header() from error
    if not isinstance(fields, dict) or len(table) > MAX_ARRAYS or len(arrays) != len(table):
        raise _damaged_header()
    size = 0
    for dtype, shape in arrays.values():
        if len(shape) > MAX_DIMENSIONS or not all(type(axis) is int and 0 <= axis < 2**31 for axis in shape):
            raise InferenceError(
                "The line to the painting engine is broken: an array has an impossible shape."
            )
        size += dtype.itemsize * math.prod(shape)
    if size != payload_size:
        raise InferenceError("The line to the painting engine is broken: arrays and announced size differ.")
    return fields, arrays


def _fill(stream: Readable, view: memoryview) -> int:
    """Read until `view` is full or the stream ends; the number of bytes read."""
    done = 0
    while done < view.nbytes:
        count = stream.readinto(view[done:])
        if not count:
            break
        done += count
    return done


def _fill_whole(stream: Readable, view: memoryview) -> None:
    if _fill(stream, view) < view.nbytes:
        raise _cut_off()


def _cut_off() -> Truncated:
    return Truncated("The line to the painting engine ended in the middle of a message.")


def _damaged_header() -> InferenceError:
    return InferenceError("The line to the painting engine is broken: a message has a damaged header.")
