"""Lines reduced to their middles, one pixel wide, and redrawn at any size and width."""

from __future__ import annotations

import functools

import cv2
import numpy as np

_NEIGHBOURS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)  # P9 P2 P3 / P8 · P4 / P7 P6 P5


def thinned(shape: np.ndarray) -> np.ndarray:
    """The skeleton of an H×W bool shape, 8-connected, bool (Zhang and Suen, CACM 27(3), 1984)."""
    work = np.pad(shape, 1).astype(np.uint8)
    first, second = _tables()
    while True:
        left = 0
        for table in (first, second):
            code = cv2.filter2D(work, cv2.CV_8U, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT)
            removed = cv2.bitwise_and(cv2.LUT(code, table), work)
            left += cv2.countNonZero(removed)
            work = cv2.subtract(work, removed)
        if not left:
            return np.asarray(work[1:-1, 1:-1]) > 0


def redrawn(skeleton: np.ndarray, size: tuple[int, int], width: float) -> np.ndarray:
    """A skeleton (H×W bool) drawn at `size` (width, height), lines `width` pixels wide: uint8, 255 = line.

    Neighbouring pixels of the skeleton are joined, so lines hold together when enlarged.
    """
    height, across = skeleton.shape
    scale = np.array([size[0] / across, size[1] / height])
    drawn = np.zeros((size[1], size[0]), np.uint8)
    shift = 4  # fractional bits
    thickness = max(1, round(width))
    ends = [_points(skeleton, np.zeros_like(skeleton), (0, 0))]
    for step in ((0, 1), (1, 0), (1, 1), (1, -1)):
        ends.append(_points(skeleton, skeleton, step))
    for pairs in ends:
        if len(pairs):
            places = np.rint(((pairs + 0.5) * scale - 0.5) * (1 << shift)).astype(np.int32)
            cv2.polylines(drawn, list(places), False, 255, thickness, cv2.LINE_8, shift)
    return drawn


def without_specks(shape: np.ndarray, least: float) -> np.ndarray:
    """An H×W bool shape without the 8-connected parts whose longer side is below `least` pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shape.astype(np.uint8), connectivity=8)
    keep = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= least
    keep[0] = False
    return keep[np.asarray(labels, np.int32)] if count > 1 else np.zeros(shape.shape, bool)


def _points(skeleton: np.ndarray, other: np.ndarray, step: tuple[int, int]) -> np.ndarray:
    """N×2×2 ends (x, y) of the joints in one direction; for step (0, 0): the pixels themselves, as dots."""
    down, right = step
    if not (down or right):
        rows, columns = np.nonzero(skeleton)
        spot = np.stack([columns, rows], axis=1).astype(np.float64)
        return np.stack([spot, spot], axis=1)
    moved = np.zeros_like(other)
    height, width = other.shape
    source = other[down:, max(right, 0) : width + min(right, 0)]
    moved[: height - down, max(-right, 0) : width + min(-right, 0)] = source
    rows, columns = np.nonzero(skeleton & moved)
    start = np.stack([columns, rows], axis=1).astype(np.float64)
    return np.stack([start, start + np.array([right, down])], axis=1)


@functools.cache
def _tables() -> tuple[np.ndarray, np.ndarray]:
    """For each code of eight neighbours whether the two half-steps of a round take the pixel away."""
    codes = np.arange(256)
    around = (codes[:, None] >> np.arange(8)) & 1  # P2 … P9
    count = around.sum(axis=1)
    rises = ((around == 0) & (np.roll(around, -1, axis=1) == 1)).sum(axis=1)
    p2, p4, p6, p8 = around[:, 0], around[:, 2], around[:, 4], around[:, 6]
    may = (count >= 2) & (count <= 6) & (rises == 1)
    first = may & (p2 * p4 * p6 == 0) & (p4 * p6 * p8 == 0)
    second = may & (p2 * p4 * p8 == 0) & (p2 * p6 * p8 == 0)
    return first.astype(np.uint8), second.astype(np.uint8)
