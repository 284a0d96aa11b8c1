"""Finds the marks of the prompt language in a text: brackets that weight, tags, BREAK, escapes.

The language is that of AUTOMATIC1111's web UI (its wiki, "Attention/emphasis" and "Prompt editing"), so that
prompts written for it mean the same here. Unlike there, a bracket without its partner does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from inference.prompt.remarks import Note, Span

BRACKET = 1.1  # what a pair of round brackets multiplies by; square ones divide
_MARK = re.compile(
    r"\\[()\[\]{}<>|:_\\]"  # a mark that is meant as itself
    r"|<[A-Za-z]{1,16}:[^<>\n]{1,300}>"  # a tag
    r"|\bBREAK\b"
    r"|[()\[\]:|]"
)
_NUMBER = re.compile(r"\s*[+-]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})\s*")
_MOST_NOTES = 20  # of one kind
_LONGEST_NUMBER = 32  # characters, blanks included
_PARTNER = {")": "(", "]": "["}

GroupKind = Literal["weight", "editing", "alternation"]


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of brackets. `text[open + 1:inner_end]` is what it holds, `text[close]` its closing bracket."""

    open: int
    inner_end: int  # before the ":1.2" of "(word:1.2)", the ":0.5" of "[a:b:0.5]"
    close: int
    factor: float  # of the weights inside
    kind: GroupKind = "weight"
    separators: tuple[int, ...] = ()  # where "[a:b:0.5]" and "[a|b]" are divided


@dataclass(frozen=True, slots=True)
class Tag:
    """Something like `<lora:name:0.8>`."""

    start: int
    end: int
    kind: str  # in small letters
    values: tuple[str, ...]  # what stands between the colons


@dataclass(frozen=True, slots=True)
class Syntax:
    """All marks of a text, each list in the order of their beginning (groups: of their closing bracket)."""

    groups: tuple[Group, ...]
    tags: tuple[Tag, ...]
    breaks: tuple[tuple[int, int], ...]
    escapes: tuple[int, ...]  # positions of backslashes that make the next character plain
    stray: tuple[int, ...]  # brackets without a partner
    notes: tuple[Note, ...]


@dataclass(slots=True)
class _Open:
    """A bracket that waits for its partner, and the colons and bars directly inside it."""

    bracket: str
    at: int
    colons: list[int] = field(default_factory=list)
    bars: list[int] = field(default_factory=list)


def scan(text: str, *, natural: bool = False) -> Syntax:
    """Find the marks, in linear time. Never raises; what makes no sense is told in the notes.

    In a `natural` text, for models that read whole sentences, brackets without a number are plain text.
    """
    marks = _Marks(text, natural)
    for match in _MARK.finditer(text):
        marks.take(match)
    stray = [] if natural else sorted([*marks.stray, *(one.at for one in marks.waiting)])
    return Syntax(
        tuple(marks.groups),
        tuple(marks.tags),
        tuple(marks.breaks),
        tuple(marks.escapes),
        tuple(stray),
        tuple(_notes(marks.groups, stray)),
    )


class _Marks:
    """The marks found so far."""

    def __init__(self, text: str, natural: bool) -> None:
        self._text, self._natural = text, natural
        self.groups: list[Group] = []
        self.tags: list[Tag] = []
        self.breaks: list[tuple[int, int]] = []
        self.escapes: list[int] = []
        self.stray: list[int] = []
        self.waiting: list[_Open] = []
        self._count = {"(": 0, "[": 0}  # of those waiting

    def take(self, match: re.Match[str]) -> None:
        """Note one mark; they come in the order of the text."""
        mark, at = match[0], match.start()
        if mark[0] == "\\":
            self.escapes.append(at)
        elif mark == "BREAK":
            self.breaks.append(match.span())
        elif mark[0] == "<":
            kind, *values = (part.strip() for part in mark[1:-1].split(":"))
            self.tags.append(Tag(at, match.end(), kind.lower(), tuple(values)))
        elif mark in self._count:
            self.waiting.append(_Open(mark, at))
            self._count[mark] += 1
        elif mark in _PARTNER:
            self._close(_PARTNER[mark], at)
        elif self.waiting:
            inside = self.waiting[-1]
            (inside.colons if mark == ":" else inside.bars).append(at)

    def _close(self, partner: str, at: int) -> None:
        if not self._count[partner]:
            self.stray.append(at)
            return
        # Of brackets that cross, as in "([)]", the inner one has no partner.
        while (opened := self.waiting.pop()).bracket != partner:
            self._count[opened.bracket] -= 1
            self.stray.append(opened.at)
        self._count[partner] -= 1
        group = _group(self._text, opened, at)
        if not self._natural or group.inner_end < group.close:
            self.groups.append(group)


def _group(text: str, opened: _Open, close: int) -> Group:
    last = opened.colons[-1] if opened.colons else -1
    number = _number(text, last + 1, close) if last >= 0 else None
    if opened.bracket == "(":
        if number is None:
            return Group(opened.at, close, close, BRACKET)
        return Group(opened.at, last, close, number)
    if opened.bars:
        return Group(opened.at, close, close, 1.0, "alternation", tuple(opened.bars))
    if number is None:
        return Group(opened.at, close, close, 1 / BRACKET)
    return Group(opened.at, last, close, 1.0, "editing", tuple(opened.colons[:-1]))


def _number(text: str, start: int, end: int) -> float | None:
    if end - start > _LONGEST_NUMBER:
        return None
    match = _NUMBER.fullmatch(text, start, end)
    return float(match[0]) if match else None


def _notes(groups: list[Group], stray: list[int]) -> Iterator[Note]:
    odd = (group for group in groups if group.kind != "weight")
    for group in islice(odd, _MOST_NOTES):
        assert group.kind != "weight"
        yield Note(group.kind, group.open, group.close + 1)
    for at in stray[:_MOST_NOTES]:
        yield Note("unbalanced", at, at + 1)


def spans_of(text: str, syntax: Syntax) -> Iterator[Span]:
    """What a highlighter should show of these marks, in no order."""
    for group in syntax.groups:
        kind = "bracket" if group.kind == "weight" else "unsupported"
        yield Span(group.open, group.open + 1, kind)
        yield Span(group.close, group.close + 1, kind)
        if group.inner_end < group.close:
            yield Span(group.inner_end, group.close, "number" if group.kind == "weight" else kind)
        for at in group.separators:
            yield Span(at, at + 1, kind)
    for tag in syntax.tags:
        yield Span(tag.start, tag.end, "tag")
    for start, end in syntax.breaks:
        yield Span(start, end, "break")
    for at in syntax.escapes:
        yield Span(at, at + 2, "escape")
    for at in syntax.stray:
        yield Span(at, at + 1, "error")
