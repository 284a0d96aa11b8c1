"""Photoshop files: what we save comes back whole, and what other programs write opens and looks the same."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from psd_tools import PSDImage

from canvas.blend import BlendMode
from canvas.composite import flatten8, from_rgba8, from_rgba16, layer8, mask8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import Opened, SaveOptions, open_document, save_document, thumbnail_of
from canvas.formats.described import profile_of_code_points
from canvas.formats.opened import DEFAULT_OPTIONS
from canvas.formats.openraster_masks import mask_of
from canvas.formats.psd_names import KEYS
from canvas.formats.psd_write import MOST_SIDE, write_psd
from canvas.geometry import Rect
from canvas.guides import Guide
from canvas.layer import TAGS, Group, Layer, Mask, Node, Recipe
from canvas.selecting import rectangle
from canvas.tile import ONE, solid
from tests.canvas.psd_files import (
    BITMAP,
    CMYK,
    DUOTONE,
    GREY,
    INDEXED,
    LAB,
    Sheet,
    block,
    group,
    mask_data,
    outline,
    plain,
    psd,
    resource,
)
from tests.canvas.trees import Forester

FILES = Path(__file__).parent.parent / "files"
WRITTEN = [mode for mode in BlendMode if mode not in (BlendMode.BEHIND, BlendMode.ERASE)]


def opened(tmp_path: Path, data: bytes) -> Opened:
    path = tmp_path / "a.psd"
    path.write_bytes(data)
    return open_document(path)


def node_of(tmp_path: Path, *sheets: Sheet, **more) -> Node:
    """The topmost node of a file of 40×30 pixels."""
    result = opened(tmp_path, psd(40, 30, list(sheets), **more))
    assert result.notes == ()
    return result.document.layers[-1]


def manner(node: Node) -> tuple:
    mask = None if node.mask is None else (node.mask.outside, node.mask.enabled)
    more = (node.alpha_lock,) if isinstance(node, Layer) else (getattr(node, "pass_through", False),)
    return type(node), node.name, node.visible, node.locked, node.clip, node.tag, mask, more


# --- what we write -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["psd", "psb"])
@pytest.mark.parametrize("seed", range(3))
def test_sixteen_bits_lose_nothing(tmp_path, ending, seed):
    document = Forester(np.random.default_rng(seed), 150, WRITTEN).document()
    path = tmp_path / f"a.{ending}"
    assert save_document(document, path) == ()
    back = open_document(path)
    assert back.notes == ()
    assert [manner(node) for node in back.document.nodes()] == [manner(node) for node in document.nodes()]
    for was, now in zip(document.nodes(), back.document.nodes(), strict=True):
        assert abs(was.opacity - now.opacity) <= 0.5 / 255
        if isinstance(was, Layer) and isinstance(now, Layer):
            assert dict(was.tiles) == dict(now.tiles)
        if was.mask is not None and now.mask is not None:
            rect = Rect(-70, -70, 400, 400)
            assert (mask8(was.mask, rect) == mask8(now.mask, rect)).all()
        if not (isinstance(was, Group) and was.pass_through):
            assert was.blend is now.blend


def test_eight_bits_are_taken_where_they_are_enough(tmp_path):
    pixels = np.random.default_rng(0).integers(2, 256, (30, 20, 4), np.uint8)
    document = Document(40, 30, (Layer("a", tiles=from_rgba8(pixels, (-3, 5))),))
    save_document(document, tmp_path / "a.psd")
    assert (tmp_path / "a.psd").read_bytes()[22:24] == b"\0\x08"
    back = open_document(tmp_path / "a.psd").document
    assert dict(back.sheets()[0].tiles) == dict(document.sheets()[0].tiles)


def test_the_options_ask_for_eight_bits(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 65536, (30, 20, 4), np.uint16)
    document = Document(40, 30, (Layer("a", tiles=from_rgba16(pixels)),))
    for depth in (8, 16):
        save_document(document, tmp_path / "a.psd", SaveOptions(depth=depth))
        assert (tmp_path / "a.psd").read_bytes()[22:24] == bytes([0, depth])
    save_document(document, tmp_path / "a.psd", SaveOptions(depth=8))
    back = open_document(tmp_path / "a.psd").document
    assert np.abs(flatten8(document).astype(int) - flatten8(back))[:, :, 3].max() <= 1


def test_the_whole_and_the_small_picture_are_right(tmp_path):
    """Pillow shows the merged picture, which lies on white."""
    document = Forester(np.random.default_rng(4), 150, [BlendMode.NORMAL, BlendMode.MULTIPLY]).document()
    for depth in (8, 16):
        save_document(document, tmp_path / "a.psd", SaveOptions(depth=depth))
        white = flatten8(document, background=(1, 1, 1))[:, :, :3].astype(int)
        if depth == 8:  # Pillow knows no 16 bits
            with Image.open(tmp_path / "a.psd") as image:
                merged = np.asarray(image)
            assert np.abs(merged[:, :, :3] - white).max() <= 1
            assert np.abs(merged[:, :, 3].astype(int) - flatten8(document)[:, :, 3]).max() <= 1
        small = thumbnail_of(tmp_path / "a.psd")
        assert small.shape[:2] == (document.height, document.width)
        assert np.abs(small[:, :, :3] - white).mean() < 8  # a JPEG of noise


@pytest.mark.parametrize("ending", ["psd", "psb"])
@pytest.mark.parametrize("depth", [8, 16])
def test_another_reader_finds_the_same_layers(tmp_path, ending, depth):
    """psd-tools composites them by itself; it clips soft edges in another way, so nothing is clipped."""
    forester = Forester(
        np.random.default_rng(2), 150, [BlendMode.NORMAL, BlendMode.MULTIPLY, BlendMode.SCREEN]
    )
    document = forester.document()
    for node in list(document.nodes()):
        document = document.changing(node.id, clip=False)
    ground = Layer("ground", tiles=solid((0.3, 0.5, 0.7, 1), document.rect.tile_keys()))
    document = document.with_layers((ground, *document.layers))
    path = tmp_path / f"a.{ending}"
    save_document(document, path, SaveOptions(depth=depth))
    theirs = PSDImage.open(path)
    assert [(one.name, one.visible) for one in theirs.descendants()] == [
        (node.name, node.visible) for node in nodes_from_above(document)
    ]
    shown = np.asarray(theirs.composite(force=True, apply_icc=False).convert("RGBA")).astype(int)
    ours = flatten8(document).astype(int)
    assert np.abs(shown - ours).max() <= 2


def nodes_from_above(document: Document) -> list[Node]:
    """In the order of psd-tools: groups before what they hold, else from the bottom up."""

    def walk(nodes: tuple[Node, ...]) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            found.append(node)
            found += walk(node.layers) if isinstance(node, Group) else []
        return found

    return walk(document.layers)


def test_resolution_active_layer_folding_tags_and_names_come_back(tmp_path):
    names = ["Ölfarbe & <b>„rot“</b>", "图层 1", "🎨", "", "a\tb\nc", "x" * 300]
    inside = tuple(Layer(name, tag=tag) for name, tag in zip(names, TAGS, strict=False))
    document = Document(
        20, 10, (Group("g", layers=inside, folded=True, tag="grey"),), inside[2].id, dpi=240.5
    )
    save_document(document, tmp_path / "a.psd")
    back = open_document(tmp_path / "a.psd").document
    assert [node.name for node in back.sheets()] == names
    assert [node.tag for node in back.nodes()] == [node.tag for node in document.nodes()]
    assert back.active_node is not None
    assert back.active_node.name == "🎨"
    assert back.dpi == 240.5
    assert isinstance(back.layers[0], Group)
    assert back.layers[0].folded


def test_what_photoshop_cannot_hold_is_told(tmp_path):
    paint = from_rgba8(np.full((9, 9, 4), 255, np.uint8))
    layers = (
        Layer("b", tiles=paint, blend=BlendMode.BEHIND),
        Layer("e", tiles=paint, blend=BlendMode.ERASE),
        Layer("r", tiles=paint, recipe=Recipe({})),
    )
    document = Document(20, 10, layers, selection=rectangle(Rect(1, 1, 4, 4), Rect(0, 0, 20, 10)))
    notes = " ".join(save_document(document, tmp_path / "a.psd"))
    assert "“b”" in notes
    assert "“e”" in notes
    assert "“r”" in notes
    assert "selection" in notes
    back = open_document(tmp_path / "a.psd").document
    assert [layer.visible for layer in back.layers] == [True, False, True]


def test_a_document_without_layers_and_one_that_is_too_wide(tmp_path):
    assert save_document(Document(9, 7), tmp_path / "a.psd") == ()
    assert open_document(tmp_path / "a.psd").document.width == 9
    with pytest.raises(FormatError, match="PSB"):
        write_psd(Document(MOST_SIDE + 1, 1), io.BytesIO(), DEFAULT_OPTIONS)


# --- what others write -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gimp", "krita"])
def test_other_programs_layers_look_like_their_merged_picture(name):
    back = open_document(FILES / f"{name}.psd")
    assert back.notes == ()
    assert len(back.document.sheets()) >= 3
    with Image.open(FILES / f"{name}.psd") as image:
        merged = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(flatten8(back.document, background=(1, 1, 1))[:, :, :3] - merged).max() <= 2


def test_imagemagicks_inks_are_the_same():
    back = open_document(FILES / "imagemagick-cmyk.psd")
    assert any("RGB" in note for note in back.notes)
    row = flatten8(back.document)[0].astype(int)
    assert np.abs(row[0, :3] - (200, 40, 150)).max() <= 1


@pytest.mark.parametrize("packing", [0, 1, 2, 3])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_every_packing_and_depth(tmp_path, packing, large, dtype):
    rng = np.random.default_rng(1)
    wide = rng.integers(0, 65536, (4, 30, 40), np.uint16)
    wide[3] |= 0xFF00
    light = (wide / 65535).astype(np.float32)
    planes = {np.uint8: (wide >> 8).astype(np.uint8), np.uint16: wide, np.float32: light}[dtype]
    sheet = Sheet(planes={-1: planes[3], 0: planes[0], 1: planes[1], 2: planes[2]}, packing=packing)
    depth = planes.dtype.itemsize * 8
    node = node_of(tmp_path, sheet, depth=depth, large=large, apart=depth > 8)
    shown = layer8(node, Rect(0, 0, 40, 30)).astype(int)
    wanted = light.transpose(1, 2, 0).copy()
    if dtype is np.float32:  # the colours are linear
        curve = np.where(wanted <= 0.0031308, wanted * 12.92, 1.055 * wanted ** (1 / 2.4) - 0.055)
        wanted[:, :, :3] = curve[:, :, :3]
    assert np.abs(shown - wanted * 255).max() <= 1.1


@pytest.mark.parametrize(("mode", "key"), KEYS.items())
def test_every_blend_mode(tmp_path, mode, key):
    node = node_of(tmp_path, Sheet(planes=plain((9, 9, 9), 4, 4), blend=key))
    assert node.blend is mode


def test_an_unknown_blend_mode_is_told(tmp_path):
    back = opened(tmp_path, psd(9, 9, [Sheet("odd", plain((1, 2, 3), 4, 4), blend=b"tttt")]))
    assert back.document.layers[0].blend is BlendMode.NORMAL
    assert "“odd”" in back.notes[0]


def test_properties_of_a_layer(tmp_path):
    blocks = block(b"lspf", struct.pack(">I", 1 << 31)) + block(b"lclr", struct.pack(">H6x", 4))
    blocks += block(b"iOpa", b"\x80\0\0\0")
    sheet = Sheet("ä", plain((9, 9, 9), 4, 4), (-3, 2), opacity=51, clip=1, flags=11, blocks=blocks)
    node = node_of(tmp_path, sheet)
    assert isinstance(node, Layer)
    assert (node.name, node.tag, node.locked, node.clip, node.visible) == ("ä", "green", True, True, False)
    assert node.alpha_lock
    assert node.opacity == pytest.approx(0.2 * 128 / 255)
    assert layer8(node, Rect(-3, 2, 4, 4))[:, :, 3].min() == 255


def test_a_name_in_the_old_alphabet(tmp_path):
    assert node_of(tmp_path, Sheet("", old_name="Größe".encode("mac_roman"))).name == "Größe"
    assert node_of(tmp_path, Sheet("", old_name="Größe 猫".encode())).name == "Größe 猫"


def test_groups_with_masks_and_modes(tmp_path):
    inner = group("in", [Sheet("a", plain((9, 9, 9, 255), 4, 4))], b"mul ", kind=2)
    outer = group("out", [*inner, Sheet("b")], b"pass", opacity=128)
    node = node_of(tmp_path, *outer)
    assert isinstance(node, Group)
    assert (node.name, node.pass_through, node.folded) == ("out", True, False)
    assert [inside.name for inside in node.layers] == ["in", "b"]
    first = node.layers[0]
    assert isinstance(first, Group)
    assert (first.blend, first.folded, first.layers[0].name) == (BlendMode.MULTIPLY, True, "a")


def test_masks(tmp_path):
    ramp = np.arange(0, 240, 20, dtype=np.uint8).reshape(3, 4)
    for outside, flags in ((0, 0), (255, 2), (0, 4)):
        planes = plain((9, 9, 9), 8, 8) | {-2: ramp}
        node = node_of(tmp_path, Sheet(planes=planes, mask=mask_data((-1, 2, 3, 5), outside, flags)))
        assert node.mask is not None
        shown = mask8(node.mask, Rect(-2, 1, 6, 5))
        wanted = np.pad(ramp, 1, constant_values=outside)
        assert (shown == (255 - wanted if flags & 4 else wanted)).all()
        assert node.mask.enabled == (flags != 2)


def test_vector_masks_become_masks_of_pixels(tmp_path):
    square = [(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)]
    for flags in (0, 1):
        sheet = Sheet("s", plain((9, 9, 9), 40, 40), blocks=block(b"vmsk", outline(square, flags)))
        back = opened(tmp_path, psd(40, 40, [sheet]))
        assert "“s”" in back.notes[0]
        mask = back.document.layers[0].mask
        assert mask is not None
        inside = np.zeros((40, 40), int)
        inside[10:30, 10:30] = 255
        assert np.abs(mask8(mask, Rect(0, 0, 40, 40)) - (255 - inside if flags else inside)).mean() < 8


@pytest.mark.parametrize(("join", "ring", "middle"), [(0, 255, 0), (1, 255, 255), (2, 255, 0), (3, 0, 255)])
def test_outlines_are_joined(tmp_path, join, ring, middle):
    outer = [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]
    inner = [(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)]
    both = outline(outer) + outline(inner, join=join)[8 + 26 :]
    back = opened(tmp_path, psd(40, 40, [Sheet("s", plain((9, 9, 9), 40, 40), blocks=block(b"vmsk", both))]))
    mask = back.document.layers[0].mask
    assert mask is not None
    shown = mask8(mask, Rect(0, 0, 40, 40))
    assert (shown[20, 8], shown[20, 20], shown[1, 1]) == (ring, middle, 0)


def test_a_layer_of_one_colour(tmp_path):
    def double(key: bytes, value: float) -> bytes:
        return struct.pack(">I", 0) + key + b"doub" + struct.pack(">d", value)

    colour = struct.pack(">IHI", 1, 0, 0) + b"RGBC" + struct.pack(">I", 3)
    colour += double(b"Rd  ", 255) + double(b"Grn ", 51) + double(b"Bl  ", 0)
    said = struct.pack(">IIHI", 16, 1, 0, 0) + b"null" + struct.pack(">II", 1, 0) + b"Clr Objc" + colour
    node = node_of(tmp_path, Sheet("fill", blocks=block(b"SoCo", said)))
    assert (layer8(node, Rect(0, 0, 40, 30)) == (255, 51, 0, 255)).all()


@pytest.mark.parametrize("key", [b"curv", b"lfx2", b"TySh", b"SoLd", b"brst", b"GdFl", b"vstk"])
def test_what_we_have_not_is_told(tmp_path, key):
    sheet = Sheet("what", plain((9, 9, 9), 4, 4), blocks=block(key, bytes(8)))
    back = opened(tmp_path, psd(9, 9, [sheet]))
    assert len(back.notes) == 1
    assert "“what”" in back.notes[0]
    assert back.document.layers[0].name == "what"


def test_colours_of_every_kind(tmp_path):
    def first(mode: int, *values: int, **more) -> list[int]:
        merged = np.array(values, np.uint8).reshape(-1, 1, 1) * np.ones((1, 5, 6), np.uint8)
        return flatten8(opened(tmp_path, psd(6, 5, mode=mode, merged=merged, **more)).document)[0, 0].tolist()

    palette = bytes(range(256)) + bytes(256) + bytes([7]) * 256
    assert first(GREY, 90) == [90, 90, 90, 255]
    assert first(DUOTONE, 90) == [90, 90, 90, 255]
    assert first(INDEXED, 33, palette=palette) == [33, 0, 7, 255]
    assert first(INDEXED, 33, palette=palette, resources=resource(1047, b"\0\x21"))[3] == 0
    assert first(CMYK, 255, 255, 255, 102) == [102, 102, 102, 255]
    assert first(CMYK, 255, 0, 0, 255) == [255, 0, 0, 255]
    assert first(LAB, 255, 128, 128) == [255, 255, 255, 255]
    assert first(LAB, 136, 208, 195)[0] > 240  # sRGB's red
    bits = np.packbits(np.array([[1, 0, 1, 0, 1, 1, 0, 0]], np.uint8), axis=1).reshape(1, 1, 1)
    shown = flatten8(opened(tmp_path, psd(8, 1, mode=BITMAP, depth=1, merged=bits)).document)
    assert shown[0, :, 0].tolist() == [0, 255, 0, 255, 0, 0, 255, 255]
    with pytest.raises(FormatError, match="RGB"):
        first(7, 1, 2, 3)


def test_a_profile_is_applied_and_a_damaged_one_told(tmp_path):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    merged = np.full((3, 4, 4), 90, np.uint8)
    for profile, notes in ((srgb, 0), (lab, 1), (b"no profile", 1)):
        back = opened(tmp_path, psd(4, 4, merged=merged, resources=resource(1039, profile)))
        assert len(back.notes) == notes
        assert flatten8(back.document)[0, 0].tolist() == [90, 90, 90, 255]


def test_the_merged_pictures_alpha_and_white(tmp_path):
    alpha = np.array([[0, 128, 255]], np.uint8)
    colour = 255 - alpha // 2  # half grey, as seen on white
    merged = np.stack([colour, colour, colour, alpha])
    shown = flatten8(opened(tmp_path, psd(3, 1, merged=merged)).document)
    assert shown[0, :, 3].tolist() == alpha[0].tolist()
    assert np.abs(shown[0, 1:, 0].astype(int) - 128).max() <= 1
    saved = opened(tmp_path, psd(3, 1, merged=merged, resources=resource(1006, b"\7Alpha 1")))
    assert flatten8(saved.document)[:, :, 3].min() == 255
    assert any("1" in note for note in saved.notes)


def test_light_beyond_white_is_told(tmp_path):
    planes = {number: np.full((4, 4), 2.5, np.float32) for number in range(3)}
    back = opened(tmp_path, psd(4, 4, [Sheet("sun", planes)], depth=32, apart=True))
    assert "“sun”" in back.notes[0]
    assert (flatten8(back.document) == 255).all()


def test_a_damaged_layer_costs_itself_only(tmp_path):
    good, bad = Sheet("good", plain((9, 9, 9), 4, 4)), Sheet("bad", plain((8, 8, 8), 50, 50), packing=2)
    data = psd(60, 60, [good, bad], merged=np.zeros((3, 60, 60), np.uint8))
    place = data.rindex(b"\x78\x9c")
    back = opened(tmp_path, data[:place] + bytes(6) + data[place + 6 :])
    assert [layer.name for layer in back.document.layers] == ["good"]
    assert "“bad”" in back.notes[0]


def test_without_readable_layers_the_merged_picture_is_opened(tmp_path):
    merged = np.full((3, 9, 9), 77, np.uint8)
    data = psd(9, 9, [Sheet("bad", plain((8, 8, 8), 9, 9), packing=5)], merged=merged)
    back = opened(tmp_path, data)
    assert flatten8(back.document)[0, 0].tolist() == [77, 77, 77, 255]
    assert len(back.notes) == 2
    assert isinstance(back.document.layers[0].mask, Mask | None)


def test_groups_without_ends_keep_what_they_hold(tmp_path):
    sheets = group("g", [Sheet("a", plain((9, 9, 9), 4, 4))])
    for part in (sheets[:-1], sheets[1:]):
        back = opened(tmp_path, psd(9, 9, part))
        assert any(layer.name == "a" for layer in back.document.sheets())
        assert len(back.notes) == 1


def test_dpi_guides_and_paths(tmp_path):
    parts = resource(1005, struct.pack(">I12x", 150 << 16)) + resource(2000, bytes(26))
    guides = [(100 * 32, 0), (12 * 32 + 16, 1), (-3 * 32, 1)]
    data = struct.pack(">IIII", 1, 576, 576, 4) + b"".join(struct.pack(">iB", *guide) for guide in guides)
    parts += resource(1032, data)  # one less than it says
    back = opened(tmp_path, psd(4, 4, merged=np.zeros((3, 4, 4), np.uint8), resources=parts))
    assert back.document.dpi == 150
    assert back.document.guides == (Guide(True, 12.5), Guide(True, -3.0), Guide(False, 100.0))
    assert len(back.notes) == 1
    save_document(back.document, tmp_path / "again.psd")
    assert open_document(tmp_path / "again.psd").document.guides == back.document.guides


def test_a_mask_that_hides_all_comes_back(tmp_path):
    mask = replace(mask_of(np.zeros((3, 3), np.uint8), (0, 0), ONE), tiles={}, outside=0)
    layers = (Layer("a", tiles=from_rgba8(np.full((9, 9, 4), 255, np.uint8)), mask=mask),)
    save_document(Document(20, 10, layers), tmp_path / "a.psd")
    back = open_document(tmp_path / "a.psd").document.layers[0].mask
    assert back is not None
    assert (back.outside, dict(back.tiles)) == (0, {})


@pytest.mark.parametrize("deep", [False, True])
def test_layers_go_back_into_the_colours_that_they_came_in(tmp_path, deep):
    profile, _notes = profile_of_code_points(12, 13)  # Display P3
    pixels = np.random.default_rng(8).integers(15_000, 49_000, (20, 30, 4)).astype(np.uint16)
    pixels[:, :, 3] |= 0xC000
    pixels = pixels if deep else (pixels >> 8).astype(np.uint8)
    paint = from_rgba16(pixels) if deep else from_rgba8(pixels)
    document = Document(40, 30, (Layer("a", tiles=paint),))
    path = tmp_path / "a.psd"
    notes = save_document(document, path, SaveOptions(profile=profile))
    assert any("sRGB" in note for note in notes)
    file = PSDImage.open(path)
    assert file.image_resources.get_data(1039) == profile
    stored = np.asarray(file[0].topil(apply_icc=False))
    assert np.abs(stored[:, :, :3].astype(int) - (pixels >> 8 * deep)[:, :, :3]).max() > 5
    back = open_document(path)
    assert back.profile == profile
    assert np.abs(flatten8(back.document).astype(int) - flatten8(document)).max() <= 2
    merged = opened(tmp_path, _without_layers(path.read_bytes()))
    assert np.abs(flatten8(merged.document).astype(int) - flatten8(document)).max() <= (2 if deep else 6)


def _without_layers(data: bytes) -> bytes:
    """The file with its merged picture only."""
    place = 26
    for _ in range(2):
        place += 4 + int.from_bytes(data[place : place + 4], "big")
    size = int.from_bytes(data[place : place + 4], "big")
    return data[:place] + bytes(4) + data[place + 4 + size :]


def test_a_profile_that_cannot_be_written_in_costs_a_note(tmp_path):
    document = Document(9, 9, (Layer("a", tiles=from_rgba8(np.full((9, 9, 4), 99, np.uint8))),))
    notes = save_document(document, tmp_path / "a.psd", SaveOptions(profile=b"nonsense"))
    assert [str(note) for note in notes] == [
        "The picture's colour profile is damaged. The picture was saved in sRGB."
    ]
    assert open_document(tmp_path / "a.psd").profile is None


@pytest.mark.parametrize("width", [1, 3, 12])
def test_a_narrow_large_file_of_noise(tmp_path, width):
    """Run lengths make noise longer than it is, and the lengths of rows take 4 bytes in this kind."""
    noise = np.random.default_rng(width).integers(0, 256, (3, 8, width), np.uint8)
    back = opened(tmp_path, psd(width, 8, merged=noise, packing=1, large=True))
    assert np.array_equal(flatten8(back.document)[:, :, :3], np.moveaxis(noise, 0, -1))
