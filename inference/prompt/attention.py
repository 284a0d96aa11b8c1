"""Makes the selected words of a prompt weigh more or less, as Ctrl+Up and Ctrl+Down do in other programs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inference.prompt.syntax import Group, Syntax, scan

LEAST, MOST = 0.0, 2.0  # weights beyond these are left to be typed by hand
_WORD = re.compile(r"(?:\\.|[^\s,.;:|(){}\[\]<>\\])+")


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after an edit, and what is selected in it: text[start:end]."""

    text: str
    start: int
    end: int


def change_weight(text: str, start: int, end: int, step: float) -> Edited:
    """Add `step` (0.05, say, or -0.05) to the weight of the selected words; they stay selected.

    Without a selection the brackets around the caret count, or else the word at it. A selection that cuts
    through a pair of brackets grows to take them whole. Where the weight comes to 1 the brackets go.
    """
    start, end = sorted((min(max(start, 0), len(text)), min(max(end, 0), len(text))))
    syntax = scan(text)
    groups = [group for group in syntax.groups if group.kind == "weight"]
    group = _around(groups, start, end) if start == end else None
    if group is None:
        first, last = _word(text, start) if start == end else _trimmed(text, start, end)
        if first == last:
            return Edited(text, start, end)
        first, last = _whole(syntax, first, last)
        group = _exactly(groups, text, first, last)
        start, end = first, last
    if group is not None:
        inner = text[group.open + 1 : group.inner_end]
        outer = (group.open, group.close + 1)
        weight = group.factor
    else:
        inner, outer, weight = text[start:end], (start, end), 1.0
    changed = round(min(max(weight + step, min(LEAST, weight)), max(MOST, weight)), 2)
    new = inner if changed == 1.0 else f"({inner}:{changed:g})"
    begin = outer[0] + (changed != 1.0)
    return Edited(text[: outer[0]] + new + text[outer[1] :], begin, begin + len(inner))


def _around(groups: list[Group], start: int, end: int) -> Group | None:
    """The innermost group with the caret inside or at its brackets."""
    holding = [group for group in groups if group.open < start and end <= group.close]
    return max(holding, key=lambda group: group.open, default=None)


def _exactly(groups: list[Group], text: str, start: int, end: int) -> Group | None:
    """The group whose inside, or whose whole, is selected."""
    for group in groups:
        inside = _trimmed(text, group.open + 1, group.inner_end)
        if (start, end) in (inside, (group.open, group.close + 1)):
            return group
    return None


def _whole(syntax: Syntax, start: int, end: int) -> tuple[int, int]:
    """The selection grown so that it cuts through no brackets, tag or escaped character."""
    solid = [(at, at + 2) for at in syntax.escapes] + [(tag.start, tag.end) for tag in syntax.tags]
    grown = True
    while grown:
        before = start, end
        for first, last in solid:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        for group in syntax.groups:
            opens, closes = start <= group.open < end, start <= group.close < end
            # A selected inside lies between the brackets: neither is cut.
            if opens != closes or start < group.inner_end < end <= group.close:
                start, end = min(start, group.open), max(end, group.close + 1)
        grown = (start, end) != before
    return start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _word(text: str, at: int) -> tuple[int, int]:
    """The word that the caret is in or next to; an escaped bracket belongs to its word."""
    words = (match.span() for match in _WORD.finditer(text))
    return next((word for word in words if word[0] <= at <= word[1]), (at, at))
