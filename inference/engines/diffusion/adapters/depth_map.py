"""Maps drawn from what a depth network tells: nearness in grey, and the way surfaces face in colours."""

from __future__ import annotations

import cv2
import numpy as np

RELIEF = (
    1.0  # of the picture's shorter side: how deep the nearest thing is taken to stand before the farthest
)
CALM = 1 / 512  # of the shorter side, sigma; the network's own grain says nothing of surfaces


def nearness(told: np.ndarray, size: tuple[int, int], *, metric: bool) -> np.ndarray:
    """Near 1, far 0: H×W float32 at `size` (width, height).

    `told` (h×w float32) grows with nearness or, where `metric`, with the distance.
    """
    near = 1.0 / np.maximum(told, 1e-3) if metric else told
    near = np.nan_to_num(near)
    least, most = float(near.min()), float(near.max())
    near = (near - least) / (most - least) if most > least else np.zeros_like(near)
    whole = cv2.resize(near.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    return np.clip(whole, 0.0, 1.0)


def depth_map(near: np.ndarray) -> np.ndarray:
    """Near light and far dark: H×W×3 uint8."""
    grey = np.rint(near * 255.0).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def normal_map(near: np.ndarray) -> np.ndarray:
    """The way surfaces face, H×W×3 uint8: red grows to the left, green upwards, blue towards the viewer.

    These are the colours that ControlNets for normals were trained with. Nearness is taken for a height over
    the picture plane, so flat things are (128, 128, 255) and shapes are relief rather than measured.
    """
    side = min(near.shape)
    calm = cv2.GaussianBlur(near, (0, 0), max(0.5, CALM * side))
    height = calm * np.float32(RELIEF * side)
    across = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    normals = np.dstack([across, down, np.ones_like(height)])
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    return np.rint(normals * 127.5 + 127.5).astype(np.uint8)
