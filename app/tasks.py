"""Coroutines on the Qt event loop: started, kept, awaited, and their failures told."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtWidgets import QDialog

from app.errors import AppError
from app.words import worded
from canvas.errors import CanvasError
from inference.errors import InferenceError

T = TypeVar("T")
log = logging.getLogger("scumble.tasks")


class Tasks:
    """Owns the running coroutines of a window."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run `work` beside everything else. An error for the artist is told; any other is a surprise, which
        goes to `sys.excepthook`."""
        task = asyncio.get_event_loop().create_task(self._guarded(work))
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def ended(self) -> None:
        """Wait for all that runs, its end or its cancellation."""
        await asyncio.gather(*self._running, return_exceptions=True)

    def cancel_all(self) -> None:
        for task in list(self._running):
            task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            sys.excepthook(type(error), error, error.__traceback__)

    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await work
        except (AppError, CanvasError, InferenceError) as error:
            log.info("told the artist: %s", error, exc_info=error)
            self._tell(worded(error))
            return None


async def result_of(future: Future[T]) -> T:
    """Wait for work on another thread without blocking this one."""
    return await asyncio.wrap_future(future)


async def answer(dialog: QDialog) -> int:
    """Show a dialog over its window and wait for it; the event loop goes on."""
    done: asyncio.Future[int] = asyncio.get_event_loop().create_future()
    dialog.finished.connect(lambda code: done.done() or done.set_result(code))
    dialog.open()
    try:
        return await done
    finally:
        dialog.deleteLater()
