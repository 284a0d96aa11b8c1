"""The brush as the artist sets it, and the pen sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from canvas.brush.dynamics import Dynamic, Input, Setting
from canvas.brush.tip import Tip, TipOrder
from canvas.kernels import pen

SMALLEST, LARGEST = 0.5, 2000.0  # px, diameter


class Sample(NamedTuple):
    """One report of the pen (or mouse: pressure 1), in document pixels; the first pixel's centre is 0.5."""

    x: float
    y: float
    pressure: float = 1.0  # 0 … 1
    tilt_x: float = 0.0  # degrees, −60 … 60
    tilt_y: float = 0.0
    time: float = 0.0  # seconds
    rotation: float = 0.0  # of the pen's barrel, degrees


class Mode(StrEnum):
    """What a brush does to the paint."""

    PAINT = "paint"
    SMUDGE = "smudge"  # drags the colour below along, mixed with its own by `smudge`
    BLUR = "blur"


class Stabilising(StrEnum):
    NONE = "none"
    AVERAGE = "average"  # the mean of the last positions
    STRING = "string"  # the pen pulls the brush on a string


@dataclass(frozen=True, slots=True)
class Stabiliser:
    """How the path is made smoother than the hand."""

    kind: Stabilising = Stabilising.NONE
    amount: float = 0.5  # 0 … 1: of the string's longest length, or of the most positions averaged
    catch_up: bool = True  # at pen up the stroke goes on to where the pen was


class TextureMode(StrEnum):
    """What the grain does to paint."""

    HEIGHT = "height"  # faint paint stays on what stands out, strong paint covers all
    MULTIPLY = "multiply"  # paint is paler in the hollows, however strong it is


@dataclass(frozen=True, slots=True)
class Brush:
    """A round or elliptic brush. Shares are 0 … 1."""

    name: str = "Round"
    size: float = 20.0  # px, diameter at full pressure
    hardness: float = 0.8  # share of the radius that is solid; 1 has an antialiased edge
    opacity: float = 1.0  # what one stroke reaches at most
    flow: float = 1.0  # share of the opacity that a single dab lays down
    spacing: float = 0.1  # between dabs, in diameters
    roundness: float = 1.0  # short side over long side
    angle: float = 0.0  # degrees, of the long side, clockwise from the x axis
    grain: float = 0.0  # how much the tooth of the paper shows
    eraser: bool = False
    alpha_lock: bool = False  # change colour, keep alpha, whatever the layer says
    build_up: bool = False  # dabs add up without the stroke's opacity as a limit, as an airbrush does
    mode: Mode = Mode.PAINT
    scatter: float = 0.0  # how far dabs stray across the path, in diameters
    hue_jitter: float = 0.0  # share of half a turn
    saturation_jitter: float = 0.0
    value_jitter: float = 0.0
    smudge: float = 1.0  # in smudge mode, share of the colour below against the brush's own
    smudge_length: float = 0.5  # how long picked-up colour is kept: 0 changes at once, 1 never
    dull: bool = False  # smudges with the mean of the colour below, not with its picture
    sample_merged: bool = False  # smudge and blur see all layers, not this one alone
    fade: float = 500.0  # px after which the fade input is 1
    tip: Tip | None = None  # None: round
    texture: str = "paper"  # name of the grain's texture
    texture_scale: float = 1.0
    texture_mode: TextureMode = TextureMode.HEIGHT
    stabiliser: Stabiliser = Stabiliser()
    dynamics: tuple[Dynamic, ...] = ()

    def numbers(self) -> np.ndarray:
        """The brush as the kernels know it: `pen.NUMBERS` float64. Values out of range are drawn in."""
        out = np.zeros(pen.NUMBERS, np.float64)
        for place, setting in enumerate(Setting):
            out[place] = _share(getattr(self, setting.value))
        out[pen.SIZE] = min(max(self.size, SMALLEST), LARGEST)
        out[pen.SPACING] = min(max(self.spacing, 0.01), 10.0)
        out[pen.ROUNDNESS] = min(max(self.roundness, 0.05), 1.0)
        out[pen.ANGLE] = math.radians(self.angle)
        out[pen.SCATTER] = min(max(self.scatter, 0.0), 10.0)
        out[pen.BUILD_UP] = float(self.build_up)
        out[pen.FADE_LENGTH] = max(self.fade, 1.0)
        driven = self.dynamics
        settings, inputs = {each.setting for each in driven}, {each.input for each in driven}
        turned = self.tip is not None and len(self.tip.images) > 1 and self.tip.order is TipOrder.DIRECTION
        pressed_tip = self.tip is not None and self.tip.order is TipOrder.PRESSURE
        out[pen.PACED] = float(bool(settings & {Setting.SIZE, Setting.SPACING}))
        out[pen.HEEDS] = float(bool(driven or self.scatter > 0 or self.jitters or turned or pressed_tip))
        out[pen.FELT] = float(Input.PRESSURE in inputs)
        out[pen.WAITS] = float(Input.DIRECTION in inputs or turned)
        if self.tip is not None:
            out[pen.IMAGES] = len(self.tip.images)
            out[pen.ORDER] = tuple(TipOrder).index(self.tip.order)
        return out

    @property
    def jitters(self) -> bool:
        """Whether every dab has a colour of its own."""
        return max(self.hue_jitter, self.saturation_jitter, self.value_jitter) > 0.0


def _share(value: float) -> float:
    return min(max(float(value), 0.0), 1.0)
