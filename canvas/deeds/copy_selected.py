"""Copying and cutting out what is selected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canvas.composite import flatten
from canvas.deeds.checks import erasable
from canvas.deeds.clear_selected import clear_selected
from canvas.deeds.duplicate_layer import duplicate_layer
from canvas.deeds.paste import paste
from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.masking import lifted
from canvas.selecting import everything
from canvas.tile import Tiles, exact_bounds, read, write


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A piece of paint cut out of a picture, at the place where it was."""

    tiles: Tiles
    bounds: Rect  # the smallest rectangle that holds its paint

    def planes(self) -> np.ndarray:
        """Its pixels over `bounds`: 4×H×W uint16 fix15, premultiplied."""
        return read(self.tiles, self.bounds)


def copy_selected(document: Document, layer_id: str) -> Clip:
    """The selected paint of a layer; all of it if nothing is selected. Raises EditError if there is none."""
    layer = document.layer(layer_id)
    tiles = layer.tiles if document.selection is None else lifted(layer.tiles, document.selection)
    clip = _clip(tiles)
    if clip is None:
        raise EditError("There is no paint to copy on “{name}”.", name=layer.name)
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


def cut_selected(document: Document, layer_id: str) -> tuple[Document, Clip]:
    """The document without the selected paint of a layer, and that paint.

    Raises EditError if there is none, or if the layer or its transparency is locked.
    """
    erasable(document, layer_id)
    return clear_selected(document, layer_id), copy_selected(document, layer_id)


def layer_via_copy(document: Document, layer_id: str, name: str | None = None) -> Document:
    """The selected paint of a layer as a new layer above it; a duplicate of it if nothing is selected.

    Raises EditError if there is no paint under the selection.
    """
    if document.selection is None:
        return duplicate_layer(document, layer_id, name)
    clip = copy_selected(document, layer_id)
    return paste(document, clip.tiles, document.layer(layer_id).name if name is None else name, layer_id)


def _clip(tiles: Tiles) -> Clip | None:
    bounds = exact_bounds(tiles)
    return None if bounds.empty else Clip(tiles, bounds)
