"""How much of each pixel a polygon covers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from canvas.geometry import TILE, Rect
from canvas.tile import ONE

LINES = 16  # sampling lines per row of pixels


def polygon_strips(points: np.ndarray, inside: Rect) -> Iterator[tuple[Rect, np.ndarray]]:
    """A closed polygon's coverage, one row of tiles at a time from the top, cut to `inside`.

    `points` is N×2 (x, y) in document pixels, any N; whatever the outline winds around is covered, even where
    it overlaps itself (non-zero rule). Yields a rectangle of whole tiles and its H×W uint16 fix15 coverage.

    The outline is cut by 16 lines per row of pixels. Along each line coverage is exact, so upright edges at
    any place, level edges at multiples of 1/16 pixel, and every integer rectangle come out exact.
    """
    x, line, turn = _crossings(np.asarray(points, np.float64).reshape(-1, 2), inside)
    if not x.size:
        return
    left, right = max(inside.x, int(np.floor(x.min()))), min(inside.right, int(np.ceil(x.max())))
    if right <= left:
        return
    first, last = left // TILE * TILE, -(-right // TILE) * TILE
    x = np.clip(x, left, right) - first
    order = np.argsort(line, kind="stable")
    x, line, turn = x[order], line[order], turn[order]
    strip_of = line // (LINES * TILE)
    for strip in range(int(strip_of[0]), int(strip_of[-1]) + 1):
        start, stop = np.searchsorted(strip_of, (strip, strip + 1))
        rect = Rect(first, strip * TILE, last - first, TILE)
        rows = line[start:stop] // LINES - rect.y
        yield rect, _filled(x[start:stop], rows, turn[start:stop], rect.width)


def _crossings(points: np.ndarray, inside: Rect) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where the outline crosses the sampling lines: x, the line's number, and +1 downwards or −1 upwards."""
    ends = np.roll(points, -1, axis=0)
    down = points[:, 1] < ends[:, 1]
    upper, lower = np.where(down[:, None], points, ends), np.where(down[:, None], ends, points)
    # Line k lies at y = (k + ½) / LINES; an edge owns the lines from its upper end up to before its lower.
    begin = np.ceil(np.clip(upper[:, 1], inside.y, inside.bottom) * LINES - 0.5).astype(np.int64)
    end = np.ceil(np.clip(lower[:, 1], inside.y, inside.bottom) * LINES - 0.5).astype(np.int64)
    counts = end - begin
    edge = np.repeat(np.arange(len(points)), counts)
    line = np.arange(edge.size) - np.repeat(np.cumsum(counts) - counts, counts) + begin[edge]
    rise = lower[:, 1] - upper[:, 1]
    slope = (lower[:, 0] - upper[:, 0]) / np.where(rise > 0, rise, 1.0)
    x = upper[edge, 0] + ((line + 0.5) / LINES - upper[edge, 1]) * slope[edge]
    return x, line, np.where(down[edge], 1.0, -1.0)


def _filled(x: np.ndarray, rows: np.ndarray, turn: np.ndarray, width: int) -> np.ndarray:
    """Coverage as 64×width fix15: each crossing turns on all that lies to its right, for one sampling line."""
    steps = np.zeros((TILE, width + 2))
    column = x.astype(np.int64)
    share = x - column  # of the crossed pixel, the part left of the crossing
    np.add.at(steps, (rows, column), turn * (1 - share))
    np.add.at(steps, (rows, column + 1), turn * share)
    winding = np.cumsum(steps[:, :width], axis=1)
    return np.rint(np.minimum(np.abs(winding), LINES) * (ONE / LINES)).astype(np.uint16)
