"""Settings that other programs sum up, made into the factors by which ours are driven.

Elsewhere a setting is often f(base + Σ cᵢ(xᵢ)) over the inputs xᵢ; here it is a base times a product of
curves. The two agree for every value of an input while the others are where they raise the setting most, so
also wherever only one input matters; for f = exp they agree everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from canvas.brush.dynamics import Curve, Dynamic, Input, Setting

# Where curves are sampled, 0 … 1; points next to a half and three quarters keep a direction's jump sharp.
GRID = np.unique(np.concatenate([np.linspace(0.0, 1.0, 65), [0.5 - 1e-6, 0.75 - 1e-6]]))
TOLERANCE = 2e-3  # of a curve's greatest value: points that change it by less are left out

Shape = Callable[[np.ndarray], np.ndarray]


@dataclass(slots=True)
class Sum:
    """A setting as others have it: a base, and by input what is added, sampled on GRID."""

    base: float
    parts: dict[Input, np.ndarray] = field(default_factory=dict)

    def add(self, source: Input, values: np.ndarray) -> None:
        self.parts[source] = self.parts[source] + values if source in self.parts else values

    def strongest(self, shape: Shape) -> dict[Input, float]:
        """By input, what it adds where it raises the setting most."""
        return {
            source: float(values[int(np.argmax(shape(self.base + values)))])
            for source, values in self.parts.items()
        }

    def along(self, source: Input | None, best: Mapping[Input, float]) -> np.ndarray:
        """The sum on GRID of this input, the others at their best; of None, all at their best."""
        rest = self.base + sum(value for other, value in best.items() if other is not source)
        if source is None or source not in self.parts:
            return np.full(GRID.shape, rest)
        return rest + self.parts[source]


def driven(setting: Setting, total: Sum, shape: Shape) -> tuple[float, list[Dynamic]]:
    """The base value of a setting and what drives it. shape: f, from sums to values of ours, ≥ 0."""
    return driven_by_product(setting, (total,), lambda sums: shape(sums[0]), (shape,))


def driven_by_product(
    setting: Setting,
    totals: tuple[Sum, ...],
    join: Callable[[list[np.ndarray]], np.ndarray],
    shapes: tuple[Shape, ...],
) -> tuple[float, list[Dynamic]]:
    """As `driven`, for a setting made of several sums. shapes: what of each sum is to be greatest."""
    bests = [total.strongest(shape) for total, shape in zip(totals, shapes, strict=True)]
    most = float(join([total.along(None, best) for total, best in zip(totals, bests, strict=True)])[0])
    sources = dict.fromkeys(source for total in totals for source in total.parts)
    if not math.isfinite(most) or most <= 0.0:
        return 0.0, []
    dynamics = []
    for source in sources:
        values = join([total.along(source, best) for total, best in zip(totals, bests, strict=True)])
        dynamics += drive(setting, source, values / most)
    return most, dynamics


def drive(setting: Setting, source: Input, values: np.ndarray) -> list[Dynamic]:
    """The dynamic with these values on GRID; none if they leave the setting as it is."""
    values = np.nan_to_num(values, nan=0.0, posinf=1e3, neginf=-1e3).clip(-1e3, 1e3)
    neutral = 0.0 if setting is Setting.ANGLE else 1.0
    if float(np.abs(values - neutral).max()) < 1e-3:
        return []
    return [Dynamic(setting, source, Curve(simplified(GRID, values)))]


def simplified(xs: np.ndarray, ys: np.ndarray) -> tuple[tuple[float, float], ...]:
    """The fewest of these points whose polyline stays within TOLERANCE of all. Source: Douglas, Peucker."""
    allowed = TOLERANCE * max(1e-3, float(np.abs(ys).max()))
    keep = {0, len(xs) - 1}
    spans = [(0, len(xs) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        line = np.interp(xs[first : last + 1], (xs[first], xs[last]), (ys[first], ys[last]))
        off = np.abs(ys[first : last + 1] - line)
        worst = first + int(np.argmax(off))
        if off.max() > allowed:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return tuple((float(xs[at]), float(ys[at])) for at in sorted(keep))


def polyline(points: list[tuple[float, float]], xs: np.ndarray) -> np.ndarray:
    """The line through points of rising x, going on straight beyond both ends, as in libmypaint."""
    px, py = (np.array(side, np.float64) for side in zip(*points, strict=True))
    out = np.interp(xs, px, py)
    if len(points) > 1:
        for beyond, at, end in ((xs < px[0], 0, 0), (xs > px[-1], -2, -1)):
            wide = px[at + 1] - px[at]
            if wide > 0.0:
                slope = (py[at + 1] - py[at]) / wide
                out = np.where(beyond, py[end] + slope * (xs - px[end]), out)
    return out
