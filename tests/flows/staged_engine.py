"""A quick painter in stages: `--engines tests.flows.staged_engine:REGISTRY`.

It lays forty strokes for each stage; where they go the seed decides, their colours the style's seed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inference.job import Job, Painting, Progress, Result, StrokeBrush, Strokes

LAYERS = ("ground", "forms", "details", "lines")
EACH = 40


def strokes_of(job: Job) -> Strokes:
    painting = job.painting or Painting()
    style = job.seed if painting.style_seed is None else painting.style_seed
    places, colours = np.random.default_rng(job.seed), np.random.default_rng(style)
    count = EACH * len(LAYERS)
    start = places.uniform((0, 0), (job.width, job.height), (count, 2))
    turns = places.uniform(0, 2 * np.pi, count)
    reach = np.repeat([90.0, 60.0, 25.0, 25.0], EACH)
    step = np.stack([np.cos(turns), np.sin(turns)], axis=1) * reach[:, None]
    points = np.empty((count, 3, 3), np.float32)
    for place in range(3):
        points[:, place, :2] = start + step * place / 2
    points[..., 2] = (0.7, 1.0, 0.4)
    return Strokes(
        points=points.reshape(-1, 3),
        offsets=np.arange(0, 3 * count + 1, 3, dtype=np.int32),
        colours=colours.random((count, 3), np.float32),
        sizes=np.repeat([70.0, 34.0, 12.0, 5.0], EACH).astype(np.float32),
        opacities=np.full(count, 0.9, np.float32),
        brush=np.repeat([0, 0, 1, 1], EACH).astype(np.uint8),
        layer=np.repeat(np.arange(4), EACH).astype(np.uint8),
        brushes=(StrokeBrush("oil.flat", aspect=0.4, angle_follows=True), StrokeBrush("oil.round")),
        layers=LAYERS,
    )


class StagedEngine:
    """Stands in for the built-in painter."""

    def warm_up(self, cancelled: Callable[[], bool]) -> None:
        """Is always ready."""

    def run(self, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Result:
        for place, stage in enumerate(LAYERS):
            shade = np.full((24, 32, 3), 40 * (place + 1), np.uint8)
            on_progress(Progress(place + 1, len(LAYERS), stage, shade))
        return Result(job, strokes=strokes_of(job))

    def close(self) -> None:
        """Holds nothing."""


REGISTRY = {"painterly": StagedEngine}
