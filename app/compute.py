"""The two threads beside the UI: one that owns the kernels and the open document, one for slow errands."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from app.errors import AppError
from canvas.background import background_pool
from canvas.errors import CanvasError
from inference.errors import InferenceError

T = TypeVar("T")
log = logging.getLogger("scumble.compute")


class Compute:
    """`submit` runs on the compute thread in order (strokes, edits, display); `errand` beside it (files).

    Errands work on immutable documents, so they need no lock and never hold up the pen. An error that no
    room foresaw goes to `sys.excepthook`, whether or not somebody looks at the future.
    """

    def __init__(self) -> None:
        self._compute = ThreadPoolExecutor(1, thread_name_prefix="canvas")
        self._errands = background_pool(1, "errand")
        self._lock = threading.Lock()
        self._unfinished: set[Future[Any]] = set()
        self._closed = False

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Queue work for the compute thread. After `close` the work is refused by a cancelled future."""
        return self._send(self._compute, work)

    def errand(self, work: Callable[[], T]) -> Future[T]:
        """Queue work for the errand thread (saving, loading, thumbnails)."""
        return self._send(self._errands, work)

    def close(self, timeout: float = 1.0) -> bool:
        """Drop what waits and end both threads once what runs is done.

        False where that takes longer than `timeout` seconds (a slow disk): the threads then go on alone.
        """
        with self._lock:
            self._closed = True
        for pool in (self._compute, self._errands):
            pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            running = {future for future in self._unfinished if not future.cancelled()}
        done = not wait(running, timeout).not_done
        if done:
            for pool in (self._compute, self._errands):
                pool.shutdown(wait=True)
        else:
            log.warning("work is still running after %g s", timeout)
        return done

    def _send(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> Future[T]:
        with self._lock:
            if self._closed:
                refused: Future[T] = Future()
                refused.cancel()
                return refused
            future = pool.submit(work)
            self._unfinished.add(future)
        future.add_done_callback(self._ended)
        return future

    def _ended(self, future: Future[Any]) -> None:
        with self._lock:
            self._unfinished.discard(future)
        error = None if future.cancelled() else future.exception()
        if error is not None and not isinstance(error, AppError | CanvasError | InferenceError):
            sys.excepthook(type(error), error, error.__traceback__)
