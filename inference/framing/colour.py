"""Undoing the colour shift that a model's round trip leaves, judged where nothing was repainted."""

from __future__ import annotations

import math

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_picture, check_plane

MIN_PIXELS = 256  # fewer unmasked pixels than this say nothing about the picture's colours
CELL = 4  # pixels; colours are averaged over cells of this side, which calms the model's noise
MIN_CELLS = 64  # with fewer whole cells the single pixels are asked
MAX_SAMPLES = 200_000  # cells or pixels looked at
MAX_GAIN = 1.4  # contrast is never stretched or squeezed by more than this factor
NOISE = 1.0 / 255.0  # deviation that says nothing; keeps flat surroundings from a wild gain
WORTH = 0.1 / 255.0  # a smaller improvement (mean, sRGB 0 … 1) is left alone, so the exact stays exact


def match_colour(result: np.ndarray, original: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The result with its colours brought back to the original's: H×W×3 uint8.

    `result` and `original` (H×W×3 uint8) show the same frame at the same size; `mask` (H×W uint8) is the
    denoise mask. Over pixels with mask 0 only, each channel gets the mean and deviation of the original back
    (after Reinhard et al., Color Transfer between Images, 2001): in CIE Lab and, because constant shifts and
    gains of a model's output are exact only there, in sRGB; the space that leaves the smaller difference
    wins. Pixels that the result clipped at 0 or 255 are not asked. The result comes back unchanged where
    fewer than 256 unmasked pixels speak or matching would not bring them nearer to the original.
    """
    unmasked = _pairs(result, original, mask)
    if unmasked is None:
        return result.copy()
    got, want = unmasked
    best, best_error = None, _error(got, want) - WORTH
    for encode, decode, full in ((_to_lab, _from_lab, 100.0), (_same, _same, 1.0)):
        gain, shift = _affine(encode(got), encode(want), NOISE * full)
        error = _error(decode(encode(got) * gain + shift), want)
        if error < best_error:
            best, best_error = (encode, decode, gain, shift), error
    if best is None:
        return result.copy()
    encode, decode, gain, shift = best
    matched = decode(encode(result.astype(np.float32) / 255.0) * gain + shift)
    return np.rint(np.clip(matched, 0.0, 1.0) * 255.0).astype(np.uint8)


def colour_shift(result: np.ndarray, original: np.ndarray, mask: np.ndarray) -> float:
    """Distance in CIE Lab (ΔE*ab 1976) between mean colours where mask is 0; NaN with too few pixels."""
    unmasked = _pairs(result, original, mask)
    if unmasked is None:
        return math.nan
    got, want = (_to_lab(colours).mean(axis=(0, 1), dtype=np.float64) for colours in unmasked)
    return float(np.linalg.norm(got - want))


def _pairs(
    result: np.ndarray, original: np.ndarray, mask: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Unmasked, unclipped colours of both pictures, 1×N×3 float32 0 … 1; None where there are too few."""
    for picture in (result, original):
        check_picture(picture)
    check_plane(mask)
    if result.shape[2] != 3 or result.shape != original.shape or mask.shape != result.shape[:2]:
        raise JobError("A result, its original and its mask must have the same size to match their colours.")
    free = mask == 0
    if np.count_nonzero(free) < MIN_PIXELS:
        return None
    whole = free & (result.min(axis=2) > 0) & (result.max(axis=2) < 255)
    if np.count_nonzero(whole) >= MIN_PIXELS:
        free = whole
    cells = mask.shape[1] // CELL, mask.shape[0] // CELL
    if min(cells) > 0:
        solid = _cell_means(free, cells) > 0.999
        if np.count_nonzero(solid) >= MIN_CELLS:
            return _sample(_cell_means(result, cells)[solid]), _sample(_cell_means(original, cells)[solid])
    return _sample(result[free]), _sample(original[free])


def _cell_means(image: np.ndarray, cells: tuple[int, int]) -> np.ndarray:
    """Means over CELL×CELL pixels, float32; `cells` is how many (across, down)."""
    whole = image[: cells[1] * CELL, : cells[0] * CELL].astype(np.float32)
    return cv2.resize(whole, cells, interpolation=cv2.INTER_AREA)


def _sample(colours: np.ndarray) -> np.ndarray:
    """At most MAX_SAMPLES of N×3 colours (0 … 255), evenly taken: 1×n×3 float32, 0 … 1."""
    return colours[None, :: -(-len(colours) // MAX_SAMPLES)].astype(np.float32) / 255.0


def _affine(got: np.ndarray, want: np.ndarray, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Per-channel gain and shift that bring `got` to `want`; float32, length 3 each.

    The gain is the inverse slope of `got` over `want`: the ratio of deviations, but blind to noise that only
    `got` has. A deviation of the size of `noise` (in the space's own units) is taken to mean little.
    """
    got_mean = got.mean(axis=(0, 1), dtype=np.float64)
    want_mean = want.mean(axis=(0, 1), dtype=np.float64)
    spread = ((want - want_mean) ** 2).mean(axis=(0, 1)) + noise**2
    shared = ((want - want_mean) * (got - got_mean)).mean(axis=(0, 1)) + noise**2
    gain = np.clip(spread / np.maximum(shared, spread / MAX_GAIN), 1.0 / MAX_GAIN, MAX_GAIN)
    return gain.astype(np.float32), (want_mean - gain * got_mean).astype(np.float32)


def _error(got: np.ndarray, want: np.ndarray) -> float:
    return float(np.abs(np.clip(got, 0.0, 1.0) - want).mean(dtype=np.float64))


def _to_lab(colours: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(colours, cv2.COLOR_RGB2Lab)


def _from_lab(colours: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(colours, cv2.COLOR_Lab2RGB)


def _same(colours: np.ndarray) -> np.ndarray:
    return colours
