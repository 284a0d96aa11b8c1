"""What the Assist panel keeps from one start of the program to the next."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.generation import Request
from inference.errors import JobError
from inference.framing import Mode
from inference.job import Kind, Painting

REMEMBERED = (
    "prompt", "negative", "strength", "steps", "guidance", "count", "sampler", "refine", "refine_strength"
)  # fmt: skip
PAINTING = ("lines", "medium", "lock_palette", "lock_values", "lock_lines")
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
            "painting": _painting_fields(kept.request.painting),
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
                painting=_painting(fields.get("painting")),
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


def _painting_fields(painting: Painting | None) -> dict[str, Any] | None:
    """All but the style's seed, which belongs to one painting."""
    return None if painting is None else {**asdict(painting), "style_seed": None}


def _painting(row: Any) -> Painting | None:
    """Raises TypeError or ValueError for what makes no sense."""
    if row is None:
        return None
    light = row.get("light")
    values = {name: row[name] for name in PAINTING if name in row}
    if any(type(value) is not type(getattr(Painting(), name)) for name, value in values.items()):
        raise TypeError("a painter's setting is of another type")
    try:
        return Painting(light=None if light is None else (float(light[0]), float(light[1])), **values)
    except (JobError, IndexError) as error:
        raise ValueError("a painter's setting is out of range") from error


def _alike(name: str, value: Any) -> Any:
    """A value of the type that the request has there. Raises TypeError for another one."""
    usual = getattr(Request(), name)
    if isinstance(usual, bool) != isinstance(value, bool) or isinstance(usual, str) != isinstance(value, str):
        raise TypeError(f"{name} cannot be {value!r}")
    return type(usual)(value)
