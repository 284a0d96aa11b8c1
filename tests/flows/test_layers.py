"""Groups, masks, clipping and solo in the real window, with the pen on the canvas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from app.panels.layer_places import Zone
from app.start import Program
from canvas.composite import flatten8
from canvas.document import Document
from canvas.layer import Group, Layer, Node
from canvas.tile import solid
from tests.flows.conftest import Pen

Settled = Callable[[], Document]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Rows:
    """The artist's hand on the layer list."""

    def __init__(self, program: Program) -> None:
        dock = program.window.findChild(QDockWidget, "layers")
        assert isinstance(dock, QDockWidget)
        dock.raise_()
        QApplication.processEvents()
        self.list = program.window.docks.layers_panel.list
        self._program = program

    def place(self, name: str, zone: Zone) -> QPoint:
        node = next(node for node in self._program.studio.document.nodes() if node.name == name)
        index = self.list._rows.index_of(node.id)
        self.list.scrollTo(index)
        rect = self.list.place(index, zone)
        return QPoint(rect.left() + 6, rect.center().y()) if zone is Zone.NAME else rect.center()

    def click(self, name: str, zone: Zone = Zone.NAME, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.list.viewport(), LEFT, keys, self.place(name, zone))

    def drag(self, name: str, onto: str) -> None:
        view, start, end = self.list.viewport(), self.place(name, Zone.NAME), self.place(onto, Zone.NAME)
        QTest.mousePress(view, LEFT, NONE, start)
        for share in (0.2, 0.6, 1.0):
            QTest.mouseMove(view, start + (end - start) * share)
            QApplication.processEvents()
        QTest.mouseRelease(view, LEFT, NONE, end)


@pytest.fixture
def rows(program: Program) -> Rows:
    return Rows(program)


def trigger(program: Program, settled: Settled, *names: str) -> Document:
    for name in names:
        program.window.actions_by_id[name].trigger()
    return settled()


def fill_with_red(program: Program, settled: Settled) -> Document:
    red = solid((1, 0, 0, 1), program.studio.document.rect.tile_keys())
    program.studio.session.do("Red", lambda document: document.changing(document.active, tiles=red))
    return settled()


def outline(nodes: tuple[Node, ...]) -> list[object]:
    return [(node.name, outline(node.layers)) if isinstance(node, Group) else node.name for node in nodes]


def seen(program: Program, x: int, y: int) -> list[int]:
    """RGB on the screen."""
    return program.studio.session.display.levels[0][y, x, 2::-1].tolist()


def test_black_on_a_mask_hides_and_white_brings_back(
    program: Program, pen: Pen, settled: Settled, rows: Rows
) -> None:
    red = fill_with_red(program, settled)
    program.studio.set_brush(size=60.0, hardness=1.0)
    masked = trigger(program, settled, "mask_reveal")
    assert masked.on_mask
    program.studio.default_colours()
    pen.stylus((100, 150, 1.0), (300, 150, 1.0))
    assert seen(program, 200, 150) == [255, 255, 255]  # the paper below
    assert seen(program, 200, 50) == [255, 0, 0]
    document = program.studio.document
    assert document.sheets()[1].tiles is red.sheets()[1].tiles  # the paint is as it was
    program.studio.swap_colours()
    pen.stylus((200, 120, 1.0), (200, 180, 1.0))
    assert seen(program, 200, 150) == [255, 0, 0]
    assert seen(program, 120, 150) == [255, 255, 255]
    rows.click(document.sheets()[1].name, Zone.MASK, Qt.KeyboardModifier.ShiftModifier)
    settled()
    assert seen(program, 120, 150) == [255, 0, 0]
    for _ in range(4):
        program.studio.session.undo()
    undone = settled()
    assert undone.sheets()[1].mask is None
    assert flatten8(undone).tobytes() == flatten8(red).tobytes()


def test_the_thumbnails_say_what_the_pen_paints_on(
    program: Program, pen: Pen, settled: Settled, rows: Rows
) -> None:
    name = trigger(program, settled, "mask_hide").sheets()[1].name
    rows.click(name, Zone.THUMBNAIL)
    assert not settled().on_mask
    painted = pen.drag((100, 100), (200, 100))
    assert painted.sheets()[1].tiles
    rows.click(name, Zone.MASK)
    assert settled().on_mask
    before = program.studio.document.sheets()[1]
    program.studio.swap_colours()
    after = pen.drag((100, 100), (200, 100)).sheets()[1]
    assert after.tiles is before.tiles
    assert after.mask is not before.mask


def test_clipped_paint_shows_only_on_the_layer_below(
    program: Program, pen: Pen, qtbot: QtBot, settled: Settled
) -> None:
    program.studio.set_brush(size=60.0, hardness=1.0)
    pen.stylus((100, 150, 1.0), (200, 150, 1.0))
    trigger(program, settled, "layer_add")
    fill_with_red(program, settled)
    assert seen(program, 350, 50) == [255, 0, 0]
    qtbot.keyClick(program.window, Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.AltModifier)
    assert settled().sheets()[2].clip
    assert seen(program, 350, 50) == [255, 255, 255]
    assert seen(program, 150, 150) == [255, 0, 0]


def test_a_layer_is_dragged_into_a_group_and_undo_restores_the_tree(
    program: Program, settled: Settled, rows: Rows
) -> None:
    before = trigger(program, settled, "group_add", "layer_add", "layer_add")
    rows.click("Layer 1")
    settled()
    rows.drag("Layer 1", "Group 1")
    document = settled()
    group = document.layers[-1]
    assert isinstance(group, Group)
    assert group.layers[-1].name == "Layer 1"
    assert outline(document.layers)[0] == "Paper"
    assert len(document.layers) == 2
    program.studio.session.undo()
    assert outline(settled().layers) == outline(before.layers)
    program.studio.session.redo()
    assert outline(settled().layers) == outline(document.layers)


def test_chosen_layers_are_grouped_by_key_and_faded_in_one_step(
    program: Program, qtbot: QtBot, settled: Settled, rows: Rows
) -> None:
    trigger(program, settled, "layer_add", "layer_add")
    rows.click("Layer 1")
    rows.click("Layer 3", keys=CTRL)
    settled()
    slider, steps = program.window.docks.layers_panel.opacity, program.studio.session.history.place
    QTest.mousePress(slider, LEFT, NONE, QPoint(200, 10))
    for x in (180, 150, 120):
        QTest.mouseMove(slider, QPoint(x, 10))
        settled()
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(120, 10))
    faded = {node.name: node.opacity for node in settled().nodes()}
    assert faded["Layer 1"] == faded["Layer 3"] < 1
    assert faded["Layer 2"] == faded["Paper"] == 1
    assert program.studio.session.history.place == steps + 1
    qtbot.keyClick(program.window, Qt.Key.Key_G, CTRL)
    assert outline(settled().layers) == ["Paper", "Layer 2", ("Group 1", ["Layer 1", "Layer 3"])]
    qtbot.keyClick(program.window, Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert outline(settled().layers) == ["Paper", "Layer 2", "Layer 1", "Layer 3"]


def test_solo_is_seen_on_the_canvas_and_ends_without_a_trace(
    program: Program, pen: Pen, settled: Settled, rows: Rows
) -> None:
    fill_with_red(program, settled)
    steps = program.studio.session.history.place
    rows.click("Paper", Zone.EYE, Qt.KeyboardModifier.AltModifier)
    settled()
    assert seen(program, 20, 20) == [255, 255, 255]
    assert program.window.docks.layers_panel.solo_note.isVisible()
    rows.click("Layer 1")
    settled()
    program.studio.set_brush(size=40.0, hardness=1.0)
    painted = pen.drag((100, 100), (200, 100))  # goes on, unseen
    assert seen(program, 150, 100) == [255, 255, 255]
    rows.click("Paper", Zone.EYE, Qt.KeyboardModifier.AltModifier)
    settled()
    shown = program.studio.session.display.levels[0]
    red, green, blue, alpha = np.moveaxis(flatten8(painted), 2, 0)
    assert np.array_equal(shown, np.stack([blue, green, red, alpha], axis=2))
    assert program.studio.session.history.place == steps + 1  # the stroke


def test_copy_and_paste_take_layers_while_their_list_has_the_focus(
    program: Program, qtbot: QtBot, settled: Settled, rows: Rows
) -> None:
    fill_with_red(program, settled)
    with qtbot.waitActive(program.window):
        program.window.activateWindow()
    rows.click("Layer 1")
    settled()
    trigger(program, settled, "copy")
    document = trigger(program, settled, "paste")
    assert outline(document.layers) == ["Paper", "Layer 1", "Layer 1"]
    copied = document.layers[2]
    assert isinstance(copied, Layer)
    assert copied.tiles
    program.window.viewport.setFocus()
    trigger(program, settled, "select_all", "copy")
    qtbot.waitUntil(lambda: not program.window.layer_deeds.can_paste, timeout=10000)
    program.window.actions_by_id["paste"].trigger()
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == 4, timeout=10000)
    assert program.studio.document.layers[3].name == "Pasted"
