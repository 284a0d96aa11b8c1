"""Parts of the picture with prompts of their own, by one noise prediction for each prompt.

In each step the denoiser predicts the noise once more for every region's prompt, and the predictions are
mixed pixel by pixel by the masks (Bar-Tal et al. 2023, "MultiDiffusion", arXiv:2302.08113, with the whole
picture as every region's window). Masking the cross-attention instead would cost less, but there a region's
words reach the whole picture through the self-attentions and convolutions that follow. This way the
prediction outside a hard mask is exactly that without the region, whatever else steers the step: ControlNets,
references, LoRAs and inpainting all enter each prediction alike. The negative prompt, which all share, is
evaluated once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from inference.conditions import Region
from inference.engines.diffusion.adapters.planes import padded
from inference.errors import JobError
from inference.families import TRAITS, Family

FAMILIES: frozenset[Family] = frozenset({"sd15", "sdxl"})
LATENT_PIXEL = 8  # picture pixels


@dataclass(frozen=True, slots=True)
class Said:
    """An encoded prompt: 1×n×width, and the pooled 1×width where the family has one."""

    tokens: torch.Tensor
    pooled: torch.Tensor | None = None


def check_regions(regions: Sequence[Region], family: Family) -> None:
    """Raises JobError where the family cannot take regions."""
    if regions and family not in FAMILIES:
        raise JobError(
            "Regions with prompts of their own do not work with models of the family {family} yet. Remove "
            "them, or choose an SD 1.5 or SDXL model.",
            family=TRAITS[family].name,
        )


def shares(regions: Sequence[Region], size: tuple[int, int]) -> torch.Tensor:
    """How much of each latent pixel belongs to the job's own prompt (first) and to each region.

    `size`: width and height that the model works at. Gives (1 + regions)×1×h×w float32 in 0 … 1, in sum 1.
    A region claims its mask times its weight; the job's own prompt gets what is left of 1, and where regions
    claim more than that together, they share in proportion.
    """
    claims = []
    for region in regions:
        plane = torch.from_numpy(padded(region.mask, size).astype("float32") / 255.0)[None, None]
        claims.append(functional.avg_pool2d(plane, LATENT_PIXEL) * region.weight)
    claimed = torch.cat(claims)
    background = (1.0 - claimed.sum(dim=0, keepdim=True)).clamp(min=0.0)
    every = torch.cat([background, claimed])
    return every / every.sum(dim=0, keepdim=True)


@contextmanager
def divided(
    unet: Any, regions: Sequence[Region], said: Sequence[Said], size: tuple[int, int]
) -> Iterator[None]:
    """Let the UNet's predictions follow each region's prompt (`said`) inside its mask."""
    planes = shares(regions, size)

    def after(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> Any:
        whole = output[0]  # 2×c×h×w: negative prompt, prompt; or the prompt alone
        share = planes.to(whole.device, whole.dtype)
        mixed = whole[-1:] * share[0]
        for one, plane in zip(said, share[1:], strict=True):
            if plane.any():
                mixed = mixed + unet.forward(*_alone(args), **_spoken(kwargs, one))[0] * plane
        # Where nothing is claimed the shares are exactly 1 and 0, so the prediction stays what it was.
        return (torch.cat([whole[:-1], mixed]),) if isinstance(output, tuple) else _like(output, whole, mixed)

    handle = unet.register_forward_hook(after, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()


def _like(output: Any, whole: torch.Tensor, mixed: torch.Tensor) -> Any:
    return type(output)(sample=torch.cat([whole[:-1], mixed]))


def _alone(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The call's arguments for the prompt's half of the batch, which comes last."""
    return tuple(_last(value) for value in args)


def _last(value: Any) -> Any:
    """The last item of a batch; of lists and dicts, of each of theirs. Times without a batch stay."""
    if isinstance(value, torch.Tensor):
        return value[-1:] if value.ndim > 0 else value
    if isinstance(value, list | tuple):
        return [_last(one) for one in value]
    if isinstance(value, dict):
        return {name: _last(one) for name, one in value.items()}
    return value


def _spoken(kwargs: dict[str, Any], said: Said) -> dict[str, Any]:
    """The call's named arguments for one region."""
    one = {name: _last(value) for name, value in kwargs.items()}
    one["encoder_hidden_states"] = said.tokens.to(kwargs["encoder_hidden_states"])
    if said.pooled is not None:
        pooled = said.pooled.to(kwargs["added_cond_kwargs"]["text_embeds"])
        one["added_cond_kwargs"] = {**one["added_cond_kwargs"], "text_embeds": pooled}
    return one
