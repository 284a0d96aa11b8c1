"""Pictures of unfinished latents: by a linear map, or by a small decoder where time allows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from inference.families import Family

SHARE = 0.03  # of a run's time that the small decoder may take in all

# Rows: the four latent channels; columns: R, G, B in -1 … 1.
# SD 1.x: K. Turner's fit, https://discuss.huggingface.co/t/decoding-latents-to-rgb-without-upscaling/23204
_SD15 = ((0.298, 0.207, 0.208), (0.187, 0.286, 0.173), (-0.158, 0.189, 0.264), (-0.184, -0.271, -0.473))
# SDXL, in 0 … 255: T. A. Vass, https://huggingface.co/blog/TimothyAlexisVass/explaining-the-sdxl-latent-space
_SDXL = ((60.0, 60.0, 60.0), (-60.0, -5.0, 10.0), (25.0, 15.0, -5.0), (-70.0, -50.0, -35.0))
_SDXL_OFFSET = (150.0, 140.0, 130.0)

Draw = Callable[[torch.Tensor], np.ndarray]  # 1×C×h×w latents to H×W×3 uint8


@dataclass(slots=True)
class Previews:
    """Draws by the linear map at each step, or by the small decoder where that can be afforded.

    The map takes a fraction of a millisecond. The decoder may take SHARE of the time since the run began: one
    that costs more than a step allows is used when enough time has passed, or not at all. `costs` keeps what
    it took, by the latents' size, for all later runs.
    """

    plain: Draw
    fine: Draw | None
    clean: Callable[[Any, torch.Tensor], torch.Tensor]  # pipeline and latents to 1×C×h×w, no noise in them
    wait: Callable[[], None]  # until the device has done what it was told: it works ahead of us
    costs: dict[tuple[int, ...], float]  # seconds
    clock: Callable[[], float] = time.perf_counter
    _began: float = field(init=False)
    _spent: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def __call__(self, pipe: Any, latents: torch.Tensor) -> np.ndarray:
        grid = self.clean(pipe, latents)
        if self.fine is None:
            return self.plain(grid)
        self.wait()
        start, size = self.clock(), tuple(grid.shape)
        if self._spent + self.costs.get(size, 0.0) > SHARE * (start - self._began):
            return self.plain(grid)
        picture = self.fine(grid)
        self.wait()
        self.costs[size] = self.clock() - start
        self._spent += self.costs[size]
        return picture


def preview(latents: torch.Tensor, family: Family, sigma: float) -> np.ndarray:
    """Show latents (1×4×h×w) as h×w×3 uint8; `sigma` is the noise left in them (0: none, or scaled away)."""
    if family == "sd15":
        weights, offset = [[127.5 * value for value in row] for row in _SD15], (127.5, 127.5, 127.5)
    else:
        weights, offset = [list(row) for row in _SDXL], _SDXL_OFFSET
    small = latents[0].detach().to("cpu", torch.float32) / math.sqrt(sigma * sigma + 1.0)
    flat = small.permute(1, 2, 0).reshape(-1, small.shape[0])
    rgb = flat @ torch.tensor(weights) + torch.tensor(offset)
    picture = rgb.nan_to_num(127.5).clamp_(0, 255).to(torch.uint8)
    return picture.reshape(small.shape[1], small.shape[2], 3).numpy()


def remaining_sigma(scheduler: Any) -> float:
    """The noise left in the latents of a scheduler that lets their variance grow; 0 for the others."""
    sigmas, index = getattr(scheduler, "sigmas", None), getattr(scheduler, "step_index", None)
    if sigmas is None or index is None or float(scheduler.init_noise_sigma) <= 1.0:
        return 0.0
    return float(sigmas[min(index, len(sigmas) - 1)])
