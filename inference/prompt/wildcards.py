"""Chooses for the artist: `{a|b}`, `{2$$a|b|c}`, `{3::a|b}` and `__file__` in a prompt, by the job's seed.

The language is that of the Dynamic Prompts extension of AUTOMATIC1111's web UI.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from inference.prompt.chance import Chance
from inference.prompt.remarks import Note, Span

MAX_DEPTH = 32  # wildcards inside wildcards
MAX_LENGTH = 20_000  # characters that wildcards may write
MAX_CHOICES = 2_000
_MOST_NOTES = 20  # of one kind
MAX_ASKED = 200  # characters of a wildcard that are kept to tell of it
_MARK = re.compile(r"\\.|[{}|]|__(?:[A-Za-z0-9]|[A-Za-z0-9][\w./ \-]{0,200}?[A-Za-z0-9.\-])__", re.DOTALL)
_COUNT = re.compile(r"\s*(\d{1,3})?(-)?(\d{1,3})?\s*\$\$")
_WEIGHT = re.compile(r"\s*(\d{1,6}\.?\d{0,6}|\.\d{1,6})::")
_JOIN = ", "


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for one wildcard."""

    asked: str
    used: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """A prompt with all its choices made."""

    text: str
    choices: tuple[Choice, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A text with its wildcards found: for each opening brace its partner and the bars between."""

    text: str
    marks: tuple[re.Match[str], ...]  # of the braces that have a partner, and of the files
    partner: Mapping[int, int]
    bars: Mapping[int, tuple[int, ...]]
    stray: tuple[int, ...]


@dataclass(slots=True)
class _Work:
    """What is under way while a prompt is expanded."""

    chance: Chance
    files: Mapping[str, Sequence[str]]
    choices: list[Choice] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    written: int = 0


def expand(
    text: str, seed: int, wildcards: Mapping[str, Sequence[str]] | None = None, stream: int = 0
) -> Expanded:
    """Make all choices of a prompt. The same arguments give the same text on every machine; never raises.

    `wildcards` has the lines of each file by its name ("animals/cats"). Different `stream`s of one seed
    choose independently. Escaped braces stay escaped, so expanding twice changes nothing.
    """
    work = _Work(Chance(seed, stream), {} if wildcards is None else wildcards)
    if "{" not in text and "__" not in text:
        notes = tuple(_stray_notes(_find(text))) if "}" in text else ()
        return Expanded(text, (), notes)
    source = _find(text)
    work.notes.extend(_stray_notes(source))
    used = _write(source, 0, len(text), 0, work)
    return Expanded(used, tuple(work.choices), tuple(work.notes))


def spans(text: str) -> list[Span]:
    """What a highlighter should show of the wildcards."""
    source = _find(text)
    found = [Span(at, at + 1, "error") for at in source.stray]
    for mark in source.marks:
        if mark[0] != "{":
            found.append(Span(mark.start(), mark.end(), "wildcard"))
            continue
        at = mark.start()
        bars = (at, *source.bars[at], source.partner[at])
        found.extend(Span(one, one + 1, "wildcard") for one in bars)
        begin = _count(source, at)[3]
        if begin > at + 1:
            found.append(Span(at + 1, begin, "wildcard"))
        found.extend(
            Span(*weight.span(), "wildcard")
            for left, right in zip((begin - 1, *bars[1:-1]), bars[1:], strict=True)
            if (weight := _WEIGHT.match(text, left + 1, right))
        )
    return found


def _find(text: str) -> _Source:
    waiting: list[tuple[re.Match[str], list[int]]] = []
    marks: list[re.Match[str]] = []
    partner: dict[int, int] = {}
    bars: dict[int, tuple[int, ...]] = {}
    stray: list[int] = []
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark == "{":
            waiting.append((match, []))
        elif mark == "|":
            if waiting:
                waiting[-1][1].append(at)
        elif mark == "}":
            if not waiting:
                stray.append(at)
                continue
            opened, between = waiting.pop()
            partner[opened.start()], bars[opened.start()] = at, tuple(between)
            marks.append(opened)
        elif mark[0] == "_":
            marks.append(match)
    stray.extend(opened.start() for opened, _ in waiting)
    marks.sort(key=lambda match: match.start())
    return _Source(text, tuple(marks), partner, bars, tuple(sorted(stray)))


def _stray_notes(source: _Source) -> list[Note]:
    return [Note("wildcard", at, at + 1) for at in source.stray[:_MOST_NOTES]]


def _write(source: _Source, start: int, end: int, depth: int, work: _Work) -> str:
    """text[start:end] with its wildcards replaced by what is chosen for them."""
    parts: list[str] = []
    at = start
    while (mark := _next(source, at, end)) is not None:
        before = source.text[at : mark.start()]
        parts.append(before)
        work.written += len(before) if depth else 0
        braces = mark[0] == "{"
        after = source.partner[mark.start()] + 1 if braces else mark.end()
        asked = source.text[mark.start() : min(after, mark.start() + MAX_ASKED)]
        if (reason := _refusal(depth, work)) is not None:
            work.notes.append(Note(reason, mark.start(), after))
            parts.append(source.text[mark.start() : end])
            return "".join(parts)
        place = len(work.choices)
        work.choices.append(Choice(asked, ""))
        write = _from_braces if braces else _from_file
        used = write(source, mark.start(), after, depth + 1, work)
        work.choices[place] = Choice(asked, used)
        parts.append(used)
        at = after
    tail = source.text[at:end]
    work.written += len(tail) if depth else 0
    parts.append(tail)
    return "".join(parts)


def _next(source: _Source, at: int, end: int) -> re.Match[str] | None:
    """The first wildcard at or after `at` that begins before `end`."""
    low = bisect_left(source.marks, at, key=re.Match.start)
    if low < len(source.marks) and source.marks[low].start() < end:
        return source.marks[low]
    return None


def _refusal(depth: int, work: _Work) -> Literal["too_deep", "too_long"] | None:
    if depth >= MAX_DEPTH:
        return "too_deep"
    if work.written > MAX_LENGTH or len(work.choices) >= MAX_CHOICES:
        return "too_long"
    return None


def _from_braces(source: _Source, start: int, after: int, depth: int, work: _Work) -> str:
    """One of the options between braces; or several, where a count stands before `$$`."""
    fewest, most, join, start_of_first = _count(source, start)
    edges = [start_of_first - 1, *source.bars[start], after - 1]
    options: list[tuple[int, int]] = []
    weights: list[float] = []
    for left, right in pairwise(edges):
        weight = _WEIGHT.match(source.text, left + 1, right)
        options.append((weight.end() if weight else left + 1, right))
        weights.append(float(weight[1]) if weight else 1.0)
    wanted = fewest + work.chance.below(most - fewest + 1) if most > fewest else fewest
    chosen: list[str] = []
    for _ in range(min(wanted, len(options))):
        place = work.chance.weighted(weights)
        left, right = options.pop(place)
        weights.pop(place)
        chosen.append(_write(source, left, right, depth, work))
    return join.join(chosen)


def _count(source: _Source, start: int) -> tuple[int, int, str, int]:
    """How many options are wanted (least, most), what joins them, and where the first option begins."""
    text, close = source.text, source.partner[start]
    bound = source.bars[start][0] if source.bars[start] else close
    match = _COUNT.match(text, start + 1, bound)
    if match is None or (match[1] is None and match[3] is None):
        return 1, 1, _JOIN, start + 1
    most_there = len(source.bars[start]) + 1
    fewest = int(match[1]) if match[1] is not None else 0
    most = int(match[3]) if match[3] is not None else (most_there if match[2] else fewest)
    join, begin = _JOIN, match.end()
    second = text.find("$$", begin, bound)
    if second >= 0 and "{" not in text[begin:second]:
        join, begin = text[begin:second], second + 2
    return min(fewest, most), min(max(fewest, most), most_there), join, begin


def _from_file(source: _Source, start: int, after: int, depth: int, work: _Work) -> str:
    """A line of the file that `__name__` names, itself expanded."""
    name = source.text[start + 2 : after - 2].strip()
    lines = work.files.get(name) or work.files.get(name.lower())
    if not lines:
        work.notes.append(Note("unknown_wildcard", start, after, name))
        return name
    line = lines[work.chance.below(len(lines))]
    inner = _find(line)
    return _write(inner, 0, len(line), depth, work)
