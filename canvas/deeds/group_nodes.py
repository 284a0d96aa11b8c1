"""Putting nodes into a group of their own, and taking a group apart."""

from __future__ import annotations

from dataclasses import replace

from canvas import tree
from canvas.blend import BlendMode
from canvas.deeds.checks import Ids, arranged, chosen, outermost, placeable, unlocked
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Group, Node


def group_nodes(document: Document, ids: Ids, name: str) -> Document:
    """The nodes in a new group, in their order, where the topmost of them stood; the group becomes active.

    If one of them has a blend mode of its own, the group is pass-through, so that it still acts on what lies
    below. If all of them are clipped to the same node, the group is clipped in their stead. Raises EditError
    if a group around one of them is locked.
    """
    nodes = outermost(document, ids)
    for node in nodes:
        placeable(document, node.id)
    taken = {node.id for node in nodes}
    clip = _clipped_together(document, nodes)
    if clip:
        nodes = [replace(node, clip=False) for node in nodes]
    mixes = any(node.blend is not BlendMode.NORMAL or _passes(node) for node in nodes)
    group = Group(name, layers=tuple(nodes), clip=clip, pass_through=mixes and not clip)
    path = document.path(nodes[-1].id)
    below = sum(1 for node in tree.siblings(document.layers, path[:-1])[: path[-1]] if node.id not in taken)
    parent = document.parent(nodes[-1].id)
    rest = tree.without_all(document.layers, taken)
    inner = () if parent is None else _path(rest, parent)
    return arranged(document, tree.inserted(rest, (*inner, below), (group,)), active=group.id)


def ungroup(document: Document, ids: Ids) -> Document:
    """The groups replaced by what they held; the topmost of that becomes active if the group was.

    The groups' opacity, blend mode and mask are gone, so the picture may look different; what was hidden or
    clipped with its group stays so. Raises EditError if none of the nodes is a group or if one is locked.
    """
    groups = [node for node in chosen(document, ids) if isinstance(node, Group)]
    if not groups:
        raise EditError("No group is chosen. Choose the group to take apart first.")
    for group in groups:
        unlocked(document, group.id)
    for group in groups:  # from the bottom up, and inner ones before those around them
        document = _without_group(document, group.id)
    return document


def _without_group(document: Document, group_id: str) -> Document:
    group, path = document.node(group_id), document.path(group_id)
    assert isinstance(group, Group)
    if not group.layers and len(document.layers) == len(path) == 1:
        raise EditError("A picture needs at least one layer.")
    freed = tuple(
        replace(node, visible=node.visible and group.visible, clip=node.clip or group.clip)
        if group.clip or not group.visible
        else node
        for node in group.layers
    )
    layers = tree.spliced(document.layers, path[:-1], path[-1], path[-1] + 1, freed)
    if document.active != group_id:
        return document.with_layers(layers)
    row = tree.siblings(layers, path[:-1])
    place = path[-1] + len(freed) - 1
    heir = row[max(0, place)] if row else tree.at(layers, path[:-1])
    return document.with_layers(layers, heir.id)


def _clipped_together(document: Document, nodes: list[Node]) -> bool:
    """Whether all of the nodes are clipped to one and the same, which is not among them."""
    bases: set[str] = set()
    for node in nodes:
        path = document.path(node.id)
        row = tree.siblings(document.layers, path[:-1])
        base = row[tree.base_place(row, path[-1])]
        if base is node:
            return False
        bases.add(base.id)
    return len(bases) == 1 and not bases & {node.id for node in nodes}


def _passes(node: Node) -> bool:
    return isinstance(node, Group) and node.pass_through


def _path(nodes: tree.Nodes, group: Group) -> tree.Path:
    path = tree.path_to(nodes, group.id)
    assert path is not None  # a group around a chosen node is never taken out with it
    return path
