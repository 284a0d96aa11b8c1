"""Coroutines on the Qt loop: kept, told, cancelled."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from app.errors import AppError
from app.tasks import Tasks, answer, result_of
from canvas.errors import EditError
from tests.flows.conftest import loop

__all__ = ["loop"]  # the fixture


@pytest.mark.usefixtures("loop")
@pytest.mark.parametrize("error", [AppError("Choose another."), EditError("Choose another.")])
def test_an_error_for_the_artist_is_told(qtbot: QtBot, error: Exception) -> None:
    told: list[str] = []
    tasks = Tasks(told.append)

    async def fail() -> None:
        raise error

    task = tasks.spawn(fail())
    qtbot.waitUntil(task.done)
    assert told == ["Choose another."]
    assert task.result() is None


@pytest.mark.usefixtures("loop")
def test_a_surprise_goes_to_the_outermost_hook(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, _error, _trace: seen.append(kind))
    told: list[str] = []

    async def fail() -> None:
        raise KeyError("x")

    Tasks(told.append).spawn(fail())
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [KeyError]
    assert not told


@pytest.mark.usefixtures("loop")
def test_waiting_for_another_thread_lets_the_window_go_on(qtbot: QtBot) -> None:
    future: Future[int] = Future()
    got: list[int] = []

    async def work() -> None:
        got.append(await result_of(future))

    Tasks(got.append).spawn(work())  # type: ignore[arg-type]
    qtbot.wait(20)
    assert not got
    future.set_result(5)
    qtbot.waitUntil(lambda: got == [5])


@pytest.mark.usefixtures("loop")
def test_a_cancelled_question_takes_its_dialog_along(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    tasks, gone = Tasks(lambda _: None), []
    dialog = QDialog(parent)
    dialog.destroyed.connect(lambda: gone.append(True))
    task = tasks.spawn(answer(dialog))
    qtbot.waitUntil(dialog.isVisible)
    tasks.cancel_all()
    qtbot.waitUntil(lambda: task.done() and bool(gone))
    assert task.cancelled()


def test_the_end_waits_for_all(loop: QEventLoop, qtbot: QtBot) -> None:
    tasks, ends = Tasks(lambda _: None), []

    async def slow() -> None:
        try:
            await asyncio.sleep(30)
        finally:
            ends.append("slow")

    tasks.spawn(slow())
    qtbot.wait(10)
    tasks.cancel_all()
    last = loop.create_task(tasks.ended())
    qtbot.waitUntil(last.done)
    assert ends == ["slow"]
