"""The colour models of palette files, turned into sRGB."""

from __future__ import annotations

import colorsys
import math

import numpy as np

from canvas.errors import FormatError
from canvas.oklch import into_srgb
from canvas.palettes.palette import Colour

# XYZ of D50, the white of CIE Lab in Photoshop and in ICC profiles, from its chromaticity (0.3457, 0.3585).
_D50 = np.array((0.3457 / 0.3585, 1.0, (1.0 - 0.3457 - 0.3585) / 0.3585))
# XYZ under D50 to linear sRGB under D65, by Bradford's adaptation (CSS Color Module Level 4, 17).
_D50_TO_D65 = np.array(
    (
        (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
        (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
        (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
    )
)
_XYZ_TO_LINEAR = np.array(
    (
        (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
        (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
        (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
    )
)
_LAB_TO_LINEAR = _XYZ_TO_LINEAR @ _D50_TO_D65
_EDGE = 6 / 29  # below, the curve of Lab is a straight line (CIE 15:2004)


def from_rgb(red: float, green: float, blue: float) -> Colour:
    """sRGB, each 0 … 1; values beyond are held there. Raises FormatError for what is no number."""
    red, green, blue = _held(red), _held(green), _held(blue)
    return red, green, blue


def from_grey(grey: float) -> Colour:
    """A grey of sRGB, 0 is black and 1 is white."""
    return from_rgb(grey, grey, grey)


def from_hsb(hue: float, saturation: float, brightness: float) -> Colour:
    """HSB (HSV), each 0 … 1."""
    return colorsys.hsv_to_rgb(_held(hue), _held(saturation), _held(brightness))


def from_cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Colour:
    """Ink coverage, each 0 … 1, by the plain rule (1 − ink)·(1 − black).

    A palette file names no printing profile, so what a press would make of the inks is not known; the colours
    come out somewhat stronger than in programs that assume one.
    """
    rest = 1 - _held(black)
    return (1 - _held(cyan)) * rest, (1 - _held(magenta)) * rest, (1 - _held(yellow)) * rest


def from_lab(lightness: float, a: float, b: float) -> Colour:
    """CIE Lab under D50: lightness 0 … 100, a and b −128 … 127. What sRGB lacks loses chroma, not its hue."""
    height = (_held(lightness, 0.0, 100.0) + 16) / 116
    curve = np.array((height + _held(a, -128.0, 127.0) / 500, height, height - _held(b, -128.0, 127.0) / 200))
    xyz = _D50 * np.where(curve > _EDGE, curve**3, 3 * _EDGE**2 * (curve - 4 / 29))
    red, green, blue = into_srgb(_LAB_TO_LINEAR @ xyz).tolist()
    return red, green, blue


def _held(value: float, least: float = 0.0, most: float = 1.0) -> float:
    if not math.isfinite(value):
        raise FormatError("The palette is damaged: one of its colours is not a number.")
    return min(max(value, least), most)
