"""Moving the paint of a layer, of all that a group holds, or of a mask."""

from __future__ import annotations

from dataclasses import replace

from canvas.deeds.checks import erasable, unlocked, unlocked_throughout
from canvas.deeds.clear_selected import works_on_mask
from canvas.deeds.mask import mask_of
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Group
from canvas.masking import laid_over, left_behind, lifted
from canvas.selection import Selection
from canvas.tile import replaced
from canvas.transform import shifted, shifted_mask, shifted_node, shifted_selection


def move_pixels(document: Document, node_id: str, dx: int, dy: int) -> Document:
    """The paint of a layer, or of all in a group, moved by whole pixels, and their masks with it.

    What leaves the canvas is kept and can come back. With a selection, only the selected paint of a layer
    moves, over what lies elsewhere on it, and the selection goes along (also off the canvas, so that a
    further move finds all of it). While tools work on the node's mask, the mask alone moves. Raises EditError
    if the layer or something in the group is locked, if a layer's transparency is and a part is to be moved,
    if there is no paint under the selection, or if a part of a group or of a mask is to be moved.
    """
    if works_on_mask(document, node_id):
        return _move_mask(document, node_id, dx, dy)
    if document.selection is None:
        node = unlocked_throughout(document, node_id)
        moved = shifted_node(node, dx, dy) if dx or dy else node
        return document if moved is node else document.with_node(moved)
    if isinstance(document.node(node_id), Group):
        raise EditError("A group is moved as a whole. Deselect first, or choose one of its layers.")
    return _move_part(document, node_id, document.selection, dx, dy)


def _move_part(document: Document, layer_id: str, selection: Selection, dx: int, dy: int) -> Document:
    layer = erasable(document, layer_id)
    part = lifted(layer.tiles, selection)
    if not part:
        raise EditError("There is no paint under the selection on “{name}”.", name=layer.name)
    if dx == dy == 0:
        return document
    rest = replaced(layer.tiles, left_behind(layer.tiles, selection))
    tiles = replaced(rest, laid_over(rest, shifted(part, dx, dy)))
    return replace(
        document.with_node(replace(layer, tiles=tiles)), selection=shifted_selection(selection, dx, dy)
    )


def _move_mask(document: Document, node_id: str, dx: int, dy: int) -> Document:
    node = unlocked(document, node_id)
    mask = mask_of(node)
    if document.selection is not None:
        raise EditError("A mask is moved as a whole. Deselect first.")
    if dx == dy == 0 or not mask.tiles:
        return document
    return document.with_node(replace(node, mask=shifted_mask(mask, dx, dy)))
