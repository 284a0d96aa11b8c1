"""Work pictures to what the pipelines take, and back."""

from __future__ import annotations

import numpy as np
from PIL import Image

from inference.errors import ModelError


def padded_size(width: int, height: int, step: int) -> tuple[int, int]:
    """The size that the model works at: each side rounded up to a multiple of `step` pixels."""
    return -(-width // step) * step, -(-height // step) * step


def pad(plane: np.ndarray, step: int) -> Image.Image:
    """H×W or H×W×3 uint8 to a picture of the padded size, the last row and column repeated."""
    height, width = plane.shape[:2]
    wide, high = padded_size(width, height, step)
    margins = [(0, high - height), (0, wide - width)] + [(0, 0)] * (plane.ndim - 2)
    return Image.fromarray(np.pad(plane, margins, mode="edge"))


def crop(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """The model's H×W×3 float picture (0 … 1) as height×width×3 uint8, the padding cut off.

    Raises ModelError where the model produced numbers that are none, as half precision sometimes does.
    """
    picture = picture[:height, :width]
    if not np.isfinite(picture).all():
        raise ModelError(
            "The model produced an invalid picture. Try another sampler or a lower guidance; "
            "if that does not help, the model file is damaged."
        )
    return np.ascontiguousarray(np.rint(np.clip(picture, 0.0, 1.0) * 255.0).astype(np.uint8))
