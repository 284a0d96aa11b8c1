"""Content-aware fill: a hole completed from the rest of the picture, coarse to fine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from inference.engines.painterly import patches
from inference.engines.painterly.diffuse import spread
from inference.errors import JobError

PIECE = 8_000  # patches searched in one kernel call: some 10 ms, so that cancelling is prompt
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
    filled = _complete(part, part_hole, part_strength, steps, seed, tell)
    out = image.copy()
    out[top:bottom, left:right][part_hole] = filled[part_hole]
    return out


@dataclass(slots=True, eq=False)
class _Level:
    """One size of the picture: known pixels, hole, and the search as it stands."""

    picture: np.ndarray  # H×W×3 float32, 0 … 255; in the hole the original, as far as it may be seen
    hole: np.ndarray  # H×W bool


def _surroundings(hole: np.ndarray) -> tuple[int, int, int, int]:
    """The part of the picture to work in: the hole and about as much again on each side."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    height, width = hole.shape
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    margin = max(96, int(0.9 * max(bottom - top, right - left)))
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
    start = levels[begin]
    known = (~start.hole).astype(np.float32)
    smooth = spread(start.picture * known[..., None], known, 1e-3)
    small = cv2.resize(strength, start.hole.shape[::-1], interpolation=cv2.INTER_AREA)
    guided = start.hole & (small < GUIDE_BELOW)
    picture = np.where(start.hole[..., None] & ~guided[..., None], smooth, start.picture).astype(np.float32)
    rng = np.random.default_rng(seed)
    search: _Search | None = None
    for number in range(begin, -1, -1):
        level = levels[number]

        def check(at: int = begin - number) -> None:
            tell(at, begin + 1, None)

        check()
        radius = _radius(level.hole)
        if radius == 0:  # no whole patch is known here: stay with smooth colours
            known = (~level.hole).astype(np.float32)
            picture = spread(level.picture * known[..., None], known, 1e-3)
            search = None
            continue
        search = _Search(level, radius, rng, search, check)
        if search.is_fresh:
            if picture.shape != level.picture.shape:
                picture = cv2.resize(picture, level.hole.shape[::-1], interpolation=cv2.INTER_LINEAR)
            search.start_from(picture)
        rounds = max(1, round((2 + 2 * number) * min(steps, 60) / 20))
        search.settle(rounds, last=number == 0, check=check)
        picture = search.picture.astype(np.float32)
        tell(begin - number + 1, begin + 1, _preview(picture))
    return _bytes(picture)


def _pyramid(image: np.ndarray, hole: np.ndarray) -> list[_Level]:
    """Halved again and again until the hole is thin. A pixel is hole where any part of it is."""
    levels = [_Level(image.astype(np.float32), hole)]
    thick = float(cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 5).max())
    while thick > THIN and min(levels[-1].hole.shape) >= 32:
        above = levels[-1]
        size = (above.hole.shape[1] // 2, above.hole.shape[0] // 2)
        known = (~above.hole).astype(np.float32)
        share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
        seen = cv2.resize(above.picture * known[..., None], size, interpolation=cv2.INTER_AREA)
        plain = cv2.resize(above.picture, size, interpolation=cv2.INTER_AREA)
        # A pixel on the rim shows its known part alone; one deep in the hole keeps the original for a guide.
        mixed = np.where(share[..., None] > 0.01, seen / np.maximum(share, 0.01)[..., None], plain)
        levels.append(_Level(mixed.astype(np.float32), share < 0.5))
        thick /= 2
    return levels


def _radius(hole: np.ndarray) -> int:
    """The largest patch radius up to 3 with enough known patches to choose from; 0 if none."""
    for radius in (3, 2, 1):
        if int(_valid_centres(hole, radius).sum()) >= 16 * radius:
            return radius
    return 0


def _valid_centres(hole: np.ndarray, radius: int) -> np.ndarray:
    """Centres whose whole patch is known and inside the picture (H×W bool)."""
    known = np.pad(~hole, radius).astype(np.uint8)
    side = 2 * radius + 1
    return cv2.erode(known, np.ones((side, side), np.uint8))[radius:-radius, radius:-radius] > 0


class _Search:
    """The matches of all patches that touch the hole, at one level."""

    def __init__(
        self,
        level: _Level,
        radius: int,
        rng: np.random.Generator,
        coarse: _Search | None,
        check: Callable[[], None],
    ) -> None:
        self.level, self.radius, self.rng = level, radius, rng
        side = 2 * radius + 1
        touching = cv2.dilate(level.hole.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
        self.valid = _valid_centres(level.hole, radius)
        self.targets = np.argwhere(touching).astype(np.int32)
        self.index = np.full(level.hole.shape, -1, np.int32)
        self.index[touching] = np.arange(len(self.targets), dtype=np.int32)
        self.pixels = np.argwhere(level.hole).astype(np.int32)
        depth = cv2.distanceTransform(np.pad(level.hole, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
        self.near = (1.25 ** -np.minimum(depth[touching], 60.0)).astype(np.float32)
        self.work = _padded(_bytes(level.picture), radius)
        self.match = self._random_matches(len(self.targets))
        self.cost = np.full(len(self.targets), patches.MOST, np.int32)
        self.is_fresh = coarse is None
        # px around a match: everywhere at first, then near what coarser levels have found
        self.reach = max(level.hole.shape) if coarse is None else max(16, max(level.hole.shape) // 8)
        if coarse is not None:
            self._take_over(coarse, check)

    @property
    def picture(self) -> np.ndarray:
        """The level's picture as filled so far, H×W×3 uint8."""
        r = self.radius
        return self.work[r:-r, r:-r]

    @property
    def rows(self) -> np.ndarray:
        """The padded picture as H×3W, the way the search reads it."""
        return self.work.reshape(len(self.work), -1)

    def start_from(self, picture: np.ndarray) -> None:
        """Begin with the hole as in `picture`."""
        self.picture[self.level.hole] = _bytes(picture)[self.level.hole]
        self.work = _padded(self.picture, self.radius)  # at the picture's edge the padding follows the fill
        patches.measure(self.rows, self.radius, self.targets, self.match, self.cost)

    def settle(self, rounds: int, *, last: bool, check: Callable[[], None]) -> None:
        """Search and vote in turn. `last`: end with few voices, for a crisp picture."""
        for number in range(rounds):
            for sweep in range(3 if number == 0 else 2):
                self._sweep(backwards=sweep % 2 == 1, check=check)
            ending = last and number >= rounds - 1
            self._vote(0.25 if ending else 1.0, check)
            check()

    def _sweep(self, *, backwards: bool, check: Callable[[], None]) -> None:
        count = len(self.targets)
        # Pieces begin elsewhere each time, so that good matches cross their borders.
        shift = int(self.rng.integers(0, PIECE))
        edges = [0, *range(PIECE - shift, count, PIECE), count]
        pieces = list(pairwise(edges))
        for first, last in reversed(pieces) if backwards else pieces:
            check()
            patches.improve(
                *(self.rows, self.radius, self.valid, self.targets, self.index, self.match, self.cost),
                *(first, last, backwards, self.reach, int(self.rng.integers(1, 2**32))),
            )

    def _vote(self, width: float, check: Callable[[], None]) -> None:
        usual = float(np.percentile(self.cost, 75)) * width + 1.0
        # The floor keeps a pixel from going unheard where all its patches fit badly.
        weight = self.near * np.maximum(np.exp(-self.cost / usual), 1e-12)
        patches.vote(
            *(self.work, self.radius, self.pixels, self.index, self.match, weight.astype(np.float32)),
        )
        check()
        self.work = _padded(self.picture, self.radius)  # at the picture's edge the padding follows the fill
        patches.measure(self.rows, self.radius, self.targets, self.match, self.cost)

    def _random_matches(self, count: int) -> np.ndarray:
        sources = np.argwhere(self.valid).astype(np.int32)
        return sources[self.rng.integers(0, len(sources), count)]

    def _take_over(self, coarse: _Search, check: Callable[[], None]) -> None:
        """Begin with the matches of the level below, doubled."""
        height, width = coarse.level.hole.shape
        y: np.ndarray = np.minimum(self.targets[:, 0] // 2, height - 1)
        x: np.ndarray = np.minimum(self.targets[:, 1] // 2, width - 1)
        known = coarse.index[y, x]
        found = known >= 0
        doubled = 2 * coarse.match[np.maximum(known, 0)] + self.targets - 2 * np.column_stack([y, x])
        np.clip(doubled, 0, np.array(self.valid.shape) - 1, out=doubled)
        usable = found & self.valid[doubled[:, 0], doubled[:, 1]]
        self.match[usable] = doubled[usable]
        self.cost[:] = np.where(usable, coarse.cost[np.maximum(known, 0)], patches.MOST)
        if usable.any():
            self._vote(1.0, check)
        else:
            self.is_fresh = True


def _bytes(picture: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(picture, 0, 255)).astype(np.uint8)


def _padded(picture: np.ndarray, by: int) -> np.ndarray:
    return np.pad(picture, ((by, by), (by, by), (0, 0)), mode="edge")


def _preview(picture: np.ndarray) -> np.ndarray:
    """At most 256 px long, H×W×3 uint8."""
    scale = min(1.0, 256 / max(picture.shape[:2]))
    size = (max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[0] * scale)))
    return cv2.resize(_bytes(picture), size, interpolation=cv2.INTER_AREA)
