"""Adding an empty group."""

from __future__ import annotations

from canvas.deeds.checks import inserted, path_above
from canvas.document import Document
from canvas.layer import Group


def add_group(
    document: Document, name: str, above: str | None = None, *, pass_through: bool = False
) -> Document:
    """A new, empty group above the given node (None: above the active one), which becomes active."""
    return inserted(document, Group(name, pass_through=pass_through), path_above(document, above))
