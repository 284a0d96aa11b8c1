"""Duplicating a layer."""

from __future__ import annotations

from dataclasses import replace

from canvas.deeds.checks import inserted, path_above
from canvas.document import Document
from canvas.layer import new_id


def duplicate_layer(document: Document, layer_id: str, name: str | None = None) -> Document:
    """A copy right above the layer becomes active. It has all the layer's properties, but is not locked."""
    layer = document.layer(layer_id)
    copy = replace(layer, id=new_id(), name=layer.name if name is None else name, locked=False)
    return inserted(document, copy, path_above(document, layer_id))
