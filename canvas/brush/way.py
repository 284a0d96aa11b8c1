"""The dabs of one stroke, as the pen goes: samples in, rows of the dab table out."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from canvas.brush.dynamics import STEPS, Dynamic, Input, Setting
from canvas.brush.preset import Brush, Sample
from canvas.kernels import pen
from canvas.kernels.lazy import path

FARTHEST = 131072.0  # px: samples beyond are drawn in to this
FIELDS = len(Sample._fields)

_SETTINGS = {setting: place for place, setting in enumerate(Setting)}
_INPUTS = {source: place for place, source in enumerate(Input)}


class Way:
    """Follows the pen. seed: of all that chance decides; the same samples and seed give the same dabs.

    colour: straight sRGB, 0 … 1.
    """

    def __init__(
        self, brush: Brush, colour: tuple[float, float, float] = (0.0, 0.0, 0.0), seed: int = 0
    ) -> None:
        self._brush = brush.numbers()
        self._drives, self._curves = drives(brush.dynamics)
        self._brush[pen.FIRST_DRIVE], self._brush[pen.LAST_DRIVE] = 0, len(self._drives)
        self._brush[pen.PEN_RED : pen.PEN_BLUE + 1] = np.clip(colour, 0.0, 1.0)
        self._brush[pen.SEED] = seed & 0xFFFFFFFF
        self._memory = np.zeros(path.MEMORY, np.float64)

    def to(self, samples: Sequence[Sample]) -> np.ndarray:
        """The dabs up to the newest of these samples: D×COLUMNS float32, see `canvas.kernels.table`."""
        return self.through(np.array(samples, np.float64).reshape(-1, FIELDS))

    def through(self, points: np.ndarray) -> np.ndarray:
        """As `to`, from P×3 or P×7 float64 in the order of a sample's fields."""
        return path.walk(fit(points), self._brush, self._drives, self._curves, self._memory, False)

    def end(self) -> np.ndarray:
        """The dabs that are still owed when the pen is lifted: a tap whose direction was waited for."""
        none = np.empty((0, 3), np.float64)
        return path.walk(none, self._brush, self._drives, self._curves, self._memory, True)


def fit(points: np.ndarray) -> np.ndarray:
    """Points that kernels can bear: no place that is not a number or too far away, and no other value that
    is not finite."""
    points = np.ascontiguousarray(points, np.float64)
    if points.size and not np.abs(points).max() < FARTHEST:
        points = points[~np.isnan(points[:, :2]).any(axis=1)]
        places = np.clip(points[:, :2], -FARTHEST, FARTHEST)
        # times count from wherever the system likes, and so may be large
        rest = np.nan_to_num(points[:, 2:], nan=0.0, posinf=0.0, neginf=0.0)
        points = np.ascontiguousarray(np.concatenate([places, rest], axis=1))
    return points


@functools.lru_cache(maxsize=64)
def drives(dynamics: tuple[Dynamic, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Dynamics as the kernels know them: K×2 int64 (setting, input) and K×STEPS float32."""
    table = np.array([(_SETTINGS[each.setting], _INPUTS[each.input]) for each in dynamics], np.int64)
    curves = [each.curve.table() for each in dynamics]
    return table.reshape(-1, 2), np.array(curves, np.float32).reshape(-1, STEPS)
