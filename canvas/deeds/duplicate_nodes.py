"""Duplicating layers and groups, within a document and from one to another."""

from __future__ import annotations

from dataclasses import replace

from canvas import tree
from canvas.deeds.checks import Ids, arranged, outermost, path_above
from canvas.document import Document
from canvas.layer import Group, Node, new_id
from canvas.transform import shifted_node


def duplicate_nodes(document: Document, ids: Ids, name: str | None = None) -> Document:
    """Copies of the nodes, in their order, above the topmost of them; the topmost copy becomes active.

    They have all properties of the originals but their ids, and are not locked themselves. `name` is for the
    copy of a single one (None: the same name).
    """
    nodes = outermost(document, ids)
    copies = tuple(replace(fresh(node), locked=False) for node in nodes)
    if name is not None and len(copies) == 1:
        copies = (replace(copies[0], name=name),)
    return _put(document, copies, path_above(document, nodes[-1].id, clip=copies[0].clip))


def copy_to(
    document: Document, source: Document, ids: Ids, above: str | None = None, *, centred: bool = True
) -> Document:
    """Copies of another document's nodes, in their order, above the given one (None: the active one).

    `centred`: what was in the middle of the one canvas comes to the middle of the other; otherwise every
    pixel keeps its coordinates. The topmost copy becomes active.
    """
    dx = (document.width - source.width) // 2 if centred else 0
    dy = (document.height - source.height) // 2 if centred else 0
    copies = tuple(
        replace(shifted_node(fresh(node), dx, dy), locked=False) for node in outermost(source, ids)
    )
    return _put(document, copies, path_above(document, above, clip=copies[0].clip))


def fresh(node: Node) -> Node:
    """The same node with ids that nothing else has, all through."""
    if isinstance(node, Group):
        return replace(node, id=new_id(), layers=tuple(fresh(inner) for inner in node.layers))
    return replace(node, id=new_id())


def _put(document: Document, copies: tuple[Node, ...], path: tree.Path) -> Document:
    return arranged(document, tree.inserted(document.layers, path, copies), active=copies[-1].id)
