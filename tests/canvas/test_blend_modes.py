"""Every blend mode against an independent float64 reference written from the specifications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from canvas.blend import BlendMode
from canvas.composite import flatten
from canvas.document import Document
from canvas.layer import Layer
from canvas.tile import ONE, Tile

Array = np.ndarray
STEP = 1 / 255


def _burn(b: Array, s: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b >= 1, 1, np.where(s <= 0, 0, 1 - np.minimum(1, (1 - b) / s)))


def _dodge(b: Array, s: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b <= 0, 0, np.where(s >= 1, 1, np.minimum(1, b / (1 - s))))


def _hard_light(b: Array, s: Array) -> Array:
    return np.where(s <= 0.5, b * 2 * s, b + (2 * s - 1) - b * (2 * s - 1))


def _soft_light(b: Array, s: Array) -> Array:
    d = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    return np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (d - b))


def _divide(b: Array, s: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(s <= 0, np.where(b <= 0, 0, 1), np.minimum(1, b / s))


SEPARABLE: dict[BlendMode, Callable[[Array, Array], Array]] = {
    BlendMode.NORMAL: lambda b, s: s,
    BlendMode.DARKEN: np.minimum,
    BlendMode.MULTIPLY: lambda b, s: b * s,
    BlendMode.COLOR_BURN: _burn,
    BlendMode.LINEAR_BURN: lambda b, s: np.clip(b + s - 1, 0, 1),
    BlendMode.LIGHTEN: np.maximum,
    BlendMode.SCREEN: lambda b, s: 1 - (1 - b) * (1 - s),
    BlendMode.COLOR_DODGE: _dodge,
    BlendMode.ADD: lambda b, s: np.clip(b + s, 0, 1),
    BlendMode.OVERLAY: lambda b, s: _hard_light(s, b),
    BlendMode.SOFT_LIGHT: _soft_light,
    BlendMode.HARD_LIGHT: _hard_light,
    BlendMode.VIVID_LIGHT: lambda b, s: np.where(s <= 0.5, _burn(b, 2 * s), _dodge(b, 2 * s - 1)),
    BlendMode.LINEAR_LIGHT: lambda b, s: np.clip(b + 2 * s - 1, 0, 1),
    BlendMode.PIN_LIGHT: lambda b, s: np.where(s <= 0.5, np.minimum(b, 2 * s), np.maximum(b, 2 * s - 1)),
    BlendMode.HARD_MIX: lambda b, s: (b + s >= 1).astype(float),
    BlendMode.DIFFERENCE: lambda b, s: np.abs(b - s),
    BlendMode.EXCLUSION: lambda b, s: b + s - 2 * b * s,
    BlendMode.SUBTRACT: lambda b, s: np.clip(b - s, 0, 1),
    BlendMode.DIVIDE: _divide,
}


def lum(c: Array) -> Any:
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]


def sat(c: Array) -> Array:
    return c.max(axis=0) - c.min(axis=0)


def clip_colour(c: Array) -> Array:
    light, least, most = lum(c), c.min(axis=0), c.max(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        c = np.where(least < 0, light + (c - light) * light / (light - least), c)
        return np.where(most > 1, light + (c - light) * (1 - light) / (most - light), c)


def set_lum(c: Array, light: Array) -> Array:
    return clip_colour(c + (light - lum(c)))


def set_sat(c: Array, s: Array) -> Array:
    """The W3C's recipe, channel by channel in their order of size."""
    order = np.argsort(c, axis=0)
    low, mid, high = (np.take_along_axis(c, order[place : place + 1], 0)[0] for place in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.where(high > low, (mid - low) * s / (high - low), 0)
    top = np.where(high > low, s, 0)
    out = np.zeros_like(c)
    np.put_along_axis(out, order[1:2], middle[None], 0)
    np.put_along_axis(out, order[2:3], top[None], 0)
    return out


WHOLE: dict[BlendMode, Callable[[Array, Array], Array]] = {
    BlendMode.HUE: lambda b, s: set_lum(set_sat(s, sat(b)), lum(b)),
    BlendMode.SATURATION: lambda b, s: set_lum(set_sat(b, sat(s)), lum(b)),
    BlendMode.COLOR: lambda b, s: set_lum(s, lum(b)),
    BlendMode.LUMINOSITY: lambda b, s: set_lum(b, lum(s)),
    BlendMode.DARKER_COLOR: lambda b, s: np.where(lum(s) < lum(b), s, b),
    BlendMode.LIGHTER_COLOR: lambda b, s: np.where(lum(s) > lum(b), s, b),
}

MIXING = {**SEPARABLE, **WHOLE}


def random_paint(rng: np.random.Generator) -> Array:
    """4×64×64 fix15: any colours and alphas, with many at the very ends of their ranges."""
    straight = rng.random((4, 64, 64))
    ends = rng.random((4, 64, 64))
    straight[ends < 0.15] = 0
    straight[ends > 0.85] = 1
    alpha = np.rint(straight[3] * ONE)
    return np.concatenate([np.rint(straight[:3] * alpha), alpha[None]]).astype(np.uint16)


def parts(paint: Array, opacity: float = 1.0) -> tuple[Array, Array]:
    """Straight colour (3×H×W) and alpha."""
    alpha = paint[3] / ONE
    straight = np.divide(paint[:3] / ONE, alpha, out=np.zeros((3, 64, 64)), where=alpha > 0)
    return straight, alpha * opacity


def blended(lower: Array, upper: Array, mode: BlendMode, opacity: float) -> Array:
    """What the program makes of it: 4×H×W, 0 … 1, premultiplied."""
    layers = (
        Layer("lower", tiles={(0, 0): Tile(lower)}),
        Layer("upper", tiles={(0, 0): Tile(upper)}, blend=mode, opacity=opacity),
    )
    return flatten(Document(64, 64, layers)) / ONE


@pytest.mark.parametrize("mode", MIXING, ids=lambda mode: mode.value)
@pytest.mark.parametrize("opacity", [1.0, 0.37])
def test_mode_matches_reference(mode: BlendMode, opacity: float) -> None:
    rng = np.random.default_rng(list(BlendMode).index(mode))
    lower, upper = random_paint(rng), random_paint(rng)
    (b, ab), (s, a) = parts(lower), parts(upper, opacity)
    mixed = MIXING[mode](b, s)
    expected = np.concatenate([(1 - ab) * a * s + (1 - a) * ab * b + a * ab * mixed, (a + ab - a * ab)[None]])
    error = np.abs(blended(lower, upper, mode, opacity) - expected)
    error[:, at_a_jump(mode, b, s)] = 0
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
