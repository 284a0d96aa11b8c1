"""Changing the order of layers."""

from __future__ import annotations

from canvas import tree
from canvas.document import Document


def move_layer(document: Document, layer_id: str, place: int) -> Document:
    """With the layer at `place`, among its siblings, counted from 0 at the bottom after it is taken out; cut to what there is."""
    path = document.path(layer_id)
    parent, node = path[:-1], document.node(layer_id)
    others = tree.without(document.layers, path)
    place = min(max(place, 0), len(tree.siblings(others, parent)))
    if place == path[-1]:
        return document
    return document.with_layers(tree.inserted(others, (*parent, place), (node,)))
