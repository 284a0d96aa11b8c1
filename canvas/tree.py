"""Finding and replacing nodes in a tree of layers and groups: plain functions on tuples of nodes.

A tuple holds siblings from the bottom up. A path is a tuple of places: (2, 0) is the lowest node in the
group that stands third from the bottom.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
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


def listed(nodes: Nodes) -> Iterator[Node]:
    """Every node that a list of layers shows, from the bottom up: not what is in a folded group."""
    for node in nodes:
        if isinstance(node, Group) and not node.folded:
            yield from listed(node.layers)
        yield node


def neighbour(nodes: Nodes, node_id: str, by: int) -> str | None:
    """Id of the listed node that stands `by` rows above (below if negative); None beyond the ends.

    A node in a folded group counts as that group.
    """
    path = path_to(nodes, node_id)
    if path is None:
        return None
    *around, node = line(nodes, path)
    shown = next((group for group in around if isinstance(group, Group) and group.folded), node)
    rows = [row.id for row in listed(nodes)]
    place = rows.index(shown.id) + by
    return rows[place] if 0 <= place < len(rows) else None


def line(nodes: Nodes, path: Path) -> Iterator[Node]:
    """The groups around the node at a path, outermost first, and then the node itself."""
    for depth in range(1, len(path) + 1):
        yield at(nodes, path[:depth])


def roots(nodes: Nodes, ids: Container[str]) -> list[Path]:
    """Where the nodes of these ids stand, from the bottom up; one inside another of them is left out."""
    found: list[Path] = []
    for place, node in enumerate(nodes):
        if node.id in ids:
            found.append((place,))
        elif isinstance(node, Group):
            found += [(place, *inner) for inner in roots(node.layers, ids)]
    return found


def depth(nodes: Nodes) -> int:
    """How many groups the deepest node stands in; an empty group counts as if it held one."""
    return max((1 + depth(node.layers) for node in nodes if isinstance(node, Group)), default=0)


def shape(nodes: Nodes) -> tuple[object, ...]:
    """Which node stands where, and nothing else of them."""
    return tuple((node.id, shape(node.layers) if isinstance(node, Group) else ()) for node in nodes)


def base_place(row: Nodes, place: int) -> int:
    """The place of the sibling that the one at `place` is clipped to; `place` itself where it is not."""
    while place > 0 and row[place].clip:
        place -= 1
    return place


def run_end(row: Nodes, place: int) -> int:
    """The first place above a sibling and all that is clipped to the same one as it (or to it)."""
    place += 1
    while place < len(row) and row[place].clip:
        place += 1
    return place


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


def without_all(nodes: Nodes, ids: Container[str]) -> Nodes:
    """The tree without the nodes of these ids and all that they hold; untouched nodes keep their identity."""
    kept: list[Node] = []
    for node in nodes:
        if node.id in ids:
            continue
        if isinstance(node, Group):
            inner = without_all(node.layers, ids)
            if len(inner) != len(node.layers) or any(
                a is not b for a, b in zip(inner, node.layers, strict=True)
            ):
                node = replace(node, layers=inner)
        kept.append(node)
    return tuple(kept)
