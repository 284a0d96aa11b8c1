"""Small pictures of unfinished latents: a linear map from latents to colours, fitted to the model's own VAE.

Published maps exist for a few VAEs only. Encoding one chart of colours and solving for the map takes a
fraction of a second, once per model, and fits every VAE, also one that the artist put in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

CHART_SIDE = 128  # pixels: 16×16 latent pixels, far more than there are channels
_RIDGE = 1e-3  # of the latents' mean square: keeps channels that carry no colour out of the map


@dataclass(frozen=True, slots=True)
class LinearColours:
    """rgb = latent · weights + offset, in 0 … 255."""

    weights: torch.Tensor  # C×3
    offset: torch.Tensor  # 3

    def picture(self, latents: torch.Tensor) -> np.ndarray:
        """Show latents (1×C×h×w) as h×w×3 uint8."""
        small = latents[0].detach().to("cpu", torch.float32)
        flat = small.permute(1, 2, 0).reshape(-1, small.shape[0])
        rgb = (flat @ self.weights + self.offset).nan_to_num(127.5).clamp_(0, 255).to(torch.uint8)
        return rgb.reshape(small.shape[1], small.shape[2], 3).numpy()


def fit(encode: Callable[[torch.Tensor], torch.Tensor]) -> LinearColours:
    """Least squares over the latents of a chart.

    `encode`: 1×3×H×W pixels in -1 … 1 to the 1×C×h×w latents that the model works on.
    """
    pixels = chart()
    latents = encode(pixels * 2.0 - 1.0).detach().to("cpu", torch.float32)[0]
    colours = torch.nn.functional.interpolate(pixels, size=latents.shape[-2:], mode="area")[0]
    known = latents.flatten(1).T.double()  # P×C
    wanted = 255.0 * colours.flatten(1).T.double()  # P×3
    centre, mean = known.mean(0), wanted.mean(0)
    known, wanted = known - centre, wanted - mean
    square = known.T @ known
    ridge = _RIDGE * square.diagonal().mean() + 1e-12
    weights = torch.linalg.solve(
        square + ridge * torch.eye(len(square), dtype=square.dtype), known.T @ wanted
    )
    return LinearColours(weights.float(), (mean - centre @ weights).float())


def chart() -> torch.Tensor:
    """1×3×H×W, 0 … 1: soft fields of colour at three scales over a ramp, the same each time."""
    generator = torch.Generator("cpu").manual_seed(1)
    total = torch.zeros(1, 3, CHART_SIDE, CHART_SIDE)
    for cells, share in ((3, 0.45), (8, 0.35), (24, 0.2)):
        field = torch.rand(1, 3, cells, cells, generator=generator)
        total += share * torch.nn.functional.interpolate(field, size=CHART_SIDE, mode="bilinear")
    return ((total - 0.5) * 2.2 + 0.5).clamp(0.0, 1.0)
