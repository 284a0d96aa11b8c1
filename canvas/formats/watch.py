"""How long reading a file may take: a few seconds for whatever is thin, and what paint takes besides."""

from __future__ import annotations

import time
from collections.abc import Callable

from canvas.errors import CanvasError

Check = Callable[[], None]  # called between steps of long work; raises TooMuchError when time is up


class TooMuchError(CanvasError):
    """The file as a whole asks for more than is allowed, so that leaving out one layer does not help.

    Not a FormatError, so that no reader takes it for damage of a part; the door to files makes it one.
    """


def unwatched() -> None:
    """The check of work that may take as long as it does."""


def clocks() -> tuple[float, float]:
    """Seconds that have passed, and seconds that processors have worked for this process."""
    return time.monotonic(), time.process_time()


class Watch:
    """Counts the time that reading a file takes, but for that of pictures whose own bytes pay for it.

    A picture pays when it is packed no more thinly than paint is: then the time that it really takes does not
    count, as far as its bytes reach. Each byte of the file pays once, and those that belong to no picture
    pay for nothing, so that neither padding nor a layer that is shown a thousand times gives more time.
    """

    def __init__(self, seconds: float, file_bytes: int, bytes_per_second: int, pixels_per_byte: int) -> None:
        self._seconds, self._rate, self._density = seconds, bytes_per_second, pixels_per_byte
        self._left = file_bytes  # bytes that have not paid yet
        self._paid = 0.0  # seconds for which the present picture has paid
        self._start = self._since = clocks()
        self._free = (0.0, 0.0)  # seconds that do not count, on both clocks

    def picture(self, packed: int, pixels: int) -> None:
        """A picture of so many pixels, in so many bytes of the file, is next. Raises TooMuchError."""
        now = clocks()
        self._free = self._free_until(now)
        self._since = now
        packed = min(packed, self._left)
        dense = packed > 0 and pixels <= packed * self._density
        self._left -= packed if dense else 0
        self._paid = packed / self._rate if dense else 0.0
        self.check()

    def check(self) -> None:
        """Called between steps that each take a second at most. Raises TooMuchError when time is up.

        Both clocks must say so: a machine that is busy with other things, or with several threads of ours,
        does not make a file hostile.
        """
        now = clocks()
        free = self._free_until(now)
        if all(
            end - start - without > self._seconds
            for end, start, without in zip(now, self._start, free, strict=True)
        ):
            raise TooMuchError(
                "It asks for far more work than a file of its size should, so it was given up. If you trust "
                "it, save it with fewer or smaller layers in the program that wrote it."
            )

    def _free_until(self, now: tuple[float, float]) -> tuple[float, float]:
        wall, work = (
            free + min(end - since, self._paid)
            for free, end, since in zip(self._free, now, self._since, strict=True)
        )
        return wall, work
