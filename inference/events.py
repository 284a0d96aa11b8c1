"""What happens to a submitted job; each ticket ends in exactly one Finished, Failed or Cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from inference.errors import InferenceError
from inference.job import Job, Progress, Result


@dataclass(frozen=True, slots=True, eq=False)
class Queued:
    """The job waits for its turn."""

    ticket: int
    job: Job


@dataclass(frozen=True, slots=True)
class Started:
    """The job was handed to the engine."""

    ticket: int


@dataclass(frozen=True, slots=True, eq=False)
class Progressed:
    """The engine has come a step further."""

    ticket: int
    progress: Progress
    elapsed: float  # seconds since Started
    remaining: float | None  # seconds, estimated; None until two steps have been seen


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """The job has a result."""

    ticket: int
    result: Result


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """The job ended without a result; `retryable` where sending the same job again may help."""

    ticket: int
    error: InferenceError
    retryable: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was cancelled, before or after its start."""

    ticket: int


Ending = Finished | Failed | Cancelled
Event = Queued | Started | Progressed | Ending
