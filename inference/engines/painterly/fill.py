"""Content-aware fill: a hole completed from the rest of the picture, coarse to fine."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from inference.engines.painterly.diffuse import spread
from inference.engines.painterly.matching import Level, Search, known_radius
from inference.engines.painterly.trend import trend_of
from inference.errors import JobError

THIN = 6.0  # px: half the thickness of a hole at the coarsest level
GUIDE_BELOW = 0.5  # strength under which the original shows through as a guide

Tell = Callable[[int, int, np.ndarray | None], None]  # step, steps, preview; raises Cancelled


def fill_hole(
    image: np.ndarray, hole: np.ndarray, strength: np.ndarray, *, steps: int, seed: int, tell: Tell
) -> np.ndarray:
    """Complete `image` (H×W×3 uint8) where `hole` (H×W bool) is set; all others come back byte for byte.

    strength: H×W float32, 0 … 1. From 0.5 up the hole is filled from its surroundings alone. Below, the fill
    starts from the original pixels, at a finer level the lower the strength: they guide its structure. steps
    sets how long the search lasts (20 is thorough). Raises JobError where nothing is left to fill from.
    """
    if not hole.any():
        tell(1, 1, None)
        return image.copy()
    if hole.all():
        raise JobError(
            "The selection covers the whole picture, so there is nothing to fill it from. Select less."
        )
    top, bottom, left, right = _surroundings(hole)
    part, part_hole = image[top:bottom, left:right], hole[top:bottom, left:right]
    part_strength = strength[top:bottom, left:right]
    trend = trend_of(part, part_hole)
    if trend is None:
        filled = _complete(part, part_hole, part_strength, steps, seed, tell)
    else:
        flat = _bytes(part - trend + 128.0)
        filled = _bytes(_complete(flat, part_hole, part_strength, steps, seed, tell) + trend - 128.0)
    out = image.copy()
    out[top:bottom, left:right][part_hole] = filled[part_hole]
    return out


def _surroundings(hole: np.ndarray) -> tuple[int, int, int, int]:
    """The part of the picture to work in: the hole and about as much again on each side."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    height, width = hole.shape
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    margin = max(192, int(0.9 * max(bottom - top, right - left)))
    box = (
        max(0, top - margin),
        min(height, bottom + margin),
        max(0, left - margin),
        min(width, right + margin),
    )
    enough = (~hole[box[0] : box[1], box[2] : box[3]]).sum() >= 0.35 * hole.sum()
    return box if enough else (0, height, 0, width)


def _complete(
    image: np.ndarray, hole: np.ndarray, strength: np.ndarray, steps: int, seed: int, tell: Tell
) -> np.ndarray:
    """Fill a hole in a picture cut to size; H×W×3 uint8, of which only the hole matters."""
    levels = _pyramid(image, hole)
    # With a guide, coarse levels are left out: what they would have decided is taken from the original.
    mean = float(strength[hole].mean())
    begin = len(levels) - 1
    if mean < GUIDE_BELOW:
        begin = min(begin, round((len(levels) - 1) * mean / GUIDE_BELOW))
    rng = np.random.default_rng(seed)
    search: Search | None = None
    picture = _begun(levels[begin], strength)
    for number in range(begin, -1, -1):
        level = levels[number]

        def check(at: int = begin - number) -> None:
            tell(at, begin + 1, None)

        check()
        radius = known_radius(level.hole)
        if radius == 0:  # no whole patch is known here: stay with smooth colours
            picture, search = _smooth(level), None
            continue
        finer = Search(level, radius, rng)
        if search is None or not finer.take_over(search):
            if picture.shape != level.picture.shape:
                picture = cv2.resize(picture, level.hole.shape[::-1], interpolation=cv2.INTER_LINEAR)
            if mean < GUIDE_BELOW:
                finer.start_from(picture)
            else:
                finer.peel(check)
        search = finer
        search.settle(max(1, round((2 + 3 * number) * min(steps, 60) / 20)), last=number == 0, check=check)
        picture = search.picture if number else search.without_seams(check)
        tell(begin - number + 1, begin + 1, _preview(picture[..., :3]))
    return picture[..., :3]


def _begun(level: Level, strength: np.ndarray) -> np.ndarray:
    """What the coarsest level begins with: the original where it may guide, else smooth colours."""
    small = cv2.resize(strength, level.hole.shape[::-1], interpolation=cv2.INTER_AREA)
    free = level.hole & (small >= GUIDE_BELOW)
    return np.where(free[..., None], _smooth(level), level.picture)


def _smooth(level: Level) -> np.ndarray:
    """The level's known colours spread over its hole, H×W×4 uint8."""
    known = (~level.hole).astype(np.float32)
    return _bytes(spread(level.picture.astype(np.float32) * known[..., None], known, 1e-3))


def _pyramid(image: np.ndarray, hole: np.ndarray) -> list[Level]:
    """Halved again and again until the hole is thin. A pixel is hole where most of it is."""
    picture = np.dstack([image.astype(np.float32), busyness(image, hole)])
    levels = [Level(_bytes(picture), hole)]
    thick = float(cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 5).max())
    while thick > THIN and min(hole.shape) >= 32:
        size = (hole.shape[1] // 2, hole.shape[0] // 2)
        known = (~hole).astype(np.float32)
        share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
        seen = cv2.resize(picture * known[..., None], size, interpolation=cv2.INTER_AREA)
        plain = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        # A pixel on the rim shows its known part alone; one deep in the hole keeps the original for a guide.
        picture = np.where(share[..., None] > 0.01, seen / np.maximum(share, 0.01)[..., None], plain)
        picture, hole = picture.astype(np.float32), share < 0.5
        levels.append(Level(_bytes(picture), hole))
        thick /= 2
    return levels


def busyness(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """How busy a picture (H×W×3 uint8) is around each pixel: H×W float32, 0 … 255; of known pixels alone.

    The mean slope of the lightness, as in the texture features of Newson et al. 2014: on coarse levels it
    still tells grass from a plain wall of the same colour.
    """
    light = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    slope = cv2.magnitude(cv2.Scharr(light, cv2.CV_32F, 1, 0), cv2.Scharr(light, cv2.CV_32F, 0, 1)) / 16
    known = cv2.erode((~hole).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32)
    total = cv2.GaussianBlur(slope * known, (0, 0), 4.0)
    return np.clip(3.0 * total / np.maximum(cv2.GaussianBlur(known, (0, 0), 4.0), 1e-3), 0.0, 255.0)


def _bytes(picture: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(picture, 0, 255)).astype(np.uint8)


def _preview(picture: np.ndarray) -> np.ndarray:
    """At most 256 px long, H×W×3 uint8."""
    scale = min(1.0, 256 / max(picture.shape[:2]))
    size = (max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[0] * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
