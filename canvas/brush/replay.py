"""Recorded strokes painted all at once: thousands, tile by tile, each as `Stroke` would have painted it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from canvas.brush.preset import LARGEST, SMALLEST, Brush, paper
from canvas.brush.stroke import addresses, changes_of, deed_on, masks, originals
from canvas.composite import key_array, new_paint
from canvas.geometry import Key, Rect
from canvas.kernels import bins, dab, path
from canvas.kernels.launch import launch
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import ONE, Tile

PIECE_TILES = 16  # tiles given to a kernel at once, so that the pen never waits long


@dataclass(frozen=True, slots=True, eq=False)
class StrokeBatch:
    """Strokes in the order in which they are painted, S of them over P points."""

    points: np.ndarray  # P×3 float: x, y, pressure 0 … 1
    offsets: np.ndarray  # S+1 integers: stroke s has the points offsets[s] … offsets[s + 1] − 1
    colours: np.ndarray  # S×3 float, straight sRGB, 0 … 1
    sizes: np.ndarray  # S float, px: takes the place of the brush's size
    opacities: np.ndarray  # S float, 0 … 1: takes the place of the brush's opacity
    brush: np.ndarray  # S integers: which of `brushes`
    brushes: tuple[Brush, ...]

    def __post_init__(self) -> None:
        strokes = len(self.offsets) - 1
        per_stroke = (self.colours, self.sizes, self.opacities, self.brush)
        if strokes < 0 or any(len(array) != strokes for array in per_stroke):
            raise ValueError("the arrays of a stroke batch do not agree on the number of strokes")
        if self.points.ndim != 2 or self.points.shape[1] != 3 or int(self.offsets[-1]) > len(self.points):
            raise ValueError("the points of a stroke batch do not fit its offsets")


def replay(
    layer: Layer,
    batch: StrokeBatch,
    *,
    clip: Rect,
    scale: float = 1.0,
    offset: tuple[float, float] = (0.0, 0.0),
    selection: Selection | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> dict[Key, Tile | None]:
    """The tile changes that painting the strokes on `layer` makes; None for a tile erased to nothing.

    Points and sizes are multiplied by `scale`, then `offset` (px) is added to the points. `cancelled` is
    asked every few milliseconds; if it says yes, the tiles done by then are returned. `on_progress` is told
    the share done, 0 … 1. Raises EditError when the layer is locked.
    """
    dabs, spans = _dabs(batch, scale, offset)
    edges = np.array([clip.x, clip.y, clip.right, clip.bottom], np.int64)
    tiles, firsts, picks = bins.strokes_of_tiles(dabs, spans, edges)
    colours = _colours(layer, batch)
    grains = np.array([brush.grain for brush in batch.brushes], np.float32)[batch.brush]
    keys: list[Key] = [(column, row) for column, row in tiles.tolist()]
    places = (
        range(len(keys)) if selection is None else [i for i, k in enumerate(keys) if k in selection.tiles]
    )
    changes: dict[Key, Tile | None] = {}
    for start in range(0, len(places), PIECE_TILES):
        if cancelled is not None and cancelled():
            break
        part = np.array(places[start : start + PIECE_TILES], np.int64)
        piece = [keys[place] for place in part.tolist()]
        paints = [new_paint() for _ in piece]
        targets = addresses(paints)
        states = np.zeros(len(piece), np.uint8)
        launch(
            dab.replay_tiles,
            *(originals(layer, piece), targets, masks(selection, piece), key_array(piece)),
            *(dabs, spans, firsts[part], firsts[part + 1], picks, edges, colours, grains, paper(), states),
        )
        changes.update(changes_of(piece, paints, targets, states))
        if on_progress is not None:
            on_progress(min(1.0, (start + len(piece)) / len(places)))
    return changes


def _dabs(batch: StrokeBatch, scale: float, offset: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    points = np.array(batch.points, np.float64)
    points[:, :2] = points[:, :2] * scale + np.array(offset)
    table = np.array([brush.numbers() for brush in batch.brushes]).reshape(-1, path.NUMBERS)
    numbers = table[np.asarray(batch.brush, np.int64)]
    numbers[:, path.DIAMETER] = np.clip(np.asarray(batch.sizes, np.float64) * scale, SMALLEST, LARGEST)
    numbers[:, path.OPACITY] = np.clip(batch.opacities, 0.0, 1.0)
    return path.walk_all(points, np.asarray(batch.offsets, np.int64), numbers)


def _colours(layer: Layer, batch: StrokeBatch) -> np.ndarray:
    """S×4 uint16 fix15; the last column is the deed: see `dab.replay_tiles`."""
    deeds = [deed_on(layer, brush) for brush in batch.brushes]
    alphas = np.array([{dab.PAINT: ONE, dab.ERASE: 0, dab.RECOLOUR: 1}[deed] for deed in deeds], np.uint16)
    out = np.empty((len(batch.colours), 4), np.uint16)
    out[:, :3] = np.rint(np.clip(np.asarray(batch.colours, np.float64), 0.0, 1.0) * ONE)
    out[:, 3] = alphas[np.asarray(batch.brush, np.int64)]
    return out
