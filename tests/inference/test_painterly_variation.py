"""Variations: seeds that clearly differ, within what the artist has locked."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest

from inference.engines.painterly import PainterlyEngine
from inference.engines.painterly.palette import grade, to_lab
from inference.engines.painterly.raster import render
from inference.engines.painterly.session import brief_of
from inference.engines.painterly.variation import ACCORDS, Variation, lit, vary
from inference.engines.painterly.words import Settings, read
from inference.job import Frame, Job, Kind, Painting, Strokes

HEIGHT, WIDTH = 120, 160
APART = 6.0  # mean L*a*b* distance of two candidates, seen from afar


def scene() -> np.ndarray:
    """Sky, sun, hills and some texture: H×W×3 uint8."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    image = np.dstack([110 + y / 2, 150 + y / 3, 230 - y / 4])
    cv2.circle(image, (110, 32), 15, (250, 220, 130), -1)
    hill = y > 75 + 10 * np.sin(x / 20)
    image[hill] = (70, 120, 60)
    noise = np.random.default_rng(0).normal(0, 10, image.shape)
    return np.clip(image + noise * hill[..., None], 0, 255).astype(np.uint8)


def job(**settings: object) -> Job:
    values = {"image": scene(), "seed": 1, **settings}
    kind = values.pop("kind", Kind.VARY)
    return Job(kind, "painterly", Frame(0, 0, WIDTH, HEIGHT), **values)  # type: ignore[arg-type]


def strokes_of(request: Job) -> Strokes:
    strokes = PainterlyEngine().run(request, lambda progress: None, lambda: False).strokes
    assert strokes is not None
    return strokes


def painted(request: Job) -> np.ndarray:
    """H×W×3 float32 L*a*b*."""
    return to_lab(np.ascontiguousarray(render(strokes_of(request), HEIGHT, WIDTH)[..., :3]))


def from_afar(lab: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(lab, (0, 0), 4)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(from_afar(one) - from_afar(other), axis=2).mean())


def structure(lab: np.ndarray) -> np.ndarray:
    light = cv2.GaussianBlur(lab[..., 0], (0, 0), 2)
    return np.concatenate([cv2.Sobel(light, cv2.CV_32F, *way).ravel() for way in ((1, 0), (0, 1))])


@pytest.mark.parametrize("first", [3, 40_000])
def test_four_candidates_clearly_differ_and_stay_the_same_picture(first: int) -> None:
    candidates = [painted(job(seed=first + number)) for number in range(4)]
    for one, other in combinations(candidates, 2):
        assert apart(one, other) > APART
        assert np.corrcoef(structure(one), structure(other))[0, 1] > 0.85


def test_seeds_in_a_row_have_other_accords_and_strength_says_how_far() -> None:
    lab = to_lab(scene())
    for first in (0, 7, 2**32 - 4):
        graded = [grade(lab, vary(Settings(), first + n, 0.6)[0]) for n in range(4)]
        assert min(apart(one, other) for one, other in combinations(graded, 2)) > APART
    for seed in range(len(ACCORDS)):
        near, far = (apart(grade(lab, vary(Settings(), seed, s)[0]), lab) for s in (0.0, 1.0))
        assert far > 1.2 * near


def test_a_locked_palette_keeps_colours_and_locked_values_keep_lights_and_darks() -> None:
    settings, lab = read("warm").settings, to_lab(scene())
    plain = grade(lab, settings)
    ones = np.ones(lab.shape[:2], np.float32)
    for seed in range(8):
        colours, light = vary(settings, seed, 0.8, lock_palette=True)
        seen = lit(grade(lab, colours), light, ones)
        chroma, own = np.hypot(seen[..., 1], seen[..., 2]), np.hypot(plain[..., 1], plain[..., 2])
        clear = (own > 10) & (seen[..., 0] > 35)  # a pool of light greys what lies in the dark
        turned = np.angle(
            np.exp(1j * (np.arctan2(seen[..., 2], seen[..., 1]) - np.arctan2(plain[..., 2], plain[..., 1])))
        )
        assert np.abs(turned[clear]).mean() < 0.12
        assert (chroma[clear] < own[clear] * 1.3).all()
        values, light = vary(settings, seed, 0.8, lock_values=True)
        seen = lit(grade(lab, values), light, ones)
        assert np.abs(seen[..., 0] - plain[..., 0]).mean() < 1.0
        both, light = vary(settings, seed, 0.8, lock_palette=True, lock_values=True)
        np.testing.assert_allclose(lit(grade(lab, both), light, ones), plain, atol=1e-3)
        assert (both.size, both.length, both.jitter) != (settings.size, settings.length, settings.jitter)


def test_the_picture_moves_little_under_locks() -> None:
    locked = Painting(lock_palette=True, lock_values=True)
    one, other = (painted(job(seed=seed, painting=locked)) for seed in (3, 4))
    assert apart(one, other) < 0.6 * APART
    assert apart(painted(job(seed=3)), painted(job(seed=4))) > APART


def test_same_style_new_details() -> None:
    """The style's seed is kept: light, colours and handling stay; every stroke lies elsewhere."""
    jobs = [job(seed=seed, painting=Painting(style_seed=9)) for seed in (1, 2)]
    briefs = [brief_of(one, Settings()) for one in jobs]
    assert briefs[0].settings == briefs[1].settings
    assert briefs[0].variation == briefs[1].variation != Variation()
    one, other = (strokes_of(request) for request in jobs)
    assert len(one.points) != len(other.points) or (one.points != other.points).mean() > 0.5
    assert apart(painted(jobs[0]), painted(jobs[1])) < 0.5 * APART


def test_same_details_new_style() -> None:
    """The job's seed is kept and the style's is new: another light and palette over the same drawing."""
    jobs = [job(seed=1, painting=Painting(style_seed=style)) for style in (9, 10)]
    briefs = [brief_of(one, Settings()) for one in jobs]
    assert briefs[0].settings != briefs[1].settings
    one, other = (painted(request) for request in jobs)
    assert apart(one, other) > APART
    assert np.corrcoef(structure(one), structure(other))[0, 1] > 0.85


def test_a_style_seed_stands_for_the_seed_of_a_variation() -> None:
    varied = brief_of(job(seed=9), Settings())
    styled = brief_of(job(seed=1, painting=Painting(style_seed=9)), Settings())
    assert varied.settings == styled.settings
    assert varied.variation == styled.variation
    assert brief_of(job(kind=Kind.PAINT, seed=9), Settings()).settings == Settings()
