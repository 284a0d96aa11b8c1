"""A quick stand-in for a model: `--engines tests.app.flat_engine:REGISTRY`. Its pictures have one colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.job import Job, Progress, Result


class FlatEngine:
    """Paints everything in a colour that the seed decides."""

    def warm_up(self, cancelled: Callable[[], bool]) -> None:
        """Is always ready."""

    def run(self, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Result:
        on_progress(Progress(1, 1, "painting"))
        picture = np.full((job.height, job.width, 3), job.seed % 256, np.uint8)
        return Result(job, image=picture, notes=("truncated:3",))

    def close(self) -> None:
        """Holds nothing."""


REGISTRY = {"diffusion": FlatEngine}
