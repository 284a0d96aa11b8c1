"""GIMP's files: what GIMP 2.10 wrote looks here as there, and damaged files are refused in a sentence."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from isal import isal_zlib

from canvas.blend import BlendMode
from canvas.composite import layer8
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, open_document
from canvas.formats.xcf_file import parse
from canvas.formats.xcf_names import Precision, precision_of
from canvas.formats.xcf_tiles import XcfTiles
from canvas.geometry import Rect
from canvas.guides import Guide
from canvas.layer import Group
from tests.canvas.foreign import FILES, changed, changes, difference, opens_or_refuses

NAMES = ("gimp_tree", "gimp_16", "gimp_indexed", "gimp_text")


# --- files of GIMP's own


@pytest.mark.parametrize("name", ["gimp_tree", "gimp_16", "gimp_indexed"])
def test_it_looks_as_in_gimp(name):
    """GIMP mixed these in sRGB's encoding, as we do; both round to 8 bits."""
    document = open_document(FILES / f"{name}.xcf").document
    assert difference(document, FILES / f"{name}.png") <= 1.5


def test_the_tree_is_gimps():
    opened = open_document(FILES / "gimp_tree.xcf")
    document = opened.document
    hidden, masked, group, half, ground = reversed(document.layers)
    assert isinstance(group, Group)
    passing, inside = reversed(group.layers)
    assert isinstance(passing, Group)
    assert [node.name for node in (hidden, masked, group, half, ground)] == [
        "hidden",
        "masked",
        "group",
        "<b>half &amp;</b>",  # plain text, whatever it looks like
        "ground",
    ]
    assert (passing.name, inside.name, passing.layers[0].name) == ("pass", "inside", "deep")
    assert passing.pass_through
    assert not group.pass_through
    assert (hidden.visible, masked.visible) == (False, True)
    assert half.locked
    assert half.opacity == pytest.approx(0.5, abs=0.003)
    assert group.opacity == pytest.approx(0.8, abs=0.003)
    assert ground.tag == "green"
    assert masked.mask is not None
    assert group.mask is not None
    assert document.active == inside.id
    assert document.dpi == 150
    assert document.selection is not None
    assert document.selection.bounds.width < document.width
    assert [str(note) for note in opened.notes] == ["Saved channels and selections were left out: “saved”."]


def test_text_floating_selections_and_light_are_told_of():
    notes = " ".join(open_document(FILES / "gimp_text.xcf").notes)
    assert "Text was kept as paint" in notes
    assert "A floating selection became a layer" in notes
    assert "mixed as light" in notes
    assert "default multiply" in notes


# --- files made here, with what GIMP 2.10 does not write


class Maker:
    """An XCF file of one layer, byte by byte."""

    def __init__(self, version: int, base: int, precision: int, compression: int) -> None:
        self.wide = version >= 11
        word = b"file" if version == 0 else b"v%03d" % version
        self.head = b"gimp xcf " + word + b"\0" + struct.pack(">3I", 70, 40, base)
        if version >= 4:
            self.head += struct.pack(">I", precision)
        self.properties = struct.pack(">2IB", 17, 1, compression)

    def pointer(self, place: int) -> bytes:
        return struct.pack(">Q" if self.wide else ">I", place)

    def made(self, tiles: list[bytes], size: int, kind: int, more: bytes = b"", loop: bool = False) -> bytes:
        """`more`: properties of the layer. `loop`: the list of layers holds one again and again."""
        step = 8 if self.wide else 4
        count = 3000 if loop else 1
        layer = len(self.head) + len(self.properties) + 8 + step * (count + 2)
        name = struct.pack(">I", 4) + b"one\0"
        pixels = layer + 12 + len(name) + len(more) + 8 + 2 * step
        level = pixels + 12 + 2 * step
        first = level + 8 + step * (len(tiles) + 1)
        places = [first + sum(len(tile) for tile in tiles[:k]) for k in range(len(tiles))]
        return b"".join(
            [
                self.head + self.properties + bytes(8),
                self.pointer(layer) * count + self.pointer(0) * 2,
                struct.pack(">3I", 70, 40, kind) + name + more + bytes(8),
                self.pointer(pixels) + self.pointer(0),
                struct.pack(">3I", 70, 40, size) + self.pointer(level) + self.pointer(0),
                struct.pack(">2I", 70, 40) + b"".join(map(self.pointer, places)) + self.pointer(0),
                *tiles,
            ]
        )


def art(channels: int) -> np.ndarray:
    """40×70×C uint8, opaque where it has alpha, so that no colour is lost."""
    pixels = np.random.default_rng(3).integers(0, 256, (40, 70, channels), np.uint8)
    pixels[10:20, :30] = 77  # something to run
    if channels in (2, 4):
        pixels[..., -1] = 255
    return pixels


def runs(values: bytes) -> bytes:
    """All four kinds of runs."""
    out, k = bytearray(), 0
    while k < len(values):
        same = 1
        while k + same < len(values) and values[k + same] == values[k] and same < 1000:
            same += 1
        if same > 127:
            out += bytes([127, same >> 8, same & 255, values[k]])
        elif same > 1:
            out += bytes([same - 1, values[k]])
        else:
            same = min(300 if k % 2 else 100, len(values) - k)
            piece = values[k : k + same]
            out += (bytes([128, same >> 8, same & 255]) if same > 127 else bytes([256 - same])) + piece
        k += same
    return bytes(out)


def packed(pixels: np.ndarray, compression: int) -> list[bytes]:
    """Two tiles of H×W×S bytes."""
    tiles = [pixels[:, :64], pixels[:, 64:]]
    plain = [np.ascontiguousarray(tile).tobytes() for tile in tiles]
    if compression == 0:
        return plain
    if compression == 2:
        return [isal_zlib.compress(tile) for tile in plain]
    parts = [np.ascontiguousarray(tile.reshape(-1, tile.shape[2]).T) for tile in tiles]
    return [b"".join(runs(plane.tobytes()) for plane in part) for part in parts]


def opened(tmp_path: Path, data: bytes):
    path = tmp_path / "made.xcf"
    path.write_bytes(data)
    return open_document(path)


@pytest.mark.parametrize("compression", [0, 1, 2])
@pytest.mark.parametrize("version", [0, 3, 10, 11, 22])
def test_every_packing_and_width_of_pointers(tmp_path, version, compression):
    pixels = art(4)
    data = Maker(version, 0, 150, compression).made(packed(pixels, compression), 4, 1)
    document = opened(tmp_path, data).document
    assert (layer8(document.layers[0], document.rect) == pixels).all()


@pytest.mark.parametrize(
    ("number", "kind", "scale"),
    [
        (250, ">u2", 257),
        (350, ">u4", 16843009),
        (550, ">f2", 1 / 255),
        (650, ">f4", 1 / 255),
        (750, ">f8", 1 / 255),
    ],
)
def test_every_precision(tmp_path, number, kind, scale):
    pixels = art(4)
    deep = (pixels * np.float64(scale)).astype(kind)
    raw = np.ascontiguousarray(deep).view(np.uint8).reshape(40, 70, -1)
    document = opened(tmp_path, Maker(12, 0, number, 1).made(packed(raw, 1), raw.shape[2], 1)).document
    shown = layer8(document.layers[0], document.rect).astype(int)
    assert np.abs(shown - pixels).max() <= (1 if kind == ">f2" else 0)


@pytest.mark.parametrize(("base", "kind", "channels"), [(1, 3, 2), (1, 2, 1), (0, 0, 3)])
def test_grey_and_no_alpha(tmp_path, base, kind, channels):
    pixels = art(channels)
    data = Maker(11, base, 150, 1).made(packed(pixels, 1), channels, kind)
    document = opened(tmp_path, data).document
    shown = layer8(document.layers[0], Rect(0, 0, 80, 50))
    assert (shown[:40, :70, 0] == pixels[:, :, 0]).all()
    assert (shown[:40, :70, 3] == 255).all()
    assert not shown[40:].any()
    assert not shown[:, 70:].any()


def test_light_is_encoded(tmp_path):
    pixels = np.full((40, 70, 4), 0.2140411, ">f4")  # the light of half of sRGB's scale
    pixels[..., 3] = 1
    raw = np.ascontiguousarray(pixels).view(np.uint8).reshape(40, 70, 16)
    document = opened(tmp_path, Maker(12, 0, 600, 1).made(packed(raw, 1), 16, 1)).document
    assert layer8(document.layers[0], document.rect)[5, 5].tolist() == [128, 128, 128, 255]


def test_precisions_that_nobody_knows():
    assert precision_of(12, 123) is None
    assert precision_of(4, 9) is None
    assert precision_of(6, 500) == Precision(np.dtype("<f4"), linear=True)
    assert precision_of(12, 175) == Precision(np.dtype(">u1"), linear=False)


@pytest.mark.parametrize(
    ("opacity", "shown", "said"),
    [
        (float("nan"), 1.0, "made no sense"),
        (float("inf"), 1.0, "made no sense"),
        (7.0, 1.0, "out of range"),
        (-1.0, 0.0, "out of range"),
    ],
)
def test_odd_opacities(tmp_path, opacity, shown, said):
    more = struct.pack(">2If", 33, 4, opacity)
    result = opened(tmp_path, Maker(11, 0, 150, 1).made(packed(art(4), 1), 4, 1, more))
    assert result.document.layers[0].opacity == shown
    assert said in " ".join(result.notes)


@pytest.mark.parametrize(
    ("mode", "blend", "said"),
    [
        (30, BlendMode.MULTIPLY, ""),
        (14, BlendMode.LUMINOSITY, "similar"),
        (999, BlendMode.NORMAL, "as Normal"),
    ],
)
def test_modes(tmp_path, mode, blend, said):
    more = struct.pack(">3I", 7, 4, mode)
    result = opened(tmp_path, Maker(11, 0, 150, 1).made(packed(art(4), 1), 4, 1, more))
    assert result.document.layers[0].blend is blend
    assert said in " ".join(result.notes)


def test_a_list_of_layers_that_never_ends_well(tmp_path):
    """The same layer 3000 times is one layer."""
    data = Maker(11, 0, 150, 1).made(packed(art(4), 1), 4, 1, loop=True)
    assert len(opened(tmp_path, data).document.layers) == 1


def test_a_damaged_tile_costs_that_tile_and_a_note(tmp_path):
    tiles = packed(art(4), 1)
    result = opened(tmp_path, Maker(11, 0, 150, 1).made([tiles[0], b"\x7f\xff"], 4, 1))
    shown = layer8(result.document.layers[0], result.document.rect)
    assert (shown[:, :64] == art(4)[:, :64]).all()
    assert not shown[:, 64:].any()
    assert "Damaged parts" in " ".join(result.notes)


def test_a_torn_stream_costs_that_tile_and_a_note(tmp_path):
    tiles = packed(art(4), 2)
    result = opened(tmp_path, Maker(11, 0, 150, 2).made([tiles[0], b"\x07" + tiles[1][1:]], 4, 1))
    assert not layer8(result.document.layers[0], result.document.rect)[:, 64:].any()
    assert "Damaged parts" in " ".join(result.notes)


@pytest.mark.parametrize("side", [300_000, 0, 2**32 - 1])
def test_sides_that_are_too_large_are_refused(tmp_path, side):
    data = bytearray((FILES / "gimp_16.xcf").read_bytes())
    data[14:18] = struct.pack(">I", side)
    with pytest.raises(FormatError):
        opened(tmp_path, bytes(data))


def test_limits_are_kept():
    for limits in (
        replace(DEFAULT_LIMITS, layers=2),
        replace(DEFAULT_LIMITS, total_bytes=40_000),
        replace(DEFAULT_LIMITS, total_pixels=3000),
        replace(DEFAULT_LIMITS, depth=0),
    ):
        with pytest.raises(FormatError):
            open_document(FILES / "gimp_tree.xcf", limits)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_a_changed_file_opens_or_is_refused(tmp_path, name, steps):
    path = tmp_path / "changed.xcf"
    path.write_bytes(changed((FILES / f"{name}.xcf").read_bytes(), steps))
    opens_or_refuses(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_anything_after_the_signature_opens_or_is_refused(tmp_path, data):
    path = tmp_path / "odd.xcf"
    path.write_bytes(b"gimp xcf v011\0" + data)
    opens_or_refuses(path)


def test_tiles_that_are_not_there_cost_nothing(tmp_path):
    """A few bytes can tell of millions of them: they are passed over at once, and told."""
    columns = 300
    side = 64 * columns - 7
    head = b"gimp xcf v011\0" + struct.pack(">4I", 70, 40, 0, 150) + struct.pack(">2IB", 17, 1, 1) + bytes(8)
    layer = len(head) + 3 * 8
    name = struct.pack(">I", 4) + b"one\0"
    pixels = layer + 12 + len(name) + 8 + 16
    level = pixels + 12 + 16
    data = b"".join(
        [
            head + struct.pack(">3Q", layer, 0, 0),
            struct.pack(">3I", side, 640, 1) + name + bytes(8) + struct.pack(">2Q", pixels, 0),
            struct.pack(">3I", side, 640, 4) + struct.pack(">2Q", level, 0),
            struct.pack(">2I", side, 640) + bytes(8 * columns * 10 + 8),
        ]
    )
    file = parse(data, DEFAULT_LIMITS)
    (batch,) = XcfTiles(file).batches(pixels, side, 640, 4)
    assert (batch.keys, batch.damaged, batch.planes.size) == ([], True, 0)
    result = opened(tmp_path, data)
    assert result.document.sheets()[0].tiles == {}
    assert "Damaged parts" in " ".join(result.notes)


def test_guides_come_along(tmp_path):
    maker = Maker(11, 0, 150, 1)
    guides = struct.pack(">iBiBiBiB", 30, 1, 12, 2, -4, 2, 9, 7)  # the last is of no known direction
    maker.properties += struct.pack(">2I", 18, len(guides)) + guides
    result = opened(tmp_path, maker.made(packed(art(4), 1), 4, 1))
    assert result.document.guides == (Guide(True, 30.0), Guide(False, 12.0), Guide(False, -4.0))
    assert not result.notes
