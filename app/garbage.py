"""Python's garbage collector, run on the window's thread alone and never in the middle of a stroke.

Left to itself it runs on whichever thread happens to allocate next. Widgets that hang together in a cycle
would then die on that thread, and Qt crashes or hangs when a widget ends anywhere but where it lives.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

INTERVAL = 500  # milliseconds between two looks
PRESSING = 50  # times a threshold: so much new that not even a stroke is waited for


class Collector(QObject):
    """Turns the automatic collector off, and does its work in the window's idle moments, until `close`."""

    prepared = Signal()  # from any thread: `keep`, please

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        """`is_busy`: whether the pen is down, which a collection would make stutter."""
        super().__init__()
        self._is_busy = is_busy
        self._automatic = gc.isenabled()
        gc.disable()
        self.prepared.connect(self.keep)
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def keep(self) -> None:
        """What is there by now stays for good: searching it for garbage would make the pen stutter."""
        gc.freeze()

    def look(self) -> None:
        """Collect the generations that are due, by the thresholds of `gc`."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if self._is_busy() and counts[0] < PRESSING * thresholds[0]:
            return
        due = [age for age, count in enumerate(counts) if count > thresholds[age]]
        if due:
            gc.collect(max(due))

    def close(self) -> None:
        """Leave the collector as it was found."""
        self._timer.stop()
        if self._automatic:
            gc.enable()
