"""The exceptions of this room; each says a sentence that may be shown to the artist, in any language."""

from __future__ import annotations

from collections.abc import Mapping


class Sentence(str):
    """A sentence in English that still knows its `template` and `values`, so that it can be translated."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Sentence:
        """`template` has named places, as in "There is no model at '{path}'.", that `values` fill."""
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template, sentence.values = template, values
        return sentence

    @staticmethod
    def retold(template: str, values: Mapping[str, object]) -> Sentence:
        """A sentence that was kept as its parts. Raises ValueError where they do not go together."""
        try:
            return Sentence(template, **values)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError("a sentence's values do not fill its places") from error


class InferenceError(Exception):
    """Base of all errors raised by `inference`; made as a `Sentence` is, or from a finished one."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = template if isinstance(template, Sentence) else Sentence(template, **values)
        super().__init__(str(self.sentence))


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


class HubError(InferenceError):
    """A model could not be fetched from the hub; trying again may help, after `wait` seconds where known."""

    wait: float | None = None


class HubRefused(HubError):
    """Trying again changes nothing until the artist does something: another name, a token, more space …"""


class ChooseFile(HubRefused):
    """The model page holds several models; `names` are the files to choose from."""

    names: tuple[str, ...] = ()
