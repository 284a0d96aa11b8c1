"""Threads for work that nobody waits for: they give way to the pen."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType

from canvas.kernels.library import threads

PAUSE = 1.0  # seconds between two pieces of patient work beside a stroke
LONGEST = 10.0  # seconds of a stroke after which patient work is not held up any more
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
    """Lets pieces of long work in: all at once while nobody paints, else few.

    A low priority alone does not keep saving away from the pen. A thread of low priority that holds Python's
    lock, and finds all cores taken by its like, keeps everyone waiting for as long as they run. So long work
    is done in pieces of some milliseconds, `with ROOM:` around each of them and nothing else: no such piece
    may wait for another. While somebody paints, a core stays free. Work that may take its time, such as
    writing a whole file, says `with ROOM.patiently():` and mostly waits for the end of the stroke.
    """

    def __init__(self, cores: int, pause: float = PAUSE, longest: float = LONGEST) -> None:
        self.most = max(1, cores - 1)  # pieces at a time while somebody paints
        self._pause, self._longest = pause, longest
        self._changed = threading.Condition()
        self._inside = 0
        self._pens = 0
        self._down = 0.0  # since when somebody paints: seconds of time.monotonic()
        self._next = 0.0  # when the next patient piece may go in

    def pen_down(self) -> None:
        """Somebody paints from now on, until as many calls of `pen_up`."""
        with self._changed:
            self._pens += 1
            if self._pens == 1:
                self._down = time.monotonic()
                self._next = self._down + self._pause

    def pen_up(self) -> None:
        with self._changed:
            self._pens -= 1
            self._changed.notify_all()

    @contextmanager
    def patiently(self) -> Iterator[None]:
        """As `with` the room itself, but beside a stroke a piece goes in only now and then.

        One in every `pause` seconds; after `longest` seconds of a stroke, as any other work.
        """
        with self._changed:
            while self._pens > 0 and (now := time.monotonic()) < self._down + self._longest:
                if now >= self._next:
                    self._next = now + self._pause
                    break
                self._changed.wait(min(self._next, self._down + self._longest) - now)
        with self:
            yield

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
