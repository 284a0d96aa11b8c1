"""AVIF: all bits of deep pictures, the colours that boxes tell, and boxes that lie."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from canvas.composite import flatten8
from canvas.errors import FormatError
from canvas.formats import open_document
from canvas.formats.avif import Told, boxes_told
from canvas.tile import ONE


def ramp(bits: int, channels: int) -> np.ndarray:
    """64×64×C uint16, every value of a step from black to white across it."""
    line = np.linspace(0, (1 << bits) - 1, 64).round().astype(np.uint16)
    return np.ascontiguousarray(np.broadcast_to(line[None, :, None], (64, 64, channels)))


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "a.avif"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("bits", [10, 12])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_no_bit_is_lost(tmp_path, bits, channels):
    pixels = ramp(bits, channels)
    if channels == 4:
        pixels[:, :, 3] = (1 << bits) - 1
    packed = bytes(imagecodecs.avif_encode(pixels.squeeze(), bitspersample=bits, level=100))
    assert boxes_told(packed).bits == bits
    found = open_document(written(tmp_path, packed))
    paint = found.document.sheets()[0].tiles[0, 0].pixels
    expected = pixels[:, :, 0] / ((1 << bits) - 1) * ONE
    assert np.abs(paint[0].astype(float) - expected).max() <= 1.5
    assert (paint[3] == ONE).all()
    assert not found.notes


def test_eight_bits_as_before(tmp_path):
    sink = io.BytesIO()
    Image.new("RGB", (9, 7), (200, 90, 30)).save(sink, "AVIF", quality=100, subsampling="4:4:4")
    assert boxes_told(sink.getvalue()).bits == 8
    document = open_document(written(tmp_path, sink.getvalue())).document
    assert np.abs(flatten8(document)[3, 3, :3].astype(int) - (200, 90, 30)).max() <= 2


def test_a_wide_picture_without_a_profile_is_turned_into_srgb(tmp_path):
    pixels = np.full((16, 16, 3), (512, 204, 104), np.uint16)
    data = bytearray(imagecodecs.avif_encode(pixels, bitspersample=10, level=100))
    place = data.index(b"colrnclx") + 8
    data[place : place + 4] = struct.pack(">HH", 12, 13)
    found = open_document(written(tmp_path, bytes(data)))
    assert flatten8(found.document)[5, 5, :3].tolist() == pytest.approx([139, 44, 14], abs=2)
    assert found.profile is not None
    data[place : place + 4] = struct.pack(">HH", 9, 16)
    assert "brighter" in open_document(written(tmp_path, bytes(data))).notes[0]
    data[place : place + 4] = struct.pack(">HH", 99, 13)
    assert "not known" in open_document(written(tmp_path, bytes(data))).notes[0]


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def test_boxes_in_boxes():
    deep = box(b"av1C", bytes([0x81, 0, 0x60, 0]))
    colours = box(b"colr", b"nclx" + struct.pack(">HHHB", 9, 16, 9, 128))
    inside = box(b"iprp", box(b"ipco", deep + colours))
    data = box(b"ftyp", b"avif") + box(b"meta", bytes(4) + inside) + box(b"mdat", bytes(40))
    assert boxes_told(data) == Told(12, 9, 16)
    wide = struct.pack(">I4sQ", 1, b"meta", 16 + 4 + len(inside)) + bytes(4) + inside
    assert boxes_told(wide) == Told(12, 9, 16)
    assert boxes_told(struct.pack(">I4s", 0, b"meta") + bytes(4) + inside) == Told(12, 9, 16)


@pytest.mark.parametrize("size", [1, 7, 9, 2**31, 2**32 - 1])
def test_boxes_that_lie_tell_nothing(size):
    assert boxes_told(struct.pack(">I4s", size, b"meta") + bytes(20)) == Told()


def test_boxes_without_end_are_soon_given_up():
    assert boxes_told(box(b"iprp", b"") * 300_000) == Told()


@given(st.binary(max_size=300))
def test_any_bytes_tell_something(data):
    assert boxes_told(b"\0\0\1\0meta" + data).bits in (8, 10, 12)


def test_a_deep_picture_that_is_cut_is_refused(tmp_path):
    data = bytes(imagecodecs.avif_encode(ramp(10, 3), bitspersample=10, level=90))
    with pytest.raises(FormatError):
        open_document(written(tmp_path, data[: len(data) - 40]))
