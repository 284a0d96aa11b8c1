"""Edges for ControlNets: hard ones (Canny) and soft ones; white on black."""

from __future__ import annotations

import cv2
import numpy as np

from inference.framing.crop import fit, flatten
from inference.preprocess.sheet import grain_of
from inference.preprocess.thin import without_specks

SCALES = (1.0, 2.0, 4.0)  # pixels, sigma, at a work side of 512
FLOOR = 6.0  # levels per pixel; gradients below are grain
FAINT = 0.06  # of the strongest; softer edges are shading
NOISE = 4.0  # standard deviations of the grain's gradient that are no edge
LOW = 0.4  # of the upper threshold
SPECK = 0.015  # of the shorter side; shorter edges are dirt


def canny(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Edges one pixel wide (Canny 1986), by colour as well as by lightness.

    The upper threshold is Otsu's (1979) over the gradient, never below the grain's; the lower 0.4 of it.
    """
    thin = ridges(fit(flatten(picture), size), strong=False)
    return np.repeat(np.where(thin, np.uint8(255), np.uint8(0))[..., None], 3, axis=2)


def soft_edge(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """How much of an edge is at each pixel, soft, coarse edges stronger than fine ones.

    The colour gradient (Di Zenzo 1986) over three scales, each sharpened to its crest; a stand-in for learned
    edges such as HED.
    """
    fitted = fit(flatten(picture), size)
    unit = max(1.0, min(size) / 512)
    grain = np.float32(grain_of(cv2.cvtColor(fitted, cv2.COLOR_RGB2GRAY)))
    total = np.zeros(fitted.shape[:2], np.float32)
    for sigma in SCALES:
        along_x, along_y = gradient(fitted, sigma * unit)
        strength = cv2.magnitude(along_x, along_y)
        # White noise of deviation s leaves 0.4 s / sigma in each channel of this gradient.
        crest = np.maximum(_crest(strength, along_x, along_y) - NOISE * 0.4 * grain / (sigma * unit), 0.0)
        width = 0.6 * sigma * unit
        total += cv2.GaussianBlur(crest, (0, 0), width) * np.float32(width * sigma**0.5)
    most = float(np.percentile(total, 99.0))
    if most <= 0.0:
        return np.zeros_like(fitted)
    total = np.maximum(total - FAINT * most, 0.0) / ((1.0 - FAINT) * max(most, FLOOR))
    plane = np.clip(total, 0.0, 1.0) ** 0.8
    return np.repeat(np.rint(plane * 255.0).astype(np.uint8)[..., None], 3, axis=2)


def ridges(picture: np.ndarray, *, strong: bool) -> np.ndarray:
    """The edges of an H×W×3 uint8 picture, H×W bool, one pixel wide; `strong`: only the main ones."""
    unit = max(1.0, min(picture.shape[:2]) / 512)
    along_x, along_y = gradient(picture, (2.5 if strong else 1.2) * unit)
    strength = cv2.magnitude(along_x, along_y)
    peaks = np.clip(strength, 0, 255).astype(np.uint8)
    otsu, _ = cv2.threshold(peaks, 0, 255, cv2.THRESH_OTSU)
    upper = max(FLOOR, otsu)
    # Canny on ready gradients suppresses what is no crest and follows lines by hysteresis.
    scale = 16.0  # so that rounding to 16 bits keeps weak gradients
    dx, dy = (np.clip(np.rint(part * scale), -32768, 32767).astype(np.int16) for part in (along_x, along_y))
    found = cv2.Canny(dx, dy, LOW * upper * scale, upper * scale, L2gradient=True) > 0
    return without_specks(found, max(4.0, (3.0 if strong else 1.0) * SPECK * min(picture.shape[:2])))


def gradient(picture: np.ndarray, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Levels per pixel along x and y of the channel that changes most, H×W float32 each."""
    calm = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), sigma)
    along_x = cv2.Scharr(calm, cv2.CV_32F, 1, 0, scale=sigma / 16)
    along_y = cv2.Scharr(calm, cv2.CV_32F, 0, 1, scale=sigma / 16)
    most = (along_x**2 + along_y**2).argmax(axis=2)[..., None]
    return (
        np.ascontiguousarray(np.take_along_axis(along_x, most, axis=2)[..., 0]),
        np.ascontiguousarray(np.take_along_axis(along_y, most, axis=2)[..., 0]),
    )


def _crest(strength: np.ndarray, along_x: np.ndarray, along_y: np.ndarray) -> np.ndarray:
    """`strength` where it is the largest across the edge, 0 elsewhere."""
    flat = np.abs(along_x) >= np.abs(along_y)
    beside = cv2.dilate(strength, np.ones((1, 3), np.uint8))
    below = cv2.dilate(strength, np.ones((3, 1), np.uint8))
    top = np.where(flat, beside, below)
    return np.where(strength >= top, strength, np.float32(0.0))
