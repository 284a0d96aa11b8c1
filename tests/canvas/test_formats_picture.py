"""JPEG, WebP, TIFF, BMP and GIF: upright, in sRGB, and flattened as they should be."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import FORMATS, SaveOptions, format_named, open_document, save_document
from canvas.formats.colour import to_srgb
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


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


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


def test_only_the_first_of_many_pictures_is_opened_and_that_is_said(tmp_path):
    pages = [Image.new("RGB", (8, 8), colour) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    pages[0].save(tmp_path / "a.gif", save_all=True, append_images=pages[1:])
    opened = open_document(tmp_path / "a.gif")
    assert opened.notes == ("The file holds 3 pictures; only the first was opened.",)
    assert flat(tmp_path / "a.gif")[0, 0].tolist() == [255, 0, 0, 255]


def test_16_bit_grey_tiff_keeps_its_depth_and_float_is_refused(tmp_path):
    ramp = np.arange(4096, dtype=np.uint16).reshape(64, 64) * 16
    Image.fromarray(ramp).save(tmp_path / "a.tif")
    assert len(np.unique(open_document(tmp_path / "a.tif").document.sheets()[0].tiles[0, 0].pixels[0])) > 4000
    Image.fromarray(ramp.astype(np.float32)).save(tmp_path / "f.tif")
    with pytest.raises(FormatError, match="floating-point"):
        open_document(tmp_path / "f.tif")


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
