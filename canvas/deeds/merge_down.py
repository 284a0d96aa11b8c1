"""Merging a layer into the one below it."""

from __future__ import annotations

from dataclasses import replace

from canvas import tree
from canvas.composite import merged
from canvas.deeds.checks import editable
from canvas.document import Document
from canvas.errors import EditError


def merge_down(document: Document, layer_id: str) -> Document:
    """The layer becomes part of the one below, which keeps its name, place and blend mode.

    A layer without paint leaves the other as it is. Otherwise the result is a painting of its own: it
    carries no recipe, and its opacity is 1 (both opacities are in its paint now). A hidden layer is not
    merged: what it holds is not what the artist sees. Raises EditError if there is nothing below, or if a
    layer is locked or hidden.
    """
    upper = editable(document, layer_id)
    path = document.path(layer_id)
    parent, place = path[:-1], path[-1]
    if place == 0:
        raise EditError("There is no layer below to merge into.")
    lower = editable(document, tree.siblings(document.layers, parent)[place - 1].id)
    if not (upper.visible and lower.visible):
        raise EditError("A hidden layer cannot be merged. Show both layers first.")
    if upper.tiles and upper.opacity > 0:
        lower = replace(lower.with_tiles(merged(lower, upper)), opacity=1.0, recipe=None)
    layers = tree.spliced(document.layers, parent, place - 1, place + 1, (lower,))
    return document.with_layers(layers, active=lower.id)
