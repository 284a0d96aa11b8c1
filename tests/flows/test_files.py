"""Saving, opening and leaving: nothing of the artist's is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.start import Program
from canvas.composite import flatten
from canvas.document import Document
from tests.flows.conftest import Pen

Settled = Callable[[], Document]


def test_saved_and_opened_again_every_pixel_is_the_same(
    program: Program, pen: Pen, qtbot: QtBot, tmp_path: Path
) -> None:
    program.studio.set_brush(size=60.0, hardness=0.2, opacity=0.6)
    document = pen.drag((50, 50), (300, 200), (80, 260))
    path = tmp_path / "Mein Bild & <b>.ora"
    program.studio.session.path = path
    program.window.actions_by_id["save"].trigger()
    qtbot.waitUntil(path.exists, timeout=10000)
    qtbot.waitUntil(lambda: not program.studio.session.history.modified, timeout=10000)
    assert path.name in program.window.windowTitle()

    program.window.tasks.spawn(program.window.workspace.open(path))
    qtbot.waitUntil(lambda: program.studio.document is not document, timeout=10000)
    opened = program.studio.document
    assert [layer.name for layer in opened.sheets()] == [layer.name for layer in document.layers]
    assert opened.active_layer is not None
    assert opened.active_layer.name == "Layer 1"
    for one, other in zip(opened.layers, document.layers, strict=True):
        assert (
            flatten(Document(400, 300, (one,))).tobytes() == flatten(Document(400, 300, (other,))).tobytes()
        )


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    program: Program, pen: Pen, qtbot: QtBot, tmp_path: Path
) -> None:
    document = pen.drag((50, 50), (300, 200))
    (tmp_path / "file").write_text("in the way")
    program.studio.session.path = tmp_path / "file" / "picture.ora"
    program.window.actions_by_id["save"].trigger()
    qtbot.waitUntil(program.window.notice.isVisible, timeout=10000)
    assert "picture.ora" in program.window.notice.text.text()
    assert program.studio.session.history.modified
    assert program.studio.document is document


def test_closing_with_unsaved_changes_asks_and_cancel_stays(program: Program, pen: Pen, qtbot: QtBot) -> None:
    pen.drag((50, 50), (300, 200))
    program.window.close()
    qtbot.waitUntil(lambda: _question(program) is not None, timeout=5000)
    box = _question(program)
    assert box is not None
    box.button(QMessageBox.StandardButton.Cancel).click()
    qtbot.wait(50)
    assert program.window.isVisible()
    program.window.close()
    qtbot.waitUntil(lambda: _question(program) is not None, timeout=5000)
    box = _question(program)
    assert box is not None
    with qtbot.waitSignal(program.window.closed, timeout=5000):
        box.button(QMessageBox.StandardButton.Discard).click()


def test_a_dropped_picture_becomes_a_layer(
    program: Program, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    pixels = np.zeros((50, 80, 3), np.uint8)
    pixels[:, :, 1] = 200
    Image.fromarray(pixels).save(tmp_path / "leaf.png")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "leaf.png"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(program.window.viewport, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(program.window.viewport, QDropEvent(QPointF(50, 50), copy, data, left, none))
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == 3, timeout=10000)
    document = settled()
    assert document.sheets()[2].name == "leaf"
    assert tuple(flatten(document)[:, 10, 10] > 0) == (False, True, False, True)


def test_a_damaged_file_is_told_and_the_picture_stays(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ora"
    broken.write_bytes(b"PK\3\4 not really")
    before = program.studio.document
    program.window.tasks.spawn(program.window.workspace.open(broken))
    qtbot.waitUntil(program.window.notice.isVisible, timeout=10000)
    assert "broken.ora" in program.window.notice.text.text()
    assert program.studio.document is before


def _question(program: Program) -> QMessageBox | None:
    return next((box for box in program.window.findChildren(QMessageBox) if box.isVisible()), None)
