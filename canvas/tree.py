"""Finding and replacing nodes in a tree of layers and groups: plain functions on tuples of nodes.

A tuple holds siblings from the bottom up. A path is a tuple of places: (2, 0) is the lowest node in the
group that stands third from the bottom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from canvas.errors import EditError
from canvas.layer import Group, Layer, Node

Nodes = tuple[Node, ...]
Path = tuple[int, ...]


def walk(nodes: Nodes) -> Iterator[Node]:
    """Every node, from the bottom up; what is in a group comes before the group."""
    for node in nodes:
        if isinstance(node, Group):
            yield from walk(node.layers)
        yield node


def sheets(nodes: Nodes) -> Iterator[Layer]:
    """Every layer of paint, from the bottom up."""
    return (node for node in walk(nodes) if isinstance(node, Layer))


def path_to(nodes: Nodes, node_id: str) -> Path | None:
    """Where the node stands; None if it is not in the tree."""
    for place, node in enumerate(nodes):
        if node.id == node_id:
            return (place,)
        if isinstance(node, Group):
            inner = path_to(node.layers, node_id)
            if inner is not None:
                return (place, *inner)
    return None


def siblings(nodes: Nodes, parent: Path) -> Nodes:
    """What the group at a path holds; all of `nodes` for ()."""
    for place in parent:
        group = nodes[place]
        if not isinstance(group, Group):
            raise EditError("“{name}” is not a group.", name=group.name)
        nodes = group.layers
    return nodes


def at(nodes: Nodes, path: Path) -> Node:
    return siblings(nodes, path[:-1])[path[-1]]


def spliced(nodes: Nodes, parent: Path, first: int, last: int, new: Nodes) -> Nodes:
    """The tree with places first … last − 1 of the group at `parent` taken by other nodes.

    Groups on the way are rebuilt; every other node keeps its identity.
    """
    if not parent:
        return (*nodes[:first], *new, *nodes[last:])
    place, group = parent[0], nodes[parent[0]]
    assert isinstance(group, Group)
    inner = spliced(group.layers, parent[1:], first, last, new)
    return (*nodes[:place], replace(group, layers=inner), *nodes[place + 1 :])


def put(nodes: Nodes, path: Path, node: Node) -> Nodes:
    """The tree with another node at a path."""
    return spliced(nodes, path[:-1], path[-1], path[-1] + 1, (node,))


def inserted(nodes: Nodes, path: Path, new: Nodes) -> Nodes:
    """The tree with more nodes, the lowest of which stands at `path`."""
    return spliced(nodes, path[:-1], path[-1], path[-1], new)


def without(nodes: Nodes, path: Path) -> Nodes:
    """The tree without the node at a path and all that it holds."""
    return spliced(nodes, path[:-1], path[-1], path[-1] + 1, ())
