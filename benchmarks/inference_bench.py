"""What service, worker and preview cost around a bare diffusers call, and what the painter takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks import painter_bench
from benchmarks.figure import Figure, Measure
from benchmarks.tiny_model import has_diffusers, image_job, tiny_sd15
from inference.events import Cancelled, Event, Progressed
from inference.headless import run_job
from inference.job import Job
from inference.service import InferenceService

ROUNDS = 5
ALLOWED_MS = 60.0


def job_overhead() -> dict[str, Figure]:
    """img2img 512², 20 steps: through service, process and pipe against the bare pipeline call, in turn."""
    if not has_diffusers():
        return {"job_overhead_pct": Figure(float("nan"), "%", note="diffusers is not installed")}
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
    """Steps that are run after cancel was pressed, the most of several tries."""
    if not has_diffusers():
        return {"cancel_steps": Figure(float("nan"), "steps", note="diffusers is not installed")}
    most = 0
    with tiny_sd15() as model:
        for number in range(ROUNDS):
            most = max(most, _steps_after_cancel(image_job(model, steps=60, seed=number), 3 + number))
    return {"cancel_steps": Figure(most, "steps")}


def preview() -> dict[str, Figure]:
    """Cost of a preview as a share of a step of a tiny model (a real step takes far longer)."""
    if not has_diffusers():
        return {"preview_pct": Figure(float("nan"), "%", note="diffusers is not installed")}
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


MEASURES: tuple[Measure, ...] = (job_overhead, cancel, preview, *painter_bench.MEASURES)


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


def _steps_after_cancel(job: Job, at: int) -> int:
    """Cancel when step `at` is told; how many more steps were begun before the job ended."""
    last = at
    ended: list[Event] = []

    def hear(event: Event) -> None:
        nonlocal last
        if isinstance(event, Progressed) and event.progress.stage == "denoising":
            if event.progress.step == at:
                service.cancel(event.ticket)
            last = max(last, event.progress.step)
        if isinstance(event, Cancelled):
            ended.append(event)

    with InferenceService(hear) as service:
        service.submit(job)
        deadline = time.monotonic() + 120
        while not ended and time.monotonic() < deadline:
            time.sleep(0.01)
    assert ended, "the job was not cancelled"
    return last - at


def _eager_worker() -> list[str]:
    import sys

    return [sys.executable, "-m", "inference.worker", "--eager"]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
