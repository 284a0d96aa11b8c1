"""Where a painting should be looked at: what stands out from its surroundings, and where edges are."""

from __future__ import annotations

import math

import cv2
import numpy as np

from inference.engines.painterly.diffuse import soften

SIDE = 320  # px, of the copy that is looked at


def importance_of(lab: np.ndarray) -> np.ndarray:
    """H×W float32, 0 … 1, about 0.4 in the mean; lab: H×W×3 float32 L*a*b*.

    Centre against surround over several scales (after Itti, Koch and Niebur 1998), how busy a place is with
    edges, and a leaning towards the middle, where pictures have their subjects.
    """
    height, width = lab.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(lab, size, interpolation=cv2.INTER_AREA)
    unit = math.sqrt(small.shape[0] * small.shape[1])
    standing = np.zeros(small.shape[:2], np.float32)
    for inner, outer in ((0.006, 0.05), (0.015, 0.1), (0.04, 0.25)):
        away = soften(small, max(0.5, inner * unit)) - soften(small, max(1.0, outer * unit))
        standing += np.linalg.norm(away * np.array([1.0, 1.3, 1.3], np.float32), axis=2)
    gx, gy = cv2.Sobel(small[..., 0], cv2.CV_32F, 1, 0), cv2.Sobel(small[..., 0], cv2.CV_32F, 0, 1)
    busy = soften(np.minimum(np.hypot(gx, gy), 120.0), max(0.7, 0.012 * unit))
    y = np.linspace(-1.0, 1.0, small.shape[0], dtype=np.float32)[:, None]
    x = np.linspace(-1.0, 1.0, small.shape[1], dtype=np.float32)[None, :]
    middle = np.exp(-0.9 * (x * x + y * y)).astype(np.float32)
    raw = (_even(standing) + _even(busy)) * (0.55 + 0.45 * middle)
    raw = soften(raw, max(0.7, 0.01 * unit))
    low, high = np.quantile(raw, (0.05, 0.97))
    levelled = np.clip((raw - low) / max(float(high - low), 1e-3), 0.0, 1.0) if high > 0.02 else raw
    return cv2.resize(levelled.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)


def _even(values: np.ndarray) -> np.ndarray:
    """Scaled so that the strong places are at about 1; faint ones everywhere stay faint."""
    return values / np.float32(max(float(np.quantile(values, 0.95)), 12.0))
