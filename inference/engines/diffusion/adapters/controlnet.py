"""ControlNets at work: before each evaluation of the denoiser, theirs, whose outputs are added inside it.

A hook before the denoiser's forward makes them independent of the pipeline: they serve text, picture and
inpainting pipelines alike, share all parts with the plain job, and are gone with the hook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from inference.conditions import Control
from inference.engines.diffusion.adapters.planes import padded, to_tensor
from inference.errors import JobError
from inference.families import Family
from inference.models import ModelInfo

# What Flux ControlNets that know several kinds of picture call them (InstantX and Shakker Labs, "Union").
_UNION_MODES = {"canny": 0, "tile": 1, "depth": 2, "pose": 4}
_FLUX_PATCH = 2  # latent pixels per token and direction


@dataclass(frozen=True, slots=True)
class Guide:
    """One ControlNet with its picture, ready to run."""

    network: Any
    picture: torch.Tensor  # 1×3×H×W in 0 … 1 for UNets; latents or tokens for transformers
    weight: float
    start: float
    end: float
    mode: int | None = None  # of a network that knows several kinds of picture

    def strength(self, step: int, steps: int) -> float:
        """How strongly it guides in step number `step` of `steps`."""
        inside = step / steps >= self.start and (step + 1) / steps <= self.end
        return self.weight if inside else 0.0


def check_controls(controls: Sequence[Control], info: ModelInfo) -> None:
    """Raises JobError where the model can follow no ControlNet. What family takes any: `read_controlnet`."""
    if controls and info.family == "flux" and info.variant == "edit":
        raise JobError(
            "'{name}' changes pictures as it is told and takes no controls. Remove them, or choose another "
            "model.",
            name=info.name,
        )


def make_guide(control: Control, network: Any, family: Family, pipe: Any, size: tuple[int, int]) -> Guide:
    """Prepare the picture: padded to `size` (width, height), encoded by the VAE where the network wants that.

    Raises JobError for a kind of picture that the network was not trained on.
    """
    picture = to_tensor(padded(control.image, size)) / 255.0
    device = pipe._execution_device
    mode = None
    if family in ("sd3", "flux"):
        hint = getattr(network, "input_hint_block", None)  # takes pixels, as networks for UNets do
        if hint is None:
            picture = _encode(pipe.vae, picture * 2.0 - 1.0, device, _without_shift(network))
            if family == "flux":
                picture = _pack(picture)
        else:
            picture = picture * 2.0 - 1.0
        mode = _mode(control, network)
    picture = picture.to(device, network.dtype)
    return Guide(network, picture, control.weight, control.start, control.end, mode)


def _without_shift(network: Any) -> bool:
    """InstantX trained its SD 3 networks on latents that are scaled only."""
    return bool(network.config.get("force_zeros_for_pooled_projection", False))


def _mode(control: Control, network: Any) -> int | None:
    if network.config.get("num_mode") is None:
        return None
    if control.kind not in _UNION_MODES:
        raise JobError(
            "This ControlNet knows no pictures of the kind '{kind}'. Choose one of: {kinds}.",
            kind=control.kind,
            kinds=", ".join(_UNION_MODES),
        )
    return _UNION_MODES[control.kind]


def _encode(vae: Any, picture: torch.Tensor, device: Any, without_shift: bool) -> torch.Tensor:
    """The latents' mean, so that the same picture always gives the same."""
    latents = vae.encode(picture.to(device, vae.dtype)).latent_dist.mode()
    shift = 0.0 if without_shift else (vae.config.shift_factor or 0.0)
    return (latents - shift) * vae.config.scaling_factor


def _pack(latents: torch.Tensor) -> torch.Tensor:
    """1×c×h×w to 1×(h/2·w/2)×4c, the order of Flux's tokens."""
    _, channels, height, width = latents.shape
    patches = latents.reshape(
        1, channels, height // _FLUX_PATCH, _FLUX_PATCH, width // _FLUX_PATCH, _FLUX_PATCH
    )
    return patches.permute(0, 2, 4, 1, 3, 5).reshape(1, -1, channels * _FLUX_PATCH**2)


@contextmanager
def followed(family: Family, denoiser: Any, guides: Sequence[Guide], pipe: Any) -> Iterator[None]:
    """Let `denoiser` follow the guides for the time of the context, which lasts for one run of `pipe`."""
    add = {"sd3": _add_sd3, "flux": _add_flux}.get(family, _add_unet)
    count = _StepCounter()

    def before(network: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        time = args[1] if len(args) > 1 else kwargs["timestep"]
        step = count(time, every_call=add is _add_unet)
        strengths = [guide.strength(step, pipe.num_timesteps) for guide in guides]
        active = [(guide, one) for guide, one in zip(guides, strengths, strict=True) if one > 0.0]
        return (args, {**kwargs, **add(network, args, kwargs, active)}) if active else (args, kwargs)

    handle = denoiser.register_forward_pre_hook(before, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()


class _StepCounter:
    """Numbers the steps by the calls; transformers may be called twice in one, with the same time."""

    def __init__(self) -> None:
        self._step, self._time = -1, None

    def __call__(self, time: Any, every_call: bool) -> int:
        now = float(time.flatten()[0]) if isinstance(time, torch.Tensor) else float(time)
        if every_call or now != self._time:
            self._step, self._time = self._step + 1, now
        return self._step


Active = Sequence[tuple[Guide, float]]


def _add_unet(denoiser: Any, args: tuple[Any, ...], kwargs: dict[str, Any], active: Active) -> dict[str, Any]:
    """What the UNet is to add to its skip connections and its middle."""
    sample, added = args[0], kwargs.get("added_cond_kwargs") or {}
    added = {name: added[name] for name in ("text_embeds", "time_ids") if name in added}
    downs: list[torch.Tensor] = []
    middle: Any = 0
    for guide, strength in active:
        latents = sample[:, : guide.network.config.in_channels]  # without an inpainting model's mask
        down, mid = guide.network(
            latents,
            args[1],
            encoder_hidden_states=kwargs["encoder_hidden_states"],
            controlnet_cond=_repeat(guide.picture, sample),
            conditioning_scale=strength,
            added_cond_kwargs=added,
            return_dict=False,
        )
        downs = _sum(downs, down)
        middle = middle + mid
    return {"down_block_additional_residuals": downs, "mid_block_additional_residual": middle}


def _add_sd3(denoiser: Any, args: tuple[Any, ...], kwargs: dict[str, Any], active: Active) -> dict[str, Any]:
    blocks: list[torch.Tensor] = []
    for guide, strength in active:
        network, pooled = guide.network, kwargs["pooled_projections"]
        if _without_shift(network):
            pooled = torch.zeros_like(pooled)
        text = kwargs["encoder_hidden_states"] if network.context_embedder is not None else None
        hidden = kwargs["hidden_states"]
        if network.pos_embed is None:  # those for SD 3.5 Large take the transformer's patches
            hidden = denoiser.pos_embed(hidden)
        found = network(
            hidden_states=hidden,
            timestep=kwargs["timestep"],
            encoder_hidden_states=text,
            pooled_projections=pooled,
            controlnet_cond=_repeat(guide.picture, kwargs["hidden_states"]),
            conditioning_scale=strength,
            return_dict=False,
        )[0]
        blocks = _sum(blocks, found)
    return {"block_controlnet_hidden_states": blocks}


def _add_flux(denoiser: Any, args: tuple[Any, ...], kwargs: dict[str, Any], active: Active) -> dict[str, Any]:
    names = ("timestep", "pooled_projections", "encoder_hidden_states", "txt_ids", "img_ids")
    doubles: list[torch.Tensor] = []
    singles: list[torch.Tensor] = []
    hidden = kwargs["hidden_states"]
    for guide, strength in active:
        network = guide.network
        mode = None if guide.mode is None else torch.tensor([[guide.mode]], device=hidden.device)
        guidance = kwargs.get("guidance") if network.config.guidance_embeds else None
        double, single = network(
            hidden_states=hidden[
                ..., : network.config.in_channels
            ],  # without a fill model's mask and picture
            controlnet_cond=_repeat(guide.picture, hidden),
            controlnet_mode=None if mode is None else mode.expand(len(hidden), 1),
            conditioning_scale=strength,
            guidance=guidance,
            return_dict=False,
            **{name: kwargs[name] for name in names},
        )
        doubles, singles = _sum(doubles, double or ()), _sum(singles, single or ())
    repeated = any(guide.network.input_hint_block is not None for guide, _ in active)
    return {
        "controlnet_block_samples": doubles or None,
        "controlnet_single_block_samples": singles or None,
        "controlnet_blocks_repeat": repeated,
    }


def _repeat(picture: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The picture once per item of the batch."""
    return picture.to(like.dtype).expand(len(like), *picture.shape[1:])


def _sum(before: list[torch.Tensor], found: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    if not before:
        return list(found)
    return [one + other for one, other in zip(before, found, strict=True)] if found else before
