"""What errors say where there is no window."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from app.cli_errors import INSTEAD, told
from app.errors import AppError
from canvas.errors import EditError, Sentence
from inference.errors import InferenceError, WorkerDied
from inference.service import CANNOT_START, DIED, HUNG, KILLED
from installer.translations import SENTENCES, collect, literal, modules, sentence_calls

WINDOW = re.compile(r"\b(Retry|panel|restart Scumble|working size)\b")
NEVER_HERE = {"The engine's working size makes no sense; choose another model or size limit."}


def test_what_is_reworded_is_still_said() -> None:
    assert set(INSTEAD) <= {text.source for text in collect() if text.context == SENTENCES}


def test_no_sentence_of_the_worker_asks_for_the_window() -> None:
    said = {literal(call) or "" for _, tree in modules(rooms=("inference",)) for call in sentence_calls(tree)}
    asking = {sentence for sentence in said if WINDOW.search(sentence)} - NEVER_HERE
    assert len(asking) >= 7
    assert asking <= set(INSTEAD)


def test_its_own_words_keep_the_places_and_name_no_window() -> None:
    for window, terminal in INSTEAD.items():
        assert places(terminal) == places(window)
        assert not WINDOW.search(terminal)


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


@pytest.mark.parametrize("sentence", [CANNOT_START, DIED, KILLED, HUNG])
def test_a_worker_that_died_means_the_command_is_run_again(sentence: str) -> None:
    assert "un the command again" in told(WorkerDied(sentence))


def test_a_surprise_in_the_worker() -> None:
    error = InferenceError(
        "The engine met an unforeseen problem ({problem}). Your picture is untouched; press Retry, or choose "
        "other settings if it happens again.",
        problem="KeyError",
    )
    assert told(error).startswith("The engine met an unforeseen problem (KeyError). Run the command again")


def test_all_else_is_said_as_it_is() -> None:
    assert told(EditError("The layer “{name}” is locked. Unlock it first.", name="Ink")) == (
        "The layer “Ink” is locked. Unlock it first."
    )
    assert told(AppError("Done {that}.")) == "Done {that}."
    assert told(Sentence("There is no paint to copy.")) == "There is no paint to copy."
    assert told("Plain.") == "Plain."
