"""Small pictures of large ones."""

from __future__ import annotations

import cv2
import numpy as np

THUMBNAIL_SIDE = 256  # pixels at most, as OpenRaster's standard says


def shrunk(pixels: np.ndarray, side: int) -> np.ndarray:
    """H×W×4 uint8 straight RGBA made to fit into side × side pixels; one that fits is returned as it is."""
    height, width = pixels.shape[:2]
    scale = side / max(width, height)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    while min(pixels.shape[:2]) >= 8 * max(size):  # a quick thinning first, to four samples a pixel
        pixels = pixels[::2, ::2]
    alpha = pixels[:, :, 3:].astype(np.float32)
    colour = cv2.resize(pixels[:, :, :3] * alpha, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)[:, :, None]
    colour /= np.maximum(alpha, 1 / 255)
    return np.rint(np.concatenate([np.minimum(colour, 255), alpha], axis=2)).astype(np.uint8)
