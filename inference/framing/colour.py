"""Undoing the colour shift that a model's round trip leaves, judged where nothing was repainted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from inference.errors import JobError
from inference.framing.crop import check_picture, check_plane

MIN_PIXELS = 16  # fewer unmasked pixels than this say nothing about the picture's colours
MIN_WHOLE = 256  # unclipped pixels, below which the clipped ones are asked too
CELL = 4  # pixels; colours are averaged over cells of this side, which calms the model's noise
MIN_CELLS = 64  # with fewer whole cells the single pixels are asked
MAX_SAMPLES = 200_000  # cells or pixels looked at
MAX_GAIN = 1.4  # contrast is never stretched or squeezed by more than this factor
LIKELY_SLOPE = 0.2  # standard deviation of a model's contrast around 1, before anything was seen
ALIKE = 16  # neighbouring samples that say about as much as one
WORTH = 0.1 / 255.0  # a smaller improvement (mean, sRGB 0 … 1) is left alone, so the exact stays exact
PLAIN = 0.025 / 255.0  # mean by which a gain and a shift at once must fit better than one of them alone
EVEN = 16.0 / 255.0  # range of a channel over 96 % of the pixels; below, it says nothing of contrast
MIN_CLIPPED = 16  # unmasked pixels at black or white that tell what was there before
SURROUNDINGS = 4.0  # pixels, sigma; how far around a clipped pixel it is asked what else is clipped
BINS = 16  # in which clipped pixels are told apart by that


class Way(StrEnum):
    """How a result was matched. UNKNOWN: too little of the picture was left alone to judge its colours by."""

    UNKNOWN = "unknown"
    KEPT = "kept"  # the colours were right already
    SHIFT = "shift"  # what was left alone is too even to tell more than a shift by
    RGB = "rgb"
    LAB = "lab"


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A result with its colours brought back (H×W×3 uint8), and how that was done."""

    picture: np.ndarray
    way: Way


def match_colour(result: np.ndarray, original: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The picture of `matched`."""
    return matched(result, original, mask).picture


def matched(result: np.ndarray, original: np.ndarray, mask: np.ndarray) -> Match:
    """The result with its colours brought back to the original's.

    `result` and `original` (H×W×3 uint8) show the same frame at the same size; `mask` (H×W uint8) is the
    denoise mask. Over pixels with mask 0 only, each channel gets the mean and contrast of the original back
    (after Reinhard et al., Color Transfer between Images, 2001): in CIE Lab and, because constant shifts and
    gains of a model's output are exact only there, in sRGB; the space that leaves the smaller difference
    wins. Pixels that the result clipped at 0 or 255 are not asked; what they were before is taken from the
    unmasked pixels that were clipped alike, so white paper stays white. In sRGB a channel that a gain or a
    shift alone explains as well gets no more than that: in few tones, rounding to 8 bits looks like some of
    each. The result comes back unchanged
    where fewer than 16 unmasked pixels speak or matching would not bring them nearer to the original. Where
    those are nearly of one colour, as on bare paper, nothing tells a shift from a gain: they are shifted.
    """
    unmasked = _pairs(result, original, mask)
    if unmasked is None:
        return Match(result.copy(), Way.UNKNOWN)
    got, want = unmasked
    best, best_error = None, _error(got, want) - WORTH
    even = bool((np.ptp(np.percentile(want[0], (2, 98), axis=0), axis=0) < EVEN).any())
    if best_error <= 0.0:
        return Match(result.copy(), Way.SHIFT if even else Way.KEPT)
    spaces = ((Way.RGB, _same, _same), (Way.LAB, _to_lab, _from_lab))
    for way, encode, decode in ((Way.SHIFT, _same, _same),) if even else spaces:
        gain, shift = _affine(encode(got), encode(want), even)
        if way is Way.RGB:
            gain, shift = _plain(got, want, gain, shift)
        error = _error(decode(encode(got) * gain + shift), want)
        if error < best_error:
            best, best_error = (way, encode, decode, gain, shift), error - WORTH / 2  # Lab must be better
    if best is None:
        return Match(result.copy(), Way.KEPT)
    way, encode, decode, gain, shift = best
    right = decode(encode(result.astype(np.float32) / 255.0) * gain + shift)
    picture = np.rint(np.clip(right, 0.0, 1.0) * 255.0).astype(np.uint8)
    _restore_clipped(picture, result, original, mask == 0)
    return Match(picture, way)


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
    if np.count_nonzero(whole) < MIN_PIXELS:
        return None
    if np.count_nonzero(whole) >= min(MIN_WHOLE, np.count_nonzero(free)):
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


def _affine(got: np.ndarray, want: np.ndarray, even: bool) -> tuple[np.ndarray, np.ndarray]:
    """Per-channel gain (1 where the picture is `even`) and shift that bring `got` to `want`; float32, 3 each.

    The gain is the inverse slope of `got` over `want`: the ratio of deviations, but blind to noise that only
    `got` has. The slope is weighed against the expectation that it is near 1 (the mean of the posterior of a
    normal prior), so few and noisy pixels leave the contrast alone.
    """
    got_mean = got.mean(axis=(0, 1), dtype=np.float64)
    want_mean = want.mean(axis=(0, 1), dtype=np.float64)
    if even:
        return np.ones(3, np.float32), (want_mean - got_mean).astype(np.float32)
    off, aim = got - got_mean, want - want_mean
    spread = np.maximum((aim**2).mean(axis=(0, 1)), 1e-12)
    slope = (aim * off).mean(axis=(0, 1)) / spread
    left = ((off - slope * aim) ** 2).mean(axis=(0, 1))
    doubt = left / (spread * max(1.0, got.shape[1] / ALIKE))  # variance of the slope
    slope = 1.0 + (slope - 1.0) * LIKELY_SLOPE**2 / (LIKELY_SLOPE**2 + doubt)
    gain = np.clip(1.0 / np.maximum(slope, 1.0 / MAX_GAIN), 1.0 / MAX_GAIN, MAX_GAIN)
    return gain.astype(np.float32), (want_mean - gain * got_mean).astype(np.float32)


def _plain(
    got: np.ndarray, want: np.ndarray, gain: np.ndarray, shift: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The same, but a gain or a shift alone for each channel that this fits to within PLAIN as well."""
    got_mean, want_mean = (colours.mean(axis=(0, 1), dtype=np.float64) for colours in (got, want))
    ratio = np.clip(want_mean / np.maximum(got_mean, 1e-6), 1.0 / MAX_GAIN, MAX_GAIN)
    fits = (  # both first: it wins a tie
        (gain, shift, 0.0),
        (np.ones(3), want_mean - got_mean, PLAIN),
        (ratio, np.zeros(3), PLAIN),
    )
    errors = np.stack(
        [
            np.abs(got * by.astype(np.float32) + of.astype(np.float32) - want).mean((0, 1), np.float64) - less
            for by, of, less in fits
        ]
    )
    best, channels = errors.argmin(axis=0), np.arange(3)
    gains, shifts = (np.stack([fit[item] for fit in fits])[best, channels] for item in (0, 1))
    return gains.astype(np.float32), shifts.astype(np.float32)


def _restore_clipped(picture: np.ndarray, result: np.ndarray, original: np.ndarray, free: np.ndarray) -> None:
    """Give channels that the result clipped what the unmasked ones clipped alike were before; in place.

    Otherwise white that a model made whiter than white would come back grey. Alike are those of which all
    channels were clipped (paper) or not all (paint), with as much clipped around them: the deeper inside, the
    farther beyond the end they were.
    """
    for end, farther in ((0, np.minimum), (255, np.maximum)):
        ends = result == end
        paper = ends.all(axis=2)
        for channel in range(3):
            clipped = ends[..., channel]
            if np.count_nonzero(clipped & free) < MIN_CLIPPED:
                continue
            depth = cv2.GaussianBlur(clipped.astype(np.float32), (0, 0), SURROUNDINGS)
            plane = picture[..., channel]
            for sort in (clipped & paper, clipped & ~paper):
                told = sort & free if np.count_nonzero(sort & free) >= MIN_CLIPPED else clipped & free
                before = _by_depth(depth[told], original[..., channel][told], depth[sort])
                plane[sort] = farther(plane[sort], np.rint(before).astype(np.uint8))


def _by_depth(depth: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """What values (n, uint8) are usual at the `wanted` depths (m float32): medians in BINS, m float64."""
    step = -(-len(values) // MAX_SAMPLES)
    depth, values = depth[::step], values[::step]
    order = depth.argsort(kind="stable")
    bins = np.array_split(order, max(1, min(BINS, len(order) // MIN_CLIPPED)))
    depths = [float(depth[one].mean(dtype=np.float64)) for one in bins]
    return np.interp(wanted, depths, [float(np.median(values[one])) for one in bins])


def _error(got: np.ndarray, want: np.ndarray) -> float:
    return float(np.abs(np.clip(got, 0.0, 1.0) - want).mean(dtype=np.float64))


def _to_lab(colours: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(colours, cv2.COLOR_RGB2Lab)


def _from_lab(colours: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(colours, cv2.COLOR_Lab2RGB)


def _same(colours: np.ndarray) -> np.ndarray:
    return colours
