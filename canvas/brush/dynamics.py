"""What drives a brush: its settings, the inputs of the pen, and the curves between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

STEPS = 256  # values of a curve as the kernels know it


class Setting(StrEnum):
    """What can be driven. The value is the name of the field of `Brush` that holds the base value."""

    SIZE = "size"
    HARDNESS = "hardness"
    OPACITY = "opacity"
    FLOW = "flow"
    SPACING = "spacing"
    ANGLE = "angle"
    ROUNDNESS = "roundness"
    SCATTER = "scatter"
    HUE_JITTER = "hue_jitter"
    SATURATION_JITTER = "saturation_jitter"
    VALUE_JITTER = "value_jitter"
    SMUDGE = "smudge"
    SMUDGE_LENGTH = "smudge_length"
    GRAIN = "grain"


class Input(StrEnum):
    """What drives it. Every input is brought to 0 … 1 before its curve is asked."""

    PRESSURE = "pressure"
    TILT = "tilt"  # 0: the pen stands upright, 1: it lies as flat as it is reported (60°)
    TILT_DIRECTION = "tilt-direction"  # where the pen leans to, in turns clockwise from the x axis
    SPEED = "speed"  # 1 − exp(−speed / (1000 px/s)), smoothed over some samples
    DIRECTION = "direction"  # of the stroke, in turns clockwise from the x axis
    FADE = "fade"  # length of the stroke so far / the brush's fade length, at most 1
    RANDOM = "random"  # another value for each dab
    ROTATION = "rotation"  # of the pen's barrel, in turns


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points (x, y), x rising from 0 to 1, straight between them and level beyond.

    Raises ValueError if the points are not finite, are fewer than two or do not rise.
    """

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    def __post_init__(self) -> None:
        flat = [value for point in self.points for value in point]
        rising = all(one[0] < other[0] for one, other in zip(self.points, self.points[1:], strict=False))
        if len(self.points) < 2 or not all(map(math.isfinite, flat)) or not rising:
            raise ValueError(f"not a curve: {self.points}")

    def table(self) -> np.ndarray:
        """Its values at STEPS evenly spaced x from 0 to 1, float32."""
        xs, ys = zip(*self.points, strict=True)
        return np.interp(np.linspace(0.0, 1.0, STEPS), xs, ys).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Dynamic:
    """One input driving one setting.

    The curve's value is a factor of the setting's base value (of several inputs: their product); for ANGLE
    it is turns added to it. A value of 1 (for ANGLE 0) thus leaves the setting as it is.
    """

    setting: Setting
    input: Input
    curve: Curve = Curve()


def pressed(setting: Setting, share: float) -> Dynamic:
    """Pressure drives the setting: with share 1 to nothing at no pressure, with 0 not at all."""
    return Dynamic(setting, Input.PRESSURE, Curve(((0.0, 1.0 - share), (1.0, 1.0))))
