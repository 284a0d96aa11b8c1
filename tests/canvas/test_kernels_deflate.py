"""Packing by run lengths and Huffman codes: what any inflater unpacks again, and as small as it should be."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.composite import address
from canvas.kernels.lazy import deflate


def packed(data: bytes, *, last: bool = True, before: int = 1) -> tuple[bytes, int]:
    """The packed form, and the Adler-32 sum of the data and what came before."""
    source = np.frombuffer(bytearray(data), np.uint8)
    out = np.full(2 * len(data) + deflate.ROOM + 16, 0xA5, np.uint8)
    length, adler = deflate.deflated(address(source), len(data), address(out), last, before)
    assert (out[-16:] == 0xA5).all()
    return out[:length].tobytes(), adler


def sparse(seed: int, size: int, share: float, values: int) -> bytes:
    """Zeros, and among them a share of other bytes, in runs and alone."""
    rng = np.random.default_rng(seed)
    data = rng.integers(0, values, size).astype(np.uint8)
    runs = np.repeat(rng.random(size // 40 + 1) < share, 40)[:size]
    data[~(runs | (rng.random(size) < share / 40))] = 0
    return data.tobytes()


@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(1, 5000),
    share=st.floats(0, 1),
    values=st.sampled_from([1, 2, 7, 256]),
)
def test_an_inflater_gives_it_back(seed: int, size: int, share: float, values: int) -> None:
    data = sparse(seed, size, share, values)
    small, adler = packed(data)
    assert zlib.decompress(small, -15) == data
    assert adler == zlib.adler32(data)


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=5))
def test_pieces_follow_each_other(pieces: list[bytes]) -> None:
    parts, adler = [], 1
    for number, piece in enumerate(pieces):
        part, adler = packed(piece, last=number == len(pieces) - 1, before=adler)
        parts.append(part)
    assert zlib.decompress(b"".join(parts), -15) == b"".join(pieces)
    assert adler == zlib.adler32(b"".join(pieces))


@pytest.mark.parametrize(
    "length", [*range(1, 30), *range(250, 290), 514, 515, 516, 517, 518, 519, 1032, 100_000]
)
@pytest.mark.parametrize("around", [b"", b"\x07"])
def test_runs_of_every_length(length: int, around: bytes) -> None:
    data = around + bytes(length) + around
    assert zlib.decompress(packed(data)[0], -15) == data


@pytest.mark.parametrize("steep", [1.1, 1.3, 1.6, 2.0, 3.0])
def test_codes_never_become_too_long(steep: float) -> None:
    """Where each byte is that many times rarer than the next, the best codes would be longer than allowed."""
    counts = np.maximum(1, 200_000 / np.power(steep, np.arange(256))).astype(int)
    data = np.random.default_rng(2).permutation(np.repeat(np.arange(256, dtype=np.uint8), counts)).tobytes()
    small, _adler = packed(data)
    assert zlib.decompress(small, -15) == data
    best = zlib.compressobj(9, zlib.DEFLATED, -15, strategy=zlib.Z_HUFFMAN_ONLY)
    assert len(small) < 1.03 * len(best.compress(data) + best.flush()) + 200


def test_it_is_as_small_as_the_same_way_of_packing_elsewhere() -> None:
    data = sparse(4, 400_000, 0.3, 40)
    same = zlib.compressobj(9, zlib.DEFLATED, -15, strategy=zlib.Z_RLE)
    assert len(packed(data)[0]) < 1.08 * len(same.compress(data) + same.flush())


def test_what_cannot_be_packed_hardly_grows() -> None:
    data = np.random.default_rng(5).integers(0, 256, 100_000, dtype=np.uint8).tobytes()
    assert len(packed(data)[0]) < 1.02 * len(data) + 300


@pytest.mark.parametrize("value", [1, 128, 255])
def test_the_sum_of_many_bytes_does_not_overflow(value: int) -> None:
    data = bytes([value]) * 3_000_000 + bytes(3_000_000) + bytes([value])
    assert packed(data, before=0xFFF0_FFF0)[1] == zlib.adler32(data, 0xFFF0_FFF0)


def test_bytes_that_no_sample_has_seen_have_codes() -> None:
    """Only some stretches are counted: what stands between them may be of another kind altogether."""
    stretch = 8 * deflate.GROUP * deflate.STRETCH
    data = bytes(stretch) + np.random.default_rng(6).integers(0, 256, 2 * stretch, dtype=np.uint8).tobytes()
    small, _adler = packed(data)
    assert zlib.decompress(small, -15) == data
