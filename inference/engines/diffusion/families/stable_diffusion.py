"""SD 1.5 and SDXL: a UNet, CLIP text encoders, noise schedules of a thousand steps."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from diffusers import (
    AutoencoderKL,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from diffusers.utils.torch_utils import randn_tensor
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from inference.engines.diffusion import pictures, speeds
from inference.engines.diffusion.families.architecture import Architecture, Part
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.preview import preview, remaining_sigma
from inference.engines.diffusion.samplers import SAMPLERS, make_scheduler
from inference.engines.diffusion.steps import STEP_TENSORS, Held
from inference.engines.diffusion.tokenizer import MAX_TOKENS, dropped_tokens
from inference.engines.diffusion.work import Work
from inference.families import TRAITS, kinds
from inference.job import Kind
from inference.models import ModelInfo


class StableDiffusion(Architecture):
    """What SD 1.5 and SDXL have in common."""

    samplers = tuple(SAMPLERS)
    denoiser = "unet"
    batches_guidance = True
    pipelines: ClassVar[Mapping[Kind, Any]]

    def pipeline_class(self, model: Model, kind: Kind) -> Any:
        """One class per kind; the inpainting ones take ordinary and inpainting UNets."""
        return self.pipelines[kind]

    def kinds(self, info: ModelInfo) -> frozenset[Kind]:
        """Inpainting models do nothing else."""
        return kinds(info.family, info.variant)

    def make_scheduler(self, name: str, model: Model) -> Any:
        """Distilled models walk other timesteps than the settings of their files say."""
        sampler, changes = speeds.schedule(name, model.info.speed)
        return make_scheduler(sampler, model.scheduler, **changes)

    def speak(self, work: Work) -> None:
        """Count the tokens past the encoder's end: diffusers drops them in silence."""
        job, tokenizer = work.job, work.model.parts["tokenizer"]
        work.inputs["prompt"] = job.prompt
        self.note_dropped(work, "truncated", dropped_tokens(tokenizer, job.prompt))
        if self.uses_negative(work, job.guidance):
            work.inputs["negative_prompt"] = job.negative
            self.note_dropped(work, "truncated_negative", dropped_tokens(tokenizer, job.negative))

    def set_up(self, work: Work) -> None:
        """The pipelines do the rest themselves. Noise is drawn on the CPU, so all devices draw the same."""
        job, step = work.job, TRAITS[self.family].multiple
        generator = torch.Generator("cpu").manual_seed(job.seed)
        work.watch.show = self.previews(work, lambda grid: preview(grid, self.family, 0.0), _without_noise)
        work.inputs |= {
            "num_inference_steps": job.steps,
            "guidance_scale": job.guidance,
            "generator": generator,
            "output_type": "np",
            "callback_on_step_end": work.watch,
            "callback_on_step_end_tensor_inputs": STEP_TENSORS,
        }
        if job.kind in (Kind.TEXT, Kind.INPAINT):
            width, height = pictures.padded_size(job.width, job.height, step)
            work.inputs |= {"width": width, "height": height}
        if job.kind is not Kind.TEXT:
            assert job.image is not None  # Job sees to it
            work.inputs["image"] = pictures.pad(job.image, step)
            # The strength that makes diffusers run at least one step.
            work.inputs["strength"] = min(1.0, max(job.strength, (1.0 + 1e-6) / job.steps))
        if job.kind is Kind.INPAINT:
            assert job.mask is not None
            work.inputs["mask_image"] = pictures.pad(job.mask, step)
        if job.strength_map is not None:
            work.watch.held = self._painted(work, job.strength_map, generator)
            work.inputs["image"] = work.watch.held.original

    def _painted(self, work: Work, strength: np.ndarray, generator: torch.Generator) -> Held:
        """Encode the picture and draw the noise as the pipeline would: both are needed between steps."""
        pipe = work.pipe
        device, dtype = pipe._execution_device, pipe.unet.dtype
        pixels = pipe.image_processor.preprocess(work.inputs["image"]).to(device, dtype)
        original = self._encode(pipe, pixels, generator)
        state = generator.get_state()
        noise = randn_tensor(original.shape, generator=generator, device=device, dtype=dtype)
        generator.set_state(state)  # the pipeline draws the same noise again
        padded = pictures.pad(strength, TRAITS[self.family].multiple)
        plane = torch.from_numpy(np.array(padded, np.float32) / 255.0)[None, None]
        plane = torch.nn.functional.interpolate(plane, size=original.shape[-2:], mode="area")
        return Held(original, noise, plane.to(device))

    def _encode(self, pipe: Any, pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        return pipe.vae.encode(pixels).latent_dist.sample(generator) * pipe.vae.config.scaling_factor


def _without_noise(pipe: Any, latents: torch.Tensor) -> torch.Tensor:
    """Latents in the range that the VAE knows, whatever noise is left in them."""
    sigma = remaining_sigma(pipe.scheduler)
    return latents if sigma == 0.0 else latents / math.sqrt(sigma * sigma + 1.0)


class StableDiffusion15(StableDiffusion):
    """SD 1.x."""

    family = "sd15"
    pipelines: ClassVar[Mapping[Kind, Any]] = {
        Kind.TEXT: StableDiffusionPipeline,
        Kind.PAINT: StableDiffusionImg2ImgPipeline,
        Kind.VARY: StableDiffusionImg2ImgPipeline,
        Kind.INPAINT: StableDiffusionInpaintPipeline,
    }

    def parts(self, folder: Path) -> tuple[Part, ...]:
        """Four of them."""
        return (
            Part("unet", UNet2DConditionModel),
            Part("vae", AutoencoderKL),
            Part("text_encoder", CLIPTextModel),
            Part("tokenizer", ClipTokenizer, network=False),
        )

    def options(self, index: Mapping[str, Any]) -> dict[str, Any]:
        """No safety checker is ever loaded."""
        return {"requires_safety_checker": False}

    def unneeded(self) -> dict[str, Any]:
        """The safety checker's two parts."""
        return {"safety_checker": None, "feature_extractor": None}


class StableDiffusionXL(StableDiffusion):
    """SDXL."""

    family = "sdxl"
    pipelines: ClassVar[Mapping[Kind, Any]] = {
        Kind.TEXT: StableDiffusionXLPipeline,
        Kind.PAINT: StableDiffusionXLImg2ImgPipeline,
        Kind.VARY: StableDiffusionXLImg2ImgPipeline,
        Kind.INPAINT: StableDiffusionXLInpaintPipeline,
    }

    def parts(self, folder: Path) -> tuple[Part, ...]:
        """Two text encoders, each with its tokenizer."""
        return (
            Part("unet", UNet2DConditionModel),
            Part("vae", AutoencoderKL),
            Part("text_encoder", CLIPTextModel),
            Part("text_encoder_2", CLIPTextModelWithProjection),
            Part("tokenizer", ClipTokenizer, network=False),
            Part("tokenizer_2", ClipTokenizer, network=False),
        )

    def options(self, index: Mapping[str, Any]) -> dict[str, Any]:
        """No watermark is drawn into the artist's picture."""
        kept = ("force_zeros_for_empty_prompt", "requires_aesthetics_score")
        return {name: index[name] for name in kept if isinstance(index.get(name), bool)} | {
            "add_watermarker": False
        }

    def _encode(self, pipe: Any, pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Through the pipeline, which widens the VAE where needed."""
        device, dtype = pixels.device, pixels.dtype
        return pipe.prepare_latents(pixels, None, 1, 1, dtype, device, generator, add_noise=False)


class ClipTokenizer(CLIPTokenizer):
    """CLIP's tokenizer, told where the encoder ends."""

    @classmethod
    def from_pretrained(cls, *args: Any, **kwargs: Any) -> Any:
        """As the base class, which this makes."""
        tokenizer = CLIPTokenizer.from_pretrained(*args, **kwargs)
        tokenizer.model_max_length = min(tokenizer.model_max_length, MAX_TOKENS)
        return tokenizer
