"""Every blend mode, plain, masked, clipped and in groups, against an independent float64 reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from canvas.blend import BlendMode
from canvas.composite import flatten
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import ONE, Tile
from tests.canvas.reference import MIXING, Array, composite, lum, straight

STEP = 1 / 255


def random_paint(rng: np.random.Generator) -> Array:
    """4×64×64 fix15: any colours and alphas, with many at the very ends of their ranges."""
    straight = rng.random((4, 64, 64))
    ends = rng.random((4, 64, 64))
    straight[ends < 0.15] = 0
    straight[ends > 0.85] = 1
    alpha = np.rint(straight[3] * ONE)
    return np.concatenate([np.rint(straight[:3] * alpha), alpha[None]]).astype(np.uint16)


def random_mask(seed: int) -> Mask:
    values = np.random.default_rng(seed).integers(-9000, ONE + 9000, (64, 64))
    return Mask({(0, 0): Tile(np.clip(values, 0, ONE).astype(np.uint16))})


def blended(lower: Array, upper: Array, mode: BlendMode, opacity: float) -> Array:
    """What the program makes of it: 4×H×W, 0 … 1, premultiplied."""
    return flatten(Document(64, 64, pair(lower, upper, mode, opacity))) / ONE


def pair(lower: Array, upper: Array, mode: BlendMode, opacity: float) -> tuple[Layer, Layer]:
    return (
        Layer("lower", tiles={(0, 0): Tile(lower)}),
        Layer("upper", tiles={(0, 0): Tile(upper)}, blend=mode, opacity=opacity),
    )


ARRANGEMENTS: dict[str, Callable[[Layer, Layer], tuple[Node, ...]]] = {
    "plain": lambda lower, upper: (lower, upper),
    "masked": lambda lower, upper: (lower, replace(upper, mask=random_mask(1))),
    "clipped": lambda lower, upper: (lower, replace(upper, clip=True)),
    "clipped to a masked layer": lambda lower, upper: (
        replace(lower, mask=random_mask(2), opacity=0.6),
        replace(upper, clip=True, mask=random_mask(3)),
    ),
    "in a group": lambda lower, upper: (Group("g", layers=(lower, upper), opacity=0.7, mask=random_mask(4)),),
    "in a faded pass-through group": lambda lower, upper: (
        lower,
        Group("g", layers=(upper,), opacity=0.7, mask=random_mask(5), pass_through=True),
    ),
    "a group's": lambda lower, upper: (
        lower,
        Group(
            "g", layers=(replace(upper, blend=BlendMode.NORMAL, opacity=1.0),), blend=upper.blend, opacity=0.5
        ),
    ),
}


@pytest.mark.parametrize("mode", MIXING, ids=lambda mode: mode.value)
@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_mode_matches_reference(mode: BlendMode, arrangement: str) -> None:
    rng = np.random.default_rng(list(BlendMode).index(mode))
    lower, upper = random_paint(rng), random_paint(rng)
    for opacity in (1.0, 0.37):
        nodes = ARRANGEMENTS[arrangement](*pair(lower, upper, mode, opacity))
        error = np.abs(flatten(Document(64, 64, nodes)) / ONE - composite(nodes, Rect(0, 0, 64, 64)))
        error[:, at_a_jump(mode, straight(lower / ONE)[0], straight(upper / ONE)[0])] = 0
        assert error.max() <= STEP


def at_a_jump(mode: BlendMode, b: Array, s: Array) -> Array:
    """Pixels at which the mode jumps, so that the last bit of a float decides."""
    if mode is BlendMode.HARD_MIX:
        return np.asarray((np.abs(b + s - 1) < 1e-5).any(axis=0))
    if mode in (BlendMode.DARKER_COLOR, BlendMode.LIGHTER_COLOR):
        return np.asarray(np.abs(lum(b) - lum(s)) < 1e-5)
    return np.zeros(b.shape[1:], bool)


def test_all_modes_are_covered() -> None:
    assert set(MIXING) | {BlendMode.DISSOLVE, BlendMode.BEHIND, BlendMode.ERASE} == set(BlendMode)


def test_erase_takes_alpha_from_below() -> None:
    rng = np.random.default_rng(1)
    lower, upper = random_paint(rng), random_paint(rng)
    expected = lower / ONE * (1 - upper[3] / ONE * 0.6)
    assert np.abs(blended(lower, upper, BlendMode.ERASE, 0.6) - expected).max() <= 1 / ONE


def test_behind_paints_beneath() -> None:
    rng = np.random.default_rng(2)
    lower, upper = random_paint(rng), random_paint(rng)
    expected = lower / ONE + upper / ONE * 0.6 * (1 - lower[3] / ONE)
    assert np.abs(blended(lower, upper, BlendMode.BEHIND, 0.6) - expected).max() <= 1 / ONE


def test_dissolve_paints_whole_pixels_as_often_as_alpha_says() -> None:
    colour = np.array([0.5, 0.25, 0.75])
    upper = np.empty((4, 64, 64))
    upper[3] = np.linspace(0, 1, 64)[None]
    upper[:3] = colour[:, None, None] * upper[3]
    paint = np.rint(upper * ONE).astype(np.uint16)
    first = blended(np.zeros_like(paint), paint, BlendMode.DISSOLVE, 1.0)
    assert set(np.unique(first[3])) == {0.0, 1.0}
    assert np.abs(first[:3][:, first[3] == 1] - colour[:, None]).max() < 2e-3  # as exact as faint paint is
    for column in range(0, 64, 16):
        share = first[3][:, column : column + 16].mean()
        assert abs(share - upper[3][0, column : column + 16].mean()) < 0.06
    assert np.array_equal(first, blended(np.zeros_like(paint), paint, BlendMode.DISSOLVE, 1.0))


def test_dissolve_differs_from_tile_to_tile() -> None:
    half = Tile(np.full((4, 64, 64), ONE // 2, np.uint16))
    layer = Layer("noise", tiles={(0, 0): half, (1, 0): half}, blend=BlendMode.DISSOLVE)
    alpha = flatten(Document(128, 64, (layer,)))[3]
    assert not np.array_equal(alpha[:, :64], alpha[:, 64:])
