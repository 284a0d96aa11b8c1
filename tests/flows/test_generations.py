"""Every result of the assistant is kept with the picture, and can be had again after the file is opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.generation_log import settings_of
from app.start import Program
from canvas.composite import flatten, flatten8, layer8
from canvas.document import Document
from canvas.layer import Group, Layer
from inference.job import Kind
from tests.flows.conftest import Pen, settle
from tests.flows.test_assist import LONG, generate
from tests.flows.test_keeping import flushed, leave, run


@pytest.fixture
def sketched(pen: Pen, program: Program) -> Document:
    program.studio.set_colour((0.1, 0.4, 0.8))
    program.studio.set_brush(size=46.0)
    return pen.drag((60, 80), (330, 200))


def kept(qtbot: QtBot, program: Program, count: int) -> None:
    """Wait until so many results are in the file."""
    qtbot.waitUntil(lambda: len(program.window.generation_log.items) == count, timeout=LONG)
    settle(qtbot, program)


def entries(program: Program, row: int) -> dict[str, QAction]:
    """What the menu of a result offers."""
    view = program.window.generations
    place = view.list.visualRect(view.model.index(row)).center()
    view.list.setCurrentIndex(view.model.index(row))
    view._open_menu(QPoint(place))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.hide()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_a_discarded_result_comes_back_from_the_file(
    qtbot: QtBot, program: Program, sketched: Document, tmp_path: Path
) -> None:
    view, path = program.window.generations, tmp_path / "made.scumble"
    assert view.empty.isVisibleTo(program.window.assist_panel)
    generate(program, Kind.VARY, prompt="oil, warm", count=2, seed=5)
    kept(qtbot, program, 2)
    candidates = {one.order.job.seed: one.layer for one in program.assistant.candidates}
    program.assistant.discard_all()
    program.window.assist_panel.prompt.setPlainText("something else")
    run(qtbot, program, program.window.workspace._write(path))
    leave(program)
    settle(qtbot, program)
    assert program.window.generation_log.items == ()
    run(qtbot, program, program.window.workspace.open(path))
    document = settle(qtbot, program)
    assert view.model.rowCount() == 2
    view.list.setCurrentIndex(view.model.index(1))  # the older one
    assert (
        program.window.assist_panel.prompt.toPlainText() == "something else"
    )  # a click alone changes nothing
    seed = settings_of(program.window.generation_log.items[1])["seed"]
    view.list.doubleClicked.emit(view.model.index(1))
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == len(document.layers) + 1, timeout=LONG)
    back = settle(qtbot, program).layers[-1]
    assert isinstance(back, Group)
    one, other = (flatten(Document(400, 300, (node,))) for node in (back, candidates[seed]))
    assert np.array_equal(one, other)  # painted again from its strokes, so nothing is lost
    stage = back.layers[0]
    assert isinstance(stage, Layer)
    assert stage.recipe is not None
    assert stage.recipe.settings["prompt"] == "oil, warm"
    program.studio.session.undo()
    assert np.array_equal(flatten8(settle(qtbot, program)), flatten8(document))
    view.use.click()
    qtbot.waitUntil(lambda: program.window.assist_panel.prompt.toPlainText() == "oil, warm", timeout=LONG)
    assert program.window.assist_panel.seed_value() == seed


def test_a_result_can_be_run_again_and_removed(qtbot: QtBot, program: Program, sketched: Document) -> None:
    generate(program, Kind.PAINT, prompt="ink", seed=11)
    kept(qtbot, program, 1)
    first = program.studio.document.sheets()[-1]
    program.studio.session.undo()
    settle(qtbot, program)
    entries(program, 0)["Run again"].trigger()
    kept(qtbot, program, 2)
    again = program.studio.document.sheets()[-1]
    rect = sketched.rect
    assert np.array_equal(layer8(again, rect), layer8(first, rect))
    assert set(entries(program, 1)) == {
        "Put back as a layer",
        "Use these settings",
        "Run again",
        "Remove for good",
    }
    entries(program, 1)["Remove for good"].trigger()
    kept(qtbot, program, 1)
    assert program.window.generations.model.rowCount() == 1


def test_beyond_the_room_there_is_the_oldest_keep_their_settings_only(
    qtbot: QtBot, program: Program, sketched: Document
) -> None:
    program.studio.settings.set("assist/history_mb", 0)
    for seed in (1, 2):
        generate(program, Kind.PAINT, prompt="ink", seed=seed)
        kept(qtbot, program, seed)
    newest, oldest = program.window.generation_log.items
    assert newest.nbytes > 0
    assert (oldest.nbytes, oldest.recipe) == (0, None)
    offered = entries(program, 1)
    assert not offered["Put back as a layer"].isEnabled()
    assert not offered["Run again"].isEnabled()
    view = program.window.generations
    assert not view.back.isEnabled()
    assert "made room" in view.about.text()
    program.window.assist_panel.prompt.setPlainText("")
    view.use.click()
    qtbot.waitUntil(lambda: program.window.assist_panel.prompt.toPlainText() == "ink", timeout=LONG)
    assert program.window.assist_panel.seed_value() == 1


def test_results_of_a_picture_that_was_never_saved_are_asked_about(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    workspace = program.window.workspace
    assert not workspace.unsaved
    generate(program, Kind.VARY, prompt="ink", count=2)
    kept(qtbot, program, 2)
    program.assistant.discard_all()
    assert not program.studio.session.modified
    assert workspace.unsaved
    run(qtbot, program, workspace._write(tmp_path / "kept.scumble"))
    flushed(qtbot, program)
    assert not workspace.unsaved
