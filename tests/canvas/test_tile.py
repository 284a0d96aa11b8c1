"""Tiles, and the change between tiles and arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.geometry import TILE, Rect
from canvas.tile import ONE, Over, Tile, changed_keys, exact_bounds, read, replaced, solid, write

rects = st.builds(Rect, st.integers(-90, 90), st.integers(-90, 90), st.integers(1, 140), st.integers(1, 140))
seeds = st.integers(0, 2**32 - 1)


def paint(seed: int, rect: Rect, channels: int = 4) -> np.ndarray:
    shape = (channels, rect.height, rect.width) if channels > 1 else (rect.height, rect.width)
    return np.random.default_rng(seed).integers(0, ONE + 1, shape, np.uint16)


@given(rects, rects, seeds, st.sampled_from([1, 4]))
def test_written_pixels_are_read_back_and_others_stay(
    first: Rect, second: Rect, seed: int, channels: int
) -> None:
    below, above = paint(seed, first, channels), paint(seed + 1, second, channels)
    tiles = replaced({}, write({}, first, below))
    tiles = replaced(tiles, write(tiles, second, above))
    whole = first.united(second).grown(3)
    expected = np.zeros((channels, whole.height, whole.width), np.uint16)
    for rect, pixels in ((first, below), (second, above)):
        x, y = rect.x - whole.x, rect.y - whole.y
        expected[:, y : y + rect.height, x : x + rect.width] = pixels
    assert np.array_equal(read(tiles, whole, channels).reshape(expected.shape), expected)


@given(rects, seeds)
def test_exact_bounds_hold_every_pixel_with_alpha(rect: Rect, seed: int) -> None:
    pixels = paint(seed, rect)
    pixels[3] *= np.random.default_rng(seed).random(pixels[3].shape) > 0.99
    tiles = {key: tile for key, tile in write({}, rect, pixels).items() if tile is not None}
    rows, columns = np.nonzero(pixels[3])
    if rows.size:
        edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert exact_bounds(tiles) == Rect.between(*edges).moved(rect.x, rect.y)
    else:
        assert exact_bounds(tiles).empty


def test_writing_nothing_takes_the_tile_out() -> None:
    rect = Rect(0, 0, TILE, TILE)
    tiles = replaced({}, write({}, rect, paint(1, rect)))
    changes = write(tiles, rect, np.zeros((4, TILE, TILE), np.uint16))
    assert changes == {(0, 0): None}
    assert replaced(tiles, changes) == {}


def test_a_tile_cannot_be_written_to_and_must_be_one() -> None:
    tile = Tile(np.zeros((4, TILE, TILE), np.uint16))
    with pytest.raises(ValueError, match="read-only"):
        tile.pixels[0, 0, 0] = 1
    with pytest.raises(ValueError, match="not a tile"):
        Tile(np.zeros((4, TILE, TILE), np.float32))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a tile"):
        Tile(np.zeros((4, TILE, 2 * TILE), np.uint16)[..., ::2])


@given(
    st.dictionaries(st.integers(0, 5), st.integers(0, 3)),
    st.dictionaries(st.integers(0, 5), st.integers(0, 3)),
)
def test_changed_keys_misses_no_difference(before: dict[int, int], after: dict[int, int]) -> None:
    made = [Tile(np.full((TILE, TILE), value, np.uint16)) for value in range(4)]
    old, new = ({(key, 0): made[value] for key, value in side.items()} for side in (before, after))
    expected = {(key, 0) for key in range(6) if before.get(key) != after.get(key)}
    assert changed_keys(old, new) == expected


def test_solid_is_premultiplied_and_shared() -> None:
    tiles = solid((1.0, 0.5, 0.0, 0.5), [(0, 0), (4, -2)])
    assert tiles[0, 0] is tiles[4, -2]
    assert tiles[0, 0].pixels[:, 9, 9].tolist() == [ONE // 2, ONE // 4, 0, ONE // 2]


spots = st.integers(0, 5).map(lambda column: (column, 0))


@given(st.sets(spots), st.dictionaries(spots, st.booleans()))
def test_tiles_laid_over_are_what_replacing_gives(base: set[tuple[int, int]], changes: dict) -> None:
    tiles = solid((1, 0, 0, 1), base)
    fresh = {
        key: next(iter(solid((0, 1, 0, 1), [key]).values())) if there else None
        for key, there in changes.items()
    }
    over, copied = Over(tiles, fresh), replaced(tiles, fresh)
    assert dict(over) == copied
    assert len(over) == len(copied)
    assert all(over.get(key) is copied.get(key) for key in base | set(changes))
    assert changed_keys(copied, over) == changed_keys(over, copied) == set()
    with pytest.raises(KeyError):
        over[9, 9]
