"""Builders of tiny pipelines whose text encoders and tokenizers are those of SD 3, Flux.1 and Z-Image."""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    ZImagePipeline,
)
from transformers import (
    CLIPTextModelWithProjection,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)


def flux_pipeline(sd15: Any) -> Any:
    """CLIP is that of an SD 1.5 pipeline."""
    torch.manual_seed(1)
    transformer = FluxTransformer2DModel(
        in_channels=4, num_layers=1, num_single_layers=1, attention_head_dim=8, num_attention_heads=2,
        joint_attention_dim=32, pooled_projection_dim=32, guidance_embeds=True, axes_dims_rope=(2, 2, 4),
    )  # fmt: skip
    return frozen(
        FluxPipeline(
            scheduler=FlowMatchEulerDiscreteScheduler(),
            vae=_vae(),
            text_encoder=sd15.text_encoder,
            tokenizer=sd15.tokenizer,
            text_encoder_2=_t5(32),
            tokenizer_2=_t5_tokenizer(),
            transformer=transformer,
        )
    )


def sd3_pipeline(sdxl: Any) -> Any:
    """The second CLIP is that of an SDXL pipeline, the first a like one with a projection."""
    torch.manual_seed(2)
    transformer = SD3Transformer2DModel(
        sample_size=8, patch_size=1, in_channels=4, num_layers=1, attention_head_dim=8,
        num_attention_heads=2, joint_attention_dim=96, caption_projection_dim=16, pooled_projection_dim=96,
    )  # fmt: skip
    return frozen(
        StableDiffusion3Pipeline(
            transformer=transformer,
            scheduler=FlowMatchEulerDiscreteScheduler(),
            vae=_vae(),
            text_encoder=CLIPTextModelWithProjection(sdxl.text_encoder.config),
            tokenizer=sdxl.tokenizer,
            text_encoder_2=sdxl.text_encoder_2,
            tokenizer_2=sdxl.tokenizer_2,
            text_encoder_3=_t5(96),
            tokenizer_3=_t5_tokenizer(),
        )
    )


def zimage_pipeline() -> Any:
    """Its prompts are framed by "user " and " assistant"; each letter is a token."""
    torch.manual_seed(3)
    letters = {chr(code): code - 0x20 for code in range(0x21, 0x7F)} | {"Ġ": 96, "Ċ": 97, "<|endoftext|>": 98}
    tokenizer: Any = Qwen2Tokenizer(vocab=letters, merges=[])
    tokenizer.chat_template = "{% for message in messages %}user {{ message.content }} {% endfor %}assistant"
    config = Qwen3Config(
        vocab_size=128, hidden_size=16, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, head_dim=8,
    )  # fmt: skip
    transformer: Any = None  # prompts are read before it is asked
    return frozen(
        ZImagePipeline(
            scheduler=FlowMatchEulerDiscreteScheduler(),
            vae=_vae(),
            text_encoder=Qwen3ForCausalLM(config),
            tokenizer=tokenizer,
            transformer=transformer,
        )
    )


def frozen(pipe: Any) -> Any:
    """The pipeline with networks that do not learn."""
    for part in pipe.components.values():
        if isinstance(part, torch.nn.Module):
            part.requires_grad_(False).eval()
    return pipe


def _vae() -> Any:
    return AutoencoderKL(block_out_channels=(32,), latent_channels=4)


def _t5(width: int) -> Any:
    config = T5Config(vocab_size=128, d_model=width, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    return T5EncoderModel(config)


def _t5_tokenizer() -> Any:
    """Single letters, a few words, and the blank that T5 puts in front of each word."""
    pieces = ["<pad>", "</s>", "<unk>", "▁", "▁cat", "▁a", *map(chr, range(0x21, 0x7F))]
    return T5Tokenizer(vocab=[(piece, -float(place)) for place, piece in enumerate(pieces)], extra_ids=0)
