"""Flux.1: dev, schnell, Fill and Kontext; CLIP and T5, guidance as an input of the transformer."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    FluxFillPipeline,
    FluxKontextPipeline,
    FluxPipeline,
    FluxTransformer2DModel,
)
from diffusers.pipelines.flux.pipeline_flux import calculate_shift
from transformers import CLIPTextModel, CLIPTokenizer, T5EncoderModel, T5Tokenizer

from inference.engines.diffusion import pictures
from inference.engines.diffusion.families.architecture import Part
from inference.engines.diffusion.families.flow import LATENT, FlowArchitecture, Size, pack, unpack
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.work import Work
from inference.families import TRAITS
from inference.job import Kind

T5_TOKENS, SCHNELL_TOKENS = 512, 256


class Flux(FlowArchitecture):
    """Flux.1."""

    family = "flux"

    def parts(self, folder: Path) -> tuple[Part, ...]:
        """The same for all four."""
        return (
            Part("transformer", FluxTransformer2DModel),
            Part("vae", AutoencoderKL),
            Part("text_encoder", CLIPTextModel),
            Part("text_encoder_2", T5EncoderModel),
            Part("tokenizer", CLIPTokenizer, network=False),
            Part("tokenizer_2", T5Tokenizer, network=False),
        )

    def unneeded(self) -> dict[str, Any]:
        """Only with an IP-Adapter."""
        return {"image_encoder": None, "feature_extractor": None}

    def pipeline_class(self, model: Model, kind: Kind) -> Any:
        """Fill and Kontext give the transformer more than latents."""
        match model.info.variant:
            case "fill":
                return FluxFillPipeline
            case "edit":
                return FluxKontextPipeline
            case _:
                return FluxPipeline

    def to_grid(self, latents: torch.Tensor, size: Size) -> torch.Tensor:
        """Tokens of 2×2."""
        return unpack(latents, size)

    def from_grid(self, grid: torch.Tensor) -> torch.Tensor:
        """The way back."""
        return pack(grid)

    def shift(self, scheduler: Any, size: Size, steps: int) -> float | None:
        """By the number of tokens."""
        return shift_by_tokens(scheduler, size)

    def guide(self, work: Work, picture: Any) -> None:
        """Schnell has no guidance; Fill and Kontext look at the picture."""
        variant = work.model.info.variant
        work.inputs |= {"guidance_scale": work.job.guidance, "max_sequence_length": self._tokens(work.model)}
        if variant == "fill":
            assert work.job.mask is not None
            mask = pictures.pad(work.job.mask, TRAITS[self.family].multiple)
            work.inputs |= {"image": picture, "mask_image": mask, "strength": 1.0}
        elif variant == "edit":
            area = work.inputs["width"] * work.inputs["height"]
            work.inputs |= {"image": picture, "max_area": area, "_auto_resize": False}

    def speak(self, work: Work) -> None:
        """T5 reads all; CLIP gives the whole picture one direction from the first 77 tokens."""
        tokenizer = work.model.parts["tokenizer_2"]
        work.inputs |= self.plain_prompts(work, tokenizer, self._tokens(work.model), 1.0)

    def _tokens(self, model: Model) -> int:
        return T5_TOKENS if model.denoiser().config.guidance_embeds else SCHNELL_TOKENS


def shift_by_tokens(scheduler: Any, size: Size) -> float:
    """How far towards noise the schedule of Flux, Qwen-Image and Z-Image moves for pictures of this size."""
    settings = scheduler.config
    return calculate_shift(
        (size[0] // (2 * LATENT)) * (size[1] // (2 * LATENT)),
        settings.get("base_image_seq_len", 256),
        settings.get("max_image_seq_len", 4096),
        settings.get("base_shift", 0.5),
        settings.get("max_shift", 1.15),
    )
