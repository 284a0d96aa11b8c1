"""Painting on past the edge of a picture: the canvas grows, what is there stays as it is, bit by bit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from canvas.composite import flatten
from canvas.deeds.resize_canvas import resize_canvas
from canvas.document import Document
from canvas.geometry import TILE, Key, Rect, tile_rect
from canvas.selecting import Combine, combined, everything, rectangle
from canvas.selection import Selection
from canvas.tile import ONE, Tile, read
from inference.errors import JobError
from inference.framing import transition_mask


@dataclass(frozen=True, slots=True)
class Margins:
    """Document pixels that are added on each side, 0 or more."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def __post_init__(self) -> None:
        """Raises JobError where nothing would be added, or something taken away."""
        sides = self.left, self.top, self.right, self.bottom
        if min(sides) < 0:
            raise JobError("Painting past the edge cannot make the picture smaller. Use crop for that.")
        if not any(sides):
            raise JobError("Drag an edge of the picture outwards first, to say where it is to go on.")

    def around(self, rect: Rect) -> Rect:
        """The rectangle with these margins."""
        return Rect(
            rect.x - self.left,
            rect.y - self.top,
            rect.width + self.left + self.right,
            rect.height + self.top + self.bottom,
        )


def extended(document: Document, margins: Margins) -> Document:
    """The document with a larger canvas, its paint in place. Raises EditError where it gets too large."""
    return resize_canvas(document, margins.around(document.rect))


def added_area(document: Document, margins: Margins) -> Selection:
    """What growing adds, as a hard selection in pixels of the grown canvas.

    Paint that layers held beyond the old edge is part of it: nobody saw it, and paper often goes on there.
    """
    around = margins.around(document.rect)
    grown = Rect(0, 0, around.width, around.height)
    old = rectangle(Rect(margins.left, margins.top, document.width, document.height), grown)
    area = combined(everything(grown), old, Combine.SUBTRACT)
    assert area is not None  # there are margins
    return area


def transition_zone(document: Document, pixels: float, rect: Rect) -> np.ndarray:
    """Where new paint will be bent to meet the old, to be shown: H×W uint8 over `rect`, 255 next to the old.

    `document` is one whose selection is the area to be painted.
    """
    if document.selection is None:
        return np.zeros((rect.height, rect.width), np.uint8)
    around = rect.grown(int(pixels) + 1)
    inside = around.clipped(document.rect)
    kept = np.zeros((around.height, around.width), bool)
    if not inside.empty:
        part = inside.moved(-around.x, -around.y)
        opaque = flatten(document, inside)[3] == ONE
        free = document.selection.array(inside) == 0
        kept[part.y : part.bottom, part.x : part.right] = opaque & free
    zone = transition_mask(kept, pixels)
    edge = int(pixels) + 1
    return zone[edge : edge + rect.height, edge : edge + rect.width]


def with_transparent_selected(document: Document) -> Document:
    """The document with only as much selected as shows through; as it is where nothing selected does.

    Painting on into transparent parts then leaves alone what the selection holds of the picture.
    """
    selection = document.selection
    if selection is None:
        return document
    tiles: dict[Key, Tile] = {}
    for key, tile in selection.tiles.items():
        place = tile_rect(key).clipped(document.rect)
        if place.empty:
            continue
        clear = np.uint32(ONE) - flatten(document, place)[3]
        values = (read({key: tile}, place, 1) * clear + np.uint32(ONE // 2)) >> np.uint32(15)
        if values.any():
            tiles[key] = Tile(_padded(values.astype(np.uint16), key, place))
    if not any((tile.pixels >= ONE // 2).any() for tile in tiles.values()):
        return document
    return replace(document, selection=Selection.of_tiles(tiles))


def _padded(values: np.ndarray, key: Key, place: Rect) -> np.ndarray:
    """A tile of values that lie at `place`, 0 elsewhere."""
    whole, part = np.zeros((TILE, TILE), np.uint16), place.moved(-key[0] * TILE, -key[1] * TILE)
    whole[part.y : part.bottom, part.x : part.right] = values
    return whole
