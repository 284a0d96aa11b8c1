"""The painter's vocabulary."""

from __future__ import annotations

import numpy as np
import pytest

from inference.engines.painterly.palette import grade, to_lab
from inference.engines.painterly.schools import PAINTS, SCHOOLS
from inference.engines.painterly.tones import painted_with, pool_of_light, split_toned
from inference.engines.painterly.words import (
    CHINESE,
    COLOURS,
    MEDIA,
    SPELLINGS,
    STOP_WORDS,
    WORDS,
    Settings,
    read,
    terms,
)
from inference.engines.painterly.words_zh import LONGEST_CHINESE, SIMPLIFIED, STOP_CHINESE


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


def test_words_of_colour_and_light_are_seen_and_no_two_do_the_same() -> None:
    """What a word does is in the settings; what is not brushwork or medium shows in a flat picture."""
    settings = {word: read(word).settings for word in WORDS}
    assert len(set(settings.values())) == len(settings)
    plain = graded("")
    brushwork = {"size", "detail", "length", "jitter"}
    for word, effect in WORDS.items():
        if effect.medium or (set(effect.amounts) <= brushwork and not effect.tint and not effect.school):
            continue
        assert np.linalg.norm(graded(word) - plain, axis=2).mean() > 1.5, word


@pytest.mark.parametrize(
    ("prompt", "known", "ignored"),
    [
        ("golden hour", ("golden hour",), ()),
        ("golden-hour, golden retriever", ("golden-hour", "golden"), ("retriever",)),
        ("Post-Impressionist in pen and ink", ("post-impressionist", "pen and ink"), ()),
        ("the light key", ("light",), ()),
        ("golden, hour", ("golden",), ()),
    ],
)
def test_phrases_are_read_whole(prompt: str, known: tuple[str, ...], ignored: tuple[str, ...]) -> None:
    reading = read(prompt)
    assert (reading.known, reading.ignored) == (known, ignored)


@pytest.mark.parametrize(
    ("prompt", "known", "ignored"),
    [
        ("印象派水彩画，日落的海边，一只狐狸在雪里", ("印象派", "水彩", "日落", "雪"), ("海边", "狐狸")),
        ("后印象派", ("后印象派",), ()),  # not 印象派 with something before it
        ("青绿山水", ("青绿山水",), ()),
        ("水彩畫風格的黃昏", ("水彩", "黃昏"), ()),
        ("一只狐狸", (), ("狐狸",)),
        ("a 温馨 room与oil", ("温馨", "oil"), ("room",)),
    ],
)
def test_chinese_is_cut_by_the_longest_word(
    prompt: str, known: tuple[str, ...], ignored: tuple[str, ...]
) -> None:
    reading = read(prompt)
    assert (reading.known, reading.ignored) == (known, ignored)


@pytest.mark.parametrize("word", sorted(CHINESE))
def test_each_chinese_word_says_what_its_english_one_does(word: str) -> None:
    assert read(word).settings == read(CHINESE[word]).settings
    assert read(word).known == (word,)


def test_terms_say_where_they_stand() -> None:
    text = "A sparkly (golden hour:1.4) <lora:x:1> 日落的海边"
    found = terms(text)
    assert [text[term.start : term.end] for term in found] == ["sparkly", "golden hour", "日落", "海边"]
    assert [term.name for term in found] == ["", "golden hour", "sunset", ""]
    assert [term.weight for term in found] == [1.0, 1.4, 1.0, 1.0]


def test_a_named_medium_goes_before_that_of_a_school() -> None:
    assert read("fauve").settings.medium is MEDIA[SCHOOLS["fauve"].medium]
    assert read("fauve watercolour").settings.medium is MEDIA["watercolour"]
    assert read("fauve", "acrylic").settings.medium is MEDIA["oil"]


@pytest.mark.parametrize("name", sorted(SCHOOLS))
def test_a_school_takes_hues_to_its_paints(name: str) -> None:
    """All hues at one strength: they come nearer to those of the paints, and stay away in a negative."""
    degrees = np.arange(0, 360, 2, dtype=np.float32)[None, :]
    a, b = 40 * np.cos(np.deg2rad(degrees)), 40 * np.sin(np.deg2rad(degrees))
    light = np.full_like(a, 60.0)
    paints = np.array([[PAINTS[paint] for paint in SCHOOLS[name].paints]], np.uint8)
    labs = to_lab(paints)[0]
    hues = np.arctan2(labs[:, 2], labs[:, 1])[np.hypot(labs[:, 1], labs[:, 2]) > 8]

    def away(a: np.ndarray, b: np.ndarray) -> float:
        turned = np.angle(np.exp(1j * (np.arctan2(b, a)[0][:, None] - hues[None, :])))
        return float((np.abs(turned).min(axis=1) * np.hypot(a, b)[0]).mean())

    near = away(*painted_with(light, a, b, name, 1.0))
    assert near < 0.85 * away(a, b)
    kept = painted_with(light, a, b, name, -1.0)
    assert np.hypot(*kept).min() < 39.9


def test_zorn_has_no_blue_and_a_monochrome_has_no_school() -> None:
    blue = to_lab(np.full((4, 4, 3), (40, 80, 190), np.uint8))
    out = grade(blue, read("zorn").settings)
    assert np.hypot(out[..., 1], out[..., 2]).mean() < 0.5 * np.hypot(blue[..., 1], blue[..., 2]).mean()
    assert np.abs(graded("monochrome fauve")[..., 1:]).max() < 2


def test_split_and_pool() -> None:
    light = np.array([[15.0, 90.0]], np.float32)
    none = np.zeros_like(light)
    _, b = split_toned(light, none, none, 1.0)
    assert b[0, 0] < -10
    assert b[0, 1] > 10
    pool = pool_of_light((20, 30), 0.5, 0.5)
    assert pool[10, 15] > 0.95
    assert pool[0, 0] < 0.5


def test_tables_fit_together() -> None:
    assert set(SPELLINGS.values()) <= set(WORDS)
    assert not set(SPELLINGS) & set(WORDS)
    assert not STOP_WORDS & (set(SPELLINGS) | set(WORDS))
    media = {effect.medium for effect in WORDS.values()} | {school.medium for school in SCHOOLS.values()}
    assert media - {""} == set(MEDIA)
    assert {effect.school for effect in WORDS.values()} - {""} == set(SCHOOLS)
    for school in SCHOOLS.values():
        assert {*school.paints, school.neutral} <= set(PAINTS)
    assert {effect.tint for effect in WORDS.values() if effect.tint} == set(COLOURS)
    assert set(CHINESE.values()) <= set(WORDS)
    assert not STOP_CHINESE & set(CHINESE)
    assert max(map(len, CHINESE)) == LONGEST_CHINESE
    assert all(word == word.translate(SIMPLIFIED) for word in CHINESE)


def test_unknown_words_are_reported_once_in_order_and_stop_words_never() -> None:
    reading = read("A painting of the sparkly fox, warm, FOX <lora:Style:0.8>", "ugly")
    assert reading.known == ("warm",)
    assert reading.ignored == ("lora:style:0.8", "sparkly", "fox", "ugly")
    assert read("").ignored == ()


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
