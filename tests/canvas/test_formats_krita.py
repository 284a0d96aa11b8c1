"""Krita's files: what Krita 5 wrote looks here as there, and damaged files are refused in a sentence."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas.blend import BlendMode
from canvas.composite import flatten8, layer8, mask8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, format_of, open_document, thumbnail_of
from canvas.geometry import Rect
from canvas.guides import Guide
from canvas.layer import Group, Layer
from tests.canvas.foreign import FILES, changed, changes, difference, opens_or_refuses

TREE = FILES / "krita_tree.kra"
NAMES = ("krita_tree", "krita_float", "krita_grey")
MAIN = "maindoc.xml"


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def with_main(path: Path, change: Callable[[str], str], source: Path = TREE, **others: bytes) -> Path:
    """The tree's file with another list of layers."""
    parts = members(source)
    main = change(parts[MAIN].decode())
    assert main != parts[MAIN].decode()
    return written(path, parts | {MAIN: main.encode()} | others)


def told(main: str, name: str, **attributes: str) -> str:
    """A list of layers in which the named layer has other attributes."""
    found = re.search(rf'<layer [^>]*name="{name}"[^>]*>', main)
    assert found
    layer = found.group()
    for attribute, text in attributes.items():
        layer = re.sub(rf'\s{attribute}="[^"]*"', "", layer)
        layer = layer.replace("<layer", f'<layer {attribute}="{text}"', 1)
    return main.replace(found.group(), layer)


# --- files of Krita's own


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_in_krita(name):
    """Krita keeps 8 bits between its layers, we 15: each layer may add a rounding."""
    opened = open_document(FILES / f"{name}.kra")
    assert difference(opened.document, FILES / f"{name}.png") <= 3


def test_the_tree_is_kritas():
    opened = open_document(TREE)
    document = opened.document
    off, masked, passing, group, half, ground = reversed(document.layers)
    assert isinstance(group, Group)
    assert isinstance(passing, Group)
    assert half.name == "<b>half</b>"  # plain text, whatever it looks like
    assert [node.name for node in (*passing.layers, *group.layers)] == ["deep", "in 1", "in 2"]
    assert (passing.pass_through, group.pass_through) == (True, False)
    assert group.blend is BlendMode.MULTIPLY
    assert passing.layers[0].blend is BlendMode.SCREEN
    assert (off.visible, masked.visible) == (False, True)
    assert half.opacity == pytest.approx(128 / 255)
    assert ground.tag == "green"
    assert masked.mask is not None
    assert group.mask is not None
    assert opened.notes == ()


def test_it_is_told_from_openraster_and_has_a_small_picture():
    assert format_of(TREE).name == "Krita"
    assert format_of(FILES / "mypaint.ora").name == "OpenRaster"
    assert max(thumbnail_of(TREE).shape[:2]) <= 256


# --- what the list of layers can say


@pytest.mark.parametrize(
    ("attribute", "text", "check", "said"),
    [
        ("opacity", "nan", lambda node: node.opacity == 1, "made no sense"),
        ("opacity", "900", lambda node: node.opacity == 1, "out of range"),
        ("opacity", "-3", lambda node: node.opacity == 0, "out of range"),
        ("compositeop", "luminize", lambda node: node.blend is BlendMode.LUMINOSITY, ""),
        ("compositeop", "hue_hsv", lambda node: node.blend is BlendMode.HUE, "similar"),
        ("compositeop", "unheard of", lambda node: node.blend is BlendMode.NORMAL, "as Normal"),
        ("channelflags", "1110", lambda node: node.clip, "inherited the alpha"),
        ("channelflags", "1011", lambda node: not node.clip, "colour channels"),
        ("channellockflags", "1110", lambda node: node.alpha_lock, ""),
        ("colorlabel", "7", lambda node: node.tag == "violet", ""),
        ("colorlabel", "5", lambda node: node.tag == "orange", "nearest"),
        ("locked", "1", lambda node: node.locked, ""),
        ("layerstyle", "{1}", lambda node: not node.locked, "Layer effects"),
        ("keyframes", "layer2.keyframes.xml", lambda node: not node.locked, "one frame"),
    ],
)
def test_properties_of_a_layer(tmp_path, attribute, text, check, said):
    def change(main: str) -> str:
        return told(main, "ground", **{attribute: text})

    opened = open_document(with_main(tmp_path / "a.kra", change))
    assert check(opened.document.layers[0])
    assert said in " ".join(opened.notes)


@pytest.mark.parametrize(("dx", "dy"), [(64, -64), (13, 7), (-5, 70)])
def test_a_moved_layer(tmp_path, dx, dy):
    def change(main: str) -> str:
        return told(main, "ground", x=str(dx), y=str(dy))

    before = open_document(TREE).document.layers[0]
    after = open_document(with_main(tmp_path / "a.kra", change)).document.layers[0]
    rect = Rect(-100, -100, 300, 300)
    assert (layer8(after, rect.moved(dx, dy)) == layer8(before, rect)).all()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("shapelayer", "Vector layers"),
        ("adjustmentlayer", "Filter layers"),
        ("generatorlayer", "Fill layers"),
        ("filelayer", "another file"),
        ("anything", "not known here"),
    ],
)
def test_a_layer_that_cannot_be_read_leaves_the_whole_picture_at_the_top(tmp_path, kind, said):
    def change(main: str) -> str:
        return told(main, "masked", nodetype=kind)

    opened = open_document(with_main(tmp_path / "a.kra", change))
    merged = opened.document.layers[-1]
    assert isinstance(merged, Layer)
    assert (merged.visible, merged.locked) == (False, True)
    alone = opened.document.with_layers((replace(merged, visible=True),))
    assert difference(alone, FILES / "krita_tree.png") <= 1
    assert said in " ".join(opened.notes)
    assert "“masked”" in " ".join(opened.notes)
    assert "masked" not in [node.name for node in opened.document.nodes()]


def test_a_clone_layer_becomes_a_copy(tmp_path):
    def change(main: str) -> str:
        found = re.search(r'<layer [^>]*name="ground"[^>]*>', main)
        assert found
        uuid = re.search(r'uuid="([^"]*)"', found.group())
        assert uuid
        clone = f'<layer nodetype="clonelayer" name="again" clonefromuuid="{uuid[1]}" x="64" y="0"/>'
        return main.replace("<layers>", f"<layers>{clone}", 1)

    document = open_document(with_main(tmp_path / "a.kra", change)).document
    again, ground = document.layers[-1], document.layers[0]
    assert again.name == "again"
    rect = document.rect
    assert (layer8(again, rect.moved(64, 0)) == layer8(ground, rect)).all()


def test_the_selection(tmp_path):
    mask = '<mask nodetype="selectionmask" name="s" filename="mask3" active="1" x="0" y="0"/>'
    path = with_main(tmp_path / "a.kra", lambda main: main.replace("<layers>", f"<layers>{mask}", 1))
    selection = open_document(path).document.selection
    assert selection is not None
    assert not selection.empty


def test_several_masks_do_what_both_do(tmp_path):
    """The second one hides all but what it holds, at half its strength where it is grey."""

    def change(main: str) -> str:
        again = re.search(r'<mask [^>]*filename="mask5"[^>]*/>', main)
        assert again
        return main.replace(again.group(), again.group() * 2)

    once = open_document(TREE).document.layers[-2].mask
    opened = open_document(with_main(tmp_path / "a.kra", change))
    twice = opened.document.layers[-2].mask
    assert once is not None
    assert twice is not None
    first = mask8(once, opened.document.rect).astype(float)
    assert np.abs(mask8(twice, opened.document.rect) - first * first / 255).max() <= 1.01
    assert "joined" in " ".join(opened.notes)


def test_what_lies_where_no_tile_is(tmp_path):
    parts = members(TREE)
    name = next(name for name in parts if name.endswith("/layer11"))
    empty = b"VERSION 2\nTILEWIDTH 64\nTILEHEIGHT 64\nPIXELSIZE 4\nDATA 0\n"
    parts |= {name: empty, name + ".defaultpixel": bytes([10, 20, 30, 255])}  # blue comes first
    document = open_document(written(tmp_path / "a.kra", parts)).document
    filled = next(node for node in document.nodes() if node.name == "in 1")
    shown = layer8(filled, document.rect).reshape(-1, 4)
    assert (shown == [30, 20, 10, 255]).all()


# --- damage and malice


def tile_member(lines: bytes, tiles: bytes) -> bytes:
    return b"VERSION 2\nTILEWIDTH 64\nTILEHEIGHT 64\nPIXELSIZE 4\n" + lines + tiles


RAW = b"\0" + bytes([1, 2, 3, 255]) * 4096
LINE = b"0,0,LZF,%d\n" % len(RAW)


@pytest.mark.parametrize(
    "member",
    [
        b"",
        b"VERSION 2\n",
        b"VERSION 1\nDATA 1\n",
        tile_member(b"DATA 99999999999999999999\n", b""),
        tile_member(b"DATA -1\n", LINE + RAW),
        tile_member(b"DATA 1\n", b"1,0,LZF,5\n" + RAW),
        tile_member(b"DATA 1\n", b"64000000000,0,LZF,5\n" + RAW),
        tile_member(b"DATA 1\n", b"0,0,LZF,99999999\n" + RAW),
        tile_member(b"DATA 1\n", b"x" * 500),
    ],
)
def test_pixels_that_make_no_sense_leave_the_layer_out(tmp_path, member):
    parts = members(TREE)
    name = next(name for name in parts if name.endswith("/layer11"))
    opened = open_document(written(tmp_path / "a.kra", parts | {name: member}))
    assert "was left out" in " ".join(opened.notes)


def test_a_damaged_tile_costs_that_tile_and_a_note(tmp_path):
    parts = members(TREE)
    name = next(name for name in parts if name.endswith("/layer11"))
    torn = b"64,0,LZF,9\n\1\xff\xff\xff\xff\xff\xff\xff\xff"
    member = tile_member(b"DATA 3\n", LINE + RAW + torn + LINE + RAW)
    opened = open_document(written(tmp_path / "a.kra", parts | {name: member}))
    assert "Damaged parts" in " ".join(opened.notes)
    kept = next(node for node in opened.document.nodes() if isinstance(node, Layer) and len(node.tiles) == 1)
    assert layer8(kept, Rect(0, 0, 1, 1)).tolist() == [[[3, 2, 1, 255]]]


def test_packed_tiles_are_unpacked(tmp_path):
    planes = np.random.default_rng(1).integers(0, 4, (4, 4096), np.uint8)
    planes[3] = 255
    body = b"\1" + imagecodecs.lzf_encode(planes.tobytes())
    parts = members(TREE)
    name = next(name for name in parts if name.endswith("/layer11"))
    member = tile_member(b"DATA 1\n", b"-64,128,LZF,%d\n" % len(body) + body)
    document = open_document(written(tmp_path / "a.kra", parts | {name: member})).document
    layer = next(node for node in document.nodes() if isinstance(node, Layer) and (-1, 2) in node.tiles)
    shown = layer8(layer, Rect(-64, 128, 64, 64)).reshape(4096, 4)
    assert (shown == planes[[2, 1, 0, 3]].T).all()


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(tile_member(b"DATA 1\n", LINE + RAW))
    path = with_main(
        tmp_path / "a.kra",
        lambda main: re.sub(r'filename="layer\d+"', 'filename="../../../secret"', main),
    )
    document = open_document(path).document  # all that is left is what Krita kept of the whole
    assert [node.visible for node in document.nodes() if isinstance(node, Layer)] == [True]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('width="72"', 'width="300000"'),
        ('height="50"', 'height="0"'),
        ('height="50"', 'height="nan"'),
        ('height="50"', ""),
        ("<layers>", "<layers>" + "<layer nodetype='grouplayer'><layers>" * 80 + "</layers></layer>" * 80),
        ("<layers>", "<layers>" + "<layer/>" * 5000),
        (' x="0"', ' x="99999999"'),
        ("<DOC ", "<!ENTITY a 'b'><DOC "),
        ("<DOC ", "<!DOCTYPE a [<!ENTITY a 'b'>]><DOC "),
        ("</DOC>", ""),
        ("<IMAGE", "<image2"),
    ],
)
def test_lists_of_layers_that_are_refused(tmp_path, before, after):
    def change(main: str) -> str:
        return main.replace(before, after, 1)

    with pytest.raises(FormatError):
        open_document(with_main(tmp_path / "a.kra", change))


def test_limits_are_kept():
    for limits in (
        replace(DEFAULT_LIMITS, layers=2),
        replace(DEFAULT_LIMITS, total_bytes=40_000),
        replace(DEFAULT_LIMITS, total_pixels=3000),
        replace(DEFAULT_LIMITS, depth=0),
        replace(DEFAULT_LIMITS, members=3),
    ):
        with pytest.raises(FormatError):
            open_document(TREE, limits)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_a_changed_file_opens_or_is_refused(tmp_path, name, steps):
    path = tmp_path / "changed.kra"
    path.write_bytes(changed((FILES / f"{name}.kra").read_bytes(), steps))
    opens_or_refuses(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes, which=st.integers(0, 30), main=st.booleans())
def test_an_archive_with_a_changed_member_opens_or_is_refused(tmp_path, steps, which, main):
    """The archive itself is whole, so the change reaches the readers of its members."""
    parts = members(TREE)
    name = MAIN if main else list(parts)[which % len(parts)]
    if name == "mimetype":
        return
    opens_or_refuses(written(tmp_path / "changed.kra", parts | {name: changed(parts[name], steps)}))


def test_guides_of_krita_come_along():
    """Krita stores them in points: the picture has 144 of its pixels in an inch."""
    opened = open_document(FILES / "krita_guides.kra")
    assert opened.document.guides == (Guide(True, 10.0), Guide(True, 55.5), Guide(False, 120.0))
    assert opened.notes == ()


def test_guides_that_make_no_sense_are_left_out(tmp_path):
    def nonsense(main: str) -> str:
        for value, other in (("5", "nan"), ("27.75", "1e300"), ("60", "1" + "0" * 400)):
            main = main.replace(f'value="{value}"', f'value="{other}"')
        return main

    opened = open_document(with_main(tmp_path / "a.kra", nonsense, FILES / "krita_guides.kra"))
    assert opened.document.guides == ()


def test_a_layer_that_inherits_the_alpha_of_several_is_clipped_to_all_of_them(tmp_path):
    """Those below it become its base: the same picture as the siblings' own, cut by nothing else."""
    path = with_main(tmp_path / "a.kra", lambda main: told(main, "masked", channelflags="1110"))
    opened = open_document(path)
    plain = open_document(TREE).document
    base, clipped = opened.document.layers[:2]
    assert isinstance(base, Group)
    assert [node.name for node in base.layers] == ["ground", "<b>half</b>", "group", "pass"]
    assert (base.name, clipped.name, clipped.clip) == ("Below masked", "masked", True)
    below = Document(plain.width, plain.height, plain.layers[:4])
    ground = flatten8(below)[:, :, 3].astype(int)
    assert np.abs(flatten8(opened.document)[:, :, 3] - ground).max() <= 1
    assert np.abs(flatten8(plain)[:, :, 3] - ground).max() > 20
    assert [note for note in opened.notes if "inherited the alpha" in note and "“masked”" in note]
