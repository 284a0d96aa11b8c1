"""Strength painted with the pen: the layer for it, and why one cannot be used."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.session import Session
from app.steering import painted_area
from canvas.deeds.add_layer import insert_layer
from canvas.document import Document
from canvas.layer import Layer

OPACITY = 0.5  # of a fresh layer, so that the picture shows through; it counts as if it were opaque


def tr(text: str) -> str:
    return QCoreApplication.translate("AssistStrength", text)


def why_no_strength(document: Document, layer: str) -> str:
    """Why strength cannot be taken from the layer with this id; "" where it can, or where none is chosen."""
    if not layer:
        return ""
    if not document.has(layer):
        return tr("The layer of the painted strength is gone. Choose another one, or “Even”.")
    if painted_area(document, layer).empty:
        return tr("Paint on “{0}” where the picture is to change: thick for much, thin for little.").format(
            document.node(layer).name
        )
    return ""


def add_strength_layer(session: Session) -> str:
    """A layer on top that the pen can paint strength on at once; its id."""
    layer = Layer(tr("Strength"), opacity=OPACITY)
    session.do(tr("Layer for strength"), lambda document: insert_layer(document, layer))
    return layer.id
