"""What layers, groups and masks look like in a few pixels, made anew only where they have changed."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

import numpy as np

from app.sampling import Frame, shrunk
from canvas.composite import flatten
from canvas.document import Document
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import CHANNELS, Tiles, changed_keys, write

Part = tuple[str, bool]  # id of a node, and whether its mask is meant


@dataclass(frozen=True, slots=True, eq=False)
class _Small:
    """What was made of some tiles."""

    source: Tiles
    outside: int
    planes: np.ndarray  # C×H×W uint16 fix15
    tiles: Tiles  # the same as tiles of a small picture


class Miniatures:
    """For one thread. A group is composited from what its layers look like when they are small."""

    def __init__(self) -> None:
        self._frame = Frame((1, 1), (1, 1))
        self._known: dict[Part, _Small] = {}

    def begin(self, frame: Frame, present: Container[str]) -> None:
        """Go over to another size, if it is another, and forget nodes that are gone."""
        same = frame == self._frame
        self._known = {part: small for part, small in self._known.items() if same and part[0] in present}
        self._frame = frame

    def paint(self, node: Node) -> np.ndarray:
        """A layer's own paint, or what a group holds: 4×H×W uint16 fix15, premultiplied."""
        if isinstance(node, Group):
            width, height = self._frame.small
            return flatten(Document(width, height, tuple(self._reduced(inner) for inner in node.layers)))
        assert isinstance(node, Layer)
        return self._layer(node).planes

    def mask(self, node_id: str, mask: Mask) -> np.ndarray:
        """1×H×W uint16 fix15."""
        return self._mask(node_id, mask).planes

    def _reduced(self, node: Node) -> Node:
        """The node as it would be in a small picture."""
        if node.mask is not None:
            small = self._mask(node.id, node.mask)
            node = replace(node, mask=replace(node.mask, tiles=small.tiles, outside=0))
        if isinstance(node, Group):
            return replace(node, layers=tuple(self._reduced(inner) for inner in node.layers))
        assert isinstance(node, Layer)
        return replace(node, tiles=self._layer(node).tiles)

    def _layer(self, layer: Layer) -> _Small:
        return self._small((layer.id, False), layer.tiles, CHANNELS, 0)

    def _mask(self, node_id: str, mask: Mask) -> _Small:
        return self._small((node_id, True), mask.tiles, 1, mask.outside)

    def _small(self, part: Part, tiles: Tiles, channels: int, outside: int) -> _Small:
        known, frame = self._known.get(part), self._frame
        if known is not None and known.source is tiles and known.outside == outside:
            return known
        if known is None or known.outside != outside:
            planes = shrunk(tiles, frame, frame.whole, channels, outside)
        else:
            planes = known.planes.copy()
            area = frame.over(Rect.of_keys(changed_keys(known.source, tiles)))
            if not area.empty:
                new = shrunk(tiles, frame, area, channels, outside)
                planes[:, area.y : area.bottom, area.x : area.right] = new
        small = _Small(tiles, outside, planes, _tiles(planes))
        self._known[part] = small
        return small


def _tiles(planes: np.ndarray) -> Tiles:
    """A small picture as tiles: 4×H×W premultiplied paint, or 1×H×W of a mask; one of zeros is left out."""
    height, width = planes.shape[1:]
    rect = Rect(0, 0, width, height)
    changes = write({}, rect, planes if planes.shape[0] == CHANNELS else planes[0])
    return {key: tile for key, tile in changes.items() if tile is not None}
