"""Frames survive the trip whole, and whatever is no frame is refused before it costs anything."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from inference import wire
from inference.errors import InferenceError
from inference.wire import HEAD, MAGIC, Frame, Truncated, encode_frame, read_frame, write_buffers

arrays = st.sampled_from(sorted(wire.DTYPES)).flatmap(
    lambda name: hnp.arrays(np.dtype(name), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5))
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


class Trickle(io.RawIOBase):
    """A stream that gives and takes a few bytes at a time, as pipes may."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)

    def write(self, data: Any, /) -> int:
        self.data += bytes(data[:7])
        return min(7, len(data))

    def readinto(self, buffer: Any, /) -> int:
        count = min(5, len(buffer), len(self.data))
        buffer[:count] = self.data[:count]
        del self.data[:count]
        return count


def as_bytes(frame: Frame) -> bytes:
    return b"".join(encode_frame(frame))


def raw_frame(header: object, payload: bytes = b"", size: int | None = None) -> io.BytesIO:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return io.BytesIO(HEAD.pack(MAGIC, len(text), len(payload) if size is None else size) + text + payload)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.text(), plain, max_size=4), st.dictionaries(st.text(), arrays, max_size=4))
def test_a_frame_comes_back_as_it_was(fields: dict[str, Any], pictures: dict[str, np.ndarray]) -> None:
    stream = Trickle()
    write_buffers(stream, encode_frame(Frame(fields, pictures)))
    frame = read_frame(stream)
    assert frame is not None
    assert frame.fields == fields
    assert list(frame.arrays) == list(pictures)
    for name, picture in pictures.items():
        assert frame.arrays[name].dtype == picture.dtype
        assert frame.arrays[name].shape == picture.shape
        assert frame.arrays[name].tobytes() == picture.tobytes()
    assert read_frame(stream) is None


def test_strided_and_big_endian_arrays_keep_their_values() -> None:
    picture = np.arange(24, dtype=">u2").reshape(4, 6)[::2, ::3]
    frame = read_frame(io.BytesIO(as_bytes(Frame({}, {"a": picture}))))
    assert frame is not None
    np.testing.assert_array_equal(frame.arrays["a"], picture)


def test_contiguous_arrays_are_not_copied() -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    buffers = encode_frame(Frame({}, {"a": picture}))
    assert np.shares_memory(np.frombuffer(buffers[1], np.uint8), picture)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_frame_cut_anywhere_is_refused(data: st.DataObject) -> None:
    whole = as_bytes(Frame({"kind": "x"}, {"a": np.arange(9, dtype=np.float32)}))
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(Truncated, match="middle of a message"):
        read_frame(io.BytesIO(whole[:cut]))


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200), st.booleans(), st.integers(0, 2**20))
def test_noise_is_refused(noise: bytes, framed: bool, size: int) -> None:
    stream = raw_frame(noise, size=size) if framed else io.BytesIO(b"?" + noise)
    with pytest.raises(InferenceError):
        read_frame(stream)


@settings(deadline=None, max_examples=150)
@given(plain, plain, st.integers(0, 64))
def test_json_that_is_no_header_is_refused_or_read(fields: Any, table: Any, size: int) -> None:
    try:
        frame = read_frame(raw_frame([fields, table], bytes(size)))
    except InferenceError:
        return
    assert frame is not None
    assert frame.fields == fields
    assert sum(array.nbytes for array in frame.arrays.values()) == size


@pytest.mark.parametrize(
    ("table", "size"),
    [
        ([["a", "object", [1]]], 8),
        ([["a", "uint8", [-1]]], 0),
        ([["a", "uint8", [True]]], 1),
        ([["a", "uint8", [1.0]]], 1),
        ([["a", "uint8", "1"]], 1),
        ([["a", "uint8", [2**40, 0]]], 0),
        ([["a", "float64", [2**30, 2**30, 2**30, 0]]], 0),
        ([["a", "uint8", [1, 1, 1, 1, 1]]], 1),
        ([["a", "uint8", [4]]], 5),
        ([["a", "uint8", [1]], ["a", "uint8", [1]]], 2),
        ([[str(index), "uint8", [1]] for index in range(wire.MAX_ARRAYS + 1)], wire.MAX_ARRAYS + 1),
    ],
)
def test_impossible_arrays_are_refused(table: list[Any], size: int) -> None:
    with pytest.raises(InferenceError):
        read_frame(raw_frame([{"kind": "x"}, table], bytes(size)))


def test_sizes_are_checked_before_anything_is_read_or_made() -> None:
    for head in (HEAD.pack(MAGIC, wire.MAX_HEADER + 1, 0), HEAD.pack(MAGIC, 2, wire.MAX_PAYLOAD + 1)):
        stream = io.BytesIO(head + b"{}" * 50)
        with pytest.raises(InferenceError, match="too large"):
            read_frame(stream)
        assert stream.tell() == HEAD.size


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InferenceError):
        read_frame(raw_frame(b"[" * 200_000))


def test_what_may_not_travel_is_refused_when_sent() -> None:
    huge = np.lib.stride_tricks.as_strided(np.zeros(1, np.uint8), (wire.MAX_ARRAYS + 1,), (0,))
    for frame in (
        Frame({}, {"a": np.array([object()])}),
        Frame({}, {"a": np.zeros((1, 1, 1, 1, 1), np.uint8)}),
        Frame({}, {str(index): huge for index in range(wire.MAX_ARRAYS + 1)}),
        Frame({"number": float("nan")}),
        Frame({"thing": object()}),
        Frame({"text": "x" * wire.MAX_HEADER}),
    ):
        with pytest.raises(InferenceError):
            encode_frame(frame)
