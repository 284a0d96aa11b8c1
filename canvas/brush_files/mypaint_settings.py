"""MyPaint's settings and inputs as ours.

What MyPaint adds up is made into factors by `curves`. Three things differ in kind: the radius is a logarithm;
opacity is told for the whole of overlapping dabs and brought to one dab as libmypaint does
(opaque_linearize); a stroke has no limit of its own there, so brushes are read as building up.
Source: libmypaint, brushsettings.json (units, ranges) and its documentation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from statistics import NormalDist
from typing import Protocol

import numpy as np

from canvas.brush.dynamics import Dynamic, Input, Setting
from canvas.brush.preset import LARGEST, SMALLEST, Brush, Mode, Stabiliser, Stabilising
from canvas.brush_files.curves import GRID, Sum, drive, driven, driven_by_product, polyline


class Described(Protocol):
    """A setting of a file."""

    base: float
    inputs: dict[str, list[tuple[float, float]]]


# What of it we have in some form; the rest is told of where it is not as it is by default.
_KNOWN = (
    "radius_logarithmic", "radius_by_random", "hardness", "opaque", "opaque_multiply", "opaque_linearize",
    "dabs_per_basic_radius", "dabs_per_actual_radius", "elliptical_dab_ratio", "elliptical_dab_angle",
    "offset_by_random", "change_color_h", "change_color_v", "change_color_hsv_s", "change_color_hsl_s",
    "change_color_l", "smudge", "smudge_length", "eraser", "lock_alpha", "slow_tracking",
    "slow_tracking_per_dab", "stroke_duration_logarithmic",
)  # fmt: skip
_SILENT = (  # how inputs are smoothed, the colour of the day, and what only matters to settings told of
    "color_h", "color_s", "color_v", "anti_aliasing", "speed1_slowness", "speed2_slowness", "speed1_gamma",
    "speed2_gamma", "direction_filter", "stroke_threshold", "stroke_holdtime", "custom_input",
    "custom_input_slowness", "offset_by_speed_slowness", "offset_multiplier", "posterize_num",
    "gridmap_scale", "gridmap_scale_x", "gridmap_scale_y",
)  # fmt: skip
_DEFAULTS = {
    "radius_logarithmic": 2.0, "hardness": 0.8, "opaque": 1.0, "opaque_linearize": 0.9,
    "dabs_per_actual_radius": 2.0, "elliptical_dab_ratio": 1.0, "elliptical_dab_angle": 90.0,
    "smudge_length": 0.5, "stroke_duration_logarithmic": 4.0, "speed1_gamma": 4.0, "speed2_gamma": 4.0,
    "opaque_multiply": 0.0,
}  # fmt: skip
_NORMAL = NormalDist()
_LARGEST_BY_CHANCE = 0.25  # the logarithm of the radius
_SPREAD = (
    math.sqrt(3.0) / 2.0
)  # an even spread of ± this, in diameters, is as wide as a normal one of 1 radius
_FOR_EVER = 9.9  # of stroke_holdtime
_SLOWEST = 10.0  # the strongest tracking that MyPaint's slider offers
SPEED_SCALE = 1000.0  # px/s, of our input


def brush_of(settings: Mapping[str, Described]) -> tuple[Brush, list[str]]:
    """The brush, and the names of what could not be taken over."""
    return _Translation(settings).brush()


class _Translation:
    """One brush on its way."""

    def __init__(self, settings: Mapping[str, Described]) -> None:
        self._settings = settings
        self._missing: list[str] = []
        self._dynamics: list[Dynamic] = []
        self._radius = math.exp(min(max(self._base("radius_logarithmic"), -2.0), 7.0))  # px
        self._roundness = 1.0

    def brush(self) -> tuple[Brush, list[str]]:
        size = self._size()
        flow = self._flow()
        self._roundness = max(self._plain(Setting.ROUNDNESS, "elliptical_dab_ratio", _roundness), 0.05)
        eraser = self._base("eraser") >= 0.5
        mode, smudge, length = self._smudging(eraser)
        brush = Brush(
            size=size,
            hardness=self._plain(Setting.HARDNESS, "hardness", _hardness),
            opacity=1.0,
            flow=flow,
            spacing=self._spacing(),
            roundness=self._roundness,
            angle=self._angle(),
            eraser=eraser,
            alpha_lock=self._base("lock_alpha") >= 0.5 and not eraser,
            build_up=True,
            mode=mode,
            scatter=min(self._plain(Setting.SCATTER, "offset_by_random", _scatter), 10.0),
            hue_jitter=self._jitter(("change_color_h", 2.0)),
            saturation_jitter=self._jitter(("change_color_hsv_s", 1.0), ("change_color_hsl_s", 1.0)),
            value_jitter=self._jitter(("change_color_v", 1.0), ("change_color_l", 1.0)),
            smudge=smudge,
            dull=mode is Mode.SMUDGE,  # libmypaint picks up one colour for the whole dab
            smudge_length=length,
            fade=self._fade(),
            stabiliser=self._stabiliser(),
            dynamics=tuple(self._dynamics),
        )
        self._tell_of_the_rest()
        return brush, self._missing

    # --- settings ----------------------------------------------------------------------------------

    def _size(self) -> float:
        total = self._sum("radius_logarithmic")
        random = self._base("radius_by_random")
        if random:
            quantiles = [_NORMAL.inv_cdf(min(max(x, 0.01), 0.99)) for x in GRID.tolist()]
            # libmypaint makes dabs the fainter the larger chance made them, so very large ones hardly show
            total.add(Input.RANDOM, np.minimum(random * np.array(quantiles), _LARGEST_BY_CHANCE))
        size = 2.0 * math.exp(min(max(total.base, -2.0), 7.0))
        for source, values in total.parts.items():
            factors = np.exp(np.clip(values, -9.0, 9.0))
            if source is Input.PRESSURE:  # the size that is shown is the one at full pressure
                size *= float(factors[-1])
                factors = factors / factors[-1]
            self._dynamics += drive(Setting.SIZE, source, factors)
        return min(max(size, SMALLEST), LARGEST)

    def _flow(self) -> float:
        """The share of one dab, so that dabs that overlap reach what `opaque` says."""
        multiply = self._sum("opaque_multiply")
        if "opaque_multiply" not in self._settings:
            multiply.base = 1.0
        overlap = 2.0 * (self._base("dabs_per_actual_radius") + self._base("dabs_per_basic_radius"))
        dabs = 1.0 + min(max(self._base("opaque_linearize"), 0.0), 2.0) * (max(overlap, 1.0) - 1.0)

        def dab(sums: list[np.ndarray]) -> np.ndarray:
            wanted = np.clip(np.clip(sums[0], 0.0, None) * np.clip(sums[1], 0.0, None), 0.0, 1.0)
            return 1.0 - (1.0 - wanted) ** (1.0 / dabs)

        flow, dynamics = driven_by_product(
            Setting.FLOW, (self._sum("opaque"), multiply), dab, (_level, _level)
        )
        self._dynamics += dynamics
        return flow

    def _spacing(self) -> float:
        actual, basic = self._sum("dabs_per_actual_radius"), max(self._base("dabs_per_basic_radius"), 0.0)
        if actual.base + basic <= 0.0 and not actual.parts:
            self._missing.append("dabs_per_second")  # no dabs but by the clock
            return 0.1
        spacing, dynamics = driven(
            Setting.SPACING, actual, lambda values: 0.5 / np.maximum(np.maximum(values, 0.0) + basic, 0.05)
        )
        if basic > 0.0:  # dabs that do not come closer as the brush gets smaller
            for sized in [one for one in self._dynamics if one.setting is Setting.SIZE]:
                factors = polyline(list(sized.curve.points), GRID)
                steady = max(actual.base, 0.0)
                dynamics += drive(Setting.SPACING, sized.input, (steady + basic) / (steady + basic * factors))
        self._dynamics += dynamics
        # The way is measured in the ellipse: across a narrow dab, dabs come as much closer.
        for narrowed in [one for one in self._dynamics if one.setting is Setting.ROUNDNESS]:
            self._dynamics.append(replace(narrowed, setting=Setting.SPACING))
        return min(max(spacing * self._roundness, 0.01), 10.0)

    def _angle(self) -> float:
        total = self._sum("elliptical_dab_angle")
        for source, values in total.parts.items():
            self._dynamics += drive(Setting.ANGLE, source, values / 360.0)
        return total.base % 180.0

    def _smudging(self, eraser: bool) -> tuple[Mode, float, float]:
        total = self._sum("smudge")
        most = total.base + sum(float(values.max()) for values in total.parts.values())
        if most <= 0.0 or eraser:
            return Mode.PAINT, 1.0, 0.5
        smudge, dynamics = driven(Setting.SMUDGE, total, _share)
        length, more = driven(Setting.SMUDGE_LENGTH, self._sum("smudge_length"), _share)
        self._dynamics += [*dynamics, *more]
        return Mode.SMUDGE, smudge, length

    def _jitter(self, *names: tuple[str, float]) -> float:
        """Half of what the colour changes by chance; names with the factor that brings them to our unit."""
        most = 0.0
        for name, factor in names:
            described = self._settings.get(name)
            if described is None:
                continue
            if abs(described.base) > 1e-3:
                self._missing.append(name)
            for source, points in described.inputs.items():
                if source == "random":
                    values = polyline(points, GRID)
                    most = max(most, 0.5 * factor * float(values.max() - values.min()))
                elif any(y for _, y in points):
                    self._missing.append(f"{name} ({source})")
        return min(most, 1.0)

    def _fade(self) -> float:
        """The way in px after which MyPaint's "stroke" is 1."""
        return min(
            max(math.exp(min(self._base("stroke_duration_logarithmic"), 14.0)) * self._radius, 1.0), 1e5
        )

    def _stabiliser(self) -> Stabiliser:
        amount = max(self._base("slow_tracking"), self._base("slow_tracking_per_dab")) / _SLOWEST
        if amount < 0.02:
            return Stabiliser()
        return Stabiliser(Stabilising.AVERAGE, min(amount, 1.0))

    def _plain(self, setting: Setting, name: str, shape: Callable[[np.ndarray], np.ndarray]) -> float:
        value, dynamics = driven(setting, self._sum(name), shape)
        self._dynamics += dynamics
        return value

    # --- reading -----------------------------------------------------------------------------------

    def _base(self, name: str) -> float:
        described = self._settings.get(name)
        return _DEFAULTS.get(name, 0.0) if described is None else described.base

    def _sum(self, name: str) -> Sum:
        """The setting with its inputs as ours; what we do not have is told of."""
        total = Sum(self._base(name))
        described = self._settings.get(name)
        for source, points in described.inputs.items() if described is not None else ():
            if not any(y for _, y in points):
                continue
            if source in ("brush_radius", "viewzoom"):  # level during a stroke; seen at 100 %
                at = math.log(self._radius) if source == "brush_radius" else 0.0
                total.base += float(polyline(points, np.array([at]))[0])
                continue
            ours = self._ours(source)
            if source == "stroke" and self._base("stroke_holdtime") < _FOR_EVER:
                # begins again and again, as no input of ours does: what it adds on the average
                total.base += float(polyline(points, GRID).mean())
                self._missing.append(f"{name} (stroke, repeated)")
            elif ours is None:
                self._missing.append(f"{name} ({source})")
            else:
                total.add(ours[0], polyline(points, ours[1]))
        return total

    def _ours(self, source: str) -> tuple[Input, np.ndarray] | None:
        """Our input for one of MyPaint's, and the values that MyPaint's has where ours is at GRID."""
        match source:
            case "pressure":
                return Input.PRESSURE, GRID
            case "random":
                return Input.RANDOM, GRID
            case "stroke":
                return Input.FADE, GRID
            case "speed1" | "speed2":
                return Input.SPEED, self._speed(source)
            case "direction":
                return Input.DIRECTION, np.where(GRID < 1.0, (GRID * 360.0) % 180.0, 180.0)
            case "direction_angle":
                return Input.DIRECTION, GRID * 360.0
            case "tilt_declination":
                return Input.TILT, 90.0 - 60.0 * GRID
            case "tilt_ascension":
                return Input.TILT_DIRECTION, (GRID * 360.0 - 90.0 + 180.0) % 360.0 - 180.0
            case "barrel_rotation":
                return Input.ROTATION, (GRID * 360.0 + 180.0) % 360.0 - 180.0
        return None

    def _speed(self, source: str) -> np.ndarray:
        """libmypaint's logarithm of the speed in radii per second: 0.5 at 45, with slope 0.015 there."""
        pace = -SPEED_SCALE * np.log1p(-np.minimum(GRID, 0.9999)) / self._radius
        gamma = math.exp(min(max(self._base(f"{source}_gamma"), -8.0), 8.0))
        slope = 0.015 * (45.0 + gamma)
        return np.log(gamma + pace) * slope + 0.5 - slope * math.log(45.0 + gamma)

    def _tell_of_the_rest(self) -> None:
        for name, described in self._settings.items():
            drives = any(y for points in described.inputs.values() for _, y in points)
            if name not in (*_KNOWN, *_SILENT) and (drives or abs(described.base) > 1e-3):
                self._missing.append(name)
            elif name in ("eraser", "lock_alpha") and (drives or 0.0 < described.base < 0.5):
                self._missing.append(f"{name} in part")
            elif name in ("dabs_per_basic_radius", "slow_tracking", "slow_tracking_per_dab") and drives:
                self._missing.append(f"{name} by inputs")


def _level(values: np.ndarray) -> np.ndarray:
    return values


def _share(values: np.ndarray) -> np.ndarray:
    return np.clip(values, 0.0, 1.0)


def _scatter(values: np.ndarray) -> np.ndarray:
    return np.maximum(values, 0.0) * _SPREAD


def _roundness(values: np.ndarray) -> np.ndarray:
    return 1.0 / np.clip(values, 1.0, 20.0)


def _hardness(values: np.ndarray) -> np.ndarray:
    """Our hardness whose dab lets through as much as MyPaint's of this hardness."""
    return np.interp(np.clip(values, 0.0, 1.0), _THEIRS, _OURS)


# Over the squared distance, a MyPaint dab of hardness h falls straight from 1 to h at h, then straight to 0
# at 1: its volume is h. Ours is level up to the squared hardness H², then a smoothstep to 0: its volume is
# (1 + H²) / 2. They are equal where H² = 2h − 1; below h = 0.5 ours is as soft as it can be.
_THEIRS = np.linspace(0.0, 1.0, 257)
_OURS = np.sqrt(np.clip(2.0 * _THEIRS - 1.0, 0.0, 1.0))
