"""The display picture drawn as a window shows it: moved, turned, scaled, over a board that shows through."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canvas.composite import address
from canvas.kernels.launch import launch_if_free
from canvas.kernels.lazy import screen as kernels

WIDE = 1 << 18  # pixels from which on it is worth it to wake other threads

Matrix = tuple[float, float, float, float, float, float]  # x' = m0·x + m2·y + m4, y' = m1·x + m3·y + m5


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies around and under the picture. Colours are 0xAARRGGBB words."""

    around: int
    light: int
    dark: int
    side: int  # device pixels along a check
    x: int = 0  # device pixels: where the board begins
    y: int = 0


def draw(
    levels: Sequence[np.ndarray],
    size: tuple[int, int],
    to_document: Matrix,
    target: np.ndarray,
    place: tuple[int, int],
    ground: Ground,
    *,
    smooth: bool,
) -> None:
    """Fill H×W uint32 `target` (C-contiguous, 0xffRRGGBB) with the device pixels from `place` = (x, y) on.

    levels, size: those of the display picture (see `canvas.display`) and the document's width and height.
    to_document: from device pixels to document pixels. smooth: mix the four nearest pixels of the level.
    """
    zoom = 1 / max(math.hypot(to_document[0], to_document[1]), 1e-9)  # device pixels for each document pixel
    level = min(max(0, math.floor(-math.log2(zoom) + 1e-6)), len(levels) - 1)
    share = 0.5**level
    xx, yx, xy, yy, x0, y0 = to_document
    left, top = place
    matrix = np.array([xx, yx, xy, yy, x0 + left * xx + top * xy, y0 + left * yx + top * yy]) * share
    height, width = target.shape
    checks = _checks(left - ground.x, width, ground)
    source = levels[level]
    arguments = (
        *(address(source), source.shape[1], source.shape[0], size[0] * share, size[1] * share, matrix),
        *(address(target), width, height, checks, ground.side, (top - ground.y) % (2 * ground.side)),
        *(ground.around, smooth),
    )
    if width * height >= WIDE:
        room = np.empty(kernels.ROOM * -(-height // kernels.BAND), np.uint8)
        if launch_if_free(kernels.draw_wide, *arguments, room):
            return
    kernels.draw(*arguments, np.empty(kernels.ROOM, np.uint8))


@functools.cache
def prepare() -> None:
    """Have the kernel compiled or loaded, so that a first drawing keeps nobody waiting."""
    board = Ground(0, 0, 0, 1)
    for side in (2, math.isqrt(WIDE)):
        draw(
            [np.zeros((1, 1, 4), np.uint8)],
            (1, 1),
            (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
            np.zeros((side, side), np.uint32),
            (0, 0),
            board,
            smooth=False,
        )


def _checks(left: int, width: int, ground: Ground) -> np.ndarray:
    """2×W uint32: two neighbouring rows of checks."""
    odd = (np.arange(left, left + width) // ground.side) & 1
    words = np.array([ground.light, ground.dark], np.uint32)
    return np.ascontiguousarray(np.stack([words[odd], words[1 - odd]]))
