"""Adding, removing, applying and changing the mask of a node."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from canvas.deeds.checks import Ids, chosen, erasable, unlocked
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Group, Mask, Node
from canvas.masking import inverted_mask, masked
from canvas.tile import ONE


class MaskStart(StrEnum):
    """What a new mask shows."""

    REVEAL = "reveal"  # everything
    HIDE = "hide"  # nothing
    SELECTION = "selection"  # what is selected


def add_mask(document: Document, node_id: str, start: MaskStart = MaskStart.REVEAL) -> Document:
    """With a mask on the node, which becomes active, and its mask what tools work on.

    A mask made from the selection takes it over: nothing is selected then. Raises EditError if the node is
    locked or has a mask already, or if nothing is selected.
    """
    node = unlocked(document, node_id)
    if node.mask is not None:
        raise EditError("“{name}” has a mask already. Apply or delete that one first.", name=node.name)
    selection = document.selection
    if start is MaskStart.SELECTION:
        if selection is None:
            raise EditError("Nothing is selected. Select what the mask shall show first.")
        mask, selection = Mask(dict(selection.tiles), outside=0), None
    else:
        mask = Mask(outside=ONE if start is MaskStart.REVEAL else 0)
    document = document.with_node(replace(node, mask=mask))
    return replace(document, selection=selection, active=node_id, on_mask=True)


def remove_mask(document: Document, node_id: str) -> Document:
    """Without the node's mask: all of it is shown again. Raises EditError if it has none or is locked."""
    node = unlocked(document, node_id)
    mask_of(node)
    return document.with_node(replace(node, mask=None))


def apply_mask(document: Document, node_id: str) -> Document:
    """The paint that the mask hides taken away, and the mask with it; the layer looks as before.

    Raises EditError for a group, for a mask that is switched off, or if the layer or its transparency is
    locked.
    """
    node = unlocked(document, node_id)
    mask = mask_of(node)
    if isinstance(node, Group):
        raise EditError("The mask of a group cannot be applied. Merge the group first.")
    layer = erasable(document, node_id)
    if not mask.enabled:
        raise EditError("The mask of “{name}” is switched off. Switch it on first.", name=node.name)
    return document.with_node(replace(layer.with_tiles(masked(layer.tiles, mask)), mask=None))


def set_mask_enabled(document: Document, ids: Ids, enabled: bool) -> Document:
    """Nodes without a mask are passed over. Raises EditError if none of them has one."""
    nodes = chosen(document, ids)
    having = [node for node in nodes if node.mask is not None]
    if nodes and not having:
        mask_of(nodes[0])
    for node in having:
        now = document.node(node.id)  # a group may have been rebuilt around another of the nodes
        mask = mask_of(now)
        if mask.enabled != enabled:
            document = document.with_node(replace(now, mask=replace(mask, enabled=enabled)))
    return document


def invert_mask(document: Document, node_id: str) -> Document:
    """What the mask hid is shown, and the other way round.

    Raises EditError if the node has none or is locked.
    """
    node = unlocked(document, node_id)
    return document.with_node(replace(node, mask=inverted_mask(mask_of(node))))


def mask_of(node: Node) -> Mask:
    """Raises EditError if the node has none."""
    if node.mask is None:
        raise EditError("“{name}” has no mask. Add one first.", name=node.name)
    return node.mask
