"""The built-in painter as an engine: which kinds of job it does, and how it reports."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from inference.engines.painterly.brushwork import Tell
from inference.engines.painterly.fill import fill_hole
from inference.engines.painterly.overpaint import painted_over
from inference.engines.painterly.practice import a_picture, a_sketch
from inference.engines.painterly.session import paint_job
from inference.engines.painterly.words import read
from inference.errors import Cancelled, JobError
from inference.job import Job, Kind, Progress, Result
from inference.prompt import plain

PAINTED = "fill"  # the mode of an INPAINT job that asks for more than clean ground

OnProgress = Callable[[Progress], None]


class PainterlyEngine:
    """Paints from a picture with strokes, and fills holes from their surroundings.

    PAINT and VARY give strokes. INPAINT gives a picture whose pixels outside the mask are those of the job;
    in the mode "fill" the hole is painted over in strokes like those around it, in all others it is clean
    ground: words mean nothing to that and all come back as ignored. Guidance, sampler and model are not used.
    """

    def warm_up(self, cancelled: Callable[[], bool]) -> None:
        """Load the kernels that paint, by painting a little from a picture and from a sketch."""
        for job in (a_picture(), a_sketch()):
            self.run(job, lambda progress: None, cancelled)

    def run(self, job: Job, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Result:
        """See `Engine.run`. Raises JobError for TEXT, and for a mask that leaves nothing to fill from."""
        started = time.perf_counter()
        if job.kind is Kind.TEXT:
            raise JobError(
                "The built-in painter works from a sketch or picture. Sketch something first, "
                "or choose a diffusion model to paint from words alone."
            )
        reading = read(plain(job.prompt), plain(job.negative))
        if job.kind is Kind.INPAINT:
            image = _fill(job, on_progress, cancelled)
            ignored = reading.ignored
            if job.mode == PAINTED:
                image = painted_over(job, image, reading, _stage_teller(on_progress, cancelled))
            else:
                ignored = tuple(dict.fromkeys((*reading.known, *reading.ignored)))
            return Result(job, image=image, seconds=time.perf_counter() - started, notes=_ignored(ignored))
        strokes = paint_job(job, reading.settings, _stage_teller(on_progress, cancelled))
        seconds = time.perf_counter() - started
        return Result(job, strokes=strokes, seconds=seconds, notes=_ignored(reading.ignored))

    def close(self) -> None:
        """Nothing is held."""


def _fill(job: Job, on_progress: OnProgress, cancelled: Callable[[], bool]) -> np.ndarray:
    assert job.image is not None
    assert job.mask is not None
    strength = np.full(job.mask.shape, job.strength, np.float32)
    if job.strength_map is not None:
        strength *= job.strength_map.astype(np.float32) / np.float32(255)
    tell = _teller("filling", on_progress, cancelled)
    return fill_hole(job.image, job.mask > 0, strength, steps=job.steps, seed=job.seed, tell=tell)


def _ignored(words: tuple[str, ...] | dict[str, None]) -> tuple[str, ...]:
    return tuple(f"ignored:{word}" for word in words)


def _teller(
    stage: str, on_progress: OnProgress, cancelled: Callable[[], bool]
) -> Callable[[int, int, np.ndarray | None], None]:
    """Asks whether to go on at each call; reports when the step is new or there is a preview."""
    last = -1

    def tell(step: int, steps: int, preview: np.ndarray | None) -> None:
        nonlocal last
        if cancelled():
            raise Cancelled("The job was cancelled.")
        if step != last or preview is not None:
            on_progress(Progress(step, steps, stage, preview))
            last = step

    return tell


def _stage_teller(on_progress: OnProgress, cancelled: Callable[[], bool]) -> Tell:
    """As `_teller`, for work whose stages have names."""
    last = ("", -1)

    def tell(stage: str, step: int, steps: int, preview: np.ndarray | None) -> None:
        nonlocal last
        if cancelled():
            raise Cancelled("The job was cancelled.")
        if (stage, step) != last or preview is not None:
            on_progress(Progress(step, steps, stage, preview))
            last = (stage, step)

    return tell
