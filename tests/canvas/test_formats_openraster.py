"""OpenRaster: what we save comes back whole, other programs' files open, and their files are ours to read."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from canvas.blend import BlendMode
from canvas.composite import flatten8, from_rgba8, from_rgba16, layer8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, Opened, open_document, save_document, thumbnail_of
from canvas.formats.exact8 import fits_8_bits
from canvas.formats.openraster_write import painted_rect
from canvas.formats.png_chunks import SIGNATURE
from canvas.formats.png_decode import decode_png, png_header
from canvas.geometry import Rect
from canvas.layer import Layer, Recipe
from canvas.tile import ONE, Tile, Tiles, exact_bounds, solid

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
    for was, now in zip(layers, back.layers, strict=True):
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
    back = again(Document(8, 8, layers), tmp_path / "a.ora").document.layers
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
    bottom, middle, top = document.sheets()
    assert (top.name, top.blend, top.visible, top.locked) == ("burn", BlendMode.LINEAR_BURN, False, True)
    assert top.opacity == pytest.approx(0.251)
    assert document.active == top.id
    assert exact_bounds(top.tiles) == Rect(8, 4, 8, 6)
    assert (middle.blend, bottom.blend, bottom.opacity) == (BlendMode.NORMAL, BlendMode.NORMAL, 1.0)
    notes = " ".join(opened.notes)
    for word in ("Groups", "gamma_dark", "svg:src-atop", "clipped", "filter"):
        assert word in notes


def test_a_file_that_mypaint_wrote():
    opened = open_document(FILES / "mypaint.ora")
    document = opened.document
    assert (document.width, document.height) == (128, 96)
    assert [layer.name for layer in document.sheets()] == ["background", "层 2", "Pigment", 'Unten <&> "ü"']
    background, second, pigment, lowest = document.sheets()
    assert second.blend is BlendMode.MULTIPLY
    assert second.locked
    assert (second.opacity, pigment.opacity) == (0.5, 0.5)
    assert document.active == lowest.id
    assert any("mypaint:spectral-wgm" in note for note in opened.notes)
    with zipfile.ZipFile(FILES / "mypaint.ora") as source, source.open("data/layer-00.png") as member:
        expected = np.asarray(Image.open(member).convert("RGBA"))
    got = layer8(lowest, Rect(0, 0, expected.shape[1], expected.shape[0]))
    seen = expected[:, :, 3] > 1  # below that, 8 bits of alpha say nothing of the colour
    assert seen.sum() > 500
    assert np.array_equal(got[seen], expected[seen])
    assert background.tiles.keys() == {(0, 0), (1, 0), (0, 1), (1, 1)}


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
