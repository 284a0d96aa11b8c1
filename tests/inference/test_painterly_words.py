"""The painter's vocabulary."""

from __future__ import annotations

import numpy as np
import pytest

from inference.engines.painterly.palette import grade, to_lab
from inference.engines.painterly.words import COLOURS, MEDIA, SPELLINGS, STOP_WORDS, WORDS, Settings, read


def picture() -> np.ndarray:
    """A patch of mixed colours, 24×32×3 L*a*b*."""
    y, x = np.mgrid[0:24, 0:32].astype(np.float32)
    return to_lab(np.dstack([x / 31, y / 23, 1 - x / 31]) * 0.7 + 0.15)


def graded(prompt: str, negative: str = "") -> np.ndarray:
    return grade(picture(), read(prompt, negative).settings)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_each_known_word_changes_the_settings(word: str) -> None:
    reading = read(f"a {word} picture")
    assert reading.known == (word,)
    assert reading.ignored == ()
    assert WORDS[word].says
    if word != "oil":  # the default medium
        assert reading.settings != Settings()


def test_tables_fit_together() -> None:
    assert set(SPELLINGS.values()) <= set(WORDS)
    assert not set(SPELLINGS) & set(WORDS)
    assert not STOP_WORDS & (set(SPELLINGS) | set(WORDS))
    assert {effect.medium for effect in WORDS.values() if effect.medium} == set(MEDIA)
    assert {effect.tint for effect in WORDS.values() if effect.tint} == set(COLOURS)


def test_unknown_words_are_reported_once_in_order_and_stop_words_never() -> None:
    reading = read("A painting of the sparkly fox, warm, FOX <lora:Style:0.8>", "ugly")
    assert reading.known == ("warm",)
    assert reading.ignored == ("lora:style:0.8", "sparkly", "fox", "ugly")
    assert read("").ignored == ()
    assert read("一只狐狸").ignored == ("一只狐狸",)


def test_warm_and_cool_shift_b() -> None:
    plain = graded("")[..., 2].mean()
    assert graded("warm")[..., 2].mean() > plain + 4
    assert graded("cool")[..., 2].mean() < plain - 4
    assert graded("", "warm")[..., 2].mean() < plain - 4


def test_night_is_dark_and_bright_is_light() -> None:
    plain = graded("")[..., 0].mean()
    assert graded("night")[..., 0].mean() < plain - 10
    assert graded("bright")[..., 0].mean() > plain + 5
    assert graded("(bright:0.3)")[..., 0].mean() < graded("bright")[..., 0].mean()


def test_monochrome_has_no_colour_and_sepia_only_one() -> None:
    assert np.abs(graded("monochrome")[..., 1:]).max() < 1
    sepia = graded("sepia")
    assert sepia[..., 1].std() < 2
    assert sepia[..., 2].mean() > 5


@pytest.mark.parametrize("name", ["red", "blue", "golden", "green"])
def test_colour_words_draw_towards_their_colour(name: str) -> None:
    target = to_lab(np.array([[COLOURS[name]]], np.uint8))[0, 0, 1:]
    before = np.linalg.norm(graded("")[..., 1:].mean(axis=(0, 1)) - target)
    assert np.linalg.norm(graded(name)[..., 1:].mean(axis=(0, 1)) - target) < before - 3
    assert np.linalg.norm(graded("", name)[..., 1:].mean(axis=(0, 1)) - target) > before


def test_a_negative_medium_is_not_chosen() -> None:
    assert read("watercolor").settings.medium is MEDIA["watercolour"]
    assert read("ink and gouache", "ink").settings.medium is MEDIA["gouache"]
    assert read("", "oil").settings.medium is not MEDIA["oil"]


def test_amounts_stay_within_limits() -> None:
    settings = read("bold broad (loose:3) broad tiny " + "dark gloomy night " * 5).settings
    assert abs(settings.size) <= 1.5
    assert abs(settings.key) <= 1.2
    assert 0 <= read("misty dreamy fog dawn (misty:3)").settings.mist <= 1
    assert read("", "monochrome").settings.vivid <= 1.2


def test_grading_stays_in_range_and_respects_its_share() -> None:
    for word in WORDS:
        out = graded(word)
        assert np.isfinite(out).all()
        assert out[..., 0].min() >= 0
        assert out[..., 0].max() <= 100
    share = np.zeros((24, 32), np.float32)
    share[:, 16:] = 1
    half = grade(picture(), read("night").settings, share)
    np.testing.assert_array_equal(half[:, :16], picture()[:, :16])
    assert half[:, 16:, 0].mean() < picture()[:, 16:, 0].mean() - 10
