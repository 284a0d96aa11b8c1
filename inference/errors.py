"""The exceptions of this room; each says a sentence that may be shown to the artist, in any language."""

from __future__ import annotations


class InferenceError(Exception):
    """Base of all errors raised by `inference`.

    `template` is a sentence with named places that `values` fill: "There is no model at '{path}'." The
    message is that sentence in English; with the two at hand the app can say it in another language.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values


class JobError(InferenceError):
    """The job itself makes no sense; sending it again cannot help."""


class ModelError(InferenceError):
    """A model is missing, damaged, unsafe or of an unsupported kind."""


class EngineUnavailable(InferenceError):
    """The engine's packages are not installed; the message says how to add them."""


class OutOfMemory(InferenceError):
    """The device ran out of memory; smaller work may succeed."""


class WorkerDied(InferenceError):
    """The worker process ended or stopped answering in the middle of a job."""


class Cancelled(InferenceError):
    """Raised inside an engine when its job was cancelled; never shown as a failure."""
