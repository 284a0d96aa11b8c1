"""Our own brush file: JSON that can be read and written by hand, of one brush or several.

    {"format": "scumble-brushes", "version": 1, "brushes": [
      {"id": "pencil", "title": "HB pencil", "group": "pencil", "tags": ["sketch"],
       "source": "", "licence": "",
       "brush": {"size": 4.0,
                 "stabiliser": {"kind": "average", "amount": 0.2},
                 "dynamics": [{"setting": "size", "input": "pressure", "curve": [[0, 0.2], [1, 1]]}],
                 "tip": "bristle-flat"}}]}

`brush` holds the fields of `canvas.brush.preset.Brush` that are not as they are by default. A tip is the name
of one that comes with the program, or {"name", "order", "spacing", "images": [PNG as base64, grey, white is
coverage]}. Unknown keys are left out and told of; numbers out of range are drawn in.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting
from canvas.brush.entry import MOST_TAGS, OWN, BrushEntry, clean_text, is_id, slug
from canvas.brush.preset import LARGEST, SMALLEST, Brush, Stabiliser, Stabilising
from canvas.brush.tip import Tip
from canvas.brush_files.imported import MOST_BYTES, Imported, check_count, left_out
from canvas.brush_files.native_tip import parse_tip, tip_content
from canvas.brush_files.tips import Room
from canvas.errors import FormatError, Sentence

__all__ = ["ENDING", "MOST_BYTES", "is_native", "read_native", "write_native"]

ENDING = ".scumblebrush"
VERSION = 1
NAME = "scumble-brushes"
MOST_TEXT = 64 << 20  # bytes of a file, tips in it
MOST_DYNAMICS = 128
LINE = 120  # letters of a line of a file
MOST_POINTS = 256  # of a curve
LARGEST_FACTOR = 1000.0  # of a curve's values

TipByName = Callable[[str], Tip | None]

# Ranges of the fields that are numbers; all others are shares, 0 … 1.
_RANGES = {
    "size": (SMALLEST, LARGEST),
    "spacing": (0.01, 10.0),
    "roundness": (0.05, 1.0),
    "angle": (-360.0, 360.0),
    "scatter": (0.0, 10.0),
    "fade": (1.0, 100_000.0),
    "texture_scale": (0.25, 4.0),
}
_DEFAULT = Brush()


def is_native(head: bytes) -> bool:
    """Told by the first bytes of a file."""
    return head.lstrip()[:1] == b"{" and NAME.encode() in head


def read_native(data: bytes, tip_named: TipByName | None = None) -> Imported:
    """The brushes of a file's bytes. tip_named: the tips that come with the program. Raises FormatError."""
    content = parse_json(data)
    if content.get("format") != NAME:
        raise FormatError("It is no brush file of this program.")
    version = content.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise FormatError("It was written by a newer version of this program. Update the program to use it.")
    listed = content.get("brushes")
    if not isinstance(listed, list) or not listed:
        raise FormatError("It holds no brush.")
    check_count(len(listed))
    room = Room()
    entries: list[BrushEntry] = []
    notes: list[Sentence] = []
    for one in listed:
        entry, missing = _entry(one, tip_named or _no_tip, room)
        entries.append(entry)
        notes += left_out(entry.title, missing)
    return Imported(tuple(entries), tuple(notes))


def write_native(entries: Iterable[BrushEntry], tip_names: frozenset[str] = frozenset()) -> bytes:
    """A file that holds these brushes. tip_names: tips that are written as their name only."""
    brushes = [_entry_content(entry, tip_names) for entry in entries]
    content = {"format": NAME, "version": VERSION, "brushes": brushes}
    return (pretty(content) + "\n").encode()


def pretty(value: Any, indent: int = 0) -> str:
    """JSON for people: what fits on a line stands on one, and so do a curve's points."""
    line = json.dumps(value, ensure_ascii=False)
    points = isinstance(value, list) and all(isinstance(one, list) for one in value)
    if not isinstance(value, dict | list) or points or indent + len(line) <= LINE:
        return line
    inner = indent + 1
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {pretty(one, inner + len(key) + 4)}" for key, one in value.items()]
    else:
        parts = [pretty(one, inner) for one in value]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    body = ",\n".join(" " + part.replace("\n", "\n ") for part in parts)
    return f"{opening}\n{body}\n{closing}"


def parse_json(data: bytes) -> dict[str, Any]:
    """The JSON object in a file's bytes. Raises FormatError."""
    if len(data) > MOST_TEXT:
        raise FormatError("It is too large for a file of brushes.")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FormatError("It is damaged: its text makes no sense.") from error
    if not isinstance(content, dict):
        raise FormatError("It is damaged: its text makes no sense.")
    return content


# --- reading -----------------------------------------------------------------------------------------


def _entry(content: Any, tip_named: TipByName, room: Room) -> tuple[BrushEntry, list[str]]:
    if not isinstance(content, dict) or not isinstance(content.get("brush"), dict):
        raise FormatError("It is damaged: a brush in it has no settings.")
    missing: list[str] = []
    title = _text(content, "title") or "Brush"
    name = content.get("id")
    if not isinstance(name, str) or not is_id(name):
        name = slug(title)
    tags = content.get("tags", [])
    tags = tags if isinstance(tags, list) else []
    kept = (clean_text(tag) for tag in tags[:MOST_TAGS] if isinstance(tag, str))
    missing += sorted(
        _shown(key) for key in content.keys() - {"id", "title", "group", "tags", "source", "licence", "brush"}
    )
    entry = BrushEntry(
        name,
        title,
        replace(_brush(content["brush"], missing, tip_named, room), name=name),
        _text(content, "group") or OWN,
        tuple(dict.fromkeys(tag for tag in kept if tag)),
        _text(content, "source"),
        _text(content, "licence"),
    )
    return entry, missing


def _brush(content: dict[str, Any], missing: list[str], tip_named: TipByName, room: Room) -> Brush:
    values: dict[str, Any] = {}
    for key, value in content.items():
        try:
            values[key] = _value(key, value, tip_named, room)
        except (ValueError, TypeError, KeyError, OverflowError):
            missing.append(_shown(key))
    return replace(_DEFAULT, **values)


def _value(key: str, value: Any, tip_named: TipByName, room: Room) -> Any:
    """A field of Brush from JSON. Raises ValueError, TypeError or KeyError for what is none."""
    if key == "tip":
        return parse_tip(value, tip_named, room)
    if key == "dynamics":
        return _dynamics(value)
    if key == "stabiliser":
        return _stabiliser(value)
    default = _FIELDS[key]
    if isinstance(default, StrEnum):
        return type(default)(value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError(key)
        return value
    if isinstance(default, str):
        if not isinstance(value, str):
            raise ValueError(key)
        return clean_text(value)
    return _number(value, *_RANGES.get(key, (0.0, 1.0)))


def _dynamics(value: Any) -> tuple[Dynamic, ...]:
    if not isinstance(value, list) or len(value) > MOST_DYNAMICS:
        raise ValueError("dynamics")
    return tuple(_dynamic(one) for one in value)


def _dynamic(value: Any) -> Dynamic:
    points = value["curve"]
    if not isinstance(points, list) or len(points) > MOST_POINTS:
        raise ValueError("curve")
    drawn = [(_number(x, 0.0, 1.0), _number(y, -LARGEST_FACTOR, LARGEST_FACTOR)) for x, y in points]
    return Dynamic(Setting(value["setting"]), Input(value["input"]), Curve(tuple(drawn)))


def _stabiliser(value: Any) -> Stabiliser:
    known = Stabiliser()
    catch_up = value.get("catch_up", known.catch_up) if isinstance(value, dict) else None
    if not isinstance(catch_up, bool):
        raise ValueError("stabiliser")
    return Stabiliser(
        Stabilising(value["kind"]), _number(value.get("amount", known.amount), 0.0, 1.0), catch_up
    )


def _number(value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return min(max(float(value), least), most)


def _text(content: dict[str, Any], key: str) -> str:
    value = content.get(key, "")
    return clean_text(value) if isinstance(value, str) else ""


def _shown(key: str) -> str:
    return clean_text(key)[:40] or "?"


def _no_tip(_name: str) -> Tip | None:
    return None


# --- writing -----------------------------------------------------------------------------------------


def _entry_content(entry: BrushEntry, tip_names: frozenset[str]) -> dict[str, Any]:
    content: dict[str, Any] = {"id": entry.id, "title": entry.title, "group": entry.group}
    if entry.tags:
        content["tags"] = list(entry.tags)
    if entry.source:
        content["source"] = entry.source
    if entry.licence:
        content["licence"] = entry.licence
    content["brush"] = _brush_content(entry.brush, tip_names)
    return content


def _brush_content(brush: Brush, tip_names: frozenset[str]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name, default in _FIELDS.items():
        value = getattr(brush, name)
        if name not in ("tip", "dynamics", "stabiliser") and value != default:
            content[name] = value if isinstance(value, bool | str) else _rounded(value)
    if brush.stabiliser != _DEFAULT.stabiliser:
        content["stabiliser"] = {
            "kind": brush.stabiliser.kind,
            "amount": _rounded(brush.stabiliser.amount),
            "catch_up": brush.stabiliser.catch_up,
        }
    if brush.dynamics:
        content["dynamics"] = [
            {
                "setting": dynamic.setting,
                "input": dynamic.input,
                "curve": [[_rounded(x), _rounded(y)] for x, y in dynamic.curve.points],
            }
            for dynamic in brush.dynamics
        ]
    if brush.tip is not None:
        content["tip"] = brush.tip.name if brush.tip.name in tip_names else tip_content(brush.tip)
    return content


def _rounded(value: float) -> float:
    """To seven significant digits: more than any setting needs, and short to read."""
    return float(f"{value:.7g}")


_FIELDS = {field.name: getattr(_DEFAULT, field.name) for field in fields(Brush) if field.name != "name"}
