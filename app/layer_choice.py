"""Which nodes an artist's wish is about: the active one, or all that are chosen beside it."""

from __future__ import annotations

from collections.abc import Callable

from app.session import Session
from canvas.document import Document

Deed = Callable[[Document, tuple[str, ...]], Document]


class LayerChoice:
    """The rows chosen in the layer list, as they are when a deed is asked for."""

    def __init__(self) -> None:
        self._ids: tuple[str, ...] = ()

    def choose(self, ids: list[str]) -> None:
        """Several ids, or one: that is then simply the active node."""
        self._ids = tuple(ids) if len(ids) > 1 else ()

    def ids(self, document: Document) -> tuple[str, ...]:
        """The nodes that are meant, if nothing more is done to the document."""
        return targets(document, self._ids)

    @property
    def several(self) -> tuple[str, ...]:
        """The chosen nodes, if there is more than one."""
        return self._ids

    def do(self, session: Session, label: str, deed: Deed, merge_key: str = "") -> None:
        """Ask for one undo step on what is chosen now."""
        chosen = self._ids
        session.do(label, lambda document: deed(document, targets(document, chosen)), merge_key)


def targets(document: Document, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The chosen nodes that are still there, or the active one where another has become active meanwhile."""
    if document.active in chosen:
        return tuple(node_id for node_id in chosen if document.has(node_id))
    return (document.active,) if document.active else ()
