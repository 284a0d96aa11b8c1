"""What all flow-matching families share: one pipeline for every kind of job, started from latents of our own.

Text, sketch, variation and inpainting differ in the latents that a run starts from, in how many noise levels
it walks and in what is held at the original between steps. All three are set before the call, so the plain
text pipeline of a family does every kind exactly as its image-to-image and inpainting pipelines would.
"""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler

from inference.engines.diffusion import colours, devices, pictures
from inference.engines.diffusion.devices import Device
from inference.engines.diffusion.families.architecture import Architecture
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.preview import Previews
from inference.engines.diffusion.samplers import FLOW_SAMPLERS
from inference.engines.diffusion.schedule import FlowSchedule, tail
from inference.engines.diffusion.steps import STEP_TENSORS, Held, mix_noise
from inference.engines.diffusion.work import Work
from inference.families import TRAITS, kinds
from inference.job import Job, Kind
from inference.models import ModelInfo

LATENT = 8  # pixels per latent pixel
Size = tuple[int, int]  # width and height in pixels, both padded


class FlowArchitecture(Architecture):
    """A family whose latents lie in a grid of 8×8 pixels, whatever layout its transformer wants them in."""

    samplers = FLOW_SAMPLERS
    channels: ClassVar[int] = 16  # of the latent grid

    # --- what differs between families ---------------------------------------------------------------------

    @abstractmethod
    def guide(self, work: Work, picture: Any) -> None:
        """Put guidance into the inputs, and `picture` (padded, or None) where the pipeline looks at one."""

    @abstractmethod
    def shift(self, scheduler: Any, size: Size, steps: int) -> float | None:
        """The pipeline's `mu` for this size: how far the schedule is moved towards noise."""

    def to_grid(self, latents: torch.Tensor, size: Size) -> torch.Tensor:
        """From the pipeline's layout between steps to 1×C×h×w."""
        return latents

    def from_grid(self, grid: torch.Tensor) -> torch.Tensor:
        """The way back."""
        return grid

    def start(self, grid: torch.Tensor) -> torch.Tensor:
        """From the grid to what the pipeline takes as `latents`; most take their layout between steps."""
        return self.from_grid(grid)

    def encode(self, pipe: Any, pixels: torch.Tensor) -> torch.Tensor:
        """1×3×H×W pixels in -1 … 1 to the grid; the most likely latents, not a draw from around them."""
        vae = pipe.vae
        latents = vae.encode(pixels.to(pipe._execution_device, vae.dtype)).latent_dist.mode()
        shift = vae.config.shift_factor or 0.0
        return ((latents - shift) * vae.config.scaling_factor).float()

    # --- what is the same ----------------------------------------------------------------------------------

    def placed(self, device: Device) -> Device:
        """These transformers overflow in float16."""
        return devices.in_bfloat16(device)

    def kinds(self, info: ModelInfo) -> frozenset[Kind]:
        """By variant."""
        return kinds(info.family, info.variant)

    def make_scheduler(self, name: str, model: Model) -> Any:
        """Ours, with the settings of the model's own."""
        return FlowSchedule.from_config(model.scheduler.config)

    def levels(self, scheduler: Any, size: Size, steps: int) -> torch.Tensor:
        """The falling noise levels (S values, without the final 0) that the pipeline itself would walk."""
        if steps == 1:  # no shift moves 1, and stretching towards a terminal level divides by nothing
            return torch.ones(1)
        stock: Any = FlowMatchEulerDiscreteScheduler.from_config(scheduler.config)
        even = np.linspace(1.0, 1.0 / steps, steps)
        stock.set_timesteps(sigmas=even.tolist(), device="cpu", mu=self.shift(scheduler, size, steps))
        return stock.sigmas[:-1].clone()

    def set_up(self, work: Work) -> None:
        """Noise is drawn on the CPU, so that all devices draw the same."""
        job, pipe, step = work.job, work.pipe, TRAITS[self.family].multiple
        size = pictures.padded_size(job.width, job.height, step)
        generator = torch.Generator("cpu").manual_seed(job.seed)
        shape = (1, self.channels, size[1] // LATENT, size[0] // LATENT)
        noise = torch.randn(shape, generator=generator).to(pipe._execution_device)
        levels = self.levels(pipe.scheduler, size, job.steps)
        grid = noise
        picture = None if job.image is None or job.kind is Kind.TEXT else pictures.pad(job.image, step)
        if starts_from_picture(job):
            assert picture is not None
            levels = tail(levels, job.strength)
            original = self.encode(pipe, _pixels(picture))
            grid = mix(original, noise, float(levels[0]))
            if (strength := self._strength(job, shape)) is not None:
                work.watch.held = Held(
                    original, noise, strength.to(noise.device), mix_noise,
                    lambda latents: self.to_grid(latents, size), self.from_grid,
                )  # fmt: skip
        pipe.scheduler.fix(levels, job.sampler or self._own_sampler(work.model), generator)
        work.watch.show = self._previewer(work, size)
        work.inputs |= {
            "latents": self.start(grid),
            "width": size[0],
            "height": size[1],
            "num_inference_steps": job.steps,
            "generator": generator,
            "output_type": "np",
            "callback_on_step_end": work.watch,
            "callback_on_step_end_tensor_inputs": STEP_TENSORS,
        }
        self.guide(work, picture)

    def _own_sampler(self, model: Model) -> str:
        """Some models were distilled to be sampled with fresh noise at each step; their settings tell."""
        return "lcm" if model.scheduler.config.get("stochastic_sampling") else "euler"

    def _strength(self, job: Job, shape: tuple[int, ...]) -> torch.Tensor | None:
        """1×1×h×w, 0 … 1: how much of the run each latent pixel takes part in; None where all do throughout.

        A latent pixel is repainted where the mask touches any of its pixels: what it changes beyond the mask
        is left out when the result is pasted.
        """
        step, size = TRAITS[self.family].multiple, shape[-2:]
        plane = None
        if job.strength_map is not None:
            plane = _plane(job.strength_map, step)
            plane = torch.nn.functional.interpolate(plane, size=size, mode="area")
        if job.kind is Kind.INPAINT:
            assert job.mask is not None
            mask = (_plane(job.mask, step) >= 0.5).float()
            mask = torch.nn.functional.max_pool2d(mask, LATENT)
            plane = mask if plane is None else mask * plane
        return plane

    def _previewer(self, work: Work, size: Size) -> Previews:
        def clean(pipe: Any, latents: torch.Tensor) -> torch.Tensor:
            picture = pipe.scheduler.denoised  # what the model takes them for
            return self.to_grid(latents if picture is None else picture, size)

        return self.previews(work, self._colours(work).picture, clean)

    def _colours(self, work: Work) -> colours.LinearColours:
        """Fitted once per VAE."""
        model, vae = work.model, work.pipe.vae
        if model.colours is None or model.colours[0] is not vae:
            model.colours = vae, colours.fit(lambda pixels: self.encode(work.pipe, pixels))
        return model.colours[1]

    def count_tokens(self, tokenizer: Any, prompt: str) -> int:
        """How many the text encoder is given for a prompt, before any are cut off."""
        return len(tokenizer(prompt).input_ids)

    def plain_prompts(self, work: Work, tokenizer: Any, limit: int, guidance: float) -> dict[str, Any]:
        """The prompts as text; tokens past `limit` are dropped by the pipelines in silence, so told here."""
        job = work.job
        self.note_dropped(work, "truncated", self.count_tokens(tokenizer, job.prompt) - limit)
        if not self.uses_negative(work, guidance):
            return {"prompt": job.prompt}
        self.note_dropped(work, "truncated_negative", self.count_tokens(tokenizer, job.negative) - limit)
        return {"prompt": job.prompt, "negative_prompt": job.negative}


def starts_from_picture(job: Job) -> bool:
    """Whether the first latents hold the job's picture; an edit looks at it but starts from noise."""
    return job.kind in (Kind.PAINT, Kind.VARY, Kind.INPAINT)


def mix(original: torch.Tensor, noise: torch.Tensor, sigma: float) -> torch.Tensor:
    """A picture at noise level `sigma`, 0 … 1."""
    return (1.0 - sigma) * original + sigma * noise


def pack(grid: torch.Tensor) -> torch.Tensor:
    """1×C×h×w to 1×(h/2·w/2)×4C: patches of 2×2 as tokens, the channel outermost in each."""
    _, channels, height, width = grid.shape
    patches = grid.reshape(1, channels, height // 2, 2, width // 2, 2).permute(0, 2, 4, 1, 3, 5)
    return patches.reshape(1, (height // 2) * (width // 2), channels * 4)


def unpack(tokens: torch.Tensor, size: Size) -> torch.Tensor:
    """The way back, for a picture of `size` pixels."""
    width, height = size[0] // LATENT, size[1] // LATENT
    channels = tokens.shape[2] // 4
    patches = tokens.reshape(1, height // 2, width // 2, channels, 2, 2).permute(0, 3, 1, 4, 2, 5)
    return patches.reshape(1, channels, height, width)


def _pixels(picture: Any) -> torch.Tensor:
    """A picture to 1×3×H×W in -1 … 1."""
    return torch.from_numpy(np.array(picture, np.float32)).permute(2, 0, 1)[None] / 127.5 - 1.0


def _plane(plane: np.ndarray, step: int) -> torch.Tensor:
    """H×W uint8 to 1×1×H×W padded, 0 … 1."""
    return torch.from_numpy(np.array(pictures.pad(plane, step), np.float32) / 255.0)[None, None]
