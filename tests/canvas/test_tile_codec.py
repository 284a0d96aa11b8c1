"""The packed form of tiles: exact, small, and never more than a tile whatever the bytes say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.packing import pack_picture, picture_of
from canvas.tile import ONE, Tile
from canvas.tile_codec import packed_tiles, unpacked_tiles

PAINT, MASK = (4, 64, 64), (64, 64)


def first_form(pixels: np.ndarray) -> bytes:
    """As files of versions 1 and 2 have it, after docs/FILE_FORMAT.md."""
    steps = np.diff(pixels, axis=-1, prepend=np.uint16(0)).reshape(-1)
    return zstandard.compress(np.concatenate([steps & 255, steps >> 8]).astype(np.uint8).tobytes())


def second_form(data: bytes) -> np.ndarray:
    """What a packed tile of paint holds, found without the program, after docs/FILE_FORMAT.md."""
    assert data[0] == 2
    halves = np.frombuffer(zstandard.decompress(data[1:]), np.uint8).reshape(2, -1).astype(np.uint16)
    words = halves[0] | halves[1] << np.uint16(8)
    rest = np.where(words & 1, ~(words >> np.uint16(1)), words >> np.uint16(1)).reshape(PAINT)
    return rest.cumsum(axis=1, dtype=np.uint16).cumsum(axis=2, dtype=np.uint16)


def tiles_of(seed: int, shape: tuple[int, ...], count: int) -> list[Tile]:
    """Noise, flat, smooth and extreme ones."""
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, ONE + 1, (count, *shape), dtype=np.uint16)
    noise[1::4] = rng.integers(0, ONE + 1)
    noise[2::4] = np.linspace(0, ONE, 64).astype(np.uint16)
    noise[3::4] = rng.choice(np.array([0, ONE], np.uint16), noise[3::4].shape)
    return [Tile(np.ascontiguousarray(each)) for each in noise]


@given(seed=st.integers(0, 2**32 - 1), shape=st.sampled_from([PAINT, MASK]), count=st.integers(0, 9))
def test_what_is_packed_comes_back(seed: int, shape: tuple[int, ...], count: int) -> None:
    tiles = tiles_of(seed, shape, count)
    assert unpacked_tiles(packed_tiles(tiles), shape) == tiles


def test_the_packed_form_is_the_one_that_is_documented() -> None:
    for tile, data in zip(tiles := tiles_of(5, PAINT, 4), packed_tiles(tiles), strict=True):
        assert np.array_equal(second_form(data), tile.pixels)


def test_older_and_newer_forms_are_read_beside_each_other() -> None:
    tiles = tiles_of(3, PAINT, 6)
    mixed = packed_tiles(tiles)
    mixed[::2] = [first_form(tile.pixels) for tile in tiles[::2]]
    assert unpacked_tiles(mixed, PAINT) == tiles


def test_paint_takes_less_than_when_only_the_left_neighbour_told() -> None:
    stroke = Stroke(
        Layer(""), Brush(size=300, hardness=0.3), (0.8, 0.4, 0.1), clip=Rect(0, 0, 900, 700), selection=None
    )
    stroke.add([Sample(150 + 12 * step, 200 + 7 * step, 1.0) for step in range(48)])
    stroke.finish()
    tiles = list(stroke.layer.tiles.values())
    assert sum(map(len, packed_tiles(tiles))) < 0.8 * sum(len(first_form(tile.pixels)) for tile in tiles)


def damaged(good: bytes) -> Sequence[bytes]:
    huge = zstandard.compress(bytes(1 << 24))
    return [
        b"", b"\x02", b"\x01" + good[1:], good[:-3], good[: len(good) // 2], b"not a frame", huge,
        b"\x02" + huge, b"\x02" + zstandard.compress(bytes(100)), good[1:-1],
    ]  # fmt: skip


def test_damaged_bytes_are_no_tile_and_harm_no_other() -> None:
    tiles = tiles_of(8, PAINT, 2)
    one, two = packed_tiles(tiles)
    for bad in damaged(one):
        assert unpacked_tiles([one, bad, two], PAINT) == [tiles[0], None, tiles[1]]
    assert unpacked_tiles([one], MASK) == [None]


def test_values_beyond_one_which_only_a_damaged_file_has_become_one() -> None:
    pixels = np.full(MASK, 60000, np.uint16)
    (tile,) = unpacked_tiles([first_form(pixels)], MASK)
    assert tile is not None
    assert int(tile.pixels.max()) == int(tile.pixels.min()) == ONE


@pytest.mark.parametrize("shape", [(3, 5), (40, 30, 4), (0, 4)])
def test_pictures_are_packed_too(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    packed = pack_picture(picture)
    assert np.array_equal(picture_of(packed), picture)
    packed.data = zstandard.compress(bytes(1 << 20))
    with pytest.raises(OSError, match="damaged"):
        picture_of(packed)
