"""Keeping a denoiser's weights in 8 bits: each layer widens its own for the time of its computation.

The storage is float8 with 4 bits of exponent and 3 of mantissa (Micikevicius et al. 2022, arXiv:2209.05433),
through diffusers' layerwise casting. Norms, embeddings and the first and last layers stay as they are. There
is no way back: what was rounded must be read from its file again.
"""

from __future__ import annotations

from typing import Any

import torch

from inference.engines.diffusion.devices import Device

STORAGE = torch.float8_e4m3fn
_DEVICES = frozenset({"cuda", "xpu", "cpu"})  # Metal knows no float8
_WIDE = (torch.float16, torch.bfloat16, torch.float32)


def can_be_quantised(network: Any, device: Device) -> bool:
    """Whether `quantise` can do it: not for weights that are packed already, as those of GGUF files."""
    if device.kind not in _DEVICES or not callable(getattr(network, "enable_layerwise_casting", None)):
        return False
    return all(weights.dtype in _WIDE for weights in network.parameters())


def quantise(network: Any, compute: torch.dtype) -> None:
    """Round the weights of all linear and convolutional layers to 8 bits; they compute in `compute`."""
    network.enable_layerwise_casting(storage_dtype=STORAGE, compute_dtype=compute)
