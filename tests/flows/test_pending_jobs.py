"""Jobs that had not ended when the program died are offered again; those that ended in any way are not."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from app.assistant import Entry, State
from app.file_lock import FileLock
from app.generation import Request
from app.native_files import copy_native, left_over
from app.recovery import Recover
from app.settings import Settings
from app.start import Program, recovery_folder
from inference.job import Kind
from tests.flows.conftest import Pen, settle
from tests.flows.test_assist import LONG
from tests.flows.test_keeping import leave, run

ENGINES = ["-m", "inference.worker", "--engines", "tests.flows.waiting_engine:REGISTRY"]


@pytest.fixture
def program(qtbot: QtBot, loop: QEventLoop, tmp_path: Path) -> Iterator[Program]:
    """The window with a painter that waits; see `waiting_engine`."""
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.set("new/width", 200)
    settings.set("new/height", 150)
    program = Program(settings, worker=[sys.executable, *ENGINES])
    with qtbot.waitExposed(program.window):
        program.window.show()
    settle(qtbot, program)
    yield program
    program.window._leaving = True
    program.window.close()
    program.close()
    assert program.compute.close(60.0)  # kernels may be compiling
    program.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def ask(qtbot: QtBot, program: Program, prompt: str, kind: Kind = Kind.PAINT, count: int = 1) -> list[Entry]:
    entries, wanted = program.assistant.entries, len(program.assistant.entries) + count
    program.assistant.generate(Request(kind=kind, prompt=prompt, count=count, seed=5))
    qtbot.waitUntil(lambda: len(entries) == wanted, timeout=LONG)
    return entries[-count:]


def seeds_in(path: Path) -> list[int]:
    """Of the jobs that a file has."""
    if not path.exists():
        return []
    query = "SELECT settings ->> 'seed' FROM pending JOIN recipe ON recipe.id = recipe ORDER BY pending.id"
    with closing(sqlite3.connect(path)) as database:
        if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'pending'").fetchone():
            return []  # it is just being made
        return [seed for (seed,) in database.execute(query)]


def kept(qtbot: QtBot, program: Program, seeds: list[int]) -> Path:
    """Wait until the picture's file has these jobs; the file."""
    path = program.window.workspace.keeper.path
    qtbot.waitUntil(lambda: seeds_in(path) == seeds, timeout=LONG)
    return path


def left_behind(path: Path, copy: Path) -> Path:
    """What a program that is killed at this moment leaves: its files as they are, and no lock on them."""
    for ending in ("", "-wal"):
        shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
    return copy


@pytest.fixture
def cut_short(qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path) -> Path:
    """A saved picture whose program died while two jobs were under way; another picture is open now."""
    pen.drag((30, 30), (160, 100))
    path = tmp_path / "picture.scumble"
    run(qtbot, program, program.window.workspace._write(path))
    ask(qtbot, program, "wait", count=2)
    kept(qtbot, program, [5, 6])
    copy = left_behind(path, tmp_path / "died.scumble")
    leave(program)
    assert seeds_in(path) == []  # the jobs were given up with the picture
    return copy


def offered(program: Program) -> str:
    """What is offered just now."""
    notice = program.window.notice
    return notice.text.text() if notice.isVisible() and notice.other.isVisible() else ""


def test_they_run_again(qtbot: QtBot, program: Program, cut_short: Path) -> None:
    run(qtbot, program, program.window.workspace.open(cut_short))
    assert "2 generation" in offered(program)
    notice = program.window.notice
    assert (notice.button.text(), notice.other.text()) == ("Run again", "Discard")
    notice.button.click()
    assert not offered(program)
    entries = list(program.assistant.entries)
    assert [entry.order.job.seed for entry in entries] == [5, 6]
    assert all(entry.order.job.image is not None for entry in entries)
    kept(qtbot, program, [5, 6])  # the new ones
    program.assistant.cancel_all()
    kept(qtbot, program, [])
    assert all(entry.state is State.CANCELLED for entry in entries)


def test_they_are_discarded(qtbot: QtBot, program: Program, cut_short: Path) -> None:
    run(qtbot, program, program.window.workspace.open(cut_short))
    program.window.notice.other.click()
    kept(qtbot, program, [])
    assert not program.assistant.entries
    leave(program)
    with closing(sqlite3.connect(cut_short)) as database:
        assert database.execute("SELECT count(*) FROM recipe").fetchone() == (0,)
    run(qtbot, program, program.window.workspace.open(cut_short))
    assert not offered(program)


def test_not_answered_they_are_offered_again_and_after_other_words(
    qtbot: QtBot, program: Program, cut_short: Path
) -> None:
    run(qtbot, program, program.window.workspace.open(cut_short))
    notice = program.window.notice
    notice.tell("Something else.")
    assert not offered(program)
    notice._close()
    assert offered(program)
    leave(program)
    assert not offered(program)
    assert seeds_in(cut_short) == [5, 6]
    run(qtbot, program, program.window.workspace.open(cut_short))
    assert offered(program)


@pytest.mark.parametrize("prompt", ["quick", "fail", "wait"])
def test_a_job_that_ended_is_not_kept(
    qtbot: QtBot, program: Program, prompt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, gone = program.window.workspace.keeper, []
    remove = keeper.remove_pending
    monkeypatch.setattr(keeper, "remove_pending", lambda rows: gone.extend(rows) or remove(rows))
    (entry,) = ask(qtbot, program, prompt)
    if prompt == "wait":
        kept(qtbot, program, [5])
        program.assistant.cancel(entry)
    qtbot.waitUntil(lambda: bool(gone), timeout=LONG)
    kept(qtbot, program, [])
    ended = {"quick": State.DONE, "fail": State.FAILED, "wait": State.CANCELLED}
    assert entry.state is ended[prompt]
    if prompt == "quick":  # the row does not go before what it led to is in the file
        with closing(sqlite3.connect(keeper.path)) as database:
            assert database.execute("SELECT count(*) FROM node").fetchone() == (3,)
            assert database.execute("SELECT count(*) FROM result").fetchone() == (1,)


def test_a_picture_that_was_never_painted_on_is_recovered_for_its_job(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, program, "wait", Kind.TEXT)
    path = kept(qtbot, program, [5])
    assert path.parent == recovery_folder()
    left_behind(path, tmp_path / "left.scumble")
    leave(program)
    assert not path.exists()
    stray = path.with_name("00001 2026-01-01 10-00-00 abcdef.scumble")
    for ending in ("", "-wal"):
        shutil.move(f"{tmp_path / 'left.scumble'}{ending}", f"{stray}{ending}")
    assert left_over(recovery_folder()) == [stray]
    monkeypatch.setattr(Recover, "open", lambda dialog: dialog.accept())
    run(qtbot, program, program.window.workspace.recover())
    assert offered(program).startswith("Here is your picture as you left it.")
    assert "1 generation" in offered(program)
    program.window.notice.button.click()
    assert [entry.order.job.kind for entry in program.assistant.entries] == [Kind.TEXT]
    leave(program)
    assert not stray.exists()


def test_of_a_file_that_is_only_read_they_are_offered_and_stay(
    qtbot: QtBot, program: Program, cut_short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> FileLock | None:
        if path == cut_short:
            raise PermissionError(13, "Permission denied")
        return real(path)

    real = FileLock.taken
    monkeypatch.setattr(FileLock, "taken", refuse)
    run(qtbot, program, program.window.workspace.open(cut_short))
    assert "Save as puts your changes somewhere else. 2 generation" in offered(program)
    program.window.notice.button.click()
    assert kept(qtbot, program, [5, 6]) != cut_short
    assert seeds_in(cut_short) == [5, 6]


def test_damaged_ones_are_dropped_with_a_line_in_the_log(
    qtbot: QtBot, program: Program, cut_short: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(cut_short)) as database:
        database.execute("UPDATE recipe SET settings = '{}' WHERE settings ->> 'seed' = 5")
        database.execute("INSERT INTO pending VALUES (9, 77)")
        database.commit()
    with caplog.at_level(logging.WARNING, "scumble.pending"):
        run(qtbot, program, program.window.workspace.open(cut_short))
    assert "1 generation" in offered(program)
    assert sum("had not ended" in record.message for record in caplog.records) >= 2
    kept(qtbot, program, [6])
    with closing(sqlite3.connect(cut_short)) as database:
        assert database.execute("SELECT count(*) FROM pending").fetchone() == (1,)


def test_they_go_on_in_the_file_of_save_as_but_not_in_a_copy(
    qtbot: QtBot, program: Program, pen: Pen, tmp_path: Path
) -> None:
    first, second, copy = (tmp_path / f"{name}.scumble" for name in ("first", "second", "copy"))
    pen.drag((30, 30), (160, 100))
    run(qtbot, program, program.window.workspace._write(first))
    ask(qtbot, program, "wait")
    kept(qtbot, program, [5])
    copy_native(first, copy)
    assert seeds_in(copy) == []
    run(qtbot, program, program.window.workspace._write(second))
    assert kept(qtbot, program, [5]) == second
    assert seeds_in(first) == []
    program.assistant.cancel_all()
    kept(qtbot, program, [])


def test_a_picture_is_left_without_a_question_though_a_job_is_kept(
    qtbot: QtBot, program: Program, settled: Callable[[], object]
) -> None:
    ask(qtbot, program, "wait")
    kept(qtbot, program, [5])
    assert not program.window.workspace.unsaved
    assert run(qtbot, program, program.window.workspace.may_leave())
