"""Symmetric painting: where a stroke is repeated, as mirrored and turned copies of itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from canvas.brush.preset import Sample
from canvas.kernels import table
from canvas.kernels.lazy import dab

MOST_FOLDS = 32
PLACES = 1024.0  # places per pixel at which copied dabs may lie


class Kind(StrEnum):
    VERTICAL = "vertical"  # left and right change places, about an upright line
    HORIZONTAL = "horizontal"  # above and below change places
    BOTH = "both"
    RADIAL = "radial"  # `folds` copies around the centre
    LINE = "line"  # about the line from the centre through `through`


@dataclass(frozen=True, slots=True)
class Copy:
    """A stroke's copy: flipped (y ↦ −y, if at all), then turned clockwise on screen, both about a centre."""

    turn: float = 0.0  # radians
    flip: bool = False
    centre: tuple[float, float] = (0.0, 0.0)

    @property
    def matrix(self) -> np.ndarray:
        """2×3 float64: (x, y, 1) to the copy's place. Quarter turns are exact."""
        cosine, sine = _exact(math.cos(self.turn)), _exact(math.sin(self.turn))
        mirror = -1.0 if self.flip else 1.0
        linear = np.array([[cosine, -sine * mirror], [sine, cosine * mirror]])
        centre = np.array(self.centre)
        return np.column_stack((linear, centre - linear @ centre))

    def angle(self, degrees: float) -> float:
        """Where an angle (clockwise from the x axis) points to in the copy."""
        return math.degrees(self.turn) + (-degrees if self.flip else degrees)

    def of(self, samples: Sequence[Sample]) -> list[Sample]:
        """The pen in the copy's place: position, tilt and barrel rotation."""
        (a, b, left), (c, d, top) = self.matrix.tolist()
        return [
            sample._replace(
                x=a * sample.x + b * sample.y + left,
                y=c * sample.x + d * sample.y + top,
                tilt_x=a * sample.tilt_x + b * sample.tilt_y,
                tilt_y=c * sample.tilt_x + d * sample.tilt_y,
                rotation=self.angle(sample.rotation) % 360.0,
            )
            for sample in samples
        ]


@dataclass(frozen=True, slots=True)
class Symmetry:
    """How strokes are repeated. A state of the tools, not part of the picture; in document pixels."""

    kind: Kind
    centre: tuple[float, float]
    folds: int = 6  # of RADIAL, 2 … 32
    mirrored: bool = False  # of RADIAL: each copy is mirrored as well, as in a kaleidoscope
    through: tuple[float, float] = (0.0, 0.0)  # of LINE: its second point
    angle: float = 0.0  # of RADIAL, degrees: of the first mirror, clockwise from upright

    def transforms(self) -> tuple[Copy, ...]:
        """One for each copy; the first leaves the stroke where it is."""
        own, half = Copy(centre=self.centre), math.pi
        upright, level = Copy(half, True, self.centre), Copy(0.0, True, self.centre)
        match self.kind:
            case Kind.VERTICAL:
                return own, upright
            case Kind.HORIZONTAL:
                return own, level
            case Kind.BOTH:
                return own, upright, level, Copy(half, False, self.centre)
            case Kind.LINE:
                along = math.atan2(self.through[1] - self.centre[1], self.through[0] - self.centre[0])
                return own, Copy(2.0 * along, True, self.centre)
            case Kind.RADIAL:
                return self._around()

    def _around(self) -> tuple[Copy, ...]:
        folds = min(max(self.folds, 2), MOST_FOLDS)
        turned = tuple(Copy(2.0 * math.pi * k / folds, False, self.centre) for k in range(folds))
        if not self.mirrored:
            return turned
        # a flip about the line at α is y ↦ −y and a turn by 2α; here α is `angle` from upright
        first = math.pi + 2.0 * math.radians(self.angle)
        return turned + tuple(Copy(first + copy.turn, True, self.centre) for copy in turned)

    def copies(self, samples: Sequence[Sample]) -> list[list[Sample]]:
        """The samples as each copy has them, the pen's own first."""
        return [list(samples), *(copy.of(samples) for copy in self.transforms()[1:])]

    def axes(self) -> list[float]:
        """Angles, degrees clockwise from the x axis, of the mirrors through the centre, to be drawn."""
        found = {round(math.degrees(0.5 * copy.turn) % 180.0, 9) for copy in self.transforms() if copy.flip}
        return sorted(found)


def spread(dabs: np.ndarray, copies: Sequence[Copy]) -> np.ndarray:
    """D dabs (see `canvas.kernels.table`) with their copies: N·D rows, the N copies of a dab side by side.

    Places are rounded to 1/1024 px, so that a mirror on such a line makes the very same coverage: float32
    has finer places near 0 than far from it.
    """
    if not len(copies):
        return dabs
    out = np.repeat(dabs, len(copies), axis=0)
    places = np.rint(dabs[:, [table.X, table.Y]].astype(np.float64) * PLACES) / PLACES
    for k, copy in enumerate(copies):
        rows = out[k :: len(copies)]
        matrix = copy.matrix
        rows[:, [table.X, table.Y]] = places @ matrix[:, :2].T + matrix[:, 2]
        rows[:, table.ANGLE] = copy.turn + (-rows[:, table.ANGLE] if copy.flip else rows[:, table.ANGLE])
        if copy.flip:
            rows[:, table.FLIP] *= -1.0
    dab.shape_dabs(out)
    return out


def _exact(value: float) -> float:
    """A sine or cosine whose value is 0, ±½ or ±1 but for rounding, without the rounding."""
    near = round(2.0 * value) / 2.0
    return near if abs(value - near) < 1e-15 else value
