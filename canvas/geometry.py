"""Integer rectangles in document pixels, and which tiles they touch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TILE = 64  # pixels along a tile's side

Key = tuple[int, int]  # (column, row) of a tile; negative left of and above the document's origin


@dataclass(frozen=True, slots=True)
class Rect:
    """A half-open rectangle: x ≤ px < x + width. Empty when either side is 0."""

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    @classmethod
    def between(cls, left: float, top: float, right: float, bottom: float) -> Rect:
        """The smallest integer rectangle that holds the given edges."""
        x, y = math.floor(left), math.floor(top)
        return cls(x, y, max(0, math.ceil(right) - x), max(0, math.ceil(bottom) - y))

    @classmethod
    def of_keys(cls, keys: Iterable[Key]) -> Rect:
        """The pixels covered by tiles, as one rectangle."""
        columns, rows = zip(*keys, strict=True) if (keys := list(keys)) else ((), ())
        if not columns:
            return cls()
        return cls.between(
            min(columns) * TILE, min(rows) * TILE, (max(columns) + 1) * TILE, (max(rows) + 1) * TILE
        )

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both; an empty one adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        return Rect.between(
            min(self.x, other.x),
            min(self.y, other.y),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def clipped(self, other: Rect) -> Rect:
        """What both have in common (empty at the origin if nothing)."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        if right <= left or bottom <= top:
            return Rect()
        return Rect(left, top, right - left, bottom - top)

    def grown(self, margin: int) -> Rect:
        """The same rectangle with `margin` more pixels on each side."""
        return Rect(self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin)

    def moved(self, dx: int, dy: int) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def holds(self, other: Rect) -> bool:
        """Whether `other` lies wholly inside."""
        return other.empty or self.clipped(other) == other

    def tile_keys(self) -> Iterator[Key]:
        """The tiles that this rectangle touches, row by row."""
        if self.empty:
            return
        for row in range(self.y // TILE, (self.bottom - 1) // TILE + 1):
            for column in range(self.x // TILE, (self.right - 1) // TILE + 1):
                yield column, row


def tile_rect(key: Key) -> Rect:
    """The pixels of one tile."""
    return Rect(key[0] * TILE, key[1] * TILE, TILE, TILE)
