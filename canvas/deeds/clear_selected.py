"""Clearing what is selected on a layer or a mask."""

from __future__ import annotations

from dataclasses import replace

from canvas.deeds.checks import erasable, unlocked
from canvas.deeds.mask import mask_of
from canvas.document import Document
from canvas.layer import Mask
from canvas.masking import left_behind, toned


def clear_selected(document: Document, node_id: str) -> Document:
    """The layer without its selected paint; without any paint if nothing is selected.

    While tools work on the node's mask, that comes to hide what is selected (all, if nothing is), and the
    paint is left alone. Raises EditError for a group without a mask to work on, or if the layer or its
    transparency is locked.
    """
    if works_on_mask(document, node_id):
        return _clear_mask(document, node_id)
    layer = erasable(document, node_id)
    if document.selection is None:
        return document.with_node(replace(layer, tiles={})) if layer.tiles else document
    changes = left_behind(layer.tiles, document.selection)
    return document.with_node(layer.with_tiles(changes)) if changes else document


def works_on_mask(document: Document, node_id: str) -> bool:
    """Whether what is done to the node's pixels is done to those of its mask."""
    return document.on_mask and document.active == node_id


def _clear_mask(document: Document, node_id: str) -> Document:
    node = unlocked(document, node_id)
    old = mask_of(node)
    if document.selection is None:
        mask = old if not (old.tiles or old.outside) else Mask(outside=0, enabled=old.enabled)
    else:
        mask = toned(old, 0, document.selection.tiles)
    return document.with_node(replace(node, mask=mask)) if mask is not old else document
