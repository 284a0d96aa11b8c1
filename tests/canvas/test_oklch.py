"""OKLCh against published values, there and back, and at the edge of sRGB."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas import oklch

SHARE = st.floats(0.0, 1.0)
HUE = st.floats(0.0, 360.0)
XYZ_TO_LINEAR = np.array(
    (
        (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
        (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
        (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
    )
)


@pytest.mark.parametrize(
    ("xyz", "lab"),
    [
        ((0.950, 1.000, 1.089), (1.000, 0.000, 0.000)),
        ((1.000, 0.000, 0.000), (0.450, 1.236, -0.019)),
        ((0.000, 1.000, 0.000), (0.922, -0.671, 0.263)),
        ((0.000, 0.000, 1.000), (0.153, -1.415, -0.449)),
    ],
)
def test_oklab_of_the_pairs_that_its_author_published(xyz: tuple[float, ...], lab: tuple[float, ...]) -> None:
    assert oklch.oklab_of(XYZ_TO_LINEAR @ np.array(xyz)) == pytest.approx(lab, abs=2e-3)


@pytest.mark.parametrize(
    ("rgb", "lch"),
    [  # as CSS Color 4 implementations give them
        ((1, 0, 0), (0.6280, 0.2577, 29.23)),
        ((0, 1, 0), (0.8664, 0.2948, 142.50)),
        ((0, 0, 1), (0.4520, 0.3132, 264.05)),
        ((1, 1, 0), (0.9680, 0.2110, 109.77)),
    ],
)
def test_oklch_of_the_primaries(rgb: tuple[int, ...], lch: tuple[float, ...]) -> None:
    lightness, chroma, hue = oklch.oklch_of(np.array(rgb, float))
    assert (lightness, chroma) == pytest.approx(lch[:2], abs=1e-4)
    assert hue == pytest.approx(lch[2], abs=0.01)


@given(st.tuples(SHARE, SHARE, SHARE))
def test_every_colour_comes_back(rgb: tuple[float, float, float]) -> None:
    assert oklch.srgb_of(oklch.oklch_of(np.array(rgb))) == pytest.approx(rgb, abs=1e-5)


def test_every_colour_of_a_lattice_has_a_chroma_that_is_allowed() -> None:
    steps = np.linspace(0, 1, 33)
    lattice = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
    chroma = oklch.oklch_of(lattice)[:, 1]
    assert 0.99 * oklch.MOST_CHROMA < chroma.max() <= oklch.MOST_CHROMA


def test_only_greys_have_next_to_no_chroma() -> None:
    codes = np.arange(256)[:, None].repeat(3, axis=1)
    assert oklch.oklch_of(codes / 255)[:, 1].max() < oklch.GREY_CHROMA
    for channel in range(3):
        off = codes.copy()
        off[:, channel] += np.where(off[:, channel] < 255, 1, -1)
        assert oklch.oklch_of(off / 255)[:, 1].min() > oklch.GREY_CHROMA


@given(st.floats(-0.5, 1.5), st.floats(-0.1, 0.6), HUE)
def test_mapping_keeps_lightness_and_hue_and_ends_in_the_gamut(
    lightness: float, chroma: float, hue: float
) -> None:
    held = oklch.mapped(np.array((lightness, chroma, hue)))
    assert held[0] == min(max(lightness, 0.0), 1.0)
    assert 0.0 <= held[1] <= max(chroma, 0.0)
    assert held[2] == hue
    linear = oklch.linear_of_oklch(held)
    assert linear.min() > -1e-6
    assert linear.max() < 1 + 1e-6


@given(st.floats(0.05, 0.98), HUE)
def test_the_largest_chroma_is_at_the_very_edge(lightness: float, hue: float) -> None:
    most = float(oklch.most_chroma(np.array(lightness), np.array(hue)))
    inside, outside = (
        oklch.in_gamut(oklch.linear_of_oklch(np.array((lightness, chroma, hue))))
        for chroma in (most - 1e-6, most + 1e-5)
    )
    assert inside
    assert not outside


def test_black_and_white_have_no_chroma() -> None:
    assert oklch.most_chroma(np.array((0.0, 1.0)), np.array(120.0)).tolist() == [0.0, 0.0]
    assert oklch.srgb_of(np.array((0.0, 0.3, 40.0))).tolist() == [0.0, 0.0, 0.0]
    assert oklch.srgb_of(np.array((1.0, 0.3, 40.0))) == pytest.approx((1.0, 1.0, 1.0), abs=1e-6)


def test_a_slice_is_what_its_points_are() -> None:
    lightness, chroma = np.linspace(0.1, 0.9, 5), np.linspace(0.0, 0.3, 4)
    planes = oklch.hue_slice(77.0, lightness, chroma)
    assert planes.shape == (3, 5, 4)
    assert planes.dtype == np.float32
    for row, light in enumerate(lightness):
        for column, strong in enumerate(chroma):
            point = oklch.linear_of_oklch(np.array((light, strong, 77.0)))
            assert planes[:, row, column] == pytest.approx(point, abs=1e-5)


def test_what_srgb_lacks_loses_chroma_and_keeps_its_hue() -> None:
    strong = oklch.linear_of_oklch(np.array((0.7, 0.35, 150.0)))
    weak = oklch.oklch_of(oklch.into_srgb(strong))
    assert weak[0] == pytest.approx(0.7, abs=1e-4)
    assert weak[1] < 0.3
    assert weak[2] == pytest.approx(150.0, abs=0.05)
    inside = np.array((0.25, 0.5, 0.75))
    assert oklch.linear_of(oklch.into_srgb(inside)) == pytest.approx(inside, abs=1e-9)


def test_the_curve_of_srgb_there_and_back() -> None:
    values = np.linspace(-0.2, 1.2, 57)
    assert oklch.encoded(oklch.linear_of(values)) == pytest.approx(values, abs=1e-7)
    assert oklch.linear_of(np.array(0.5)) == pytest.approx(0.2140, abs=1e-4)
