"""The estimate of the time that a running job still needs."""

from __future__ import annotations

SMOOTHING = 0.3  # weight of the newest step


class Pace:
    """Learns the seconds per step from progress reports; recent steps count more than old ones."""

    def __init__(self) -> None:
        self._last: tuple[int, float] | None = None  # step, time
        self._seconds: float | None = None  # per step

    def remaining(self, step: int, steps: int, now: float) -> float | None:
        """Note that `step` of `steps` was reached at `now` (seconds); the seconds left, None if unknown yet.

        A report that goes back, as when a new stage counts from 0 again, starts the learning anew; so does
        each report of step 0: what came before it was the start of the engine or the reading of a model.
        """
        if self._last is None or step == 0 or step < self._last[0]:
            self._seconds = None
            self._last = (step, now)
        elif step > self._last[0]:
            newest = (now - self._last[1]) / (step - self._last[0])
            old = newest if self._seconds is None else self._seconds
            self._seconds = old + SMOOTHING * (newest - old)
            self._last = (step, now)
        return None if self._seconds is None else max(0, steps - step) * self._seconds
