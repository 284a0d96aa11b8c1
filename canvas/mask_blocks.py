"""Filtering a selection block by block, and only where its edge is near."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from canvas.geometry import TILE, Key, Rect
from canvas.selection import Selection, full_tile, mask_tiles
from canvas.tile import Tile

Filter = Callable[[np.ndarray], np.ndarray]  # H×W uint16 fix15 to the same; sides are multiples of 64

EMPTY, MIXED, FULL = 0, 1, 2


def filtered(selection: Selection, reach: int, change: Filter, inside: Rect | None = None) -> Selection:
    """The selection after a filter that looks at most `reach` pixels far and leaves even areas as they are.

    With `inside` (the canvas) the selection goes on beyond its sides as it is along them, and the result is cut
    to it; without, nothing is selected out there. Blocks far from any edge are not computed.
    """
    margin = -(-reach // TILE)  # in tiles, so that the filter sees the same grid in every block
    side = max(8, 2 * margin)
    area = selection.bounds.grown(margin * TILE)
    area = area if inside is None else area.clipped(inside)
    if selection.empty or area.empty:
        return Selection({})
    columns, rows = _tile_range(area)
    first = (columns.start - margin, rows.start - margin)
    shape = (len(rows) + 2 * margin + side, len(columns) + 2 * margin + side)
    states = _states(selection, first, shape, inside)
    full = full_tile()
    tiles: dict[Key, Tile] = {}
    for row in range(rows.start, rows.stop, side):
        for column in range(columns.start, columns.stop, side):
            high, wide = min(side, rows.stop - row), min(side, columns.stop - column)
            top, left = row - margin - first[1], column - margin - first[0]
            near = states[top : top + high + 2 * margin, left : left + wide + 2 * margin]
            if (near == FULL).all():
                tiles.update({(column + x, row + y): full for y in range(high) for x in range(wide)})
            elif near.any():
                place = Rect(column * TILE, row * TILE, wide * TILE, high * TILE)
                values = change(_padded(selection, place.grown(margin * TILE), inside))
                edge = margin * TILE
                values = values[edge : edge + place.height, edge : edge + place.width]
                tiles.update(mask_tiles(values, (column, row), full))
    return Selection.of_tiles(tiles)


def _tile_range(rect: Rect) -> tuple[range, range]:
    return (
        range(rect.x // TILE, (rect.right - 1) // TILE + 1),
        range(rect.y // TILE, (rect.bottom - 1) // TILE + 1),
    )


def _states(selection: Selection, first: Key, shape: tuple[int, int], inside: Rect | None) -> np.ndarray:
    """For each tile from `first` on whether it is empty, mixed or full, as H×W uint8."""
    states = np.zeros(shape, np.uint8)
    full = selection.full_keys()
    for key in selection.tiles:
        x, y = key[0] - first[0], key[1] - first[1]
        if 0 <= x < shape[1] and 0 <= y < shape[0]:
            states[y, x] = FULL if key in full else MIXED
    if inside is not None:  # beyond the canvas as along its sides
        columns, rows = _tile_range(inside)
        x = np.clip(np.arange(shape[1]) + first[0], columns.start, columns.stop - 1) - first[0]
        y = np.clip(np.arange(shape[0]) + first[1], rows.start, rows.stop - 1) - first[1]
        states = states[np.clip(y, 0, shape[0] - 1)[:, None], np.clip(x, 0, shape[1] - 1)]
    return states


def _padded(selection: Selection, rect: Rect, inside: Rect | None) -> np.ndarray:
    """The mask over `rect`, what lies beyond `inside` being repeated from its sides."""
    if inside is None or inside.holds(rect):
        return selection.array(rect)
    part = rect.clipped(inside)
    return cv2.copyMakeBorder(
        selection.array(part),
        part.y - rect.y,
        rect.bottom - part.bottom,
        part.x - rect.x,
        rect.right - part.right,
        cv2.BORDER_REPLICATE,
    )
