"""What service, worker and preview cost around a bare diffusers call, and what the painter takes."""

from __future__ import annotations

import importlib.util
import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import psutil

from benchmarks import painter_bench
from benchmarks.figure import Figure, Measure
from benchmarks.tiny_model import has_diffusers, image_job, tiny_sd15
from inference.events import Cancelled, Event, Failed, Finished, Progressed
from inference.headless import run_job
from inference.job import Job, Kind
from inference.service import InferenceService

ROUNDS = 5
ALLOWED_MS = 60.0
CANCELS = 8
STARTS = 5
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
    """Steps that end after cancel was pressed, and what the answer takes beyond the step in hand.

    Cancel is pressed at random moments of a step. The step in hand is that of the same run: it lasts from the
    word of the step before to its own.
    """
    if not has_diffusers():
        return _without_diffusers("cancel_steps", "cancel_ms")
    chance = random.Random(5)
    stories: list[Story] = []
    with tiny_sd15() as model, Watch() as watch:
        for number in range(CANCELS):
            job = image_job(model, steps=60, seed=number)
            stories.append(watch.run(job, cancel_at=3 + number % 3, through=chance.random()))
    late = [story.beyond_the_step * 1e3 for story in stories]
    surplus = max(story.ended - story.pressed - story.step_in_hand for story in stories) * 1e3
    steps = [story.step_in_hand * 1e3 for story in stories]
    note = (
        f"at most after the end of the step in hand, {statistics.median(late):.1f} ms in the median; from "
        f"cancel to answer at most one step {surplus:+.0f} ms; {CANCELS} cancels at random moments of steps "
        f"of {min(steps):.0f} to {max(steps):.0f} ms"
    )
    return {
        "cancel_steps": Figure(max(len(story.steps_after) for story in stories), "steps"),
        "cancel_ms": Figure(max(late), "ms", note=note),
    }


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
    """From the start of a worker's process until its engine reads the first weights of a checkpoint."""
    if not has_diffusers():
        return _without_diffusers("worker_ready_s")
    ready, busy, whole = [], [], []
    with tiny_sd15() as model:
        for number in range(STARTS):
            started = time.perf_counter()
            with Watch() as watch:
                story = watch.run(image_job(model, side=64, steps=1, seed=number))
            ready.append(story.loading_since - started)
            busy.append(story.busy)
            whole.append(story.ended - started)
    note = (
        f"{min(ready):.1f} … {max(ready):.1f} s in {STARTS} starts, {statistics.median(busy):.1f} s on the "
        f"processor; a first job of one step is done after {statistics.median(whole):.1f} s"
    )
    if importlib.util.find_spec("peft") is not None:
        note += "; peft, which only development installs, is imported too"
    return {"worker_ready_s": Figure(statistics.median(ready), "s", note=note)}


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
    loading_since: float = 0.0  # when the word of loading came
    busy: float = 0.0  # seconds of processor time that the worker had taken by then
    loading: float = 0.0  # seconds from there to the word of what comes next
    pressed: float = 0.0  # when cancel was
    ended: float = 0.0

    @property
    def steps_after(self) -> list[float]:
        """When the steps ended that did so after cancel was pressed; the first of them was in hand."""
        return [when for when in self.heard if when > self.pressed]

    @property
    def step_in_hand(self) -> float:
        """Seconds that the step took during which cancel was pressed."""
        which = len(self.heard) - len(self.steps_after)
        return self.heard[which] - self.heard[which - 1]

    @property
    def beyond_the_step(self) -> float:
        """Seconds from the end of the step in hand to the end of the job."""
        return self.ended - self.steps_after[0]


class Watch:
    """A service whose jobs are watched one by one."""

    def __init__(self) -> None:
        self._service = InferenceService(self._hear, command=_eager_worker())
        self._story = Story()
        self._cancel_at, self._through = 0, 0.0
        self._loads = False
        self._done = threading.Event()

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self._service.shutdown()

    def run(self, job: Job, cancel_at: int = 0, through: float = 0.0) -> Story:
        """Run a job to its end.

        `cancel_at`: the step (from 2 on) after which to press cancel, 0 for never; `through`: how much of the
        step that follows is to be over by then, 0 … 1, if it takes as long as the last one.
        """
        self._story, self._cancel_at, self._through, self._loads = Story(), cancel_at, through, False
        self._done.clear()
        self._service.submit(job)
        assert self._done.wait(PATIENCE), "the job did not end"
        return self._story

    def _hear(self, event: Event) -> None:
        story, now = self._story, time.perf_counter()
        if isinstance(event, Progressed):
            stage = event.progress.stage
            if stage == "loading":
                story.loading_since, self._loads = now, True
                story.busy = sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children())
            elif self._loads:
                story.loading, self._loads = now - story.loading_since, False
            if stage == "denoising":
                story.steps.append(event.progress.step)
                story.heard.append(now)
                if event.progress.step == self._cancel_at:
                    wait = self._through * (story.heard[-1] - story.heard[-2])
                    threading.Timer(wait, self._press, (event.ticket,)).start()
        elif isinstance(event, Cancelled | Failed | Finished):
            story.ended = now
            self._done.set()

    def _press(self, ticket: int) -> None:
        self._story.pressed = time.perf_counter()
        self._service.cancel(ticket)


def _without_diffusers(*keys: str) -> dict[str, Figure]:
    return {key: Figure(float("nan"), "", note="diffusers is not installed") for key in keys}


def _eager_worker() -> list[str]:
    import sys

    return [sys.executable, "-m", "inference.worker", "--eager"]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
