"""The prompt language: what each mark means, and that no text at all can upset it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.prompt import parse, plain
from inference.prompt.parse import MAX_LENGTH, MAX_WEIGHT, spans

MARKS = st.text(alphabet="()[]{}<>|:\\ ,.1_a\nBREAK", max_size=200)
ANY = st.one_of(st.text(max_size=200), MARKS)


def pieces(text: str, *embeddings: str) -> list[tuple[str, float]]:
    return [(piece.text, piece.weight) for piece in parse(text, embeddings).pieces]


def notes(text: str) -> list[str]:
    return [note.key for note in parse(text).notes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a cat", [("a cat", 1.0)]),
        ("a (cat) b", [("a ", 1.0), ("cat", 1.1), (" b", 1.0)]),
        ("((cat))", [("cat", 1.21)]),
        ("[cat]", [("cat", 0.9091)]),
        ("([cat])", [("cat", 1.0)]),
        ("(cat:1.3)", [("cat", 1.3)]),
        ("(cat: .5 )", [("cat", 0.5)]),
        ("(cat:-1)", [("cat", -1.0)]),
        ("(a (b:2):0.5)", [("a ", 0.5), ("b", 1.0)]),
        ("(12:30)", [("12", 10.0)]),  # as in other programs; "12:30" needs no brackets
        ("(a:b)", [("a:b", 1.1)]),
        (r"a \(cat\) \[x\] \\", [(r"a (cat) [x] " + "\\", 1.0)]),
        (r"a\b", [(r"a\b", 1.0)]),
        ("a (cat:1.0)s", [("a cats", 1.0)]),
        ("a: b|c", [("a: b|c", 1.0)]),
    ],
)
def test_weights(text: str, expected: list[tuple[str, float]]) -> None:
    assert pieces(text) == expected


def test_break_divides() -> None:
    prompt = parse("a BREAK (b BREAK c)")
    kinds = [piece.kind for piece in prompt.pieces if piece.text.strip() or piece.kind == "break"]
    assert kinds == ["text", "break", "text", "break", "text"]
    assert prompt.breaks
    assert not parse("BREAKFAST").breaks
    assert prompt.plain == "a b c"


@pytest.mark.parametrize("text", ["(a", "a)", "[a", "a]", "([a)", ")a("])
def test_brackets_without_partner_do_nothing_and_are_told(text: str) -> None:
    prompt = parse(text)
    assert prompt.plain == "a"
    assert any(note.kind == "unbalanced" for note in prompt.notes)


def test_crossing_brackets_keep_the_outer_pair() -> None:
    assert pieces("(a [b) c]") == [("a b", 1.1), (" c", 1.0)]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("[cat:dog:0.5]", "cat, dog", "editing"),
        ("[cat::0.5]", "cat,", "editing"),
        ("[cat:10]", "cat", "editing"),
        ("[cat|dog|(cow:1.2)]", "cat, dog, cow", "alternation"),
    ],
)
def test_editing_is_told_and_loses_no_word(text: str, words: str, kind: str) -> None:
    prompt = parse(text)
    assert prompt.plain == words
    assert [note.key for note in prompt.notes] == [f"prompt:{kind}"]


def test_weights_stay_in_range() -> None:
    assert pieces("(a:99)") == [("a", MAX_WEIGHT)]
    assert notes("(a:99)") == ["prompt:weight"]
    assert pieces("(" * 100 + "a" + ")" * 100) == [("a", MAX_WEIGHT)]


@pytest.mark.parametrize(
    ("text", "name", "weight", "text_weight"),
    [
        ("<lora:ink>", "ink", 1.0, 1.0),
        ("<lora:ink:0.8>", "ink", 0.8, 0.8),
        ("<lora:My Ink v2:-.5>", "My Ink v2", -0.5, -0.5),
        ("<LORA:ink:0.5:0.8>", "ink", 0.8, 0.5),
        ("<lora:ink:te=0.1:unet=0.7>", "ink", 0.7, 0.1),
        ("<lyco:ink:2>", "ink", 2.0, 2.0),
    ],
)
def test_lora_tags(text: str, name: str, weight: float, text_weight: float) -> None:
    prompt = parse("a " + text + " b")
    (tag,) = prompt.loras
    assert (tag.name, tag.weight, tag.text_weight) == (name, weight, text_weight)
    assert ("a " + text + " b")[tag.start : tag.end] == text
    assert prompt.plain == "a b"
    assert prompt.notes == ()


def test_odd_tags_are_told() -> None:
    assert notes("<hypernet:x:1>") == ["prompt:tag:hypernet"]
    assert notes("<lora::1>") == ["prompt:tag:lora"]
    assert notes("<lora:ink:much>") == ["prompt:lora_weight:ink"]
    assert parse("<lora:ink:9>").loras[0].weight == 4.0
    assert plain("a < b > c <3") == "a < b > c <3"


def test_textual_inversions() -> None:
    prompt = parse("(embedding:sub/bad-hands-5.safetensors:1.2), EasyNeg. easynegs", ["easyneg"])
    assert [(one.text, one.kind, one.weight) for one in prompt.pieces] == [
        ("bad-hands-5", "embedding", 1.2),
        (", ", "text", 1.0),
        ("easyneg", "embedding", 1.0),
        (". easynegs", "text", 1.0),
    ]


def test_natural_texts_keep_their_brackets() -> None:
    prompt = parse("(so) [x] :) (cat:1.2) <lora:a:1>", natural=True)
    assert prompt.plain == "(so) [x] :) cat"
    assert prompt.weighted
    assert prompt.notes == ()
    assert not parse("a (so) b", natural=True).weighted


@given(ANY)
def test_every_text_has_a_meaning(text: str) -> None:
    """And what is written down of it lies in the text, in order."""
    prompt = parse(text, ["a"])
    at = 0
    for piece in prompt.pieces:
        assert at <= piece.start <= piece.end <= len(text)
        assert -MAX_WEIGHT <= piece.weight <= MAX_WEIGHT
        at = piece.end
    assert all(0 <= one.start < one.end <= len(text) for one in [*prompt.notes, *spans(text, ["a"])])
    assert parse(text).plain == plain(text)
    parse(text, natural=True)


@given(st.text(alphabet=st.characters(exclude_characters="()[]<>\\"), max_size=100))
def test_text_without_marks_is_one_piece_as_it_is(text: str) -> None:
    if "BREAK" not in text:
        assert pieces(text) == ([(text, 1.0)] if text else [])


def _bracketed(made: tuple[str, list[tuple[str, str]]]) -> tuple[str, str]:
    kind, parts = made
    written, words = "".join(part[0] for part in parts), "".join(part[1] for part in parts)
    marked = {"()": f"({written})", "[]": f"[{written}]", ":": f"({written}:1.05)"}[kind]
    return marked, words


WORDS = st.text(alphabet="abc ,.é", max_size=8)


@given(
    st.recursive(
        WORDS.map(lambda word: (word, word)),
        lambda inner: st.tuples(
            st.sampled_from(["()", "[]", ":"]), st.lists(inner, min_size=1, max_size=3)
        ).map(_bracketed),
    )
)
def test_brackets_change_no_word(pair: tuple[str, str]) -> None:
    """Joined, the pieces are the text without its syntax."""
    written, words = pair
    assert "".join(piece.text for piece in parse(written).pieces) == words
    assert parse(written).notes == ()


@given(st.text(alphabet="()[]:|\\a", max_size=60))
def test_escaped_text_means_itself(text: str) -> None:
    escaped = "".join("\\" + character if character in "()[]:|\\" else character for character in text)
    assert pieces(escaped) == ([(text, 1.0)] if text else [])
    assert notes(escaped) == []


@pytest.mark.parametrize(
    "unit",
    ["(", "[", "([", "(a", ":)", "<a:", "<lora:", "\\", "(a:1.1", "[a|", "])", "BREAK", "embedding:", "{|"],
)
def test_hostile_texts_of_a_megabyte(unit: str) -> None:
    """What is too long is cut off with a note; nothing below that grows faster than the text does."""
    text = unit * (1_000_000 // len(unit))
    prompt = parse(text)
    assert ("too_long", MAX_LENGTH, len(text)) in [(one.kind, one.start, one.end) for one in prompt.notes]
    assert len(prompt.notes) < 100


def test_work_grows_with_the_text_alone() -> None:
    """Counted, not timed: lines run by the parser for texts of two lengths."""
    for unit, tail in (
        ("(", ""),
        ("([", ""),
        ("(a", ""),
        ("[a|", "]"),
        ("(a:1.1", ")"),
        (")", ""),
        ("<a:", ""),
    ):
        few, many = (_lines_run(unit * count + tail * count) for count in (200, 800))
        assert many < 4.5 * few, unit


def _lines_run(text: str) -> int:
    import sys
    from types import FrameType
    from typing import Any

    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        parse(text)
    finally:
        sys.settrace(before)
    return count
