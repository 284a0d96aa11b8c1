"""The strokes of a painting as they come, stage by stage, gathered into one message."""

from __future__ import annotations

import numpy as np

from inference.engines.painterly.raster import tip_of
from inference.engines.painterly.tracing import MOST_POINTS
from inference.job import STAGES, StrokeBrush, Strokes


class Ledger:
    """Strokes so far, and the scratch space that kernels write new ones into."""

    def __init__(self, tools: tuple[StrokeBrush, ...], room: int = 512) -> None:
        self.tools = tools
        self.tips = np.stack([tip_of(tool) for tool in tools])  # T×(2·PROFILE + 1) float32
        self._places = {tool.name: place for place, tool in enumerate(tools)}
        ridges = [place for place, tool in enumerate(tools) if tool.name.endswith(".ridge")]
        self.ridge = ridges[0] if ridges else None
        self.points = np.empty((room * MOST_POINTS, 3), np.float32)
        self.offsets = np.zeros(room + 1, np.int32)
        self.colours = np.empty((room, 3), np.float32)
        self.sizes = np.empty(room, np.float32)
        self.opacities = np.empty(room, np.float32)
        self.kinds = np.empty(room, np.uint8)
        self._parts: list[tuple[np.ndarray, ...]] = []

    def place(self, tool: str) -> int:
        """Where a tool stands in `tools`."""
        return self._places[tool]

    @property
    def scratch(self) -> tuple[np.ndarray, ...]:
        """Where `paint_some` leaves its strokes."""
        return self.points, self.offsets, self.colours, self.sizes, self.opacities, self.kinds

    def keep(self, stage: str, strokes: int, body: int, ridge: int) -> None:
        """Keep the first strokes of the scratch space, made with these two tools."""
        used = self.offsets[strokes]
        counts = np.diff(self.offsets[: strokes + 1])
        brush = np.where(self.kinds[:strokes] > 0, ridge, body).astype(np.uint8)
        layer = np.full(strokes, STAGES.index(stage), np.uint8)
        self._parts.append(
            (self.points[:used].copy(), counts, self.colours[:strokes].copy(), self.sizes[:strokes].copy(),
             self.opacities[:strokes].copy(), brush, layer)
        )  # fmt: skip

    def add(
        self, stage: str, line: np.ndarray, colour: np.ndarray, size: float, opacity: float, tool: int
    ) -> None:
        """Keep one stroke: K×3 float32 points, sRGB colour 0 … 1."""
        self._parts.append(
            (line.astype(np.float32), np.array([len(line)]), np.asarray(colour, np.float32)[None, :],
             np.array([size], np.float32), np.array([opacity], np.float32), np.array([tool], np.uint8),
             np.array([STAGES.index(stage)], np.uint8))
        )  # fmt: skip

    def strokes(self) -> Strokes:
        """Everything kept, in painting order; only the layers that were painted on."""
        points, counts, colours, sizes, opacities, brush, layer = (
            np.concatenate(column) for column in zip(*self._parts, strict=True)
        )
        used, layer = np.unique(layer, return_inverse=True)
        return Strokes(
            points=points,
            offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            colours=np.clip(colours, 0.0, 1.0),
            sizes=sizes,
            opacities=opacities,
            brush=brush,
            layer=layer.astype(np.uint8),
            brushes=self.tools,
            layers=tuple(STAGES[stage] for stage in used),
        )
