"""The two threads beside the UI: one that owns the kernels and the open document, one for slow errands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
log = logging.getLogger("scumble.compute")


class Compute:
    """`submit` runs on the compute thread in order (strokes, edits, display); `errand` beside it (files).

    Errands work on immutable documents, so they need no lock and never hold up the pen.
    """

    def __init__(self) -> None:
        self._compute = ThreadPoolExecutor(1, thread_name_prefix="canvas")
        self._errands = ThreadPoolExecutor(1, thread_name_prefix="errand")
        self._closed = False

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Queue work for the compute thread. After `close` the work is refused by a cancelled future."""
        return self._send(self._compute, work)

    def errand(self, work: Callable[[], T]) -> Future[T]:
        """Queue work for the errand thread (saving, loading, thumbnails)."""
        return self._send(self._errands, work)

    def close(self) -> None:
        """Finish what runs, drop what waits, and end both threads."""
        self._closed = True
        self._compute.shutdown(wait=True, cancel_futures=True)
        self._errands.shutdown(wait=True, cancel_futures=True)

    def _send(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> Future[T]:
        if self._closed:
            refused: Future[T] = Future()
            refused.cancel()
            return refused
        future = pool.submit(work)
        future.add_done_callback(_log_failure)
        return future


def _log_failure(future: Future) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.debug("work failed: %s", error, exc_info=error)
