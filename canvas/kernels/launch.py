"""How kernels are compiled, and the one turnstile through which every parallel kernel is started."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any

# No reassociation and no approximate reciprocals: the same pixel must come out the same from every call.
FAST_MATH = {"nnan", "ninf", "nsz", "contract"}

# Compiled lazily at the first call (see `canvas.warmup`), then kept on disk; kernels never hold the GIL.
SERIAL: dict[str, Any] = {
    "nogil": True,
    "cache": True,
    "boundscheck": False,
    "error_model": "numpy",
    "fastmath": FAST_MATH,
}
INLINE: dict[str, Any] = {**SERIAL, "forceinline": True}
PARALLEL: dict[str, Any] = {**SERIAL, "parallel": True}


class Turnstile:
    """A lock that lets waiting threads through in the order of their arrival.

    An ordinary lock lets a thread that loops over short pieces of work (saving, replaying) take it again
    and again before the thread that paints gets its turn.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._busy = False
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many threads stand before it."""
        return len(self._waiting)

    def enter_if_free(self) -> bool:
        """Go through if nobody is in; `__exit__` must follow if so."""
        with self._guard:
            free, self._busy = not self._busy, True
            return free

    def __enter__(self) -> None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        gate.acquire()  # opened by the thread that leaves

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False


_TURN = Turnstile()


def launch(kernel: Callable[..., Any], *arguments: Any) -> Any:
    """Run a parallel kernel, one at a time in the whole process.

    numba's own thread pool crashes when two threads start parallel kernels at once; other pools do not, but
    would fight over the cores. Long work comes in pieces of a few milliseconds, so that nobody waits long.
    """
    with _TURN:
        return kernel(*arguments)


def launch_if_free(kernel: Callable[..., Any], *arguments: Any) -> bool:
    """As `launch`, but only where no other parallel kernel is running: whether it was run.

    For the window's thread, which must not wait, and has another way to do the same on its own.
    """
    if not _TURN.enter_if_free():
        return False
    try:
        kernel(*arguments)
    finally:
        _TURN.__exit__(None, None, None)
    return True
