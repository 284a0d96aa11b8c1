"""Colours that a file describes in numbers, by gamma, corners or code points, made into an ICC profile.

Sources: PNG Specification (Third Edition), 11.3.2; ITU-T H.273 for code points; SMPTE ST 2084 and ITU-R
BT.2100 for bright pictures; ITU-R BT.2408 for the light that white has in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import imagecodecs
import numpy as np

from canvas.errors import FormatError, Sentence

_WHITE = (0.3127, 0.3290)  # D65
_NEAR = 0.003  # corners and gammas nearer than this are the same
_SRGB_GAMMA = 1 / 0.45455  # what files say that are meant in sRGB
_GAMMAS = (0.1, 10.0)  # beyond these nothing can be seen
_SAMPLES = 1024  # of a curve
_SDR_WHITE = 203.0  # cd/m², of paper in a bright picture
_MADE = bytes.fromhex("07e800010001000000000000")  # 2024-01-01: so that the same picture gives the same file

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Corners:
    """Where the primaries and white lie, CIE x and y."""

    red: Point
    green: Point
    blue: Point
    white: Point = _WHITE

    def near(self, other: Corners) -> bool:
        mine, others = np.array(self._points()), np.array(other._points())
        return bool(np.abs(mine - others).max() <= _NEAR)

    def sound(self) -> bool:
        """Whether they span a triangle with white in it, so that a profile can be made."""
        points = np.array(self._points(), np.float64)
        if not (np.isfinite(points).all() and (points[:, 1] > 0).all() and np.abs(points).max() < 2):
            return False
        xyz = np.stack([points[:, 0], points[:, 1], 1 - points.sum(axis=1)]) / points[:, 1]
        if abs(np.linalg.det(xyz[:, :3])) < 1e-3:
            return False
        return bool((np.linalg.solve(xyz[:, :3], xyz[:, 3]) > 0).all())

    def _points(self) -> tuple[Point, ...]:
        return (self.red, self.green, self.blue, self.white)


SRGB = Corners((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
_PAL = Corners((0.64, 0.33), (0.29, 0.60), (0.15, 0.06))
_NTSC = Corners((0.630, 0.340), (0.310, 0.595), (0.155, 0.070))
_P3 = Corners((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_CORNERS: dict[int, Corners] = {  # by H.273's code points
    1: SRGB,
    2: SRGB,  # not told
    4: Corners((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), (0.310, 0.316)),
    5: _PAL,
    6: _NTSC,
    7: _NTSC,
    9: Corners((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: Corners((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: _P3,
    22: Corners((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
}


def profile_of_gamma(corners: Corners | None, gamma: float | None) -> bytes | None:
    """A profile of these corners (None: sRGB's) and of light that is the numbers to the power of `gamma`
    (None: sRGB's curve); None where all that is sRGB itself. Raises FormatError where it makes no sense.
    """
    if gamma is not None and not _GAMMAS[0] <= gamma <= _GAMMAS[1]:
        raise _nonsense()
    corners = corners or SRGB
    if not corners.sound():
        raise _nonsense()
    plain = gamma is None or abs(gamma - _SRGB_GAMMA) < 0.03
    if plain and corners.near(SRGB):
        return None
    return _profile(corners, _srgb if gamma is None else lambda values: values**gamma)


def profile_of_curve(corners: Corners | None, table: np.ndarray) -> bytes | None:
    """As `profile_of_gamma`, the light of evenly spaced numbers given: N float64, 0 … 1.

    Raises FormatError where it makes no sense.
    """
    corners = corners or SRGB
    if not corners.sound() or table[-1] <= table[0]:
        raise _nonsense()
    numbers = np.linspace(0, 1, len(table))
    if corners.near(SRGB) and np.abs(table - _srgb(numbers)).max() < _NEAR:
        return None
    return _profile(corners, lambda values: np.interp(values, numbers, table))


def profile_of_code_points(primaries: int, transfer: int) -> tuple[bytes | None, tuple[Sentence, ...]]:
    """The profile that H.273's code points stand for, None for sRGB, and what to say about it."""
    corners, curve = _CORNERS.get(primaries), _CURVES.get(transfer)
    if corners is None or curve is None:
        note = Sentence(
            "The picture's colours are of a kind that is not known here, so they were taken as sRGB."
        )
        return None, (note,)
    notes: tuple[Sentence, ...] = ()
    if curve in (_pq, _hlg):
        notes = (
            Sentence(
                "The picture is brighter than a screen's white in places: those were cut to white, and the "
                "rest may look different."
            ),
        )
    if curve is _srgb and corners.near(SRGB):
        return None, notes
    return _profile(corners, curve), notes


def _profile(corners: Corners, curve: Callable[[np.ndarray], np.ndarray]) -> bytes:
    """Raises FormatError where no profile can be made of that."""
    light = np.clip(curve(np.linspace(0, 1, _SAMPLES)), 0, 1)
    points = [value for point in (corners.red, corners.green, corners.blue) for value in (*point, 1.0)]
    try:
        made = imagecodecs.cms_profile(
            "rgb",
            whitepoint=(*corners.white, 1.0),
            primaries=points,
            transferfunction=np.rint(light * 65535).astype(np.uint16),
        )
    except (RuntimeError, ValueError) as error:  # imagecodecs' own errors are RuntimeErrors
        raise _nonsense() from error
    return made[:24] + _MADE + made[36:]


def _nonsense() -> FormatError:
    return FormatError("What the picture says about its colours makes no sense.")


def _srgb(values: np.ndarray) -> np.ndarray:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _pq(values: np.ndarray) -> np.ndarray:
    """Light of which 1 is paper's white, from the perceptual quantizer of SMPTE ST 2084."""
    powered = values ** (32 / 2523)
    base = np.maximum(powered - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * powered)
    return 10_000 * base ** (16384 / 2610) / _SDR_WHITE


def _hlg(values: np.ndarray) -> np.ndarray:
    """The same from hybrid log-gamma (BT.2100) on a screen of 1000 cd/m², channel by channel."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(values <= 0.5, values**2 / 3, (np.exp((values - c) / a) + b) / 12)
    return 1000 * scene**1.2 / _SDR_WHITE


_CURVES: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    # The curves of cameras (1, 6, 14, 15) are for what a scene was; how it is meant to look is as with sRGB.
    **dict.fromkeys((1, 2, 6, 13, 14, 15), _srgb),
    4: lambda values: values**2.2,
    5: lambda values: values**2.8,
    8: lambda values: values,
    16: _pq,
    18: _hlg,
}
