"""Threads for work that nobody waits for: they give way to the pen."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType

from canvas.kernels.library import threads

NICENESS = 10  # of −20 … 19: how readily such a thread gives way


def give_way() -> None:
    """Lower the priority of the calling thread, where the system knows priorities of threads (Linux)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def background_pool(workers: int, name: str) -> ThreadPoolExecutor:
    """A pool of threads that give way."""
    return ThreadPoolExecutor(workers, thread_name_prefix=name, initializer=give_way)


@contextmanager
def rest_dropped(pool: ThreadPoolExecutor) -> Iterator[None]:
    """Where something goes wrong inside, what the pool has not begun is not waited for."""
    try:
        yield
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


class Room:
    """Lets pieces of long work in: all at once while nobody paints, else so few that a core stays free.

    A low priority alone does not keep saving away from the pen. A thread of low priority that holds Python's
    lock, and finds all cores taken by its like, keeps everyone waiting for as long as they run. So long work
    is done in pieces of some milliseconds, `with ROOM:` around each of them and nothing else: no such piece
    may wait for another.
    """

    def __init__(self, cores: int) -> None:
        self.most = max(1, cores - 1)  # pieces at a time while somebody paints
        self._changed = threading.Condition()
        self._inside = 0
        self._pens = 0

    def pen_down(self) -> None:
        """Somebody paints from now on, until as many calls of `pen_up`."""
        with self._changed:
            self._pens += 1

    def pen_up(self) -> None:
        with self._changed:
            self._pens -= 1
            self._changed.notify_all()

    def __enter__(self) -> None:
        with self._changed:
            while self._pens > 0 and self._inside >= self.most:
                self._changed.wait()
            self._inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify()


ROOM = Room(threads())
