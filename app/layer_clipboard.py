"""Layers that were copied: kept by the program, and announced on the system's clipboard."""

from __future__ import annotations

from concurrent.futures import Future
from uuid import uuid4

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from app.compute import Compute
from app.session import Session
from canvas.deeds.checks import outermost
from canvas.deeds.duplicate_nodes import copy_to
from canvas.document import Document

MIME = "application/x-scumble-layers"  # holds a number that only the program that copied them knows


class LayerClipboard(QObject):
    """Outlives the picture that the layers came from, so that they can be put into another one."""

    def __init__(self, compute: Compute) -> None:
        super().__init__()
        self._compute = compute
        self._number = b""
        self._copied: Future[Document] | None = None
        QGuiApplication.clipboard().dataChanged.connect(self._let_go)

    def copy(self, session: Session, ids: tuple[str, ...]) -> None:
        """Take these nodes as they are once all edits asked for so far are made (no ids: the active one)."""
        self._number = uuid4().bytes
        data = QMimeData()
        data.setData(MIME, self._number)
        QGuiApplication.clipboard().setMimeData(data)
        self._copied = self._compute.submit(lambda: excerpt(session.document, ids))

    @property
    def holds_layers(self) -> bool:
        """Whether nothing else was copied since, here or in another program."""
        data = QGuiApplication.clipboard().mimeData()
        return bool(self._number) and data is not None and data.data(MIME).data() == self._number

    def _let_go(self) -> None:
        """Keep nothing that can no longer be pasted: layers are large."""
        if not self.holds_layers:
            self._copied = None

    def paste(self, document: Document) -> Document:
        """The copied nodes above the active one. For the compute thread. Raises EditError as `copy_to`."""
        copied = self._copied
        if copied is None:
            return document
        source = copied.result()  # the compute thread has done it before
        return copy_to(document, source, [node.id for node in source.layers])


def excerpt(document: Document, ids: tuple[str, ...]) -> Document:
    """A document of the same size with these nodes only (no ids: the active one); the rest is let go."""
    nodes = outermost(document, ids or (document.active,))
    return Document(document.width, document.height, tuple(nodes), dpi=document.dpi)
