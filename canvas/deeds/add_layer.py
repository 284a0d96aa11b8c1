"""Adding a layer."""

from __future__ import annotations

from canvas.blend import BlendMode
from canvas.deeds.checks import inserted, path_above
from canvas.document import Document
from canvas.layer import Layer, Node, Recipe
from canvas.tile import Tiles


def add_layer(
    document: Document,
    name: str,
    above: str | None = None,
    *,
    tiles: Tiles | None = None,
    recipe: Recipe | None = None,
    opacity: float = 1.0,
    blend: BlendMode = BlendMode.NORMAL,
) -> Document:
    """A new layer above the given one (None: above the active one), which becomes active."""
    layer = Layer(name, tiles=tiles or {}, recipe=recipe, opacity=opacity, blend=blend)
    return inserted(document, layer, path_above(document, above))


def insert_layer(document: Document, layer: Layer, above: str | None = None) -> Document:
    """A ready-made layer above the given one (None: on top of all), which becomes active."""
    return insert_node(document, layer, above)


def insert_node(document: Document, node: Node, above: str | None = None) -> Document:
    """As `insert_layer`, of a layer or a whole group."""
    path = (len(document.layers),) if above is None else path_above(document, above)
    return inserted(document, node, path)
