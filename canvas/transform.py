"""Moving paint and selections by whole pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from canvas.geometry import TILE, Key
from canvas.kernels.launch import launch
from canvas.kernels.lazy import shift
from canvas.layer import Group, Layer, Mask, Node
from canvas.selection import Selection
from canvas.tile import ONE, Tile, Tiles

PIECE = 1000  # tiles given to the kernel at once: some milliseconds


def shifted(tiles: Tiles, dx: int, dy: int) -> Tiles:
    """Layer or mask tiles moved by whole pixels; nothing is cut off and nothing is rounded.

    Moving back gives the same pixels; a move by whole tiles (64 pixels) keeps even the tile objects.
    """
    if not tiles or (dx == 0 and dy == 0):
        return tiles
    columns, right = divmod(dx, TILE)
    rows, down = divmod(dy, TILE)
    moved = {(column + columns, row + rows): tile for (column, row), tile in tiles.items()}
    return moved if right == 0 and down == 0 else _shifted(moved, right, down)


def shifted_selection(selection: Selection, dx: int, dy: int) -> Selection:
    """The selection moved by whole pixels, also to beyond the canvas."""
    return Selection(shifted(selection.tiles, dx, dy), selection.bounds.moved(dx, dy))


def shifted_mask(mask: Mask, dx: int, dy: int) -> Mask:
    """The mask moved by whole pixels; what comes in from beyond its tiles is its `outside`."""
    if mask.outside == 0:
        return replace(mask, tiles=shifted(mask.tiles, dx, dy))
    hiding = shifted(_inverted(mask.tiles), dx, dy)  # there a missing tile is zero, as `shifted` has it
    return replace(mask, tiles=_inverted(hiding))


def shifted_node(node: Node, dx: int, dy: int) -> Node:
    """The node with its paint, its mask and all that it holds moved by whole pixels.

    The very same one where nothing in it can move.
    """
    if dx == dy == 0:
        return node
    mask = node.mask
    if mask is not None and mask.tiles:
        node = replace(node, mask=shifted_mask(mask, dx, dy))
    if isinstance(node, Group):
        inner = tuple(shifted_node(one, dx, dy) for one in node.layers)
        same = all(one is other for one, other in zip(inner, node.layers, strict=True))
        return node if same else replace(node, layers=inner)
    if isinstance(node, Layer) and node.tiles:
        return replace(node, tiles=shifted(node.tiles, dx, dy))
    return node


def _inverted(tiles: Tiles) -> Tiles:
    return {key: Tile(np.uint16(ONE) - tile.pixels) for key, tile in tiles.items()}


def _shifted(tiles: Tiles, right: int, down: int) -> Tiles:
    """Moved by less than a tile."""
    over, under = range(1 + (right > 0)), range(1 + (down > 0))
    keys: list[Key] = list(
        {(column + x, row + y): None for column, row in tiles for y in under for x in over}
    )
    shape = next(iter(tiles.values())).pixels.shape
    planes = shape[0] if len(shape) == 3 else 1
    where = {key: tile.address for key, tile in tiles.items()}.get
    result: dict[Key, Tile] = {}
    for start in range(0, len(keys), PIECE):
        piece = keys[start : start + PIECE]
        sources = np.array(
            [
                (where((x - 1, y - 1), 0), where((x, y - 1), 0), where((x - 1, y), 0), where((x, y), 0))
                for x, y in piece
            ],
            np.int64,
        )
        pixels = [np.empty(shape, np.uint16) for _ in piece]
        targets = np.array([array.__array_interface__["data"][0] for array in pixels], np.int64)
        painted = np.zeros(len(piece), np.uint8)
        launch(shift.shift, sources, right, down, planes, targets, painted)
        result.update(
            (key, Tile(array))
            for key, array, any_ in zip(piece, pixels, painted.tolist(), strict=True)
            if any_
        )
    return result
