"""The diffusion engine: one job at a time on one loaded checkpoint."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from inference.engines.diffusion import devices, pictures, speeds
from inference.engines.diffusion.families import architecture
from inference.engines.diffusion.faster import compiled, lay_channels_last, may_be_compiled
from inference.engines.diffusion.fitting import available, carry_out, need_of, smaller
from inference.engines.diffusion.loading import Loan, load, renew_denoiser, sources_of
from inference.engines.diffusion.model import Model, Resident
from inference.engines.diffusion.quantising import can_be_quantised
from inference.engines.diffusion.quiet import silence, without_deprecations
from inference.engines.diffusion.schedule import steps_kept
from inference.engines.diffusion.steps import StepWatch, stop_if
from inference.engines.diffusion.tiny_vae import TinyVaes
from inference.engines.diffusion.work import Guests, Prepare, Work
from inference.errors import InferenceError, JobError, ModelError, OutOfMemory
from inference.families import TRAITS
from inference.framing.tiles import enlarge, plan_refinement, refine
from inference.job import Job, Kind, Progress, Result
from inference.memory import Need, Place, Plan, lower, plan_for
from inference.models import ModelInfo, inspect
from inference.tuning import Tuning

EXACT = Tuning()

Report = Callable[[Progress], None]


class _TooLarge(Exception):
    """The job must be begun anew at a smaller size, by `plan`."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.plan = plan


class _Rounded(Exception):
    """The job's plan wants the denoiser's own weights, but these were rounded for an earlier job."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.plan = plan


class DiffusionEngine:
    """Text, sketch, variation, inpainting and editing with local checkpoints of every family.

    `guests` bring LoRAs, ControlNets and the like to each job. `speak` puts the prompts into a job's inputs;
    without one the family does it with plain text. `tuning` allows trades of exactness for speed or memory.
    `tiny_vaes` finds a small decoder for previews.
    """

    def __init__(
        self,
        device: str = "",
        dtype: torch.dtype | None = None,
        guests: Guests | None = None,
        speak: Prepare | None = None,
        tuning: Tuning = EXACT,
        tiny_vaes: TinyVaes | None = None,
    ) -> None:
        """`device`: "cuda", "xpu", "mps", "cpu" or "" for the best. Raises JobError where it is missing."""
        silence()
        self._device = devices.pick_device(device, dtype)
        self._guests, self._speak = guests, speak
        self._tuning, self._tiny_vaes = tuning, tiny_vaes
        self._learned: dict[Need, Plan] = {}  # what it took where the estimate was too low
        self._model: Model | None = None
        self._stamp: tuple[Path, int, int] | None = None  # path, size and change time of what is loaded

    @property
    def model(self) -> Model | None:
        """What is loaded, or None."""
        return self._model

    def resident(self) -> tuple[Resident, ...]:
        """The networks held in memory, largest first."""
        return () if self._model is None else self._model.resident()

    def warm_up(self, cancelled: Callable[[], bool]) -> None:
        """Import the code of every family and of all adapters.

        torch and diffusers came with this module; a model comes with its job.
        """
        for family in TRAITS:
            stop_if(cancelled)
            architecture(family)
        if self._guests is not None:
            stop_if(cancelled)
            self._guests.warm_up()

    def run(self, job: Job, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Result:
        """Do the job; see `inference.engine.Engine`.

        Raises JobError, ModelError, OutOfMemory or Cancelled; after each of them the next job can run. Notes
        in the result: "truncated:N" and "truncated_negative:N" (tokens dropped past the text encoder's end),
        "ignored_negative" (the model takes no negative prompt), "steps:N" and "guidance:G" (the values used
        instead, for distilled models), "companion:NAME" (the folder that gave the parts that the file lacks),
        "memory:MARK" (what was done to fit the device, see `inference.memory.Plan.marks`), "refine:enlarged"
        (by a model that cannot paint over tiles), "uncompiled" (it was to be compiled, but cannot be), and
        for each network that stays in memory, largest first, "resident:PART:BYTES:DEVICE".
        """
        started = time.perf_counter()
        stop_if(cancelled)
        devices.reset_peak(self._device)
        model = self._loaded(job, lambda: on_progress(Progress(0, expected_steps(job), "loading")))
        asked, (job, notes) = job, speeds.bend(job, model.info)
        stop_if(cancelled)
        remarks = [*model.notes, *notes]
        image = self._paint(model, job, on_progress, cancelled, remarks)
        if job.refine_width > 0:
            image = self._refine(model, job, image, on_progress, cancelled, remarks)
        held = [f"resident:{part.name}:{part.bytes}:{part.where}" for part in model.resident()]
        seconds, peak = time.perf_counter() - started, devices.peak_memory(self._device)
        remarks = list(dict.fromkeys([*remarks, *held]))
        return Result(job=asked, image=image, seconds=seconds, peak_memory=peak, notes=tuple(remarks))

    def close(self) -> None:
        """Let go of the model and its memory."""
        if self._guests is not None:
            self._guests.close()
        self._drop()

    def _drop(self) -> None:
        self._model, self._stamp = None, None
        self._learned.clear()
        devices.release(self._device)

    def _loaded(self, job: Job, on_loading: Callable[[], None]) -> Model:
        """As `_load`, with all memory given back where there is too little of it."""
        try:
            return self._load(job, on_loading)
        except OutOfMemory as error:
            failure = error.sentence
        # Raised anew out here: the first error's frames hold the tensors that filled the memory.
        self.close()
        raise OutOfMemory(failure)

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
            if self._tuning.channels_last:
                self._lay_out(self._model)
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
                and not (model.quantised and name == model.architecture.denoiser)
            ]
        model = None
        self._drop()
        return loans

    def _lay_out(self, model: Model) -> None:
        for network in (model.denoiser(), model.parts["vae"]):
            lay_channels_last(network)

    def _renew(self, model: Model) -> None:
        """Read the denoiser's own weights again in place of the rounded ones."""
        try:
            renew_denoiser(model, self._device)
        except InferenceError:
            self._drop()
            raise
        if self._tuning.channels_last:
            self._lay_out(model)

    def _paint(
        self, model: Model, job: Job, on_progress: Report, cancelled: Callable[[], bool], notes: list[str]
    ) -> np.ndarray:
        """H×W×3 uint8, made with as little trouble as memory allows: whenever it runs out, everything that
        is not needed is let go and the next gentlest plan is tried, until there is none."""
        plan: Plan | None = None
        while True:
            on_progress(Progress(0, expected_steps(job), "encoding"))
            small = job if plan is None else smaller(job, plan.shrink)
            work = Work(small, model, None, StepWatch(on_progress, cancelled))
            try:
                image = self._generate(work, job, plan)
            except _TooLarge as error:
                plan = error.plan
                continue
            except _Rounded as error:
                plan = error.plan
                on_progress(Progress(0, expected_steps(job), "loading"))
                del work
                self._renew(model)
                continue
            except OutOfMemory as error:
                failure, need, used = error.sentence, work.need, work.plan
            else:
                notes += work.notes
                return image if image.shape == (job.height, job.width, 3) else _enlarged(image, job)
            # Out here: the error's frames held the tensors that filled the memory.
            del work
            if self._guests is not None:
                self._guests.close()
            devices.release(self._device)
            plan = None if need is None else lower(need, used, quantise=self._may_round(model))
            if need is None or plan is None:
                self._learned.clear()  # none of them helped
                raise OutOfMemory(failure)
            self._learned[need] = plan
            on_progress(Progress(0, expected_steps(job), "memory:" + "+".join(plan.marks)))

    def _generate(self, work: Work, whole: Job, plan: Plan | None) -> np.ndarray:
        """H×W×3 uint8 of `work.job`, which is `whole` or smaller; plan: None to find one."""
        job, model = work.job, work.model
        work.pipe = model.pipeline(job.kind, job.sampler)
        try:
            with devices.translated(self._device), without_deprecations(), torch.no_grad(), work.undo:
                if self._guests is not None:
                    self._guests.prepare(work)
                self._fit(work, whole, plan)
                (self._speak or model.architecture.speak)(work)
                if self._tiny_vaes is not None:
                    work.tiny_vae = self._tiny_vaes.fitting(work)
                model.architecture.set_up(work)
                if self._guests is not None:
                    self._guests.ready(work)
                if self._tuning.compiled and may_be_compiled(work):
                    work.undo.enter_context(compiled(work, self._tuning.backend))
                if work.plan.place is Place.OFFLOAD:
                    work.pipe.maybe_free_model_hooks()  # the VAE has encoded: its place is needed now
                stop_if(work.watch.cancelled)
                picture = work.pipe(**work.inputs).images[0]
        except ValueError as error:  # diffusers' own checks of settings
            raise JobError("These settings do not work together: {reason}", reason=str(error)) from error
        finally:
            model.tidy(work.pipe)
        return pictures.crop(picture, job.width, job.height)

    def _fit(self, work: Work, whole: Job, plan: Plan | None) -> None:
        """Settle how the job is made to fit, tell, and do it."""
        work.need = need_of(work, whole)
        if plan is None:
            rounding = self._may_round(work.model)
            plan = self._learned.get(work.need) or plan_for(
                work.need, available(work.model), quantise=rounding
            )
            if plan.marks:
                steps = expected_steps(whole)
                work.watch.on_progress(Progress(0, steps, "memory:" + "+".join(plan.marks)))
            if plan.shrink < 1.0:
                raise _TooLarge(plan)
        if work.model.quantised and not plan.quantised:
            raise _Rounded(plan)
        carry_out(work, plan)

    def _may_round(self, model: Model) -> bool:
        """Whether its weights may be kept in 8 bits, or are already."""
        return self._tuning.quantise and (model.quantised or can_be_quantised(model.denoiser(), model.device))

    def _refine(
        self,
        model: Model,
        job: Job,
        image: np.ndarray,
        on_progress: Report,
        cancelled: Callable[[], bool],
        notes: list[str],
    ) -> np.ndarray:
        """The picture enlarged to the size that the job wants, and painted over in tiles."""
        size = job.refine_width, job.refine_height
        if Kind.PAINT not in model.architecture.kinds(model.info):
            notes.append("refine:enlarged")  # made for something else: it cannot paint over a tile
            return enlarge(image, size)
        traits = TRAITS[model.info.family]
        tiles = plan_refinement(
            size, tile=traits.native_size, multiple=traits.multiple, strength=job.refine_strength
        )
        count = len(tiles)
        each = expected_steps(replace(job, kind=Kind.PAINT, image=image, strength=job.refine_strength))

        def paint_tile(tile: np.ndarray, index: int) -> np.ndarray:
            small = replace(
                job,
                kind=Kind.PAINT,
                image=tile,
                mask=None,
                strength_map=None,
                strength=job.refine_strength,
                seed=(job.seed + 1 + index) % 2**32,
                controls=(),
                regions=(),
                refine_width=0,
                refine_height=0,
            )

            def report(progress: Progress) -> None:
                done = int((index + progress.step / max(1, progress.steps)) * each)
                on_progress(replace(progress, step=done, steps=count * each, stage="refining"))

            return self._paint(model, small, report, cancelled, notes)

        return refine(image, size, paint_tile, plan=tiles)


def _enlarged(image: np.ndarray, job: Job) -> np.ndarray:
    return enlarge(image, (job.width, job.height))


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
