"""Drawn lines as strokes: those of a sketch again, or contours that a medium draws by itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from inference.engines.painterly.diffuse import soften
from inference.engines.painterly.lines import follow_lines, smooth_line
from inference.engines.painterly.palette import to_rgb


@dataclass(frozen=True, slots=True, eq=False)
class LineStroke:
    """One line to be drawn."""

    line: np.ndarray  # K×3 float32: x, y, pressure
    colour: np.ndarray  # 3 float32, sRGB 0 … 1
    size: float  # px
    opacity: float


@dataclass(frozen=True, slots=True)
class Hand:
    """How lines are drawn."""

    weight: float = 1.0  # factor on the thickness
    taper: float = 0.6
    opacity: float = 0.9
    steady: bool = False  # exactly where they were found


def drawn_lines(
    lines: np.ndarray,
    ink: np.ndarray,
    loose: np.ndarray,
    hand: Hand,
    rng: np.random.Generator,
    check: Callable[[], None],
) -> list[LineStroke]:
    """A drawing's lines (H×W bool) in confident strokes; ink: H×W×3 float32 L*a*b*, colours by place."""
    unit = math.sqrt(lines.size)
    height, width = lines.shape
    thinnest = max(1.5, 0.002 * unit)
    strokes: list[LineStroke] = []
    for path in follow_lines(lines, max(12, round(0.25 * unit))):
        check()
        line = smooth_line(path, max(2, round(0.004 * unit)))
        middle = len(path) // 2
        y, x = min(int(path[middle, 1]), height - 1), min(int(path[middle, 0]), width - 1)
        at = float(loose[y, x])
        usual = 1.05 * float(np.median(line[:, 2]))  # where lines meet they look thicker than they are
        size = max(usual * (0.95 + 0.2 * at) * hand.weight, thinnest)
        pressure = np.clip(line[:, 2] / max(usual, 1e-3), 0.4, 1.0)
        if len(line) > 4:
            pressure[0] *= 1.0 - 0.35 * hand.taper
            pressure[-1] *= 1.0 - 0.6 * hand.taper
            if not hand.steady:
                wobble = rng.normal(0.0, 0.001 * unit * at, 2)
                line[:, :2] += wobble[None, :] * np.sin(np.linspace(0.0, np.pi, len(line)))[:, None]
        colour = to_rgb(ink[y : y + 1, x : x + 1])[0, 0] + rng.normal(0.0, 0.01, 3)
        marks = np.column_stack([line[:, :2], pressure]).astype(np.float32)
        strokes.append(LineStroke(marks, np.clip(colour, 0.0, 1.0), size, min(1.0, hand.opacity)))
    return strokes


def contours_of(lab: np.ndarray, importance: np.ndarray, amount: float) -> np.ndarray:
    """Where a draughtsman would put a line into a picture (H×W×3 float32 L*a*b*); H×W bool.

    The difference of two Gaussians, sharpened (Winnemöller, Kyprianidis and Olsen 2012). amount: 0 … 1.
    """
    unit = math.sqrt(importance.size)
    fine = max(0.7, 0.0016 * unit)
    light = cv2.GaussianBlur(lab[..., 0], (0, 0), 0.6 * fine)
    sharp = soften(light, fine) - np.float32(0.985) * soften(light, 1.6 * fine)
    least = np.float32(1.2 + 2.5 * (1.0 - amount)) * (np.float32(1.7) - importance)  # of L*
    found = np.float32(0.015) * light - sharp > least
    _, parts, stats, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8), connectivity=8)
    labels = parts.astype(np.int64)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > 0.016 * unit
    long[0] = False
    return long[labels]


def rims_of(
    masses: np.ndarray, amount: float, reserve: float, rng: np.random.Generator, check: Callable[[], None]
) -> list[LineStroke]:
    """The dark edges that washes dry with, along the masses of a picture (H×W×3 float32 L*a*b*).

    amount: 0 … 1. Broken, and fainter in one place than in another, as water does it. reserve: see
    `media.Handling`.
    """
    unit = math.sqrt(masses.shape[0] * masses.shape[1])
    level = np.round(masses[..., 0] / 14.0)
    edge = cv2.morphologyEx(level.astype(np.float32), cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
    soft = cv2.GaussianBlur(masses[..., 0], (0, 0), 1.0)
    edge &= cv2.morphologyEx(soft, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8)) > 2.5
    check()
    strokes: list[LineStroke] = []
    for path in follow_lines(edge, max(10, round(0.09 * unit))):
        check()
        if len(path) < 0.02 * unit or rng.random() < 0.3:
            continue
        line = smooth_line(path, max(2, round(0.006 * unit)))
        y, x = line[:, 1].astype(int), line[:, 0].astype(int)
        y, x = np.clip(y, 0, masses.shape[0] - 1), np.clip(x, 0, masses.shape[1] - 1)
        tone = masses[y, x]
        tone = tone[np.argmin(tone[:, 0])] * np.array([0.86, 1.15, 1.15], np.float32)
        if tone[0] > 100.0 * (1.0 - reserve):
            continue
        along = np.linspace(0.0, 1.0, len(line), dtype=np.float32)
        line[:, 2] = np.clip(np.sin(np.pi * along) * 1.4, 0.25, 1.0) * rng.uniform(0.6, 1.0)
        size = float(max(1.2, 0.0034 * unit * rng.uniform(0.6, 1.2)))
        colour = to_rgb(tone.reshape(1, 1, 3).astype(np.float32))[0, 0]
        strokes.append(LineStroke(line, colour, size, float(amount * rng.uniform(0.35, 0.9))))
    return strokes
