"""OpenRaster: what we save comes back whole, other programs' files open, and their files are ours to read."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from canvas.blend import BlendMode
from canvas.composite import flatten8, from_rgba8, from_rgba16, layer8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.feather import feathered
from canvas.formats import DEFAULT_LIMITS, Opened, open_document, save_document, thumbnail_of
from canvas.formats.exact8 import fits_8_bits
from canvas.formats.openraster_members import painted_rect
from canvas.formats.openraster_names import mode_named
from canvas.formats.png_chunks import SIGNATURE
from canvas.formats.png_decode import decode_png, png_header
from canvas.geometry import Rect
from canvas.guides import Guide
from canvas.layer import MAX_DEPTH, Group, Layer, Mask, Node, Recipe
from canvas.selecting import rectangle
from canvas.tile import ONE, Tile, Tiles, exact_bounds, solid
from tests.canvas.foreign import difference
from tests.canvas.paintings import mask_of, snapshot, some_document

FILES = Path(__file__).parent.parent / "files"
RNG = np.random.default_rng(3)
NAMES = ["Ölfarbe & <b>„rot“</b>", "图层 1", "🎨 'quoted' \"twice\"", "", "a\tb\nc", "x" * 300]


def paint16(seed: int = 0) -> dict[tuple[int, int], Tile]:
    """Fix15 paint that 8 bits cannot hold, over three tiles, one of them left of the document."""
    rng = np.random.default_rng(seed)
    tiles = {}
    for key in ((-1, 0), (0, 0), (1, 2)):
        alpha = rng.integers(0, ONE + 1, (64, 64))
        colour = (rng.random((3, 64, 64)) * (alpha + 0.999)).astype(int).clip(0, alpha)
        tiles[key] = Tile(np.concatenate([colour, alpha[None]]).astype(np.uint16))
    return tiles


def paint8(width: int = 100, height: int = 90, origin: tuple[int, int] = (7, 9)) -> Tiles:
    return from_rgba8(RNG.integers(0, 256, (height, width, 4), np.uint8), origin)


def same_paint(one: Tiles, other: Tiles) -> bool:
    return one.keys() == other.keys() and all(one[key] == other[key] for key in one)


def again(document: Document, path: Path) -> Opened:
    assert save_document(document, path) == ()
    return open_document(path)


def test_everything_of_a_layer_comes_back(tmp_path):
    layers = (
        Layer("sixteen", tiles=paint16(), opacity=1 / 3, blend=BlendMode.MULTIPLY, alpha_lock=True),
        Layer("eight", tiles=paint8(), visible=False, locked=True),
        Layer("empty"),
    )
    document = Document(150, 200, layers, layers[1].id, dpi=240)
    opened = again(document, tmp_path / "a.ora")
    assert opened.notes == ()
    back = opened.document
    assert (back.width, back.height, back.dpi) == (150, 200, 240)
    assert back.active == back.sheets()[1].id
    for was, now in zip(layers, back.sheets(), strict=True):
        assert replace(was, tiles={}, id="").__repr__() == replace(now, tiles={}, id="").__repr__()
        assert same_paint(was.tiles, now.tiles)
    assert back.sheets()[0].tiles.keys() == paint16().keys()  # left of the document too


def test_saving_again_gives_the_same_bytes(tmp_path):
    document = Document(150, 200, (Layer("a", tiles=paint16()),))
    again(document, tmp_path / "a.ora")
    save_document(open_document(tmp_path / "a.ora").document, tmp_path / "b.ora")
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()


def test_every_blend_mode_comes_back(tmp_path):
    opened = again(Document(8, 8, tuple(Layer("a", blend=mode) for mode in BlendMode)), tmp_path / "a.ora")
    assert [layer.blend for layer in opened.document.sheets()] == list(BlendMode)
    assert opened.notes == ()


def test_names_come_back(tmp_path):
    opened = again(Document(8, 8, tuple(Layer(name) for name in NAMES)), tmp_path / "a.ora")
    assert [layer.name for layer in opened.document.sheets()] == NAMES


def test_letters_that_xml_cannot_hold_are_dropped_from_names(tmp_path):
    opened = again(Document(8, 8, (Layer("a\x00b\x1bc\ud800d\uffffe"),)), tmp_path / "a.ora")
    assert opened.document.sheets()[0].name == "abcde"


def test_all_alphas_and_their_colours_survive_16_bits(tmp_path):
    """Every alpha there is, with the darkest, brightest and middle colours it can have."""
    alpha = np.arange(ONE + 1)
    planes = np.zeros((4, 64 * 9, 64), np.uint16)
    flat = planes.reshape(4, -1)
    flat[:, : ONE + 1] = np.stack([alpha, alpha // 2, np.minimum(alpha, 1), alpha])
    tiles = {(0, row): Tile(np.ascontiguousarray(planes[:, row * 64 : row * 64 + 64])) for row in range(9)}
    back = again(Document(64, 576, (Layer("a", tiles=tiles),)), tmp_path / "a.ora").document.sheets()[0]
    assert same_paint(tiles, back.tiles)


def test_paint_from_8_bits_is_stored_with_8_bits_and_trimmed(tmp_path):
    eight, sixteen = Layer("8", tiles=paint8(50, 40, (-5, 30))), Layer("16", tiles=paint16())
    assert fits_8_bits(eight.tiles.values())
    assert not fits_8_bits(sixteen.tiles.values())
    again(Document(99, 99, (eight, sixteen)), tmp_path / "a.ora")
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        first = png_header(archive.read("data/layer000.png"))
        second = png_header(archive.read("data/layer001.png"))
        stack = ElementTree.fromstring(archive.read("stack.xml"))
    rect = exact_bounds(eight.tiles)
    assert (first.depth, first.width, first.height) == (8, rect.width, rect.height)
    assert second.depth == 16
    bottom = stack.findall("stack/layer")[-1]  # the standard lists the topmost first
    assert (bottom.get("name"), bottom.get("x"), bottom.get("y")) == ("8", str(rect.x), str(rect.y))


def test_what_is_said_to_fit_in_8_bits_is_what_really_does():
    """Every alpha with every grey that it can have, one pixel each: the verdict is that of the round trip."""
    grey, alpha = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    pixels = np.stack([grey, grey, grey, alpha], axis=-1)
    every = from_rgba8(pixels)
    assert fits_8_bits(from_rgba8(layer8(Layer("a", tiles=every), Rect(0, 0, 256, 256))).values())
    rng = np.random.default_rng(11)
    for _ in range(300):
        tile = next(iter(from_rgba8(rng.integers(0, 256, (64, 64, 4), np.uint8)).values()))
        changed = tile.pixels.copy()
        plane, row, column = rng.integers(0, (4, 64, 64))
        changed[plane, row, column] = min(int(changed[plane, row, column]) + int(rng.integers(0, 3)), ONE)
        layer = Layer("a", tiles={(0, 0): Tile(changed)})
        back = from_rgba8(layer8(layer, Rect(0, 0, 64, 64)))
        assert fits_8_bits(layer.tiles.values()) == same_paint(layer.tiles, back)


def test_faint_paint_that_8_bits_would_lose_is_kept(tmp_path):
    faint = {(0, 0): Tile(np.full((4, 64, 64), 5, np.uint16))}
    back = again(Document(64, 64, (Layer("a", tiles=faint),)), tmp_path / "a.ora").document.sheets()[0]
    assert same_paint(faint, back.tiles)


def test_painted_rect_is_exact_even_with_empty_tiles_at_the_rim():
    empty = Tile(np.zeros((4, 64, 64), np.uint16))
    dot = np.zeros((4, 64, 64), np.uint16)
    dot[:, 5, 6] = 100
    for tiles in (
        {(0, 0): Tile(dot)},
        {(-3, 0): empty, (0, 0): Tile(dot), (2, 2): empty},
        paint16(),
        {},
        {(1, 1): empty},
    ):
        assert painted_rect(tiles) == exact_bounds(tiles)
    assert painted_rect({(0, 0): Tile(dot)}) == Rect(6, 5, 1, 1)


def test_the_archive_is_what_the_standard_asks_for(tmp_path):
    document = Document(
        600, 300, (Layer("a", tiles=solid((1, 0, 0, 0.5), Rect(0, 0, 600, 300).tile_keys())),)
    )
    again(document, tmp_path / "a.ora")
    data = (tmp_path / "a.ora").read_bytes()
    assert data[30:54] == b"mimetypeimage/openraster"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        merged = decode_png(archive.read("mergedimage.png")).pixels
        thumbnail = decode_png(archive.read("Thumbnails/thumbnail.png")).pixels
    assert np.array_equal(merged, flatten8(document))
    assert thumbnail.shape == (128, 256, 4)
    assert thumbnail[64, 128].tolist() == merged[100, 100].tolist()
    assert np.array_equal(thumbnail_of(tmp_path / "a.ora"), thumbnail)
    assert thumbnail_of(tmp_path / "a.ora", side=32).shape == (16, 32, 4)


def test_recipes_come_back_with_their_pictures_byte_for_byte(tmp_path):
    grey = RNG.integers(0, 256, (33, 47), np.uint8)
    colour = RNG.integers(0, 256, (47, 33, 3), np.uint8)
    settings = {"prompt": '猫 <b> "x" & \n', "seed": 2**60, "nested": {"a": [1, 2.5, None, True]}}
    first = Recipe(settings, {"mask": grey, "image": colour})
    second = Recipe({"n": 2}, {"the same": colour.copy()})
    layers = (Layer("a", recipe=first), Layer("b", recipe=second), Layer("c", recipe=first), Layer("d"))
    back = again(Document(8, 8, layers), tmp_path / "a.ora").document.sheets()
    assert back[0].recipe is not None
    assert back[1].recipe is not None
    assert back[3].recipe is None
    assert back[0].recipe.settings == settings
    assert back[2].recipe is back[0].recipe
    for name, picture in first.pictures.items():
        got = back[0].recipe.pictures[name]
        assert got.dtype == np.uint8
        assert np.array_equal(got, picture)
    assert back[1].recipe.pictures["the same"] is back[0].recipe.pictures["image"]
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        assert sum(name.startswith("scumble/pictures/") for name in archive.namelist()) == 2
        assert sum(name.startswith("scumble/recipes/") for name in archive.namelist()) == 2


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe({"bad": {1, 2}}),
        Recipe({"bad": float("nan")}),
        Recipe({}, {"wide": np.zeros((4, 4), np.uint16)}),
        Recipe({}, {"none": np.zeros((0, 4), np.uint8)}),
        Recipe({}, {"thin": np.zeros((4, 4, 2), np.uint8)}),
    ],
)
def test_a_recipe_that_cannot_be_written_does_not_cost_the_painting(tmp_path, recipe):
    layer = Layer("a", tiles=paint16(), recipe=recipe)
    (note,) = save_document(Document(8, 8, (layer,)), tmp_path / "a.ora")
    assert "“a”" in note
    back = open_document(tmp_path / "a.ora").document.sheets()[0]
    assert same_paint(layer.tiles, back.tiles)
    assert back.recipe is None


def rewritten(source: Path, target: Path, changes: dict[str, bytes | None]) -> Path:
    """A copy of an archive with members replaced or (None) taken out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = changes.get(name, old.read(name))
            if body is not None:
                new.writestr(name, body)
    return target


@pytest.mark.parametrize(
    "body",
    [None, b"", b"{", b"[]", b'{"settings": 1}', b'{"settings": {}, "pictures": {"a": 1}}', b"[" * 100_000],
)
def test_a_broken_recipe_costs_a_note_and_nothing_else(tmp_path, body):
    layer = Layer("a", tiles=paint16(), recipe=Recipe({"seed": 1}))
    again(Document(8, 8, (layer,)), tmp_path / "a.ora")
    opened = open_document(
        rewritten(tmp_path / "a.ora", tmp_path / "b.ora", {"scumble/recipes/0.json": body})
    )
    assert "recipe of “a” was left out" in opened.notes[0]
    assert same_paint(layer.tiles, opened.document.sheets()[0].tiles)


def test_a_missing_or_broken_layer_costs_a_note_unless_it_is_the_last(tmp_path):
    layers = (Layer("a", tiles=paint8()), Layer("b", tiles=paint8()))
    again(Document(8, 8, layers), tmp_path / "a.ora")
    for body in (None, b"", b"not a png", SIGNATURE, SIGNATURE + bytes(100)):
        changes: dict[str, bytes | None] = {"data/layer000.png": body}
        opened = open_document(rewritten(tmp_path / "a.ora", tmp_path / "b.ora", changes))
        assert [layer.name for layer in opened.document.sheets()] == ["b"]
        assert "“a” was left out" in opened.notes[0]
        changes["data/layer001.png"] = body
        with pytest.raises(FormatError, match="none of its layers can be read"):
            open_document(rewritten(tmp_path / "a.ora", tmp_path / "b.ora", changes))


def test_a_document_without_layers(tmp_path):
    assert again(Document(20, 30), tmp_path / "a.ora").document.layers == ()


def png(width: int, height: int, colour: tuple[int, ...]) -> bytes:
    sink = io.BytesIO()
    Image.new("RGBA", (width, height), colour).save(sink, "PNG")
    return sink.getvalue()


def archive(path: Path, stack: str, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("mimetype", "image/openraster")
        target.writestr("stack.xml", stack)
        for name, body in members.items():
            target.writestr(f"data/{name}.png", body)
    return path


def test_a_file_as_krita_writes_it(tmp_path):
    stack = """<?xml version="1.0" encoding="UTF-8"?>
    <image xres="300" yres="300" w="40" version="0.0.1" h="30">
     <stack opacity="1" name="root" visibility="visible" isolation="isolate" composite-op="svg:src-over">
      <stack opacity="0.5" name="group" x="5" y="0" visibility="hidden" isolation="auto" edit-locked="true">
       <layer opacity="0.502" composite-op="krita:linear_burn" src="data/layer0.png" name="burn" x="3" y="4"
              visibility="visible" edit-locked="false" selected="true"/>
      </stack>
      <layer opacity="1" composite-op="krita:gamma_dark" src="data/layer1.png" name="Farbe"/>
      <layer composite-op="svg:src-atop" src="data/layer2.png" alpha-preserve="true"/>
      <filter type="applications:krita:blur" name="f"/>
     </stack>
    </image>"""
    sheets = {f"layer{place}": png(8, 6, (200, 100, 50, 255)) for place in range(3)}
    opened = open_document(archive(tmp_path / "k.ora", stack, **sheets))
    document = opened.document
    assert (document.width, document.height, document.dpi) == (40, 30, 300)
    bottom, middle, group = document.layers
    assert isinstance(group, Group)
    (top,) = group.layers
    assert isinstance(top, Layer)
    assert (group.name, group.opacity, group.visible, group.locked) == ("group", 0.5, False, True)
    assert not group.pass_through  # a group that is not opaque is isolated, says the standard
    assert (top.name, top.blend, top.visible, top.locked) == ("burn", BlendMode.LINEAR_BURN, True, False)
    assert top.opacity == pytest.approx(0.502)
    assert document.active == top.id
    assert exact_bounds(top.tiles) == Rect(8, 4, 8, 6)
    assert (middle.blend, middle.clip) == (BlendMode.NORMAL, False)
    assert (bottom.blend, bottom.opacity, bottom.clip) == (BlendMode.NORMAL, 1.0, True)
    notes = " ".join(opened.notes)
    for word in ("gamma_dark", "clipped", "filter"):
        assert word in notes
    assert len(opened.notes) == 3


@pytest.mark.parametrize(
    ("attributes", "passes"),
    [
        ("", False),
        ('isolation="isolate"', False),
        ('isolation="auto"', True),
        ('isolation="auto" opacity="0.99"', False),
        ('isolation="auto" composite-op="svg:multiply"', False),
        ('isolation="AUTO" x="0"', True),
        ('isolation="auto" composite-op="svg:src-over" opacity="1.0"', True),
        ('composite-op="svg:src-over"', False),
    ],
)
def test_groups_are_isolated_as_the_standard_says(tmp_path, attributes, passes):
    stack = f'<image w="8" h="8"><stack><stack {attributes}><layer src="data/a.png"/></stack></stack></image>'
    opened = open_document(archive(tmp_path / "a.ora", stack, a=png(8, 8, (9, 9, 9, 255))))
    (group,) = opened.document.layers
    assert isinstance(group, Group)
    assert group.pass_through == passes
    assert opened.notes == ()


def test_groups_in_groups_of_other_programs(tmp_path):
    """Nested as GIMP and MyPaint write them, one group of them empty, the topmost listed first."""
    stack = """<image version="0.0.5" w="60" h="50">
     <stack>
      <layer name="top" src="data/a.png"/>
      <stack name="outer" visibility="visible" opacity="1.0" isolation="isolate" composite-op="svg:multiply">
       <layer name="upper" src="data/a.png" x="2"/>
       <stack name="inner" x="10" y="20"><layer name="deep" src="data/a.png" x="3" y="-4"/></stack>
       <stack name="empty" initially-selected="true" selected="true"/>
       <layer name="lower" src="data/a.png"/>
      </stack>
     </stack>
    </image>"""
    opened = open_document(archive(tmp_path / "a.ora", stack, a=png(8, 8, (9, 9, 9, 255))))
    document = opened.document
    assert opened.notes == ()
    assert [node.name for node in document.nodes()] == [
        *("lower", "empty", "deep", "inner", "upper", "outer", "top")
    ]
    outer = document.layers[0]
    assert isinstance(outer, Group)
    assert outer.blend is BlendMode.MULTIPLY
    assert [node.name for node in outer.layers] == ["lower", "empty", "inner", "upper"]
    assert document.active == outer.layers[1].id
    assert exact_bounds(document.sheets()[1].tiles) == Rect(13, 16, 8, 8)


def nested(depth: int) -> Document:
    node: Node = Layer("deep", tiles=paint8(9, 9))
    for number in range(depth):
        node = Group(str(number), layers=(node,))
    return Document(20, 20, (node,))


def test_groups_come_back_as_deep_as_they_may_stand(tmp_path):
    document = nested(MAX_DEPTH)
    assert snapshot(again(document, tmp_path / "a.ora").document, ids=False) == snapshot(document, ids=False)
    save_document(nested(MAX_DEPTH + 1), tmp_path / "b.ora")
    with pytest.raises(FormatError, match="too many groups inside each other"):
        open_document(tmp_path / "b.ora")


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
def test_any_tree_with_masks_comes_back(tmp_path, seed):
    document = some_document(seed)
    rng = np.random.default_rng(seed)
    nodes = list(document.nodes())
    document = replace(document, active=nodes[int(rng.integers(len(nodes)))].id)
    for node in nodes:
        locked = bool(rng.random() < 0.3)
        document = document.changing(node.id, locked=locked)
        if node.mask is not None and rng.random() < 0.3:
            document = document.changing(node.id, mask=replace(node.mask, enabled=False))
    save_document(document, tmp_path / "a.ora")
    opened = open_document(tmp_path / "a.ora")
    assert opened.notes == ()
    assert without_waste(opened.document) == without_waste(document)
    assert opened.document.active_node is not None
    assert opened.document.active_node.name == document.node(document.active).name
    assert np.array_equal(flatten8(opened.document), flatten8(document))


def without_waste(document: Document) -> tuple[object, ...]:
    """The document without mask tiles that say no more than what lies outside them."""
    for node in list(document.nodes()):
        mask = node.mask
        if mask is not None:
            told = {key: tile for key, tile in mask.tiles.items() if (tile.pixels != mask.outside).any()}
            document = document.changing(node.id, mask=replace(mask, tiles=told))
    return snapshot(replace(document, on_mask=False), ids=False)


def test_masks_are_stored_with_8_bits_where_that_is_enough(tmp_path):
    every = np.zeros((64, 64), np.uint16)
    every.flat[:256] = (np.arange(256) * ONE + 127) // 255
    deep = every.copy()
    deep[0, 1] += 1
    for values, depth in ((every, 8), (deep, 16)):
        for outside in (0, ONE):
            mask = Mask({(-1, 2): Tile(values.copy())}, outside)
            document = Document(99, 99, (Layer("a", mask=mask),))
            back = again(document, tmp_path / "a.ora").document.sheets()[0].mask
            assert back is not None
            assert same_paint(back.tiles, mask.tiles)
            assert back.outside == outside
            with zipfile.ZipFile(tmp_path / "a.ora") as source:
                assert png_header(source.read("scumble/masks/0.png")).depth == depth


def test_other_programs_see_masked_and_clipped_layers_as_we_show_them(tmp_path):
    """Read without our own attributes, by blending the layers over each other, the picture is the same."""
    keys = list(Rect(0, 0, 128, 128).tile_keys())
    ramp = np.linspace(0, ONE, 64 * 64).astype(np.uint16).reshape(64, 64)
    masked = Layer("masked", tiles=solid((1, 0, 0, 1), keys), mask=Mask({(0, 0): Tile(ramp)}))
    base = Layer("base", tiles=solid((0, 1, 0, 1), [(1, 0)]))
    clipped = Layer("clipped", tiles=solid((0, 0, 1, 1), keys), clip=True, opacity=0.5)
    hidden = Layer("hidden", tiles=solid((0, 1, 1, 1), keys), visible=False)
    unseen = Layer("unseen", tiles=solid((1, 1, 1, 1), keys), clip=True)
    off = Layer("off", tiles=solid((1, 1, 0, 1), [(1, 1)]), mask=Mask(outside=0, enabled=False))
    document = Document(128, 128, (masked, base, clipped, hidden, unseen, off))
    assert again(document, tmp_path / "a.ora").document.sheets()[4].tiles.keys() == set(keys)
    with zipfile.ZipFile(tmp_path / "a.ora") as source:
        stack = re.sub(rb' (scumble|ns\d+):[\w-]+="[^"]*"', b"", source.read("stack.xml"))
    assert b"mask" not in stack.replace(b"masked", b"")
    opened = open_document(rewritten(tmp_path / "a.ora", tmp_path / "b.ora", {"stack.xml": stack}))
    assert opened.notes == ()
    assert not any(node.clip or node.mask for node in opened.document.nodes())
    difference = flatten8(document).astype(int) - flatten8(opened.document)
    assert np.abs(difference).max() <= 1


def test_masks_of_groups_are_kept_and_told(tmp_path):
    inner = (Layer("a", tiles=paint8()),)
    below = Layer("below", tiles=paint8())
    for group, told in (
        (Group("g", layers=inner, mask=mask_of(1, Rect(0, 0, 50, 40), 0)), False),
        (Group("g", layers=inner, mask=mask_of(1, Rect(0, 0, 50, 40), 0), clip=True), True),
        (Group("g", layers=inner, mask=mask_of(1, Rect(0, 0, 50, 40), 0), pass_through=True), True),
        (Group("g", layers=inner, clip=True), True),
        (Group("g", layers=inner, mask=Mask(enabled=False)), False),
        (Group("g", layers=inner, pass_through=True, opacity=0.5, blend=BlendMode.HUE), False),
    ):
        document = Document(120, 110, (below, group))
        notes = save_document(document, tmp_path / "a.ora")
        assert [note.values for note in notes] == ([{"name": "g"}] if told else [])
        assert snapshot(open_document(tmp_path / "a.ora").document, ids=False) == snapshot(
            document, ids=False
        )


@pytest.mark.parametrize("outside", [0, ONE])
@pytest.mark.parametrize("deep", [False, True])
def test_masks_of_isolated_groups_are_seen_in_programs_that_know_none(tmp_path, outside, deep):
    """A layer on top of the group takes out what the mask hides; we take the mask itself."""
    spot = mask_of(1, Rect(20, 10, 50, 40), outside)
    if not deep:
        hard = {key: Tile((tile.pixels > ONE // 2) * np.uint16(ONE)) for key, tile in spot.tiles.items()}
        spot = replace(spot, tiles=hard)
    inner = Group("inner", layers=(Layer("a", tiles=paint8()),), mask=spot, opacity=0.5)
    outer = Group("outer", layers=(inner, Layer("b", tiles=paint8())), mask=spot, blend=BlendMode.MULTIPLY)
    document = Document(120, 110, (Layer("below", tiles=paint8(120, 110, (0, 0))), outer))
    again(document, tmp_path / "a.ora")
    with zipfile.ZipFile(tmp_path / "a.ora") as source:
        stack = re.sub(rb' (scumble|ns\d+):[\w-]+="[^"]*"', b"", source.read("stack.xml"))
        hiding = [decode_png(source.read(name)).pixels for name in source.namelist() if "hiding" in name]
    assert [pixels.dtype for pixels in hiding] == [np.dtype(np.uint16 if deep else np.uint8)] * 2
    opened = open_document(rewritten(tmp_path / "a.ora", tmp_path / "b.ora", {"stack.xml": stack}))
    assert opened.notes == ()
    assert [node.blend for node in opened.document.nodes() if node.name == "Mask"] == [BlendMode.ERASE] * 2
    assert not any(node.mask for node in opened.document.nodes())
    assert np.abs(flatten8(document).astype(int) - flatten8(opened.document)).max() <= 1


def test_a_layer_that_stands_for_no_mask_is_a_layer(tmp_path):
    """Only beside the mask itself is it left out."""
    group = Group("g", layers=(Layer("a", tiles=paint8()),), mask=mask_of(1, Rect(0, 0, 50, 40), ONE))
    again(Document(120, 110, (group,)), tmp_path / "a.ora")
    with zipfile.ZipFile(tmp_path / "a.ora") as source:
        stack = re.sub(rb' (scumble|ns\d+):mask-outside="[^"]*"', b"", source.read("stack.xml"))
    opened = open_document(rewritten(tmp_path / "a.ora", tmp_path / "b.ora", {"stack.xml": stack}))
    assert [node.name for node in opened.document.sheets()] == ["a", "Mask"]


def test_a_broken_mask_or_paint_of_our_own_costs_little(tmp_path):
    spot = mask_of(1, Rect(0, 0, 50, 40), 0)
    layer = Layer("a", tiles=paint8(), mask=spot)
    document = Document(120, 110, (layer,), selection=rectangle(Rect(5, 6, 30, 20), Rect(0, 0, 120, 110)))
    again(document, tmp_path / "a.ora")
    for body in (None, b"", b"not a png", SIGNATURE + bytes(100), cut_png(), png(8, 8, (9, 9, 9, 9))):
        opened = open_document(
            rewritten(tmp_path / "a.ora", tmp_path / "b.ora", {"scumble/masks/0.png": body})
        )
        assert "The mask of “a” was left out" in opened.notes[0]
        (back,) = opened.document.sheets()
        assert same_paint(back.tiles, layer.tiles)
        opened = open_document(
            rewritten(tmp_path / "a.ora", tmp_path / "b.ora", {"scumble/selection.png": body})
        )
        assert "The selection was left out" in opened.notes[0]
        assert opened.document.selection is None
    for body in (None, b"", b"not a png", SIGNATURE + bytes(100), cut_png()):
        opened = open_document(
            rewritten(tmp_path / "a.ora", tmp_path / "b.ora", {"scumble/paint/0.png": body})
        )
        (back,) = opened.document.sheets()  # as it was seen, the mask in its paint
        assert back.mask is None
        assert np.abs(flatten8(opened.document).astype(int) - flatten8(document)).max() <= 1
        both: dict[str, bytes | None] = {"scumble/paint/0.png": body, "data/layer000.png": body}
        with pytest.raises(FormatError, match="none of its layers"):
            open_document(rewritten(tmp_path / "a.ora", tmp_path / "b.ora", both))


def cut_png() -> bytes:
    """Its header is whole, its pixels are not."""
    return png(40, 40, (200, 100, 50, 255))[:60]


def test_the_selection_comes_back(tmp_path):
    inside = Rect(0, 0, 150, 120)
    for rect, softness in ((Rect(20, 30, 60, 50), 0), (Rect(-9, -9, 90, 200), 9)):
        selection = feathered(rectangle(rect, inside), softness, inside)
        document = Document(150, 120, (Layer("a"),), selection=selection)
        back = again(document, tmp_path / "a.ora").document.selection
        assert back is not None
        assert selection is not None
        assert back.bounds == selection.bounds
        assert np.array_equal(back.array(inside), selection.array(inside))


def test_a_file_that_mypaint_wrote():
    opened = open_document(FILES / "mypaint.ora")
    document = opened.document
    assert (document.width, document.height) == (128, 96)
    assert [layer.name for layer in document.sheets()] == ["background", "层 2", "Pigment", 'Unten <&> "ü"']
    background, second, pigment, lowest = document.sheets()
    assert second.blend is BlendMode.MULTIPLY
    assert second.locked
    assert (second.opacity, pigment.opacity) == (0.5, 1.0)
    group = document.parent(pigment.id)
    assert group is document.layers[2]
    assert isinstance(group, Group)
    assert (group.name, group.opacity, group.pass_through) == ("Gruppe", 0.5, False)
    assert document.active == lowest.id
    assert any("mypaint:spectral-wgm" in note for note in opened.notes)
    with zipfile.ZipFile(FILES / "mypaint.ora") as source, source.open("data/layer-00.png") as member:
        expected = np.asarray(Image.open(member).convert("RGBA"))
    got = layer8(lowest, Rect(0, 0, expected.shape[1], expected.shape[0]))
    seen = expected[:, :, 3] > 1  # below that, 8 bits of alpha say nothing of the colour
    assert seen.sum() > 500
    assert np.array_equal(got[seen], expected[seen])
    assert background.tiles.keys() == {(0, 0), (1, 0), (0, 1), (1, 1)}


def test_a_file_that_krita_wrote_looks_as_in_krita():
    """Krita keeps 8 bits between its layers, we 15: each layer may add a rounding."""
    opened = open_document(FILES / "krita_tree.ora")
    assert opened.notes == ()
    assert difference(opened.document, FILES / "krita_tree_ora.png") <= 3
    assert [node.name for node in opened.document.layers] == [
        "ground", "<b>half</b>", "group", "pass", "masked", "off",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("-dp-minus", BlendMode.SUBTRACT),
        ("-dp-divide", BlendMode.DIVIDE),
        ("-dp-erase", BlendMode.ERASE),
        ("hue", BlendMode.HUE),
        ("plus", BlendMode.ADD),
        ("krita:shade_sai", None),
    ],
)
def test_blend_modes_of_drawpile(name, mode):
    assert mode_named(name) is mode


@pytest.mark.parametrize(
    ("opacity", "kept"), [("nan", 1.0), ("-3", 0.0), ("7", 1.0), ("inf", 1.0), ("half", 1.0), ("", 1.0)]
)
def test_opacities_that_make_no_sense_are_mended_with_a_note(tmp_path, opacity, kept):
    stack = (
        f'<image w="8" h="8"><stack><layer name="a" src="data/a.png" opacity="{opacity}"/></stack></image>'
    )
    opened = open_document(archive(tmp_path / "a.ora", stack, a=png(8, 8, (9, 9, 9, 255))))
    assert opened.document.sheets()[0].opacity == kept
    assert len(opened.notes) == 1


@pytest.mark.parametrize(
    "stack",
    [
        "",
        "<image",
        "<other/>",
        '<image w="8"><stack/></image>',
        '<image w="eight" h="8"><stack/></image>',
        '<image w="nan" h="8"><stack/></image>',
        '<image w="0" h="8"><stack/></image>',
        '<image w="-5" h="8"><stack/></image>',
        '<image w="70000" h="8"><stack/></image>',
        '<image w="30000" h="30000"><stack/></image>',
        '<image w="8" h="8"><stack><layer src="data/a.png" x="1e300"/></stack></image>',
        '<image w="8" h="8"><stack><layer src="data/a.png" y="left"/></stack></image>',
        '<image w="8" h="8">' + "<stack>" * 100 + "</stack>" * 100 + "</image>",
        '<image w="8" h="8">' + "<stack>" * 90_000 + "</stack>" * 90_000 + "</image>",
        '<image w="8" h="8"><stack>' + '<layer src="data/a.png"/>' * 5000 + "</stack></image>",
        '<!DOCTYPE a [<!ENTITY b "c">]><image w="8" h="8"><stack><layer name="&b;"/></stack></image>',
        '<image w="8" h="8"><stack><layer src="mimetype"/></stack></image>',
        '<image w="8" h="8"><stack><layer/></stack></image>',
        '<image w="8" h="8"><stack><layer src="../../etc/passwd"/></stack></image>',
    ],
)
def test_stacks_that_make_no_sense_are_refused(tmp_path, stack):
    with pytest.raises(FormatError) as caught:
        open_document(archive(tmp_path / "a.ora", stack, a=png(8, 8, (9, 9, 9, 255))))
    assert str(caught.value).endswith(".")


def test_a_declared_encoding_hides_nothing(tmp_path):
    stack = '<!DOCTYPE a [<!ENTITY b "c">]><image w="8" h="8"><stack/></image>'
    path = tmp_path / "a.ora"
    for coded in (stack.encode("utf-16"), b'<?xml version="1.0" encoding="cp037"?>' + stack.encode("cp037")):
        with zipfile.ZipFile(path, "w") as target:
            target.writestr("stack.xml", coded)
        with pytest.raises(FormatError):
            open_document(path)


def test_totals_are_bounded(tmp_path):
    stack = '<image w="8" h="8"><stack>' + '<layer src="data/a.png"/>' * 20 + "</stack></image>"
    path = archive(tmp_path / "a.ora", stack, a=png(128, 128, (9, 9, 9, 255)))
    assert len(open_document(path).document.layers) == 20
    for limits, words in (
        (replace(DEFAULT_LIMITS, total_pixels=19 * 128 * 128), "too large to open all together"),
        (replace(DEFAULT_LIMITS, total_bytes=79 * 32768), "memory"),
        (replace(DEFAULT_LIMITS, layers=19), "too many"),
        (replace(DEFAULT_LIMITS, members=2), "claims to hold more"),
        (replace(DEFAULT_LIMITS, archive_bytes=100), "claims to hold more"),
        (replace(DEFAULT_LIMITS, xml_bytes=100), "too large"),
        (replace(DEFAULT_LIMITS, side=100), "none of its layers"),
    ):
        with pytest.raises(FormatError, match=words):
            open_document(path, limits)


def test_a_zip_bomb_is_refused_by_its_size(tmp_path):
    path = tmp_path / "a.ora"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("stack.xml", bytes(20_000_000))
    with pytest.raises(FormatError, match="too large"):
        open_document(path)


def test_a_member_that_lies_about_its_size_is_refused(tmp_path):
    path = archive(tmp_path / "a.ora", '<image w="8" h="8"><stack/></image>')
    data = bytearray(path.read_bytes())
    for place in (data.index(b"stack.xml") - 30 + 22, data.rindex(b"stack.xml") - 46 + 24):
        data[place : place + 4] = (4).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(FormatError):
        open_document(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_packings_whose_memory_a_file_may_choose_are_refused(tmp_path, packing):
    path = tmp_path / "a.ora"
    with zipfile.ZipFile(path, "w", packing) as target:
        target.writestr("stack.xml", '<image w="8" h="8"><stack/></image>')
    with pytest.raises(FormatError, match="packed or locked"):
        open_document(path)


def test_16_bit_layers_of_other_programs_keep_their_depth(tmp_path):
    ramp = np.zeros((64, 64, 4), np.uint16)
    ramp[:, :, 0] = np.linspace(0, 65535, 4096).astype(np.uint16).reshape(64, 64)
    ramp[:, :, 3] = 65535
    layer = Layer("a", tiles=from_rgba16(ramp))
    back = again(Document(64, 64, (layer,)), tmp_path / "a.ora").document.sheets()[0]
    assert len(np.unique(back.tiles[0, 0].pixels[0])) > 4000


def test_guides_come_back_and_that_others_have_none_is_told(tmp_path):
    guides = (Guide(True, 12.5), Guide(False, -3.0), Guide(True, 0.1), Guide(False, 99.0))
    document = Document(150, 200, (Layer("a", tiles=paint16()),), guides=guides)
    (note,) = save_document(document, tmp_path / "a.ora")
    assert "guides" in note
    assert set(open_document(tmp_path / "a.ora").document.guides) == set(guides)


def test_guides_that_make_no_sense_are_left_out(tmp_path):
    image = 'xmlns:s="urn:scumble:openraster" s:vertical-guides="nan 1e300 7 x" s:horizontal-guides=""'
    path = archive(tmp_path / "a.ora", f'<image w="8" h="8" {image}><stack/></image>')
    assert open_document(path).document.guides == (Guide(False, 7.0),)
