"""What deeds ask before they begin."""

from __future__ import annotations

from canvas import tree
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Layer, Node


def editable(document: Document, layer_id: str) -> Layer:
    """The layer, if its pixels may be changed; otherwise EditError says what to do."""
    layer = document.layer(layer_id)
    if layer.locked:
        raise EditError("The layer “{name}” is locked. Unlock it first.", name=layer.name)
    return layer


def erasable(document: Document, layer_id: str) -> Layer:
    """The layer, if its paint may also be taken away."""
    layer = editable(document, layer_id)
    if layer.alpha_lock:
        raise EditError("The transparency of “{name}” is locked. Unlock it first.", name=layer.name)
    return layer


def path_above(document: Document, above: str | None) -> tree.Path:
    """Where a new node goes: above the given one, or above the active one if None."""
    if above is None:
        above = document.active
    if not above:
        return (len(document.layers),)
    path = document.path(above)
    return (*path[:-1], path[-1] + 1)


def inserted(document: Document, node: Node, path: tree.Path) -> Document:
    """The document with one more node at `path`, which becomes the active one."""
    return document.with_layers(tree.inserted(document.layers, path, (node,)), active=node.id)
