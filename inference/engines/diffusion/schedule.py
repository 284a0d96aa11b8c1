"""The sampler of flow-matching models: it walks noise levels that are fixed before the pipeline is called.

A flow-matching model (Lipman et al. 2023, arXiv:2210.02747; Liu et al. 2023, arXiv:2209.03003) sees
x = (1 - σ)·picture + σ·noise and tells the velocity v = noise - picture. Because the levels are known in
advance, a run can start half-way from a picture with any pipeline that takes latents.
"""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import math
from typing import Any

import torch
from diffusers import FlowMatchEulerDiscreteScheduler


class FlowSchedule(FlowMatchEulerDiscreteScheduler):
    """A diffusers scheduler whose `set_timesteps` installs what `fix` was given, whatever it is asked for."""

    denoised: torch.Tensor | None  # what the model took the finished latents for in the last step

    def fix(self, sigmas: torch.Tensor, sampler: str, generator: torch.Generator) -> None:
        """Walk `sigmas` (S falling noise levels in 0 … 1, without the final 0).

        `sampler`: "euler" (or ""), "dpmpp_2m" or "lcm"; the last draws fresh noise from `generator`.
        """
        self._levels, self._sampler, self._generator = sigmas, sampler, generator
        self.denoised = None

    def set_timesteps(
        self,
        num_inference_steps: int | None = None,
        device: Any = None,
        sigmas: Any = None,
        mu: float | None = None,
        timesteps: Any = None,
    ) -> None:
        """Called by the pipelines; their own idea of the schedule (`sigmas`, `mu` …) is ignored."""
        levels = self._levels.to(device, torch.float32)
        self.num_inference_steps = len(levels)
        self.timesteps = levels * self.config["num_train_timesteps"]
        self.sigmas = torch.cat([levels, levels.new_zeros(1)])
        self._step_index, self._begin_index = None, None

    def step(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, model_output: torch.Tensor, timestep: Any, sample: torch.Tensor, return_dict: bool = True
    ) -> Any:
        """One step down. Latents in, latents out, of any shape; `model_output` is the velocity."""
        if self._step_index is None:
            self._step_index = self._begin_index or 0
        index = self._step_index
        sigma, after = float(self.sigmas[index]), float(self.sigmas[index + 1])
        x, velocity = sample.to(torch.float32), model_output.to(torch.float32)
        picture = x - sigma * velocity
        match self._sampler:
            case "lcm":
                noise = torch.randn(x.shape, generator=self._generator).to(x.device)
                moved = (1.0 - after) * picture + after * noise
            case "dpmpp_2m":
                before = float(self.sigmas[index - 1]) if index else 1.0
                moved = multistep(x, picture, self.denoised, before, sigma, after)
            case _:
                moved = x + (after - sigma) * velocity
        self.denoised = picture
        self._step_index = index + 1
        moved = moved.to(model_output.dtype)
        return (moved,) if not return_dict else {"prev_sample": moved}


def multistep(
    x: torch.Tensor,
    picture: torch.Tensor,
    last: torch.Tensor | None,
    before: float,
    sigma: float,
    after: float,
) -> torch.Tensor:
    """DPM-Solver++(2M) from level `sigma` down to `after`, with the levels' half log-SNR log((1 - σ) / σ).

    `picture`: what the model takes the finished latents for now, `last`: one step ago, at level `before`.
    Lu et al. 2022, arXiv:2211.01095, algorithm 2. First order at both ends, where the log-SNR is infinite.
    """
    guess = picture
    if last is not None and before < 1.0 and after > 0.0:
        step = _half_log_snr(after) - _half_log_snr(sigma)
        ratio = (_half_log_snr(sigma) - _half_log_snr(before)) / step
        guess = picture + (picture - last) / (2.0 * ratio)
    scale = after / sigma
    return scale * x + ((1.0 - after) - scale * (1.0 - sigma)) * guess


def _half_log_snr(sigma: float) -> float:
    return math.log((1.0 - sigma) / sigma)


def tail(sigmas: torch.Tensor, strength: float) -> torch.Tensor:
    """The levels of a run that starts from a picture: the last `strength` (0 … 1) of them, at least one."""
    return sigmas[len(sigmas) - steps_kept(len(sigmas), strength) :]


def steps_kept(steps: int, strength: float) -> int:
    """How many of the steps a run does that starts from a picture: by its strength, but at least one."""
    return max(1, min(steps, int(steps * strength)))
