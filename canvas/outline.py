"""The line around a selection, for marching ants."""

from __future__ import annotations

import cv2
import numpy as np

from canvas.geometry import TILE, Key
from canvas.selection import Selection
from canvas.tile import ONE, Tiles

PIECE = 256  # tiles looked at together


def outline(selection: Selection | None, tolerance: float = 0.0) -> list[np.ndarray]:
    """Closed polygons between the pixels that are at least half selected and those that are not.

    Each is N×2 float32, the corners (x, y) of pixels in document coordinates, the last joined to the first: a
    rectangle has exactly its four corners. With a `tolerance` in pixels, corners that stray less are left out
    (for a view that is zoomed out).

    An outline that runs along pixel sides is known by its corners alone: those on one level line, taken in
    pairs from the left, are its level stretches, and those on one upright line likewise.
    """
    if selection is None or selection.empty:
        return []
    corners = _corners(selection)
    if not corners.size:
        return []
    polygons = _joined(corners)
    if tolerance > 0:
        polygons = [cv2.approxPolyDP(polygon, tolerance, True).reshape(-1, 2) for polygon in polygons]
        polygons = [polygon for polygon in polygons if len(polygon) > 2]
    return polygons


def _corners(selection: Selection) -> np.ndarray:
    """N×2 int64 (x, y) where the outline turns; a point where two outlines touch is in it twice."""
    full, tiles = selection.full_keys(), selection.tiles
    # A tile owns the points at the upper left corners of its pixels, which its neighbours share.
    owners = {(column + x, row + y) for column, row in tiles for x in (0, 1) for y in (0, 1)}
    owners = [key for key in owners if not full.issuperset(_around(key))]
    found: list[np.ndarray] = []
    for start in range(0, len(owners), PIECE):
        piece = owners[start : start + PIECE]
        chosen = _chosen(tiles, piece)
        diagonal = chosen[:, :-1, :-1] ^ chosen[:, 1:, 1:]
        turns = diagonal ^ chosen[:, :-1, 1:] ^ chosen[:, 1:, :-1]
        touching = (chosen[:, :-1, :-1] ^ chosen[:, :-1, 1:]) & ~(turns | diagonal)
        origins = np.array(piece, np.int64) * TILE
        for points in (turns, touching, touching):
            index = np.flatnonzero(points)
            inside = index % TILE**2
            found.append(origins[index // TILE**2] + np.stack([inside % TILE, inside // TILE], axis=1))
    return np.concatenate(found)


def _around(key: Key) -> tuple[Key, Key, Key, Key]:
    """The tiles that a tile's points touch."""
    column, row = key
    return (column - 1, row - 1), (column, row - 1), (column - 1, row), key


def _chosen(tiles: Tiles, keys: list[Key]) -> np.ndarray:
    """Which pixels of tiles, with one more row above and column to the left, are chosen: N×65×65 bool."""
    values = np.zeros((len(keys), TILE + 1, TILE + 1), np.uint16)
    for place, key in enumerate(keys):
        above_left, above, left, here = map(tiles.get, _around(key))
        if above_left is not None:
            values[place, 0, 0] = above_left.pixels[-1, -1]
        if above is not None:
            values[place, 0, 1:] = above.pixels[-1]
        if left is not None:
            values[place, 1:, 0] = left.pixels[:, -1]
        if here is not None:
            values[place, 1:, 1:] = here.pixels
    return values >= ONE // 2


def _joined(corners: np.ndarray) -> list[np.ndarray]:
    """The polygons that the corners make."""
    level = _partners(np.lexsort((corners[:, 0], corners[:, 1])))
    upright = _partners(np.lexsort((corners[:, 1], corners[:, 0])))
    points = corners.astype(np.float32)
    left = [True] * len(corners)
    polygons: list[np.ndarray] = []
    for start in range(len(corners)):
        if not left[start]:
            continue
        path: list[int] = []
        here = start
        while left[here]:
            other = level[here]
            path += (here, other)
            left[here] = left[other] = False
            here = upright[other]
        polygons.append(points[path])
    return polygons


def _partners(order: np.ndarray) -> list[int]:
    """Each corner's other end, where `order` has the two ends of every stretch side by side."""
    partners = np.empty_like(order)
    partners[order[0::2]], partners[order[1::2]] = order[1::2], order[0::2]
    return partners.tolist()
