"""OKLab and OKLCh: sRGB to lightness, chroma and hue as the eye sees them, and back into the gamut.

The spaces are Björn Ottosson's ("A perceptual color space for image processing", 2020), in the units of CSS
Color Module Level 4: lightness L 0 … 1, chroma C 0 … about 0.4, hue h in degrees. All arrays are (…, 3) of
floating point.
"""

from __future__ import annotations

import numpy as np

MOST_CHROMA = 0.323  # no colour of sRGB has more (its magenta: 0.3225)
GREY_CHROMA = 1e-4  # below, the hue is noise; an 8-bit colour that is not grey has at least 0.001

# Linear sRGB (D65) to the responses of the cones and, after a cube root, to L, a, b. A row gives one output.
_TO_CONES = np.array(
    (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    )
)
_TO_LAB = np.array(
    (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    )
)
_FROM_CONES = np.linalg.inv(_TO_CONES)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_SLACK = 1e-7  # a channel may leave 0 … 1 by this and still count as inside; more would show near black
_HALVINGS = 16  # of the chroma: to 5 millionths


def linear_of(srgb: np.ndarray) -> np.ndarray:
    """sRGB-encoded values to linear light (IEC 61966-2-1); negative values are mirrored, as CSS has it."""
    size = np.abs(srgb)
    return np.copysign(np.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4), srgb)


def encoded(linear: np.ndarray) -> np.ndarray:
    """Linear light to sRGB-encoded values, the inverse of `linear_of`."""
    size = np.abs(linear)
    return np.copysign(np.where(size <= 0.0031308, size * 12.92, 1.055 * size ** (1 / 2.4) - 0.055), linear)


def oklab_of(linear: np.ndarray) -> np.ndarray:
    """Linear sRGB, of which values beyond 0 … 1 are allowed, to OKLab."""
    return np.cbrt(linear @ _TO_CONES.T.astype(linear.dtype)) @ _TO_LAB.T.astype(linear.dtype)


def linear_of_oklab(lab: np.ndarray) -> np.ndarray:
    """OKLab to linear sRGB; outside the gamut the values leave 0 … 1."""
    return (lab @ _FROM_LAB.T.astype(lab.dtype)) ** 3 @ _FROM_CONES.T.astype(lab.dtype)


def oklch_of(rgb: np.ndarray) -> np.ndarray:
    """Straight sRGB, 0 … 1, to L, C, h (0 … 360). The hue of a grey (C below `GREY_CHROMA`) means nothing."""
    return _polar(oklab_of(linear_of(np.asarray(rgb))))


def linear_of_oklch(lch: np.ndarray) -> np.ndarray:
    """L, C, h to linear sRGB, without any mapping into the gamut."""
    lch = np.asarray(lch)
    turn = np.radians(lch[..., 2])
    lab = np.stack((lch[..., 0], lch[..., 1] * np.cos(turn), lch[..., 1] * np.sin(turn)), axis=-1)
    return linear_of_oklab(lab)


def hue_slice(hue: float, lightness: np.ndarray, chroma: np.ndarray) -> np.ndarray:
    """All colours of one hue (degrees): linear sRGB, 3×H×W float32, for H lightnesses and W chromas."""
    turn = np.radians(hue)
    per_lightness, *others = _FROM_LAB.T  # what one unit of L, a and b does to the three cones
    per_chroma = np.cos(turn) * others[0] + np.sin(turn) * others[1]
    rows = np.outer(per_lightness, lightness).astype(np.float32)[:, :, None]
    columns = np.outer(per_chroma, chroma).astype(np.float32)[:, None, :]
    cones = rows + columns
    cones *= cones * cones
    return (_FROM_CONES.astype(np.float32) @ cones.reshape(3, -1)).reshape(cones.shape)


def in_gamut(linear: np.ndarray) -> np.ndarray:
    """Which colours (…) of linear sRGB values (…, 3) a screen can show."""
    return (linear.min(axis=-1) >= -_SLACK) & (linear.max(axis=-1) <= 1 + _SLACK)


def most_chroma(lightness: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """The largest chroma inside sRGB at each lightness (0 … 1) and hue (degrees), arrays that broadcast.

    Found by halving, as in the gamut mapping of CSS Color 4 (13.2), but without its clipping of channels.
    """
    lightness, hue = np.broadcast_arrays(np.asarray(lightness, float), np.asarray(hue, float))
    turn = np.radians(hue)[..., None]
    grey = (
        lightness[..., None] * _FROM_LAB[:, 0]
    )  # the cones' responses, …×3, and what one unit of chroma adds
    slope = np.cos(turn) * _FROM_LAB[:, 1] + np.sin(turn) * _FROM_LAB[:, 2]
    low, high = np.zeros(lightness.shape), np.full(lightness.shape, MOST_CHROMA)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        inside = in_gamut((grey + middle[..., None] * slope) ** 3 @ _FROM_CONES.T)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return np.where((lightness <= 0) | (lightness >= 1), 0.0, low)


def mapped(lch: np.ndarray) -> np.ndarray:
    """L, C, h brought into sRGB: lightness and hue are kept, the chroma gives way. L is held in 0 … 1."""
    lch = np.asarray(lch, float)
    lightness = np.clip(lch[..., 0], 0.0, 1.0)
    chroma = np.maximum(lch[..., 1], 0.0)
    inside = in_gamut(linear_of_oklch(np.stack((lightness, chroma, lch[..., 2]), axis=-1)))
    if not np.all(inside):
        chroma = np.where(inside, chroma, np.minimum(chroma, most_chroma(lightness, lch[..., 2])))
    return np.stack((lightness, chroma, lch[..., 2]), axis=-1)


def srgb_of(lch: np.ndarray) -> np.ndarray:
    """L, C, h to straight sRGB, 0 … 1, by the nearest chroma that sRGB has."""
    return np.clip(encoded(np.clip(linear_of_oklch(mapped(lch)), 0.0, 1.0)), 0.0, 1.0)


def into_srgb(linear: np.ndarray) -> np.ndarray:
    """Linear sRGB values of any size to straight sRGB, 0 … 1; what sRGB lacks loses chroma, not its hue."""
    linear = np.asarray(linear, float)
    inside = in_gamut(linear)[..., None]
    lent = srgb_of(_polar(oklab_of(linear)))
    return np.where(inside, np.clip(encoded(np.clip(linear, 0.0, 1.0)), 0.0, 1.0), lent)


def _polar(lab: np.ndarray) -> np.ndarray:
    """Lightness, a, b to lightness, chroma, hue in degrees."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360.0
    return np.stack((lab[..., 0], chroma, hue), axis=-1)
