"""The exceptions of this room; each says a sentence that may be shown to the artist, in any language."""

from __future__ import annotations


class Sentence(str):
    """A sentence in English that still knows its `template` and `values`, so that it can be translated."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Sentence:
        """`template` has named places, as in "The layer “{name}” is locked.", that `values` fill."""
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template, sentence.values = template, values
        return sentence


class CanvasError(Exception):
    """Base of all errors raised by `canvas`; made as a `Sentence` is."""

    def __init__(self, template: str, **values: object) -> None:
        """`template` may be a finished `Sentence`, say that of another error."""
        self.sentence = template if isinstance(template, Sentence) else Sentence(template, **values)
        super().__init__(str(self.sentence))


class FormatError(CanvasError):
    """A file is damaged, hostile, of an unsupported kind, or cannot be written."""


class EditError(CanvasError):
    """An edit makes no sense for the document it was asked of (a missing or locked layer, say)."""
