"""What a flat picture says of how it was made: which layers were generated, by what, and which painted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from canvas.document import Document
from canvas.formats.metadata import tidy
from canvas.layer import Layer

VERSION = 1
# Nothing else of a recipe leaves the house: a model's path, say, names the artist's folders.
_KEPT = (
    "kind", "engine", "prompt", "negative", "seed", "steps", "guidance", "strength", "sampler", "width",
    "height", "clip_skip",
)  # fmt: skip


def made_how(document: Document) -> dict[str, str]:
    """Texts by key: `parameters` as A1111 writes them, of the uppermost generated layer that is visible
    (of any if none is), and `scumble`, JSON about every layer. Nothing where nothing was generated."""
    layers = document.sheets()
    made = [layer for layer in layers if layer.recipe is not None]
    if not made:
        return {}
    shown = [layer for layer in made if layer.visible] or made
    report = {"version": VERSION, "program": "Scumble", "layers": [_told(layer) for layer in layers]}
    return {
        "parameters": parameters_text(_public(shown[-1])),
        "scumble": json.dumps(report, allow_nan=False),
    }


def _told(layer: Layer) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": layer.name,
        "made": "painted" if layer.recipe is None else "generated",
        "visible": layer.visible,
        "opacity": round(float(layer.opacity), 4),
    }
    if layer.recipe is not None:
        told["recipe"] = _public(layer)
    return told


def _public(layer: Layer) -> dict[str, Any]:
    """The recipe's settings without its pictures and without paths."""
    assert layer.recipe is not None
    settings = layer.recipe.settings
    model = settings.get("model")
    named = {"model": _stem(model)} if isinstance(model, str) and model else {}
    kept = {key: settings[key] for key in ("kind", "engine") if isinstance(settings.get(key), str)}
    return {**kept, **tidy({key: settings.get(key) for key in _KEPT} | named)}


def _stem(path: str) -> str:
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return name.removesuffix(".safetensors").removesuffix(".ckpt")


def parameters_text(settings: Mapping[str, Any]) -> str:
    """Settings in the words of A1111's web UI."""
    lines = [settings.get("prompt", "")]
    if settings.get("negative"):
        lines.append("Negative prompt: " + settings["negative"])
    pairs = [
        ("Steps", settings.get("steps", 0)),
        ("Sampler", settings.get("sampler")),
        ("CFG scale", settings.get("guidance")),
        ("Seed", settings.get("seed")),
        ("Size", f"{settings['width']}x{settings['height']}" if _sized(settings) else None),
        ("Model", settings.get("model")),
        ("Denoising strength", settings.get("strength")),
        ("Clip skip", settings["clip_skip"] + 1 if "clip_skip" in settings else None),
        ("Version", "Scumble"),
    ]
    lines.append(", ".join(f"{key}: {_quoted(value)}" for key, value in pairs if value not in (None, "")))
    return "\n".join(lines)


def _sized(settings: Mapping[str, Any]) -> bool:
    return "width" in settings and "height" in settings


def _quoted(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value).replace("\n", " ")
    return json.dumps(text, ensure_ascii=False) if any(mark in text for mark in ',:"') else text
