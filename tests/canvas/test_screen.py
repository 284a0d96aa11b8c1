"""The picture as a window shows it, against a plain reference in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas.kernels.launch import launch_if_free
from canvas.screen import Ground, Matrix, draw

GROUND = Ground(0xFF112233, 0xFFA0A0A0, 0xFF606060, side=5, x=3, y=-2)


def picture(seed: int, width: int, height: int) -> np.ndarray:
    """H×W×4 uint8, premultiplied."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4)).astype(np.uint8)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    return pixels


def matrix(zoom: float, degrees: float, x: float, y: float) -> Matrix:
    """From device pixels to document pixels: turned and scaled about the window's corner."""
    c, s = math.cos(math.radians(degrees)) / zoom, math.sin(math.radians(degrees)) / zoom
    return c, s, -s, c, x, y


def shown(
    level: np.ndarray, back: Matrix, place: tuple[int, int], size: tuple[int, int], smooth: bool
) -> np.ndarray:
    """H×W×4 float64: what `draw` is to make of one level."""
    height, width = level.shape[:2]
    x, y = np.meshgrid(np.arange(size[0]) + place[0], np.arange(size[1]) + place[1])
    u = back[0] * (x + 0.5) + back[2] * (y + 0.5) + back[4]
    v = back[1] * (x + 0.5) + back[3] * (y + 0.5) + back[5]
    if smooth:
        left, top = np.floor(u - 0.5), np.floor(v - 0.5)
        share_x, share_y = (u - 0.5 - left)[..., None], (v - 0.5 - top)[..., None]
        corner = [
            level[
                np.clip(top + down, 0, height - 1).astype(int),
                np.clip(left + right, 0, width - 1).astype(int),
            ]
            for down in (0, 1)
            for right in (0, 1)
        ]
        upper, lower = (one * (1 - share_x) + two * share_x for one, two in (corner[:2], corner[2:]))
        word = upper * (1 - share_y) + lower * share_y
    else:
        word = level[
            np.clip(np.floor(v), 0, height - 1).astype(int), np.clip(np.floor(u), 0, width - 1).astype(int)
        ]
    odd = ((x - GROUND.x) // GROUND.side + (y - GROUND.y) // GROUND.side) % 2
    board = np.where(odd, 0x60, 0xA0)[..., None]
    out = word + board * (1 - word[..., 3:] / 255)
    outside = (u < 0) | (v < 0) | (u >= width) | (v >= height)
    out[outside] = 0x33, 0x22, 0x11, 0xFF
    out[..., 3] = 255
    return out


@given(
    seed=st.integers(0, 99),
    zoom=st.floats(0.51, 40),
    degrees=st.floats(-180, 180),
    smooth=st.booleans(),
    place=st.tuples(st.integers(-50, 300), st.integers(-50, 300)),
)
@settings(max_examples=40)
def test_any_view_is_that_of_the_reference(
    seed: int, zoom: float, degrees: float, smooth: bool, place: tuple[int, int]
) -> None:
    level = picture(seed, 90, 70)
    back = matrix(zoom, degrees, 20.3, 11.7)
    target = np.zeros((40, 300), np.uint32)
    draw([level], (90, 70), back, target, place, GROUND, smooth=smooth)
    error = np.abs(target.view(np.uint8).reshape(40, 300, 4) - shown(level, back, place, (300, 40), smooth))
    assert (error.max(axis=2) > 4).mean() < 0.02  # places at an edge may fall to either side


@pytest.mark.parametrize("quarter", [0, 90, 180, -90])
@pytest.mark.parametrize("zoom", [1, 3])
def test_whole_zooms_show_every_pixel_exactly(quarter: int, zoom: int) -> None:
    level = picture(3, 64, 64)
    level[..., 3] = 255
    c, s = round(math.cos(math.radians(quarter))), round(math.sin(math.radians(quarter)))
    back = (c / zoom, s / zoom, -s / zoom, c / zoom, 32 - 32 * c + 32 * s, 32 - 32 * s - 32 * c)
    target = np.zeros((64 * zoom, 64 * zoom), np.uint32)
    draw([level], (64, 64), back, target, (0, 0), GROUND, smooth=False)
    expected = np.rot90(level, quarter // 90).repeat(zoom, axis=0).repeat(zoom, axis=1)
    assert np.array_equal(target.view(np.uint8).reshape(expected.shape), expected)


def test_transparent_shows_the_board_and_opaque_hides_it() -> None:
    level = np.zeros((20, 20, 4), np.uint8)
    level[:, 10:] = 7, 8, 9, 255
    target = np.zeros((20, 20), np.uint32)
    draw([level], (20, 20), (1, 0, 0, 1, 0, 0), target, (0, 0), GROUND, smooth=False)
    assert set(target[:, :10].ravel().tolist()) == {0xFFA0A0A0, 0xFF606060}
    assert (target[:, 10:] == 0xFF090807).all()


def test_the_level_is_the_one_just_finer_than_the_screen() -> None:
    levels = [np.full((64 >> level, 64 >> level, 4), 255, np.uint8) for level in range(3)]
    for level, pixels in enumerate(levels):
        pixels[..., 0] = 50 * level
    for zoom, expected in ((2.0, 0), (0.9, 0), (0.5, 1), (0.37, 1), (0.25, 2), (0.01, 2)):
        target = np.zeros((1, 1), np.uint32)
        draw(levels, (64, 64), matrix(zoom, 0, 0, 0), target, (0, 0), GROUND, smooth=False)
        assert target[0, 0] & 255 == 50 * expected
    assert target[0, 0] != GROUND.around


def test_parts_drawn_apart_are_those_of_the_whole() -> None:
    level, back = picture(4, 90, 70), matrix(1.3, 20, -5, 2)
    whole = np.zeros((100, 400), np.uint32)
    draw([level], (90, 70), back, whole, (0, 0), GROUND, smooth=False)
    part = np.zeros((31, 57), np.uint32)
    draw([level], (90, 70), back, part, (40, 20), GROUND, smooth=False)
    assert (part != whole[20:51, 40:97]).mean() < 0.01


@pytest.mark.parametrize("degrees", [0.0, 15.0])
def test_many_threads_draw_what_one_does(monkeypatch: pytest.MonkeyPatch, degrees: float) -> None:
    level, back = picture(3, 700, 500), matrix(1.3, degrees, -20.5, -31.25)
    size = 620, 517  # more than a band, and not a whole number of them

    def drawn() -> np.ndarray:
        target = np.zeros((size[1], size[0]), np.uint32)
        draw([level], (700, 500), back, target, (0, 0), GROUND, smooth=True)
        return target

    together = drawn()
    monkeypatch.setattr("canvas.screen.launch_if_free", lambda *_: False)
    np.testing.assert_array_equal(together, drawn())


def test_a_drawing_does_not_wait_for_other_kernels() -> None:
    entered = []
    assert launch_if_free(lambda: entered.append(launch_if_free(lambda: None)))
    assert entered == [False]
    assert launch_if_free(lambda: None)
