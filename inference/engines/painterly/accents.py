"""Where the last touches go: lights that stand out, darks that hold, and their colours pushed."""

from __future__ import annotations

import numpy as np

from inference.engines.painterly.diffuse import soften
from inference.engines.painterly.reference import Reference


def accented(
    aim: Reference, loose: np.ndarray, diameter: float, darker: bool, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The picture with its accents pushed (H×W×3 float32 L*a*b*), and where to set them (N×2 float32: x, y).

    An accent is where lightness stands out from its surroundings, at an important place. darker: no lights,
    for media that leave the paper bare instead.
    """
    lab = soften(aim.lab, max(0.4, 0.2 * diameter))
    apart = lab[..., 0] - soften(lab[..., 0], 3.5 * diameter)
    weight = np.abs(apart) * (0.25 + aim.importance) * np.sqrt(np.clip(loose, 0.0, 1.0))
    if darker:
        weight = np.where(apart < 0, weight, 0.0)
    cell = max(3, round(2.2 * diameter))
    rows, columns = loose.shape[0] // cell, loose.shape[1] // cell
    if rows == 0 or columns == 0:
        return lab, np.empty((0, 2), np.float32)
    blocks = weight[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell).swapaxes(1, 2)
    blocks = blocks.reshape(rows, columns, cell * cell)
    best, at = blocks.max(axis=2), blocks.argmax(axis=2)
    most = int(90 + 60 * rng.random())
    threshold = max(5.0, float(np.partition(best.ravel(), -most)[-most]) if best.size > most else 0.0)
    y, x = np.nonzero(best > threshold)
    inside = at[y, x]
    starts = np.column_stack([x * cell + inside % cell, y * cell + inside // cell]).astype(np.float32)
    push = np.clip(apart / 18.0, -1.0, 1.0)
    pushed = lab.copy()
    pushed[..., 0] = np.clip(lab[..., 0] + 6.0 * push, 3.0, 99.0)
    pushed[..., 1:] *= (1.0 + 0.12 * np.abs(push))[..., None]
    return pushed, starts
