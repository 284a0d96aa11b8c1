"""PNG as arrays: what is written, any decoder reads; what others write, we read; broken files are refused."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import imagecodecs
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError
from canvas.formats import (
    DEFAULT_LIMITS,
    SaveOptions,
    open_document,
    picture_to_png,
    png_to_picture,
    save_document,
)
from canvas.formats.pixels import tiles_of
from canvas.formats.png_chunks import SIGNATURE, chunk
from canvas.formats.png_decode import decode_png
from canvas.formats.png_encode import encode_png
from canvas.layer import Layer


def noise(*shape: int, dtype: type = np.uint8) -> np.ndarray:
    rng = np.random.default_rng(7)
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (256, 4), (257, 3), (600, 37)])
@pytest.mark.parametrize("channels", [(), (2,), (3,), (4,)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_kind_comes_back_from_us_and_from_libpng(size, channels, dtype):
    pixels = noise(*size, *channels, dtype=dtype)
    data = encode_png(pixels)
    assert np.array_equal(decode_png(data).pixels, pixels)
    assert np.array_equal(imagecodecs.png_decode(data).reshape(pixels.shape), pixels)
    with Image.open(io.BytesIO(data)) as image:
        image.load()  # checks every sum
        assert image.size == (size[1], size[0])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P", "I;16"])
@pytest.mark.parametrize("size", [(5, 3), (70, 65)])
def test_what_pillow_writes_is_read(mode, size):
    if mode == "I;16":
        image = Image.fromarray(noise(size[1], size[0], dtype=np.uint16))
        expected = np.asarray(image)
    else:
        channels = 3 if mode == "P" else 4
        image = Image.fromarray(noise(size[1], size[0], channels)).convert(mode)
        expected = np.asarray(
            image.convert("RGB") if mode == "P" else image.convert("L" if mode == "1" else mode)
        )
    sink = io.BytesIO()
    image.save(sink, "PNG")
    assert np.array_equal(decode_png(sink.getvalue()).pixels, expected)


def test_transparent_palette_and_key_colour_become_alpha():
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 10, 20, 30])
    for image, key in ((palette, 1), (Image.new("RGB", (4, 4), (1, 2, 3)), (1, 2, 3))):
        sink = io.BytesIO()
        image.save(sink, "PNG", transparency=key)
        assert decode_png(sink.getvalue()).pixels[0, 0, 3] == 0


def test_interlaced_is_read():
    pixels = noise(9, 11, 3)
    raw = b""
    for left, top, right, down in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        for row in pixels[top::down, left::right]:
            if row.size:
                raw += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", 11, 9, 8, 2, 0, 0, 1)
    pieces = [*chunk(b"IHDR", header), *chunk(b"IDAT", zlib.compress(raw)), *chunk(b"IEND")]
    assert np.array_equal(decode_png(SIGNATURE + b"".join(pieces)).pixels, pixels)


def test_text_and_resolution_come_back_here_and_in_pillow():
    text = {"parameters": "a cat\nSteps: 20", "Título": "猫 ü", "recipe": "x" * 5000}
    data = encode_png(noise(3, 3, 3), dpi=300, text=text)
    picture = decode_png(data)
    assert dict(picture.text) == text
    assert picture.dpi == 300
    with Image.open(io.BytesIO(data)) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        assert {key: str(value) for key, value in image.text.items()} == text
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)


def test_packed_text_of_other_programs_is_read():
    info = PngImagePlugin.PngInfo()
    info.add_text("one", "plain " * 50, zip=True)
    info.add_itxt("two", "猫" * 50, zip=True)
    sink = io.BytesIO()
    Image.new("L", (2, 2)).save(sink, "PNG", pnginfo=info)
    assert dict(decode_png(sink.getvalue()).text) == {"one": "plain " * 50, "two": "猫" * 50}


def test_text_that_would_unpack_without_end_is_left_out_with_a_note():
    body = b"bomb\0\0" + zlib.compress(bytes(1_000_000))
    data = encode_png(noise(2, 2))
    data = data[:33] + b"".join(chunk(b"zTXt", body)) + data[33:]
    picture = decode_png(data, replace(DEFAULT_LIMITS, text_bytes=1000))
    assert not picture.text
    assert "too large" in picture.notes[0]


def test_size_is_checked_before_decoding():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    data = SIGNATURE + b"".join([*chunk(b"IHDR", header), *chunk(b"IDAT", b"x"), *chunk(b"IEND")])
    with pytest.raises(FormatError, match="too large to open"):
        decode_png(data)
    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 6, 0, 0, 0)
    data = SIGNATURE + b"".join([*chunk(b"IHDR", header), *chunk(b"IDAT", b"x"), *chunk(b"IEND")])
    with pytest.raises(FormatError, match="pixels are missing"):
        decode_png(data)


def test_more_pixels_than_declared_are_not_unpacked():
    header = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(5 * 4) + bytes(10_000_000))
    data = SIGNATURE + b"".join([*chunk(b"IHDR", header), *chunk(b"IDAT", packed), *chunk(b"IEND")])
    assert decode_png(data).pixels.tolist() == [[0] * 4] * 4


def test_every_flipped_byte_of_the_pixels_is_noticed():
    data = bytearray(encode_png(noise(8, 8, 3)))
    start = data.index(b"IDAT")
    for place in range(start, len(data) - 12, 3):
        broken = bytearray(data)
        broken[place] ^= 0x10
        with pytest.raises(FormatError):
            decode_png(bytes(broken))


@pytest.mark.parametrize("length", [0, 7, 8, 20, 33, 60, -1, -12])
def test_a_file_cut_short_is_refused(length):
    data = encode_png(noise(8, 8, 3))
    with pytest.raises(FormatError):
        decode_png(data[:length])


def test_pictures_keep_their_shape_and_bytes():
    for shape in ((7, 9), (7, 9, 3), (7, 9, 4)):
        picture = noise(*shape)
        back = png_to_picture(picture_to_png(picture))
        assert back.dtype == np.uint8
        assert np.array_equal(back, picture)
    back = png_to_picture(picture_to_png(noise(9, 9, 3)[::-1, ::2]))
    assert np.array_equal(back, noise(9, 9, 3)[::-1, ::2])
    with pytest.raises(FormatError):
        picture_to_png(noise(3, 3, dtype=np.uint16))
    with pytest.raises(FormatError):
        picture_to_png(np.zeros((0, 3), np.uint8))


def test_a_document_saved_as_png_is_its_flattened_picture(tmp_path):
    pixels = noise(90, 130, 4)
    layer = Layer("paint", tiles=tiles_of(pixels, (-10, 20)))
    document = Document(150, 100, (layer,), dpi=150)
    save_document(document, tmp_path / "a.png", SaveOptions(text={"parameters": "cat"}))
    opened = open_document(tmp_path / "a.png")
    assert np.array_equal(flatten8(opened.document), flatten8(document))
    assert opened.text == {"parameters": "cat"}
    assert opened.document.dpi == 150
    assert opened.document.sheets()[0].name == "a"


def test_an_opaque_document_is_saved_as_rgb(tmp_path):
    document = Document(80, 70, (Layer("p", tiles=tiles_of(noise(70, 80, 3))),))
    save_document(document, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.mode == "RGB"
        assert np.array_equal(np.asarray(image), noise(70, 80, 3))


def test_16_bit_png_keeps_more_than_8_bits(tmp_path):
    ramp = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)
    (tmp_path / "a.png").write_bytes(encode_png(ramp))
    layer = open_document(tmp_path / "a.png").document.sheets()[0]
    assert len(np.unique(layer.tiles[0, 0].pixels[0])) > 4000
