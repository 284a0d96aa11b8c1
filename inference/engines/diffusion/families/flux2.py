"""Flux.2: dev with a Mistral text encoder and guidance as an input, Klein with Qwen3 and classifier-free."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLFlux2, Flux2KleinPipeline, Flux2Pipeline, Flux2Transformer2DModel
from diffusers.pipelines.flux2.pipeline_flux2 import SYSTEM_MESSAGE, compute_empirical_mu, format_input
from transformers import (
    Mistral3ForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen2Tokenizer,
    Qwen3ForCausalLM,
)

from inference.checkpoint import read_json
from inference.engines.diffusion.families.architecture import Part
from inference.engines.diffusion.families.flow import LATENT, FlowArchitecture, Size
from inference.engines.diffusion.families.zimage import count_chat_tokens
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.work import Work
from inference.job import Kind

TOKENS = 512
_PATCH = 2 * LATENT  # pixels per token


class Flux2(FlowArchitecture):
    """Flux.2 dev and Klein; both look at pictures that they are shown."""

    family = "flux2"
    channels = 32

    def parts(self, folder: Path) -> tuple[Part, ...]:
        """The text encoder's own settings tell which of the two it is."""
        klein = read_json(folder / "text_encoder" / "config.json").get("model_type") == "qwen3"
        encoder = Qwen3ForCausalLM if klein else Mistral3ForConditionalGeneration
        # Mistral's processor reads pictures as well and needs torchvision for that; only text is ever read.
        tokenizer = Qwen2Tokenizer if klein else PreTrainedTokenizerFast
        return (
            Part("transformer", Flux2Transformer2DModel),
            Part("vae", AutoencoderKLFlux2),
            Part("text_encoder", encoder),
            Part("tokenizer", tokenizer, network=False),
        )

    def options(self, index: Mapping[str, Any]) -> dict[str, Any]:
        """Distilled Klein models run without guidance."""
        return {"is_distilled": index["is_distilled"]} if isinstance(index.get("is_distilled"), bool) else {}

    def pipeline_class(self, model: Model, kind: Kind) -> Any:
        """By the text encoder."""
        return Flux2KleinPipeline if _is_klein(model) else Flux2Pipeline

    def to_grid(self, latents: torch.Tensor, size: Size) -> torch.Tensor:
        """Tokens of 2×2: 128 channels, first the 32 of the VAE, then the place in the patch."""
        width, height = size[0] // _PATCH, size[1] // _PATCH
        patches = latents.permute(0, 2, 1).reshape(1, self.channels, 2, 2, height, width)
        return patches.permute(0, 1, 4, 2, 5, 3).reshape(1, self.channels, height * 2, width * 2)

    def from_grid(self, grid: torch.Tensor) -> torch.Tensor:
        """The way back."""
        return self.start(grid).flatten(2).permute(0, 2, 1)

    def start(self, grid: torch.Tensor) -> torch.Tensor:
        """The pipeline makes tokens of 1×128×h/2×w/2 itself."""
        _, channels, height, width = grid.shape
        patches = grid.reshape(1, channels, height // 2, 2, width // 2, 2).permute(0, 1, 3, 5, 2, 4)
        return patches.reshape(1, channels * 4, height // 2, width // 2)

    def encode(self, pipe: Any, pixels: torch.Tensor) -> torch.Tensor:
        """The 128 channels of a patch are normalised each, by what the VAE saw in its training."""
        vae = pipe.vae
        latents = vae.encode(pixels.to(pipe._execution_device, vae.dtype)).latent_dist.mode()
        patches = self.start(latents.float())
        mean = vae.bn.running_mean.float().to(patches.device)[None, :, None, None]
        deviation = (vae.bn.running_var.float() + vae.config.batch_norm_eps).sqrt().to(patches.device)
        patches = (patches - mean) / deviation[None, :, None, None]
        size = (pixels.shape[3], pixels.shape[2])
        return self.to_grid(patches.flatten(2).permute(0, 2, 1), size)

    def shift(self, scheduler: Any, size: Size, steps: int) -> float | None:
        """By the number of tokens and of steps."""
        return compute_empirical_mu((size[0] // _PATCH) * (size[1] // _PATCH), steps)

    def guide(self, work: Work, picture: Any) -> None:
        """To edit, and to repaint in keeping with the rest, the models look at the picture."""
        work.inputs |= {"guidance_scale": work.job.guidance, "max_sequence_length": TOKENS}
        if work.job.kind in (Kind.EDIT, Kind.INPAINT):
            work.inputs["image"] = [picture]

    def count_tokens(self, tokenizer: Any, prompt: str) -> int:
        """With the marks of a chat around it, and for Mistral the system's message before it."""
        if not isinstance(tokenizer, PreTrainedTokenizerFast):
            return count_chat_tokens(tokenizer, prompt, thinking=False)
        messages = format_input(prompts=[prompt], system_message=SYSTEM_MESSAGE)
        chat: Any = tokenizer.apply_chat_template(messages, tokenize=True, return_dict=True)
        return len(chat["input_ids"][0])

    def speak(self, work: Work) -> None:
        """Neither takes a negative prompt."""
        work.inputs |= self.plain_prompts(work, work.model.parts["tokenizer"], TOKENS, 1.0)


def _is_klein(model: Model) -> bool:
    return isinstance(model.parts["text_encoder"], Qwen3ForCausalLM)
