"""The nodes of a document: layers of paint, groups of them, their masks, and the recipe of a result."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from canvas.blend import BlendMode
from canvas.geometry import Key, Rect
from canvas.tile import ONE, Tile, Tiles, bounds, replaced

MAX_DEPTH = 64  # of groups in groups
TAGS = ("", "red", "orange", "yellow", "green", "blue", "violet", "grey")  # colours to tell nodes apart by


def new_id() -> str:
    """An identity that no other node has, in this document or any other."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """What a generated layer was made from: JSON-ready settings and the pictures that went in (uint8 arrays).

    The canvas keeps it, saves it and gives it back; only the part that generates can read it.
    """

    settings: Mapping[str, Any]
    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """How much of a node is shown, pixel by pixel: tiles of 64×64 uint16 fix15, 0 hides, ONE shows."""

    tiles: Tiles = field(default_factory=dict)
    outside: int = ONE  # what a missing tile holds all over: 0 or ONE
    enabled: bool = True

    def with_tiles(self, changes: Mapping[Key, Tile | None]) -> Mask:
        """The mask with some of its tiles replaced (None: taken out)."""
        return replace(self, tiles=replaced(self.tiles, changes))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What layers and groups have in common. Frozen: an edit makes a new node with the same `id`."""

    name: str
    id: str = field(default_factory=new_id)
    opacity: float = 1.0  # 0 … 1
    blend: BlendMode = BlendMode.NORMAL
    visible: bool = True
    locked: bool = False  # no edit may change its pixels
    clip: bool = False  # shown only where the nearest node below without `clip` is
    mask: Mask | None = None
    tag: str = ""  # one of TAGS


@dataclass(frozen=True, slots=True, eq=False)
class Layer(Node):
    """A sheet of paint."""

    tiles: Tiles = field(default_factory=dict)
    alpha_lock: bool = False  # paint changes colour but not alpha
    recipe: Recipe | None = None

    @property
    def bounds(self) -> Rect:
        """Whole tiles that may hold paint."""
        return bounds(self.tiles)

    def with_tiles(self, changes: Mapping[Key, Tile | None]) -> Layer:
        """The layer with some of its tiles replaced (None: taken out)."""
        return replace(self, tiles=replaced(self.tiles, changes))


@dataclass(frozen=True, slots=True, eq=False)
class Group(Node):
    """Nodes that are shown, moved and hidden together.

    Isolated, they are composited by themselves and the result is blended as if it were one layer. A
    pass-through group blends its nodes straight into what lies below it: its own blend mode then does
    not matter, and its opacity and mask fade between the picture without it and with it.
    """

    layers: tuple[Node, ...] = ()  # from the bottom up
    pass_through: bool = False
    folded: bool = False  # its nodes are not listed in the layer panel
