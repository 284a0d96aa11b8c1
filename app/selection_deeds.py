"""What the Select menu does, and what the Edit menu does to selected pixels."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from app.session import Deed
from app.studio import Studio
from app.tasks import Tasks, answer
from canvas.deeds.clear_selected import clear_selected
from canvas.deeds.fill_selected import fill_selected
from canvas.deeds.set_selection import set_selection
from canvas.document import Document
from canvas.errors import EditError
from canvas.feather import feathered
from canvas.selecting import everything, inverted, of_alpha
from canvas.selection import Selection


class SelectionDeeds(QObject):
    """Each method is one undo step."""

    def __init__(self, studio: Studio, parent: QWidget, tasks: Tasks) -> None:
        super().__init__(parent)
        self._studio = studio
        self._parent = parent
        self._tasks = tasks

    def select_all(self) -> None:
        self._do(self.tr("Select all"), lambda document: set_selection(document, everything(document.rect)))

    def deselect(self) -> None:
        if self._studio.document.selection is not None:
            self._do(self.tr("Deselect"), lambda document: replace(document, selection=None))

    def invert(self) -> None:
        self._do(
            self.tr("Invert selection"),
            lambda document: set_selection(document, inverted(document.selection, document.rect)),
        )

    def from_layer(self) -> None:
        def deed(document: Document) -> Document:
            layer = document.active_layer
            return document if layer is None else set_selection(document, of_alpha(layer, document.rect))

        self._do(self.tr("Select layer"), deed)

    def feather(self) -> None:
        """Ask how far, then soften the selection's edge."""
        if self._studio.document.selection is None:
            self._studio.tell(self.tr("Nothing is selected. Select something first."))
            return
        self._tasks.spawn(self._ask_feather())

    def clear_pixels(self) -> None:
        self._do(self.tr("Clear"), lambda document: clear_selected(document, document.active))

    def fill_pixels(self) -> None:
        colour = self._studio.colour
        self._do(
            self.tr("Fill with colour"), lambda document: fill_selected(document, document.active, colour)
        )
        self._studio.colour_used.emit(colour)

    async def _ask_feather(self) -> None:
        dialog = QInputDialog(self._parent)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setWindowTitle(self.tr("Feather"))
        dialog.setLabelText(self.tr("Radius in pixels"))
        dialog.setIntRange(1, 1000)
        dialog.setIntValue(8)
        if not await answer(dialog):
            return
        radius = float(dialog.intValue())

        def deed(document: Document) -> Document:
            return set_selection(document, feathered(_selected(document), radius, document.rect))

        self._do(self.tr("Feather"), deed)

    def _do(self, label: str, deed: Deed) -> None:
        self._studio.session.do(label, deed)


def _selected(document: Document) -> Selection:
    if document.selection is None:
        raise EditError("Nothing is selected. Select something first.")
    return document.selection
