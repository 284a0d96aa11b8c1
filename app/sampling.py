"""Paint and masks shrunk to a few pixels: some of their pixels are read and averaged."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import cv2
import numpy as np

from canvas.geometry import TILE, Rect
from canvas.tile import CHANNELS, Tiles

SAMPLES = 8  # along a side of each pixel of the result, at most
_PATIENCE = 0.002  # seconds of Python's work that other threads may have to wait for


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of `size` pixels and the small one that it is shrunk to."""

    size: tuple[int, int]  # width, height
    small: tuple[int, int]

    @classmethod
    def fitting(cls, size: tuple[int, int], box: tuple[int, int]) -> Frame:
        """As large as fits into `box`, with the sides in the same proportion; never enlarged."""
        scale = min(box[0] / size[0], box[1] / size[1], 1.0)
        return cls(size, (max(1, round(size[0] * scale)), max(1, round(size[1] * scale))))

    @property
    def samples(self) -> int:
        """Along a side of each small pixel."""
        return min(SAMPLES, math.ceil(max(self.size[0] / self.small[0], self.size[1] / self.small[1])))

    @property
    def whole(self) -> Rect:
        """All of the small picture."""
        return Rect(0, 0, *self.small)

    def over(self, rect: Rect) -> Rect:
        """The small pixels that the pixels of `rect` have a part in."""
        across, down = self.small[0] / self.size[0], self.small[1] / self.size[1]
        return Rect.between(
            math.floor(rect.x * across),
            math.floor(rect.y * down),
            math.ceil(rect.right * across),
            math.ceil(rect.bottom * down),
        ).clipped(self.whole)


def shrunk(tiles: Tiles, frame: Frame, part: Rect, channels: int = CHANNELS, outside: int = 0) -> np.ndarray:
    """The pixels `part` of the small picture: C×H×W uint16 fix15, as in the tiles.

    outside: what a missing tile holds. Now and then other threads are let go first: reading tiles is Python's
    work, and the pen must not wait for it.
    """
    count = frame.samples
    columns = _places(frame.size[0], frame.small[0], count, part.x, part.right)
    rows = _places(frame.size[1], frame.small[1], count, part.y, part.bottom)
    inside = (rows % TILE)[:, None] * TILE + columns % TILE  # of a tile's pixels, row by row
    grid = np.full((channels, *inside.shape), outside, np.uint16)
    across_tiles = _by_tile(columns)
    started = time.perf_counter()
    for row, down in _by_tile(rows):
        for column, across in across_tiles:
            tile = tiles.get((column, row))
            if tile is not None:  # `take` is four times as quick as an index by arrays
                pixels = tile.pixels.reshape(channels, TILE * TILE)
                grid[:, down, across] = pixels.take(inside[down, across], 1, mode="clip")
        if time.perf_counter() - started > _PATIENCE:
            time.sleep(0)
            started = time.perf_counter()
    size = (part.width, part.height)
    return np.stack([cv2.resize(grid[at], size, interpolation=cv2.INTER_AREA) for at in range(channels)])


def _places(side: int, small: int, count: int, first: int, last: int) -> np.ndarray:
    """Where the samples of the small pixels first … last − 1 lie along a side, in pixels: ascending int64."""
    steps = np.arange(first * count, last * count) + 0.5
    return np.minimum((steps * (side / (small * count))).astype(np.int64), side - 1)


def _by_tile(places: np.ndarray) -> list[tuple[int, slice]]:
    """For each tile along a side: its number, and which of the samples lie in it."""
    numbers = places // TILE
    firsts = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
    ends = [*firsts[1:], len(places)]
    return [(int(numbers[first]), slice(first, end)) for first, end in zip(firsts, ends, strict=True)]
