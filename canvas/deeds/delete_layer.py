"""Deleting a layer."""

from __future__ import annotations

from canvas import tree
from canvas.deeds.checks import editable
from canvas.document import Document
from canvas.errors import EditError


def delete_layer(document: Document, layer_id: str) -> Document:
    """Without the layer; if it was active, the one below (or else above) becomes so.

    Raises EditError if the layer is locked or the only one.
    """
    editable(document, layer_id)
    path = document.path(layer_id)
    if len(path) == 1 and len(document.layers) == 1:
        raise EditError("A picture needs at least one layer.")
    parent, place = path[:-1], path[-1]
    layers = tree.without(document.layers, path)
    rest = tree.siblings(layers, parent)
    heir = rest[max(0, place - 1)] if rest else tree.at(layers, parent)
    return document.with_layers(layers, heir.id if document.active == layer_id else document.active)
