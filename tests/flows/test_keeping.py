"""What is painted is on disk at once: in the picture's own file, or in the recovery folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.file_lock import FileLock
from app.native_files import left_over, open_native
from app.new_picture import new_document
from app.recovery import Recover
from app.start import Program, recovery_folder
from canvas.composite import flatten8
from canvas.formats import SaveOptions, open_document, save_document
from canvas.formats.described import profile_of_code_points
from canvas.formats.native.journal import Journal
from tests.flows.conftest import Pen, settle


def run(qtbot: QtBot, program: Program, work: Coroutine[Any, Any, Any]) -> Any:
    """Let the window's own coroutine run to its end."""
    task = program.window.tasks.spawn(work)
    qtbot.waitUntil(task.done, timeout=30000)
    return task.result()


def flushed(qtbot: QtBot, program: Program) -> Path:
    """Wait until all is on disk; the file it is in."""
    settle(qtbot, program)
    future = program.window.workspace.keeper.flushed()
    qtbot.waitUntil(future.done, timeout=30000)
    assert future.result()
    return program.window.workspace.keeper.path


def leave(program: Program) -> None:
    """Go on with another picture."""
    workspace = program.window.workspace
    workspace._enter(new_document(200, 100, None), None)
    assert workspace._left is not None
    workspace._left.result(30)


def picture(path: Path) -> np.ndarray:
    return flatten8(open_document(path).document)


def test_the_first_stroke_of_an_unsaved_picture_is_on_disk(qtbot: QtBot, program: Program, pen: Pen) -> None:
    assert not left_over(recovery_folder())
    pen.drag((50, 50), (200, 120))
    path = flushed(qtbot, program)
    assert path.parent == recovery_folder()
    assert np.array_equal(picture(path), flatten8(program.studio.document))
    assert program.window.isWindowModified()
    assert left_over(recovery_folder()) == []  # it is in use
    program.window.workspace.leave().result(30)
    assert not path.exists()


def test_saved_once_every_stroke_is_in_the_file_and_nothing_is_asked(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path
) -> None:
    workspace = program.window.workspace
    pen.drag((50, 50), (200, 120))
    recovery = flushed(qtbot, program)
    path = tmp_path / "My picture.scumble"
    assert run(qtbot, program, workspace._write(path))
    assert not recovery.exists()
    assert program.window.windowTitle().startswith("My picture.scumble")
    qtbot.waitUntil(lambda: not program.window.isWindowModified())
    pen.drag((60, 200), (300, 210))
    assert flushed(qtbot, program) == path
    assert np.array_equal(picture(path), flatten8(program.studio.document))
    assert not workspace.unsaved
    assert program.window._may_close()


def test_opening_again_brings_the_undo_steps_back(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path
) -> None:
    workspace, path = program.window.workspace, tmp_path / "steps.scumble"
    seen = [flatten8(program.studio.document)]
    for row in (50, 100, 150):
        seen.append(flatten8(pen.drag((30, row), (300, row + 30))))
    run(qtbot, program, workspace._write(path))
    program.studio.session.undo()
    flushed(qtbot, program)
    run(qtbot, program, workspace.open(path))  # it is open: nothing changes
    assert program.window.workspace.keeper.path == path
    leave(program)
    run(qtbot, program, workspace.open(path))
    settle(qtbot, program)
    session = program.studio.session
    assert session.standing.place == 2
    assert len(session.standing.labels) == 3
    assert session.redo_label
    for place in (3, 0, 1):
        session.go_to(place)
        assert np.array_equal(flatten8(settle(qtbot, program)), seen[place])
    pen.drag((30, 220), (300, 220))
    assert flushed(qtbot, program) == path
    assert np.array_equal(picture(path), flatten8(program.studio.document))


def test_what_a_killed_program_left_is_offered(
    qtbot: QtBot, program: Program, pen: Pen, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen.drag((50, 50), (200, 120))
    lost = flatten8(program.studio.document)
    path = flushed(qtbot, program)
    stray = path.with_name("2026-01-01 10-00-00 abcdef.scumble")
    database = sqlite3.connect(path)  # a killed program leaves its file as it is, and no lock on it
    database.execute("VACUUM INTO ?", (str(stray),))
    database.close()
    seen: list[int] = []

    def open_first(dialog: Recover) -> None:
        seen.append(dialog.list.count())
        dialog.accept()

    monkeypatch.setattr(Recover, "open", open_first)
    run(qtbot, program, program.window.workspace.recover())
    settle(qtbot, program)
    assert seen == [1]
    assert np.array_equal(flatten8(program.studio.document), lost)
    assert program.studio.session.path is None
    assert program.window.workspace.keeper.path == stray
    program.studio.session.undo()
    assert not np.array_equal(flatten8(settle(qtbot, program)), lost)
    program.window.workspace.leave().result(30)
    assert not stray.exists()


def test_a_file_that_another_window_holds_can_be_opened_as_a_copy_or_only_read(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = program.window.workspace, tmp_path / "held.scumble"
    pen.drag((50, 50), (200, 120))
    run(qtbot, program, workspace._write(path))
    image = flatten8(program.studio.document)
    leave(program)
    other = FileLock.taken(path)
    assert other is not None
    for text, name in (("Open a copy", "held copy.scumble"), ("Open without saving to it", None)):

        def choose(box: QMessageBox, text: str = text) -> None:
            next(button for button in box.buttons() if button.text() == text).click()

        monkeypatch.setattr(QMessageBox, "open", choose)
        run(qtbot, program, workspace.open(path))
        assert np.array_equal(flatten8(settle(qtbot, program)), image)
        session = program.studio.session
        assert (session.path.name if session.path else None) == name
        pen.drag((10, 200), (300, 250))
        flushed(qtbot, program)
        assert np.array_equal(picture(path), image)  # it is as it was
    other.release()


def test_a_full_disk_is_told_once_and_written_when_there_is_room(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = program.window.workspace, tmp_path / "full.scumble"
    pen.drag((50, 50), (200, 120))
    run(qtbot, program, workspace._write(path))
    told: list[str] = []
    workspace.stuck.connect(told.append)
    notice = program.window.notice
    real = Journal.write

    def full(_journal: Journal, _record: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(Journal, "write", full)
    for row in (100, 150):
        pen.drag((30, row), (300, row))
    settle(qtbot, program)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "the disk is full" in told[0]
    assert notice.text.text() == told[0]
    assert notice.button.text() == "Save as…"
    assert not notice._timer.isActive()  # it stays
    assert workspace.unsaved
    monkeypatch.setattr(Journal, "write", real)
    workspace.keeper._ask()
    flushed(qtbot, program)
    assert np.array_equal(picture(path), flatten8(program.studio.document))
    assert not workspace.unsaved
    assert notice.isHidden()


def test_a_read_only_file_is_opened_and_its_changes_go_elsewhere(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = program.window.workspace, tmp_path / "fixed.scumble"
    pen.drag((50, 50), (200, 120))
    run(qtbot, program, workspace._write(path))
    image = flatten8(program.studio.document)
    leave(program)

    def refuse(_path: Path) -> FileLock:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FileLock, "taken", refuse)
    run(qtbot, program, workspace.open(path))
    assert np.array_equal(flatten8(settle(qtbot, program)), image)
    assert program.studio.session.path is None
    monkeypatch.undo()
    pen.drag((10, 200), (300, 250))
    assert flushed(qtbot, program).parent == recovery_folder()
    assert np.array_equal(picture(path), image)


def test_save_as_begins_another_file_and_leaves_the_first(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, first, second = program.window.workspace, tmp_path / "one.scumble", tmp_path / "two.scumble"
    pen.drag((50, 50), (200, 120))
    run(qtbot, program, workspace._write(first))
    image = flatten8(program.studio.document)
    run(qtbot, program, workspace._write(second))
    pen.drag((10, 200), (300, 250))
    assert flushed(qtbot, program) == second
    assert np.array_equal(picture(first), image)
    assert np.array_equal(picture(second), flatten8(program.studio.document))
    native = open_native(first)  # its lock was given up
    native.close()


def test_the_profile_of_the_opened_file_is_kept_with_the_picture(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path
) -> None:
    profile, _corners = profile_of_code_points(12, 13)  # Display P3
    assert profile is not None
    wide, kept = tmp_path / "wide.png", tmp_path / "kept.scumble"
    save_document(settle(qtbot, program), wide, SaveOptions(profile=profile))
    workspace = program.window.workspace
    run(qtbot, program, workspace.open(wide))
    pen.drag((50, 50), (200, 120))
    flushed(qtbot, program)
    run(qtbot, program, workspace._write(kept))
    assert open_document(kept).profile == profile
    leave(program)
    run(qtbot, program, workspace.open(kept))
    settle(qtbot, program)
    assert workspace.keeper.file.profile == workspace._profile == profile
