"""Networks that the artist has and that draw what a ControlNet follows from a picture: depth, segments, pose.

DPT (Ranftl et al. 2021, arXiv:2103.13413), Depth Anything (Yang et al. 2024, arXiv:2401.10891), UperNet (Xiao
et al. 2018, arXiv:1807.10221), SegFormer (Xie et al. 2021, arXiv:2105.15203), ViTPose (Xu et al. 2022,
arXiv:2204.12484).
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
from transformers import (
    AutoConfig,
    DepthAnythingForDepthEstimation,
    DPTForDepthEstimation,
    DPTForSemanticSegmentation,
    SegformerForSemanticSegmentation,
    UperNetForSemanticSegmentation,
    VitPoseForPoseEstimation,
)

from inference.checkpoint import read_json
from inference.engines.diffusion.adapters import skeleton
from inference.engines.diffusion.adapters.depth_map import depth_map, nearness, normal_map
from inference.engines.diffusion.adapters.files import find_weights, open_file, readable
from inference.engines.diffusion.adapters.networks import unfit
from inference.engines.diffusion.adapters.planes import to_tensor
from inference.engines.diffusion.adapters.segments import segment_map
from inference.errors import ModelError
from inference.models.estimators import ARCHITECTURES, check_taught, kinds_of

_MAKERS: Mapping[str, Any] = {
    maker.__name__: maker
    for maker in (
        DepthAnythingForDepthEstimation,
        DPTForDepthEstimation,
        DPTForSemanticSegmentation,
        SegformerForSemanticSegmentation,
        UperNetForSemanticSegmentation,
        VitPoseForPoseEstimation,
    )
}
_TOLD: Mapping[str, str] = {"depth": "predicted_depth", "segmentation": "logits", "pose": "heatmaps"}
_SIDES: Mapping[str, int] = {"depth": 384, "segmentation": 512}  # pixels, where a folder does not say
_IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # mean and deviation
_MOST = 2.0  # longer side over the side that the network was trained at
_STRANGE = (ValueError, KeyError, TypeError, AttributeError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Estimator:
    """A network with how it wants its pictures."""

    name: str
    network: Any
    draws: str  # what its maps show, one of CONTROL_KINDS
    mean: Sequence[float]  # of the three channels, 0 … 1
    deviation: Sequence[float]
    side: int = 0  # pixels that the shorter side is fitted to
    multiple: int = 1  # that both sides must divide by
    fixed: tuple[int, int] = (0, 0)  # width and height, where it takes no other
    metric: bool = False  # it tells distances, not nearness
    experts: int = 1  # sets of joints that it learnt; COCO's are the first


def read_estimator(path: Path) -> Estimator:
    """Load the folder at `path`, as transformers saves it, into main memory in single precision.

    Raises ModelError where it is of another kind, was trained on other things, is damaged or pickled.
    """
    settings = read_json(path / "config.json")
    names = settings.get("architectures")
    architecture = str(names[0]) if isinstance(names, list) and names else ""
    if architecture not in _MAKERS:
        raise ModelError(
            "'{name}' is no network that Scumble can let draw control pictures. Choose DPT or Depth Anything "
            "for depth, UperNet or SegFormer for segments, ViTPose for poses.",
            name=path.name,
        )
    draws = ARCHITECTURES[architecture]
    check_taught(path.name, draws, settings)
    open_file(find_weights(path, half=False))
    with readable(path):
        try:
            config = AutoConfig.from_pretrained(str(path), local_files_only=True)
            network = _MAKERS[architecture].from_pretrained(
                str(path), config=config, local_files_only=True, use_safetensors=True, dtype=torch.float32
            )
        except _STRANGE as error:
            raise unfit(path.name) from error
    network.requires_grad_(False).eval()
    return _prepared(path, draws, settings, network)


def _prepared(path: Path, draws: str, settings: Mapping[str, Any], network: Any) -> Estimator:
    """The network with the wishes of its folder, or what is usual."""
    file = path / "preprocessor_config.json"
    wishes = read_json(file) if file.is_file() else {}
    usual = ((0.5,) * 3,) * 2 if draws == "depth" else _IMAGENET
    mean, deviation = _three(wishes.get("image_mean"), usual[0]), _three(wishes.get("image_std"), usual[1])
    if draws == "pose":
        backbone = network.config.backbone_config
        height, width = backbone.image_size
        return Estimator(
            path.name, network, draws, mean, deviation, fixed=(width, height), experts=backbone.num_experts
        )
    size = wishes.get("size")
    side = size.get("height", size.get("shortest_edge")) if isinstance(size, Mapping) else size
    multiple = wishes.get("ensure_multiple_of", 1)
    return Estimator(
        path.name,
        network,
        draws,
        mean,
        deviation,
        side=side if isinstance(side, int) and side > 0 else _SIDES[draws],
        multiple=multiple if isinstance(multiple, int) and multiple > 1 else _multiple(settings),
        metric=settings.get("depth_estimation_type") == "metric",
    )


def _multiple(settings: Mapping[str, Any]) -> int:
    """Depth Anything's patches are 14 pixels wide; the others halve their grids down to 32."""
    return 14 if settings.get("model_type") == "depth_anything" else 32


def _three(values: Any, usual: tuple[float, ...]) -> tuple[float, ...]:
    sound = (
        isinstance(values, list) and len(values) == 3 and all(isinstance(one, int | float) for one in values)
    )
    return tuple(float(one) for one in values) if sound else usual


def weigh(estimator: Estimator) -> int:
    """Bytes of the weights."""
    return sum(weights.nbytes for weights in estimator.network.parameters())


def estimate(estimator: Estimator, picture: np.ndarray, device: torch.device, kind: str = "") -> np.ndarray:
    """What a ControlNet of that kind follows, drawn from an H×W×3 uint8 picture: H×W×3 uint8.

    `kind` is one of CONTROL_KINDS; "": what the network was made for. The network is on `device` for the time
    of the computation. Raises ModelError where it draws no such maps, and JobError where the picture shows
    nothing of the kind.
    """
    kind = kind or estimator.draws
    if kind not in kinds_of(estimator.draws):
        raise ModelError(
            "'{name}' draws maps of the kind '{draws}', not '{kind}'. Choose another one.",
            name=estimator.name,
            draws=estimator.draws,
            kind=kind,
        )
    size = picture.shape[1], picture.shape[0]
    if kind == "pose":
        box = skeleton.widened(skeleton.person_box(picture), estimator.fixed)
        heat = _told(estimator, skeleton.cut(picture, box, estimator.fixed), device)
        return skeleton.stick_figure(skeleton.joints_of(heat, box), size)
    told = _told(
        estimator, cv2.resize(picture, _size(estimator, *size), interpolation=cv2.INTER_AREA), device
    )
    if kind == "segmentation":
        return segment_map(told, size)
    near = nearness(told, size, metric=estimator.metric)
    return depth_map(near) if kind == "depth" else normal_map(near)


def _told(estimator: Estimator, fitted: np.ndarray, device: torch.device) -> np.ndarray:
    """What the network makes of a picture that is as it wants it: float32, without the batch."""
    mean, deviation = (
        torch.tensor(values)[None, :, None, None] for values in (estimator.mean, estimator.deviation)
    )
    pixels = (to_tensor(fitted) / 255.0 - mean) / deviation
    more = (
        {"dataset_index": torch.zeros(1, dtype=torch.int64, device=device)} if estimator.experts > 1 else {}
    )
    estimator.network.to(device)
    try:
        with torch.no_grad():
            output = estimator.network(pixel_values=pixels.to(device), **more)
        return output[_TOLD[estimator.draws]][0].float().cpu().numpy()
    finally:
        estimator.network.to("cpu")


def _size(estimator: Estimator, width: int, height: int) -> tuple[int, int]:
    """Width and height at which the network looks at a picture of these."""
    scale = estimator.side / min(width, height)
    scale = min(scale, _MOST * estimator.side / max(width, height))
    step = estimator.multiple

    def fit(side: int) -> int:
        return max(step, math.floor(side * scale / step + 0.5) * step)

    return fit(width), fit(height)
