"""The line that tells how far the work is."""

from __future__ import annotations

import io

import pytest

from app.cli_progress import ProgressLine, duration
from inference.events import Progressed
from inference.job import Progress
from tests.app.terminal import Terminal


def step(number: int, stage: str = "painting", remaining: float | None = None) -> Progressed:
    return Progressed(1, Progress(number, 10, stage), elapsed=2.0, remaining=remaining)


def test_shows_stage_share_and_time_left() -> None:
    terminal = Terminal()
    line = ProgressLine(terminal, 1)
    line.begin(1)
    assert terminal.screen == "Starting the painter …"
    line.show(step(0, "loading"))
    assert terminal.screen.startswith("Loading the model  ░░░░")
    line.show(step(5, "painting", 12.2))
    assert terminal.screen == "Painting  ████████████░░░░░░░░░░░░  50%  12 s left"
    line.place()
    assert terminal.screen == "Laying down the paint …"


def test_counts_pictures_and_the_time_of_those_to_come() -> None:
    terminal = Terminal()
    line = ProgressLine(terminal, 3)
    line.begin(2)
    line.show(step(5, remaining=8.0))
    assert terminal.screen.startswith("2/3  Painting")
    assert terminal.screen.endswith("18 s left")  # 8 for this one and 2 + 8 for the third


def test_leaves_an_empty_line() -> None:
    terminal = Terminal()
    with ProgressLine(terminal, 1) as line:
        line.begin(1)
        line.show(step(3))
    assert terminal.screen == ""
    assert terminal.getvalue().endswith("\r")


def test_does_not_draw_faster_than_the_eye() -> None:
    terminal = Terminal()
    line = ProgressLine(terminal, 1)
    for number in range(1, 9):
        line.show(step(number))
    assert terminal.getvalue().count("\r") == 1
    line.show(step(10))
    assert "100%" in terminal.screen  # the last one is always drawn


def test_is_silent_where_nobody_looks() -> None:
    stream = io.StringIO()
    with ProgressLine(stream, 2) as line:
        line.begin(1)
        line.show(step(3))
        line.place()
    assert stream.getvalue() == ""


def test_an_old_terminal_gets_ascii() -> None:
    terminal = Terminal()
    terminal.encoding = "ascii"  # type: ignore[assignment]
    line = ProgressLine(terminal, 1)
    line.begin(1)
    line.show(step(5))
    assert terminal.screen == "Painting  ############............  50%"


@pytest.mark.parametrize(("seconds", "words"), [(-1, "0 s"), (89, "89 s"), (300, "5 min"), (9000, "2.5 h")])
def test_duration(seconds: float, words: str) -> None:
    assert duration(seconds) == words
