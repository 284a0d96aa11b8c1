"""Depth maps for ControlNets, estimated from a picture by a network that the artist has.

DPT (Ranftl et al. 2021, arXiv:2103.13413) and Depth Anything (Yang et al. 2024, arXiv:2401.10891).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from transformers import AutoConfig, DepthAnythingForDepthEstimation, DPTForDepthEstimation

from inference.checkpoint import read_json
from inference.engines.diffusion.adapters.files import find_weights, open_file, readable
from inference.engines.diffusion.adapters.networks import unfit
from inference.engines.diffusion.adapters.planes import to_tensor
from inference.errors import ModelError

_MAKERS: Mapping[str, Any] = {
    "dpt": DPTForDepthEstimation,
    "depth_anything": DepthAnythingForDepthEstimation,
}
_MOST = 2.0  # longer side over the side that the network was trained at
_STRANGE = (ValueError, KeyError, TypeError, AttributeError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Estimator:
    """A network with how it wants its pictures."""

    network: Any
    side: int  # pixels that the shorter side is fitted to
    multiple: int  # that both sides must divide by
    mean: Sequence[float]  # of the three channels, 0 … 1
    deviation: Sequence[float]
    metric: bool  # it tells distances, not nearness


def read_estimator(path: Path) -> Estimator:
    """Load the folder at `path`, as transformers saves it, into main memory in single precision.

    Raises ModelError where it is of another kind, damaged or pickled.
    """
    settings = read_json(path / "config.json")
    maker = _MAKERS.get(str(settings.get("model_type", "")))
    if maker is None:
        raise ModelError(
            "'{name}' is no depth estimator that Scumble knows. Choose DPT or Depth Anything.", name=path.name
        )
    open_file(find_weights(path, half=False))
    with readable(path):
        try:
            config = AutoConfig.from_pretrained(str(path), local_files_only=True)
            network = maker.from_pretrained(
                str(path), config=config, local_files_only=True, use_safetensors=True, dtype=torch.float32
            )
        except _STRANGE as error:
            raise unfit(path.name) from error
    network.requires_grad_(False).eval()
    file = path / "preprocessor_config.json"
    wishes = read_json(file) if file.is_file() else {}
    size = wishes.get("size")
    side = size.get("height", size.get("shortest_edge")) if isinstance(size, Mapping) else size
    multiple = wishes.get("ensure_multiple_of", 1)
    return Estimator(
        network,
        side if isinstance(side, int) and side > 0 else 384,
        multiple if isinstance(multiple, int) and multiple > 1 else _multiple(settings),
        _three(wishes.get("image_mean"), 0.5),
        _three(wishes.get("image_std"), 0.5),
        settings.get("depth_estimation_type") == "metric",
    )


def _multiple(settings: Mapping[str, Any]) -> int:
    """Depth Anything's patches are 14 pixels wide; DPT halves its grid of 16 once more."""
    return 14 if settings.get("model_type") == "depth_anything" else 32


def _three(values: Any, usual: float) -> tuple[float, ...]:
    sound = (
        isinstance(values, list) and len(values) == 3 and all(isinstance(one, int | float) for one in values)
    )
    return tuple(float(one) for one in values) if sound else (usual,) * 3


def weigh(estimator: Estimator) -> int:
    """Bytes of the weights."""
    return sum(weights.nbytes for weights in estimator.network.parameters())


def estimate(estimator: Estimator, picture: np.ndarray, device: torch.device) -> np.ndarray:
    """The depth map of an H×W×3 uint8 picture, near light and far dark: H×W×3 uint8, black to white.

    The network is on `device` for the time of the computation.
    """
    height, width = picture.shape[:2]
    fitted = cv2.resize(picture, _size(estimator, width, height), interpolation=cv2.INTER_AREA)
    mean, deviation = (
        torch.tensor(values)[None, :, None, None] for values in (estimator.mean, estimator.deviation)
    )
    pixels = (to_tensor(fitted) / 255.0 - mean) / deviation
    estimator.network.to(device)
    try:
        with torch.no_grad():
            told = estimator.network(pixel_values=pixels.to(device)).predicted_depth[0].float().cpu().numpy()
    finally:
        estimator.network.to("cpu")
    near = 1.0 / np.maximum(told, 1e-3) if estimator.metric else told
    near = np.nan_to_num(near)
    least, most = float(near.min()), float(near.max())
    near = (near - least) / (most - least) if most > least else np.zeros_like(near)
    whole = cv2.resize(near.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    grey = np.rint(np.clip(whole, 0.0, 1.0) * 255.0).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _size(estimator: Estimator, width: int, height: int) -> tuple[int, int]:
    """Width and height at which the network looks at a picture of these."""
    scale = estimator.side / min(width, height)
    scale = min(scale, _MOST * estimator.side / max(width, height))
    step = estimator.multiple

    def fit(side: int) -> int:
        return max(step, math.floor(side * scale / step + 0.5) * step)

    return fit(width), fit(height)
