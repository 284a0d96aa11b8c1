"""Another light on a full picture: its own lights and darks taken as a low relief."""

from __future__ import annotations

import math

import cv2
import numpy as np

from inference.engines.painterly.diffuse import soften
from inference.engines.painterly.volume import Light


def relit(lab: np.ndarray, light: Light, amount: np.ndarray) -> np.ndarray:
    """A picture (H×W×3 float32 L*a*b*) lit from where `light` is; amount: H×W float32, 0 … 1.

    A slow fall of light over the whole picture, and at the size of forms a relief whose height is the
    picture's own lightness. Shape from so little is a guess, so it stays gentle.
    """
    height, width = lab.shape[:2]
    unit = math.sqrt(height * width)
    x, y, z = (float(v) for v in light.direction)
    across = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :] * np.float32(x)
    down = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None] * np.float32(y)
    form = soften(lab[..., 0], 0.02 * unit)
    gx = cv2.Sobel(form, cv2.CV_32F, 1, 0, ksize=3) * np.float32(0.125 * unit / 100.0)
    gy = cv2.Sobel(form, cv2.CV_32F, 0, 1, ksize=3) * np.float32(0.125 * unit / 100.0)
    facing = np.tanh(-(gx * x + gy * y) * np.float32(0.55))
    tone = (9.0 * facing + 9.0 * (across + down) + 4.0 * (z - 0.6)) * amount
    out = lab.copy()
    # Deep shadows stay deep, and what is white cannot get whiter.
    out[..., 0] = np.clip(lab[..., 0] + tone * np.clip(lab[..., 0] / 40.0, 0.25, 1.0), 2.0, 99.0)
    out[..., 1] += np.float32(0.1) * tone
    out[..., 2] += np.float32(0.4) * tone
    return out
