"""Brushing from one candidate to another, in the real window with the pen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.start import Program
from canvas.composite import flatten
from canvas.deeds.painting import painted
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.tile import read
from inference.job import Kind
from tests.flows.conftest import Pen
from tests.flows.test_assist import LONG, generate

Settled = Callable[[], Document]


def choose(qtbot: QtBot, program: Program, row: int) -> None:
    thumbnails = program.window.candidates.list
    place = thumbnails.visualItemRect(thumbnails.item(row)).center()
    qtbot.mouseClick(thumbnails.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.fixture
def candidates(program: Program, sketched: Document, qtbot: QtBot) -> list[np.ndarray]:
    """Two variations below the canvas; their paint, 4×300×400 uint16."""
    generate(program, Kind.VARY, count=2)
    assistant = program.assistant
    qtbot.waitUntil(lambda: len(assistant.candidates) == 2, timeout=LONG)
    return [read(painted((one.layer,)), Rect(0, 0, 400, 300)) for one in assistant.candidates]


def paint_of(program: Program) -> np.ndarray:
    layer = program.studio.document.layer(program.studio.document.active)
    return read(layer.tiles, Rect(0, 0, 400, 300))


def test_one_is_kept_and_the_other_painted_onto_it(
    program: Program, candidates: list[np.ndarray], qtbot: QtBot, settled: Settled, pen: Pen
) -> None:
    first, second = candidates
    window, before = program.window, settled()
    choose(qtbot, program, 0)
    window.candidates.between.click()
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == len(before.layers) + 1, timeout=LONG)
    settled()
    assert program.assistant.shown is None
    assert len(program.assistant.candidates) == 2
    assert window.viewport.pointing.tool is window.toolbox.tools["candidate"]
    assert window.candidates.list.currentRow() == 1
    np.testing.assert_array_equal(paint_of(program), first)

    qtbot.waitUntil(lambda: program.studio.revealed is not None, timeout=LONG)
    program.studio.set_brush(size=40.0, hardness=1.0, opacity=1.0, flow=1.0)
    pen.drag((100.0, 150.0), (300.0, 150.0))
    settled()
    result = paint_of(program)
    np.testing.assert_array_equal(result[:, 145:155, 120:280], second[:, 145:155, 120:280])
    np.testing.assert_array_equal(result[:, :100], first[:, :100])
    assert (result[:, 145:155, 120:280] != first[:, 145:155, 120:280]).any()

    choose(qtbot, program, 0)
    qtbot.waitUntil(lambda: program.studio.revealed is not None, timeout=LONG)
    assert program.assistant.shown is None  # a click chooses what the brush paints with
    program.studio.set_brush(size=80.0)  # over the soft edge of the first stroke, too
    pen.drag((60.0, 150.0), (340.0, 150.0))
    settled()
    np.testing.assert_array_equal(paint_of(program), first)

    for _ in range(3):
        window.actions_by_id["undo"].trigger()
    assert flatten(settled()).tobytes() == flatten(before).tobytes()


def test_parts_of_one_can_be_laid_bare_on_any_layer(
    program: Program, candidates: list[np.ndarray], qtbot: QtBot, settled: Settled, pen: Pen
) -> None:
    choose(qtbot, program, 1)
    window = program.window
    qtbot.keyClick(window.viewport, Qt.Key.Key_Y)
    assert window.viewport.pointing.tool is window.toolbox.tools["candidate"]
    assert program.assistant.shown is None
    qtbot.waitUntil(lambda: program.studio.revealed is not None, timeout=LONG)
    window.actions_by_id["layer_add"].trigger()
    settled()
    program.studio.set_brush(size=40.0, hardness=1.0, opacity=1.0, flow=1.0)
    pen.drag((100.0, 150.0), (300.0, 150.0))
    settled()
    result = paint_of(program)
    np.testing.assert_array_equal(result[:, 145:155, 120:280], candidates[1][:, 145:155, 120:280])
    assert not result[:, :100].any()
    layer = program.studio.document.layer(program.studio.document.active)
    assert isinstance(layer, Layer)
    window.toolbox.choose("brush")
    assert program.studio.revealed is None
    choose(qtbot, program, 0)
    assert program.assistant.shown is program.assistant.candidates[0]
    program.assistant.discard_all()


def test_without_a_candidate_it_says_where_they_come_from(program: Program, qtbot: QtBot, pen: Pen) -> None:
    told: list[str] = []
    program.studio.told.connect(told.append)
    before = program.studio.document
    program.window.toolbox.choose("candidate")
    pen.drag((100.0, 150.0), (300.0, 150.0))
    assert program.studio.document is before
    assert "variations" in told[-1]


def test_a_candidate_that_is_discarded_is_not_painted_with(
    program: Program, candidates: list[np.ndarray], qtbot: QtBot
) -> None:
    choose(qtbot, program, 0)
    program.window.toolbox.choose("candidate")
    qtbot.waitUntil(lambda: program.studio.revealed is not None, timeout=LONG)
    program.window.candidates.discard.click()
    qtbot.waitUntil(lambda: program.studio.revealed is not None, timeout=LONG)
    revealed = read(program.studio.revealed or {}, Rect(0, 0, 400, 300))
    np.testing.assert_array_equal(revealed, candidates[1])
    program.window.candidates.discard.click()
    assert program.studio.revealed is None
