"""What happens between two denoising steps: progress with a preview, cancelling, painted strength, masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from inference.errors import Cancelled
from inference.job import Progress

STEP_TENSORS = ["latents"]  # what the pipelines hand to the callback


@dataclass(slots=True)
class StepWatch:
    """The pipelines' `callback_on_step_end`. Cancelled passes through the pipeline, which catches nothing."""

    on_progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    show: Callable[[Any, torch.Tensor], np.ndarray] | None = None  # pipeline and latents to a small picture
    held: Held | None = None

    def __call__(self, pipe: Any, index: int, timestep: Any, tensors: Mapping[str, Any]) -> dict[str, Any]:
        latents, steps, done = tensors["latents"], pipe.num_timesteps, index + 1
        if self.held is not None:
            latents = self.held.hold_back(pipe.scheduler, latents, done, steps)
        picture = None if self.show is None else self.show(pipe, latents)
        self.on_progress(Progress(done, steps, "denoising", picture))
        stop_if(self.cancelled)
        if done == steps:
            self.on_progress(Progress(done, steps, "decoding"))
        return {"latents": latents}


def _same(latents: torch.Tensor) -> torch.Tensor:
    return latents


def add_noise(
    scheduler: Any, original: torch.Tensor, noise: torch.Tensor, done: int, steps: int
) -> torch.Tensor:
    """The original at the noise level of the step to come, as diffusion models mix the two."""
    upcoming = scheduler.timesteps[len(scheduler.timesteps) - steps + done]
    return scheduler.add_noise(original, noise, upcoming.reshape(1))


def mix_noise(
    scheduler: Any, original: torch.Tensor, noise: torch.Tensor, done: int, steps: int
) -> torch.Tensor:
    """The same as flow-matching models mix them: (1 - σ)·original + σ·noise."""
    sigma = float(scheduler.sigmas[done])
    return (1.0 - sigma) * original + sigma * noise


@dataclass(frozen=True, slots=True)
class Held:
    """Denoise strength per pixel: differential diffusion (Levin and Fried 2023, arXiv:2306.00950).

    A pixel painted with strength m joins in when no more than the fraction m of the steps is left; until then
    it is kept at the original, at the noise level of the moment. With strengths of 0 and 1 alone this is
    inpainting.
    """

    original: torch.Tensor  # 1×C×h×w latents
    noise: torch.Tensor  # 1×C×h×w, the noise that the run started with
    strength: torch.Tensor  # 1×1×h×w, 0 … 1
    mixed: Callable[[Any, torch.Tensor, torch.Tensor, int, int], torch.Tensor] = add_noise
    to_grid: Callable[[torch.Tensor], torch.Tensor] = _same  # from the model's layout to 1×C×h×w
    from_grid: Callable[[torch.Tensor], torch.Tensor] = _same

    def hold_back(self, scheduler: Any, latents: torch.Tensor, done: int, steps: int) -> torch.Tensor:
        """Put the original back where denoising has not begun, after `done` of `steps` steps."""
        original = self.original
        if done < steps:
            original = self.mixed(scheduler, original, self.noise, done, steps)
        held = self.strength <= (steps - done) / steps
        grid = self.to_grid(latents)
        return self.from_grid(torch.where(held, original.to(grid.dtype), grid))


def stop_if(cancelled: Callable[[], bool]) -> None:
    """Raises Cancelled when the job is no longer wanted."""
    if cancelled():
        raise Cancelled("The job was cancelled.")
