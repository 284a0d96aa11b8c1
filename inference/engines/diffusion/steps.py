"""What happens between two denoising steps: progress with a preview, cancelling, painted strength."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from inference.engines.diffusion.preview import preview, remaining_sigma
from inference.errors import Cancelled
from inference.families import Family
from inference.job import Progress

STEP_TENSORS = ["latents"]  # what the pipelines hand to the callback


@dataclass(slots=True)
class StepWatch:
    """The pipelines' `callback_on_step_end`. Cancelled passes through the pipeline, which catches nothing."""

    family: Family
    on_progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    painted: PaintedStrength | None = None

    def __call__(self, pipe: Any, index: int, timestep: Any, tensors: Mapping[str, Any]) -> dict[str, Any]:
        latents, steps, done = tensors["latents"], pipe.num_timesteps, index + 1
        if self.painted is not None:
            latents = self.painted.hold_back(pipe.scheduler, latents, done, steps)
        picture = preview(latents, self.family, remaining_sigma(pipe.scheduler))
        self.on_progress(Progress(done, steps, "denoising", picture))
        stop_if(self.cancelled)
        if done == steps:
            self.on_progress(Progress(done, steps, "decoding"))
        return {"latents": latents}


@dataclass(frozen=True, slots=True)
class PaintedStrength:
    """Denoise strength per pixel: differential diffusion (Levin and Fried 2023, arXiv:2306.00950).

    A pixel painted with strength m joins in when no more than the fraction m of the steps is left; until then
    it is kept at the original, at the noise level of the moment.
    """

    original: torch.Tensor  # 1×4×h×w latents
    noise: torch.Tensor  # 1×4×h×w, the noise that the run started with
    strength: torch.Tensor  # 1×1×h×w, 0 … 1

    def hold_back(self, scheduler: Any, latents: torch.Tensor, done: int, steps: int) -> torch.Tensor:
        """Put the original back where denoising has not begun, after `done` of `steps` steps."""
        original = self.original
        if done < steps:
            upcoming = scheduler.timesteps[len(scheduler.timesteps) - steps + done]
            original = scheduler.add_noise(original, self.noise, upcoming.reshape(1))
        held = self.strength <= (steps - done) / steps
        return torch.where(held, original.to(latents.dtype), latents)


def stop_if(cancelled: Callable[[], bool]) -> None:
    """Raises Cancelled when the job is no longer wanted."""
    if cancelled():
        raise Cancelled("The job was cancelled.")
