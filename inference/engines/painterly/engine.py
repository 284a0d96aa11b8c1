"""The built-in painter as an engine: which kinds of job it does, and how it reports."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from inference.engines.painterly.fill import fill_hole
from inference.engines.painterly.paint import Painter, plan_passes
from inference.engines.painterly.reference import read_picture
from inference.engines.painterly.variation import Variation, light_of, lit, vary
from inference.engines.painterly.words import Reading, read
from inference.errors import Cancelled, JobError
from inference.job import Job, Kind, Progress, Result
from inference.prompt import plain

OnProgress = Callable[[Progress], None]


class PainterlyEngine:
    """Paints from a picture with strokes, and fills holes from their surroundings.

    PAINT and VARY give strokes. INPAINT gives a picture whose pixels outside the mask are those of the job;
    words mean nothing to it and all come back as ignored. Guidance, sampler and model are not used.
    """

    def run(self, job: Job, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Result:
        """See `Engine.run`. Raises JobError for TEXT, and for a mask that leaves nothing to fill from."""
        started = time.perf_counter()
        if job.kind is Kind.TEXT:
            raise JobError(
                "The built-in painter works from a sketch or picture. Sketch something first, "
                "or choose a diffusion model to paint from words alone."
            )
        if job.kind is Kind.INPAINT:
            image = _fill(job, on_progress, cancelled)
            reading = read(plain(job.prompt), plain(job.negative))
            words = dict.fromkeys((*reading.known, *reading.ignored))
            return Result(job, image=image, seconds=time.perf_counter() - started, notes=_ignored(words))
        result = _paint(job, read(plain(job.prompt), plain(job.negative)), on_progress, cancelled)
        return Result(job, strokes=result.strokes, seconds=time.perf_counter() - started, notes=result.notes)

    def close(self) -> None:
        """Nothing is held."""


def _paint(job: Job, reading: Reading, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Result:
    assert job.image is not None  # checked by Job
    tell = _teller("painting", on_progress, cancelled)

    def check() -> None:
        tell(0, 1, None)

    check()
    rng = np.random.default_rng(job.seed)
    settings, variation = reading.settings, Variation()
    if job.kind is Kind.VARY:
        settings, variation = vary(settings, job.seed, job.strength)
    amount = np.ones((job.height, job.width), np.float32)
    if job.strength_map is not None:
        amount = job.strength_map.astype(np.float32) / np.float32(255)
    loose = np.float32(job.strength) * amount
    # Words count in full where the map is white: a low strength calls for care, not for grey.
    aim = read_picture(job.image, settings, light_of(variation), loose, amount, rng, check)
    check()
    aim = aim.relit(lit(aim.lab, variation, amount))
    check()
    painter = Painter(aim, plan_passes(loose, job.steps, settings), settings, rng)
    return Result(job, strokes=painter.paint(tell), notes=_ignored(reading.ignored))


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
