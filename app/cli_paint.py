"""The commands that paint, without a window: the same jobs, worker and layers as the window makes."""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from app.cli_errors import told
from app.cli_files import Target, existing, make_target, read_mask, read_strengths
from app.cli_generation import MAX_SEED
from app.cli_models import library
from app.cli_progress import ProgressLine
from app.cli_steering import steering
from app.errors import AppError
from app.generation import DIFFUSION, PAINTERLY, Order, Request, make_orders, node_from
from app.i18n import QT_TRANSLATE_NOOP
from app.paintings.stages import NAMES as STAGE_NAMES
from app.paintings.stages import best_to_paint
from app.prompt_notes import sentences, unmet
from app.prompting import Vocabulary
from app.result_notes import remarks as otherwise
from app.runtime.worker import best_start
from app.terminal_words import dictionary, say, say_n
from app.usual import usual_of
from canvas.deeds.add_layer import insert_node
from canvas.document import Document
from canvas.formats import open_document, save_document
from canvas.layer import Group, Layer
from inference.framing import MODES, Mode
from inference.headless import run_job
from inference.job import Job, Kind, Painting
from inference.library import Catalogue
from inference.models import ModelInfo, Part, inspect
from inference.prompt import WildcardFolder
from inference.service import InferenceService

log = logging.getLogger("scumble.cli")

NAME_LENGTH = 28  # characters of the prompt in a layer's name
NAMES = {  # of a layer
    Kind.PAINT: QT_TRANSLATE_NOOP("Terminal", "Painting"),
    Kind.INPAINT: QT_TRANSLATE_NOOP("Terminal", "Inpaint"),
    Kind.VARY: QT_TRANSLATE_NOOP("Terminal", "Variation"),
    Kind.TEXT: QT_TRANSLATE_NOOP("Terminal", "Picture"),
    Kind.EDIT: QT_TRANSLATE_NOOP("Terminal", "Edit"),
}
NUMBERED = {  # of one of several layers
    Kind.PAINT: QT_TRANSLATE_NOOP("Terminal", "Painting {number}"),
    Kind.INPAINT: QT_TRANSLATE_NOOP("Terminal", "Inpaint {number}"),
    Kind.VARY: QT_TRANSLATE_NOOP("Terminal", "Variation {number}"),
    Kind.TEXT: QT_TRANSLATE_NOOP("Terminal", "Picture {number}"),
    Kind.EDIT: QT_TRANSLATE_NOOP("Terminal", "Edit {number}"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """One result: its layer or group, what it took, and the engine's remarks."""

    layer: Layer | Group
    seed: int
    seconds: float
    notes: tuple[str, ...]


def paint(options: argparse.Namespace) -> int:
    """`scumble paint`; the exit status, as of all commands here. They raise the errors of the three rooms."""
    return _from_picture(options, Kind.PAINT)


def vary(options: argparse.Namespace) -> int:
    """`scumble vary`."""
    return _from_picture(options, Kind.VARY)


def inpaint(options: argparse.Namespace) -> int:
    """`scumble inpaint`."""
    source, mask = existing(options.picture, "picture"), existing(options.mask, "mask")
    target = make_target(options.output, options.count, [source, mask])
    request = _request(options, Kind.INPAINT)
    document = _open(source)
    return _make(document, replace(document, selection=read_mask(mask, document)), request, target)


def edit(options: argparse.Namespace) -> int:
    """`scumble edit`."""
    if options.engine == PAINTERLY:
        raise AppError(say("The painter follows no instructions. Name an editing model with '--model'."))
    if not options.prompt.strip():
        raise AppError(say("Say with '--prompt' what is to be changed, as in 'make it night'."))
    options.engine = DIFFUSION
    return _from_picture(options, Kind.EDIT)


def text(options: argparse.Namespace) -> int:
    """`scumble text`."""
    if options.engine == PAINTERLY:
        raise AppError(say("The painter needs a sketch to begin with. Words alone need '--model DIR|FILE'."))
    target = make_target(options.output, options.count, [])
    options.engine = DIFFUSION
    document = Document(*options.size)
    return _make(document, document, _request(options, Kind.TEXT), target)


def _from_picture(options: argparse.Namespace, kind: Kind) -> int:
    source = existing(options.picture, "picture")
    strengths = existing(options.strength_map, "mask") if getattr(options, "strength_map", None) else None
    target = make_target(options.output, options.count, [source, *([strengths] if strengths else [])])
    request = _request(options, kind)
    document = _open(source)
    if strengths is not None:
        request = replace(request, strength_plane=read_strengths(strengths, document))
    return _make(document, document, request, target)


def _open(path: Path) -> Document:
    opened = open_document(path)
    for note in opened.notes:
        print(told(note))
    return opened.document


def _request(options: argparse.Namespace, kind: Kind) -> Request:
    """What the options ask for. Raises AppError, ModelError …; says what of the prompts will do nothing."""
    library = _Library()
    model = _model(options, library)
    usual, mode = usual_of(model), _mode(options)
    vocabulary = Vocabulary(
        library.parts if model is not None else (), WildcardFolder(_own_folder() / "wildcards")
    )
    request = Request(
        kind=kind,
        model=model,
        prompt=options.prompt,
        negative=options.negative,
        strength=_strength(options, mode),
        steps=usual.steps if options.steps is None else options.steps,
        guidance=usual.guidance if options.guidance is None else options.guidance,
        seed=random.randrange(MAX_SEED + 1) if options.seed is None else options.seed,
        count=options.count,
        mode=mode,
        painting=_painting(options) if model is None else None,
        vocabulary=vocabulary,
    )
    parts = library.parts if model is not None else ()
    request = replace(request, **steering(options, kind, model, parts))
    for sentence in unmet(
        request.prompt, request.negative, vocabulary, model is not None, _translator("PromptNotes")
    ):
        print(sentence)
    return request


def _painting(options: argparse.Namespace) -> Painting | None:
    """What is held fast; None for commands that cannot say so."""
    if not hasattr(options, "lines"):
        return None
    return Painting(
        light=options.light,
        lines=options.lines.replace("-", "_"),
        medium=options.medium or "",
        style_seed=options.style_seed,
        lock_palette="palette" in options.lock,
        lock_values="values" in options.lock,
        lock_lines="lines" in options.lock,
    )


def _mode(options: argparse.Namespace) -> str:
    """The way to inpaint; "" where none is named."""
    return str(getattr(options, "mode", None) or "").replace("-", " ")


def _strength(options: argparse.Namespace, mode: str) -> float:
    if options.strength is not None:
        return options.strength
    return MODES[Mode(mode)].strength if mode else Request().strength


class _Library:
    """What is in the models folders, looked for when it is first asked for."""

    def __init__(self) -> None:
        self._found: Catalogue | None = None

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        return self._all().models

    @property
    def parts(self) -> tuple[Part, ...]:
        return self._all().parts

    def _all(self) -> Catalogue:
        if self._found is None:
            self._found = library()
        return self._found


def _own_folder() -> Path:
    """Where the program keeps what is the artist's."""
    return Path(platformdirs.user_data_dir("scumble", False))


def _translator(context: str) -> Callable[[str], str]:
    """From English into the terminal's language, for texts of a context of the window."""
    known = dictionary()
    return (lambda text: text) if known is None else (lambda text: known.translate(context, text) or text)


def _model(options: argparse.Namespace, library: _Library) -> ModelInfo | None:
    """The model that is asked for; None for the painter. Raises AppError or ModelError."""
    if options.model is None:
        return _only_model(library) if options.engine == DIFFUSION else None
    if options.engine == PAINTERLY:
        raise AppError(say("The painter uses no model. Leave out '--model', or choose '--engine diffusion'."))
    path = Path(options.model)
    if not path.exists() and path.name == options.model:
        found = next((info for info in library.models if info.name == options.model), None)
        if found is not None:
            return found
    return inspect((path.parent if path.name == "model_index.json" else path).absolute())


def _only_model(library: _Library) -> ModelInfo:
    """The model to use where none is named: the only one that there is."""
    found = library.models
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(info.name for info in found)
        raise AppError(say("Which model? Name one with '--model': {names}.", names=names))
    raise AppError(
        say(
            "Diffusion needs a model. Name a diffusers folder or a .safetensors file with '--model', or "
            "leave '--engine diffusion' away to use the built-in painter."
        )
    )


def _make(document: Document, masked: Document, request: Request, target: Target) -> int:
    """Run the jobs and write the files. `masked` is the document with what is selected in it."""
    orders = make_orders(masked, request)
    made: list[Made] = []
    worker = best_start()
    with (
        ProgressLine(sys.stderr, len(orders)) as line,
        InferenceService(lambda event: None, worker.command, worker.environment) as service,
    ):
        try:
            for number, order in enumerate(orders, 1):
                line.begin(number)
                made.append(_one(order, service, line, number if len(orders) > 1 else None))
                if not target.layers:
                    line.clear()
                    _save(document, [made[-1]], target.paths[number - 1])
        finally:
            log.info("What the worker had to say:\n%s", service.worker_log())
    if target.layers:
        _save(document, made, target.paths[0])
    _tell_notes(note for one in made for note in one.notes)
    return 0


def _one(order: Order, service: InferenceService, line: ProgressLine, number: int | None) -> Made:
    start = time.monotonic()
    result = run_job(service, order.job, line.show)
    line.place()
    translate = _translator("Stages")
    stages = {stage: translate(name) for stage, name in STAGE_NAMES.items()}
    layer = node_from(result, order, _layer_name(order.job, number), stages)
    return Made(layer, order.job.seed, time.monotonic() - start, result.notes)


def _layer_name(job: Job, number: int | None) -> str:
    """What a result's layer is called: what it is, which of several, and how its prompt begins."""
    name = say(NAMES[job.kind]) if number is None else say(NUMBERED[job.kind], number=number)
    words = job.prompt.split(",")[0].strip()[:NAME_LENGTH].rstrip()
    return say("{name}: {words}", name=name, words=words) if words else name


def _save(document: Document, made: Sequence[Made], path: Path) -> None:
    """Write the input with these results above it, the last on top."""
    for one in made:
        document = insert_node(document, one.layer)
        document = document.with_layers(document.layers, best_to_paint(one.layer))
    for note in save_document(document, path):
        print(told(note))
    first, last = made[0].seed, made[-1].seed
    seconds = f"{sum(one.seconds for one in made):.1f}"
    if len(made) == 1:
        line = say("Painted {path} (seed {seed}, {seconds} s)", path=path, seed=first, seconds=seconds)
    else:
        line = say(
            "Painted {path} (seeds {first} to {last}, {seconds} s)",
            path=path,
            first=first,
            last=last,
            seconds=seconds,
        )
    print(line, flush=True)


def _tell_notes(notes: Iterable[str]) -> None:
    """Say once what the engine remarked."""
    remarks = list(dict.fromkeys(notes))
    ignored = [note.partition(":")[2] for note in remarks if note.startswith("ignored:")]
    if ignored:
        print(say("The painter does not know: {words}", words=", ".join(ignored)))
    for note in remarks:
        what, _, value = note.partition(":")
        if what == "truncated":
            print(
                say_n(
                    "The prompt is too long for the model: its last %n word piece was left out.",
                    "The prompt is too long for the model: its last %n word pieces were left out.",
                    n=int(value),
                )
            )
        elif what == "truncated_negative":
            print(
                say_n(
                    "The negative prompt is too long for the model: its last %n word piece was left out.",
                    "The negative prompt is too long for the model: its last %n word pieces were left out.",
                    n=int(value),
                )
            )
    for sentence in sentences(remarks, _translator("PromptNotes")):
        print(sentence)
    for sentence in otherwise(remarks, _translator("ResultNotes")):
        print(sentence)
