"""What the Layer menu does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.studio import Studio
from canvas import tree
from canvas.deeds.add_layer import add_layer
from canvas.deeds.copy_selected import layer_via_copy
from canvas.deeds.delete_layer import delete_layer
from canvas.deeds.merge_down import merge_down
from canvas.deeds.move_layer import move_layer
from canvas.document import Document


class LayerDeeds(QObject):
    """Each method is one undo step on the active layer."""

    def __init__(self, studio: Studio, parent: QWidget, show_recipe: Callable[[str], None]) -> None:
        """`show_recipe` is given the id of the layer whose recipe is wanted."""
        super().__init__(parent)
        self._studio = studio
        self._show_recipe = show_recipe

    def add(self) -> None:
        number = len(list(self._studio.document.nodes()))
        name = self.tr("Layer {0}").format(number)
        self._studio.session.do(self.tr("New layer"), lambda document: add_layer(document, name))

    def delete(self) -> None:
        self._studio.session.do(
            self.tr("Delete layer"), lambda document: delete_layer(document, document.active)
        )

    def via_copy(self) -> None:
        label = self.tr("Layer via copy") if self._studio.document.selection else self.tr("Duplicate layer")
        self._studio.session.do(label, lambda document: layer_via_copy(document, document.active))

    def up(self) -> None:
        self._move(1, self.tr("Move layer up"))

    def down(self) -> None:
        self._move(-1, self.tr("Move layer down"))

    def merge(self) -> None:
        self._studio.session.do(self.tr("Merge down"), lambda document: merge_down(document, document.active))

    def show_recipe(self) -> None:
        self._show_recipe(self._studio.document.active)

    def _move(self, by: int, label: str) -> None:
        def deed(document: Document) -> Document:
            path = document.path(document.active)
            place = path[-1] + by
            if not 0 <= place < len(tree.siblings(document.layers, path[:-1])):
                return document
            return move_layer(document, document.active, place)

        self._studio.session.do(label, deed)
