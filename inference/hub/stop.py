"""Stopping a download from another thread, and how patient one is with a bad connection."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from urllib3 import BaseHTTPResponse

from inference.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds."""

    connect: float = 15.0  # until a server answers the door
    stall: float = 30.0  # without a byte
    attempts: int = 8  # in a row that bring nothing
    first_wait: float = 0.5  # before the second attempt; it doubles from one to the next
    longest_wait: float = 30.0  # between attempts
    longest_request: float = 120.0  # that a busy server may ask to wait; longer ones end the download
    worth: int = 1 << 20  # bytes that an attempt must bring to count as progress
    fresh: int = 1  # how often a file that arrived damaged is fetched anew

    def pause(self, failures: int) -> float:
        """How long to wait after so many failures in a row."""
        return min(self.first_wait * 2.0 ** (failures - 1), self.longest_wait)


class Stop:
    """Set once, from any thread; what runs then raises Cancelled, and a read under way is woken."""

    def __init__(self) -> None:
        self._set = threading.Event()
        self._lock = threading.Lock()
        self._reading: BaseHTTPResponse | None = None

    def set(self) -> None:
        self._set.set()
        with self._lock:
            if self._reading is not None:
                # What is closed already, or not connected any more, need not be woken.
                with contextlib.suppress(OSError, ValueError, RuntimeError):
                    self._reading.shutdown()

    def is_set(self) -> bool:
        return self._set.is_set()

    def check(self) -> None:
        """Raises Cancelled once it is set."""
        if self._set.is_set():
            raise Cancelled("The download was stopped.")

    def sleep(self, seconds: float) -> None:
        """Wait, but no longer than until it is set; then raises Cancelled."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._set.wait(left):
                break
        self.check()

    @contextlib.contextmanager
    def waking(self, response: BaseHTTPResponse) -> Iterator[None]:
        """While inside, setting it ends the reads from this response."""
        with self._lock:
            self._reading = response
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._reading = None
