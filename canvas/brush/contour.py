"""The outer line around a tip's picture, for a cursor that shows the true shape of a dab."""

from __future__ import annotations

import cv2
import numpy as np

WORKING_SIDE = 128  # pixels: a larger picture is traced smaller, for the eye sees no difference
LEAST_SHARE = 0.25  # of the tip's darkest pixel: what is fainter lies outside the line
SMALLEST_AREA = 3.0  # pixels of the working picture: specks would only blur the outline
MOST_PIECES = 24  # the largest ones


def contours(image: np.ndarray) -> list[np.ndarray]:
    """Closed polygons, N×2 float32 each, around what a tip covers; the last point joins the first.

    image: H×W uint8 coverage. The points are (x, y) about the picture's middle, in shares of its longest
    side, so −0.5 … 0.5. A picture that covers nothing gives no polygon.
    """
    height, width = image.shape
    longest = max(height, width)
    factor = min(1.0, WORKING_SIDE / longest)
    if factor < 1.0:
        size = max(1, round(width * factor)), max(1, round(height * factor))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    darkest = int(image.max(initial=0))
    if darkest == 0:
        return []
    # Twice as large with an empty edge, so that the line runs around pixels and not through their middles.
    covered = (image >= max(1.0, darkest * LEAST_SHARE)).astype(np.uint8)
    covered = np.pad(np.kron(covered, np.ones((2, 2), np.uint8)), 10)
    closed = cv2.morphologyEx(covered, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    found, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    pieces = sorted(found, key=cv2.contourArea, reverse=True)[:MOST_PIECES]
    kept = [piece for piece in pieces if cv2.contourArea(piece) >= SMALLEST_AREA] or pieces[:1]
    middle = (np.array([covered.shape[1], covered.shape[0]], np.float32) - 1) / 2
    scale = 2.0 * longest * factor
    return [
        (cv2.approxPolyDP(piece, 0.7, True).reshape(-1, 2) - middle) / np.float32(scale) for piece in kept
    ]
