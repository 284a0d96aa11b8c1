"""The orientation field: along which direction a brush should run at every pixel."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from inference.engines.painterly.diffuse import spread


def stroke_directions(
    lab: np.ndarray,
    sigma: float,
    rest_angle: float,
    rng: np.random.Generator,
    check: Callable[[], None],
    wander: float = 0.5,
) -> np.ndarray:
    """Unit tangents along the forms of a picture (H×W×3 float32 L*a*b*); H×W×2 float32 (x, y).

    The structure tensor, summed over the channels and smoothed by `sigma` pixels, gives the direction
    across the gradient. In flat places the direction of the nearest forms is spread inwards, and wanders by
    up to about `wander` radians; a picture without any form gets `rest_angle` (radians). `check` is called
    on the way, and may raise to stop the work.
    """
    height, width = lab.shape[:2]
    scale = min(1.0, 2.0 / max(sigma, 1e-6)) if sigma > 2.0 else 1.0
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    small = cv2.resize(lab, size, interpolation=cv2.INTER_AREA) if scale < 1.0 else lab
    double, energy = _tensor(small, max(0.8, sigma * scale))
    check()
    mean = float(energy.mean())
    field = spread(double, energy, 0.02 * mean + 1e-4)
    check()
    rest = np.array([np.cos(2 * rest_angle), np.sin(2 * rest_angle)], np.float32)
    # Where nothing else decides, strokes lie as the hand does.
    idle = 1.0 - energy / (energy + np.float32(0.03 * mean + 1e-4))
    field = field / (np.linalg.norm(field, axis=2, keepdims=True) + np.float32(0.02))
    field = field + rest * (np.float32(0.08) + np.float32(1.2) * idle[..., None])
    sure = energy / (energy + np.float32(0.3 * mean + 1e-4))
    angle = 0.5 * np.arctan2(field[..., 1], field[..., 0])
    angle += wander * _noise(angle.shape, rng) * (1 - sure)
    check()
    tangents = np.dstack([np.cos(2 * angle), np.sin(2 * angle)]).astype(np.float32)
    if scale < 1.0:  # the doubled angle has no jump between opposite directions and may be interpolated
        tangents = cv2.resize(tangents, (width, height), interpolation=cv2.INTER_LINEAR)
    half = (0.5 * cv2.phase(tangents[..., 0], tangents[..., 1])).astype(np.float32)
    return np.dstack([np.cos(half), np.sin(half)])


def _tensor(lab: np.ndarray, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Doubled-angle tangent vectors weighted by energy (H×W×2), and the energy (H×W), both float32."""
    gx = cv2.Scharr(lab, cv2.CV_32F, 1, 0, scale=1 / 32)
    gy = cv2.Scharr(lab, cv2.CV_32F, 0, 1, scale=1 / 32)
    xx, yy, xy = (gx * gx).sum(axis=2), (gy * gy).sum(axis=2), (gx * gy).sum(axis=2)
    tensor = cv2.GaussianBlur(np.dstack([yy - xx, -2 * xy, xx + yy]), (0, 0), sigma)
    return np.ascontiguousarray(tensor[..., :2]), np.ascontiguousarray(tensor[..., 2])


def _noise(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Slow waves of about −1 … 1, H×W float32."""
    height, width = shape
    knots = rng.standard_normal((6, 6)).astype(np.float32)
    return cv2.resize(knots, (width, height), interpolation=cv2.INTER_CUBIC)


def hatched(field: np.ndarray, angle: float) -> np.ndarray:
    """A field (H×W×2 unit tangents) drawn to one direction (radians), giving way to the forms a little."""
    straight = np.array([np.cos(angle), np.sin(angle)], np.float32)
    facing = np.sign(field @ straight)[..., None]
    bent = straight + np.float32(0.12) * field * facing
    return bent / np.linalg.norm(bent, axis=2, keepdims=True)
