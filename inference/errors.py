"""The exceptions of this room; each message is a sentence that may be shown to the artist."""

from __future__ import annotations


class InferenceError(Exception):
    """Base of all errors raised by `inference`."""


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
