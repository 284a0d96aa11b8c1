"""Deleting layers and groups."""

from __future__ import annotations

from canvas import tree
from canvas.deeds.checks import Ids, outermost, unlocked_throughout
from canvas.document import Document
from canvas.errors import EditError


def delete_nodes(document: Document, ids: Ids) -> Document:
    """Without the nodes and all that they hold. If the active one goes, the one below it becomes active, or
    else the one above, or else the group around it.

    Raises EditError if one of them, something in it or a group around it is locked, or if no layer would be
    left.
    """
    nodes = outermost(document, ids)
    for node in nodes:
        unlocked_throughout(document, node.id)
    gone = {node.id for node in nodes}
    layers = tree.without_all(document.layers, gone)
    lost = any(True for _ in tree.sheets(tuple(nodes)))
    if not layers or (lost and not any(True for _ in tree.sheets(layers))):
        raise EditError("A picture needs at least one layer.")
    return document.with_layers(layers, _heir(document, gone))


def _heir(document: Document, gone: set[str]) -> str:
    """Id of the node that becomes active."""
    path = document.path(document.active)
    for depth, node in enumerate(tree.line(document.layers, path), 1):
        if node.id in gone:
            path = path[:depth]
            break
    else:
        return document.active
    row = tree.siblings(document.layers, path[:-1])
    below = [node.id for node in row[: path[-1]] if node.id not in gone]
    above = [node.id for node in row[path[-1] :] if node.id not in gone]
    if below or above:
        return below[-1] if below else above[0]
    return tree.at(document.layers, path[:-1]).id  # the row is not the top one: something is left there
