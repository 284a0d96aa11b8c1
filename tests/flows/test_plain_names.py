"""Whatever a file calls its layers, its colours or itself is shown as it is, never taken for markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import Qt as Text
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.start import Program
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats import save_document
from canvas.layer import Group, Layer, Mask, Recipe
from canvas.tile import solid

MARKUP = '<b>bold<br><img src="x">'


def rows(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[QModelIndex]:
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield index
        yield from rows(model, index)


def rich_texts(window: QWidget) -> list[str]:
    """Where markup would be taken for such: labels that may show it, and the hints of anything."""
    found: list[str] = []
    for label in window.findChildren(QLabel):
        if MARKUP in label.text() and label.textFormat() is not Qt.TextFormat.PlainText:
            found.append(f"label {label.objectName()} in {type(label.parent()).__name__}")
    for widget in [window, *window.findChildren(QWidget)]:
        for hint in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            if MARKUP in hint and Text.mightBeRichText(hint):
                found.append(f"hint of {type(widget).__name__}")
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        for index in rows(model, QModelIndex()) if model is not None else ():
            for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole):
                hint = index.data(role)
                if isinstance(hint, str) and MARKUP in hint and Text.mightBeRichText(hint):
                    found.append(f"hint in {type(view).__name__}")
    return found


@pytest.fixture
def opened(program: Program, qtbot: QtBot, tmp_path: Path) -> Document:
    """A picture whose every name is markup, opened in the window."""
    recipe = Recipe({"prompt": MARKUP, "model": MARKUP, "negative": MARKUP}, {})
    layer = Layer(MARKUP, tiles=solid((1, 0, 0, 1), [(0, 0)]), recipe=recipe, mask=Mask())
    group = Group(MARKUP, layers=(layer, replace(Layer(MARKUP), tag="red")))
    path = tmp_path / f"{MARKUP.replace('/', '')}.ora"
    save_document(Document(128, 128, (group,), layer.id), path)
    before = program.studio.document
    program.window.tasks.spawn(program.window.workspace.open(path))
    qtbot.waitUntil(lambda: program.studio.document is not before, timeout=60000)
    return program.studio.document


def test_names_are_plain_text_all_over_the_window(program: Program, qtbot: QtBot, opened: Document) -> None:
    window = program.window
    assert MARKUP in window.windowTitle()
    assert [node.name for node in opened.nodes()] == [MARKUP] * 3
    program.studio.session.do(MARKUP, lambda document: document.changing(document.layers[0].id, opacity=0.5))
    reason = FormatError("“{name}” is damaged.", name=MARKUP).sentence
    window.notice.tell(str(Sentence("“{name}” could not be opened. {reason}", name=MARKUP, reason=reason)))
    qtbot.wait(200)
    assert MARKUP in window.notice.text.text()
    assert rich_texts(window) == []


def test_what_would_be_taken_for_markup_is_found(qtbot: QtBot) -> None:
    """So that the test above can fail."""
    window = QWidget()
    qtbot.addWidget(window)
    QLabel(MARKUP, window)
    window.setToolTip(MARKUP)
    assert len(rich_texts(window)) == 2
