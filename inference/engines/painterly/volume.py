"""Volume for flat surfaces: outlines are inflated, and the swelling form is lit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numba import njit

from inference.engines.painterly.kernels import SERIAL

SIDE = 384  # px, of the copy that is inflated
SWEEPS = 40  # at each of the levels


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """Where the light comes from and how strongly it models the forms."""

    angle: float = -2.2  # radians in the picture plane, towards the light; y runs down
    strength: float = 0.35  # 0 … 1
    elevation: float = 0.7  # radians over the picture plane

    @property
    def direction(self) -> np.ndarray:
        """Unit vector towards the light: x, y (down), z (to the viewer)."""
        flat = math.cos(self.elevation)
        return np.array(
            [flat * math.cos(self.angle), flat * math.sin(self.angle), math.sin(self.elevation)], np.float32
        )


def inflated(labels: np.ndarray, check: Callable[[], None]) -> np.ndarray:
    """Heights over the surfaces of a drawing (H×W int32 labels, 0 stays flat): H×W float32, in pixels.

    Each surface is blown up from its outline, as in SmoothSketch's Poisson inflation (Karpenko and Hughes
    2006): ∇²h² = −4 with h = 0 on the outline, which makes a half-ball of a disc.
    """
    height, width = labels.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(labels.astype(np.float32), size, interpolation=cv2.INTER_NEAREST).astype(np.int32)
    levels = [small]
    while min(levels[-1].shape) >= 24:
        levels.append(np.ascontiguousarray(levels[-1][::2, ::2]))
    square = np.zeros(levels[-1].shape, np.float32)
    for depth in range(len(levels) - 1, -1, -1):
        now = levels[depth]
        if square.shape != now.shape:
            square = cv2.resize(square, now.shape[::-1], interpolation=cv2.INTER_LINEAR) * np.float32(4.0)
            square[now == 0] = 0
        _relax(square, now, SWEEPS)
        check()
    high = np.sqrt(np.maximum(square, 0.0)) / np.float32(scale)
    high = cv2.resize(high, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(high, (0, 0), max(0.6, 0.7 / scale))


@njit(**SERIAL)
def _relax(square, labels, sweeps):
    """Over-relaxed Gauss-Seidel for ∇²square = −4; another label (or the picture's edge) is the outline.

    The edge of the picture is no outline: what runs out of it goes on. square: H×W float32, in place.
    """
    height, width = labels.shape
    for sweep in range(sweeps):
        omega = np.float32(1.0) if sweep < 2 else np.float32(1.6)
        for y in range(height):
            for x in range(width):
                label = labels[y, x]
                if label == 0:
                    continue
                total = np.float32(0.0)
                for k in range(4):
                    j = y + (k == 0) - (k == 1)
                    i = x + (k == 2) - (k == 3)
                    if j < 0 or i < 0 or j >= height or i >= width:
                        total += square[y, x]
                    elif labels[j, i] == label:
                        total += square[j, i]
                square[y, x] += omega * ((total + np.float32(4.0)) * np.float32(0.25) - square[y, x])


def shade_of(high: np.ndarray, light: Light) -> tuple[np.ndarray, np.ndarray]:
    """How light falls on heights (H×W float32): shade −1 … 1, 0 where flat, and gloss 0 … 1; H×W float32."""
    gx = cv2.Scharr(high, cv2.CV_32F, 1, 0, scale=1 / 32)
    gy = cv2.Scharr(high, cv2.CV_32F, 0, 1, scale=1 / 32)
    over = 1.0 / np.sqrt(gx * gx + gy * gy + np.float32(1.0))
    x, y, z = light.direction
    facing = (-gx * x - gy * y + z) * over
    flat = np.float32(z)
    # Equal steps of tone to both sides of the flat: full light is 1, the turned-away side −1.
    shade = np.where(facing > flat, (facing - flat) / (1 - flat + 1e-3), (facing - flat) / (flat + 0.75))
    half = np.array([x, y, z + 1.0], np.float32) / np.float32(math.sqrt(x * x + y * y + (z + 1.0) ** 2))
    gloss = np.clip((-gx * half[0] - gy * half[1] + half[2]) * over, 0.0, 1.0) ** 40
    raised = np.clip(high / np.float32(4.0), 0.0, 1.0)
    return np.clip(shade, -1.0, 1.0).astype(np.float32), (gloss * raised).astype(np.float32)
