"""Changing properties of one node or of several. What is so already leaves the very same document."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from canvas import tree
from canvas.blend import BlendMode
from canvas.deeds.checks import Ids, chosen
from canvas.document import Document
from canvas.errors import EditError
from canvas.layer import TAGS, Group, Layer, Node


def rename_layer(document: Document, node_id: str, name: str) -> Document:
    """Spaces around the name are dropped. Raises EditError if nothing remains."""
    name = " ".join(name.split())
    if not name:
        raise EditError("A layer needs a name.")
    return _with(document, [document.node(node_id)], name=name)


def set_opacity(document: Document, ids: Ids, opacity: float) -> Document:
    """`opacity` is brought into 0 … 1. Raises EditError if it is no number."""
    if math.isnan(opacity):
        raise EditError("Opacity must be a number between 0 and 100 %.")
    return _with(document, chosen(document, ids), opacity=min(max(float(opacity), 0.0), 1.0))


def set_blend(document: Document, ids: Ids, blend: BlendMode) -> Document:
    """The mode of a group is that of an isolated one, so a pass-through group becomes isolated."""
    nodes = chosen(document, ids)
    document = _with(document, [node for node in nodes if isinstance(node, Group)], pass_through=False)
    return _with(document, chosen(document, [node.id for node in nodes]), blend=blend)


def set_visible(document: Document, ids: Ids, visible: bool) -> Document:
    return _with(document, chosen(document, ids), visible=visible)


def set_locked(document: Document, ids: Ids, locked: bool) -> Document:
    return _with(document, chosen(document, ids), locked=locked)


def set_clip(document: Document, ids: Ids, clip: bool) -> Document:
    """Clipped nodes are shown only where the nearest one below that is not clipped is.

    Raises EditError if none of them has anything below that it could be clipped to.
    """
    nodes = chosen(document, ids)
    if clip:
        nodes = [node for node in nodes if document.path(node.id)[-1] > 0]
        if not nodes:
            raise EditError("There is nothing below to clip to. Move the layer up first.")
    return _with(document, nodes, clip=clip)


def set_tag(document: Document, ids: Ids, tag: str) -> Document:
    """`tag` is one of `canvas.layer.TAGS`; "" takes the tag away."""
    if tag not in TAGS:
        raise EditError("There is no colour tag of that name.")
    return _with(document, chosen(document, ids), tag=tag)


def set_alpha_lock(document: Document, ids: Ids, alpha_lock: bool) -> Document:
    """Groups among the nodes are passed over: they have no paint whose transparency could be locked.

    Raises EditError if there are only groups.
    """
    nodes = chosen(document, ids)
    layers = [node for node in nodes if isinstance(node, Layer)]
    if nodes and not layers:
        raise EditError("“{name}” is a group. Choose one of its layers for this.", name=nodes[0].name)
    return _with(document, layers, alpha_lock=alpha_lock)


def set_pass_through(document: Document, ids: Ids, pass_through: bool) -> Document:
    """Layers among the nodes are passed over. Raises EditError if there are only layers."""
    return _with(document, _groups(document, ids), pass_through=pass_through)


def set_folded(document: Document, ids: Ids, folded: bool) -> Document:
    """Layers among the nodes are passed over. Raises EditError if there are only layers."""
    return _with(document, _groups(document, ids), folded=folded)


def _groups(document: Document, ids: Ids) -> list[Node]:
    nodes = chosen(document, ids)
    groups: list[Node] = [node for node in nodes if isinstance(node, Group)]
    if nodes and not groups:
        raise EditError("“{name}” is not a group. Choose a group for this.", name=nodes[0].name)
    return groups


def _with(document: Document, nodes: Iterable[Node], **properties: Any) -> Document:
    ((name, value),) = properties.items()
    layers = document.layers
    for node in nodes:
        path = tree.path_to(layers, node.id)
        assert path is not None
        now = tree.at(layers, path)  # a group may have been rebuilt around another of the nodes
        if getattr(now, name) != value:
            layers = tree.put(layers, path, replace(now, **properties))
    return document if layers is document.layers else replace(document, layers=layers)
