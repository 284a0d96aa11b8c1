"""SD 3 and 3.5: two CLIP text encoders, T5 where it is there, classifier-free guidance."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    FlowMatchEulerDiscreteScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
)
from diffusers.pipelines.stable_diffusion_3.pipeline_stable_diffusion_3 import calculate_shift
from transformers import CLIPTextModelWithProjection, CLIPTokenizer, T5EncoderModel, T5Tokenizer

from inference.engines.diffusion.families.architecture import Part
from inference.engines.diffusion.families.flow import LATENT, FlowArchitecture, Size
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.work import Work
from inference.job import Kind

T5_TOKENS = 256


class StableDiffusion3(FlowArchitecture):
    """SD 3 Medium, 3.5 Medium, Large and Large Turbo."""

    family = "sd3"
    batches_guidance = True

    def parts(self, folder: Path) -> tuple[Part, ...]:
        """T5 is nine gigabytes and may be left out: prompts then lose detail."""
        return (
            Part("transformer", SD3Transformer2DModel),
            Part("vae", AutoencoderKL),
            Part("text_encoder", CLIPTextModelWithProjection),
            Part("text_encoder_2", CLIPTextModelWithProjection),
            Part("text_encoder_3", T5EncoderModel, optional=True),
            Part("tokenizer", CLIPTokenizer, network=False),
            Part("tokenizer_2", CLIPTokenizer, network=False),
            Part("tokenizer_3", T5Tokenizer, network=False, optional=True),
        )

    def unneeded(self) -> dict[str, Any]:
        """What the pipeline asks for and runs without."""
        return {"text_encoder_3": None, "tokenizer_3": None, "image_encoder": None, "feature_extractor": None}

    def pipeline_class(self, model: Model, kind: Kind) -> Any:
        """One for all."""
        return StableDiffusion3Pipeline

    def shift(self, scheduler: Any, size: Size, steps: int) -> float | None:
        """Published models have a fixed shift."""
        settings = scheduler.config
        if not settings.get("use_dynamic_shifting"):
            return None
        return calculate_shift(
            (size[0] // (2 * LATENT)) * (size[1] // (2 * LATENT)),
            settings.get("base_image_seq_len", 256),
            settings.get("max_image_seq_len", 4096),
            settings.get("base_shift", 0.5),
            settings.get("max_shift", 1.16),
        )

    def levels(self, scheduler: Any, size: Size, steps: int) -> torch.Tensor:
        """Timesteps are spread from the scheduler's own first to its own last."""
        stock: Any = FlowMatchEulerDiscreteScheduler.from_config(scheduler.config)
        stock.set_timesteps(steps, device="cpu", mu=self.shift(scheduler, size, steps))
        return stock.sigmas[:-1].clone()

    def guide(self, work: Work, picture: Any) -> None:
        """Classifier-free."""
        work.inputs |= {"guidance_scale": work.job.guidance, "max_sequence_length": T5_TOKENS}

    def speak(self, work: Work) -> None:
        """The longest encoder counts: what CLIP drops T5 still reads."""
        parts = work.model.parts
        with_t5 = "text_encoder_3" in parts
        tokenizer, limit = (
            (parts["tokenizer_3"], T5_TOKENS) if with_t5 else (parts["tokenizer"], _clip_limit(parts))
        )
        work.inputs |= self.plain_prompts(work, tokenizer, limit, work.job.guidance)


def _clip_limit(parts: Any) -> int:
    return parts["tokenizer"].model_max_length
