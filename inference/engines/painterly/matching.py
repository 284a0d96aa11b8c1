"""One level of a completion: the hole's patches, their matches in what is known, and what they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from inference.engines.painterly import patches

PIECE = 8_000  # patches searched in one kernel call: some 10 ms, so that cancelling is prompt
PEELING = 6  # sweeps over each ring of a hole that is filled from its rim inwards
COMPARED = 20_000  # pairs of patches compared in one kernel call when all are tried
TRIED = 1_500  # known patches that each patch of a ring is compared with, at most
OPEN, CRISP = 0.5, 0.06  # how many voices a pixel's vote hears: on the way, and at the end
PULL = 0.001  # how firmly colours are held while seams are smoothed
SEAM = 30.0  # 8-bit steps: a seam; from twice that on it is left as an edge

Check = Callable[[], None]  # raises Cancelled


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One size of the picture; in the hole it shows the original, as far as that may be seen."""

    picture: np.ndarray  # H×W×4 uint8: red, green, blue, and how busy the picture is
    hole: np.ndarray  # H×W bool


def known_radius(hole: np.ndarray) -> int:
    """The largest patch radius up to 3 with enough known patches to choose from; 0 if none."""
    for radius in (3, 2, 1):
        if int(valid_centres(hole, radius).sum()) >= 16 * radius:
            return radius
    return 0


def valid_centres(hole: np.ndarray, radius: int) -> np.ndarray:
    """Centres whose whole patch is known and inside the picture (H×W bool)."""
    known = np.pad(~hole, radius).astype(np.uint8)
    side = 2 * radius + 1
    return cv2.erode(known, np.ones((side, side), np.uint8))[radius:-radius, radius:-radius] > 0


class Search:
    """The matches of all patches that touch the hole, at one level."""

    def __init__(self, level: Level, radius: int, rng: np.random.Generator) -> None:
        self.level, self.radius, self.rng = level, radius, rng
        side = 2 * radius + 1
        touching = cv2.dilate(level.hole.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
        self.valid = valid_centres(level.hole, radius)
        self.targets, self.index = _numbered(touching)
        self.pixels = np.argwhere(level.hole).astype(np.int32)
        depth = cv2.distanceTransform(np.pad(level.hole, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
        self.trust = (1.25 ** -np.minimum(depth[touching], 60.0)).astype(np.float32)
        self.work = _padded(level.picture, radius)
        self.match = self._random_matches(len(self.targets))
        self.cost = np.full(len(self.targets), patches.MOST, np.int32)
        self.reach = max(level.hole.shape)  # px around a match

    @property
    def picture(self) -> np.ndarray:
        """The level's picture as filled so far, H×W×4 uint8."""
        r = self.radius
        return self.work[r:-r, r:-r]

    def start_from(self, picture: np.ndarray) -> None:
        """Begin with the hole as in `picture` (H×W×4 uint8)."""
        self.picture[self.level.hole] = picture[self.level.hole]
        self._measure()

    def peel(self, check: Check) -> None:
        """Begin with nothing: fill the hole ring by ring from its rim, comparing what is known by then.

        So that lines that meet the hole are continued into it (the "onion peel" of Newson et al. 2014).
        """
        r = self.radius
        left = self.level.hole.copy()
        while left.any():
            check()
            ring = left & (cv2.erode(left.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
            seen = np.pad(~left, r).astype(np.uint8)
            targets, index = _numbered(ring)
            match = self._random_matches(len(targets))
            cost = np.full(len(targets), patches.MOST, np.int32)
            self._compare_all(targets, match, cost, seen, check)
            for sweep in range(PEELING):
                self._sweep(targets, index, match, cost, seen, backwards=sweep % 2 == 1, check=check)
            # Each pixel from its own patch: one nearby that sees less of a line fits without it, and better.
            self.picture[ring] = self.picture[match[:, 0], match[:, 1]]
            self.work = _padded(self.picture, r)
            self.match[self.index[ring]] = match
            left &= ~ring
        self._measure()

    def take_over(self, coarse: Search) -> bool:
        """Begin with the matches of the level below, doubled; False where none of them is of use here."""
        height, width = coarse.level.hole.shape
        y: np.ndarray = np.minimum(self.targets[:, 0] // 2, height - 1)
        x: np.ndarray = np.minimum(self.targets[:, 1] // 2, width - 1)
        known = coarse.index[y, x]
        found = known >= 0
        doubled = 2 * coarse.match[np.maximum(known, 0)] + self.targets - 2 * np.column_stack([y, x])
        np.clip(doubled, 0, np.array(self.valid.shape) - 1, out=doubled)
        usable = found & self.valid[doubled[:, 0], doubled[:, 1]]
        if not usable.any():
            return False
        self.match[usable] = doubled[usable]
        self.cost[:] = np.where(usable, coarse.cost[np.maximum(known, 0)], patches.MOST // 2)
        self.reach = max(16, max(self.level.hole.shape) // 10)  # near what coarser levels have found
        self._vote(OPEN, listens=True)
        return True

    def settle(self, rounds: int, *, last: bool, check: Check) -> None:
        """Search and vote in turn. `last`: end with few voices, for a crisp picture."""
        nothing = np.zeros((1, 1), np.uint8)
        for number in range(rounds):
            for sweep in range(2):
                self._sweep(self.targets, self.index, self.match, self.cost, nothing, sweep % 2 == 1, check)
            ending = last and number >= rounds - 1
            self._vote(CRISP if ending else OPEN, listens=not last)
            check()

    def _compare_all(
        self, targets: np.ndarray, match: np.ndarray, cost: np.ndarray, seen: np.ndarray, check: Check
    ) -> None:
        """Try known patches for each target without guessing: all of them, or TRIED that lie evenly."""
        sources = np.argwhere(self.valid).astype(np.int32)
        sources = sources[:: -(-len(sources) // TRIED)]
        piece = max(1, COMPARED // len(sources))
        for first in range(0, len(targets), piece):
            check()
            part = slice(first, first + piece)
            patches.compare_all(
                *(self.work.reshape(-1), seen, self.radius, self.valid),
                *(targets[part], match[part], cost[part], sources),
            )

    def without_seams(self, check: Check) -> np.ndarray:
        """The picture put together from steps between pixels rather than from colours: H×W×3 uint8.

        Where pieces from different places meet, their colours are bent over some 30 px until they do. A
        screened Poisson equation, as in Darabi et al. 2012 (Image Melding).
        """
        hole, picture = self.level.hole, self.picture[..., :3].astype(np.float32)
        begins = hole.copy()  # of every step that has a hole pixel at one end
        begins[:, :-1] |= hole[:, 1:]
        begins[:-1] |= hole[1:]
        pixels = np.argwhere(begins).astype(np.int32)
        across, down = np.zeros_like(picture), np.zeros_like(picture)
        across[:, :-1], down[:-1] = np.diff(picture, axis=1), np.diff(picture, axis=0)
        steps = np.ascontiguousarray(np.stack([across[begins], down[begins]], axis=1))
        own = steps.copy()
        patches.vote_steps(
            *(self.work, self.radius, pixels, self.index, self.match, self.cost, self.trust, CRISP, steps)
        )
        check()
        across[:], down[:] = 0, 0
        bend = steps - own
        # A step as high as that between two things is one, and stays.
        size = np.abs(bend).max(axis=2, keepdims=True)
        bend *= np.clip(2.0 - size / np.float32(SEAM), 0.0, 1.0)
        across[begins], down[begins] = bend.swapaxes(0, 1)
        wanted = -across - down
        wanted[:, 1:] += across[:, :-1]
        wanted[1:] += down[:-1]
        change = np.zeros_like(picture)
        for _ in range(12):
            patches.relax(change, wanted, self.pixels, PULL, 8)
            check()
        return np.rint(np.clip(picture + change, 0, 255)).astype(np.uint8)

    def _sweep(
        self,
        targets: np.ndarray,
        index: np.ndarray,
        match: np.ndarray,
        cost: np.ndarray,
        seen: np.ndarray,
        backwards: bool,
        check: Check,
    ) -> None:
        """One search over all targets; where `seen` (padded H×W uint8) is a picture, over what it shows."""
        count, partial = len(targets), seen.size > 1
        # Pieces begin elsewhere each time, so that good matches cross their borders.
        shift = int(self.rng.integers(0, PIECE))
        pieces = list(pairwise([0, *range(PIECE - shift, count, PIECE), count]))
        for first, last in reversed(pieces) if backwards else pieces:
            check()
            patches.improve(
                *(self.work.reshape(-1), seen, partial, self.radius, self.valid, targets, index, match, cost),
                *(first, last, backwards, self.reach, int(self.rng.integers(1, 2**32))),
            )

    def _vote(self, spread: float, *, listens: bool) -> None:
        """`listens`: dear patches are heard everywhere, so that islands of a perfect copy give way."""
        usual = int(np.percentile(self.cost, 75)) if listens else 0
        patches.vote(
            *(self.work, self.radius, self.pixels, self.index, self.match, self.cost, self.trust),
            *(usual, spread),
        )
        self._measure()

    def _measure(self) -> None:
        self.work = _padded(self.picture, self.radius)  # at the picture's edge the padding follows the fill
        width = self.valid.shape[1]
        patches.measure(self.work.reshape(-1), self.radius, width, self.targets, self.match, self.cost)

    def _random_matches(self, count: int) -> np.ndarray:
        sources = np.argwhere(self.valid).astype(np.int32)
        return sources[self.rng.integers(0, len(sources), count)]


def _numbered(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centres of a mask (N×2 int32 y, x, in reading order), and H×W int32 with each one's number or −1."""
    index = np.full(mask.shape, -1, np.int32)
    targets = np.argwhere(mask).astype(np.int32)
    index[mask] = np.arange(len(targets), dtype=np.int32)
    return targets, index


def _padded(picture: np.ndarray, by: int) -> np.ndarray:
    return np.pad(picture, ((by, by), (by, by), (0, 0)), mode="edge")
