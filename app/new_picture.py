"""The document that a new picture begins with."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from canvas.document import Document
from canvas.formats.limits import DEFAULT_LIMITS
from canvas.layer import Layer
from canvas.tile import solid

MOST_PIXELS = DEFAULT_LIMITS.pixels  # of a picture: a larger one could be saved, but not opened again


def tr(text: str) -> str:
    return QCoreApplication.translate("NewPicture", text)


def new_document(width: int, height: int, paper: tuple[float, float, float, float] | None) -> Document:
    """A picture of paper (straight RGBA, 0 … 1; or none) with an empty layer to draw on."""
    document = Document(width, height)
    layer = Layer(tr("Layer 1"))
    if paper is None:
        return document.with_layers((layer,), layer.id)
    ground = Layer(tr("Paper"), tiles=solid(paper, document.rect.tile_keys()))
    return document.with_layers((ground, layer), layer.id)
