"""Clearing what is selected on a layer."""

from __future__ import annotations

from dataclasses import replace

from canvas.deeds.checks import erasable
from canvas.document import Document
from canvas.masking import left_behind


def clear_selected(document: Document, layer_id: str) -> Document:
    """The layer without its selected paint; without any paint if nothing is selected.

    Raises EditError if the layer or its transparency is locked.
    """
    layer = erasable(document, layer_id)
    if document.selection is None:
        return document.with_node(replace(layer, tiles={})) if layer.tiles else document
    changes = left_behind(layer.tiles, document.selection)
    return document.with_node(layer.with_tiles(changes)) if changes else document
