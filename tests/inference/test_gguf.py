"""Reading GGUF headers as written, and refusing whatever is damaged, cut short or hostile."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.checkpoint import MAX_TENSORS, Stored
from inference.errors import ModelError
from inference.gguf import MAX_STRINGS, MAX_TEXT, MAX_VALUES, read_gguf
from tests.inference.headers import F16, F32, Q4_K, Q8_0, gguf_bytes, gguf_pair, gguf_text

TENSORS = {
    "a.weight": ((3, 512), Q4_K),
    "a.bias": ((3,), F32),
    "b.weight": ((2, 4, 64), Q8_0),
    "c": ((), F16),
}
VALUES = {
    "general.architecture": "flux",
    "general.file_type": 15,
    "general.name": "Ümläut",
    "some.flag": True,
    "some.float": 0.5,
    "tokenizer.tokens": ["a", "bc", ""],
    "some.numbers": [1, -2, 3],
    "empty": [],
}
GOOD = gguf_bytes(TENSORS, VALUES)


def read(path: Path, data: bytes):
    path.write_bytes(data)
    return read_gguf(path)


def test_reads_what_was_written(tmp_path: Path) -> None:
    header = read(tmp_path / "a.gguf", GOOD)
    assert header.tensors == {
        "a.weight": Stored((3, 512), "Q4_K", 3 * 2 * 144),
        "a.bias": Stored((3,), "F32", 12),
        "b.weight": Stored((2, 4, 64), "Q8_0", 8 * 2 * 34),
        "c": Stored((), "F16", 2),
    }
    assert header.values == {name: value for name, value in VALUES.items() if not isinstance(value, list)}
    assert (header.architecture, header.quantisation) == ("flux", "Q4_K_M")


def test_version_2_is_read_and_others_refused(tmp_path: Path) -> None:
    assert read(tmp_path / "a.gguf", gguf_bytes(TENSORS, VALUES, version=2)).tensors
    for version in (0, 1, 4, 0x03000000):  # the last is a big-endian 3
        with pytest.raises(ModelError, match="not a GGUF file"):
            read(tmp_path / "a.gguf", gguf_bytes(TENSORS, VALUES, version=version))


def head(tensors: int, pairs: int) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, pairs)


def info(name: str, sides: list[int], kind: int, offset: int = 0) -> bytes:
    return gguf_text(name) + struct.pack(f"<I{len(sides)}QIQ", len(sides), *sides, kind, offset)


HOSTILE = {
    "another magic": b"GGML" + GOOD[4:],
    "many tensors": head(MAX_TENSORS + 1, 0) + bytes(64),
    "many values": head(0, MAX_VALUES + 1) + bytes(64),
    "longest text": head(0, 1) + struct.pack("<Q", 2**64 - 1) + bytes(64),
    "long text": head(0, 1) + struct.pack("<Q", MAX_TEXT + 1) + bytes(64),
    "text is not UTF-8": head(0, 1) + struct.pack("<Q", 2) + b"\xff\xff" + bytes(64),
    "unknown kind of value": head(0, 1) + gguf_text("a") + struct.pack("<I", 13) + bytes(64),
    "array of arrays": head(0, 1) + gguf_text("a") + struct.pack("<IIQ", 9, 9, 1) + bytes(64),
    "many strings": head(0, 1) + gguf_text("a") + struct.pack("<IIQ", 9, 8, MAX_STRINGS + 1) + bytes(64),
    "alignment of zero": head(0, 1) + gguf_pair("general.alignment", 0) + bytes(64),
    "alignment is text": head(0, 1) + gguf_pair("general.alignment", "32") + bytes(64),
    "no name": head(1, 0) + info("", [4], F32) + bytes(64),
    "the same name twice": head(2, 0) + info("a", [4], F32) * 2 + bytes(64),
    "many sides": head(1, 0) + info("a", [1] * 9, F32) + bytes(64),
    "a huge side": head(1, 0) + info("a", [2**63], F32) + bytes(64),
    "unknown type": head(1, 0) + info("a", [4], 999) + bytes(64),
    "a torn block": head(1, 0) + info("a", [100], Q4_K) + bytes(512),
    "odd offset": head(1, 0) + info("a", [4], F32, 5) + bytes(64),
    "huge offset": head(1, 0) + info("a", [4], F32, 1 << 62) + bytes(64),
}
SHORT = {
    "long array": head(0, 1) + gguf_text("a") + struct.pack("<IIQ", 9, 5, 2**63),
    "strings that end": head(0, 1) + gguf_text("a") + struct.pack("<IIQ", 9, 8, 1000),
    "weights that end": head(1, 0) + info("a", [1 << 20, 1 << 20], F32) + bytes(64),
    "far away": head(1, 0) + info("a", [32], F32, 1 << 40) + bytes(512),
    "counts that lie": head(1000, 1000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_headers(tmp_path: Path, case: str) -> None:
    with pytest.raises(ModelError, match=r"damaged.*Download it again"):
        read(tmp_path / "a.gguf", HOSTILE[case])


@pytest.mark.parametrize("case", SHORT)
def test_headers_that_claim_more_than_there_is(tmp_path: Path, case: str) -> None:
    with pytest.raises(ModelError, match="cut short"):
        read(tmp_path / "a.gguf", SHORT[case])


def test_every_shorter_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    for length in range(0, len(GOOD) - 60, 7):
        with pytest.raises(ModelError, match="Download it again"):
            read(path, GOOD[:length])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_are_read_or_refused(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    try:
        header = read(tmp_path / "a.gguf", bytes(data))
    except ModelError:
        return
    assert sum(stored.bytes for stored in header.tensors.values()) <= len(GOOD) * len(header.tensors)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_after_the_magic_are_refused_or_read(tmp_path: Path, data: bytes) -> None:
    sentence = ""
    try:
        read(tmp_path / "a.gguf", b"GGUF" + struct.pack("<I", 3) + data)
    except ModelError as error:
        sentence = str(error)
    assert not sentence or sentence.endswith("Download it again.")


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
SHAPES = st.lists(st.integers(0, 5), max_size=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(NAMES, st.tuples(SHAPES, st.sampled_from([F32, F16])), max_size=6),
    st.dictionaries(
        NAMES.map(lambda name: "x." + name),
        st.one_of(
            st.text(max_size=20), st.booleans(), st.integers(0, 2**32 - 1), st.lists(st.text(max_size=5))
        ),
        max_size=6,
    ),
)
def test_round_trip(tmp_path: Path, tensors: dict, values: dict) -> None:
    header = read(tmp_path / "a.gguf", gguf_bytes(tensors, values))
    assert {name: stored.shape for name, stored in header.tensors.items()} == {
        name: tuple(shape) for name, (shape, _) in tensors.items()
    }
    assert header.values == {name: value for name, value in values.items() if not isinstance(value, list)}
