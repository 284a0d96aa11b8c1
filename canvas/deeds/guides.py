"""Adding, moving and removing guides."""

from __future__ import annotations

from dataclasses import replace

from canvas.document import Document
from canvas.errors import EditError
from canvas.guides import FAR, MOST, Guide


def add_guide(document: Document, guide: Guide) -> Document:
    """With one more guide; the very same document where there is one at that place already.

    Raises EditError for a picture that has as many as one can have, or a place far away from it.
    """
    if guide in document.guides:
        return document
    if len(document.guides) >= MOST:
        raise EditError("A picture has at most {most} guides. Remove some first.", most=MOST)
    if not abs(guide.at) <= FAR:
        raise EditError("A guide cannot be that far away from the picture.")
    return replace(document, guides=(*document.guides, guide))


def move_guide(document: Document, guide: Guide, at: float) -> Document:
    """With a guide at another place; where another one lies there, they become one.

    Raises EditError where the picture has no such guide (any more).
    """
    rest = _without(document, guide)
    moved = Guide(guide.horizontal, at)
    if moved == guide:
        return document
    place = document.guides.index(guide)
    left = replace(document, guides=rest)
    if moved in rest:
        return left
    return replace(document, guides=(*rest[:place], *add_guide(left, moved).guides[-1:], *rest[place:]))


def remove_guide(document: Document, guide: Guide) -> Document:
    """Raises EditError where the picture has no such guide (any more)."""
    return replace(document, guides=_without(document, guide))


def clear_guides(document: Document) -> Document:
    """Without any guide."""
    return replace(document, guides=()) if document.guides else document


def _without(document: Document, guide: Guide) -> tuple[Guide, ...]:
    if guide not in document.guides:
        raise EditError("That guide is no longer in the picture.")
    return tuple(other for other in document.guides if other != guide)
