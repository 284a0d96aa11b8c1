"""What deeds ask before they begin, and where a new node goes."""

from __future__ import annotations

from collections.abc import Iterable

from canvas import tree
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import MAX_DEPTH, Group, Layer, Node

Ids = str | Iterable[str]  # of one node, or of several


def chosen(document: Document, ids: Ids) -> list[Node]:
    """The nodes of these ids, from the bottom up, each once. Raises EditError if one is missing."""
    wanted = {ids} if isinstance(ids, str) else set(ids)
    for node_id in wanted:
        document.path(node_id)
    return [node for node in document.nodes() if node.id in wanted]


def outermost(document: Document, ids: Ids) -> list[Node]:
    """The same without those that stand in another one of them. Raises EditError if none is left."""
    wanted = {node.id for node in chosen(document, ids)}
    if not wanted:
        raise EditError("No layer is chosen. Choose one in the layer list first.")
    return [tree.at(document.layers, path) for path in tree.roots(document.layers, wanted)]


def refuse_locked(node: Node) -> None:
    """Raises EditError if the node itself is locked."""
    if node.locked and isinstance(node, Group):
        raise EditError("The group “{name}” is locked. Unlock it first.", name=node.name)
    if node.locked:
        raise EditError("The layer “{name}” is locked. Unlock it first.", name=node.name)


def placeable(document: Document, node_id: str) -> Node:
    """The node, if it may be given another place: no group around it is locked."""
    *around, node = tree.line(document.layers, document.path(node_id))
    for group in around:
        refuse_locked(group)
    return node


def unlocked(document: Document, node_id: str) -> Node:
    """The node, if neither it nor a group around it is locked; otherwise EditError says what to do."""
    node = placeable(document, node_id)
    refuse_locked(node)
    return node


def unlocked_throughout(document: Document, node_id: str) -> Node:
    """The same, if nothing in it is locked either."""
    node = unlocked(document, node_id)
    if isinstance(node, Group):
        for inner in tree.walk(node.layers):
            refuse_locked(inner)
    return node


def editable(document: Document, layer_id: str) -> Layer:
    """The layer, if its pixels may be changed; otherwise EditError says what to do."""
    layer = document.layer(layer_id)
    unlocked(document, layer_id)
    return layer


def erasable(document: Document, layer_id: str) -> Layer:
    """The layer, if its paint may also be taken away."""
    layer = editable(document, layer_id)
    if layer.alpha_lock:
        raise EditError("The transparency of “{name}” is locked. Unlock it first.", name=layer.name)
    return layer


def as_group(document: Document, node_id: str) -> Group:
    """Raises EditError when the document has no such node, or when it is a layer."""
    node = document.node(node_id)
    if not isinstance(node, Group):
        raise EditError("“{name}” is not a group. Choose a group for this.", name=node.name)
    return node


def path_above(document: Document, above: str | None, *, clip: bool = False) -> tree.Path:
    """Where a new node goes: above the given one, or above the active one if None.

    It never comes between layers that are clipped and what they are clipped to (unless it is to be clipped
    itself), and never into a locked group: above those instead.
    """
    if above is None:
        above = document.active
    if not above:
        return (len(document.layers),)
    path = document.path(above)
    for depth, node in enumerate(tree.line(document.layers, path), 1):
        if node.locked and depth < len(path):
            path, clip = path[:depth], False
            break
    row = tree.siblings(document.layers, path[:-1])
    return (*path[:-1], path[-1] + 1 if clip else tree.run_end(row, path[-1]))


def inserted(document: Document, node: Node, path: tree.Path) -> Document:
    """The document with one more node at `path`, which becomes the active one."""
    return arranged(document, tree.inserted(document.layers, path, (node,)), active=node.id)


def arranged(document: Document, layers: tree.Nodes, active: str | None = None) -> Document:
    """The document with another tree. Raises EditError if groups stand too deep in each other."""
    if tree.depth(layers) > MAX_DEPTH:
        raise EditError("Groups can stand at most {most} deep inside each other.", most=MAX_DEPTH)
    return document.with_layers(layers, active)
