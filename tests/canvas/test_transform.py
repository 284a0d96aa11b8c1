"""Moves by whole pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas.geometry import Rect
from canvas.selecting import rectangle
from canvas.tile import read, replaced, write
from canvas.transform import shifted, shifted_selection

moves = st.integers(-150, 150)


@given(moves, moves, st.integers(0, 2**32 - 1), st.sampled_from([1, 4]))
def test_every_pixel_arrives_and_comes_back(dx: int, dy: int, seed: int, channels: int) -> None:
    rng = np.random.default_rng(seed)
    rect = Rect(-30, 20, 150, 70)
    shape = (4, 70, 150) if channels == 4 else (70, 150)
    pixels = rng.integers(0, 32769, shape, np.uint16)
    tiles = {key: tile for key, tile in write({}, rect, pixels).items() if tile is not None}
    moved = shifted(tiles, dx, dy)
    assert np.array_equal(read(moved, rect.moved(dx, dy), channels), pixels)
    everywhere = Rect(-300, -300, 700, 700)
    assert read(moved, everywhere, channels).sum(dtype=np.int64) == pixels.sum(dtype=np.int64)
    assert shifted(moved, -dx, -dy) == tiles
    assert all(tile.pixels.any() for tile in moved.values())


def test_a_move_by_whole_tiles_keeps_the_tiles() -> None:
    tiles = replaced({}, write({}, Rect(0, 0, 9, 9), np.ones((4, 9, 9), np.uint16)))
    moved = shifted(tiles, -128, 64)
    assert list(moved) == [(-2, 1)]
    assert moved[-2, 1] is tiles[0, 0]
    assert shifted(tiles, 0, 0) is tiles
    assert shifted({}, 5, 5) == {}


@pytest.mark.parametrize("move", [(64, 0), (-7, 3), (0, -1)])
def test_a_selection_moves_with_its_bounds(move: tuple[int, int]) -> None:
    selection = rectangle(Rect(10, 20, 100, 30), Rect(0, 0, 200, 200))
    assert selection is not None
    moved = shifted_selection(selection, *move)
    assert moved.bounds == Rect(10, 20, 100, 30).moved(*move)
    assert np.array_equal(moved.array(moved.bounds), selection.array(selection.bounds))
    assert moved.array(moved.bounds.grown(1)).sum(dtype=np.int64) == 100 * 30 * 32768
