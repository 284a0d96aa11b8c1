"""Making selections: shapes, a layer's paint, and one selection joined with another."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from canvas.coverage import polygon_tiles
from canvas.geometry import TILE, Key, Rect, tile_rect
from canvas.layer import Layer
from canvas.selection import Selection, full_tile
from canvas.tile import ONE, Tile


class Combine(StrEnum):
    """What becomes of the selection there was when another one is made."""

    REPLACE = "replace"
    ADD = "add"
    SUBTRACT = "subtract"
    INTERSECT = "intersect"


def rectangle(rect: Rect, inside: Rect) -> Selection | None:
    """The pixels of `rect` that lie in `inside`, with hard edges; None if there are none."""
    rect = rect.clipped(inside)
    if rect.empty:
        return None
    full = full_tile()
    return Selection({key: _cut(full, key, rect) for key in rect.tile_keys()}, rect)


def everything(inside: Rect) -> Selection:
    """All of `inside`, which is not empty."""
    full = full_tile()
    return Selection({key: _cut(full, key, inside) for key in inside.tile_keys()}, inside)


def polygon(points: np.ndarray, inside: Rect) -> Selection | None:
    """What a closed outline of N×2 points (x, y in document pixels) winds around, with smooth edges.

    A lasso is a polygon of many points. None if nothing of it lies in `inside`.
    """
    return _or_none(Selection.of_tiles(polygon_tiles(points, inside)))


def ellipse(rect: Rect, inside: Rect) -> Selection | None:
    """The ellipse that touches the four sides of `rect`, with smooth edges; None if outside `inside`."""
    if rect.empty:
        return None
    across, down = rect.width / 2, rect.height / 2
    # Chords stray from an arc by r(1 − cos(π/n)) ≈ r(π/n)²/2; this many keep that below 1/64 pixel.
    sides = max(32, math.ceil(math.pi * math.sqrt(32 * max(across, down))))
    angle = np.arange(sides) * (2 * math.pi / sides)
    points = np.stack([across * np.cos(angle), down * np.sin(angle)], axis=1)
    return polygon(points + np.array([rect.x + across, rect.y + down]), inside)


def of_alpha(layer: Layer, inside: Rect) -> Selection | None:
    """As much of each pixel as the layer has paint there; None if it has none in `inside`."""
    full, known = full_tile(), {}
    tiles: dict[Key, Tile] = {}
    for key, tile in layer.tiles.items():
        if id(tile) not in known:
            alpha = tile.pixels[-1]
            known[id(tile)] = full if alpha.min() == ONE else Tile(alpha.copy())
        tiles[key] = known[id(tile)]
    return clipped(_selection(tiles), inside)


def clipped(selection: Selection | None, inside: Rect) -> Selection | None:
    """The part of a selection that lies in `inside`; None if there is none."""
    if selection is None or selection.empty or inside.holds(selection.bounds):
        return _or_none(selection)
    tiles = {
        key: _cut(tile, key, inside)
        for key, tile in selection.tiles.items()
        if not tile_rect(key).clipped(inside).empty
    }
    return _selection(tiles)


def inverted(selection: Selection | None, inside: Rect) -> Selection | None:
    """What was not selected of `inside`; None if all of it was."""
    if selection is None:
        return everything(inside)
    full, full_keys = full_tile(), selection.full_keys()
    tiles: dict[Key, Tile] = {}
    for key in inside.tile_keys():
        tile = selection.tiles.get(key)
        if key not in full_keys:
            other = full if tile is None else Tile(np.uint16(ONE) - tile.pixels)
            tiles[key] = _cut(other, key, inside)
    return _selection(tiles)


def combined(old: Selection | None, new: Selection | None, mode: Combine) -> Selection | None:
    """What a new selection makes of the old: per pixel the larger (add), old · (1 − new) (subtract) or the
    smaller (intersect) of the two; None if nothing is selected then."""
    if mode is Combine.REPLACE:
        return _or_none(new)
    if new is None or new.empty:
        return None if mode is Combine.INTERSECT else _or_none(old)
    if old is None or old.empty:
        return _or_none(new) if mode is Combine.ADD else None
    tiles = {Combine.ADD: _added, Combine.SUBTRACT: _subtracted, Combine.INTERSECT: _intersected}[mode](
        old, new
    )
    return _selection(tiles)


def _added(old: Selection, new: Selection) -> dict[Key, Tile]:
    tiles = {**old.tiles, **new.tiles}
    old_full, new_full = old.full_keys(), new.full_keys()
    for key in old.tiles.keys() & new.tiles.keys() - new_full:
        one, other = old.tiles[key], new.tiles[key]
        tiles[key] = one if key in old_full else Tile(np.maximum(one.pixels, other.pixels))
    return tiles


def _subtracted(old: Selection, new: Selection) -> dict[Key, Tile]:
    new_full = new.full_keys()
    tiles = {key: tile for key, tile in old.tiles.items() if key not in new_full}
    for key in tiles.keys() & new.tiles.keys():
        kept = np.uint32(ONE) - new.tiles[key].pixels
        values = (tiles[key].pixels * kept + np.uint32(ONE // 2)) >> np.uint32(15)
        tiles[key] = Tile(values.astype(np.uint16))
    return tiles


def _intersected(old: Selection, new: Selection) -> dict[Key, Tile]:
    tiles: dict[Key, Tile] = {}
    old_full, new_full = old.full_keys(), new.full_keys()
    for key in old.tiles.keys() & new.tiles.keys():
        one, other = old.tiles[key], new.tiles[key]
        if key in old_full or key in new_full:
            tiles[key] = other if key in old_full else one
            continue
        tiles[key] = Tile(np.minimum(one.pixels, other.pixels))
    return tiles


def _cut(tile: Tile, key: Key, inside: Rect) -> Tile:
    """The mask tile with all outside `inside` taken away; the very same one if nothing is outside."""
    place = tile_rect(key)
    if inside.holds(place):
        return tile
    part = place.clipped(inside).moved(-place.x, -place.y)
    values = np.zeros((TILE, TILE), np.uint16)
    values[part.y : part.bottom, part.x : part.right] = tile.pixels[part.y : part.bottom, part.x : part.right]
    return Tile(values)


def _selection(tiles: dict[Key, Tile]) -> Selection | None:
    """Without the tiles that came out empty; None if all did."""
    return _or_none(Selection.of_tiles({key: tile for key, tile in tiles.items() if tile.pixels.any()}))


def _or_none(selection: Selection | None) -> Selection | None:
    return None if selection is None or selection.empty else selection
