"""Changing the place of nodes: to anywhere, or by one step up or down."""

from __future__ import annotations

from canvas import tree
from canvas.deeds.checks import Ids, arranged, outermost, placeable, unlocked
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Group, Node


def move_nodes(document: Document, ids: Ids, parent_id: str | None, place: int) -> Document:
    """The nodes, in their order, in a group (None: at the top of the tree).

    The lowest of them comes to `place`, counted from 0 at the bottom after they are taken out, and cut to
    what there is. Raises EditError if a group would come into itself, or if a group that they come from or go
    to is locked.
    """
    nodes = outermost(document, ids)
    if parent_id is not None:
        around = [node.id for node in tree.line(document.layers, document.path(parent_id))]
        if any(node.id in around for node in nodes):
            raise EditError("A group cannot be moved into itself. Choose another place.")
        group = unlocked(document, parent_id)
        if not isinstance(group, Group):
            raise EditError("“{name}” is not a group. Choose a group for this.", name=group.name)
    for node in nodes:
        placeable(document, node.id)
    return _moved(document, nodes, parent_id, place)


def move_up(document: Document, ids: Ids) -> Document:
    """The nodes one step up: past the node above, into it if it is an open group, or out of their own group.

    Several go together, from where the topmost stands. A folded or locked group is stepped over. At the top
    nothing changes.
    """
    nodes = outermost(document, ids)
    parent, row, place = _stand(document, nodes, nodes[-1])
    if place < len(row):
        above = row[place]
        if _open(above):
            return _stepped(document, nodes, above.id, 0)
        return _stepped(document, nodes, parent.id if parent else None, place + 1)
    return _out(document, nodes, parent, place, 1)


def move_down(document: Document, ids: Ids) -> Document:
    """The nodes one step down, as `move_up`; several go from where the lowest stands."""
    nodes = outermost(document, ids)
    parent, row, place = _stand(document, nodes, nodes[0])
    if place > 0:
        below = row[place - 1]
        if _open(below):
            assert isinstance(below, Group)
            return _stepped(document, nodes, below.id, len(below.layers))
        return _stepped(document, nodes, parent.id if parent else None, place - 1)
    return _out(document, nodes, parent, place, 0)


def _stand(document: Document, nodes: list[Node], node: Node) -> tuple[Group | None, list[Node], int]:
    """The group around `node`, its siblings that do not move, and how many of these are below it."""
    path = document.path(node.id)
    moving = {one.id for one in nodes}
    row = tree.siblings(document.layers, path[:-1])
    below = sum(1 for one in row[: path[-1]] if one.id not in moving)
    return document.parent(node.id), [one for one in row if one.id not in moving], below


def _open(node: Node) -> bool:
    return isinstance(node, Group) and not node.folded and not node.locked


def _out(document: Document, nodes: list[Node], parent: Group | None, place: int, above: int) -> Document:
    """Out of their group, to above (1) or below (0) it; together, where there is no group around them."""
    if parent is None:
        return _stepped(document, nodes, None, place)
    outer, moving = document.parent(parent.id), {node.id for node in nodes}
    row = document.layers if outer is None else outer.layers
    row = [node for node in row if node.id not in moving]
    where = next(index for index, node in enumerate(row) if node.id == parent.id)
    return _stepped(document, nodes, outer.id if outer else None, where + above)


def _stepped(document: Document, nodes: list[Node], parent_id: str | None, place: int) -> Document:
    return move_nodes(document, [node.id for node in nodes], parent_id, place)


def _moved(document: Document, nodes: list[Node], parent_id: str | None, place: int) -> Document:
    rest = tree.without_all(document.layers, {node.id for node in nodes})
    parent = () if parent_id is None else tree.path_to(rest, parent_id)
    assert parent is not None
    place = min(max(place, 0), len(tree.siblings(rest, parent)))
    layers = tree.inserted(rest, (*parent, place), tuple(nodes))
    return document if tree.shape(layers) == tree.shape(document.layers) else arranged(document, layers)
