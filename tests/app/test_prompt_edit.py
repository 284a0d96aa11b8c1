"""The prompt box: weights by key, completion, history, colours; its shelf; words on their way to jobs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.generation import Request, make_orders
from app.panels.prompt_edit import PromptEdit, to_characters, to_units
from app.panels.prompt_tools import PromptTools
from app.prompt_notes import sentences, unmet
from app.prompt_shelf import MOST, PromptShelf
from app.prompting import Vocabulary, put_in_words
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.tile import solid
from inference.conditions import Lora
from inference.families import Family
from inference.models import Part, PartKind
from inference.prompt import Style

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def edit(themed: QApplication, qtbot: QtBot) -> PromptEdit:
    box = PromptEdit()
    qtbot.addWidget(box)
    box.resize(300, 80)
    box.show()
    qtbot.waitExposed(box)
    return box


def chosen(box: PromptEdit) -> str:
    return box.textCursor().selectedText()


def press(box: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(box, key, modifiers)


# --- the box ----------------------------------------------------------------------------------------------


def test_keys_change_weights_as_one_undo_step(edit: PromptEdit) -> None:
    edit.setPlainText("😀 a cat")
    edit.moveCursor(QTextCursor.MoveOperation.End)
    press(edit, Qt.Key.Key_Up, CONTROL)
    press(edit, Qt.Key.Key_Up, CONTROL)
    assert edit.toPlainText() == "😀 a (cat:1.1)"
    assert chosen(edit) == "cat"
    edit.undo()
    assert edit.toPlainText() == "😀 a (cat:1.05)"
    edit.undo()
    assert edit.toPlainText() == "😀 a cat"
    press(edit, Qt.Key.Key_A, CONTROL)
    press(edit, Qt.Key.Key_Down, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert edit.toPlainText() == "(😀 a cat:0.9)"


def test_keys_win_over_the_window(themed: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = PromptEdit()
    box.setParent(window)
    heard: list[int] = []
    QShortcut(QKeySequence("Ctrl+Up"), window).activated.connect(lambda: heard.append(1))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    box.setPlainText("cat")
    box.setFocus()
    press(box, Qt.Key.Key_Up, CONTROL)
    assert box.toPlainText() == "(cat:1.05)"
    assert not heard


def test_history_goes_back_and_on_to_what_was_being_written(edit: PromptEdit) -> None:
    edit.set_history(["newer", "older"])
    edit.setPlainText("draft")
    seen = []
    for key in (
        Qt.Key.Key_Up,
        Qt.Key.Key_Up,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
    ):
        press(edit, key, ALT)
        seen.append(edit.toPlainText())
    assert seen == ["newer", "older", "older", "newer", "draft", "draft"]


def test_sending(edit: PromptEdit, qtbot: QtBot) -> None:
    with qtbot.waitSignal(edit.submitted):
        press(edit, Qt.Key.Key_Return, CONTROL)
    assert edit.toPlainText() == ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a <lora:wa", "a <lora:Ink wash:1>"),
        ("(embedding:bad", "(embedding:bad-hands-5"),
        ("a __an", "a __animals/cats__"),
    ],
)
def test_completion(edit: PromptEdit, typed: str, expected: str) -> None:
    edit.set_names(["Glow", "Ink wash"], ["bad-hands-5"], ["animals/cats"])
    QTest.keyClicks(edit, typed)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    press(popup, Qt.Key.Key_Return)
    assert edit.toPlainText() == expected
    assert QApplication.activePopupWidget() is None


def test_nothing_is_offered_elsewhere(edit: PromptEdit) -> None:
    edit.set_names(["Glow"], ["glow"], ["glow"])
    QTest.keyClicks(edit, "glow <lora:Glow:0.5> snake_case <lora:zzz")
    assert QApplication.activePopupWidget() is None


def colours(box: PromptEdit) -> str:
    """For each character: "a" in the accent, "m" muted, "w" underlined by a wave, "." plain."""
    block, made = box.document().firstBlock(), ""
    while block.isValid():
        line = ["."] * len(block.text())
        for one in block.layout().formats():
            kind = {theme.ACCENT: "a", theme.MUTED: "m"}.get(one.format.foreground().color().name(), ".")
            kind = "w" if one.format.underlineStyle() == one.format.UnderlineStyle.WaveUnderline else kind
            line[one.start : one.start + one.length] = [kind] * one.length
        made += "".join(line) + "\n"
        block = block.next()
    return made[:-1]


def test_colours(edit: PromptEdit) -> None:
    edit.setPlainText(r"a (cat:1.2) \( <lora:x> {u|v} ) BREAK [a|b]")
    assert colours(edit) == "..a...aaaaa.mm.aaaaaaaa.a.a.a.w.aaaaa.w.w.w"


def test_colours_reach_over_lines(edit: PromptEdit) -> None:
    """A bracket in the first line has its partner once the last line is written."""
    edit.setPlainText("(a\nb")
    assert colours(edit) == "w.\n."
    edit.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(edit, ")")
    assert colours(edit) == "a.\n.a"


def test_positions_beyond_the_basic_plane() -> None:
    text = "😀a😀"
    assert [to_units(text, at) for at in range(4)] == [0, 2, 3, 5]
    assert [to_characters(text, at) for at in (0, 2, 3, 5)] == [0, 1, 2, 3]


# --- the shelf --------------------------------------------------------------------------------------------


def test_shelf_keeps_prompts_and_styles(tmp_path: Path, qapp: QApplication) -> None:
    shelf = PromptShelf(tmp_path / "data")
    for number in range(MOST + 5):
        shelf.remember(f"prompt {number}")
    shelf.remember("prompt 50")
    shelf.remember("  ")
    shelf.put(Style("Ink", "ink of {prompt}"))
    again = PromptShelf(tmp_path / "data")
    assert again.history[:2] == ("prompt 50", f"prompt {MOST + 4}")
    assert len(again.history) == len(set(again.history)) == MOST
    assert again.styles == (Style("Ink", "ink of {prompt}"),)
    again.remove("Ink")
    again.forget()
    assert PromptShelf(tmp_path / "data").history == ()


def test_shelf_leaves_damaged_styles_alone(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "styles.json").write_text("{oops")
    (tmp_path / "prompts.json").write_text("{oops")
    shelf = PromptShelf(tmp_path)
    assert (shelf.history, shelf.styles) == ((), ())
    with qtbot.waitSignal(shelf.told):
        shelf.put(Style("Ink"))
    assert (tmp_path / "styles.json").read_text() == "{oops"


def test_shelf_tells_what_it_cannot_write(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("")
    shelf = PromptShelf(tmp_path / "file")
    with qtbot.waitSignal(shelf.told):
        shelf.remember("a cat")


def test_menus_offer_what_the_shelf_has(tmp_path: Path, themed: QApplication, qtbot: QtBot) -> None:
    shelf = PromptShelf(tmp_path)
    shelf.remember("a cat & a hat")
    shelf.put(Style("Ink"))
    tools = PromptTools(shelf)
    qtbot.addWidget(tools)
    for menu in (tools.styles.menu(), tools.history.menu()):
        menu.aboutToShow.emit()
    with qtbot.waitSignal(tools.style_chosen) as style:
        tools.styles.menu().actions()[0].trigger()
    assert style.args == [Style("Ink")]
    with qtbot.waitSignal(tools.prompt_chosen) as prompt:
        tools.history.menu().actions()[0].trigger()
    assert prompt.args == ["a cat & a hat"]


# --- words on their way to jobs -----------------------------------------------------------------------------


def part(path: str, kind: PartKind, *families: Family) -> Part:
    return Part(Path(path), Path(path).stem, kind, families, 1)


WORDS = Vocabulary(
    (
        part("/m/ink-xl.safetensors", "lora", "sdxl"),
        part("/m/xl/glow.safetensors", "lora", "sdxl"),
        part("/m/15/glow.safetensors", "lora", "sd15"),
        part("/m/bad.safetensors", "embedding", "sd15"),
    ),
    {"colour": ("red",)},
)


def test_words_name_their_parts() -> None:
    made = put_in_words(
        " __colour__ cat <lora:glow:0.5> ", "bad, embedding:nope", 3, WORDS, "sd15", (Lora("/m/x", 0.2),)
    )
    assert made.prompt == "red cat <lora:glow:0.5>"
    assert made.asked == "__colour__ cat <lora:glow:0.5>"
    assert made.loras == (Lora("/m/x", 0.2), Lora("/m/15/glow.safetensors", 0.5))
    assert made.embeddings == ("/m/bad.safetensors",)
    assert put_in_words("<lora:glow>", "", 0, WORDS, "sdxl").loras[0].path == "/m/xl/glow.safetensors"
    given = (Lora("/m/ink-xl.safetensors", 0.1),)
    assert put_in_words("<lora:ink-xl:0.9>", "", 0, WORDS, "sdxl", given).loras == (Lora(given[0].path, 0.9),)


def test_the_painter_gets_words_alone() -> None:
    made = put_in_words("a cat <lora:glow>", "", 3, WORDS, None)
    assert (made.asked, made.loras, made.embeddings) == ("", (), ())


def test_each_picture_of_a_batch_makes_its_own_choices() -> None:
    document = Document(64, 64, (Layer("Paper", tiles=solid((1, 1, 1, 1), Rect(0, 0, 64, 64).tile_keys())),))
    request = Request(prompt="{a|b|c|d} cat", count=6, seed=1, vocabulary=WORDS)
    prompts = [order.job.prompt for order in make_orders(document, request)]
    assert len(set(prompts)) > 1
    assert all(order.job.asked == "{a|b|c|d} cat" for order in make_orders(document, request))
    again = Request(prompt="{a|b|c|d} cat", seed=4, vocabulary=WORDS)
    assert make_orders(document, again)[0].job.prompt == prompts[3]


def test_what_is_not_met_is_said() -> None:
    assert unmet("a cat", "dog", WORDS, True) == []
    assert unmet("<lora:nope> <lora:Glow>", "", WORDS, True) == ["There is no LoRA called nope."]
    assert unmet("<lora:glow>", "", WORDS, False) == ["The built-in painter uses no LoRAs."]
    assert len(unmet("(a [b:c:1] __nope__ <x:y>", "<lora:glow>", WORDS, True)) == 5


def test_every_note_has_its_sentence() -> None:
    keys = ["prompt:unbalanced", "prompt:tag:hypernet", "weights_ignored", "truncated:3", "prompt:unbalanced"]
    said = sentences(keys)
    assert len(said) == 3
    assert "<hypernet:" in said[1]
    assert "{" not in "".join(sentences(["prompt:wildcard", "prompt:editing"])).replace(r"\{", "")
