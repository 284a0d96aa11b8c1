"""What app and worker say to each other, and how each message becomes a frame and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

import numpy as np

from inference import errors
from inference.errors import InferenceError, Sentence
from inference.job import Job, Progress, Result, StrokeBrush, Strokes
from inference.record import from_record, to_record
from inference.wire import Frame

PROTOCOL = 4  # raised when either side would misread the other
HOLD_SECONDS = 0.5  # the longest that a pen on the canvas delays one step, where nobody says otherwise
MAX_SENTENCE = 4000  # characters of an error's sentence, and of each value in it, that travel
ERRORS: Mapping[str, type[InferenceError]] = {
    kind.__name__: kind
    for kind in (
        errors.InferenceError, errors.JobError, errors.ModelError, errors.EngineUnavailable,
        errors.OutOfMemory, errors.WorkerDied, errors.Cancelled,
    )
}  # fmt: skip


# --- to the worker ---


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Do this job; it is known by `ticket` from now on."""

    ticket: int
    job: Job


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop this job at its next step, or never start it."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait between steps, since the pen is down; by at most so many seconds for each (0: no longer)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Warm:
    """Make the engine of this name ready for its first job, while there is nothing else to do."""

    engine: str


@dataclass(frozen=True, slots=True)
class Probe:
    """Look for packages and devices; answered by `Probed`."""


@dataclass(frozen=True, slots=True)
class Ping:
    """Answered by `Pong` even while a job runs."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Cancel what runs, close the engines and end."""


# --- from the worker ---


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker takes jobs now."""

    pid: int
    protocol: int = PROTOCOL


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Sent about once a second for as long as the worker's threads get to run."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to `Ping`."""


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    """A running job has come this far."""

    ticket: int
    progress: Progress


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """A job is finished."""

    ticket: int
    result: Result


@dataclass(frozen=True, slots=True, eq=False)
class Erred:
    """A job ended without a result (`Cancelled` among the reasons)."""

    ticket: int
    error: InferenceError


@dataclass(frozen=True, slots=True)
class Probed:
    """What the probe found; JSON-ready, read by `inference.hardware`."""

    findings: dict[str, Any] = field(default_factory=dict)


Message = (
    Run | Cancel | Hold | Warm | Probe | Ping | Shutdown
    | Ready | Heartbeat | Pong | Stepped | Done | Erred | Probed
)  # fmt: skip
_BARE: Mapping[str, type[Probe | Ping | Shutdown | Heartbeat | Pong]] = {
    "probe": Probe, "ping": Ping, "shutdown": Shutdown, "heartbeat": Heartbeat, "pong": Pong,
}  # fmt: skip


def pack(message: Message, sent: Job | None = None) -> Frame:
    """The message as a frame. `sent` is the job that a `Done` answers: its pictures need not travel back."""
    match message:
        case Run(ticket, job):
            settings, pictures = to_record(job)
            return Frame({"kind": "run", "ticket": ticket, "job": settings}, dict(pictures))
        case Cancel(ticket):
            return Frame({"kind": "cancel", "ticket": ticket})
        case Hold(seconds):
            return Frame({"kind": "hold", "seconds": seconds})
        case Warm(engine):
            return Frame({"kind": "warm", "engine": engine})
        case Ready(pid, protocol):
            return Frame({"kind": "ready", "pid": pid, "protocol": protocol})
        case Stepped(ticket, progress):
            return _pack_progress(ticket, progress)
        case Done(ticket, result):
            return _pack_result(ticket, result, sent)
        case Erred(ticket, error):
            name = next((kind.__name__ for kind in type(error).__mro__ if kind.__name__ in ERRORS), "")
            return Frame({"kind": "erred", "ticket": ticket, "error": name, **_pack_sentence(error.sentence)})
        case Probed(findings):
            return Frame({"kind": "probed", "findings": findings})
        case _:
            return Frame({"kind": next(name for name, kind in _BARE.items() if isinstance(message, kind))})


def unpack(frame: Frame, sent: Job | None = None) -> Message:
    """The message in a frame; `sent` as for `pack`.

    Raises InferenceError where the frame makes no sense (JobError where only the job in it does not).
    """
    fields = frame.fields
    try:
        kind = fields["kind"]
        if kind in _BARE:
            return _BARE[kind]()
        match kind:
            case "run":
                return Run(_whole(fields["ticket"]), from_record(fields["job"], frame.arrays))
            case "cancel":
                return Cancel(_whole(fields["ticket"]))
            case "hold":
                return Hold(_seconds(fields["seconds"]))
            case "warm":
                return Warm(str(fields["engine"]))
            case "ready":
                return Ready(_whole(fields["pid"]), _whole(fields["protocol"]))
            case "stepped":
                return Stepped(_whole(fields["ticket"]), _read_progress(frame))
            case "done":
                return Done(_whole(fields["ticket"]), _read_result(frame, sent))
            case "erred":
                error = ERRORS.get(fields["error"], InferenceError)
                return Erred(_whole(fields["ticket"]), error(_read_sentence(fields)))
            case "probed":
                return Probed(dict(fields["findings"]))
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InferenceError("The painting engine sent or got a damaged message.") from error
    raise InferenceError("The painting engine does not know the message '{kind}'.", kind=kind)


def ticket_of(frame: Frame) -> int | None:
    """The ticket of a frame that may otherwise be unreadable."""
    ticket = frame.fields.get("ticket")
    return ticket if isinstance(ticket, int) else None


def _pack_sentence(sentence: Sentence) -> dict[str, Any]:
    """The template and its values, numbers as they are and all else as text; a sentence too long is cut."""
    if len(sentence.template) > MAX_SENTENCE:
        return {"message": str(sentence)[:MAX_SENTENCE], "values": {}}
    values = {name: _plain(value) for name, value in sentence.values.items()}
    return {"message": sentence.template, "values": values}


def _plain(value: object) -> str | int | float:
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return value
    return str(value)[:MAX_SENTENCE]


def _read_sentence(fields: Mapping[str, Any]) -> Sentence:
    """Raises ValueError where the template asks for more than the plain values that came with it."""
    template, values = str(fields["message"])[:MAX_SENTENCE], dict(fields.get("values", {}))
    if values:
        for _, place, form, conversion in Formatter().parse(template):
            if place is not None and (place not in values or form or conversion):
                raise ValueError(f"a sentence has an odd place {place!r:.40}")
    return Sentence(template, **{name: _plain(value) for name, value in values.items()})


def _pack_progress(ticket: int, progress: Progress) -> Frame:
    fields = {"kind": "stepped", "ticket": ticket, "step": int(progress.step), "steps": int(progress.steps)}
    arrays = {} if progress.preview is None else {"preview": progress.preview}
    return Frame({**fields, "stage": progress.stage}, arrays)


def _read_progress(frame: Frame) -> Progress:
    preview = frame.arrays.get("preview")
    if preview is not None and (preview.dtype != np.uint8 or preview.ndim != 3 or preview.shape[2] != 3):
        raise ValueError("a preview is H×W×3 uint8")
    fields = frame.fields
    return Progress(_whole(fields["step"]), _whole(fields["steps"]), str(fields["stage"]), preview)


def _pack_result(ticket: int, result: Result, sent: Job | None) -> Frame:
    """Pictures of the job that came from `sent` untouched (the very same arrays) are left out by name."""
    settings, pictures = to_record(result.job)
    known = {} if sent is None else to_record(sent)[1]
    kept = [name for name, picture in pictures.items() if known.get(name) is picture]
    arrays = {f"job.{name}": picture for name, picture in pictures.items() if name not in kept}
    if result.image is not None:
        arrays["image"] = result.image
    brushes = layers = None
    if (strokes := result.strokes) is not None:
        arrays |= {f"strokes.{name}": getattr(strokes, name) for name in _STROKE_ARRAYS}
        brushes = [[getattr(brush, name) for name in _BRUSH_FIELDS] for brush in strokes.brushes]
        layers = list(strokes.layers)
    fields = {
        "kind": "done", "ticket": ticket, "job": settings, "kept": kept, "brushes": brushes, "layers": layers,
        "seconds": float(result.seconds), "peak_memory": int(result.peak_memory), "notes": list(result.notes),
    }  # fmt: skip
    return Frame(fields, arrays)


def _read_result(frame: Frame, sent: Job | None) -> Result:
    fields, arrays = frame.fields, frame.arrays
    pictures = {name[4:]: picture for name, picture in arrays.items() if name.startswith("job.")}
    if fields["kept"]:
        known = {} if sent is None else to_record(sent)[1]
        pictures |= {name: known[name] for name in fields["kept"]}
    image = arrays.get("image")
    if image is not None and (image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] not in (3, 4)):
        raise ValueError("a result's picture is H×W×3 or H×W×4 uint8")
    return Result(
        job=from_record(fields["job"], pictures),
        image=image,
        strokes=None if fields["brushes"] is None else _read_strokes(frame),
        seconds=float(fields["seconds"]),
        peak_memory=_whole(fields["peak_memory"]),
        notes=tuple(str(note) for note in fields["notes"]),
    )


def _read_strokes(frame: Frame) -> Strokes:
    """Rebuild strokes; every index in them is checked here, since kernels will follow them unchecked."""
    parts = {name: frame.arrays[f"strokes.{name}"] for name in _STROKE_ARRAYS}
    brushes = tuple(_read_brush(row) for row in frame.fields["brushes"])
    layers = tuple(str(name) for name in frame.fields["layers"])
    offsets, points = parts["offsets"], parts["points"]
    count = len(offsets) - 1
    sound = (
        all(part.dtype == dtype for part, dtype in zip(parts.values(), _STROKE_ARRAYS.values(), strict=True))
        and points.shape == (len(points), 3)
        and parts["colours"].shape == (count, 3)
        and all(parts[name].shape == (count,) for name in ("sizes", "opacities", "brush", "layer"))
        and offsets.shape == (count + 1,)
        and offsets[0] == 0
        and offsets[-1] == len(points)
        and bool(np.all(offsets[1:] >= offsets[:-1]))
        and bool(np.all(parts["layer"][1:] >= parts["layer"][:-1]))
        and bool(np.isfinite(points).all() and np.isfinite(parts["sizes"]).all())
        and (count == 0 or (parts["brush"].max() < len(brushes) and parts["layer"].max() < len(layers)))
    )
    if not sound:
        raise ValueError("strokes contradict themselves")
    return Strokes(**parts, brushes=brushes, layers=layers)


def _read_brush(row: Any) -> StrokeBrush:
    values = [kind(value) for kind, value in zip(_BRUSH_FIELDS.values(), row, strict=True)]
    if not all(math.isfinite(value) for value in values[1:]):
        raise ValueError("a brush is made of plain numbers")
    return StrokeBrush(*values)


_BRUSH_FIELDS: Mapping[str, type] = {
    "name": str, "hardness": float, "flow": float, "spacing": float, "aspect": float, "angle_follows": bool,
    "grain": float, "jitter_value": float, "jitter_hue": float,
}  # fmt: skip
_STROKE_ARRAYS: Mapping[str, str] = {
    "points": "float32", "offsets": "int32", "colours": "float32", "sizes": "float32",
    "opacities": "float32", "brush": "uint8", "layer": "uint8",
}  # fmt: skip


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not 0.0 <= seconds < math.inf:
        raise ValueError(f"a time was expected, not {value!r:.40}")
    return seconds


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"a whole number was expected, not {value!r:.40}")
    return value
