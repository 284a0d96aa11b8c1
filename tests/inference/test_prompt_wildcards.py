"""Wildcards: every form, decided by the seed alone, and bounded whatever is asked for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.prompt import WildcardFolder, expand, parse
from inference.prompt.chance import Chance
from inference.prompt.wildcards import MAX_CHOICES, MAX_LENGTH, spans

FILES = {
    "colour": ["red", "green {dark|light}", "blue"],
    "loop": ["__loop__ __loop__"],
    "animals/cats": ["lynx"],
}


def texts(prompt: str, count: int = 60) -> Counter[str]:
    return Counter(expand(prompt, seed, FILES).text for seed in range(count))


def test_chance_is_the_published_sequence() -> None:
    """SplitMix64's first words from state 1234567, as Vigna's reference code gives them."""
    chance = Chance(0)
    chance._state = 1234567
    assert [chance.word() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_the_same_seed_chooses_the_same() -> None:
    """Written out, so that no platform and no later version may choose otherwise."""
    prompt = "{a|b|c} {2$$d|e|f|g} __colour__"
    assert [expand(prompt, seed, FILES).text for seed in (0, 1, 2, 2**32 - 1)] == EXPECTED
    assert expand(prompt, 1, FILES) == expand(prompt, 1, FILES)
    assert len({expand("{a|b|c|d|e|f}" * 5, 7, stream=stream).text for stream in range(3)}) == 3


EXPECTED = ["c e, d blue", "c f, g blue", "b d, f blue", "b f, d green dark"]


def test_alternatives() -> None:
    assert set(texts("a {red|blue|} cat")) == {"a red cat", "a blue cat", "a  cat"}
    assert set(texts("{only}")) == {"only"}
    assert set(texts("{a|{b|c}}")) == {"a", "b", "c"}
    assert set(texts("{}")) == {""}


def test_weights_of_alternatives() -> None:
    counts = texts("{9::a|1::b|0::c}", 400)
    assert set(counts) == {"a", "b"}
    assert 320 < counts["a"] < 395
    assert set(texts("{0::a|0::b}")) == {"a", "b"}


def test_several_at_once() -> None:
    for text in texts("{2$$a|b|c}"):
        first, second = text.split(", ")
        assert first != second
    assert {len(text.split(" and ")) for text in texts("{1-3$$ and $$a|b|c|d}")} == {1, 2, 3}
    assert {len(text.split(", ")) for text in texts("{2-$$a|b|c}")} == {2, 3}
    assert {text.count(",") for text in texts("{-2$$a|b|c}")} == {0, 1}
    assert set(texts("{9$$a|b}")) == {"a, b", "b, a"}
    assert set(texts("{0$$a|b}")) == {""}


def test_files() -> None:
    assert set(texts("__colour__")) == {"red", "green dark", "green light", "blue"}
    assert set(texts("__animals/cats__")) == {"lynx"}
    made = expand("a __nope__ b", 1, FILES)
    assert made.text == "a nope b"
    assert [note.key for note in made.notes] == ["prompt:unknown_wildcard:nope"]


def test_choices_are_told() -> None:
    made = expand("a {cat|cat} __animals/cats__", 5, FILES)
    assert [(one.asked, one.used) for one in made.choices] == [
        ("{cat|cat}", "cat"),
        ("__animals/cats__", "lynx"),
    ]


def test_what_is_no_wildcard_stays() -> None:
    for text in ("a cat", r"\{a|b\}", "a_b __ c", "(x:1.2) <lora:a__b:1> [a|b]", "a }", "{ a"):
        assert expand(text, 3, FILES).text == text
    assert parse(expand(r"\{a|b\}", 3).text).plain == "{a|b}"
    assert [note.kind for note in expand("{a|b", 3).notes] == ["wildcard"]
    assert [note.kind for note in expand("a}", 3).notes] == ["wildcard"]


@given(
    st.one_of(st.text(max_size=120), st.text(alphabet="{}|$:_\\12ab c", max_size=120)), st.integers(0, 2**32)
)
def test_every_text_expands(text: str, seed: int) -> None:
    made = expand(text, seed, FILES)
    assert expand(made.text, 0).text == made.text or made.notes or "{" in made.text
    assert all(0 <= one.start < one.end <= len(text) for one in spans(text))


@pytest.mark.parametrize(
    "text", ["{" * 100_000, "{|" * 50_000 + "}" * 50_000, "__a" * 300_000, "{a|" * 1000, "|" * 1_000_000]
)
def test_hostile_texts(text: str) -> None:
    assert len(expand(text, 1, FILES).text) <= len(text)


def test_files_that_name_themselves_end() -> None:
    made = expand("__loop__", 1, FILES)
    assert len(made.choices) <= MAX_CHOICES
    assert {note.kind for note in made.notes} <= {"too_deep", "too_long"}
    assert made.notes
    long = expand("__x__ " * 300, 1, {"x": ["y" * 1000]})
    assert len(long.text) < MAX_LENGTH + 5_000
    assert [note.kind for note in long.notes] == ["too_long"]


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "tree.txt").write_text("# a remark\n\noak \r\n  elm\n", encoding="utf-8-sig")
    (tmp_path / "odd.txt").write_bytes(b"caf\xe9\n")
    folder = WildcardFolder(tmp_path)
    assert list(folder) == ["odd", "sub/tree"]
    assert folder["sub/tree"] == ("oak", "elm")
    assert folder["odd"] == ("caf\ufffd",)
    assert set(expand("__sub/tree__", 2, folder).text.split()) <= {"oak", "elm"}
    assert len(WildcardFolder(tmp_path / "none")) == 0
