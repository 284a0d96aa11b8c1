"""The large masses of a picture: what a painter sees with half-closed eyes."""

from __future__ import annotations

import cv2
import numpy as np

SIDE = 420  # px, of the copy that is simplified


def masses_of(lab: np.ndarray, steps: int = 6) -> np.ndarray:
    """A picture (H×W×3 float32 L*a*b*) in few values and without small things; edges between masses stay."""
    height, width = lab.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(lab, size, interpolation=cv2.INTER_AREA)
    reach = max(3, round(0.022 * (size[0] * size[1]) ** 0.5)) | 1
    packed = np.clip(small * (2.55, 1, 1) + (0, 128, 128), 0, 255).astype(np.uint8)
    for _ in range(2):
        packed = cv2.medianBlur(packed, reach)
    plain = (packed.astype(np.float32) - (0, 128, 128)).astype(np.float32) / np.array(
        [2.55, 1, 1], np.float32
    )
    step = 100.0 / steps
    plain[..., 0] += 0.55 * (np.round(plain[..., 0] / step) * step - plain[..., 0])
    plain = cv2.GaussianBlur(plain, (0, 0), 0.8)
    return cv2.resize(plain, (width, height), interpolation=cv2.INTER_LINEAR)
