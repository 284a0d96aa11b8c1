"""A job written down: JSON-ready settings and the pictures by name, and read back from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from inference.conditions import Control, Lora, Reference, Region
from inference.errors import JobError
from inference.job import Frame, Job, Kind, Painting

JOB_FORMAT = 3  # raised when a stored job can no longer be read by older programs
PLANES = ("image", "mask", "strength_map")
MAX_CONDITIONS = 64  # of each sort, in a record that is read

_SCALARS = {
    "engine": str, "prompt": str, "negative": str, "sampler": str, "model": str, "vae": str, "mode": str,
    "asked": str,
    "seed": int, "steps": int, "clip_skip": int, "width": int, "height": int,
    "refine_width": int, "refine_height": int,
    "strength": float, "guidance": float, "refine_strength": float,
}  # fmt: skip
_LOCKS = ("lock_palette", "lock_values", "lock_lines")
# The fields of each condition that go into JSON, and the one that is a picture.
_CONDITIONS: Mapping[str, tuple[Any, Mapping[str, Any], str]] = {
    "loras": (Lora, {"path": str, "weight": float}, ""),
    "controls": (
        Control,
        {"kind": str, "model": str, "weight": float, "start": float, "end": float, "estimator": str},
        "image",
    ),
    "references": (Reference, {"kind": str, "model": str, "weight": float}, "image"),
    "regions": (Region, {"prompt": str, "weight": float}, "mask"),
}


def to_record(job: Job) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Split a job into JSON-ready settings and its pictures (uint8 arrays).

    Pictures are named by their field ("image", "mask", "strength_map"), those of conditions by field and
    place ("controls.0").
    """
    settings: dict[str, Any] = {"format": JOB_FORMAT, "kind": str(job.kind)}
    frame = job.frame
    settings["frame"] = [int(side) for side in (frame.x, frame.y, frame.width, frame.height)]
    pictures: dict[str, np.ndarray] = {}
    for name, kind in _SCALARS.items():  # numpy's numbers would not go into JSON
        settings[name] = kind(getattr(job, name))
    if job.embeddings:
        settings["embeddings"] = list(job.embeddings)
    if job.painting is not None:
        settings["painting"] = _write_painting(job.painting)
    for name in PLANES:
        if (plane := getattr(job, name)) is not None:
            pictures[name] = plane
    for name, (_, plain, picture) in _CONDITIONS.items():
        conditions = getattr(job, name)
        if conditions:
            settings[name] = [
                {key: kind(getattr(condition, key)) for key, kind in plain.items()}
                for condition in conditions
            ]
        if picture:
            for place, condition in enumerate(conditions):
                pictures[f"{name}.{place}"] = getattr(condition, picture)
    return settings, pictures


def from_record(settings: Mapping[str, Any], pictures: Mapping[str, np.ndarray]) -> Job:
    """Rebuild a job; unknown settings are ignored. Raises JobError where the record makes no sense."""
    written = settings.get("format")
    if not isinstance(written, int) or written < 1:
        raise JobError("This recipe is damaged and cannot be used again.")
    if written > JOB_FORMAT:
        raise JobError("This recipe was written by a newer Scumble; update to re-use it.")
    try:
        values: dict[str, Any] = {
            name: _scalar(settings[name], kind) for name, kind in _SCALARS.items() if name in settings
        }
        values["kind"] = Kind(settings["kind"])
        values["frame"] = Frame(*(int(number) for number in settings["frame"]))
        values["embeddings"] = tuple(_scalar(path, str) for path in _some(settings.get("embeddings", ())))
        values["painting"] = _read_painting(settings.get("painting"))
        for name in _CONDITIONS:
            values[name] = tuple(_read_conditions(name, settings.get(name, ()), pictures))
        values.update((name, pictures[name]) for name in PLANES if name in pictures)
        known = {item.name for item in fields(Job)}
        return Job(**{name: value for name, value in values.items() if name in known})
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise JobError("This recipe is damaged and cannot be used again.") from error


def _write_painting(painting: Painting) -> dict[str, Any]:
    light = None if painting.light is None else [float(angle) for angle in painting.light]
    seed = None if painting.style_seed is None else int(painting.style_seed)
    plain = {name: bool(getattr(painting, name)) for name in _LOCKS}
    return {"light": light, "lines": painting.lines, "style_seed": seed, "medium": painting.medium, **plain}


def _read_painting(row: Any) -> Painting | None:
    """None where nothing was written, as in records before format 3."""
    if row is None:
        return None
    values: dict[str, Any] = {name: bool(row[name]) for name in _LOCKS if name in row}
    values |= {name: _scalar(row[name], str) for name in ("lines", "medium") if name in row}
    if (light := row.get("light")) is not None:
        azimuth, elevation = light
        values["light"] = (float(azimuth), float(elevation))
    if (seed := row.get("style_seed")) is not None:
        values["style_seed"] = int(seed)
    return Painting(**values)


def _read_conditions(name: str, rows: Any, pictures: Mapping[str, np.ndarray]) -> Iterable[Any]:
    make, plain, picture = _CONDITIONS[name]
    for place, row in enumerate(_some(rows)):
        values = {key: _scalar(row[key], kind) for key, kind in plain.items() if key in row}
        if picture:
            values[picture] = pictures[f"{name}.{place}"]
        yield make(**values)


def _some(rows: Any) -> list[Any]:
    if not isinstance(rows, list | tuple) or len(rows) > MAX_CONDITIONS:
        raise ValueError("a short list was expected")
    return list(rows)


def _scalar(value: Any, kind: type) -> Any:
    if kind is str and not isinstance(value, str):
        raise TypeError("no text")
    return kind(value)
