"""Recorded strokes painted all at once: thousands, tile by tile, each as `Stroke` would have painted it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from canvas.brush.dynamics import STEPS
from canvas.brush.kit import Kit
from canvas.brush.layer_stroke import deed_on
from canvas.brush.preset import LARGEST, SMALLEST, Brush
from canvas.brush.stroke import made
from canvas.brush.way import FARTHEST, drives
from canvas.geometry import TILE, Key, Rect
from canvas.kernels import pen, table
from canvas.kernels.launch import launch
from canvas.kernels.lazy import bins, dab, path
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
    seeds: np.ndarray | None = None  # S integers, of what chance decides; None: the stroke's number

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
    kits = [Kit.of(brush, (0.0, 0.0, 0.0), deed_on(layer, brush), clip) for brush in batch.brushes]
    numbers = _kit_of_strokes(batch, kits)
    keys, jobs, places = _jobs(layer, selection, tiles)
    changes: dict[Key, Tile | None] = {}
    for start in range(0, len(keys), PIECE_TILES):
        if cancelled is not None and cancelled():
            break
        piece = slice(start, start + PIECE_TILES)
        part, rows = places[piece], jobs[piece].copy()
        spread = (firsts[part], firsts[part + 1], picks, numbers)
        changes |= made(
            keys[piece],
            rows,
            lambda rows=rows, spread=spread: launch(dab.replay_tiles, rows, dabs, spans, *spread),
        )
        if on_progress is not None:
            on_progress(min(1.0, (start + len(part)) / len(keys)))
    return changes


def _jobs(
    layer: Layer, selection: Selection | None, tiles: np.ndarray
) -> tuple[list[Key], np.ndarray, np.ndarray]:
    """The tiles that may be painted, their rows of JOB int64, and their places in `tiles` (M×2 int64)."""
    keys: list[Key] = [(column, row) for column, row in tiles.tolist()]
    places = [k for k, key in enumerate(keys) if selection is None or key in selection.tiles]
    jobs = np.zeros((len(places), table.JOB), np.int64)
    jobs[:, table.MASK] = -1
    jobs[:, table.LEFT : table.TOP + 1] = tiles[places] * TILE
    for row, place in enumerate(places):
        tile = layer.tiles.get(keys[place])
        jobs[row, table.ORIGINAL] = 0 if tile is None else tile.address
        if selection is not None:
            jobs[row, table.MASK] = selection.tiles[keys[place]].address
    return [keys[place] for place in places], jobs, np.array(places, np.int64)


def _kit_of_strokes(batch: StrokeBatch, kits: Sequence[Kit]) -> np.ndarray:
    """S×KIT int64; the arrays behind the addresses stay with `kits`."""
    rows = np.array([kit.numbers for kit in kits], np.int64).reshape(-1, table.KIT)
    rows = rows[np.asarray(batch.brush, np.int64)]
    rows[:, table.INK : table.INK + 3] = np.rint(_colours(batch) * ONE)
    return rows


def _colours(batch: StrokeBatch) -> np.ndarray:
    return np.clip(np.asarray(batch.colours, np.float64).reshape(-1, 3), 0.0, 1.0)


def _dabs(batch: StrokeBatch, scale: float, offset: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    points = np.array(batch.points, np.float64)
    points[:, :2] = np.clip(points[:, :2] * scale + np.array(offset), -FARTHEST, FARTHEST)
    driven = [drives(brush.dynamics) for brush in batch.brushes]
    ends = np.cumsum([0, *(len(table_) for table_, _ in driven)])
    brushes = np.array([brush.numbers() for brush in batch.brushes]).reshape(-1, pen.NUMBERS)
    brushes[:, pen.FIRST_DRIVE], brushes[:, pen.LAST_DRIVE] = ends[:-1], ends[1:]
    numbers = brushes[np.asarray(batch.brush, np.int64)]
    numbers[:, pen.SIZE] = np.clip(np.asarray(batch.sizes, np.float64) * scale, SMALLEST, LARGEST)
    numbers[:, pen.OPACITY] = np.clip(batch.opacities, 0.0, 1.0)
    numbers[:, pen.PEN_RED : pen.PEN_BLUE + 1] = _colours(batch)
    numbers[:, pen.SEED] = np.arange(len(numbers)) if batch.seeds is None else batch.seeds
    return path.walk_all(
        points,
        np.asarray(batch.offsets, np.int64),
        numbers,
        np.concatenate([np.empty((0, 2), np.int64), *(table_ for table_, _ in driven)]),
        np.concatenate([np.empty((0, STEPS), np.float32), *(curves for _, curves in driven)]),
    )
