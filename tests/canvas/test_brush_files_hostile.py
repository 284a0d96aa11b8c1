"""Damaged and hostile brush files: each ends in brushes or a FormatError, soon, whatever its bytes are."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.brush.entry import BrushEntry, is_id
from canvas.brush.preset import Brush
from canvas.brush.tip import Tip
from canvas.brush_files import Imported
from canvas.brush_files.native import write_native
from canvas.brush_files.table import FORMATS, HEAD
from canvas.errors import FormatError
from canvas.formats.png_chunks import SIGNATURE, chunk
from canvas.formats.png_encode import encode_png
from tests.canvas.brush_files import (
    AUTO,
    abr_computed,
    abr_new,
    abr_old,
    abr_sampled,
    gbr,
    gih,
    kpp,
    presets,
    tip,
)

FILES = Path(__file__).parents[1] / "files" / "brushes"
DESCRIBED = presets({"Nm  ": "A", "Brsh": {"Dmtr": 9.0, "sampledData": "k" * 36}, "useTipDynamics": True})
SAMPLES = {
    "native": write_native((BrushEntry("a", "A", Brush("a", size=9.0, tip=Tip("t", (tip(),)))),)),
    "myb": (FILES / "2B_pencil.myb").read_bytes(),
    "myb2": b"version 2\nradius_logarithmic 1.5 | pressure (0.0 -1.0), (1.0 0.0)\nopaque 1.0\n",
    "gbr": gbr(tip()),
    "rgba": gbr(np.stack([tip()] * 4, axis=-1)),
    "gih": gih([tip(), tip()], "dim:1 rank0:2 sel0:random"),
    "vbr": b"GIMP-VBR\n1.5\nSquare\nsquare\n10.0\n8.0\n2\n1.0\n2.0\n0.0\n",
    "kpp": kpp({"brush_definition": AUTO}),
    "png": encode_png(tip()),
    "abr1": abr_old(1, abr_computed(), abr_sampled(tip(), 1, packed=True)),
    "abr2": abr_old(2, abr_sampled(tip(), 2, packed=False)),
    "abr6": abr_new({"k" * 36: tip()}, 1, desc=DESCRIBED),
    "abr10": abr_new({"k" * 36: tip().astype(np.uint16) * 257}, 2, version=10, desc=DESCRIBED),
}


def read(data: bytes) -> Imported | None:
    """As `read_brushes` would; None for a FormatError. Any other exception fails the test."""
    for kind in FORMATS:
        if kind.read_file is None and kind.told_by(data[:HEAD]):
            try:
                return kind.read(data, Path("file"))
            except FormatError:
                return None
    return None


def sound(imported: Imported | None) -> None:
    """Whatever was read can be painted with and saved."""
    for entry in imported.entries if imported is not None else ():
        assert is_id(entry.id)
        assert entry.brush.name == entry.id
        assert entry.title
        values = [
            value
            for name in ("size", "spacing", "angle")
            if (value := getattr(entry.brush, name)) is not None
        ]
        assert np.isfinite(values).all()
        assert 0.5 <= entry.brush.size <= 2000
        assert all(image.ndim == 2 for image in (entry.brush.tip.images if entry.brush.tip else ()))
        write_native((entry,))


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_samples_themselves_are_good(kind: str) -> None:
    imported = read(SAMPLES[kind])
    assert imported is not None
    sound(imported)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_changed_bytes(kind: str, data: st.DataObject) -> None:
    content = bytearray(SAMPLES[kind])
    places = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(places, min_size=1, max_size=8)):
        content[place] = value
    sound(read(bytes(content)))


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_cut_and_joined(kind: str, data: st.DataObject) -> None:
    content = SAMPLES[kind]
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    sound(read(content[:begin] + content[end:] + data.draw(st.binary(max_size=40))))


@given(st.sampled_from(("gbr", "abr1", "abr6", "abr10")), st.data())
def test_huge_numbers_in_headers(kind: str, data: st.DataObject) -> None:
    content = bytearray(SAMPLES[kind])
    place = data.draw(st.integers(4, len(content) - 4))
    number = data.draw(st.sampled_from([0, 1, 4097, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]))
    content[place : place + 4] = struct.pack(">I", number)
    sound(read(bytes(content)))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(("size", "tip", "dynamics", "stabiliser", "mode", "texture", "eraser", "name")), JSON)
def test_any_value_in_our_own_file(key: str, value: object) -> None:
    brush = {"id": "a", "title": "A", "brush": {key: value}}
    sound(read(json.dumps({"format": "scumble-brushes", "version": 1, "brushes": [brush]}).encode()))


@given(
    st.sampled_from(("radius_logarithmic", "opaque", "smudge", "speed1_gamma", "dabs_per_actual_radius")),
    JSON,
)
def test_any_value_in_a_mypaint_brush(name: str, value: object) -> None:
    for setting in ({"base_value": value}, {"base_value": 1.0, "inputs": {"pressure": value}}, value):
        content = {"comment": "MyPaint brush file", "version": 3, "settings": {name: setting}}
        sound(read(json.dumps(content).encode()))


@pytest.mark.parametrize("value", [1e8, -1e8])
@pytest.mark.parametrize(
    "name",
    [
        "radius_logarithmic", "radius_by_random", "hardness", "opaque", "opaque_linearize", "speed1_gamma",
        "dabs_per_basic_radius", "dabs_per_actual_radius", "elliptical_dab_ratio", "elliptical_dab_angle",
        "offset_by_random", "smudge", "smudge_length", "slow_tracking", "stroke_duration_logarithmic",
    ],
)  # fmt: skip
def test_extreme_settings_of_mypaint(name: str, value: float) -> None:
    curve = [[0.0, -value], [1.0, value]]
    inputs = dict.fromkeys(("pressure", "speed1", "random", "stroke", "direction", "brush_radius"), curve)
    settings = {
        "radius_logarithmic": {"base_value": 2.0},
        name: {"base_value": value, "inputs": inputs},
    }
    imported = read(json.dumps({"comment": "MyPaint", "version": 3, "settings": settings}).encode())
    assert imported is not None
    sound(imported)


def test_sizes_that_are_only_claimed() -> None:
    """A few bytes cannot make a large picture, nor many of them."""
    wide = bytearray(gbr(tip()))
    wide[8:16] = struct.pack(">II", 4097, 4097)
    assert read(bytes(wide)) is None
    many = b"Pipe\n999999 ncells:999999\n" + gbr(tip())
    assert read(many) is None
    lying = bytearray(abr_old(1, abr_computed()))
    lying[2:4] = struct.pack(">H", 2500)
    assert read(bytes(lying)) is None


@pytest.mark.parametrize("version", ["1.0", "1.5"])
def test_a_shape_whose_last_line_is_missing(version: str) -> None:
    lines = [
        "GIMP-VBR",
        version,
        "Square",
        *(["square"] if version == "1.5" else []),
        "10.0",
        "8.0",
        "2",
        "1.0",
    ]
    for count in range(len(lines) + 1):
        assert read("\n".join(lines[:count]).encode()) is None


def test_a_preset_that_unpacks_without_end() -> None:
    packed = zlib.compress(b"<" * (80 << 20), 9)
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [
        *chunk(b"IHDR", header),
        *chunk(b"zTXt", b"preset\0\0" + packed),
        *chunk(b"IDAT", b""),
        *chunk(b"IEND"),
    ]
    assert read(SIGNATURE + b"".join(bytes(part) for part in parts)) is None
