"""The brush as the artist sets it, and the pen sample."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from canvas.brush.dynamics import Dynamic
from canvas.brush.tip import Tip
from canvas.kernels import path
from canvas.kernels.dab import PAPER

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


@dataclass(frozen=True, slots=True)
class Brush:
    """A round or elliptic brush. Shares are 0 … 1."""

    name: str = "Round"
    size: float = 20.0  # px, diameter at full pressure
    hardness: float = 0.8  # share of the radius that is solid; 1 has an antialiased edge
    opacity: float = 1.0  # what one stroke reaches at most
    flow: float = 1.0  # share of the opacity that a single dab lays down
    spacing: float = 0.1  # between dabs, in diameters
    pressure_size: float = 0.0  # 0: pressure does not matter; 1: no size at no pressure
    pressure_opacity: float = 0.0
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
    sample_merged: bool = False  # smudge and blur see all layers, not this one alone
    fade: float = 500.0  # px after which the fade input is 1
    tip: Tip | None = None  # None: round
    texture: str = "paper"  # name of the grain's texture
    texture_scale: float = 1.0
    stabiliser: Stabiliser = Stabiliser()
    dynamics: tuple[Dynamic, ...] = ()

    def numbers(self, build_up: bool = False) -> np.ndarray:
        """The brush as the kernels know it: `path.NUMBERS` float64. Values out of range are drawn in."""
        out = np.zeros(path.NUMBERS, np.float64)
        out[path.DIAMETER] = min(max(self.size, SMALLEST), LARGEST)
        out[path.HARDNESS] = _share(self.hardness)
        out[path.OPACITY] = _share(self.opacity)
        out[path.FLOW] = _share(self.flow)
        out[path.SPACING] = min(max(self.spacing, 0.01), 10.0)
        out[path.PRESSURE_SIZE] = _share(self.pressure_size)
        out[path.PRESSURE_OPACITY] = _share(self.pressure_opacity)
        out[path.ROUNDNESS] = min(max(self.roundness, 0.05), 1.0)
        out[path.ANGLE] = math.radians(self.angle)
        out[path.BUILD_UP] = float(build_up)
        return out


def _share(value: float) -> float:
    return min(max(float(value), 0.0), 1.0)


@functools.cache
def paper() -> np.ndarray:
    """The tooth of the paper: 256×256 float32 heights, 0 … 1, that repeat every 256 pixels.

    Noise band-passed in the frequency domain, then levelled so that all heights are equally common.
    """
    noise = np.random.default_rng(20240607).standard_normal((PAPER, PAPER))
    fx, fy = np.meshgrid(np.fft.fftfreq(PAPER), np.fft.fftfreq(PAPER))
    wave = np.hypot(fx, fy)
    band = np.exp(-((wave / 0.22) ** 2)) - np.exp(-((wave / 0.04) ** 2))
    heights = np.fft.ifft2(np.fft.fft2(noise) * band).real
    ranks = np.empty(PAPER * PAPER)
    ranks[np.argsort(heights, axis=None)] = np.linspace(0, 1, PAPER * PAPER)
    return np.ascontiguousarray(ranks.reshape(PAPER, PAPER), np.float32)
