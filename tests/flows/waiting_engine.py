"""A painter that the prompt steers: `--engines tests.flows.waiting_engine:REGISTRY`.

"fail" fails, "wait" waits to be cancelled or killed; with any other prompt the picture is one grey.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from inference.errors import Cancelled, ModelError
from inference.job import Job, Progress, Result


class WaitingEngine:
    """Stands in for the built-in painter."""

    def warm_up(self, cancelled: Callable[[], bool]) -> None:
        """Is always ready."""

    def run(self, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Result:
        if job.prompt == "fail":
            raise ModelError("The brush broke. Take another one.")
        while job.prompt == "wait":
            if cancelled():
                raise Cancelled("Stopped while it waited.")
            on_progress(Progress(1, 2, "waiting"))
            time.sleep(0.05)
        return Result(job, image=np.full((job.height, job.width, 3), 90, np.uint8))

    def close(self) -> None:
        """Holds nothing."""


REGISTRY = {"painterly": WaitingEngine}
