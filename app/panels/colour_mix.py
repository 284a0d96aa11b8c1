"""A colour as the panel holds it: in RGB, HSV and OKLCh at once, each keeping what the others cannot say."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

from app.studio import BLACK, Colour
from canvas import oklch

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Mix:
    """The hue of a grey and the saturation of black stay as they were, so that a way back is there."""

    rgb: Colour = BLACK  # straight sRGB, 0 … 1
    hsv: Triple = (0.0, 0.0, 0.0)  # each 0 … 1
    lch: Triple = (0.0, 0.0, 0.0)  # L 0 … 1, C 0 … 0.323, h 0 … 360; always inside sRGB

    def with_rgb(self, rgb: Colour) -> Mix:
        """Another colour; itself where it is the same."""
        return self if rgb == self.rgb else Mix(rgb, self._hsv_of(rgb), self._lch_of(rgb))

    def with_hsv(self, hsv: Triple) -> Mix:
        rgb = colorsys.hsv_to_rgb(*hsv)
        return Mix(rgb, hsv, self._lch_of(rgb))

    def with_lch(self, lch: Triple) -> Mix:
        """The chroma gives way where sRGB has no such colour."""
        held = oklch.mapped(np.array(lch))
        rgb = _triple(oklch.srgb_of(held))
        lightness, chroma, hue = _triple(held)
        return Mix(rgb, self._hsv_of(rgb), (lightness, chroma, hue))

    def _hsv_of(self, rgb: Colour) -> Triple:
        hue, saturation, value = colorsys.rgb_to_hsv(*rgb)
        if value == 0.0:
            saturation = self.hsv[1]
        if saturation < 1e-6 or value == 0.0:
            hue = self.hsv[0]
        return hue, saturation, value

    def _lch_of(self, rgb: Colour) -> Triple:
        lightness, chroma, hue = _triple(oklch.oklch_of(np.array(rgb)))
        if chroma < oklch.GREY_CHROMA:
            chroma, hue = 0.0, self.lch[2]
        return lightness, chroma, hue


def _triple(values: np.ndarray) -> Triple:
    first, second, third = values.tolist()
    return first, second, third
