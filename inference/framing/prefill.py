"""What stands under the mask before the engine starts: nothing new, a blur of the surroundings, grey …"""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_picture, check_plane

NEUTRAL = 127  # grey level
TELEA_SIDE = 384  # pixels; the fill is smooth, so a small copy does, and the method is slow
TELEA_RADIUS = 5.0  # pixels of the small copy


class Prefill(StrEnum):
    """NONE keeps what is there, BLUR spreads the surroundings, TELEA also carries their lines inward."""

    NONE = "none"
    BLUR = "blur"
    TELEA = "telea"
    NEUTRAL = "neutral"


def prefill(image: np.ndarray, mask: np.ndarray, mode: Prefill | str) -> np.ndarray:
    """A copy of an H×W×3 uint8 picture, filled in proportion to an H×W uint8 mask; unchanged where it is 0.

    Where nothing at all is unmasked there are no surroundings, and every mode but NONE fills with grey.
    Raises JobError for an unknown mode or a mask of another size.
    """
    check_picture(image)
    check_plane(mask)
    if image.shape[2] != 3 or mask.shape != image.shape[:2]:
        raise JobError("The mask to fill must be as large as its H×W×3 picture.")
    if mode not in tuple(Prefill):
        raise JobError(
            "'{mode}' is not a way to pre-fill; choose {modes}.", mode=str(mode), modes=", ".join(Prefill)
        )
    if mode == Prefill.NONE or not mask.any():
        return image.copy()
    if mode == Prefill.NEUTRAL or mask.min() == 255:
        fill = np.full(image.shape, NEUTRAL, np.float32)
    elif mode == Prefill.BLUR:
        fill = _spread(image, mask)
    else:
        fill = _telea(image, mask)
    cover = mask.astype(np.float32)[..., None] / 255.0
    base = image.astype(np.float32)
    return np.clip(np.rint(base + (fill - base) * cover), 0, 255).astype(np.uint8)


def _spread(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Surroundings averaged into the hole, the wider the deeper inside: H×W×3 float32, 0 … 255.

    Push-pull over a 2:1 pyramid of known-weighted colour (Gortler et al., The Lumigraph, 1996).
    """
    weight = 1.0 - mask.astype(np.float32) / 255.0
    levels = [np.dstack((image.astype(np.float32) * weight[..., None], weight))]  # H×W×4, premultiplied
    while max(levels[-1].shape[:2]) > 1:
        height, width = levels[-1].shape[:2]
        half = (width + 1) // 2, (height + 1) // 2
        levels.append(np.asarray(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA), np.float32))
    top = levels.pop()
    filled = top[..., :3] / np.maximum(top[..., 3:], 1e-6)
    while levels:
        level = levels.pop()
        height, width = level.shape[:2]
        wider = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR)
        filled = level[..., :3] + (1.0 - level[..., 3:]) * wider
    return filled


def _telea(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Telea's fast-marching inpainting (2004) of a small copy, softened: H×W×3 float32, 0 … 255."""
    height, width = mask.shape
    shrink = min(1.0, TELEA_SIDE / max(width, height))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    cover = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    hole = (cover > 0.0).astype(np.uint8)
    if hole.all():  # the unmasked specks vanished in the small copy
        return _spread(image, mask)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    small = cv2.inpaint(small, hole, TELEA_RADIUS, cv2.INPAINT_TELEA)
    small = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 1.5)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
