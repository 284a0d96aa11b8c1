"""What errors and notes of all rooms say on the command line, where nothing can be pressed or selected."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import AppError
from app.i18n import QT_TRANSLATE_NOOP
from app.runtime.errors import CONTEXT, RuntimeProblem
from app.terminal_words import dictionary, say
from canvas.errors import CanvasError
from canvas.errors import Sentence as CanvasSentence
from inference.errors import InferenceError
from inference.errors import Sentence as InferenceSentence

# Sentences that name parts of the window → what is said in their stead, with the same places.
INSTEAD: Mapping[str, str] = {
    "The painting engine could not be started. Your picture is untouched; restart Scumble, and install it "
    "anew if this happens again.": QT_TRANSLATE_NOOP(
        "Terminal",
        "The painting engine could not be started. Run the command again, and install Scumble anew if this "
        "happens again.",
    ),
    "The painting engine stopped unexpectedly. Your picture is untouched; press Retry to run the job "
    "again.": QT_TRANSLATE_NOOP(
        "Terminal", "The painting engine stopped unexpectedly. Run the command again."
    ),
    "The painting engine stopped unexpectedly. Your picture is untouched; press Retry to run the job again. "
    "The computer may have run out of memory: close other programs, or try a smaller picture.": (
        QT_TRANSLATE_NOOP(
            "Terminal",
            "The painting engine stopped unexpectedly; the computer may have run out of memory. Close other "
            "programs, or use a smaller picture, and run the command again.",
        )
    ),
    "The painting engine stopped answering and was restarted. Your picture is untouched; press Retry to run "
    "the job again.": QT_TRANSLATE_NOOP(
        "Terminal", "The painting engine stopped answering. Run the command again."
    ),
    "The engine met an unforeseen problem ({problem}). Your picture is untouched; press Retry, or choose "
    "other settings if it happens again.": QT_TRANSLATE_NOOP(
        "Terminal",
        "The engine met an unforeseen problem ({problem}). Run the command again, with other options if it "
        "happens again; '--verbose' tells more.",
    ),
    "There is not enough memory. Close other programs, or choose a smaller working size.": QT_TRANSLATE_NOOP(
        "Terminal", "There is not enough memory. Close other programs, or use a smaller picture."
    ),
    "This job is too large to send. Shorten the prompt, or choose a smaller working size.": QT_TRANSLATE_NOOP(
        "Terminal", "This job is too large to send. Shorten the prompt, or use a smaller picture."
    ),
    "The selection covers the whole picture, so there is nothing to fill it from. Select less.": (
        QT_TRANSLATE_NOOP(
            "Terminal",
            "The mask is white all over, so there is nothing to fill it from. Leave a part of it black.",
        )
    ),
    "No model is chosen. Choose one in the Assist panel.": QT_TRANSLATE_NOOP(
        "Terminal", "No model is chosen. Name one with '--model'."
    ),
    "'{name}' is made for inpainting only. Choose an ordinary model for this, or select an area and inpaint "
    "it.": QT_TRANSLATE_NOOP(
        "Terminal",
        "'{name}' is made for inpainting only. Name an ordinary model with '--model', or use 'scumble "
        "inpaint'.",
    ),
    "The model failed on this computer's {device}: {problem} Try again; if it fails again, choose another "
    "model or sampler.": QT_TRANSLATE_NOOP(
        "Terminal",
        "The model failed on this computer's {device}: {problem} Try again; if it fails again, name another "
        "one with '--model'.",
    ),
    "The model produced an invalid picture. Try another sampler or a lower guidance; if that does not help, "
    "the model file is damaged.": QT_TRANSLATE_NOOP(
        "Terminal",
        "The model produced an invalid picture. Try a lower '--guidance'; if that does not help, the model "
        "file is damaged.",
    ),
}


def told(said: AppError | CanvasError | InferenceError | str) -> str:
    """An error or a note as it is said on the terminal, in the terminal's language."""
    sentence = said.sentence if isinstance(said, CanvasError | InferenceError) else said
    if isinstance(sentence, CanvasSentence | InferenceSentence) and sentence.template in INSTEAD:
        return say(INSTEAD[sentence.template], **sentence.values)
    known = dictionary()
    if isinstance(said, RuntimeProblem) and known is not None:
        return (known.translate(CONTEXT, said.template) or said.template).format(**said.values)
    if known is None or isinstance(said, AppError):  # an AppError was worded where it was raised
        return str(said)
    from app import words  # with Qt, which speaks this language

    return words.worded(said, lambda text: known.translate(words.CONTEXT, text) or text)
