"""From the settings that a picture came with, whichever program wrote them, to a request of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.generation import Request
from inference.conditions import MAX_WEIGHT, Lora
from inference.job import MAX_CLIP_SKIP
from inference.models import ModelInfo
from inference.prompt import parse
from inference.prompt.names import key_of, names_of

MOST_STEPS, MOST_GUIDANCE = 100, 20.0  # what the panel's sliders hold


def tr(text: str) -> str:
    return QCoreApplication.translate("FoundSettings", text)


def request_of_settings(
    settings: Mapping[str, Any], now: Request, models: Sequence[ModelInfo]
) -> tuple[Request, tuple[str, ...]]:
    """The request with everything replaced that the picture tells, and sentences about what is not as it was.

    `settings` has the keys of `canvas.formats.metadata`; values out of range are brought into it. The
    request's `loras` are those that the picture tells beside its prompt.
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
    loras, missing = _loras(settings, request)
    if missing:
        notes.append(tr("It was made with LoRAs that are not here: {0}.").format(", ".join(missing)))
    return replace(request, loras=loras, clip_skip=_clip_skip(settings, request)), tuple(notes)


def _clip_skip(settings: Mapping[str, Any], request: Request) -> int:
    """Other programs skip no layers of SDXL models whatever they say, and others have none."""
    if request.model is None or request.model.family != "sd15":
        return 0
    return min(settings.get("clip_skip", 0), MAX_CLIP_SKIP)


def _loras(settings: Mapping[str, Any], request: Request) -> tuple[tuple[Lora, ...], list[str]]:
    """The LoRAs that the prompt does not name itself, and the names of those that are not here."""
    told = settings.get("loras") or ()
    family = request.model.family if request.model is not None else None
    known = names_of(request.vocabulary.fitting("lora", family))
    named = {key_of(tag.name) for tag in parse(request.prompt).loras}
    missing = [str(name) for name, _ in told if key_of(str(name)) not in known]
    weights = {
        known[key]: min(max(float(weight), -MAX_WEIGHT), MAX_WEIGHT)
        for name, weight in told
        if (key := key_of(str(name))) in known and key not in named
    }
    return tuple(Lora(str(path), weight) for path, weight in weights.items()), missing


def _bare(path: str) -> str:
    """A model's name without folder and ending, in small letters."""
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    for ending in (".safetensors", ".ckpt"):
        name = name.removesuffix(ending)
    return name.lower()
