"""Files and the clipboard: nothing that was painted a moment ago is left out or lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app import file_filters
from app.dialogs import NewPicture
from app.file_limits import file_limits
from app.images import pixels_of
from app.new_picture import MOST_PIXELS, new_document
from app.recent_files import RECENT, recent_files, remember_file
from app.start import Program
from canvas.composite import flatten8
from canvas.deeds.add_layer import add_layer
from canvas.document import Document
from canvas.formats import DEFAULT_LIMITS, open_document, save_document
from tests.flows.conftest import loop, program, settle, settled

__all__ = ["loop", "program", "settled"]  # the fixtures

Settled = Callable[[], Document]


@contextmanager
def held(send: Callable[[Callable[[], bool]], object]) -> Iterator[None]:
    """One of the threads is busy meanwhile."""
    free = threading.Event()
    send(lambda: free.wait(30))
    try:
        yield
    finally:
        free.set()


def draw(program: Program, tool: str, *places: tuple[float, float]) -> None:
    """A gesture that the compute thread has not heard of yet when this returns."""
    viewport = program.window.viewport
    program.window.toolbox.choose(tool)
    for number, place in enumerate(places):
        at = viewport.view.to_view(QPointF(*place))
        pointer = viewport.pointer(at, Qt.KeyboardModifier.NoModifier, 0)
        if number == 0:
            viewport.pointing.press(pointer, Qt.MouseButton.LeftButton)
        viewport.pointing.drag(pointer, Qt.MouseButton.LeftButton)
    viewport.pointing.finish()


def stroke(program: Program, y: float) -> None:
    program.studio.set_brush(size=24.0, hardness=1.0, opacity=1.0, flow=1.0)
    draw(program, "brush", (50, y), (200, y), (350, y))


def question(program: Program) -> QMessageBox | None:
    return next((box for box in program.window.findChildren(QMessageBox) if box.isVisible()), None)


@pytest.mark.parametrize("paper", [None, (1.0, 1.0, 1.0, 1.0)])
def test_a_new_picture_has_a_layer_to_draw_on(paper: tuple[float, float, float, float] | None) -> None:
    document = new_document(100, 70, paper)
    assert [layer.name for layer in document.sheets()] == (["Paper"] if paper else []) + ["Layer 1"]
    assert document.active_layer is not None
    assert document.active_layer.name == "Layer 1"
    assert bool(flatten8(document).all()) is (paper is not None)


def test_recent_files_are_the_newest_first_and_few(program: Program, tmp_path: Path) -> None:
    settings = program.studio.settings
    names = [tmp_path / f"{number}.ora" for number in range(RECENT + 3)]
    for name in names:
        remember_file(settings, name)
    assert recent_files(settings) == names[: -RECENT - 1 : -1]
    remember_file(settings, names[5])
    assert recent_files(settings)[0] == names[5]
    assert len(recent_files(settings)) == len(set(recent_files(settings))) == RECENT


def test_filters_offer_every_format() -> None:
    reading, writing = file_filters.to_open(), file_filters.to_export()
    for ending in ("*.ora", "*.png", "*.jpg", "*.webp"):
        assert ending in reading.split(";;")[0]
    assert "*.png" in writing
    assert "*.ora" not in writing  # that is what Save is for


def test_copy_takes_the_stroke_that_is_still_being_painted(program: Program, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    with held(program.compute.submit):
        stroke(program, 100)
        program.window.clipboard_deeds.copy()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull())
    image = pixels_of(QGuiApplication.clipboard().image())
    assert image.shape[1] >= 300
    assert image[image.shape[0] // 2, 150, 3] > 200


def test_cut_and_deselect_in_one_go_cut_the_selection_only(
    program: Program, qtbot: QtBot, settled: Settled
) -> None:
    QGuiApplication.clipboard().clear()
    stroke(program, 100)
    window = program.window
    with held(program.compute.submit):
        draw(program, "select_rectangle", (100, 80), (150, 120))
        window.clipboard_deeds.cut()
        window.selection_deeds.deselect()
    document = settled()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull())
    layer = document.active_layer
    assert layer is not None
    alpha = flatten8(Document(400, 300, (layer,)))[100, :, 3]
    assert not alpha[100:150].any()
    assert alpha[60:100].all()
    assert alpha[150:340].all()
    assert QGuiApplication.clipboard().image().width() == 50


def test_nothing_to_copy_or_paste_is_told(program: Program, qtbot: QtBot) -> None:
    notice = program.window.notice
    QGuiApplication.clipboard().clear()
    program.window.clipboard_deeds.paste()
    qtbot.waitUntil(notice.isVisible)
    assert "clipboard" in notice.text.text()
    program.window.clipboard_deeds.copy()
    qtbot.waitUntil(lambda: "no paint to copy" in notice.text.text())


def test_paste_lands_in_the_middle(program: Program, qtbot: QtBot, settled: Settled) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF00)
    QGuiApplication.clipboard().setImage(image)
    program.window.clipboard_deeds.paste()
    qtbot.waitUntil(lambda: len(program.studio.document.layers) == 3)
    picture = flatten8(settled())
    green = np.argwhere((picture[..., :3] == (0, 255, 0)).all(axis=2))
    assert green.min(axis=0).tolist() == [140, 180]
    assert green.max(axis=0).tolist() == [159, 219]


def test_closing_asks_even_for_a_stroke_that_is_not_painted_yet(program: Program, qtbot: QtBot) -> None:
    with held(program.compute.submit):
        stroke(program, 100)
        assert not program.studio.session.modified
        program.window.close()
        program.window.close()
        assert program.window.isVisible()
    qtbot.waitUntil(lambda: question(program) is not None)
    assert len([box for box in program.window.findChildren(QMessageBox) if box.isVisible()]) == 1
    box = question(program)
    assert box is not None
    box.button(QMessageBox.StandardButton.Cancel).click()
    qtbot.waitUntil(lambda: question(program) is None)
    assert program.window.isVisible()


def test_closing_waits_for_a_save(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "picture.ora"
    program.studio.session.path = path
    stroke(program, 100)
    settle(qtbot, program)
    with held(program.compute.errand):
        program.window.actions_by_id["save"].trigger()
        qtbot.waitUntil(lambda: program.window.workspace.writing)
        program.window.close()
        qtbot.wait(20)
        assert program.window.isVisible()
        assert question(program) is None
    with qtbot.waitSignal(program.window.closed, timeout=20000):
        pass
    assert len(open_document(path).document.layers) == 2


def test_what_is_painted_while_a_file_is_read_is_not_lost(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "other.ora"
    save_document(new_document(30, 20, None), path)
    before = program.studio.session
    with held(program.compute.errand):
        program.window.tasks.spawn(program.window.workspace.open(path))
        qtbot.wait(30)
        stroke(program, 100)
        settle(qtbot, program)
    qtbot.waitUntil(lambda: question(program) is not None)
    box = question(program)
    assert box is not None
    box.button(QMessageBox.StandardButton.Cancel).click()
    qtbot.wait(30)
    assert program.studio.session is before
    program.window.tasks.spawn(program.window.workspace.open(path))
    qtbot.waitUntil(lambda: question(program) is not None)
    box = question(program)
    assert box is not None
    box.button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: program.studio.session is not before)
    assert recent_files(program.studio.settings)[0] == path
    assert program.window.workspace.name == "other.ora"


def test_edits_that_come_after_a_save_began_stay_unsaved(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "picture.ora"
    session = program.studio.session
    session.path = path
    stroke(program, 100)
    settle(qtbot, program)
    with held(program.compute.errand):
        program.window.actions_by_id["save"].trigger()
        qtbot.waitUntil(lambda: program.window.workspace.writing)
        session.do("Add", lambda document: add_layer(document, "late"))
        settle(qtbot, program)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not program.window.workspace.writing)
    settle(qtbot, program)
    assert session.modified
    session.undo()
    settle(qtbot, program)
    assert not session.modified


def test_a_size_beyond_reason_is_refused(program: Program, qtbot: QtBot) -> None:
    window, before = program.window, program.studio.session
    window.tasks.spawn(window.workspace.new())
    qtbot.waitUntil(lambda: bool(window.findChildren(NewPicture)))
    dialog = window.findChildren(NewPicture)[0]
    dialog.width_box.setValue(65536)
    dialog.height_box.setValue(MOST_PIXELS // 65536 + 1)
    dialog.accept()
    qtbot.waitUntil(window.notice.isVisible)
    assert "smaller" in window.notice.text.text()
    assert program.studio.session is before


def test_what_a_file_may_ask_for_is_a_setting(program: Program) -> None:
    settings = program.studio.settings
    assert file_limits(settings) == DEFAULT_LIMITS
    settings.set("files/memory_mb", 512)
    settings.set("files/seconds", 30)
    limits = file_limits(settings)
    assert (limits.total_bytes, limits.seconds) == (512 << 20, 30.0)
