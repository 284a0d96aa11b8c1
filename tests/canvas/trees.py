"""Random trees of layers, groups, masks and clipped nodes, and random edits of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from canvas import tree
from canvas.blend import BlendMode
from canvas.composite import from_rgba8
from canvas.document import Document
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import ONE, Tile, solid

ALL_MODES = tuple(BlendMode)
# Modes without jumps and steep places, for trees that are compared with a reference in another precision.
SMOOTH = (
    BlendMode.NORMAL, BlendMode.BEHIND, BlendMode.ERASE, BlendMode.DARKEN, BlendMode.MULTIPLY,
    BlendMode.LIGHTEN, BlendMode.SCREEN, BlendMode.ADD, BlendMode.HARD_LIGHT, BlendMode.DIFFERENCE,
    BlendMode.EXCLUSION,
)  # fmt: skip


class Forester:
    """Makes trees that reach around and beyond a canvas of some size."""

    def __init__(self, rng: np.random.Generator, side: int, modes: Sequence[BlendMode] = ALL_MODES) -> None:
        self.rng, self.side, self.modes = rng, side, modes

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def layer(self) -> Layer:
        width, height = (int(side) for side in self.rng.integers(10, self.side, 2))
        x, y = (int(place) for place in self.rng.integers(-60, self.side, 2))
        pixels = self.rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
        if self.chance(0.3):
            pixels[..., 3] = 255
        tiles = dict(from_rgba8(pixels, (x, y)))
        if self.chance(0.2):
            tiles |= solid((0.3, 0.5, 0.7, 1), [(0, 0), (1, 1)])
        return Layer("layer", tiles=tiles, **self.manner())

    def group(self, depth: int) -> Group:
        nodes = self.nodes(depth - 1, int(self.rng.integers(0, 4)))
        return Group("group", layers=nodes, pass_through=self.chance(0.4), **self.manner())

    def nodes(self, depth: int, count: int) -> tuple[Node, ...]:
        return tuple(self.group(depth) if depth and self.chance(0.35) else self.layer() for _ in range(count))

    def manner(self) -> dict:
        return {
            "opacity": 1.0 if self.chance(0.4) else float(self.rng.random()),
            "blend": BlendMode.NORMAL
            if self.chance(0.3)
            else self.modes[int(self.rng.integers(len(self.modes)))],
            "visible": self.chance(0.9),
            "clip": self.chance(0.3),
            "mask": self.mask() if self.chance(0.3) else None,
        }

    def mask(self) -> Mask:
        keys = [(column, row) for column in range(-1, 4) for row in range(-1, 4) if self.chance(0.4)]
        return Mask({key: self.mask_tile() for key in keys}, ONE if self.chance(0.5) else 0, self.chance(0.8))

    def mask_tile(self) -> Tile:
        values = self.rng.integers(-9000, ONE + 9000, (64, 64))
        return Tile(np.clip(values, 0, ONE).astype(np.uint16))

    def document(self, depth: int = 3, count: int = 4) -> Document:
        document = Document(self.side, self.side - 17, self.nodes(depth, count))
        return self.focused(document)

    def focused(self, document: Document) -> Document:
        """With another node active."""
        nodes = list(document.nodes())
        return replace(document, active=nodes[self.rng.integers(len(nodes))].id) if nodes else document

    def edited(self, document: Document) -> Document:
        """Some node painted on, changed, added, dropped or moved, or another one active."""
        nodes = list(document.nodes())
        if not nodes or self.chance(0.1):
            return document.with_layers((*document.layers, self.layer()))
        if self.chance(0.15):
            return self.focused(document)
        node = nodes[self.rng.integers(len(nodes))]
        path = document.path(node.id)
        if self.chance(0.5):  # painting is what happens most
            return replace(document.with_node(self.painted(node)), active=node.id)
        if self.chance(0.2):
            return document.with_layers(tree.without(document.layers, path))
        if self.chance(0.2):
            rest = tree.without(document.layers, path)
            return document.with_layers((node, *rest) if self.chance(0.5) else (*rest, node))
        if self.chance(0.2):
            return document.with_layers(tree.inserted(document.layers, path, self.nodes(1, 1)))
        changes = self.manner()
        name = list(changes)[self.rng.integers(len(changes))]
        return document.changing(node.id, **{name: changes[name]})

    def painted(self, node: Node) -> Node:
        if isinstance(node, Layer) and not (node.mask is not None and self.chance(0.3)):
            new = self.layer()
            key = next(iter(new.tiles))
            return node.with_tiles({key: new.tiles[key], next(iter(node.tiles), key): None})
        if node.mask is not None:
            return replace(node, mask=node.mask.with_tiles({(0, 1): self.mask_tile(), (1, 1): None}))
        return node
