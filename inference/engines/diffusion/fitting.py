"""Making a job fit the device's memory: what it needs, and how a plan is carried out."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import torch

from inference.engines.diffusion import devices, pictures
from inference.engines.diffusion.model import Model, bytes_of
from inference.engines.diffusion.offloading import halved
from inference.engines.diffusion.quantising import quantise
from inference.engines.diffusion.speeds import unguided
from inference.engines.diffusion.work import Work
from inference.families import TRAITS
from inference.job import Job
from inference.memory import Need, Plan


def need_of(work: Work, job: Job) -> Need:
    """What a job asks for at its own size, with what the guests bring along."""
    model = work.model
    family = model.info.family
    wide = model.device.dtype.itemsize // 2
    denoiser, vae = model.denoiser_bytes, bytes_of(model.parts["vae"])
    width, height = pictures.padded_size(job.width, job.height, TRAITS[family].multiple)
    return Need(
        family=family,
        width=width,
        height=height,
        denoiser=denoiser,
        vae=vae,
        encoders=max(0, model.weight_bytes - denoiser - vae),
        guided=model.architecture.batches_guidance and job.guidance > unguided(family),
        wide=wide,
        # The SDXL VAE overflows in float16 and runs in float32.
        wide_vae=2 if family == "sdxl" and model.device.dtype == torch.float16 else wide,
        movable=model.device.kind != "cpu",
        guests=work.guest_bytes,
    )


def available(model: Model) -> int:
    """Bytes that the device has for the model and its work; 0 = unknown."""
    free = devices.free_memory(model.device)
    here = sum(part.bytes for part in model.resident() if part.where == model.device.kind)
    return free + here if free > 0 else 0


def carry_out(work: Work, plan: Plan) -> None:
    """Arrange the networks as the plan says; what must be undone after the job is in `work.undo`."""
    work.plan = plan
    work.notes += [f"memory:{mark}" for mark in plan.marks]
    pipe, model = work.pipe, work.model
    if plan.quantised and not model.quantised:
        quantise(model.denoiser(), model.device.dtype)
        model.quantised = True
    model.place(pipe, plan.place)
    (pipe.vae.enable_tiling if plan.tile_vae else pipe.vae.disable_tiling)()
    if plan.split_guidance:
        work.undo.enter_context(halved(model.denoiser()))


def smaller(job: Job, shrink: float) -> Job:
    """The same job at a part of its size; its result is to be enlarged."""
    if shrink >= 1.0:
        return job
    size = max(1, round(job.width * shrink)), max(1, round(job.height * shrink))
    fitted = {
        name: cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
        for name in ("image", "mask", "strength_map")
        if (plane := getattr(job, name)) is not None
    }
    return replace(
        job,
        **fitted,
        width=size[0],
        height=size[1],
        controls=tuple(replace(each, image=_fitted(each.image, size)) for each in job.controls),
        regions=tuple(replace(each, mask=_fitted(each.mask, size)) for each in job.regions),
    )


def _fitted(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA))
