"""Cropping and extending the canvas."""

from __future__ import annotations

from dataclasses import replace

from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Node
from canvas.selecting import clipped
from canvas.transform import shifted, shifted_mask, shifted_selection


def resize_canvas(document: Document, rect: Rect) -> Document:
    """The document whose canvas is `rect`, given in pixels of the present canvas.

    No paint is lost: layers keep what lies outside, and extending shows it again. Raises EditError if a side
    would be empty or too long.
    """
    if rect == document.rect:
        return document
    if rect.empty:
        raise EditError("The new canvas would be empty. Draw a larger frame.")
    layers = document.layers
    if rect.x or rect.y:
        layers = tuple(_shifted(node, -rect.x, -rect.y) for node in layers)
    selection = document.selection
    if selection is not None:
        selection = clipped(
            shifted_selection(selection, -rect.x, -rect.y), Rect(0, 0, rect.width, rect.height)
        )
    return replace(document, width=rect.width, height=rect.height, layers=layers, selection=selection)


def _shifted(node: Node, dx: int, dy: int) -> Node:
    """The node with its paint, its mask and all that it holds moved."""
    mask = node.mask
    if mask is not None and mask.tiles:
        node = replace(node, mask=shifted_mask(mask, dx, dy))
    if isinstance(node, Group):
        return replace(node, layers=tuple(_shifted(inner, dx, dy) for inner in node.layers))
    if isinstance(node, Layer) and node.tiles:
        return replace(node, tiles=shifted(node.tiles, dx, dy))
    return node
