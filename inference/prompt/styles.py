"""Styles: named words that are laid around a prompt, and how they are kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inference.errors import JobError

PLACE = "{prompt}"  # where in a style the artist's own words go; without it they come first
_FORMAT = 1
_MOST = 1000  # styles in a file


@dataclass(frozen=True, slots=True)
class Style:
    """Words to go with a prompt and a negative prompt; either may hold PLACE once."""

    name: str
    prompt: str = ""
    negative: str = ""


def apply_styles(prompt: str, negative: str, styles: Iterable[Style]) -> tuple[str, str]:
    """The prompt and the negative prompt with the styles laid around them, the first one innermost."""
    for style in styles:
        prompt, negative = _laid(prompt, style.prompt), _laid(negative, style.negative)
    return prompt, negative


def _laid(text: str, style: str) -> str:
    if PLACE in style:
        return style.replace(PLACE, text.strip(), 1).strip(" ,")
    return ", ".join(part for part in (text.strip().rstrip(","), style.strip()) if part)


def put_style(styles: Sequence[Style], style: Style) -> tuple[Style, ...]:
    """The styles with this one in place of the one of its name, or at the end."""
    if not any(one.name == style.name for one in styles):
        return (*styles, style)
    return tuple(style if one.name == style.name else one for one in styles)


def without_style(styles: Iterable[Style], name: str) -> tuple[Style, ...]:
    """The styles but for the one of this name."""
    return tuple(one for one in styles if one.name != name)


def write_styles(styles: Iterable[Style]) -> str:
    """JSON text."""
    rows = [{"name": one.name, "prompt": one.prompt, "negative": one.negative} for one in styles]
    return json.dumps({"format": _FORMAT, "styles": rows}, ensure_ascii=False, indent=1)


def read_styles(text: str) -> tuple[Style, ...]:
    """What `write_styles` wrote. Raises JobError where the text is something else."""
    try:
        content = json.loads(text)
        rows: Any = content["styles"]
        if not isinstance(rows, list) or len(rows) > _MOST:
            raise TypeError("a list of styles was expected")
        return tuple(
            Style(*(_string(row.get(key, "")) for key in ("name", "prompt", "negative"))) for row in rows
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise JobError("The file of styles is damaged. Move it away, and a new one is begun.") from error


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value
