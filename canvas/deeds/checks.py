"""What deeds ask before they begin."""

from __future__ import annotations

from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import Layer


def editable(document: Document, layer_id: str) -> Layer:
    """The layer, if its pixels may be changed; otherwise EditError says what to do."""
    layer = document.layer(layer_id)
    if layer.locked:
        raise EditError("The layer “{name}” is locked. Unlock it first.", name=layer.name)
    return layer


def erasable(document: Document, layer_id: str) -> Layer:
    """The layer, if its paint may also be taken away."""
    layer = editable(document, layer_id)
    if layer.alpha_lock:
        raise EditError("The transparency of “{name}” is locked. Unlock it first.", name=layer.name)
    return layer


def place_above(document: Document, above: str | None) -> int:
    """Where a new layer goes: above the given layer, or above the active one if None."""
    if above is None:
        above = document.active
    return document.index(above) + 1 if above else len(document.layers)


def inserted(document: Document, layer: Layer, place: int) -> Document:
    """The document with one more layer, which becomes the active one."""
    return document.with_layers((*document.layers[:place], layer, *document.layers[place:]), active=layer.id)
