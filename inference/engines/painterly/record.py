"""The strokes of a painting as they come, gathered into one message."""

from __future__ import annotations

import numpy as np

from inference.engines.painterly.raster import profile_of
from inference.engines.painterly.strokes import MOST_POINTS
from inference.engines.painterly.words import Medium
from inference.job import StrokeBrush, Strokes

GROUND, BODY, HAIR, LINE = range(4)


def brushes_of(medium: Medium) -> tuple[StrokeBrush, ...]:
    """The brushes of a medium, in the order GROUND, BODY, HAIR, LINE."""
    return (
        StrokeBrush("ground", hardness=0.8, flow=1.0, spacing=0.15),
        StrokeBrush(medium.name, hardness=medium.hardness, flow=medium.flow, spacing=0.12),
        StrokeBrush("bristle", hardness=min(medium.hardness, 0.6), flow=medium.flow, spacing=0.2),
        StrokeBrush("line", hardness=min(0.9, medium.hardness + 0.1), flow=1.0, spacing=0.12),
    )


class Record:
    """Strokes so far, and the scratch space that kernels write new ones into."""

    def __init__(self, medium: Medium, room: int = 512) -> None:
        self.brushes = brushes_of(medium)
        self.profiles = np.stack([profile_of(brush) for brush in self.brushes])
        self.points = np.empty((room * MOST_POINTS, 3), np.float32)
        self.offsets = np.zeros(room + 1, np.int32)
        self.colours = np.empty((room, 3), np.float32)
        self.sizes = np.empty(room, np.float32)
        self.opacities = np.empty(room, np.float32)
        self.hair = np.empty(room, np.uint8)
        self._parts: list[tuple[np.ndarray, ...]] = []

    @property
    def scratch(self) -> tuple[np.ndarray, ...]:
        """Where `paint_some` leaves its strokes."""
        return self.points, self.offsets, self.colours, self.sizes, self.opacities, self.hair

    def keep(self, strokes: int) -> None:
        """Keep the first strokes of the scratch space, as BODY and HAIR."""
        used = self.offsets[strokes]
        counts = np.diff(self.offsets[: strokes + 1])
        brush = np.where(self.hair[:strokes] > 0, HAIR, BODY).astype(np.uint8)
        self._parts.append(
            (self.points[:used].copy(), counts, self.colours[:strokes].copy(), self.sizes[:strokes].copy(),
             self.opacities[:strokes].copy(), brush)
        )  # fmt: skip

    def add(self, line: np.ndarray, colour: np.ndarray, size: float, opacity: float, brush: int) -> None:
        """Keep one stroke: K×3 float32 points, sRGB colour 0 … 1."""
        self._parts.append(
            (line.astype(np.float32), np.array([len(line)]), np.asarray(colour, np.float32)[None, :],
             np.array([size], np.float32), np.array([opacity], np.float32), np.array([brush], np.uint8))
        )  # fmt: skip

    def strokes(self) -> Strokes:
        """Everything kept, in painting order."""
        points, counts, colours, sizes, opacities, brush = (
            np.concatenate(column) for column in zip(*self._parts, strict=True)
        )
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return Strokes(
            points=points,
            offsets=offsets,
            colours=np.clip(colours, 0.0, 1.0),
            sizes=sizes,
            opacities=opacities,
            brush=brush,
            layer=np.zeros(len(sizes), np.uint8),
            brushes=self.brushes,
        )
