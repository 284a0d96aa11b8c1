"""A short name for all that a document holds."""

from __future__ import annotations

import hashlib

from canvas.document import Document
from canvas.layer import Layer


def digest(document: Document) -> str:
    """Equal for documents with the same layers, properties, guides and pixels."""
    result = hashlib.sha256(f"{document.width} {document.height}".encode())
    result.update(f"{sorted((guide.horizontal, guide.at) for guide in document.guides)}".encode())
    for node in document.nodes():
        result.update(f"{node.id} {node.name} {node.opacity} {node.blend} {node.visible}".encode())
        if isinstance(node, Layer):
            for key, tile in sorted(node.tiles.items()):
                result.update(f"{key}".encode() + tile.pixels.tobytes())
    return result.hexdigest()[:16]
