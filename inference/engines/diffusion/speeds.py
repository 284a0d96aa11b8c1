"""Models distilled to need few steps: which schedule they walk and which settings they bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from inference.families import Family, Speed
from inference.job import Job
from inference.models import ModelInfo


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a distilled model bears; more makes its pictures worse."""

    steps: int  # at most
    guidance: float  # at most; 1 = no classifier-free guidance


# Sauer et al. 2023 (arXiv:2311.17042), Luo et al. 2023 (arXiv:2310.04378), Lin et al. 2024
# (arXiv:2402.13929), Ren et al. 2024 (arXiv:2404.13686), and the model cards of FLUX.1-schnell and
# Z-Image-Turbo.
BOUNDS: Mapping[Speed, Bounds] = {
    "turbo": Bounds(10, 1.0),
    "lcm": Bounds(12, 2.0),
    "lightning": Bounds(10, 1.0),
    "hyper": Bounds(16, 1.0),
    "schnell": Bounds(10, 1.0),
}
# The sampler that each was distilled with, and how its timesteps lie: from the very last one down.
_TRAILING = {"timestep_spacing": "trailing"}
_SAMPLERS: Mapping[Speed, str] = {
    "turbo": "euler_a",
    "lcm": "lcm",
    "lightning": "euler",
    "hyper": "ddim",
}


def bend(job: Job, info: ModelInfo) -> tuple[Job, tuple[str, ...]]:
    """The job within the model's bounds, and a note for each setting that was changed.

    Notes: "steps:N" and "guidance:G", the values used instead. Starting from a picture skips steps by its
    strength; steps are counted before that.
    """
    bounds = BOUNDS.get(info.speed) if info.speed else None
    if bounds is None:
        return job, ()
    notes: list[str] = []
    if job.steps > bounds.steps:
        job = replace(job, steps=bounds.steps)
        notes.append(f"steps:{bounds.steps}")
    most = bounds.guidance - 1.0 + unguided(info.family)
    if job.guidance > most and not _embeds_guidance(info):
        job = replace(job, guidance=most)
        notes.append(f"guidance:{most:g}")
    return job, tuple(notes)


def unguided(family: Family) -> float:
    """The guidance that means none: Z-Image counts what is added to the guess, others from the guess on."""
    return 0.0 if family == "zimage" else 1.0


def _embeds_guidance(info: ModelInfo) -> bool:
    """Distilled Flux keeps its guidance as an input: it costs nothing and means something else."""
    return info.family in ("flux", "flux2") and info.speed != "schnell"


def schedule(sampler: str, speed: Speed) -> tuple[str, dict[str, Any]]:
    """The sampler to use where the job names none, and changes to the scheduler's settings."""
    if not speed:
        return sampler, {}
    chosen = sampler or _SAMPLERS.get(speed, "")
    # The schedule of LCM counts its own 50 steps from the end.
    return chosen, {} if chosen == "lcm" else dict(_TRAILING)
