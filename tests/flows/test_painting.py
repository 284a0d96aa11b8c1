"""An artist's hands: strokes, keys, selections, layers and undo in the real window."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.start import Program
from canvas.brush.dynamics import Setting, pressed
from canvas.composite import flatten, flatten8
from canvas.document import Document
from tests.flows.conftest import Pen

Settled = Callable[[], Document]


def test_a_stroke_paints_and_undo_brings_back_every_byte(
    program: Program, pen: Pen, settled: Settled
) -> None:
    before = program.studio.document
    pixels = flatten(before).tobytes()

    painted = pen.drag((50, 50), (200, 120), (300, 60))

    assert flatten(painted).tobytes() != pixels
    assert program.window.windowTitle().startswith("Untitled")
    assert program.studio.session.history.undo_label == "Brush stroke"
    program.window.actions_by_id["undo"].trigger()
    undone = settled()
    assert flatten(undone).tobytes() == pixels
    assert all(
        one.tiles.get(key) is tile
        for one, other in zip(undone.sheets(), before.sheets(), strict=True)
        for key, tile in other.tiles.items()
    )
    program.window.actions_by_id["redo"].trigger()
    assert flatten(settled()).tobytes() == flatten(painted).tobytes()


def test_the_screen_shows_what_the_document_holds(program: Program, pen: Pen) -> None:
    document = pen.drag((50, 50), (300, 200))
    shown = program.studio.session.display.levels[0]
    red, green, blue, alpha = np.moveaxis(flatten8(document), 2, 0)
    assert np.array_equal(shown, np.stack([blue, green, red, alpha], axis=2))


def test_pressure_makes_the_stroke_wider_and_stronger(program: Program, pen: Pen) -> None:
    program.studio.set_brush(size=40.0, dynamics=(pressed(Setting.SIZE, 1.0), pressed(Setting.OPACITY, 0.5)))
    pen.stylus((40, 60, 0.2), (340, 60, 0.2))
    document = pen.stylus((40, 200, 1.0), (340, 200, 1.0))
    ink = 255 - flatten8(document)[:, 200, 0].astype(int)
    light, full = ink[20:100], ink[150:250]
    assert 0 < np.count_nonzero(light) < np.count_nonzero(full) / 2
    assert full.max() > light.max() > 0


def test_eraser_key_erases_and_brush_key_paints_again(
    program: Program, pen: Pen, qtbot: QtBot, settled: Settled
) -> None:
    pen.drag((50, 100), (350, 100))
    qtbot.keyClick(program.window, Qt.Key.Key_E)
    assert program.window.viewport.pointing.tool is program.window.toolbox.tools["eraser"]
    erased = pen.drag((50, 100), (350, 100), (50, 100))
    active = erased.active_layer
    assert active is not None
    assert not any(tile.pixels[3, 36, :].any() for key, tile in active.tiles.items() if key == (2, 1))
    qtbot.keyClick(program.window, Qt.Key.Key_B)
    assert program.window.viewport.pointing.tool is program.window.toolbox.tools["brush"]


def test_keys_that_hands_know(program: Program, qtbot: QtBot, settled: Settled) -> None:
    window, studio = program.window, program.studio
    tools = {
        Qt.Key.Key_V: "move",
        Qt.Key.Key_M: "select_rectangle",
        Qt.Key.Key_L: "select_lasso",
        Qt.Key.Key_G: "fill",
        Qt.Key.Key_I: "eyedropper",
        Qt.Key.Key_H: "pan",
        Qt.Key.Key_Z: "zoom",
        Qt.Key.Key_B: "brush",
    }
    for key, tool in tools.items():
        qtbot.keyClick(window, key)
        assert window.viewport.pointing.tool is window.toolbox.tools[tool], tool
    size = studio.brush.size
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    assert studio.brush.size > size
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft)
    assert studio.brush.size < size * 1.1
    studio.set_colour((1.0, 0.0, 0.0))
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert (studio.colour, studio.background) == ((1.0, 1.0, 1.0), (1.0, 0.0, 0.0))
    qtbot.keyClick(window, Qt.Key.Key_D)
    assert (studio.colour, studio.background) == ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    qtbot.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert len(settled().layers) == 3


def test_every_shortcut_belongs_to_one_action(program: Program) -> None:
    used: dict[str, str] = {}
    for name, action in program.window.actions_by_id.items():
        key = action.shortcut().toString()
        if key:
            assert key not in used, f"{name} and {used.get(key)} share {key}"
            used[key] = name


def test_space_drag_moves_the_view_and_not_the_paint(program: Program, pen: Pen, qtbot: QtBot) -> None:
    viewport, before = program.window.viewport, program.studio.document
    centre = QPointF(viewport.view.centre)
    viewport.setFocus()
    qtbot.keyPress(viewport, Qt.Key.Key_Space)
    after = pen.drag((100, 100), (150, 130))
    qtbot.keyRelease(viewport, Qt.Key.Key_Space)
    assert after is before
    assert viewport.view.centre != centre


def test_a_selection_keeps_paint_inside(program: Program, pen: Pen, qtbot: QtBot) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_M)
    selected = pen.drag((100, 80), (200, 160))
    assert selected.selection is not None
    bounds = selected.selection.bounds
    assert (bounds.x, bounds.y, bounds.right, bounds.bottom) == (100, 80, 200, 160)
    qtbot.keyClick(program.window, Qt.Key.Key_B)
    before = flatten8(selected)
    after = flatten8(pen.drag((20, 120), (380, 120)))
    changed = np.argwhere((before != after).any(axis=2))
    assert changed.size
    assert changed.min(axis=0)[1] >= 100
    assert changed.max(axis=0)[1] < 200
    qtbot.keyClick(program.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)


def test_lasso_and_ellipse_add_and_subtract(
    program: Program, pen: Pen, qtbot: QtBot, settled: Settled
) -> None:
    program.window.toolbox.choose("select_ellipse")
    first = pen.drag((50, 50), (150, 150)).selection
    program.window.toolbox.choose("select_lasso")
    second = pen.drag((200, 50), (300, 50), (250, 150), modifiers=Qt.KeyboardModifier.ShiftModifier).selection
    third = pen.drag(
        (0, 0), (400, 0), (400, 100), (0, 100), modifiers=Qt.KeyboardModifier.AltModifier
    ).selection
    rect = program.studio.document.rect
    assert first is not None
    assert second is not None
    assert third is not None
    one, two, three = (part.array8(rect) for part in (first, second, third))
    assert one[100, 100] == two[100, 100] == two[60, 250] == 255
    assert three[60, 250] == 0
    assert three[130, 100] == 255
    program.window.actions_by_id["invert"].trigger()
    inverted = settled().selection
    assert inverted is not None
    assert np.array_equal(inverted.array8(rect), 255 - three)


def test_fill_pours_into_what_is_alike(program: Program, pen: Pen, qtbot: QtBot) -> None:
    program.studio.set_brush(size=8.0, hardness=1.0)
    pen.drag((200, 0), (200, 299))
    program.studio.set_colour((0.0, 0.5, 1.0))
    qtbot.keyClick(program.window, Qt.Key.Key_G)
    pixels = flatten8(pen.drag((100, 100), (100, 100)))
    assert tuple(pixels[10, 10]) == (0, 128, 255, 255)
    assert tuple(pixels[10, 390]) == (255, 255, 255, 255)


def test_move_drags_the_layer_in_one_step(program: Program, pen: Pen, qtbot: QtBot, settled: Settled) -> None:
    painted = flatten8(pen.drag((100, 100), (150, 100)))
    qtbot.keyClick(program.window, Qt.Key.Key_V)
    moved = flatten8(pen.drag((100, 100), (130, 110), (140, 125)))
    assert np.array_equal(moved[75:175, 90:240], painted[50:150, 50:200])
    program.window.actions_by_id["undo"].trigger()
    assert np.array_equal(flatten8(settled()), painted)


def test_eyedropper_takes_the_colour_seen(program: Program, pen: Pen, qtbot: QtBot) -> None:
    program.studio.set_colour((1.0, 0.0, 0.0))
    program.studio.set_brush(size=40.0, hardness=1.0)
    pen.drag((100, 100), (150, 100))
    program.studio.default_colours()
    qtbot.keyClick(program.window, Qt.Key.Key_I)
    pen.drag((120, 100), (120, 100))
    assert program.studio.colour == (1.0, 0.0, 0.0)


def test_escape_takes_a_stroke_back(program: Program, pen: Pen, qtbot: QtBot, settled: Settled) -> None:
    before = program.studio.document
    viewport = program.window.viewport
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    qtbot.mouseMove(viewport, viewport.rect().center() + QPointF(40, 10).toPoint())
    qtbot.keyClick(viewport, Qt.Key.Key_Escape)
    assert settled() is before
    assert program.studio.session.history.undo_label is None


def test_copy_and_paste_through_the_clipboard(
    program: Program, pen: Pen, qtbot: QtBot, settled: Settled
) -> None:
    QGuiApplication.clipboard().clear()
    pen.drag((100, 100), (150, 120))
    program.window.actions_by_id["copy"].trigger()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=10000)
    program.window.actions_by_id["paste"].trigger()
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == 3, timeout=10000)
    document = settled()
    assert [layer.name for layer in document.sheets()] == ["Paper", "Layer 1", "Pasted"]
    assert document.sheets()[2].tiles


def test_a_locked_layer_refuses_the_pen_in_words(program: Program, pen: Pen, settled: Settled) -> None:
    document = settled()
    program.studio.session.do("Lock", lambda doc: doc.changing(doc.active, locked=True))
    settled()
    after = pen.drag((50, 50), (100, 100))
    assert "locked" in program.window.notice.text.text()
    assert flatten(after).tobytes() == flatten(document).tobytes()


def test_a_slow_first_start_is_explained(program: Program) -> None:
    notice = program.window.notice
    program._explain_the_wait()
    assert notice.isHidden()  # the brushes are ready
    program._ready = Future()
    program._explain_the_wait()
    assert "first start" in notice.text.text()
