"""Changing the order of layers."""

from __future__ import annotations

from canvas.document import Document


def move_layer(document: Document, layer_id: str, place: int) -> Document:
    """With the layer at `place`, counted from 0 at the bottom after it is taken out; cut to what there is."""
    layer = document.layer(layer_id)
    others = [other for other in document.layers if other.id != layer_id]
    place = min(max(place, 0), len(others))
    if place == document.index(layer_id):
        return document
    return document.with_layers((*others[:place], layer, *others[place:]))
