"""Between QImage and arrays, each with pixels of its own."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage


def to_image(pixels: np.ndarray) -> QImage:
    """A QImage from H×W×3 or H×W×4 (straight alpha) uint8 pixels."""
    form = QImage.Format.Format_RGB888 if pixels.shape[2] == 3 else QImage.Format.Format_RGBA8888
    pixels = np.ascontiguousarray(pixels)
    return QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], form).copy()


def pixels_of(image: QImage) -> np.ndarray:
    """H×W×4 uint8 straight-alpha pixels of any QImage."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()


def shrunk(pixels: np.ndarray, side: int) -> np.ndarray:
    """H×W×4 uint8 made at most `side` long by averaging whole blocks, for thumbnails."""
    factor = max(1, -(-max(pixels.shape[:2]) // side))
    height, width = pixels.shape[0] // factor * factor, pixels.shape[1] // factor * factor
    if factor == 1 or not height or not width:
        return np.ascontiguousarray(pixels)
    blocks = pixels[:height, :width].reshape(height // factor, factor, width // factor, factor, 4)
    return np.ascontiguousarray(blocks.mean(axis=(1, 3)).astype(np.uint8))
