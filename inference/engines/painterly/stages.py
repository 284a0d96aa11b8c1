"""The plan of a painting: which brushes, in which stage, and how fine each place of the picture is wanted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from inference.engines.painterly.media import Handling
from inference.engines.painterly.words import Settings

BROAD, MIDDLE = 0.034, 0.0095  # diameters over the picture's side: block-in is above, details are below


@dataclass(frozen=True, slots=True)
class Pass:
    """One round over the picture with one brush."""

    stage: str
    diameter: float  # px
    angle: float | None = None  # radians, of all strokes; None: along the forms
    first: bool = False  # nothing but the ground is there yet


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Brush sizes and looseness of one painting."""

    passes: tuple[Pass, ...]  # in painting order, broad to fine within a stage
    finest: np.ndarray  # H×W float32: the finest brush wanted at each place, px
    loose: np.ndarray  # H×W float32, 0 … 1: the local strength
    looseness: float  # mean of `loose`
    unit: float  # px: the side of a square as large as the picture


def plan_passes(
    loose: np.ndarray, steps: int, settings: Settings, handling: Handling, importance: np.ndarray
) -> Plan:
    """Choose the brushes.

    loose, importance: H×W float32, 0 … 1; where a place is important, brushes get finer than the strength
    alone would have them, elsewhere they stay broader. steps: about three to a pass.
    """
    unit = math.sqrt(loose.size)
    mean = float(loose.mean())
    size = handling.size * 2.0**settings.size
    fine = handling.fine * 2.0 ** (0.5 * settings.size - settings.detail)
    # From 0.3 % of the picture's side at strength 0 to 1.6 % at 1; twice or half that by importance.
    lean = np.float32(1.9) * np.sqrt(loose) * (np.float32(0.42) - importance)
    finest = np.maximum(0.003 * unit * fine * (16.0 / 3.0) ** loose * 2.0**lean, 2.0).astype(np.float32)
    smallest = float(np.quantile(finest, 0.01))
    largest = max(unit * 0.08 * size * (0.75 + 0.6 * mean), 2.0 * smallest)
    count = min(max(2, 2 + steps // 5), 10)
    diameters = np.geomspace(largest, smallest, count)
    scale = min(1.0, handling.size * 1.2)  # media with thin tools block in with what is broad to them
    passes: list[Pass] = []
    for number, diameter in enumerate(float(d) for d in diameters):
        share = diameter / (unit * scale)
        stage = "block_in" if share > BROAD or number == 0 else "forms" if share > MIDDLE else "details"
        hatch = handling.stages[stage].hatch
        angles = [math.radians(angle) for angle in hatch] or [None]
        passes += [Pass(stage, diameter, angle, first=number == 0) for angle in angles]
    return Plan(tuple(passes), finest, loose, mean, unit)
