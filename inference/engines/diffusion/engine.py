"""The diffusion engine: one job at a time on one loaded checkpoint."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from inference.engines.diffusion import devices, pictures, speeds
from inference.engines.diffusion.devices import MemoryPlan
from inference.engines.diffusion.families import architecture
from inference.engines.diffusion.loading import Loan, load, sources_of
from inference.engines.diffusion.model import Model, Resident
from inference.engines.diffusion.quiet import silence, without_deprecations
from inference.engines.diffusion.schedule import steps_kept
from inference.engines.diffusion.steps import StepWatch, stop_if
from inference.engines.diffusion.work import Guests, Prepare, Work
from inference.errors import JobError, ModelError, OutOfMemory
from inference.families import TRAITS
from inference.job import Job, Kind, Progress, Result
from inference.models import ModelInfo, inspect


class DiffusionEngine:
    """Text, sketch, variation, inpainting and editing with local checkpoints of every family.

    `guests` bring LoRAs, ControlNets and the like to each job. `speak` puts the prompts into a job's inputs;
    without one the family does it with plain text.
    """

    def __init__(
        self,
        device: str = "",
        dtype: torch.dtype | None = None,
        guests: Guests | None = None,
        speak: Prepare | None = None,
    ) -> None:
        """`device`: "cuda", "xpu", "mps", "cpu" or "" for the best. Raises JobError where it is missing."""
        silence()
        self._device = devices.pick_device(device, dtype)
        self._guests, self._speak = guests, speak
        self._model: Model | None = None
        self._stamp: tuple[Path, int, int] | None = None  # path, size and change time of what is loaded

    @property
    def model(self) -> Model | None:
        """What is loaded, or None."""
        return self._model

    def resident(self) -> tuple[Resident, ...]:
        """The networks held in memory, largest first."""
        return () if self._model is None else self._model.resident()

    def run(self, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Result:
        """Do the job; see `inference.engine.Engine`.

        Raises JobError, ModelError, OutOfMemory or Cancelled; after each of them the next job can run. Notes
        in the result: "truncated:N" and "truncated_negative:N" (tokens dropped past the text encoder's end),
        "ignored_negative" (the model takes no negative prompt), "steps:N" and "guidance:G" (the values used
        instead, for distilled models), "companion:NAME" (the folder that gave the parts that the file lacks),
        "memory:offload" and "memory:tiled" (what was done to fit the device), and for each network that stays
        in memory, largest first, "resident:PART:BYTES:DEVICE".
        """
        started = time.perf_counter()
        stop_if(cancelled)
        steps = expected_steps(job)
        devices.reset_peak(self._device)
        try:
            model = self._load(job, lambda: on_progress(Progress(0, steps, "loading")))
            asked, (job, notes) = job, speeds.bend(job, model.info)
            stop_if(cancelled)
            on_progress(Progress(0, expected_steps(job), "encoding"))
            work = Work(job, model, None, StepWatch(on_progress, cancelled), notes=[*model.notes, *notes])
            image = self._generate(work)
        except OutOfMemory as error:
            failure = error.sentence
        else:
            seconds, peak = time.perf_counter() - started, devices.peak_memory(self._device)
            notes = (
                *work.notes,
                *(f"resident:{one.name}:{one.bytes}:{one.where}" for one in model.resident()),
            )
            return Result(job=asked, image=image, seconds=seconds, peak_memory=peak, notes=notes)
        # Raised anew out here: the first error's frames hold the tensors that filled the memory.
        devices.release(self._device)
        raise OutOfMemory(failure)

    def close(self) -> None:
        """Let go of the model and its memory."""
        if self._guests is not None:
            self._guests.close()
        self._drop()

    def _drop(self) -> None:
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
            architecture(info.family).check(job, info)
            on_loading()
            loans = self._let_go_for(info)
            self._model = load(info, self._device, loans)
            self._stamp = stamp
        self._model.architecture.check(job, self._model.info)
        return self._model

    def _let_go_for(self, info: ModelInfo) -> list[Loan]:
        """Drop the model in memory but for the parts that the next one has too; these are handed on."""
        model, loans = self._model, []
        if model is not None:
            wanted = sources_of(info, self._device)
            loans = [
                Loan(held, model.parts[name])
                for name, held in model.sources.items()
                if any(one.same(held) for one in wanted.values())
            ]
        model = None
        self._drop()
        return loans

    def _generate(self, work: Work) -> np.ndarray:
        """H×W×3 uint8."""
        job, model = work.job, work.model
        work.pipe = model.pipeline(job.kind, job.sampler)
        try:
            with devices.translated(self._device), without_deprecations(), torch.no_grad(), work.undo:
                if self._guests is not None:
                    self._guests.prepare(work)
                plan = self._place(work)
                (self._speak or model.architecture.speak)(work)
                model.architecture.set_up(work)
                if self._guests is not None:
                    self._guests.ready(work)
                if plan.offload:
                    work.pipe.maybe_free_model_hooks()  # the VAE has encoded: its place is needed now
                stop_if(work.watch.cancelled)
                picture = work.pipe(**work.inputs).images[0]
        except ValueError as error:  # diffusers' own checks of settings
            raise JobError("These settings do not work together: {reason}", reason=str(error)) from error
        finally:
            model.tidy(work.pipe)
        return pictures.crop(picture, job.width, job.height)

    def _place(self, work: Work) -> MemoryPlan:
        job, model = work.job, work.model
        family = model.info.family
        here = sum(part.bytes for part in model.resident() if part.where == self._device.kind)
        available = devices.free_memory(self._device) + here
        weights = model.weight_bytes + work.guest_bytes
        width, height = pictures.padded_size(job.width, job.height, TRAITS[family].multiple)
        plan = devices.plan_memory(model.device, available, weights, family, width * height)
        model.place(work.pipe, plan)
        for note, holds in (("memory:offload", plan.offload), ("memory:tiled", plan.tile_vae)):
            if holds:
                work.notes.append(note)
        return plan


def expected_steps(job: Job) -> int:
    """How many steps the job will run: starting from a picture skips some, by its strength, but never all."""
    if job.kind in (Kind.TEXT, Kind.EDIT):
        return job.steps
    return steps_kept(job.steps, job.strength)


_TELLING = ("model_index.json", "config.json")


def _stamp(path: Path) -> tuple[Path, int, int]:
    """Tells whether what lies at `path` is still the same. Raises ModelError when nothing lies there."""
    telling = path
    if path.is_dir():  # a whole model, or a denoiser alone
        telling = next((one for name in _TELLING if (one := path / name).is_file()), path / _TELLING[0])
    try:
        status = telling.stat()
    except OSError as error:
        raise ModelError(
            "There is no model at '{path}'. Choose another one, or put it back.", path=str(path)
        ) from error
    return path, status.st_size, status.st_mtime_ns
