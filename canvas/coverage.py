"""How much of each pixel a polygon covers."""

from __future__ import annotations

import numpy as np

from canvas.geometry import TILE, Key, Rect
from canvas.selection import full_tile
from canvas.tile import ONE, Tile

LINES = 16  # sampling lines per row of pixels


def polygon_tiles(points: np.ndarray, inside: Rect) -> dict[Key, Tile]:
    """Mask tiles of what a closed polygon covers, cut to `inside`.

    `points` is N×2 (x, y) in document pixels, any N; whatever the outline winds around is covered, even where
    it overlaps itself (non-zero rule).

    The outline is cut by 16 lines per row of pixels. Along each line coverage is exact, so upright edges at
    any place, level edges at multiples of 1/16 pixel, and every integer rectangle come out exact.
    """
    x, line, turn = _crossings(np.asarray(points, np.float64).reshape(-1, 2), inside)
    if not x.size:
        return {}
    x = np.clip(x, inside.x, inside.right)
    first = int(x.min()) // TILE
    x -= first * TILE
    columns = int(x.max()) // TILE + 1
    order = np.argsort(line, kind="stable")
    x, line, turn = x[order], line[order], turn[order]
    strip_of = line // (LINES * TILE)
    tiles: dict[Key, Tile] = {}
    full = full_tile()
    for strip in range(int(strip_of[0]), int(strip_of[-1]) + 1):
        start, stop = np.searchsorted(strip_of, (strip, strip + 1))
        rows = line[start:stop] // LINES - strip * TILE
        found = _strip(x[start:stop], rows, turn[start:stop], columns, full)
        tiles.update({(first + column, strip): tile for column, tile in found.items()})
    return tiles


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


def _strip(x: np.ndarray, rows: np.ndarray, turn: np.ndarray, columns: int, full: Tile) -> dict[int, Tile]:
    """One row of tiles, by column: each crossing turns on all to its right, for one sampling line."""
    column = x.astype(np.int64)
    tile_of = column // TILE
    entering = np.zeros((TILE, columns + 1))  # winding with which each row of pixels comes into each tile
    np.add.at(entering, (rows, tile_of + 1), turn)
    entering = np.cumsum(entering, axis=1)[:, :columns].T
    crossed, place = np.unique(tile_of, return_inverse=True)
    steps = np.zeros((len(crossed), TILE, TILE + 1))
    share = x - column  # of the crossed pixel, the part left of the crossing
    column -= tile_of * TILE
    np.add.at(steps, (place, rows, column), turn * (1 - share))
    np.add.at(steps, (place, rows, column + 1), turn * share)
    winding = np.cumsum(steps[:, :, :TILE], axis=2) + entering[crossed][:, :, None]
    tiles = {
        int(index): Tile(values)
        for index, values in zip(crossed, _fix15(winding), strict=True)
        if values.any()
    }
    for index in np.setdiff1d(np.flatnonzero(entering.any(axis=1)), crossed):
        values = _fix15(entering[index])  # no crossing inside: every row is even
        whole = values.min() == ONE
        tiles[int(index)] = full if whole else Tile(np.repeat(values[:, None], TILE, axis=1))
    return tiles


def _fix15(winding: np.ndarray) -> np.ndarray:
    """From windings summed over the sampling lines of a pixel."""
    return np.rint(np.minimum(np.abs(winding), LINES) * (ONE / LINES)).astype(np.uint16)
