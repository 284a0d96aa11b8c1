"""What service, worker and preview cost around a bare diffusers call, and what the painter takes."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks import painter_bench
from benchmarks.figure import Figure, Measure
from benchmarks.tiny_model import has_diffusers, image_job, tiny_sd15
from inference.events import Cancelled, Event, Failed, Finished, Progressed
from inference.headless import run_job
from inference.job import Job, Kind
from inference.service import InferenceService

ROUNDS = 5
ALLOWED_MS = 60.0
PATIENCE = 300.0  # seconds for one job


def job_overhead() -> dict[str, Figure]:
    """img2img 512², 20 steps: through service, process and pipe against the bare pipeline call, in turn."""
    if not has_diffusers():
        return _without_diffusers("job_overhead_pct")
    with tiny_sd15() as model, InferenceService(lambda event: None, command=_eager_worker()) as service:
        bare = bare_call(str(model))
        through: list[float] = []
        alone: list[float] = []
        for number in range(ROUNDS + 1):
            job = image_job(model, seed=number)
            through.append(_timed(lambda job=job: run_job(service, job)))
            alone.append(_timed(lambda job=job: bare(job.image, job.seed)))
        ours, theirs = statistics.median(through[1:]), statistics.median(alone[1:])
    over = (ours - theirs - ALLOWED_MS / 1000) / theirs * 100
    return {
        "job_overhead_pct": Figure(
            over,
            "%",
            theirs / ours,
            "bare diffusers call",
            f"{ours * 1000:.0f} ms through the service, {theirs * 1000:.0f} ms bare; 60 ms taken off",
        )
    }


def cancel() -> dict[str, Figure]:
    """Steps that are run after cancel was pressed, and time beyond one step; the most of several tries."""
    if not has_diffusers():
        return _without_diffusers("cancel_steps", "cancel_ms")
    steps, late, step = 0, 0.0, 0.0  # the times: seconds
    with tiny_sd15() as model, Watch() as watch:
        for number in range(ROUNDS):
            at = 3 + number
            story = watch.run(image_job(model, steps=60, seed=number), cancel_at=at)
            steps = max(steps, story.steps[-1] - at)
            step = story.seconds_per_step(at)
            late = max(late, story.ended - story.pressed - step)
    note = f"beyond a step, which takes {step * 1e3:.0f} ms"
    return {"cancel_steps": Figure(steps, "steps"), "cancel_ms": Figure(late * 1e3, "ms", note=note)}


def warm_model() -> dict[str, Figure]:
    """Time that a second job with the same model spends on loading; a third of another kind likewise."""
    if not has_diffusers():
        return _without_diffusers("second_job_load_s")
    with tiny_sd15() as model, Watch() as watch:
        job = image_job(model, steps=2)
        first = watch.run(job)
        later = [watch.run(replace(job, seed=2)), watch.run(replace(job, kind=Kind.TEXT, image=None))]
    load = max(story.loading for story in later)
    return {"second_job_load_s": Figure(load, "s", note=f"{first.loading:.2f} s for the first job")}


def worker_ready() -> dict[str, Figure]:
    """From the start of a worker's process until its engine is imported, torch with it, and could load."""
    if not has_diffusers():
        return _without_diffusers("worker_ready_s")
    times = []
    for _ in range(3):
        started = time.perf_counter()
        with Watch() as watch:
            nowhere = replace(image_job(Path("nowhere")), model=str(Path("nowhere").absolute()))
            watch.run(nowhere)  # the engine is there once it says that the model is not
            times.append(time.perf_counter() - started)
    return {"worker_ready_s": Figure(statistics.median(times), "s", note=f"{max(times):.1f} s at most")}


def preview() -> dict[str, Figure]:
    """Cost of a preview as a share of a step of a tiny model (a real step takes far longer)."""
    if not has_diffusers():
        return _without_diffusers("preview_pct")
    import torch

    from inference.engines.diffusion.preview import preview as draw

    latents = torch.randn(1, 4, 64, 64)
    cost = statistics.median(_timed(lambda: draw(latents, "sd15", 0.0)) for _ in range(50))
    with tiny_sd15() as model:
        bare = bare_call(str(model))
        image = np.zeros((512, 512, 3), np.uint8)
        bare(image, 0)
        step = (_timed(lambda: bare(image, 1, 20)) - _timed(lambda: bare(image, 1, 2))) / 18
    return {"preview_pct": Figure(cost / step * 100, "%", note=f"{cost * 1e3:.2f} ms of {step * 1e3:.0f} ms")}


MEASURES: tuple[Measure, ...] = (
    job_overhead, cancel, warm_model, worker_ready, preview, *painter_bench.MEASURES,
)  # fmt: skip


def bare_call(model: str) -> Callable[..., object]:
    """The pipeline called directly, with the settings that the engine uses."""
    import torch
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion_img2img import (
        StableDiffusionImg2ImgPipeline,
    )
    from PIL import Image

    pipe = StableDiffusionImg2ImgPipeline.from_pretrained(model, safety_checker=None, local_files_only=True)
    pipe.set_progress_bar_config(disable=True)

    def call(image: np.ndarray, seed: int, steps: int = 20) -> object:
        return pipe(
            "a hill",
            image=Image.fromarray(image),
            strength=1.0,
            num_inference_steps=steps,
            guidance_scale=5.0,
            generator=torch.Generator().manual_seed(seed),
        )

    return call


@dataclass(slots=True)
class Story:
    """What was told of one job. All times: seconds of time.perf_counter()."""

    steps: list[int] = field(default_factory=list)  # as they were told
    heard: list[float] = field(default_factory=list)  # when
    loading: float = 0.0  # seconds from the word of loading to the word of what comes next
    pressed: float = 0.0  # when cancel was
    ended: float = 0.0

    def seconds_per_step(self, at: int) -> float:
        """The mean of the steps up to `at`."""
        return (self.heard[at - 1] - self.heard[0]) / max(1, at - 1)


class Watch:
    """A service whose jobs are watched one by one."""

    def __init__(self) -> None:
        self._service = InferenceService(self._hear, command=_eager_worker())
        self._story = Story()
        self._cancel_at = 0
        self._loading_since = 0.0
        self._done = threading.Event()

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self._service.shutdown()

    def run(self, job: Job, cancel_at: int = 0) -> Story:
        """Run a job to its end; `cancel_at`: the step at which to press cancel, 0 for never."""
        self._story, self._cancel_at, self._loading_since = Story(), cancel_at, 0.0
        self._done.clear()
        self._service.submit(job)
        assert self._done.wait(PATIENCE), "the job did not end"
        return self._story

    def _hear(self, event: Event) -> None:
        story, now = self._story, time.perf_counter()
        if isinstance(event, Progressed):
            if event.progress.stage == "loading":
                self._loading_since = now
            elif self._loading_since:
                story.loading, self._loading_since = now - self._loading_since, 0.0
            if event.progress.stage == "denoising":
                story.steps.append(event.progress.step)
                story.heard.append(now)
                if event.progress.step == self._cancel_at:
                    story.pressed = now
                    self._service.cancel(event.ticket)
        elif isinstance(event, Cancelled | Failed | Finished):
            story.ended = now
            self._done.set()


def _without_diffusers(*keys: str) -> dict[str, Figure]:
    return {key: Figure(float("nan"), "", note="diffusers is not installed") for key in keys}


def _eager_worker() -> list[str]:
    import sys

    return [sys.executable, "-m", "inference.worker", "--eager"]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
