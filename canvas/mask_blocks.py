"""Filtering a selection block by block, and only where its edge is near."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from canvas.geometry import TILE, Key, Rect
from canvas.selection import Selection, full_tile, mask_tiles
from canvas.tile import ONE, Tile

Filter = Callable[[np.ndarray], np.ndarray]  # H×W uint16 fix15 to the same

EMPTY, MIXED, FULL = 0, 1, 2


def filtered(
    selection: Selection, reach: int, change: Filter, inside: Rect | None = None, scale: int = 1
) -> Selection:
    """The selection after a filter that looks at most `reach` pixels far and leaves even areas as they are.

    The filter is given blocks shrunk by `scale` (a power of two up to 64), each cell the mean of its pixels,
    and what it returns is stretched again. With `inside` (the canvas) the selection goes on beyond the sides
    as it is along them, and the result is not cut to it. Blocks far from any edge are not computed.
    """
    margin = -(-(reach + 2 * scale) // TILE)  # whole tiles, so that every block has the same grid of cells
    side = max(8, 2 * margin)
    area = selection.bounds.grown(margin * TILE)
    area = area if inside is None else area.clipped(inside)
    if selection.empty or area.empty:
        return Selection({})
    picture = _Picture(selection, inside, scale)
    columns, rows = _tile_range(area)
    states = picture.states(columns, rows, margin)
    full = full_tile()
    tiles: dict[Key, Tile] = {}
    for row in range(rows.start, rows.stop, side):
        for column in range(columns.start, columns.stop, side):
            high, wide = min(side, rows.stop - row), min(side, columns.stop - column)
            top, left = row - rows.start, column - columns.start
            near = states[top : top + high + 2 * margin, left : left + wide + 2 * margin]
            if (near == FULL).all():
                tiles.update({(column + x, row + y): full for y in range(high) for x in range(wide)})
            elif near.any():
                cells = picture.read(
                    range(column - margin, column + wide + margin), range(row - margin, row + high + margin)
                )
                values = _stretched(change(cells), margin * TILE, scale)
                tiles.update(mask_tiles(values, (column, row), full))
    return Selection.of_tiles(tiles)


class _Picture:
    """A selection seen through cells of `scale` × `scale` pixels, going on beyond the canvas."""

    def __init__(self, selection: Selection, inside: Rect | None, scale: int) -> None:
        self.side = TILE // scale  # cells along a tile
        self.full = selection.full_keys()
        self.columns, self.rows = _tile_range(selection.bounds if inside is None else inside)
        self.endless = inside is not None
        self.cells: dict[Key, np.ndarray] = {}
        whole = np.full((self.side, self.side), ONE, np.uint16)
        for key, tile in selection.tiles.items():
            if key in self.full:
                self.cells[key] = whole
                continue
            values = tile.pixels if inside is None else _continued(tile.pixels, key, inside)
            if values.min() == ONE:
                self.full.add(key)
            self.cells[key] = (
                values
                if scale == 1
                else cv2.resize(values, (self.side, self.side), interpolation=cv2.INTER_AREA)
            )

    def states(self, columns: range, rows: range, margin: int) -> np.ndarray:
        """For each tile, and `margin` more on each side, whether it is empty, mixed or full: H×W uint8."""
        x = np.arange(columns.start - margin, columns.stop + margin)
        y = np.arange(rows.start - margin, rows.stop + margin)
        if self.endless:
            x = np.clip(x, self.columns.start, self.columns.stop - 1)
            y = np.clip(y, self.rows.start, self.rows.stop - 1)
        states = np.zeros((len(self.rows), len(self.columns)), np.uint8)
        for key in self.cells:
            if key[0] in self.columns and key[1] in self.rows:
                place = key[1] - self.rows.start, key[0] - self.columns.start
                states[place] = FULL if key in self.full else MIXED
        known = np.zeros((len(y), len(x)), np.uint8)
        held_y, held_x = _held(y, self.rows), _held(x, self.columns)
        known[np.ix_(held_y, held_x)] = states[
            np.ix_(y[held_y] - self.rows.start, x[held_x] - self.columns.start)
        ]
        return known

    def read(self, columns: range, rows: range) -> np.ndarray:
        """The cells of a block of tiles, H×W uint16."""
        side = self.side
        block = np.zeros((len(rows) * side, len(columns) * side), np.uint16)
        for y, row in enumerate(rows):
            for x, column in enumerate(columns):
                cells = self.cells.get((column, row))
                if cells is not None:
                    block[y * side : (y + 1) * side, x * side : (x + 1) * side] = cells
        if not self.endless:
            return block
        left, right = max(0, self.columns.start - columns.start), max(0, columns.stop - self.columns.stop)
        top, bottom = max(0, self.rows.start - rows.start), max(0, rows.stop - self.rows.stop)
        known = block[top * side : (len(rows) - bottom) * side, left * side : (len(columns) - right) * side]
        margins = (top * side, bottom * side, left * side, right * side)
        return cv2.copyMakeBorder(known, *margins, cv2.BORDER_REPLICATE)


def _held(places: np.ndarray, span: range) -> np.ndarray:
    """Indices of the places that lie in `span`."""
    return np.flatnonzero((places >= span.start) & (places < span.stop))


def _tile_range(rect: Rect) -> tuple[range, range]:
    return (
        range(rect.x // TILE, (rect.right - 1) // TILE + 1),
        range(rect.y // TILE, (rect.bottom - 1) // TILE + 1),
    )


def _continued(values: np.ndarray, key: Key, inside: Rect) -> np.ndarray:
    """A tile across a side of the canvas, its part beyond filled as the side is."""
    place = Rect(key[0] * TILE, key[1] * TILE, TILE, TILE)
    part = place.clipped(inside).moved(-place.x, -place.y)
    if part.empty or inside.holds(place):
        return values
    known = values[part.y : part.bottom, part.x : part.right]
    margins = (part.y, TILE - part.bottom, part.x, TILE - part.right)
    return cv2.copyMakeBorder(known, *margins, cv2.BORDER_REPLICATE)


def _stretched(cells: np.ndarray, margin: int, scale: int) -> np.ndarray:
    """The pixels of a filtered block without its margins (in pixels)."""
    if scale == 1:
        return cells[margin:-margin, margin:-margin]
    around = margin // scale - 1  # one cell more than wanted, to stretch from
    cells = np.ascontiguousarray(cells[around:-around, around:-around] if around else cells)
    height, width = cells.shape
    values = cv2.resize(cells, (width * scale, height * scale), interpolation=cv2.INTER_LINEAR)
    return values[scale:-scale, scale:-scale]
