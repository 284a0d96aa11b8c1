"""What nodes show by themselves, as the paint of one layer."""

from __future__ import annotations

from dataclasses import replace

from canvas.blend import BlendMode
from canvas.change import covered
from canvas.composite import composed
from canvas.geometry import Key
from canvas.layer import Layer, Node
from canvas.tile import Tile


def painted(nodes: tuple[Node, ...]) -> dict[Key, Tile]:
    """The composite of the nodes over nothing, off the canvas too; tiles that come out empty are left out.

    Tiles that only a plain lowest layer has are the very same ones: undo need not keep them twice.
    """
    lowest, rest = (nodes[0], nodes[1:]) if nodes else (None, ())
    if not isinstance(lowest, Layer) or not shows_as_painted(lowest):
        return composed(nodes)
    above = covered(rest)
    kept = {key: tile for key, tile in lowest.tiles.items() if key not in above}
    part = replace(lowest, tiles={key: tile for key, tile in lowest.tiles.items() if key in above})
    return {**kept, **composed((part, *rest))}


def plain(node: Node) -> Node:
    """The node as the lowest of those that are merged: what it is blended with is not there."""
    return replace(node, blend=BlendMode.NORMAL, clip=False, visible=True)


def shows_as_painted(layer: Layer) -> bool:
    """Whether over nothing the layer looks just as its paint."""
    masked = layer.mask is not None and layer.mask.enabled
    return layer.visible and layer.opacity == 1 and layer.blend is BlendMode.NORMAL and not masked
