"""What is shown while one node is shown alone."""

from __future__ import annotations

from dataclasses import replace

from canvas import tree
from canvas.blend import BlendMode
from canvas.document import Document
from canvas.layer import Group, Node


def alone(document: Document, node_id: str) -> Document:
    """The document with one node in sight and nothing else, whether or not it is visible otherwise.

    It is neither clipped nor blended with what is not shown; the opacity and the masks of the groups around
    it count. A document without the node is shown as it is.
    """
    path = tree.path_to(document.layers, node_id)
    if path is None:
        return document
    return replace(document, layers=(_shown(document.layers[path[0]], path[1:]),))


def _shown(node: Node, path: tree.Path) -> Node:
    """A group around the node with nothing else in it, or the node itself."""
    node = replace(node, visible=True, clip=False, blend=BlendMode.NORMAL)
    if path and isinstance(node, Group):
        return replace(node, layers=(_shown(node.layers[path[0]], path[1:]),))
    return node
