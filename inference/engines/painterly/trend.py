"""The slow fall of colour across a smooth ground, taken off before patches are copied and put back after."""

from __future__ import annotations

import cv2
import numpy as np

SAMPLES = 20_000  # pixels that the fit looks at
SLIGHT = 6.0  # 8-bit steps: a fall of less is not worth it
ROUGH, WILD = (
    7.0,
    25.0,
)  # 8-bit steps: root mean square and 99th percentile of what a smooth ground leaves over


def trend_of(image: np.ndarray, hole: np.ndarray) -> np.ndarray | None:
    """The quadratic surface through the known pixels of a picture (H×W×3 uint8), H×W×3 float32.

    None where the picture is more than such a surface and a little grain, or does not fall at all: there,
    patches from elsewhere have the colours that are wanted, and none fit a sky that grows darker upwards.
    """
    y, x = np.nonzero(~hole)
    step = -(-len(y) // SAMPLES)
    y, x = y[::step], x[::step]
    height, width = hole.shape
    known = image[y, x].astype(np.float32)
    terms = _terms(x / width - 0.5, y / height - 0.5)
    if len(terms) < 8 * terms.shape[1]:
        return None
    weights = np.linalg.lstsq(terms, known, rcond=None)[0]
    over = np.abs(known - terms @ weights)
    if np.sqrt((over**2).mean()) > ROUGH or np.percentile(over, 99) > WILD:
        return None
    # Even a wide surface is smooth enough to be worked out small.
    rows, columns = np.mgrid[0:33, 0:33].reshape(2, -1) / 32.0 - 0.5
    small = (_terms(columns, rows) @ weights).reshape(33, 33, 3).astype(np.float32)
    if np.ptp(small, axis=(0, 1)).max() < SLIGHT:
        return None
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    return cv2.remap(small, xs * (32 / width), ys * (32 / height), cv2.INTER_LINEAR)


def _terms(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y]).astype(np.float32)
