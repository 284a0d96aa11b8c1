"""Changing a layer's properties. What is so already leaves the very same document."""

from __future__ import annotations

import math
from typing import Any

from canvas.blend import BlendMode
from canvas.document import Document
from canvas.errors import EditError


def rename_layer(document: Document, layer_id: str, name: str) -> Document:
    """Spaces around the name are dropped. Raises EditError if nothing remains."""
    name = " ".join(name.split())
    if not name:
        raise EditError("A layer needs a name.")
    return _with(document, layer_id, "name", name)


def set_opacity(document: Document, layer_id: str, opacity: float) -> Document:
    """`opacity` is brought into 0 … 1. Raises EditError if it is no number."""
    if math.isnan(opacity):
        raise EditError("Opacity must be a number between 0 and 100 %.")
    return _with(document, layer_id, "opacity", min(max(float(opacity), 0.0), 1.0))


def set_blend(document: Document, layer_id: str, blend: BlendMode) -> Document:
    return _with(document, layer_id, "blend", blend)


def set_visible(document: Document, layer_id: str, visible: bool) -> Document:
    return _with(document, layer_id, "visible", visible)


def set_locked(document: Document, layer_id: str, locked: bool) -> Document:
    return _with(document, layer_id, "locked", locked)


def set_alpha_lock(document: Document, layer_id: str, alpha_lock: bool) -> Document:
    document.layer(layer_id)  # a group has no paint whose transparency could be locked
    return _with(document, layer_id, "alpha_lock", alpha_lock)


def _with(document: Document, layer_id: str, name: str, value: Any) -> Document:
    if getattr(document.node(layer_id), name) == value:
        return document
    return document.changing(layer_id, **{name: value})
