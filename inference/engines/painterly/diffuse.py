"""Smoothing: broad blurs, and values spread from where they are known to where they are not."""

from __future__ import annotations

import cv2
import numpy as np


def spread(values: np.ndarray, weight: np.ndarray, trust: float) -> np.ndarray:
    """Push-pull interpolation (after Gortler et al. 1996).

    values: H×W×C float32, already multiplied by `weight` (H×W float32 ≥ 0). Where the weight is large
    against `trust` a pixel keeps its own value, elsewhere it takes that of ever wider surroundings. Returns
    H×W×C float32, no longer multiplied; zeros where no weight is anywhere.
    """
    height, width = weight.shape
    if max(height, width) <= 2:
        total = np.float32(max(float(weight.sum()), 1e-20))
        mean = values.reshape(-1, values.shape[2]).sum(axis=0) / total
        return np.broadcast_to(mean, values.shape).astype(np.float32)
    half = ((width + 1) // 2, (height + 1) // 2)
    smaller = _channels(cv2.resize(values, half, interpolation=cv2.INTER_AREA))
    coarse = spread(smaller, cv2.resize(weight, half, interpolation=cv2.INTER_AREA), trust)
    wide = _channels(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR))
    share = (weight / (weight + np.float32(trust)))[..., None]
    own = values / np.maximum(weight, np.float32(1e-20))[..., None]
    return own * share + wide * (1 - share)


def soften(picture: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur of an H×W or H×W×C float32 picture; broad ones on a smaller copy."""
    scale = min(1.0, 3.0 / max(sigma, 1e-6))
    height, width = picture.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if scale > 0.7 or min(size) < 8:
        return cv2.GaussianBlur(picture, (0, 0), sigma)
    small = cv2.GaussianBlur(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (0, 0), sigma * scale)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _channels(array: np.ndarray) -> np.ndarray:
    """OpenCV drops a last axis of length 1; give it back."""
    return array[..., None] if array.ndim == 2 else array
