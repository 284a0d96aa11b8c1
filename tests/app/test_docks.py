"""Panels behind others are built when they are first seen, and miss nothing until then."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from app.panels.brush import BrushPanel
from app.panels.history import HistoryPanel
from app.panels.palette import PalettePanel
from app.settings import Settings
from app.start import Program


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    settings.set("new/width", 64)
    settings.set("new/height", 64)
    made = Program(settings, recovery=tmp_path)
    qtbot.addWidget(made.window)
    with qtbot.waitExposed(made.window):
        made.window.show()
    yield made
    made.window.leave_at_once()
    made.close()
    assert made.compute.close(60.0)  # kernels may be compiling
    gc.unfreeze()  # what this program meant to keep for good


@pytest.mark.parametrize(
    ("name", "kind"), [("brush", BrushPanel), ("palette", PalettePanel), ("history", HistoryPanel)]
)
def test_a_panel_behind_another_is_built_once_it_is_seen(
    program: Program, qtbot: QtBot, name: str, kind: type
) -> None:
    dock = program.window.findChild(QDockWidget, name)
    assert isinstance(dock, QDockWidget)
    assert dock.findChild(kind) is None
    dock.raise_()
    qtbot.waitUntil(lambda: dock.findChild(kind) is not None)
    panel = dock.findChild(kind)
    assert isinstance(panel, QWidget)
    qtbot.waitUntil(lambda: panel.isVisible() and not panel.visibleRegion().isEmpty())
    assert panel.width() >= dock.minimumWidth()


def test_the_brush_panel_shows_what_was_in_hand_before_it_was_built(program: Program) -> None:
    program.window.toolbox.choose("eraser")
    assert program.window.docks.brush_panel.hand.eraser
    program.window.toolbox.choose("brush")
    assert not program.window.docks.brush_panel.hand.eraser


def test_what_went_wrong_with_the_brushes_is_told_in_a_panel_that_nobody_has_seen(program: Program) -> None:
    program.studio.shelf.failed.emit("A brush file is damaged.")
    assert "A brush file is damaged." in program.window.docks.brush_panel.notice.text.text()
