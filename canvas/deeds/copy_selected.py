"""Copying and cutting out what is selected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canvas.composite import flatten
from canvas.deeds.clear_selected import clear_selected, works_on_mask
from canvas.deeds.duplicate_nodes import duplicate_nodes
from canvas.deeds.mask import mask_of
from canvas.deeds.painting import painted, plain
from canvas.deeds.paste import paste
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import TILE, Key, Rect
from canvas.layer import Layer, Mask
from canvas.masking import lifted
from canvas.selecting import everything
from canvas.tile import Tile, Tiles, exact_bounds, read, write


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A piece of paint cut out of a picture, at the place where it was."""

    tiles: Tiles
    bounds: Rect  # the smallest rectangle that holds its paint

    def planes(self) -> np.ndarray:
        """Its pixels over `bounds`: 4×H×W uint16 fix15, premultiplied."""
        return read(self.tiles, self.bounds)


def copy_selected(document: Document, node_id: str) -> Clip:
    """The selected paint of a layer; all of it if nothing is selected.

    Of a group, what it shows is copied; while tools work on the node's mask, that, as opaque grey paint, as
    far as it lies on the canvas. Raises EditError if there is none.
    """
    node = document.node(node_id)
    if works_on_mask(document, node_id):
        tiles = _grey_paint(mask_of(node), document.rect)
    else:
        tiles = node.tiles if isinstance(node, Layer) else painted((plain(node),))
    clip = _clip(tiles if document.selection is None else lifted(tiles, document.selection))
    if clip is None:
        raise EditError("There is no paint to copy on “{name}”.", name=node.name)
    return clip


def copy_merged(document: Document) -> Clip:
    """The selected part of what is seen of all layers; all inside the canvas if nothing is selected.

    Raises EditError if there is no paint.
    """
    selection = everything(document.rect) if document.selection is None else document.selection
    area = selection.bounds.clipped(document.rect)
    seen = write({}, area, flatten(document, area))
    tiles = lifted({key: tile for key, tile in seen.items() if tile is not None}, selection)
    clip = _clip(tiles)
    if clip is None:
        raise EditError("There is no paint to copy.")
    return clip


def cut_selected(document: Document, node_id: str) -> tuple[Document, Clip]:
    """The document without the selected paint of a layer (or its mask), and that paint.

    Raises EditError if there is none, for a group, or if the layer or its transparency is locked.
    """
    cleared = clear_selected(document, node_id)  # first, so that a lock is told before a lack of paint
    return cleared, copy_selected(document, node_id)


def layer_via_copy(document: Document, node_id: str, name: str | None = None) -> Document:
    """The selected paint of a layer as a new layer above it; a duplicate of it if nothing is selected.

    Raises EditError if there is no paint under the selection.
    """
    if document.selection is None:
        return duplicate_nodes(document, node_id, name)
    clip = copy_selected(document, node_id)
    return paste(document, clip.tiles, document.node(node_id).name if name is None else name, node_id)


def _grey_paint(mask: Mask, rect: Rect) -> Tiles:
    """What the mask shows as white and what it hides as black, over `rect`."""
    whole = everything(rect).tiles
    paint: dict[Key, Tile] = {}
    for key, cover in whole.items():
        shows = mask.tiles.get(key)
        values = np.full((TILE, TILE), mask.outside, np.uint16) if shows is None else shows.pixels
        paint[key] = Tile(np.stack([np.minimum(values, cover.pixels)] * 3 + [cover.pixels]))
    return paint


def _clip(tiles: Tiles) -> Clip | None:
    bounds = exact_bounds(tiles)
    return None if bounds.empty else Clip(tiles, bounds)
