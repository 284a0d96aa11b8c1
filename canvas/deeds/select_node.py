"""Selecting what a node has paint on, or what its mask shows."""

from __future__ import annotations

from canvas.deeds.mask import mask_of
from canvas.deeds.painting import painted, plain
from canvas.deeds.set_selection import set_selection
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Layer, Mask
from canvas.selecting import Combine, clipped, combined, everything, of_alpha
from canvas.selection import Selection


def alpha_to_selection(document: Document, node_id: str, mode: Combine = Combine.REPLACE) -> Document:
    """As much of each pixel selected as the node has paint there; a layer's mask and opacity do not count.

    Of a group, what it shows counts. Raises EditError if there is no paint on the canvas.
    """
    node = document.node(node_id)
    layer = node if isinstance(node, Layer) else Layer(node.name, tiles=painted((plain(node),)))
    selection = of_alpha(layer, document.rect)
    if selection is None:
        raise EditError("There is no paint to select on “{name}”.", name=node.name)
    return set_selection(document, combined(document.selection, selection, mode))


def mask_to_selection(document: Document, node_id: str, mode: Combine = Combine.REPLACE) -> Document:
    """As much of each pixel selected as the node's mask shows, switched on or not.

    Raises EditError if there is no mask or if it hides all of the canvas.
    """
    node = document.node(node_id)
    selection = _shown(mask_of(node), document)
    if selection is None:
        raise EditError("The mask of “{name}” shows nothing that could be selected.", name=node.name)
    return set_selection(document, combined(document.selection, selection, mode))


def _shown(mask: Mask, document: Document) -> Selection | None:
    tiles = dict(mask.tiles)
    if mask.outside:
        tiles = {**everything(document.rect).tiles, **tiles}
    shown = {key: tile for key, tile in tiles.items() if tile.pixels.any()}
    return clipped(Selection.of_tiles(shown), document.rect)
