"""Small decoders for previews (TAESD, O. B. Bohan 2023): found in the library, and checked against the model.

Files do not tell SD 1.5's from SDXL's, nor SD 3's from Flux's. So a chart of colours is encoded by the
model's own VAE, and of the decoders that could fit the one is taken that gives the chart back best.
"""

# diffusers exports its classes lazily:
# pyright: reportPrivateImportUsage=false
from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from diffusers import AutoencoderKL, AutoencoderTiny

from inference.checkpoint import read_json
from inference.engines.diffusion.adapters.files import find_weights, read_tensors, stamp
from inference.engines.diffusion.adapters.networks import fill
from inference.engines.diffusion.colours import chart
from inference.errors import ModelError
from inference.library import Index, default_index, remembered
from inference.models import Part

if TYPE_CHECKING:
    from inference.engines.diffusion.work import Work

MOST_ERROR = 0.12  # mean difference from the chart, 0 … 1; a decoder for other latents is farther off
LONGEST = 512  # pixels, longest side of a preview: larger latents are thinned out before they are decoded

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TinyVae:
    """A decoder that fits the model, on its device."""

    name: str
    network: Any

    def picture(self, latents: torch.Tensor) -> np.ndarray:
        """Show latents (1×C×h×w as the model works on them) as H×W×3 uint8, at most LONGEST a side."""
        weights = next(self.network.parameters())
        small = latents.detach().to(weights.device, weights.dtype)
        shrink = LONGEST / 8 / max(small.shape[-2:])
        if shrink < 1.0:
            small = torch.nn.functional.interpolate(small, scale_factor=shrink, mode="area")
        rgb = (self.network.decoder(small)[0].float() + 1.0) * 127.5
        rgb = rgb.nan_to_num(127.5).clamp_(0, 255).to(torch.uint8)
        return rgb.permute(1, 2, 0).contiguous().cpu().numpy()


class TinyVaes:
    """Asks the library's index, never the disk, and remembers what fitted the model that is loaded."""

    def __init__(self, parts: Callable[[], Sequence[Part]] | None = None) -> None:
        """`parts`: what there is; None: what earlier scans of the models folders found."""
        self._parts = parts or _remembered
        self._last: tuple[Hashable, TinyVae | None] | None = None

    def fitting(self, work: Work) -> TinyVae | None:
        """The decoder for the job's VAE, which must be able to encode by now; None where there is none."""
        family, own = work.model.info.family, work.pipe.vae
        found = [one for one in self._parts() if one.kind == "tiny-vae" and family in one.families]
        if not found or not isinstance(own, AutoencoderKL):
            return None
        key = (id(own), id(work.model), *((one.path, one.bytes) for one in found))
        if self._last is None or self._last[0] != key:
            self._last = key, self._best(found, work)
        return self._last[1]

    def _best(self, found: Sequence[Part], work: Work) -> TinyVae | None:
        latents = encoded_chart(work.pipe.vae, work.pipe._execution_device)
        errors: list[tuple[float, TinyVae]] = []
        for part in found:
            try:
                network = read_tiny_vae(part.path, latents.shape[1], work.model.device.dtype)
            except ModelError as error:  # a preview is not worth failing for
                logger.warning("No previews by '%s': %s", part.name, error)
                continue
            tiny = TinyVae(part.name, network.to(work.model.device.torch))
            errors.append((_error(tiny, latents), tiny))
        error, best = min(errors, key=lambda one: one[0], default=(1.0, None))
        if best is not None and error > MOST_ERROR:
            logger.info("The small decoder '%s' does not fit (%.3f).", best.name, error)
            return None
        return best


def _remembered() -> Sequence[Part]:
    return remembered(Index(default_index())).parts


def encoded_chart(vae: Any, device: Any) -> torch.Tensor:
    """The latents of `colours.chart`, scaled as the denoiser knows them: 1×C×16×16 float32."""
    narrow = vae.dtype
    if narrow == torch.float16:
        vae.to(torch.float32)  # some overflow in halves; the way back loses nothing
    try:
        pixels = (chart() * 2.0 - 1.0).to(device, vae.dtype)
        latents = vae.encode(pixels).latent_dist.mode()
    finally:
        vae.to(narrow)
    return (latents.float() - (vae.config.shift_factor or 0.0)) * vae.config.scaling_factor


def _error(tiny: TinyVae, latents: torch.Tensor) -> float:
    """How far the decoded chart is from the chart, mean over 0 … 1."""
    wanted = chart()[0].permute(1, 2, 0).numpy()
    got = tiny.picture(latents).astype(np.float32) / 255.0
    return float(np.abs(got - wanted).mean()) if got.shape == wanted.shape else 1.0


def read_tiny_vae(path: Path, channels: int, dtype: torch.dtype) -> Any:
    """Load a diffusers folder, or a file by the names of diffusers or of TAESD's maker (its decoder alone).

    `channels` are those of the latents. Raises ModelError for what is damaged, pickled or of another build.
    """
    config: Mapping[str, Any] = {"latent_channels": channels}
    file = path
    if path.is_dir():
        config, file = read_json(path / "config.json"), find_weights(path, dtype.itemsize == 2)
    stamp(file)  # tells where it is gone
    tensors = read_tensors(file)[0]
    if not any(key.startswith("decoder.layers.") for key in tensors):
        tensors = _renamed(tensors)
    return fill(_Decoder, config, tensors, path.name, dtype)


class _Decoder(AutoencoderTiny):
    """Decodes only: the files of TAESD's maker hold one half each."""

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> Any:
        """The decoder's weights; what the file holds of an encoder is passed over."""
        del self.encoder
        return super().load_state_dict(
            {key: value for key, value in state_dict.items() if key.startswith("decoder.")}, strict, assign
        )


def _renamed(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """From the maker's names, "1.weight" or "decoder.1.weight", where the clamp counts as layer 0."""
    named = {}
    for key, value in tensors.items():
        number, dot, rest = key.removeprefix("decoder.").partition(".")
        if dot and number.isdecimal() and int(number) > 0:
            named[f"decoder.layers.{int(number) - 1}.{rest}"] = value
    return named
