"""Selecting and deselecting."""

from __future__ import annotations

from dataclasses import replace

from canvas.document import Document
from canvas.selecting import clipped
from canvas.selection import Selection


def set_selection(document: Document, selection: Selection | None) -> Document:
    """With that selection, cut to the canvas; None, or nothing on the canvas: nothing is selected."""
    selection = clipped(selection, document.rect)
    if selection is document.selection:
        return document
    return replace(document, selection=selection)
