"""A painting as a film of its strokes: what its stages hold after any of them, painted on from there."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.paintings.kept import Kept
from app.placing import batch_of
from canvas.brush.replay import replay
from canvas.geometry import Rect
from canvas.layer import Layer
from canvas.tile import CHANNELS, Tiles
from inference.job import Job

PIECE = 48  # strokes painted between two looks at the clock
MOST_MARKS = 24  # places that can be gone back to without painting from the start
MARKED_BYTES = 384 << 20  # that all of these may hold
TILE_BYTES = CHANNELS * 64 * 64 * 2


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A painting after so many strokes: the tiles of each stage that has begun, by its key."""

    strokes: int
    stages: Mapping[str, Tiles]


class Reel:
    """Used by one thread at a time. Its paint is the very same as that of the finished painting."""

    def __init__(
        self, kept: Kept, job: Job, clip: Rect, scale: float = 1.0, corner: tuple[int, int] = (0, 0)
    ) -> None:
        """`scale`: of what is painted against the document, about its `corner`. `clip` and the selection are
        in pixels of what is painted."""
        self._kept, self._clip = kept, clip
        self._scale = scale * job.frame.width / job.width
        self._offset = (job.frame.x - corner[0]) * scale, (job.frame.y - corner[1]) * scale
        self._layers: tuple[Layer, ...] = tuple(Layer(name) for name in kept.strokes.layers)
        self._starts = stage_starts(kept)
        self._at = 0
        area = clip.width * clip.height // (64 * 64) + 1
        marks = max(2, min(MOST_MARKS, MARKED_BYTES // (area * TILE_BYTES)))
        self._apart = max(PIECE, -(-len(kept.strokes) // marks))
        self._marks: list[tuple[int, tuple[Layer, ...]]] = [(0, self._layers)]

    def __len__(self) -> int:
        """How many strokes there are."""
        return len(self._kept.strokes)

    @property
    def at(self) -> int:
        """How many are painted."""
        return self._at

    def still(self) -> Still:
        return Still(
            self._at,
            {layer.name: layer.tiles for layer in self._layers if self._begun(layer.name)},
        )

    def go_to(
        self, stroke: int, seconds: float = float("inf"), cancelled: Callable[[], bool] | None = None
    ) -> bool:
        """Paint on to a stroke, or back to it. False where time was up first: ask again to go on."""
        stroke = min(max(stroke, 0), len(self))
        if stroke < self._at or self._nearest(stroke)[0] > self._at:
            self._at, self._layers = self._nearest(stroke)
        until = time.monotonic() + seconds
        while self._at < stroke:
            if cancelled is not None and cancelled():
                return False
            self._paint(min(stroke, self._at + PIECE, self._next_mark()))
            if self._at < stroke and time.monotonic() >= until:
                return False
        return True

    def _nearest(self, stroke: int) -> tuple[int, tuple[Layer, ...]]:
        """The last mark that is not beyond a stroke."""
        return self._marks[bisect_right([at for at, _ in self._marks], stroke) - 1]

    def _next_mark(self) -> int:
        return (self._at // self._apart + 1) * self._apart

    def _paint(self, end: int) -> None:
        """The strokes up to `end`, each onto its stage."""
        stages = self._kept.strokes.layer[self._at : end]
        edges = [0, *(np.flatnonzero(np.diff(stages)) + 1).tolist(), end - self._at]
        layers = list(self._layers)
        for first, last in pairwise(edges):
            place = int(stages[first])
            changes = replay(
                layers[place],
                batch_of(self._kept.strokes, self._at + first, self._at + last),
                scale=self._scale,
                offset=self._offset,
                clip=self._clip,
                selection=self._kept.selection,
            )
            layers[place] = layers[place].with_tiles(changes)
        self._at, self._layers = end, tuple(layers)
        if end % self._apart == 0 and end > self._marks[-1][0]:
            self._marks.append((end, self._layers))

    def _begun(self, name: str) -> bool:
        start = self._starts.get(name)
        return start is not None and start < self._at


def stage_starts(kept: Kept) -> dict[str, int]:
    """The stroke with which each stage begins, from the bottom; stages without strokes are left out."""
    stages = kept.strokes.layer
    names = kept.strokes.layers
    starts = {name: int(np.searchsorted(stages, place)) for place, name in enumerate(names)}
    ends = {name: int(np.searchsorted(stages, place, "right")) for place, name in enumerate(names)}
    return {name: starts[name] for name in names if ends[name] > starts[name]}


def painted(kept: Kept, job: Job, clip: Rect, cancelled: Callable[[], bool]) -> dict[str, Tiles]:
    """The tiles of each stage of the whole painting, by key from the bottom; all of a stage at once.

    Where `cancelled`, what is there by then.
    """
    starts = stage_starts(kept)
    ends = [*list(starts.values())[1:], len(kept.strokes)]
    stages: dict[str, Tiles] = {}
    for (name, first), end in zip(starts.items(), ends, strict=True):
        changes = replay(
            Layer(""),
            batch_of(kept.strokes, first, end),
            scale=job.frame.width / job.width,
            offset=(job.frame.x, job.frame.y),
            clip=clip,
            selection=kept.selection,
            cancelled=cancelled,
        )
        stages[name] = {key: tile for key, tile in changes.items() if tile is not None}
    return stages
