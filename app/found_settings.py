"""From the settings that a picture came with, whichever program wrote them, to a request of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.generation import Request
from inference.models import ModelInfo

MOST_STEPS, MOST_GUIDANCE = 100, 20.0  # what the panel's sliders hold


def tr(text: str) -> str:
    return QCoreApplication.translate("FoundSettings", text)


def request_of_settings(
    settings: Mapping[str, Any], now: Request, models: Sequence[ModelInfo]
) -> tuple[Request, tuple[str, ...]]:
    """The request with everything replaced that the picture tells, and sentences about what is not as it was.

    `settings` has the keys of `canvas.formats.metadata`; values out of range are brought into it.
    """
    notes: list[str] = []
    request = replace(
        now,
        prompt=settings.get("prompt", now.prompt),
        negative=settings.get("negative", "" if "prompt" in settings else now.negative),
        sampler="",  # their names differ from program to program
        steps=min(max(settings.get("steps", now.steps), 1), MOST_STEPS),
        guidance=min(max(settings.get("guidance", now.guidance), 0.0), MOST_GUIDANCE),
        strength=min(max(settings.get("strength", now.strength), 0.0), 1.0),
        seed=settings.get("seed", now.seed) % 2**32,
    )
    wanted = _bare(settings.get("model", ""))
    if wanted:
        model = next((info for info in models if _bare(str(info.path)) == wanted), None)
        if model is not None:
            request = replace(request, model=model)
        else:
            notes.append(tr("Its model is not here: {0}.").format(settings["model"]))
    if settings.get("seed", 0) >= 2**32:
        notes.append(tr("Its seed is longer than those used here, so another picture will come of it."))
    if settings.get("loras"):
        names = ", ".join(str(name) for name, _ in settings["loras"])
        notes.append(tr("It was made with LoRAs, which are not used here: {0}.").format(names))
    return request, tuple(notes)


def _bare(path: str) -> str:
    """A model's name without folder and ending, in small letters."""
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    for ending in (".safetensors", ".ckpt"):
        name = name.removesuffix(ending)
    return name.lower()
