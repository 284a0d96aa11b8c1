"""Pictures and masks of a job as tensors at the size that the model works at."""

from __future__ import annotations

import cv2
import numpy as np
import torch


def padded(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """H×W or H×W×3 to `size` (width, height), at least as large: the last row and column repeated."""
    height, width = plane.shape[:2]
    margins = [(0, size[1] - height), (0, size[0] - width)] + [(0, 0)] * (plane.ndim - 2)
    return np.pad(plane, margins, mode="edge")


def to_tensor(picture: np.ndarray) -> torch.Tensor:
    """H×W×3 uint8 to 1×3×H×W float32 of the same values."""
    return torch.from_numpy(np.array(picture, np.float32)).permute(2, 0, 1)[None]


def square(picture: np.ndarray, side: int) -> np.ndarray:
    """The middle of an H×W×3 uint8 picture as side×side, its shorter side fitted."""
    height, width = picture.shape[:2]
    scale = side / min(height, width)
    wide, high = max(side, round(width * scale)), max(side, round(height * scale))
    filtering = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    resized = cv2.resize(picture, (wide, high), interpolation=filtering)
    top, left = (high - side) // 2, (wide - side) // 2
    return resized[top : top + side, left : left + side]
