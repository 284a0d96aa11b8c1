"""JPEG, WebP, AVIF, TIFF, BMP and GIF: upright, in sRGB, and flattened as they should be."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from canvas.composite import flatten, flatten8, layer8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import FORMATS, SaveOptions, format_named, open_document, save_document
from canvas.formats.colour import srgb_profile, to_srgb
from canvas.formats.limits import Limits
from canvas.formats.pixels import tiles_of
from canvas.formats.png_chunks import chunk
from canvas.formats.png_encode import encode_png
from canvas.layer import Layer


def smooth(width: int = 96, height: int = 64) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([x, y, 255 - x], axis=-1).astype(np.uint8)


def document(alpha: int = 255) -> Document:
    pixels = np.dstack([smooth(), np.full((64, 96), alpha, np.uint8)])
    return Document(96, 64, (Layer("a", tiles=tiles_of(pixels)),), dpi=150)


def flat(path) -> np.ndarray:
    return flatten8(open_document(path).document)


def swapped_profile() -> bytes:
    """An RGB profile whose red and green primaries are exchanged."""
    profile = bytearray(srgb_profile())
    tags = {}
    for place in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12):
        tags[bytes(profile[place : place + 4])] = place
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_comes_upright(tmp_path, orientation):
    upright = np.zeros((40, 60, 3), np.uint8)
    upright[:20, :30] = (255, 0, 0)
    upright[20:, :30] = (0, 255, 0)
    turn = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a),
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x112] = orientation
    Image.fromarray(np.ascontiguousarray(turn(upright))).save(tmp_path / "a.jpg", quality=95, exif=exif)
    got = flat(tmp_path / "a.jpg")[:, :, :3].astype(int)
    assert got.shape == upright.shape
    assert np.abs(got - upright)[4:16, 4:26].max() < 12
    assert np.abs(got - upright)[24:36, 4:26].max() < 12


def test_jpeg_is_flattened_on_white_and_close(tmp_path):
    save_document(document(alpha=128), tmp_path / "a.jpg", SaveOptions(quality=95))
    expected = flatten8(document(alpha=128), background=(1, 1, 1)).astype(int)
    assert np.abs(flat(tmp_path / "a.jpg").astype(int) - expected).max() < 12
    assert open_document(tmp_path / "a.jpg").document.dpi == 150
    save_document(document(alpha=128), tmp_path / "b.jpg", SaveOptions(quality=20, background=(0, 0, 0)))
    assert (tmp_path / "b.jpg").stat().st_size < (tmp_path / "a.jpg").stat().st_size
    assert flat(tmp_path / "b.jpg")[:, :, :3].mean() < flat(tmp_path / "a.jpg")[:, :, :3].mean() - 60


def test_webp_without_loss_is_the_same_picture(tmp_path):
    save_document(document(alpha=77), tmp_path / "a.webp")
    assert np.array_equal(flat(tmp_path / "a.webp"), flatten8(document(alpha=77)))
    save_document(document(alpha=77), tmp_path / "b.webp", SaveOptions(lossless=False, quality=10))
    assert not np.array_equal(flat(tmp_path / "b.webp"), flatten8(document(alpha=77)))


def test_formats_refuse_sides_that_they_cannot_say(tmp_path):
    wide = Document(16_400, 1)
    with pytest.raises(FormatError, match="at most 16383"):
        save_document(wide, tmp_path / "a.webp")
    with pytest.raises(FormatError, match="at most 65500"):
        save_document(Document(65_536, 1), tmp_path / "a.jpg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["tiff", "bmp", "gif", "webp"])
def test_other_kinds_are_opened_whatever_they_are_called(tmp_path, ending):
    sink = io.BytesIO()
    image = Image.fromarray(smooth())
    image.save(sink, ending, **({"lossless": True} if ending == "webp" else {}))
    path = tmp_path / "a.jpg"
    path.write_bytes(sink.getvalue())
    with Image.open(io.BytesIO(sink.getvalue())) as reopened:
        expected = np.asarray(reopened.convert("RGBA"))
    assert np.array_equal(flat(path), expected)


@pytest.mark.parametrize(("ending", "kind"), [("gif", "GIF"), ("webp", "WEBP"), ("png", "PNG")])
def test_frames_of_an_animation_are_layers(tmp_path, ending, kind):
    colours = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
    pages = [Image.new("RGB", (8, 8), colour) for colour in colours]
    exact = {"lossless": True} if kind == "WEBP" else {}
    path = tmp_path / f"a.{ending}"
    pages[0].save(path, kind, save_all=True, append_images=pages[1:], duration=[100, 200, 300], **exact)
    opened = open_document(path)
    assert opened.notes[0].startswith("The animation's 3 frames (0.60 seconds) were opened as layers")
    sheets = opened.document.sheets()
    assert [sheet.name for sheet in sheets] == ["Frame 1", "Frame 2", "Frame 3"]
    assert [sheet.visible for sheet in sheets] == [True, False, False]
    assert opened.document.active == sheets[0].id
    for sheet, colour in zip(sheets, colours, strict=True):
        assert layer8(sheet, opened.document.rect)[4, 4].tolist() == [*colour, 255]
    assert flat(path)[0, 0].tolist() == [255, 0, 0, 255]


def test_an_animation_that_memory_cannot_hold_is_cut_and_that_is_said(tmp_path):
    pages = [Image.new("RGB", (8, 8), (step, 0, 0)) for step in range(0, 250, 50)]
    pages[0].save(tmp_path / "a.gif", save_all=True, append_images=pages[1:])
    opened = open_document(tmp_path / "a.gif", Limits(pixels=64))  # two times 8 × 8
    assert len(opened.document.sheets()) == 2
    assert "those after the first 2 were left out" in opened.notes[1]


def test_pages_of_a_tiff_are_layers_whatever_their_kind(tmp_path):
    modes = ("RGB", "1", "P", "L", "RGBA", "CMYK")
    pages = [Image.new(mode, (14, 9 + number), 0) for number, mode in enumerate(modes)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    opened = open_document(tmp_path / "a.tif")
    assert "The file's 6 pages were opened as layers; the first is shown." in opened.notes
    assert (opened.document.width, opened.document.height) == (14, 14)
    assert [sheet.visible for sheet in opened.document.sheets()] == [True] + 5 * [False]


def depth_of(path) -> int:
    """How many different values of red there are in the first tile."""
    return len(np.unique(open_document(path).document.sheets()[0].tiles[0, 0].pixels[0]))


def test_16_bit_tiff_keeps_its_depth(tmp_path):
    ramp = np.arange(4096, dtype=np.uint16).reshape(64, 64) * 16
    Image.fromarray(ramp).save(tmp_path / "a.tif")
    (tmp_path / "b.tif").write_bytes(imagecodecs.tiff_encode(np.dstack([ramp] * 3), photometric="rgb"))
    assert depth_of(tmp_path / "a.tif") > 4000
    assert depth_of(tmp_path / "b.tif") > 4000


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_floating_point_tiff_is_light_and_what_is_beyond_white_is_said(tmp_path, kind):
    light = np.linspace(0, 1, 64, dtype=np.float64).reshape(8, 8)
    path = tmp_path / "a.tif"
    path.write_bytes(imagecodecs.tiff_encode(np.dstack([light.astype(kind)] * 3), photometric="rgb"))
    assert open_document(path).notes == ()
    expected = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055) * 255
    assert np.abs(flat(path)[:, :, 0] - expected).max() < 1
    light[0, 0], light[0, 1], light[0, 2] = 9, np.nan, -1
    path.write_bytes(imagecodecs.tiff_encode(light.astype(kind)))
    assert open_document(path).notes == ("Colours brighter than white or darker than black were cut off.",)
    assert flat(path)[0, :3, 0].tolist() == [255, 0, 0]


def test_cmyk_and_lab_tiff_become_colours(tmp_path):
    Image.new("CMYK", (14, 9), (0, 255, 255, 0)).save(tmp_path / "a.tif", compression="tiff_lzw")
    Image.new("LAB", (14, 9), (138, 209, 198)).save(tmp_path / "b.tif")  # L 54, a 81, b 70: sRGB's red
    for name in ("a.tif", "b.tif"):
        assert "not in RGB" in open_document(tmp_path / name).notes[0]
        red, green, blue, alpha = flat(tmp_path / name)[4, 4].tolist()
        assert (red > 244, green < 16, blue < 16, alpha) == (True, True, True, 255)


def test_premultiplied_planar_and_inverted_tiff(tmp_path):
    half = np.zeros((4, 4, 4), np.uint8)
    half[:] = (100, 50, 0, 128)
    (tmp_path / "a.tif").write_bytes(tiff(half, extra=1))
    assert np.abs(flat(tmp_path / "a.tif")[0, 0].astype(int) - (199, 100, 0, 128)).max() <= 1
    planes = np.stack([np.full((4, 4), value, np.uint8) for value in (10, 20, 30)])
    (tmp_path / "b.tif").write_bytes(tiff(planes, planar=True))
    assert flat(tmp_path / "b.tif")[2, 2].tolist() == [10, 20, 30, 255]
    (tmp_path / "c.tif").write_bytes(tiff(np.full((4, 4, 1), 55, np.uint8), photometric=0))
    assert flat(tmp_path / "c.tif")[2, 2].tolist() == [200, 200, 200, 255]
    tall = np.zeros((2, 3, 3), np.uint8)
    tall[0, 0] = 255
    (tmp_path / "d.tif").write_bytes(tiff(tall, orientation=6))
    assert flat(tmp_path / "d.tif").shape == (3, 2, 4)
    assert flat(tmp_path / "d.tif")[0, 1, 0] == 255


def tiff(
    pixels: np.ndarray, *, photometric: int = 2, extra: int = 0, planar: bool = False, orientation: int = 1
):
    """A TIFF with one strip a plane: H×W×C whole numbers, or C×H×W where planar."""
    count, (height, width) = (
        (len(pixels), pixels.shape[1:]) if planar else (pixels.shape[2], pixels.shape[:2])
    )
    strips = [bytes(plane.tobytes()) for plane in pixels] if planar else [pixels.tobytes()]
    places = [8 + sum(map(len, strips[:number])) for number in range(len(strips))]
    body = b"".join(strips)
    rows = [
        (256, 4, [width]), (257, 4, [height]), (258, 3, [8 * pixels.itemsize] * count),
        (259, 3, [1]), (262, 3, [photometric]),
        (273, 4, places), (274, 3, [orientation]), (277, 3, [count]), (278, 4, [height]),
        (279, 4, [len(strip) for strip in strips]), (284, 3, [2 if planar else 1]), (338, 3, [extra]),
        (339, 3, [2 if pixels.dtype.kind == "i" else 1] * count),
    ]  # fmt: skip
    rows = [row for row in rows if row[0] != 338 or extra]
    start = 8 + len(body)
    after = start + 2 + 12 * len(rows) + 4
    entries, long = b"", b""
    for tag, kind, values in rows:
        packed = struct.pack(f"<{len(values)}{'H' if kind == 3 else 'I'}", *values)
        if len(packed) > 4:
            long += packed
            packed = struct.pack("<I", after + len(long) - len(packed))
        entries += struct.pack("<HHI", tag, kind, len(values)) + packed.ljust(4, b"\0")
    return (
        b"II*\0" + struct.pack("<I", start) + body + struct.pack("<H", len(rows)) + entries + bytes(4) + long
    )


def test_a_tiff_whose_directories_go_in_circles_ends(tmp_path):
    data = bytearray(tiff(smooth()))
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    (tmp_path / "a.tif").write_bytes(data)
    assert np.array_equal(flat(tmp_path / "a.tif")[:, :, :3], smooth())


def test_a_tiff_that_claims_too_much_is_refused(tmp_path):
    data = bytearray(tiff(smooth()))
    (start,) = struct.unpack_from("<I", data, 4)
    struct.pack_into("<I", data, start + 2 + 8, 300_000)  # its width
    (tmp_path / "a.tif").write_bytes(data)
    with pytest.raises(FormatError, match="too large"):
        open_document(tmp_path / "a.tif")


@pytest.mark.parametrize("depth", [8, 16])
def test_tiff_and_png_keep_the_depth_that_is_asked_for(tmp_path, depth):
    ramp = np.arange(4096, dtype=np.uint16).reshape(64, 64) * 16
    deep = np.dstack([ramp, ramp, ramp, np.full_like(ramp, 50_000)])
    for pixels in (deep, deep[:, :, :3]):
        made = Document(64, 64, (Layer("a", tiles=tiles_of(pixels)),), dpi=150)
        for name in ("a.tif", "a.png"):
            assert save_document(made, tmp_path / name, SaveOptions(flat_depth=depth)) == ()
            opened = open_document(tmp_path / name).document
            assert opened.dpi == 150
            assert np.array_equal(flatten8(opened), flatten8(made))
            assert np.array_equal(flatten(opened), flatten(made)) == (depth == 16)


def test_other_programs_read_our_tiff(tmp_path):
    pixels = np.dstack([smooth(90, 600), np.full((600, 90), 99, np.uint8)])
    made = Document(90, 600, (Layer("a", tiles=tiles_of(pixels)),))
    save_document(made, tmp_path / "a.tif")
    with Image.open(tmp_path / "a.tif") as image:
        assert np.array_equal(np.asarray(image), pixels)
        assert image.info["icc_profile"] == srgb_profile()


def test_16_bits_are_laid_on_the_background_as_8_are(tmp_path):
    save_document(document(alpha=99), tmp_path / "a.png", SaveOptions(flat_depth=16, background=(1, 0.5, 0)))
    expected = flatten8(document(alpha=99), background=(1, 0.5, 0)).astype(int)
    assert np.abs(flat(tmp_path / "a.png") - expected).max() <= 1


def test_avif_comes_back_close_with_its_transparency(tmp_path):
    save_document(document(alpha=200), tmp_path / "a.avif", SaveOptions(quality=95))
    got, expected = flat(tmp_path / "a.avif").astype(int), flatten8(document(alpha=200)).astype(int)
    assert np.abs(got - expected)[:, :, :3].max() < 16
    assert np.abs(got - expected)[:, :, 3].max() <= 2


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "tif", "avif"])
def test_a_picture_goes_back_into_the_colours_that_it_came_in(tmp_path, ending):
    profile = swapped_profile()
    Image.fromarray(smooth()).save(tmp_path / "in.png", icc_profile=profile)
    opened = open_document(tmp_path / "in.png")
    assert opened.profile == profile
    path = tmp_path / f"out.{ending}"
    assert save_document(opened.document, path, SaveOptions(quality=100, profile=profile)) == ()
    with Image.open(path) as image:
        assert image.info["icc_profile"] == profile
        stored = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(stored - smooth()).max() <= (12 if ending in ("jpg", "avif") else 3)
    again = flatten8(open_document(path).document)[:, :, :3].astype(int)
    assert np.abs(again - flatten8(opened.document)[:, :, :3]).max() <= (
        14 if ending in ("jpg", "avif") else 4
    )


def test_a_profile_that_cannot_be_written_in_costs_a_note(tmp_path):
    for profile in (b"nonsense", srgb_profile().replace(b"RGB ", b"CMYK")):
        notes = save_document(document(), tmp_path / "a.png", SaveOptions(profile=profile))
        assert "saved in sRGB" in notes[0]
        assert np.array_equal(flat(tmp_path / "a.png"), flatten8(document()))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_other_kinds_come_upright_too(tmp_path, kind):
    exif = Image.Exif()
    exif[0x112] = 6  # a quarter to the right
    exact = {"lossless": True} if kind == "WEBP" else {}
    Image.fromarray(np.ascontiguousarray(np.rot90(smooth()))).save(tmp_path / "a", kind, exif=exif, **exact)
    assert np.array_equal(flat(tmp_path / "a")[:, :, :3], smooth())


def test_colours_are_turned_into_srgb_by_the_profile(tmp_path):
    pixels = smooth()
    assert to_srgb(pixels, srgb_profile()) is pixels
    turned = to_srgb(pixels, swapped_profile()).astype(int)
    assert np.abs(turned - pixels[:, :, (1, 0, 2)].astype(int)).max() <= 2
    deep = np.dstack([pixels.astype(np.uint16) * 257, np.full(pixels.shape[:2], 999, np.uint16)])
    turned16 = to_srgb(deep, swapped_profile())
    assert np.abs(turned16[:, :, :3] / 257 - turned).max() < 2
    assert (turned16[:, :, 3] == 999).all()
    Image.fromarray(pixels).save(tmp_path / "a.webp", lossless=True, icc_profile=swapped_profile())
    Image.fromarray(pixels).save(tmp_path / "a.png", icc_profile=swapped_profile())
    for name in ("a.webp", "a.png"):
        assert np.array_equal(flat(tmp_path / name)[:, :, :3], to_srgb(pixels, swapped_profile()))


def test_a_broken_profile_costs_a_note(tmp_path):
    for profile in (b"nonsense", srgb_profile()[:200], srgb_profile().replace(b"RGB ", b"Lab ")):
        Image.fromarray(smooth()).save(tmp_path / "a.png", icc_profile=profile)
        opened = open_document(tmp_path / "a.png")
        assert "taken as sRGB" in opened.notes[0]
        assert np.array_equal(flatten8(opened.document)[:, :, :3], smooth())
    data = encode_png(smooth())
    broken = data[:33] + b"".join(chunk(b"iCCP", b"x\0\0not zlib")) + data[33:]
    (tmp_path / "b.png").write_bytes(broken)
    assert "colour profile" in open_document(tmp_path / "b.png").notes[0]


def test_cmyk_and_grey_pictures_become_colours(tmp_path):
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=95)
    red, green, blue, _ = flat(tmp_path / "a.jpg")[8, 8].tolist()
    assert red > 200
    assert max(green, blue) < 60
    Image.new("L", (16, 16), 77).save(tmp_path / "b.bmp")
    assert flat(tmp_path / "b.bmp")[3, 3].tolist() == [77, 77, 77, 255]


def test_the_table_knows_each_ending_once():
    endings = [ending for kind in FORMATS for ending in kind.extensions]
    assert len(endings) == len(set(endings))
    for kind in FORMATS:
        for ending in kind.extensions:
            assert format_named(Path("x" + ending.upper())) is kind


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "int64"])
def test_a_tiff_with_signed_numbers_begins_at_nought_and_that_is_said(tmp_path, kind):
    most = np.iinfo(kind).max
    values = np.array([[-most, -1, 0, most // 2 + 1, most]], kind)
    (tmp_path / "a.tif").write_bytes(tiff(values[:, :, None], photometric=1))
    opened = open_document(tmp_path / "a.tif")
    assert "negative" in opened.notes[0]
    assert np.abs(flatten8(opened.document)[0, :, 0].astype(int) - (0, 0, 0, 128, 255)).max() <= 1


def test_frames_of_16_bits_are_read_with_8_and_that_is_said(tmp_path):
    deep = np.random.default_rng(3).integers(0, 65536, (3, 8, 9, 3), np.uint16)
    (tmp_path / "a.png").write_bytes(imagecodecs.apng_encode(deep))
    opened = open_document(tmp_path / "a.png")
    assert len(opened.document.layers) == 3
    assert "8 of their 16 bits" in opened.notes[0]
