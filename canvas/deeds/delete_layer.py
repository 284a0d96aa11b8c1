"""Deleting a layer."""

from __future__ import annotations

from canvas.deeds.checks import editable
from canvas.document import Document
from canvas.errors import EditError


def delete_layer(document: Document, layer_id: str) -> Document:
    """Without the layer; if it was active, the one below (or else above) becomes so.

    Raises EditError if the layer is locked or the only one.
    """
    editable(document, layer_id)
    if len(document.layers) == 1:
        raise EditError("A picture needs at least one layer.")
    place = document.index(layer_id)
    layers = (*document.layers[:place], *document.layers[place + 1 :])
    active = layers[max(0, place - 1)].id if document.active == layer_id else document.active
    return document.with_layers(layers, active)
