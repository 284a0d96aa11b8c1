"""Paint as 16-bit PNG: exact, read by others as it is by us, and others' rows of every filter read here."""

from __future__ import annotations

import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.composite import from_rgba16, to_rgba16
from canvas.errors import FormatError
from canvas.formats import inflate
from canvas.formats.inflate import AloneInflater, stand_alone
from canvas.formats.limits import DEFAULT_LIMITS
from canvas.formats.paint_png import read_paint_png, write_paint_png
from canvas.formats.png_chunks import SIGNATURE, chunk
from canvas.formats.png_decode import decode_png, packed_rows, png_header
from canvas.formats.watch import unwatched
from canvas.geometry import Key, Rect
from canvas.tile import ONE, Tile, read, solid


def paint(seed: int, keys: list[Key]) -> dict[Key, Tile]:
    rng = np.random.default_rng(seed)
    tiles: dict[Key, Tile] = {}
    for number, key in enumerate(keys):
        alpha = rng.integers(0, ONE + 1, (64, 64)) * (rng.random((64, 64)) < 0.7)
        if number % 2:
            alpha[:] = np.linspace(0, ONE, 64)
        pixels = np.empty((4, 64, 64), np.uint16)
        pixels[:3], pixels[3] = alpha * rng.random((3, 64, 64)), alpha
        tiles[key] = Tile(pixels)
    return tiles


def written(tiles: dict[Key, Tile], rect: Rect) -> bytes:
    sink = io.BytesIO()
    write_paint_png(sink, tiles, rect)
    return sink.getvalue()


KEYS = st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 3)), max_size=6, unique=True)
RECTS = st.builds(
    Rect, st.integers(-130, 60), st.integers(-130, 60), st.integers(1, 200), st.integers(1, 300)
)


@given(seed=st.integers(0, 2**32 - 1), keys=KEYS, rect=RECTS)
def test_every_reader_sees_the_paint(seed: int, keys: list[Key], rect: Rect) -> None:
    tiles = paint(seed, keys)
    data = written(tiles, rect)
    planes = read(tiles, rect)
    expected = to_rgba16(planes)
    assert np.array_equal(imagecodecs.png_decode(data), expected)
    assert np.array_equal(decode_png(data).pixels, expected)
    back = read_paint_png(data, (rect.x, rect.y), DEFAULT_LIMITS)
    assert np.array_equal(read(back, rect), planes)
    assert back == from_rgba16(expected, (rect.x, rect.y))


def filtered(pixels: np.ndarray, kinds: list[int], flush: int | None = None) -> bytes:
    """A PNG whose rows have these filters in turn, made after the specification, one byte at a time.

    flush: zlib's way of ending a part; then every 64 rows are a part in a chunk of their own.
    """
    height, width = pixels.shape[:2]
    lines = pixels.astype(">u2").tobytes()
    stride, rows = 8 * width, bytearray()
    for y in range(height):
        line = lines[y * stride : (y + 1) * stride]
        above = lines[(y - 1) * stride : y * stride] if y else bytes(stride)
        kind = kinds[y % len(kinds)]
        rows.append(kind)
        for k in range(stride):
            a, b, c = (line[k - 8] if k >= 8 else 0), above[k], (above[k - 8] if k >= 8 else 0)
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            rows.append((line[k] - (0, a, b, (a + b) // 2, nearest)[kind]) % 256)
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)
    packer = zlib.compressobj()
    parts = [bytes(rows)]
    if flush is not None:
        parts = [bytes(rows[at : at + 64 * (stride + 1)]) for at in range(0, len(rows), 64 * (stride + 1))]
    packed = [packer.compress(part) + packer.flush(flush or zlib.Z_NO_FLUSH) for part in parts]
    end = packer.flush()
    if flush is not None:  # as we write it: the sum alone in the last chunk
        packed[-1] += end[:-4]
        end = end[-4:]
    idat = [piece for part in (*packed, end) for piece in chunk(b"IDAT", part)]
    return b"".join((SIGNATURE, *chunk(b"IHDR", header), *idat, *chunk(b"IEND")))


@pytest.mark.parametrize(
    "kinds", [[0], [1], [2], [3], [4], [0, 1, 2], [4, 2, 1, 3, 0], [2] * 70 + [3] * 70 + [1] * 70]
)
def test_rows_of_every_filter_are_read(kinds: list[int]) -> None:
    pixels = np.random.default_rng(3).integers(0, 65536, (210, 9, 4)).astype(np.uint16)
    found = read_paint_png(filtered(pixels, kinds), (-5, 61), DEFAULT_LIMITS)
    assert found == from_rgba16(pixels, (-5, 61))


def test_a_filter_that_does_not_exist_is_damage() -> None:
    data = filtered(np.zeros((3, 3, 4), np.uint16), [0])
    idat = zlib.compress(b"\x05" + bytes(24 + 25 * 2))
    start = data.index(b"IDAT") - 4
    broken = data[:start] + b"".join((*chunk(b"IDAT", idat), *chunk(b"IEND")))
    with pytest.raises(FormatError, match="damaged"):
        read_paint_png(broken, (0, 0), DEFAULT_LIMITS)


@given(seed=st.integers(0, 2**32 - 1), cut=st.floats(0.1, 0.99))
def test_a_cut_picture_is_damage(seed: int, cut: float) -> None:
    data = written(paint(seed, [(0, 0), (1, 0)]), Rect(0, 0, 128, 64))
    with pytest.raises(FormatError):
        read_paint_png(data[: int(len(data) * cut)], (0, 0), DEFAULT_LIMITS)


@pytest.mark.parametrize("flush", [zlib.Z_FULL_FLUSH, zlib.Z_SYNC_FLUSH])
def test_parts_that_only_seem_to_stand_alone_are_read_all_the_same(flush: int) -> None:
    """After Z_SYNC_FLUSH a part still repeats what stood in the part before it."""
    once = np.random.default_rng(4).integers(0, 65536, (64, 9, 4)).astype(np.uint16)
    pixels = np.concatenate([once] * 3)
    data = filtered(pixels, [0], flush)
    assert len(data) > 3 * once.nbytes or flush == zlib.Z_SYNC_FLUSH
    assert read_paint_png(data, (3, 0), DEFAULT_LIMITS) == from_rgba16(pixels, (3, 0))


def test_our_own_parts_stand_alone() -> None:
    tiles = paint(7, [(0, row) for row in range(5)])
    data = written(tiles, Rect(0, 10, 64, 300))
    idat = packed_rows(data, png_header(data))
    assert stand_alone(idat)
    pieces, inflater = [], AloneInflater(idat, unwatched)
    while piece := inflater.piece(1):
        pieces.append(piece)
    assert b"".join(pieces) == zlib.decompress(b"".join(idat))
    assert len(pieces) == 3  # strips end where tiles do: at rows 128, 256, 310


def test_a_part_is_unpacked_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few bytes that stand for very many neither fill the memory nor stop the clock."""
    monkeypatch.setattr(inflate, "_PART", 5_000)
    tiles = paint(8, [(0, 0), (0, 1), (0, 2)])
    rect = Rect(-3, 5, 70, 180)
    checks: list[int] = []
    data = written(tiles, rect)
    inflater = AloneInflater(packed_rows(data, png_header(data)), lambda: checks.append(1))
    assert len(inflater.piece(100)) <= 5_000
    back = read_paint_png(data, (rect.x, rect.y), DEFAULT_LIMITS)
    assert np.array_equal(read(back, rect), read(tiles, rect))
    assert checks


def test_a_damaged_part_is_damage() -> None:
    data = written(paint(9, [(0, 0), (0, 1), (0, 2)]), Rect(0, 0, 64, 192))
    header = png_header(data)
    parts = [bytes(part) for part in packed_rows(data, header)]
    parts[0] = parts[0][:200] + bytes(50) + parts[0][250:]
    pieces = [piece for part in parts for piece in chunk(b"IDAT", part)]
    start = data.index(b"IDAT") - 4
    with pytest.raises(FormatError, match="damaged"):
        read_paint_png(data[:start] + b"".join((*pieces, *chunk(b"IEND"))), (0, 0), DEFAULT_LIMITS)


def test_tiles_of_one_colour_are_one_tile() -> None:
    """A plain ground of 4096 × 4096 takes 32 KiB, not 128 MiB."""
    paper = solid((0.2, 0.4, 0.6, 0.5), Rect(0, 0, 256, 320).tile_keys())
    data = written(dict(paper) | paint(10, [(2, 2)]), Rect(0, 0, 256, 320))
    back = read_paint_png(data, (0, 0), DEFAULT_LIMITS)
    assert len(back) == 20
    assert len({id(tile) for tile in back.values()}) == 2
    assert back[0, 0] == paper[0, 0] != back[2, 2]
