"""Qwen-Image, its Edit and Edit-Plus: a vision-language model reads the prompt, and the picture to edit."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKLQwenImage,
    QwenImageEditPipeline,
    QwenImageEditPlusPipeline,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
)
from transformers import Qwen2_5_VLForConditionalGeneration, Qwen2Tokenizer

from inference.engines.diffusion.families.architecture import Part
from inference.engines.diffusion.families.flow import FlowArchitecture, Size, pack, unpack
from inference.engines.diffusion.families.flux import shift_by_tokens
from inference.engines.diffusion.families.qwen_processor import QwenProcessor
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.work import Work
from inference.job import Kind

TOKENS = 1024
_NOTHING = " "  # an empty negative prompt: the models were trained with a space


class QwenImage(FlowArchitecture):
    """Qwen-Image and its editing models."""

    family = "qwen"

    def parts(self, folder: Path) -> tuple[Part, ...]:
        """Editing models have a processor that turns pictures into tokens."""
        return (
            Part("transformer", QwenImageTransformer2DModel),
            Part("vae", AutoencoderKLQwenImage),
            Part("text_encoder", Qwen2_5_VLForConditionalGeneration),
            Part("tokenizer", Qwen2Tokenizer, network=False),
            Part("processor", QwenProcessor, network=False, optional=True),
        )

    def pipeline_class(self, model: Model, kind: Kind) -> Any:
        """Edit-Plus describes the picture to its encoder in another way."""
        if model.info.variant != "edit":
            return QwenImagePipeline
        plus = model.pipeline_name == "QwenImageEditPlusPipeline"
        return QwenImageEditPlusPipeline if plus else QwenImageEditPipeline

    def to_grid(self, latents: torch.Tensor, size: Size) -> torch.Tensor:
        """Tokens of 2×2."""
        return unpack(latents, size)

    def from_grid(self, grid: torch.Tensor) -> torch.Tensor:
        """The way back."""
        return pack(grid)

    def encode(self, pipe: Any, pixels: torch.Tensor) -> torch.Tensor:
        """The VAE is one for videos: a picture is a video of one frame. Its channels are normalised each."""
        vae = pipe.vae
        frames = pixels.to(pipe._execution_device, vae.dtype)[:, :, None]
        latents = vae.encode(frames).latent_dist.mode()[:, :, 0].float()
        mean = torch.tensor(vae.config.latents_mean, device=latents.device)[None, :, None, None]
        deviation = torch.tensor(vae.config.latents_std, device=latents.device)[None, :, None, None]
        return (latents - mean) / deviation

    def shift(self, scheduler: Any, size: Size, steps: int) -> float | None:
        """By the number of tokens."""
        return shift_by_tokens(scheduler, size)

    def guide(self, work: Work, picture: Any) -> None:
        """Classifier-free with the length of the guess kept."""
        work.inputs |= {"true_cfg_scale": work.job.guidance, "max_sequence_length": TOKENS}
        if work.model.info.variant == "edit":
            work.inputs["image"] = picture

    def speak(self, work: Work) -> None:
        """There is no guidance without a negative prompt, so there always is one where there is guidance."""
        limit = sys.maxsize if work.model.info.variant == "edit" else TOKENS  # editing models read on
        given = self.plain_prompts(work, work.model.parts["tokenizer"], limit, work.job.guidance)
        if "negative_prompt" in given:
            given["negative_prompt"] = given["negative_prompt"] or _NOTHING
        work.inputs |= given
