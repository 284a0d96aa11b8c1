"""What steers a generation beside its prompt: LoRAs, ControlNets, reference pictures and painted regions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from inference.errors import JobError

MAX_WEIGHT = 4.0  # of a LoRA, either way; beyond it pictures only fall apart
CONTROL_KINDS = (
    "scribble", "lineart", "softedge", "canny", "depth", "normal", "pose", "segmentation", "tile",
)  # fmt: skip
REFERENCE_KINDS = ("reference", "style", "composition")


@dataclass(frozen=True, slots=True)
class Lora:
    """A low-rank adaptation laid over the model (Hu et al. 2021, arXiv:2106.09685)."""

    path: str  # of a .safetensors file
    weight: float = 1.0  # -4 … 4

    def __post_init__(self) -> None:
        """Raises JobError for a weight that no picture survives."""
        if not -MAX_WEIGHT <= self.weight <= MAX_WEIGHT:  # NaN too
            raise JobError("A LoRA's weight must lie between -4 and 4.")


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """A ControlNet and the picture that it follows (Zhang et al. 2023, arXiv:2302.05543)."""

    kind: str  # what the picture shows, one of CONTROL_KINDS
    model: str  # path of the ControlNet
    image: np.ndarray  # H×W×3 uint8 at work size, ready for the network (edges, depth …)
    weight: float = 1.0  # 0 … 2
    start: float = 0.0  # the part of the steps, 0 … 1, from which on
    end: float = 1.0  # and up to which it is followed
    estimator: str = ""  # path of a network that draws what is followed from `image`; "": it shows it already

    def __post_init__(self) -> None:
        """Raises JobError for what makes no sense."""
        if self.kind not in CONTROL_KINDS:
            raise JobError(
                "'{kind}' is no kind of control. Choose one of: {kinds}.",
                kind=self.kind,
                kinds=", ".join(CONTROL_KINDS),
            )
        if not 0.0 <= self.weight <= 2.0:
            raise JobError("A control's weight must lie between 0 and 2.")
        if not 0.0 <= self.start < self.end <= 1.0:
            raise JobError("A control must start before it ends, both between 0 and 1.")
        _check_picture(self.image)


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A picture to resemble, through an IP-Adapter (Ye et al. 2023, arXiv:2308.06721)."""

    kind: str  # what is taken from it, one of REFERENCE_KINDS
    model: str  # path of the IP-Adapter
    image: np.ndarray  # H×W×3 uint8, of any size
    weight: float = 0.6  # 0 … 2

    def __post_init__(self) -> None:
        """Raises JobError for what makes no sense."""
        if self.kind not in REFERENCE_KINDS:
            raise JobError(
                "'{kind}' is no kind of reference. Choose one of: {kinds}.",
                kind=self.kind,
                kinds=", ".join(REFERENCE_KINDS),
            )
        if not 0.0 <= self.weight <= 2.0:
            raise JobError("A reference's weight must lie between 0 and 2.")
        _check_picture(self.image)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A part of the picture with a prompt of its own; where regions overlap, their masks share."""

    prompt: str
    mask: np.ndarray  # H×W uint8 at work size, 255 = fully this region's
    weight: float = 1.0  # 0 … 2, against the other regions and the job's own prompt

    def __post_init__(self) -> None:
        """Raises JobError for what makes no sense."""
        if not (math.isfinite(self.weight) and 0.0 <= self.weight <= 2.0):
            raise JobError("A region's weight must lie between 0 and 2.")
        if self.mask.dtype != np.uint8 or self.mask.ndim != 2 or self.mask.size == 0:
            raise JobError("A region's mask must be H×W, 8 bits.")
        self.mask.setflags(write=False)


def _check_picture(image: np.ndarray) -> None:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
        raise JobError("A control's or reference's picture must be H×W×3, 8 bits per channel.")
    image.setflags(write=False)
