"""What steers a job on the command line: LoRAs, ControlNets and references as they are named there."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.cli_errors import told
from app.cli_files import existing
from app.errors import AppError
from app.i18n import QT_TRANSLATE_NOOP
from app.steering import ControlRequest, ReferenceRequest
from app.terminal_words import say
from app.usual import samplers_of, takes_clip_skip
from canvas.composite import flatten8
from canvas.formats import open_document
from inference.conditions import CONTROL_KINDS, REFERENCE_KINDS, Lora
from inference.families import TRAITS
from inference.job import Kind
from inference.models import ModelInfo, Part, PartKind, draws, fits, inspect_part
from inference.prompt.names import key_of, names_of

OPTIONS = ("lora", "control", "drawn_by", "reference", "sampler")  # that mean nothing to the painter
AS_IT_IS = "as-it-is"  # in place of a network that draws
ABSENT: dict[str, str] = {
    "lora": QT_TRANSLATE_NOOP(
        "Terminal", "There is no LoRA “{name}”. 'scumble models list' tells what there is."
    ),
    "controlnet": QT_TRANSLATE_NOOP(
        "Terminal", "There is no ControlNet “{name}”. 'scumble models list' tells what there is."
    ),
    "estimator": QT_TRANSLATE_NOOP(
        "Terminal",
        "There is no network “{name}” that draws maps. 'scumble models list' tells what there is.",
    ),
    "ip-adapter": QT_TRANSLATE_NOOP(
        "Terminal", "There is no IP-Adapter “{name}”. 'scumble models list' tells what there is."
    ),
}


@dataclass(frozen=True, slots=True)
class Steered:
    """What `--control` or `--reference` says."""

    kind: str
    model: str
    image: str = ""


def steering(
    options: argparse.Namespace, kind: Kind, model: ModelInfo | None, parts: Sequence[Part]
) -> dict[str, Any]:
    """Fields of a Request that the options ask for. Raises AppError, ModelError, JobError FormatError."""
    if model is None:
        for name in OPTIONS:
            if getattr(options, name):
                raise _not_for_painter(name.replace("_", "-"))
        if options.clip_skip != 1:
            raise _not_for_painter("clip-skip")
        return {}
    drawn = _drawn(options, model, parts)
    return {
        "sampler": _sampler(options.sampler, model),
        "clip_skip": _clip_skip(options.clip_skip, model),
        "loras": tuple(_lora(text, model, parts) for text in options.lora),
        "controls": tuple(_control(text, kind, model, parts, drawn) for text in options.control),
        "references": tuple(_reference(text, kind, model, parts) for text in options.reference),
    }


def _not_for_painter(option: str) -> AppError:
    return AppError(
        say(
            "The painter cannot use '--{option}'. Leave it out, or name a model with '--model'.",
            option=option,
        )
    )


def split(text: str) -> list[str]:
    """The parts of KIND:MODEL:IMAGE; the colon behind a drive's letter divides nothing."""
    return re.split(r":(?![\\/])", text) if os.name == "nt" else text.split(":")


def _steered(text: str, option: str, kinds: Sequence[str], *, pictured: bool = True) -> Steered:
    """`pictured`: a picture may be named, too."""
    parts = split(text)
    if len(parts) not in ((2, 3) if pictured else (2,)) or not all(parts):
        form = say("KIND:MODEL or KIND:MODEL:IMAGE") if pictured else say("KIND:NAME")
        raise AppError(
            say("'--{option}' is given as {form}, not “{text}”.", option=option, form=form, text=text)
        )
    if parts[0] not in kinds:
        raise AppError(
            say(
                "'--{option}' knows no kind “{kind}”. Choose one of: {kinds}.",
                option=option,
                kind=parts[0],
                kinds=", ".join(kinds),
            )
        )
    return Steered(*parts)


def _lora(text: str, model: ModelInfo, parts: Sequence[Part]) -> Lora:
    name, colon, weight = text.rpartition(":")
    number = _number(weight) if colon else None
    if number is None:
        name, number = text, 1.0
    return Lora(str(_part(name, "lora", model, parts).path), number)


def _drawn(options: argparse.Namespace, model: ModelInfo, parts: Sequence[Part]) -> dict[str, str]:
    """By kind of control the path of what draws it, "" where its pictures are such maps already."""
    drawn: dict[str, str] = {}
    followed = {split(text)[0] for text in options.control}
    for text in options.drawn_by:
        asked = _steered(text, "drawn-by", CONTROL_KINDS, pictured=False)
        if asked.kind not in followed:
            raise AppError(
                say("'--drawn-by' names the kind “{kind}”, but no '--control' does.", kind=asked.kind)
            )
        if asked.model == AS_IT_IS:
            drawn[asked.kind] = ""
            continue
        part = _part(asked.model, "estimator", model, parts)
        if not draws(part, asked.kind):
            raise AppError(
                say("“{name}” draws no pictures of the kind “{kind}”.", name=part.name, kind=asked.kind)
            )
        drawn[asked.kind] = str(part.path)
    return drawn


def _control(
    text: str, kind: Kind, model: ModelInfo, parts: Sequence[Part], drawn: Mapping[str, str]
) -> ControlRequest:
    asked = _steered(text, "control", CONTROL_KINDS)
    part = _part(asked.model, "controlnet", model, parts)
    by = drawn.get(asked.kind)
    return ControlRequest(
        asked.kind,
        str(part.path),
        ready=by == "",
        image=_picture(asked, "control", kind),
        estimator=by or "",
    )


def _reference(text: str, kind: Kind, model: ModelInfo, parts: Sequence[Part]) -> ReferenceRequest:
    asked = _steered(text, "reference", REFERENCE_KINDS)
    part = _part(asked.model, "ip-adapter", model, parts)
    return ReferenceRequest(asked.kind, str(part.path), image=_picture(asked, "reference", kind))


def _picture(asked: Steered, option: str, kind: Kind) -> np.ndarray | None:
    """H×W×4 uint8 from the file that is named; None where the job's own picture is meant."""
    if asked.image:
        return flatten8(open_document(existing(asked.image, "picture")).document)
    if kind is Kind.TEXT:
        raise AppError(
            say("Without a picture to begin with, '--{option}' needs one: KIND:MODEL:IMAGE.", option=option)
        )
    return None


def _part(name: str, kind: PartKind, model: ModelInfo, parts: Sequence[Part]) -> Part:
    """The part of that name or path, if the model can use it."""
    path = Path(name)
    if path.exists():
        part = inspect_part(path.absolute(), kind)
    else:
        fitting = sorted(
            (part for part in parts if part.kind == kind), key=lambda part: fits(part, model) is not None
        )
        found = names_of(fitting).get(key_of(name))
        if found is None:
            raise AppError(say(ABSENT[kind], name=name))
        part = next(part for part in fitting if part.path == found)
    reason = fits(part, model)
    if reason is not None:
        raise AppError(told(reason))
    return part


def _clip_skip(number: int, model: ModelInfo) -> int:
    """How many layers are left out."""
    if number != 1 and not takes_clip_skip(model.family):
        raise AppError(
            say(
                "{family} models do not work with '--clip-skip'. Leave it out.",
                family=TRAITS[model.family].name,
            )
        )
    return number - 1


def _sampler(name: str, model: ModelInfo) -> str:
    names = samplers_of(model.family)
    if name and name not in names:
        raise AppError(
            say(
                "{family} models do not work with the sampler “{name}”. Choose one of: {samplers}.",
                family=TRAITS[model.family].name,
                name=name,
                samplers=", ".join(names),
            )
        )
    return name


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
