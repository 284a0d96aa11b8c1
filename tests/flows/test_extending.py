"""Extending the canvas in the real window: shown first, then a step for the canvas and one for the paint."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.extend_dialog import ExtendDialog, extension_shown
from app.generation import job_of
from app.outpainting import Margins
from app.start import Program
from canvas.composite import flatten, flatten8
from canvas.document import Document
from canvas.geometry import Rect
from tests.flows.conftest import Pen
from tests.flows.test_assist import LONG, layers_become

Settled = Callable[[], Document]


def opened(program: Program, qtbot: QtBot) -> ExtendDialog:
    program.window.actions_by_id["extend_canvas"].trigger()

    def found() -> ExtendDialog | None:
        dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, ExtendDialog)]
        return next((one for one in dialogs if one.isVisible()), None)

    qtbot.waitUntil(lambda: found() is not None)
    dialog = found()
    assert dialog is not None
    return dialog


def test_what_is_to_come_is_seen_and_goes_when_thought_better_of(
    program: Program, qtbot: QtBot, settled: Settled
) -> None:
    document, view = settled(), program.window.viewport.view
    dialog = opened(program, qtbot)
    display = program.studio.session.display
    qtbot.waitUntil(lambda: display.levels[0].shape[1] == 400 + dialog.sides["right"].value(), timeout=LONG)
    dialog.sides["right"].setValue(0)
    assert not dialog.paint.isEnabled()
    dialog.sides["top"].setValue(40)
    assert dialog.grown.text() == "400 × 340"
    qtbot.waitUntil(lambda: display.levels[0].shape[:2] == (340, 400), timeout=LONG)
    dialog.reject()
    qtbot.waitUntil(lambda: display.levels[0].shape[:2] == (300, 400), timeout=LONG)
    assert settled() is document
    qtbot.waitUntil(lambda: program.window.viewport.view == view)


def test_the_canvas_grows_and_is_painted(program: Program, pen: Pen, qtbot: QtBot, settled: Settled) -> None:
    program.studio.set_colour((0.2, 0.5, 0.8))
    program.studio.set_brush(size=60.0)
    before = pen.drag((300, 150), (395, 150))
    dialog = opened(program, qtbot)
    dialog.sides["right"].setValue(100)
    dialog.transition.set_value(20)
    program.window.assist_panel.set_seed(5)
    program.window.assist_panel.seed_lock.setChecked(True)
    qtbot.mouseClick(dialog.paint, Qt.MouseButton.LeftButton)
    document = layers_become(qtbot, program, 3)
    assert (document.width, document.height) == (500, 300)
    layer = document.sheets()[-1]
    assert layer.recipe is not None
    job = job_of(layer.recipe)
    assert (job.mode, job.seed) == ("expand", 5)
    assert layer.recipe.settings["transition"] == 20
    assert np.array_equal(flatten(document, Rect(0, 0, 400, 300)), flatten(before))
    assert (flatten8(document)[:, 400:, 3] == 255).all()
    program.window.actions_by_id["undo"].trigger()
    assert (settled().width, len(settled().layers)) == (500, 2)
    program.window.actions_by_id["undo"].trigger()
    assert settled().width == 400


def test_the_transition_is_tinted_outside_the_picture_only(program: Program, settled: Settled) -> None:
    document = settled()
    shown = extension_shown(Margins(left=30, bottom=10), 16)(document)
    pixels = flatten8(shown)
    assert pixels.shape[:2] == (310, 430)
    assert np.array_equal(pixels[:300, 30:], flatten8(document))
    beside = pixels[150, :30, 3]
    assert beside[-1] > 100  # next to the picture
    assert not beside[:10].any()
    assert (np.diff(beside.astype(int)) >= 0).all()


def test_models_are_had_from_the_menu_and_let_go(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.actions_by_id["get_models"].trigger()
    manager = window.side_windows.models
    assert manager is not None
    qtbot.waitUntil(manager.isVisible)
    scans: list[int] = []
    window.assist_panel.models.scan = lambda: scans.append(1)  # type: ignore[method-assign]
    manager.downloaded.emit(None)
    assert scans == [1]
    manager.close()
    window.side_windows.get_models()
    assert window.side_windows.models is manager
    window.side_windows.end_downloads()
