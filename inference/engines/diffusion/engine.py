"""The diffusion engine: one job at a time on one loaded checkpoint."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.utils.torch_utils import randn_tensor

from inference.engines.diffusion import devices, pictures
from inference.engines.diffusion.devices import MemoryPlan
from inference.engines.diffusion.loading import Model, load
from inference.engines.diffusion.quiet import silence, without_deprecations
from inference.engines.diffusion.samplers import check_sampler
from inference.engines.diffusion.steps import STEP_TENSORS, PaintedStrength, StepWatch, stop_if
from inference.engines.diffusion.tokenizer import dropped_tokens
from inference.errors import JobError, ModelError, OutOfMemory
from inference.families import Family
from inference.job import Job, Kind, Progress, Result
from inference.models import ModelInfo, inspect


class DiffusionEngine:
    """Text-to-image, image-to-image and inpainting with local SD 1.5 and SDXL checkpoints."""

    def __init__(self, device: str = "", dtype: torch.dtype | None = None) -> None:
        """`device`: "cuda", "xpu", "mps", "cpu" or "" for the best. Raises JobError where it is missing."""
        silence()
        self._device = devices.pick_device(device, dtype)
        self._model: Model | None = None
        self._stamp: tuple[Path, int, int] | None = None  # path, size and change time of what is loaded

    @property
    def model(self) -> Model | None:
        """What is loaded, or None."""
        return self._model

    def run(self, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Result:
        """Do the job; see `inference.engine.Engine`.

        Raises JobError, ModelError, OutOfMemory or Cancelled; after each of them the next job can run.
        Notes in the result: "truncated:N" and "truncated_negative:N" (tokens dropped past the text encoder's
        end), "memory:offload" and "memory:tiled" (what was done to fit the device).
        """
        started = time.perf_counter()
        check_sampler(job.sampler, job.steps)
        if job.strength_map is not None and job.kind not in (Kind.PAINT, Kind.VARY):
            raise JobError("Painted strength works for painting and variations only. Remove it for this job.")
        stop_if(cancelled)
        steps = expected_steps(job)
        devices.reset_peak(self._device)
        try:
            model = self._load(job, lambda: on_progress(Progress(0, steps, "loading")))
            stop_if(cancelled)
            on_progress(Progress(0, steps, "encoding"))
            image, notes = self._generate(model, job, on_progress, cancelled)
        except OutOfMemory as error:
            failure = error.sentence
        else:
            seconds, peak = time.perf_counter() - started, devices.peak_memory(self._device)
            return Result(job=job, image=image, seconds=seconds, peak_memory=peak, notes=notes)
        # Raised anew out here: the first error's frames hold the tensors that filled the memory.
        devices.release(self._device)
        raise OutOfMemory(failure)

    def close(self) -> None:
        """Let go of the model and its memory."""
        self._model, self._stamp = None, None
        devices.release(self._device)

    def _load(self, job: Job, on_loading: Callable[[], None]) -> Model:
        """The job's model, from memory where it is the one in use and its file has not changed."""
        if not job.model:
            raise JobError("No model is chosen. Choose one in the Assist panel.")
        path = Path(job.model)
        stamp = _stamp(path)
        if self._model is None or stamp != self._stamp:
            info = inspect(path)
            _check_kind(job, info)
            on_loading()
            self.close()
            self._model = load(info, self._device)
            self._stamp = stamp
        _check_kind(job, self._model.info)
        return self._model

    def _generate(
        self, model: Model, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]
    ) -> tuple[np.ndarray, tuple[str, ...]]:
        """H×W×3 uint8 and the notes."""
        pipe = model.pipeline(job.kind, job.sampler)
        watch = StepWatch(model.info.family, on_progress, cancelled)
        try:
            with devices.translated(self._device), without_deprecations(), torch.no_grad():
                plan = self._place(model, pipe, job)
                inputs = _inputs(model.info.family, pipe, job, watch)
                stop_if(cancelled)
                picture = pipe(**inputs).images[0]
        except ValueError as error:  # diffusers' own checks of settings
            raise JobError("These settings do not work together: {reason}", reason=str(error)) from error
        finally:
            model.tidy(pipe)
        return pictures.crop(picture, job.width, job.height), _notes(pipe, job, plan)

    def _place(self, model: Model, pipe: Any, job: Job) -> MemoryPlan:
        weights = model.weight_bytes
        available = devices.free_memory(self._device) + (weights if model.on_device else 0)
        width, height = pictures.padded_size(job.width, job.height)
        plan = devices.plan_memory(self._device, available, weights, model.info.family, width * height)
        model.place(pipe, plan)
        return plan


def expected_steps(job: Job) -> int:
    """How many steps the job will run: starting from a picture skips some, by its strength, but never all."""
    return job.steps if job.kind is Kind.TEXT else max(1, min(job.steps, int(job.steps * job.strength)))


def _strength(job: Job) -> float:
    """The strength that makes diffusers run at least one step."""
    return min(1.0, max(job.strength, (1.0 + 1e-6) / job.steps))


def _inputs(family: Family, pipe: Any, job: Job, watch: StepWatch) -> dict[str, Any]:
    """The arguments of the pipeline call. Noise is drawn on the CPU, so all devices draw the same."""
    generator = torch.Generator("cpu").manual_seed(job.seed)
    inputs: dict[str, Any] = {
        "prompt": job.prompt,
        "negative_prompt": job.negative,
        "num_inference_steps": job.steps,
        "guidance_scale": job.guidance,
        "generator": generator,
        "output_type": "np",
        "callback_on_step_end": watch,
        "callback_on_step_end_tensor_inputs": STEP_TENSORS,
    }
    if job.kind in (Kind.TEXT, Kind.INPAINT):
        inputs["width"], inputs["height"] = pictures.padded_size(job.width, job.height)
    if job.kind is not Kind.TEXT:
        assert job.image is not None  # Job sees to it
        inputs["image"] = pictures.pad(job.image)
        inputs["strength"] = _strength(job)
    if job.kind is Kind.INPAINT:
        assert job.mask is not None
        inputs["mask_image"] = pictures.pad(job.mask)
    if job.strength_map is not None:
        watch.painted = _painted(family, pipe, inputs["image"], job.strength_map, generator)
        inputs["image"] = watch.painted.original
    return inputs


def _painted(
    family: Family, pipe: Any, image: Any, strength: np.ndarray, generator: torch.Generator
) -> PaintedStrength:
    """Encode the picture and draw the noise as the pipeline would, so that both are known between steps."""
    device, dtype = pipe._execution_device, pipe.unet.dtype
    pixels = pipe.image_processor.preprocess(image).to(device, dtype)
    if family == "sdxl":  # widens the VAE where needed
        original = pipe.prepare_latents(pixels, None, 1, 1, dtype, device, generator, add_noise=False)
    else:
        original = pipe.vae.encode(pixels).latent_dist.sample(generator) * pipe.vae.config.scaling_factor
    state = generator.get_state()
    noise = randn_tensor(original.shape, generator=generator, device=device, dtype=dtype)
    generator.set_state(state)  # the pipeline draws the same noise again
    plane = torch.from_numpy(np.array(pictures.pad(strength), np.float32) / 255.0)[None, None]
    plane = torch.nn.functional.interpolate(plane, size=original.shape[-2:], mode="area")
    return PaintedStrength(original, noise, plane.to(device))


def _notes(pipe: Any, job: Job, plan: MemoryPlan) -> tuple[str, ...]:
    dropped, dropped_negative = (dropped_tokens(pipe.tokenizer, text) for text in (job.prompt, job.negative))
    remarks = {
        f"truncated:{dropped}": dropped > 0,
        f"truncated_negative:{dropped_negative}": dropped_negative > 0,
        "memory:offload": plan.offload,
        "memory:tiled": plan.tile_vae,
    }
    return tuple(remark for remark, holds in remarks.items() if holds)


def _check_kind(job: Job, info: ModelInfo) -> None:
    if info.inpaint and job.kind is not Kind.INPAINT:
        raise JobError(
            "'{name}' is made for inpainting only. Choose an ordinary model for this, or "
            "select an area and inpaint it.",
            name=info.name,
        )


def _stamp(path: Path) -> tuple[Path, int, int]:
    """Tells whether what lies at `path` is still the same. Raises ModelError when nothing lies there."""
    telling = path / "model_index.json" if path.is_dir() else path
    try:
        status = telling.stat()
    except OSError as error:
        raise ModelError(
            "There is no model at '{path}'. Choose another one, or put it back.", path=str(path)
        ) from error
    return path, status.st_size, status.st_mtime_ns
