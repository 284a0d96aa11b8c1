"""Photoshop files changed at random, or made to ask for too much: each opens or is refused in a sentence."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, Limits, open_document
from canvas.formats.opened import DEFAULT_OPTIONS
from canvas.formats.psd_read import read_psd_thumbnail
from canvas.formats.psd_write import write_psd
from tests.canvas.psd_files import Sheet, block, group, mask_data, outline, plain, psd, resource
from tests.canvas.test_formats_hostile import changed, changes, opens_or_refuses
from tests.canvas.trees import Forester

FILES = Path(__file__).parent.parent / "files"


def rich() -> bytes:
    """With as many kinds of parts as fit into few bytes, so that most changes hit something that is read."""
    ramp = np.arange(60, dtype=np.uint8).reshape(6, 10)
    triangle = block(b"vmsk", outline([(0.1, 0.1), (0.9, 0.1), (0.5, 0.9)]))
    sheets = [
        Sheet("raw", plain((9, 90, 9, 200), 10, 6)),
        Sheet("runs", plain((9, 90, 9, 200), 10, 6), packing=1, blend=b"mul ", blocks=triangle),
        *group("group", [Sheet("zip", {0: ramp, 1: ramp, 2: ramp}, packing=2)], b"pass"),
        Sheet("steps", {-1: ramp, 0: ramp, 1: ramp, 2: ramp}, (3, -2), packing=3, clip=1),
        Sheet("masked", plain((9, 9, 9), 10, 6) | {-2: ramp}, mask=mask_data((0, 0, 10, 6), 255)),
        Sheet("fill", blocks=block(b"SoCo", bytes(40))),
    ]
    resources = (
        resource(1005, struct.pack(">I12x", 150 << 16)) + resource(1039, bytes(128)) + resource(1024, b"\0\2")
    )
    return psd(
        12, 8, sheets, merged=np.zeros((3, 8, 12), np.uint8), packing=1, resources=resources, alpha=True
    )


def ours() -> bytes:
    sink = io.BytesIO()
    write_psd(Forester(np.random.default_rng(1), 40).document(2, 3), sink, DEFAULT_OPTIONS)
    return sink.getvalue()


def flat() -> bytes:
    merged = np.arange(3 * 8 * 12, dtype=np.uint16).reshape(3, 8, 12)
    return psd(12, 8, merged=merged, depth=16, packing=1, large=True)


SAMPLES = {"rich": rich(), "ours": ours(), "flat": flat(), "gimp": (FILES / "gimp.psd").read_bytes()}


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_a_changed_file_opens_or_is_refused_in_a_sentence(tmp_path, kind, steps):
    path = tmp_path / "changed.psd"
    path.write_bytes(SAMPLES[kind][:2] + changed(SAMPLES[kind][2:], steps))
    opens_or_refuses(path)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(26, len(SAMPLES["rich"]) - 4),
    value=st.sampled_from([0, 1, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 300_000]),
)
def test_numbers_that_lie(tmp_path, place, value):
    data = SAMPLES["rich"]
    path = tmp_path / "changed.psd"
    path.write_bytes(data[:place] + struct.pack(">I", value) + data[place + 4 :])
    opens_or_refuses(path)


@pytest.mark.parametrize("size", range(0, 400, 7))
def test_a_cut_file(tmp_path, size):
    path = tmp_path / "cut.psd"
    path.write_bytes(SAMPLES["rich"][: max(4, size)])
    opens_or_refuses(path)


def refused(tmp_path: Path, data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    path = tmp_path / "a.psd"
    path.write_bytes(data)
    with pytest.raises(FormatError) as error:
        open_document(path, limits)
    return str(error.value)


def test_sides_are_checked_before_anything_is_unpacked(tmp_path):
    for width, height in ((300_000, 300_000), (0, 5), (2**32 - 1, 1)):
        head = struct.pack(">4sH6xHIIHH", b"8BPS", 2, 3, height, width, 8, 3)
        assert "picture" in refused(tmp_path, head + bytes(40))


def test_layers_that_are_far_too_large_are_left_out(tmp_path):
    sheet = Sheet("big", plain((9, 9, 9), 4, 4))
    data = psd(9, 9, [sheet, Sheet("small", plain((9, 9, 9), 4, 4))], merged=np.zeros((3, 9, 9), np.uint8))
    rect = struct.pack(">iiii", 0, 0, 4, 4)
    for new in ((0, 0, 2**30, 2**30), (-(2**31), -(2**31), 2**31 - 1, 2**31 - 1), (0, 0, 60_000, 60_000)):
        path = tmp_path / "a.psd"
        path.write_bytes(data.replace(rect, struct.pack(">iiii", *new), 1))
        opened = open_document(path)
        assert [layer.name for layer in opened.document.layers] == ["small"]
        assert "“big”" in opened.notes[0]


def test_a_bomb_is_refused(tmp_path):
    zeros = np.zeros((1000, 1000), np.uint8)
    zeros[0, 0] = 255
    sheets = [Sheet("z", {-1: zeros, 0: zeros, 1: zeros, 2: zeros}, packing=2) for _ in range(3)]
    data = psd(9, 9, sheets, merged=np.zeros((3, 9, 9), np.uint8))
    assert "too large" in refused(tmp_path, data, Limits(total_pixels=2_500_000))
    assert "memory" in refused(tmp_path, data, Limits(total_bytes=30_000))


def test_an_outline_of_many_curves_hides_its_layer(tmp_path):
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    curves = outline(square)[:34] + outline(square, join=3)[34:] * 4000
    path = tmp_path / "a.psd"
    path.write_bytes(psd(8000, 8000, [Sheet("many", plain((9, 9, 9), 4, 4), blocks=block(b"vmsk", curves))]))
    opened = open_document(path)
    assert not opened.document.layers[0].visible
    assert "“many”" in opened.notes[0]


def test_too_many_layers_and_groups_in_groups(tmp_path):
    sheets = [Sheet("a")] * 50
    assert "more layers" in refused(tmp_path, psd(9, 9, sheets), Limits(layers=49))
    nested = [Sheet("a", plain((9, 9, 9), 4, 4))]
    for _ in range(70):
        nested = group("g", nested)
    assert "too deeply" in refused(tmp_path, psd(9, 9, nested))


def test_a_picture_whose_pixels_are_not_there(tmp_path):
    assert refused(tmp_path, psd(9, 9, merged=np.zeros((3, 9, 9), np.uint8))[:-50])
    assert refused(tmp_path, psd(9, 9))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_a_changed_small_picture(tmp_path, steps):
    path = tmp_path / "a.psd"
    path.write_bytes(SAMPLES["ours"][:26] + changed(SAMPLES["ours"][26:2500], steps))
    try:
        picture = read_psd_thumbnail(path, DEFAULT_LIMITS)
    except FormatError:
        return
    assert picture.ndim == 3
