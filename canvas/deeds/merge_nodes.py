"""Merging chosen nodes, or all that is in a group, into one layer."""

from __future__ import annotations

from dataclasses import replace

from canvas import tree
from canvas.blend import BlendMode
from canvas.deeds.checks import Ids, as_group, outermost, unlocked_throughout
from canvas.deeds.painting import painted, plain
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Group, Layer, Node


def merge_nodes(document: Document, ids: Ids) -> Document:
    """The nodes as one layer, where the topmost of them stood, with the name and blend mode of the lowest.

    They need not stand side by side: they are laid over each other in their order, and whatever lies between
    two of them comes to lie below all of them. The layer carries no recipe and no mask, and its opacity is 1.
    A single group is merged as by `merge_group`; a single layer stays as it is. Raises EditError if one is
    hidden or locked, or if a clipped node and what it is clipped to are not both chosen.
    """
    nodes = outermost(document, ids)
    if len(nodes) == 1:
        return merge_group(document, nodes[0].id) if isinstance(nodes[0], Group) else document
    for node in nodes:
        unlocked_throughout(document, node.id)
    refuse_hidden(*nodes)
    clip = _shared_clip(document, nodes)
    nodes = [replace(node, clip=False) for node in nodes] if clip else nodes
    merged = replace(merged_layer(tuple(nodes)), clip=clip)
    gone = {node.id for node in nodes}
    path = document.path(nodes[-1].id)
    below = sum(1 for node in tree.siblings(document.layers, path[:-1])[: path[-1]] if node.id not in gone)
    rest = tree.without_all(document.layers, gone)
    parent = document.parent(nodes[-1].id)
    inner = None if parent is None else tree.path_to(rest, parent.id)
    return document.with_layers(tree.inserted(rest, (*(inner or ()), below), (merged,)), active=merged.id)


def merge_group(document: Document, group_id: str) -> Document:
    """The group as one layer, with the group's name, opacity, blend mode, mask and clipping.

    The picture looks as before, to fix15 rounding, if the group is isolated. A pass-through group is merged
    as if it were isolated and in normal mode: nodes in it with a blend mode of their own then act only on
    what the group holds. Hidden nodes in it are dropped. Raises EditError if something is locked.
    """
    group = as_group(document, group_id)
    unlocked_throughout(document, group_id)
    layer = of_group(group)
    layers = tree.put(document.layers, document.path(group_id), layer)
    gone = {group_id, *(node.id for node in tree.walk(group.layers))}
    return document.with_layers(layers, layer.id if document.active in gone else None)


def of_group(group: Group) -> Layer:
    """A layer that shows what the group shows; see `merge_group`."""
    return Layer(
        group.name,
        opacity=group.opacity,
        blend=BlendMode.NORMAL if group.pass_through else group.blend,
        visible=group.visible,
        clip=group.clip,
        mask=group.mask,
        tag=group.tag,
        tiles=painted(group.layers),
    )


def merged_layer(nodes: tuple[Node, ...]) -> Layer:
    """The nodes laid over each other as one layer with the properties of the lowest, which are kept."""
    lowest = nodes[0]
    bare = Layer(lowest.name, blend=lowest.blend, clip=lowest.clip, tag=lowest.tag)
    if isinstance(lowest, Layer):
        bare = replace(bare, id=lowest.id, alpha_lock=lowest.alpha_lock)
    elif isinstance(lowest, Group) and lowest.pass_through:
        bare = replace(bare, blend=BlendMode.NORMAL)
    return replace(bare, tiles=painted((plain(lowest), *nodes[1:])))


def refuse_hidden(*nodes: Node) -> None:
    for node in nodes:
        if not node.visible:
            raise EditError("A hidden layer cannot be merged. Show “{name}” first.", name=node.name)


def _shared_clip(document: Document, nodes: list[Node]) -> bool:
    """Whether all nodes are clipped to one and the same that is not among them.

    Raises EditError where clipping would come to mean something else.
    """
    chosen = {node.id for node in nodes}
    bases: set[str | None] = set()
    for node in nodes:
        path = document.path(node.id)
        row = tree.siblings(document.layers, path[:-1])
        base = row[tree.base_place(row, path[-1])]
        bases.add(None if base.id in chosen else base.id)
        together = node is nodes[0] and row[path[-1] : path[-1] + len(nodes)] == tuple(nodes)
        if base is node and not together:
            _refuse_lonely(row, path[-1], chosen)
    if bases == {None}:
        return False
    if len(bases) == 1:
        return True
    raise EditError(
        "Some of these layers are clipped to one that is not chosen. Choose that one too, or end the "
        "clipping."
    )


def _refuse_lonely(row: tuple[Node, ...], place: int, chosen: set[str]) -> None:
    """Raises EditError if something that is not chosen is clipped to row[place]."""
    if any(node.id not in chosen for node in row[place + 1 : tree.run_end(row, place)]):
        raise EditError("Other layers are clipped to “{name}”. Choose them too.", name=row[place].name)
