"""Cropping and extending the canvas."""

from __future__ import annotations

from dataclasses import replace

from canvas.document import Document
from canvas.errors import EditError
from canvas.geometry import Rect
from canvas.guides import shifted_guides
from canvas.selecting import clipped
from canvas.transform import shifted_node, shifted_selection


def resize_canvas(document: Document, rect: Rect) -> Document:
    """The document whose canvas is `rect`, given in pixels of the present canvas.

    No paint is lost: layers keep what lies outside, and extending shows it again. Guides stay where they are
    on the picture. Raises EditError if a side would be empty or too long.
    """
    if rect == document.rect:
        return document
    if rect.empty:
        raise EditError("The new canvas would be empty. Draw a larger frame.")
    layers = document.layers
    if rect.x or rect.y:
        layers = tuple(shifted_node(node, -rect.x, -rect.y) for node in layers)
    selection = document.selection
    if selection is not None:
        selection = clipped(
            shifted_selection(selection, -rect.x, -rect.y), Rect(0, 0, rect.width, rect.height)
        )
    return replace(
        document,
        width=rect.width,
        height=rect.height,
        layers=layers,
        selection=selection,
        guides=shifted_guides(document.guides, -rect.x, -rect.y),
    )
