"""The paint of layers as programs should show it that know neither masks nor our clipping."""

from __future__ import annotations

from dataclasses import replace

from canvas import tree
from canvas.blend import BlendMode
from canvas.composite import composed
from canvas.geometry import Key
from canvas.layer import Layer, Node
from canvas.masking import masked, scaled
from canvas.tile import Tile, Tiles, replaced


def shown_paint(row: tuple[Node, ...], place: int, alphas: dict[str, Tiles]) -> Tiles:
    """The paint of the layer at a place among its siblings, times its mask and the alpha it is clipped to.

    The very same tiles where nothing hides any of them. What is clipped to a hidden node is not shown at all.
    `alphas` keeps, for the next one, what the layer was clipped to, by that node's id.
    """
    layer = row[place]
    assert isinstance(layer, Layer)
    tiles = layer.tiles
    if layer.mask is not None and layer.mask.enabled:
        changes = masked(tiles, layer.mask)
        tiles = replaced(tiles, changes) if changes else tiles
    base = row[tree.base_place(row, place)]
    if base is layer:
        return tiles
    if base.id not in alphas:
        alphas.clear()
        alphas[base.id] = _alphas(base)
    return _cut(tiles, alphas[base.id])


def _alphas(base: Node) -> Tiles:
    """What the node shows by itself, as RGBA tiles of which the alpha counts."""
    if not base.visible:
        return {}
    return composed((replace(base, blend=BlendMode.NORMAL, clip=False),))


def _cut(tiles: Tiles, alphas: Tiles) -> Tiles:
    changes: dict[Key, Tile | None] = {}
    for key, tile in tiles.items():
        alpha = alphas.get(key)
        if alpha is None:
            changes[key] = None
            continue
        pixels = scaled(tile.pixels, alpha.pixels[3])
        if not pixels[3].any():
            changes[key] = None
        elif (pixels != tile.pixels).any():
            changes[key] = Tile(pixels)
    return replaced(tiles, changes) if changes else tiles
