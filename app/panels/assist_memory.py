"""What the Assist panel keeps from one start of the program to the next."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.generation import Request
from inference.framing import Mode
from inference.job import Kind

REMEMBERED = (
    "prompt", "negative", "strength", "steps", "guidance", "count", "sampler", "refine", "refine_strength"
)  # fmt: skip
MOST_MODELS = 60  # whose settings by hand are kept
log = logging.getLogger("scumble.assist")


@dataclass(slots=True)
class Remembered:
    """The fields, the model that they were for, the rows that steer, and settings made by hand."""

    request: Request = field(default_factory=Request)
    mode: Mode = Mode.FILL
    model: str = ""  # path
    rows: tuple[Mapping[str, Any], ...] = ()
    by_hand: dict[str, tuple[int, float]] = field(default_factory=dict)  # (steps, guidance) by model's path


def written(kept: Remembered) -> str:
    """As JSON."""
    fields = {name: getattr(kept.request, name) for name in REMEMBERED}
    hands = {path: list(pair) for path, pair in list(kept.by_hand.items())[-MOST_MODELS:]}
    return json.dumps(
        {
            **fields,
            "kind": str(kept.request.kind),
            "mode": str(kept.mode),
            "model": kept.model,
            "rows": list(kept.rows),
            "by_hand": hands,
        }
    )


def read(text: str) -> Remembered:
    """From JSON; what makes no sense is as in a fresh panel."""
    try:
        fields = json.loads(text or "{}")
        return Remembered(
            request=Request(
                kind=Kind(fields.get("kind", Kind.PAINT)),
                **{name: _alike(name, fields[name]) for name in REMEMBERED if name in fields},
            ),
            mode=Mode(fields.get("mode", Mode.FILL)),
            model=str(fields.get("model", "")),
            rows=tuple(row for row in fields.get("rows", ()) if isinstance(row, dict)),
            by_hand={
                str(path): (int(steps), float(guidance))
                for path, (steps, guidance) in fields.get("by_hand", {}).items()
            },
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        log.warning("the last Assist settings cannot be read: %s", error)
        return Remembered()


def _alike(name: str, value: Any) -> Any:
    """A value of the type that the request has there. Raises TypeError for another one."""
    usual = getattr(Request(), name)
    if isinstance(usual, bool) != isinstance(value, bool) or isinstance(usual, str) != isinstance(value, str):
        raise TypeError(f"{name} cannot be {value!r}")
    return type(usual)(value)
