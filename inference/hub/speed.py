"""How fast a download is, smoothed, and when it will be there."""

from __future__ import annotations

import math

MEMORY = 3.0  # seconds after which what was measured counts for 1/e
SOON = 0.5  # seconds that must be seen before anything is said


class Speed:
    """An exponentially weighted mean of bytes per second. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._last: tuple[float, int] | None = None
        self._bytes = 0.0  # weighted
        self._seconds = 0.0  # weighted
        self._seen = 0.0

    def note(self, now: float, here: int) -> None:
        """`here` bytes are there. Fewer than before: it began anew."""
        if self._last is not None:
            passed, got = now - self._last[0], here - self._last[1]
            if passed > 0:
                fade = math.exp(-passed / MEMORY)
                self._bytes = self._bytes * fade + max(got, 0)
                self._seconds = self._seconds * fade + passed
                self._seen += passed
        self._last = (now, here)

    def forget(self) -> None:
        """What comes next does not follow on what was: something else was done meanwhile."""
        self._last = None

    @property
    def bytes_per_second(self) -> float | None:
        return self._bytes / self._seconds if self._seen >= SOON else None

    def seconds_left(self, rest: int) -> float | None:
        """Until `rest` more bytes are there; None while that cannot be told."""
        speed = self.bytes_per_second
        return rest / speed if speed else None
