"""What the Layer menu does to masks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.layer_choice import LayerChoice
from app.studio import Studio
from canvas.deeds.mask import (
    MaskStart,
    add_mask,
    apply_mask,
    invert_mask,
    remove_mask,
    set_mask_enabled,
)
from canvas.deeds.select_node import mask_to_selection
from canvas.document import Document
from canvas.layer import Mask
from canvas.selecting import Combine


class MaskDeeds(QObject):
    """Each method is one undo step on the mask of the active node."""

    def __init__(self, studio: Studio, choice: LayerChoice, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self._choice = choice

    def add(self) -> None:
        """One that shows what is selected; all of it if nothing is."""
        if self._studio.document.selection is None:
            self.reveal_all()
        else:
            self.reveal_selection()

    def reveal_all(self) -> None:
        self._add(MaskStart.REVEAL)

    def hide_all(self) -> None:
        self._add(MaskStart.HIDE)

    def reveal_selection(self) -> None:
        self._add(MaskStart.SELECTION)

    def hide_selection(self) -> None:
        def deed(document: Document) -> Document:
            return invert_mask(add_mask(document, document.active, MaskStart.SELECTION), document.active)

        self._studio.session.do(self.tr("Add mask"), deed)

    def apply(self) -> None:
        self._studio.session.do(self.tr("Apply mask"), lambda document: apply_mask(document, document.active))

    def delete(self) -> None:
        self._studio.session.do(
            self.tr("Delete mask"), lambda document: remove_mask(document, document.active)
        )

    def invert(self) -> None:
        self._studio.session.do(
            self.tr("Invert mask"), lambda document: invert_mask(document, document.active)
        )

    def toggle_enabled(self) -> None:
        on = not self.is_enabled()
        label = self.tr("Switch mask on") if on else self.tr("Switch mask off")
        self._choice.do(
            self._studio.session, label, lambda document, ids: set_mask_enabled(document, ids, on)
        )

    def set_enabled_of(self, node_id: str, on: bool) -> None:
        label = self.tr("Switch mask on") if on else self.tr("Switch mask off")
        self._studio.session.do(label, lambda document: set_mask_enabled(document, node_id, on))

    def select(self) -> None:
        self.select_of(self._studio.document.active, Combine.REPLACE)

    def select_of(self, node_id: str, mode: Combine) -> None:
        """Select what the mask of a node shows."""
        self._studio.session.do(
            self.tr("Select mask"), lambda document: mask_to_selection(document, node_id, mode)
        )

    def toggle_painting(self) -> None:
        """Paint on the mask, or on the layer again. Not an undo step."""
        if self._mask() is None:
            self._studio.tell(self.tr("This layer has no mask. Add one first."))
            return
        self._studio.session.do("", lambda document: replace(document, on_mask=not document.on_mask))

    def is_enabled(self) -> bool:
        mask = self._mask()
        return mask is not None and mask.enabled

    def is_painting(self) -> bool:
        return self._studio.document.on_mask

    def _add(self, start: MaskStart) -> None:
        self._studio.session.do(
            self.tr("Add mask"), lambda document: add_mask(document, document.active, start)
        )

    def _mask(self) -> Mask | None:
        node = self._studio.document.active_node
        return None if node is None else node.mask
