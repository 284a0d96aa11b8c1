"""What errors and notes say is written out whole in the source, so that it can be translated."""

from __future__ import annotations

import ast
from string import Formatter

import pytest

from canvas.errors import FormatError
from canvas.errors import Sentence as CanvasSentence
from inference.errors import ModelError
from inference.errors import Sentence as InferenceSentence
from installer.translations import ROOT, literal, modules, sentence_calls

HOMES = ("canvas/errors.py", "inference/errors.py", "inference/messages.py")  # sentences are (re)made there


def made() -> list[tuple[str, ast.Call, ast.Module]]:
    """Every error and sentence that canvas and inference make: its place, the call, and its module."""
    return [
        (f"{path.relative_to(ROOT)}:{call.lineno}", call, tree)
        for path, tree in modules(rooms=("canvas", "inference"))
        if path.relative_to(ROOT).as_posix() not in HOMES
        for call in sentence_calls(tree)
    ]


def finished(tree: ast.Module) -> set[str]:
    """The names that a module gives to finished sentences only."""
    good: set[str] = set()
    bad: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            calls = isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "Sentence"
            takes = isinstance(node.value, ast.Attribute) and node.value.attr == "sentence"
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            good, bad = (good | names, bad) if calls or takes else (good, bad | names)
    return good - bad


def test_there_are_sentences() -> None:
    assert len(made()) > 150


def test_every_sentence_is_written_out() -> None:
    odd = []
    for place, call, tree in made():
        first = call.args[0] if len(call.args) == 1 else None
        told = isinstance(first, ast.Name) and first.id in finished(tree)
        passed_on = isinstance(first, ast.Attribute) and first.attr == "sentence"
        if literal(call) is None and not (told or passed_on):
            odd.append(f"{place}: {ast.unparse(call)}")
    assert not odd


def test_every_place_has_its_value() -> None:
    odd = []
    for place, call, _ in made():
        template = literal(call)
        if template is None:
            continue
        given = {word.arg for word in call.keywords}
        wanted = (
            {name for _, name, _, _ in Formatter().parse(template) if name is not None} if given else set()
        )
        left_empty = not given and "{" in template
        if given != wanted or left_empty or not all(name and name.islower() for name in given):
            odd.append(f"{place}: {template!r} with {sorted(map(str, given))}")
    assert not odd


def test_every_sentence_ends() -> None:
    texts = [(place, literal(call)) for place, call, _ in made()]
    assert not [
        (place, text) for place, text in texts if text and not text.endswith((".", "}", "'scumble[ai]'", '"'))
    ]


@pytest.mark.parametrize("kind", [CanvasSentence, InferenceSentence])
def test_a_sentence_is_its_text_and_knows_its_parts(kind: type[CanvasSentence | InferenceSentence]) -> None:
    sentence = kind("“{name}” has {count} layers.", name="a {b}", count=2)
    assert sentence == "“a {b}” has 2 layers."
    assert (sentence.template, sentence.values) == (
        "“{name}” has {count} layers.",
        {"name": "a {b}", "count": 2},
    )
    assert kind("100 % {sure}.") == "100 % {sure}."


@pytest.mark.parametrize(("error", "kind"), [(FormatError, CanvasSentence), (ModelError, InferenceSentence)])
def test_an_error_says_its_sentence(error: type[FormatError | ModelError], kind: type) -> None:
    first = error("“{name}” is empty.", name="a")
    assert str(first) == first.sentence == "“a” is empty."
    again = error(first.sentence)
    assert again.sentence is first.sentence
    assert isinstance(again.sentence, kind)
