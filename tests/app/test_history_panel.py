"""The history panel: steps listed as they are made, faint once undone, and a click that goes there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import theme
from app.panels.history import HistoryPanel
from app.studio import Studio
from canvas.deeds.set_property import rename_layer, set_opacity
from canvas.document import Document

Settled = Callable[[], Document]


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> HistoryPanel:
    panel = HistoryPanel(studio)
    qtbot.addWidget(panel)
    panel.resize(270, 260)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def rows(panel: HistoryPanel) -> list[str]:
    return [panel.model.data(panel.model.index(row)) for row in range(panel.model.rowCount())]


def faint(panel: HistoryPanel) -> list[int]:
    role = Qt.ItemDataRole.ForegroundRole
    model = panel.model
    return [n for n in range(model.rowCount()) if model.data(model.index(n), role) == QColor(theme.DISABLED)]


def click(panel: HistoryPanel, row: int) -> None:
    place = panel.list.visualRect(panel.model.index(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_every_step_is_listed_and_a_click_goes_there(
    panel: HistoryPanel, studio: Studio, settled: Settled
) -> None:
    assert rows(panel) == ["Beginning"]
    assert "listed here" in panel.memory.text()
    sketch = studio.document.active
    for step in range(4):
        name = f"Name {step}"
        studio.session.do(f"Step {step}", lambda document, name=name: rename_layer(document, sketch, name))
    settled()
    assert rows(panel) == ["Beginning", "Step 0", "Step 1", "Step 2", "Step 3"]
    assert panel.memory.text().startswith("4 steps")
    click(panel, 2)
    assert settled().layer(sketch).name == "Name 1"
    assert faint(panel) == [3, 4]
    click(panel, 0)
    assert settled().layer(sketch).name == "Sketch"
    click(panel, 4)
    assert settled().layer(sketch).name == "Name 3"
    assert faint(panel) == []


def test_a_new_step_takes_the_place_of_the_undone_ones(
    panel: HistoryPanel, studio: Studio, settled: Settled
) -> None:
    sketch = studio.document.active
    for name in ("One", "Two", "Three"):
        studio.session.do(name, lambda document, name=name: rename_layer(document, sketch, name))
    settled()
    click(panel, 1)
    settled()
    studio.session.do("Other", lambda document: rename_layer(document, sketch, "Other"))
    settled()
    assert rows(panel) == ["Beginning", "One", "Other"]


def test_the_saved_step_carries_a_mark(panel: HistoryPanel, studio: Studio, settled: Settled) -> None:
    sketch = studio.document.active
    studio.session.do("One", lambda document: rename_layer(document, sketch, "One"))
    studio.session.mark_saved(studio.session.snapshot().result()[1])
    studio.session.do("Two", lambda document: rename_layer(document, sketch, "Two"))
    settled()
    role = Qt.ItemDataRole.DecorationRole
    marks = [panel.model.data(panel.model.index(row), role) is not None for row in range(3)]
    assert marks == [False, True, False]


def test_a_drag_is_one_row(panel: HistoryPanel, studio: Studio, settled: Settled) -> None:
    sketch = studio.document.active
    for percent in range(99, 40, -1):
        studio.session.do(
            "Opacity", lambda document, p=percent: set_opacity(document, sketch, p / 100), merge_key="opacity"
        )
    settled()
    assert rows(panel) == ["Beginning", "Opacity"]


def test_another_document_has_another_history(
    panel: HistoryPanel, studio: Studio, settled: Settled, qtbot: QtBot
) -> None:
    studio.session.do("One", lambda document: rename_layer(document, document.active, "One"))
    settled()
    studio.open(studio.session_of(Document(64, 64, studio.document.layers)))
    settled()
    assert rows(panel) == ["Beginning"]
