"""The textures of a brush's grain: made once, tileable, and sampled at the scale that a brush asks for."""

from __future__ import annotations

import functools
from collections.abc import Callable

import cv2
import numpy as np

SIDE = 256  # px after which a texture repeats at scale 1
MARGIN = 64  # columns that are repeated at the right, so that a tile's row never wraps
SMALLEST_SCALE, LARGEST_SCALE = 0.25, 4.0


@functools.lru_cache(maxsize=16)
def texture(name: str, scale: float = 1.0) -> np.ndarray:
    """P×(P + 64) uint16: how much paint it takes to reach a pixel, 0 … 65535; repeats after P pixels.

    P is 256 times the scale. A name that is not in TEXTURES gives "paper".
    """
    period = round(SIDE * min(max(scale, SMALLEST_SCALE), LARGEST_SCALE))
    depths = depths_of(name)
    if period != SIDE:
        depths = _scaled(depths, period)
    whole = np.rint(np.clip(depths, 0.0, 1.0) * 65535.0).astype(np.uint16)
    return np.ascontiguousarray(np.pad(whole, ((0, 0), (0, MARGIN)), mode="wrap"))


def _scaled(depths: np.ndarray, period: int) -> np.ndarray:
    """Depths that repeat after another number of pixels."""
    if period < SIDE:
        return cv2.resize(depths, (period, period), interpolation=cv2.INTER_AREA)
    edge = SIDE // 4
    ratio = SIDE / period
    shift = edge + 0.5 * ratio - 0.5  # the middles of pixels, not their corners, are half a pixel in
    matrix = np.array([[ratio, 0.0, shift], [0.0, ratio, shift]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(np.pad(depths, edge, mode="wrap"), matrix, (period, period), flags=flags)


@functools.lru_cache(maxsize=16)
def depths_of(name: str) -> np.ndarray:
    """SIDE×SIDE float64, 0 … 1, at scale 1; all depths are equally common."""
    return levelled(TEXTURES.get(name, TEXTURES["paper"])())


def levelled(values: np.ndarray) -> np.ndarray:
    """Values by rank, so that a brush's depth means the same with every texture."""
    ranks = np.empty(values.size)
    ranks[np.argsort(values, axis=None, kind="stable")] = np.linspace(0.0, 1.0, values.size)
    return ranks.reshape(values.shape)


def _waves(seed: int, finest: float, coarsest: float, stretch: float = 1.0) -> np.ndarray:
    """Noise band-passed in the frequency domain, so it tiles; unit variance. Frequencies in waves per pixel.

    stretch: how much longer it is along x than along y.
    """
    noise = np.random.default_rng(seed).standard_normal((SIDE, SIDE))
    fx, fy = np.meshgrid(np.fft.fftfreq(SIDE), np.fft.fftfreq(SIDE))
    wave = np.hypot(fx * stretch, fy)
    band = np.exp(-((wave / finest) ** 2)) - np.exp(-((wave / coarsest) ** 2))
    values = np.fft.ifft2(np.fft.fft2(noise) * band).real
    return values / values.std()


def _paper() -> np.ndarray:
    """The even tooth of drawing paper."""
    return _waves(20240607, 0.22, 0.04)


def _rough() -> np.ndarray:
    """Cold-pressed watercolour paper: broad dimples with a fine tooth on them."""
    return _waves(11, 0.05, 0.012) + 0.35 * _waves(12, 0.25, 0.06)


def _canvas() -> np.ndarray:
    """A plain weave: threads that pass over and under each other, 8 px apart, not quite even."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    x = x + 0.8 * _waves(21, 0.03, 0.004)
    y = y + 0.8 * _waves(22, 0.03, 0.004)
    turn = np.pi / 8.0
    over = np.cos(turn * x) * np.cos(turn * y) > 0
    warp, weft = np.abs(np.sin(turn * x)) ** 0.5, np.abs(np.sin(turn * y)) ** 0.5
    arch = np.abs(np.cos(0.5 * turn * y + 0.25 * np.pi)), np.abs(np.cos(0.5 * turn * x + 0.25 * np.pi))
    height = np.where(over, warp * (0.7 + 0.3 * arch[0]), weft * (0.7 + 0.3 * arch[1]))
    return -height + 0.08 * _waves(23, 0.3, 0.1)


def _laid() -> np.ndarray:
    """Laid paper for pastel and charcoal: fine lines from the mould, and a wider chain line now and then."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    y = y + 0.5 * _waves(31, 0.02, 0.003)
    lines = np.cos(2.0 * np.pi * y / (SIDE / 48))
    chains = np.exp(-(((x % 128.0) - 64.0) ** 2) / 8.0)
    return lines + 0.8 * chains + 0.7 * _waves(32, 0.2, 0.03)


def _grit() -> np.ndarray:
    """Sanded pastel card: sharp grains of all sizes."""
    return np.abs(_waves(41, 0.4, 0.08)) + 0.5 * np.abs(_waves(42, 0.15, 0.03))


def _bristle() -> np.ndarray:
    """Wood grain or the marks of bristles: long streaks along x."""
    return _waves(51, 0.25, 0.03, stretch=14.0) + 0.3 * _waves(52, 0.3, 0.1)


def _plaster() -> np.ndarray:
    """A troweled wall: large smooth islands with cracks between them."""
    return -np.abs(_waves(61, 0.025, 0.006)) - 0.3 * np.abs(_waves(62, 0.08, 0.02))


TEXTURES: dict[str, Callable[[], np.ndarray]] = {
    "paper": _paper,
    "watercolour": _rough,
    "canvas": _canvas,
    "laid": _laid,
    "grit": _grit,
    "wood": _bristle,
    "plaster": _plaster,
}
