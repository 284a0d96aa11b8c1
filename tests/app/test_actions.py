"""The table of actions: each has a text, something to do, and keys of its own."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from app.action import Action
from app.actions import TOOLS, menus
from app.start import Program
from tests.flows.conftest import loop, program, settle

__all__ = ["loop", "program"]  # the fixtures

HANDS_KNOW = {
    "undo": "Ctrl+Z", "redo": "Ctrl+Shift+Z", "copy": "Ctrl+C", "cut": "Ctrl+X", "paste": "Ctrl+V",
    "save": "Ctrl+S", "open": "Ctrl+O", "new": "Ctrl+N", "deselect": "Ctrl+D", "invert": "Ctrl+Shift+I",
    "layer_copy": "Ctrl+J", "swap": "X", "default": "D", "smaller": "[", "larger": "]", "clear": "Del",
    "layer_group": "Ctrl+G", "layer_ungroup": "Ctrl+Shift+G", "layer_clip": "Ctrl+Alt+G",
    "layer_merge": "Ctrl+Shift+E", "layer_above": "Alt+]", "layer_below": "Alt+[",
    "generate": "Ctrl+Return", "brush": "B", "eraser": "E", "move": "V", "select_rectangle": "M",
    "select_lasso": "L", "fill": "G", "eyedropper": "I", "pan": "H", "zoom": "Z",
}  # fmt: skip


def rows(program: Program) -> list[Action]:
    return [row for _, rows in menus(program.window) for row in flat(rows)]


def flat(rows: tuple[Action, ...]) -> list[Action]:
    """Also those in submenus, but no separators."""
    return [inner for row in rows for inner in (flat(row.entries) if row.entries else (row,)) if inner.id]


def with_submenus(rows: tuple[Action, ...]) -> list[tuple[Action, ...]]:
    return [rows, *(inner for row in rows if row.entries for inner in with_submenus(row.entries))]


def test_every_action_has_a_text_and_something_to_do(program: Program) -> None:
    for row in rows(program):
        assert row.text, row.id
        assert row.handler is not None or row.id == "recent", row.id
    for _, menu_rows in menus(program.window):
        titles = [row.text.replace("&", "") for row in menu_rows if row.text]
        assert len(set(titles)) == len(titles)


def test_ids_are_unique(program: Program) -> None:
    ids = Counter([row.id for row in rows(program)] + [row.id for row in TOOLS])
    assert not [name for name, count in ids.items() if count > 1]
    assert set(program.window.actions_by_id) == set(ids) - {"recent"}


def test_every_key_belongs_to_one_action_and_can_be_pressed(program: Program) -> None:
    owners: dict[str, str] = {}
    for name, action in program.window.actions_by_id.items():
        for key in action.shortcuts():
            text = key.toString()
            assert text, f"{name} has a key that Qt does not know"
            assert text not in owners, f"{name} and {owners.get(text)} share {text}"
            owners[text] = name
    declared = [row.shortcut for row in (*rows(program), *TOOLS) if row.shortcut]
    assert len(owners) == sum(len(QKeySequence.listFromString(keys)) for keys in declared)


def test_the_keys_that_hands_know(program: Program) -> None:
    actions = program.window.actions_by_id
    assert {name: actions[name].shortcut().toString() for name in HANDS_KNOW} == HANDS_KNOW


def test_menus_have_one_letter_each(program: Program) -> None:
    for title, rows in menus(program.window):
        for menu_rows in with_submenus(rows):
            texts = [row.text for row in menu_rows if "&" in row.text]
            letters = Counter(text[text.index("&") + 1].lower() for text in texts)
            assert not [letter for letter, count in letters.items() if count > 1], title
    titles = Counter(title[title.index("&") + 1].lower() for title, _ in menus(program.window))
    assert max(titles.values()) == 1


def test_only_steps_repeat_while_a_key_is_held(program: Program) -> None:
    repeating = {name for name, action in program.window.actions_by_id.items() if action.autoRepeat()}
    assert {"undo", "redo", "smaller", "larger"} <= repeating
    assert not repeating & {"save", "generate", "swap", "panels", "layer_add", "paste", "full_screen"}


def test_tab_hides_the_panels_on_the_canvas_and_goes_on_in_a_field(program: Program, qtbot: QtBot) -> None:
    window, panel = program.window, program.window.assist_panel
    with qtbot.waitActive(window):
        window.activateWindow()
    window.viewport.setFocus()
    qtbot.keyClick(window.viewport, Qt.Key.Key_Tab)
    assert not window.docks.layers_panel.isVisible()
    window.viewport.setFocus()
    qtbot.keyClick(window.viewport, Qt.Key.Key_Tab)
    dock = window.findChild(QDockWidget, "assist")
    assert isinstance(dock, QDockWidget)
    dock.raise_()
    qtbot.waitUntil(panel.prompt.isVisible)
    panel.prompt.setFocus()
    qtbot.keyClick(panel.prompt, Qt.Key.Key_Tab)
    assert not panel.prompt.hasFocus()
    assert panel.isVisible()


def test_letters_in_a_field_are_text(program: Program, qtbot: QtBot) -> None:
    window = program.window
    tool = window.viewport.pointing.tool
    prompt = window.assist_panel.prompt
    prompt.setFocus()
    prompt.clear()
    qtbot.keyClicks(prompt, "ebv[")
    assert prompt.toPlainText() == "ebv["
    assert window.viewport.pointing.tool is tool


def test_second_keys_do_the_same(program: Program, qtbot: QtBot) -> None:
    program.window.viewport.setFocus()
    studio = program.studio
    studio.session.do("Dim", lambda document: document.changing(document.active, opacity=0.5))
    settle(qtbot, program)
    program.window.actions_by_id["undo"].trigger()
    settle(qtbot, program)
    assert studio.session.redo_label == "Dim"
    qtbot.keyClick(program.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert studio.session.undo_label == "Dim"
