"""Merging a node into the one below it."""

from __future__ import annotations

from dataclasses import replace

from canvas import tree
from canvas.change import covered
from canvas.deeds.checks import unlocked_throughout
from canvas.deeds.merge_nodes import merged_layer, refuse_hidden
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Layer, Node


def merge_down(document: Document, node_id: str) -> Document:
    """The node becomes part of the one below, which keeps its name, place, blend mode and clipping.

    A node without paint leaves a layer below as it is. Otherwise the result is a painting of its own: it
    carries no recipe and no mask, and its opacity is 1 (opacities and masks are in its paint now). A group,
    above or below, is merged by the way. The picture looks as before, to fix15 rounding, if the upper node is
    in normal mode. A hidden node is not merged: what it holds is not what the artist sees. Raises EditError
    if there is nothing below, if a node is locked or hidden, or if the clipping would not survive.
    """
    upper = unlocked_throughout(document, node_id)
    path = document.path(node_id)
    parent, place = path[:-1], path[-1]
    if place == 0:
        raise EditError("There is no layer below to merge into.")
    row = tree.siblings(document.layers, parent)
    lower = unlocked_throughout(document, row[place - 1].id)
    refuse_hidden(lower, upper)
    _refuse_broken_clipping(row, place)
    if tree.base_place(row, place - 1) != place - 1:
        upper = replace(upper, clip=False)  # clipped as the lower one is, with it and not to it
    shows = upper.opacity > 0 and covered((upper,))
    merged = merged_layer((lower, upper)) if shows or not isinstance(lower, Layer) else lower
    layers = tree.spliced(document.layers, parent, place - 1, place + 1, (merged,))
    return document.with_layers(layers, active=merged.id)


def _refuse_broken_clipping(row: tuple[Node, ...], place: int) -> None:
    """Raises EditError where merging row[place] down would show what is clipped in other places."""
    lower, upper = row[place - 1], row[place]
    if upper.clip:
        return
    if tree.base_place(row, place - 1) != place - 1:
        raise EditError(
            "“{name}” below is clipped to another layer. Merge it down first, or end its clipping.",
            name=lower.name,
        )
    if tree.run_end(row, place) > place + 1:
        raise EditError(
            "Other layers are clipped to “{name}”. Merge them down into it first.", name=upper.name
        )
