"""MyPaint's brushes: `.myb` of version 3 (JSON), and of versions 1 and 2 (lines of text).

Source: libmypaint's brushsettings.json and documentation of brush settings; MyPaint's wiki, "Brush file
format". How settings become ours is told in `mypaint_settings`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from canvas.brush.entry import GROUPS, OWN, BrushEntry, clean_text, slug
from canvas.brush_files.imported import Imported, left_out
from canvas.brush_files.mypaint_settings import brush_of
from canvas.brush_files.native import parse_json
from canvas.errors import FormatError

MOST_TEXT = 4 << 20  # bytes
MOST_POINTS = 1000  # of a curve; MyPaint itself allows 64
MOST_SETTINGS = 500

Points = list[tuple[float, float]]


@dataclass(slots=True)
class Described:
    """A setting as the file has it: what it is without input, and by input the curve of what is added."""

    base: float = 0.0
    inputs: dict[str, Points] = field(default_factory=dict)


def is_mypaint(head: bytes) -> bool:
    """Told by the first bytes; a JSON brush of MyPaint says so, or at least begins with its settings."""
    text = head.lstrip()
    if text[:1] == b"{":
        return any(word in text for word in (b"MyPaint", b'"settings"', b'"parent_brush_name"', b'"comment"'))
    return text.startswith((b"version 1", b"version 2", b"# mypaint brush file"))


def read_mypaint(data: bytes, path: Path) -> Imported:
    """The one brush of a file. Raises FormatError."""
    if len(data) > MOST_TEXT:
        raise FormatError("It is too large for a MyPaint brush.")
    settings, group, comment = _parse_json(data) if data.lstrip()[:1] == b"{" else _parse_text(data)
    title = clean_text(path.stem.replace("_", " ")) or "Brush"
    brush, missing = brush_of(settings)
    group = clean_text(group).casefold()
    entry = BrushEntry(
        slug(title), title, brush, group if group in GROUPS else OWN, ("MyPaint",), clean_text(comment)
    ).with_id(slug(title))
    return Imported((entry,), tuple(left_out(title, missing)))


def _parse_json(data: bytes) -> tuple[dict[str, Described], str, str]:
    content = parse_json(data)
    version = content.get("version")
    if version != 3:
        raise FormatError("It is a MyPaint brush of an unknown version. Save it with MyPaint 1.2 or 2.0.")
    listed = content.get("settings")
    if not isinstance(listed, dict) or len(listed) > MOST_SETTINGS:
        raise FormatError("It is damaged: it has no brush settings.")
    settings = {str(name)[:60]: _described(value) for name, value in listed.items()}
    comment = content.get("comment", "")
    told = comment if isinstance(comment, str) and comment != "MyPaint brush file" else ""
    group = content.get("group", "")
    return settings, group if isinstance(group, str) else "", told


def _described(value: Any) -> Described:
    inputs = value.get("inputs", {}) if isinstance(value, dict) else None
    if not isinstance(inputs, dict) or len(inputs) > 100:
        raise FormatError("It is damaged: a setting makes no sense.")
    return Described(
        _number(value.get("base_value", 0.0)),
        {str(name)[:60]: _points(points) for name, points in inputs.items() if points},
    )


def _points(value: Any) -> Points:
    """Points of rising x."""
    if not isinstance(value, list) or len(value) > MOST_POINTS:
        raise FormatError("It is damaged: a curve makes no sense.")
    points: Points = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise FormatError("It is damaged: a curve makes no sense.")
        x, y = _number(pair[0]), _number(pair[1])
        if not points or x >= points[-1][0]:  # a point that goes back is one that MyPaint never reaches
            points.append((x, y))
    return points


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise FormatError("It is damaged: a setting is no number.")
    return float(value)


def _parse_text(data: bytes) -> tuple[dict[str, Described], str, str]:
    settings: dict[str, Described] = {}
    group, version = "", 1
    lines = data.decode("utf-8", "replace").splitlines()
    for line in lines[:MOST_SETTINGS]:
        name, _, value = line.strip().partition(" ")
        if name == "version":
            version = 2 if value.strip() == "2" else 1
        elif name == "group":
            group = unquote(value)
        elif (
            name and not name.startswith("#") and name not in ("color", "parent_brush_name", "painting_time")
        ):
            settings["speed1" if name == "speed" else name[:60]] = _described_line(value, version)
    if "radius_logarithmic" not in settings:
        raise FormatError("It is damaged: it has no brush settings.")
    return settings, group, ""


def _described_line(value: str, version: int) -> Described:
    """A setting from "base | input points | …"."""
    base, *parts = value.split("|")
    setting = Described(_number_in(base))
    for part in parts[:100]:
        name, _, raw = part.strip().partition(" ")
        numbers = [
            _number_in(one) for one in raw.replace("(", " ").replace(")", " ").replace(",", " ").split()
        ]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        if version == 1:  # begins at the origin without saying so, and may end in pairs of zeros
            pairs = [(0.0, 0.0), *(pair for pair in pairs if pair[0] != 0.0)]
        setting.inputs[name[:60]] = _points(pairs)
    return setting


def _number_in(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise FormatError("It is damaged: a setting is no number.") from error
    return _number(value if math.isfinite(value) else 1e10)
