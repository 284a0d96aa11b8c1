"""Z-Image: a Qwen3 text encoder, one stream of text and picture."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from pathlib import Path
from typing import Any

from diffusers import AutoencoderKL, ZImagePipeline, ZImageTransformer2DModel
from transformers import Qwen2Tokenizer, Qwen3Model

from inference.engines.diffusion.families.architecture import Part
from inference.engines.diffusion.families.flow import FlowArchitecture, Size
from inference.engines.diffusion.families.flux import shift_by_tokens
from inference.engines.diffusion.model import Model
from inference.engines.diffusion.work import Work
from inference.job import Kind

TOKENS = 512


class ZImage(FlowArchitecture):
    """Z-Image and Z-Image-Turbo."""

    family = "zimage"

    def parts(self, folder: Path) -> tuple[Part, ...]:
        """Flux's VAE, and the language model without its head: only its hidden states are looked at."""
        return (
            Part("transformer", ZImageTransformer2DModel),
            Part("vae", AutoencoderKL),
            Part("text_encoder", Qwen3Model),
            Part("tokenizer", Qwen2Tokenizer, network=False),
        )

    def pipeline_class(self, model: Model, kind: Kind) -> Any:
        """One for all."""
        return ZImagePipeline

    def shift(self, scheduler: Any, size: Size, steps: int) -> float | None:
        """As Flux; published models have a fixed shift beside it."""
        return shift_by_tokens(scheduler, size)

    def guide(self, work: Work, picture: Any) -> None:
        """Classifier-free, for the model that is not distilled."""
        work.inputs |= {"guidance_scale": work.job.guidance, "max_sequence_length": TOKENS}

    def count_tokens(self, tokenizer: Any, prompt: str) -> int:
        """With the marks of a chat around it."""
        return count_chat_tokens(tokenizer, prompt, thinking=True)

    def speak(self, work: Work) -> None:
        """One encoder."""
        work.inputs |= self.plain_prompts(work, work.model.parts["tokenizer"], TOKENS, work.job.guidance)


def count_chat_tokens(tokenizer: Any, prompt: str, thinking: bool) -> int:
    """How long a prompt is as the first message of a chat."""
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": prompt}],
        tokenize=False,
        add_generation_prompt=True,
        enable_thinking=thinking,
    )
    return len(tokenizer(text).input_ids)
