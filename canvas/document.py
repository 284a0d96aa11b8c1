"""The document: one immutable value that holds the whole painting; an edit makes a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from canvas import tree
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.guides import Guides
from canvas.layer import Group, Layer, Node
from canvas.selection import Selection

MAX_SIDE = 65536  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Size, the tree of layers from the bottom up, the active node, the selection (None: all) and the guides.

    Because nothing in it ever changes, keeping a reference is a snapshot: any thread may read it at any time.
    """

    width: int
    height: int
    layers: tuple[Node, ...] = ()
    active: str = ""  # id of the layer or group that tools work on; "" only while there is none
    selection: Selection | None = None
    dpi: float = 300.0
    on_mask: bool = False  # tools work on the mask of the active node
    guides: Guides = ()

    def __post_init__(self) -> None:
        if not (1 <= self.width <= MAX_SIDE and 1 <= self.height <= MAX_SIDE):
            raise EditError("A picture's sides must be between 1 and {most} pixels.", most=MAX_SIDE)
        active = None if not self.layers else self.find(self.active)
        if active is None:
            active = self.layers[-1] if self.layers else None
            object.__setattr__(self, "active", active.id if active else "")
            object.__setattr__(self, "on_mask", False)
        if self.on_mask and (active is None or active.mask is None):
            object.__setattr__(self, "on_mask", False)

    @property
    def rect(self) -> Rect:
        return Rect(0, 0, self.width, self.height)

    def nodes(self) -> Iterator[Node]:
        """Every layer and group, from the bottom up; what is in a group comes before the group."""
        return tree.walk(self.layers)

    def sheets(self) -> tuple[Layer, ...]:
        """Every layer of paint, from the bottom up, whatever group it is in."""
        return tuple(tree.sheets(self.layers))

    def path(self, node_id: str) -> tree.Path:
        """Where the node stands; see `canvas.tree`. Raises EditError when the document has no such node."""
        path = tree.path_to(self.layers, node_id)
        if path is None:
            raise EditError("That layer is no longer in the picture.")
        return path

    def find(self, node_id: str) -> Node | None:
        path = tree.path_to(self.layers, node_id)
        return None if path is None else tree.at(self.layers, path)

    def node(self, node_id: str) -> Node:
        """Raises EditError when the document has no such node."""
        return tree.at(self.layers, self.path(node_id))

    def layer(self, layer_id: str) -> Layer:
        """Raises EditError when the document has no such node, or when it is a group."""
        node = self.node(layer_id)
        if not isinstance(node, Layer):
            raise EditError("“{name}” is a group. Choose one of its layers for this.", name=node.name)
        return node

    def has(self, node_id: str) -> bool:
        return self.find(node_id) is not None

    def parent(self, node_id: str) -> Group | None:
        """The group that holds the node; None where it stands at the top of the tree."""
        path = self.path(node_id)
        group = tree.at(self.layers, path[:-1]) if len(path) > 1 else None
        return group if isinstance(group, Group) else None

    @property
    def active_node(self) -> Node | None:
        return self.node(self.active) if self.active else None

    @property
    def active_layer(self) -> Layer | None:
        """The active node, if it is a layer of paint."""
        node = self.active_node
        return node if isinstance(node, Layer) else None

    def with_node(self, node: Node) -> Document:
        """The document with the node of the same id replaced."""
        return replace(self, layers=tree.put(self.layers, self.path(node.id), node))

    def with_layers(self, layers: tuple[Node, ...], active: str | None = None) -> Document:
        """The document with another tree. Where another node becomes active, tools work on that itself."""
        active = self.active if active is None else active
        return replace(self, layers=layers, active=active, on_mask=self.on_mask and active == self.active)

    def changing(self, node_id: str, **properties: Any) -> Document:
        """The document with properties of one node changed."""
        return self.with_node(replace(self.node(node_id), **properties))
