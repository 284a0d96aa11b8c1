"""The built-in painter reads line drawings: gaps, surfaces, hints, volume, light, and what lines become."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from inference.engines.painterly.palette import to_lab
from inference.engines.painterly.regions import find_regions
from inference.engines.painterly.sketch import read_sketch
from inference.engines.painterly.volume import Light, inflated, shade_of
from inference.job import Kind, Painting
from tests.inference.test_painterly import difference, job, on, painted, scene, strokes_of

SIDE = 220


def nothing() -> None:
    """Asked on the way; never stops the work."""


def paper() -> np.ndarray:
    return np.full((SIDE, SIDE, 3), 255, np.uint8)


def ring(gap: float = 0.0, colour: tuple[int, int, int] = (0, 0, 0)) -> np.ndarray:
    """A circle of radius 60 in the middle of white paper, open by `gap` degrees."""
    image = paper()
    cv2.ellipse(image, (110, 110), (60, 60), 0, gap / 2, 360 - gap / 2, colour, 3, cv2.LINE_AA)
    return image


def walls_of(image: np.ndarray) -> np.ndarray:
    return image[..., 0] < 128


def test_a_ball_does_not_slip_through_gaps() -> None:
    for gap in (0.0, 6.0):  # degrees: 6 px of a line that was drawn in a hurry
        labels = find_regions(walls_of(ring(gap)), nothing)
        assert labels.min() == 1
        assert len(np.unique(labels)) == 2
        assert labels[110, 110] != labels[5, 5]
        y, x = np.mgrid[0:SIDE, 0:SIDE]
        inside = np.hypot(x - 110, y - 110) < 54
        assert (labels[inside] == labels[110, 110]).mean() > 0.98


def test_a_wide_opening_is_no_gap() -> None:
    labels = find_regions(walls_of(ring(90.0)), nothing)
    assert labels[110, 110] == labels[5, 5]


def test_corners_and_channels_belong_to_what_they_open_into() -> None:
    walls = np.zeros((SIDE, SIDE), bool)
    walls[[40, 180], 40:181] = walls[40:181, [40, 180]] = True  # a square, whose corners no ball fills
    walls[60:160, [90, 110]] = True  # a channel of 20 px, open at both ends
    labels = find_regions(walls, nothing)
    assert len(np.unique(labels)) == 2
    assert labels[43, 43] == labels[110, 60] == labels[110, 100] == labels[178, 178]


def test_no_lines_or_nothing_else_is_one_surface() -> None:
    for walls in (np.zeros((30, 40), bool), np.ones((30, 40), bool)):
        assert (find_regions(walls, nothing) == 1).all()


def test_a_disc_is_inflated_to_half_a_ball() -> None:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    far = np.hypot(x - 110, y - 110)
    high = inflated((far < 80).astype(np.int32), nothing)
    ball = np.sqrt(np.maximum(80.0**2 - far**2, 0.0))
    within = far < 70
    assert np.abs(high - ball)[within].max() < 6
    assert high[far > 84].max() < 1


def test_what_runs_out_of_the_picture_does_not_end_there() -> None:
    labels = np.zeros((100, 100), np.int32)
    labels[:, 30:70] = 1
    high = inflated(labels, nothing)
    assert high[2, 50] == pytest.approx(float(high[50, 50]), rel=0.15)


def test_light_falls_on_the_side_that_it_comes_from() -> None:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    high = inflated((np.hypot(x - 110, y - 110) < 80).astype(np.int32), nothing)
    for angle in (0.0, math.pi / 2, -2.0):  # towards the light; y runs down
        shade, gloss = shade_of(high, Light(angle))
        at = int(110 + 55 * math.sin(angle)), int(110 + 55 * math.cos(angle))
        away = int(110 - 55 * math.sin(angle)), int(110 - 55 * math.cos(angle))
        assert shade[at] > 0.3 > -0.3 > shade[away]
        assert gloss[at] > gloss[away]
        assert shade[5, 5] == pytest.approx(0.0, abs=1e-3)


def test_a_drawing_is_told_from_a_picture() -> None:
    assert read_sketch(to_lab(scene()), nothing) is None
    assert read_sketch(to_lab(paper()), nothing) is None
    plain = paper()
    plain[:110], plain[110:, :100], plain[110:, 100:] = (40, 90, 160), (200, 170, 60), (60, 130, 60)
    plain[40:60, 40:200] = 20
    assert read_sketch(to_lab(plain), nothing) is None  # dark things, but no outlines
    found = read_sketch(to_lab(ring(5.0)), nothing)
    assert found is not None
    assert found.outside[found.labels[3, 3]]
    assert not found.outside[found.labels[110, 110]]
    assert found.clean[..., 0].min() > 90


def test_pencil_lines_on_grey_paper_are_lines_too() -> None:
    faint = np.clip(ring(4.0).astype(int) * 0.35 + 130, 0, 255).astype(np.uint8)
    found = read_sketch(to_lab(faint), nothing)
    assert found is not None
    assert found.lines[109:112, 48:54].any()


def hinted() -> np.ndarray:
    image = ring(5.0)
    for row in range(3):
        cv2.line(image, (90, 100 + 8 * row), (125, 98 + 8 * row), (200, 60, 40), 4, cv2.LINE_AA)
    return image


def test_hints_colour_their_surface_and_are_no_lines() -> None:
    found = read_sketch(to_lab(hinted()), nothing)
    assert found is not None
    assert not found.lines[95:122, 88:128].any()
    out = painted(job(hinted(), strength=0.8))
    middle, outside = out[70:150, 70:150].reshape(-1, 3), out[:25].reshape(-1, 3)
    wanted = to_lab(np.array([[[200, 60, 40]]], np.uint8))[0, 0]
    assert np.median(middle[:, 1]) > 0.55 * wanted[1]
    assert np.median(outside[:, 1]) < 0.3 * wanted[1]


def test_fills_of_the_artist_stay() -> None:
    image = ring()
    cv2.floodFill(image, None, (110, 110), (70, 110, 190))
    out = painted(job(image, strength=0.5))
    wanted = to_lab(np.array([[[70, 110, 190]]], np.uint8))[0, 0]
    middle = out[80:140, 80:140].reshape(-1, 3).mean(axis=0)
    assert np.hypot(*(middle[1:] - wanted[1:])) < 15


def test_the_artist_says_where_light_comes_from() -> None:
    """Azimuth 0 is from the right, counter-clockwise."""
    sides = {}
    for azimuth in (0.0, 180.0):
        painting = Painting(light=(azimuth, 30.0), lines="off")
        out = painted(job(ring(), strength=0.6, painting=painting))
        sides[azimuth] = out[80:140, 130:160, 0].mean() - out[80:140, 60:90, 0].mean()
    assert sides[0.0] > 6
    assert sides[180.0] < -6
    above = painted(job(ring(), strength=0.6, painting=Painting(light=(90.0, 30.0), lines="off")))
    assert above[60:90, 80:140, 0].mean() > above[130:160, 80:140, 0].mean() + 6


def test_a_full_picture_is_relit_only_when_asked() -> None:
    plain = painted(job(scene(), strength=0.4))
    right = painted(job(scene(), strength=0.4, painting=Painting(light=(0.0, 20.0))))
    left = painted(job(scene(), strength=0.4, painting=Painting(light=(180.0, 20.0))))
    change = right[..., 0] - left[..., 0]
    assert change[:, -40:].mean() > change[:, :40].mean() + 10
    assert difference(plain, to_lab(scene())) < difference(right, to_lab(scene()))


def test_lines_on_top_off_and_painted_in() -> None:
    image = ring()
    ink = to_lab(image)[..., 0] < 20
    dark, counts = {}, {}
    for lines in ("on_top", "off", "painted_in"):
        request = job(image, strength=0.4, painting=Painting(lines=lines))
        dark[lines] = float(painted(request)[ink][:, 0].mean())
        counts[lines] = int(on(strokes_of(request), "lines").sum())
    assert counts["on_top"] >= 1
    assert counts["off"] == counts["painted_in"] == 0
    assert dark["on_top"] < dark["painted_in"] < dark["off"]


def test_locked_lines_stay_where_they_are() -> None:
    wide = {}
    for locked in (False, True):
        request = job(ring(), strength=1.0, painting=Painting(lock_lines=locked))
        strokes = strokes_of(request)
        first = strokes.offsets[:-1][on(strokes, "lines")][0]
        far = np.hypot(strokes.points[first:, 0] - 110.5, strokes.points[first:, 1] - 110.5)
        wide[locked] = float(np.abs(far - 60).max())
    assert wide[True] < 1.5
    assert wide[True] <= wide[False]


def test_style_and_details_have_seeds_of_their_own() -> None:
    def out(seed: int, style: int) -> np.ndarray:
        painting = Painting(style_seed=style)
        return painted(job(ring(), Kind.VARY, seed=seed, strength=0.6, painting=painting))

    def tone(picture: np.ndarray) -> np.ndarray:
        return picture[80:140, 80:140].reshape(-1, 3).mean(axis=0)

    one, details, style = out(1, 7), out(2, 7), out(1, 8)
    assert not np.array_equal(one, details)
    assert np.linalg.norm(tone(one) - tone(details)) < 6
    assert np.linalg.norm(tone(one) - tone(style)) > 6


def test_ink_draws_contours_where_there_are_none() -> None:
    strokes = strokes_of(job(scene(), prompt="ink", strength=0.6))
    assert on(strokes, "lines").sum() >= 3
    assert not on(strokes_of(job(scene(), prompt="oil", strength=0.6)), "lines").any()
