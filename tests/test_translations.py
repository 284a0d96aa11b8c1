"""The files for translators hold every text of the program, and English has its plural forms."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest

from installer.translations import (
    FOLDER,
    SENTENCES,
    TERMINAL,
    NotCollectable,
    Text,
    _Collector,
    collect,
    compile_translation,
    literal,
    modules,
)

ENGLISH = FOLDER / "scumble_en.ts"
FILES = sorted(FOLDER.glob("scumble_*.ts"))
ADVICE = "bring it up to date with: make translations"


def listed(file: Path) -> dict[Text, ElementTree.Element]:
    return {
        Text(
            context.findtext("name", ""), message.findtext("source", ""), message.get("numerus") == "yes"
        ): message
        for context in ElementTree.parse(file).getroot().iter("context")
        for message in context.iter("message")
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_files_hold_every_text(file: Path) -> None:
    assert sorted(listed(file)) == collect(), ADVICE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_compiled_files_are_up_to_date(file: Path, tmp_path: Path) -> None:
    compile_translation(file, tmp_path / "new.qm")
    assert (tmp_path / "new.qm").read_bytes() == file.with_suffix(".qm").read_bytes(), ADVICE


def test_english_has_its_plural_forms() -> None:
    plurals = {text: message for text, message in listed(ENGLISH).items() if text.plural}
    assert plurals
    for text, message in plurals.items():
        forms = [form.text or "" for form in message.iter("numerusform")]
        assert len(forms) == 2, text
        assert all("%n" in form and "(s)" not in form for form in forms), (text, ADVICE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_translated_sentences_keep_their_places(file: Path) -> None:
    for text, message in listed(file).items():
        forms = message.iter("numerusform" if text.plural else "translation")
        for translation in filter(None, (form.text for form in forms)):
            if text.context in (SENTENCES, TERMINAL):
                assert places(translation) == places(text.source), text
            if text.context == TERMINAL:  # argparse takes any other % for a place of its own
                assert translation.count("%") == text.source.count("%"), text


def test_counting_on_the_terminal_is_told_in_the_same_english() -> None:
    english = {
        text.source: [form.text for form in message.iter("numerusform")]
        for text, message in listed(ENGLISH).items()
        if text.context == TERMINAL and text.plural
    }
    said = {
        literal(call, 1): [literal(call), literal(call, 1)]
        for _, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say_n"
    }
    assert said == english


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def collected(source: str) -> list[Text]:
    return _Collector(ast.parse(source)).texts


def test_texts_are_found_where_qt_looks_for_them() -> None:
    assert collected(
        "def tr(text): return QCoreApplication.translate('Helper', text)\n"
        "ROW = QT_TRANSLATE_NOOP('Table', 'row')\n"
        "class Panel:\n"
        "    def show(self):\n"
        "        self.tr('mine'); self.studio.tr('tool'); tr('helped'); tr(ROW)\n"
        "        self.tr('%n job(s)', '', 3)\n"
        "        say('said'); say_n('%n dab', '%n dabs', n=3); say(TABLE[0])\n"
    ) == [
        Text("Table", "row"),
        Text("Panel", "mine"),
        Text("Studio", "tool"),
        Text("Helper", "helped"),
        Text("Panel", "%n job(s)", plural=True),
        Text("Terminal", "said"),
        Text("Terminal", "%n dabs", plural=True),
    ]


@pytest.mark.parametrize(
    "call",
    [
        "self.tr(f'{name} is gone')",
        "self.tr('a' + name)",
        "window.tr('whose')",
        "tr('x')",
        "say(f'{name}')",
        "say(text)",
    ],
)
def test_texts_that_cannot_be_collected_are_told(call: str) -> None:
    with pytest.raises(NotCollectable):
        collected(f"class Panel:\n    def show(self):\n        {call}\n")
