"""The one protocol that every engine follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from inference.job import Job, Progress, Result


class Engine(Protocol):
    """Turns jobs into results, one at a time, on the thread that calls it."""

    def warm_up(self, cancelled: Callable[[], bool]) -> None:
        """Load what the first job would wait for, as far as it can be known before there is one.

        `cancelled` is asked often; when it says True the engine stops, or raises `Cancelled`.
        """
        ...

    def run(self, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Result:
        """Do the job.

        `on_progress` is called at least once per step. `cancelled` is asked at least once per step; when it
        says True the engine raises `Cancelled` at once and stays ready for the next job. Every other failure
        is an `InferenceError` whose message says what to do next.
        """
        ...

    def close(self) -> None:
        """Give back what the engine holds (models, device memory). Safe to call twice."""
        ...
