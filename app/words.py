"""What errors and notes of the other rooms say, in the artist's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication

from app.errors import AppError
from app.i18n import QT_TRANSLATE_NOOP
from canvas.errors import CanvasError
from canvas.errors import Sentence as CanvasSentence
from inference.errors import InferenceError
from inference.errors import Sentence as InferenceSentence

CONTEXT = "Sentences"
SURPRISE = QT_TRANSLATE_NOOP(
    "Sentences",
    "Something went wrong inside Scumble ({problem}). Your picture is still here: save it under a new name, "
    "then restart.",
)

log = logging.getLogger("scumble.words")


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)


def worded(said: BaseException | str, translate: Callable[[str], str] = _translated) -> str:
    """An error or a sentence as the artist reads it; an error nobody foresaw is told in general words.

    `translate` gives a text of the context "Sentences" in another language, or as it is where it is unknown.
    """
    if isinstance(said, CanvasError | InferenceError):
        said = said.sentence
    if isinstance(said, CanvasSentence | InferenceSentence):
        return _filled(said, said.template, said.values, translate)
    if isinstance(said, str):
        return translate(said) if said else ""
    if isinstance(said, AppError):
        return str(said)  # worded where it was raised
    problem = f"{type(said).__name__}: {said}" if str(said) else type(said).__name__
    return translate(SURPRISE).format(problem=problem)


def worded_all(sentences: Iterable[str]) -> str:
    """Several sentences, one after another."""
    return " ".join(worded(sentence) for sentence in sentences)


def _filled(english: str, template: str, values: dict[str, object], translate: Callable[[str], str]) -> str:
    if not values:
        return translate(template) if template else ""
    words = {
        name: worded(value, translate)
        if isinstance(value, CanvasSentence | InferenceSentence | BaseException)
        else value
        for name, value in values.items()
    }
    try:
        return translate(template).format(**words)
    except (
        LookupError,
        ValueError,
    ) as error:  # a translation with places of its own must not cost the message
        log.warning("The translation of %r cannot be filled in: %r", template, error)
        return english
