"""What the Layer menu does to layers and groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.action import Action
from app.layer_choice import Deed, LayerChoice
from app.layer_clipboard import LayerClipboard
from app.mask_deeds import MaskDeeds
from app.studio import Studio
from canvas import tree
from canvas.deeds.add_group import add_group
from canvas.deeds.add_layer import add_layer
from canvas.deeds.copy_selected import layer_via_copy
from canvas.deeds.delete_nodes import delete_nodes
from canvas.deeds.duplicate_nodes import duplicate_nodes
from canvas.deeds.flatten_picture import flatten, merge_visible, stamp_visible
from canvas.deeds.group_nodes import group_nodes, ungroup
from canvas.deeds.merge_down import merge_down
from canvas.deeds.merge_nodes import merge_group, merge_nodes
from canvas.deeds.move_nodes import move_down, move_nodes, move_up
from canvas.deeds.select_node import alpha_to_selection
from canvas.deeds.set_property import (
    set_alpha_lock,
    set_clip,
    set_locked,
    set_pass_through,
    set_tag,
    set_visible,
)
from canvas.document import Document
from canvas.layer import Group, Layer, Node
from canvas.selecting import Combine


class LayerDeeds(QObject):
    """Each method is one undo step on what is chosen in the layer list, or on the active node."""

    def __init__(
        self,
        studio: Studio,
        parent: QWidget,
        show_recipe: Callable[[str], None],
        paintings: tuple[Action, ...] = (),
    ) -> None:
        """`show_recipe` is given the id of the layer whose recipe is wanted.

        paintings: the rows of the menu that are about paintings made of strokes.
        """
        super().__init__(parent)
        self.paintings = paintings
        self._studio = studio
        self._show_recipe = show_recipe
        self._clipboard = LayerClipboard(studio.compute)
        self.choice = LayerChoice()
        self.masks = MaskDeeds(studio, self.choice, self)

    # --- new ones, and fewer ---------------------------------------------------------------------

    def add(self) -> None:
        name = self.tr("Layer {0}")

        def deed(document: Document) -> Document:
            return _into_open_group(document, add_layer(document, name.format(len(document.sheets()))))

        self._studio.session.do(self.tr("New layer"), deed)

    def add_group(self) -> None:
        name = self.tr("Group {0}")

        def deed(document: Document) -> Document:
            return _into_open_group(document, add_group(document, name.format(_next_group(document))))

        self._studio.session.do(self.tr("New group"), deed)

    def delete(self) -> None:
        self._do(self.tr("Delete layer"), delete_nodes)

    def via_copy(self) -> None:
        """Copies of all that is chosen; if something is selected, of that part of the active layer only."""
        if self._studio.document.selection is None:
            self._do(self.tr("Duplicate layer"), duplicate_nodes)
        else:
            self._studio.session.do(
                self.tr("Layer via copy"), lambda document: layer_via_copy(document, document.active)
            )

    # --- the clipboard ---------------------------------------------------------------------------

    def copy(self) -> None:
        """Put what is chosen on the clipboard, as layers."""
        self._clipboard.copy(self._studio.session, self.choice.ids(self._studio.document))
        self._studio.tell(
            self.tr("Copied. Paste puts it above the active layer, in this or another picture.")
        )

    def cut(self) -> None:
        self.copy()
        self._do(self.tr("Cut layer"), delete_nodes)

    @property
    def can_paste(self) -> bool:
        """Whether layers are what was copied last."""
        return self._clipboard.holds_layers

    def paste(self) -> None:
        self._studio.session.do(self.tr("Paste layer"), self._clipboard.paste)

    # --- order -----------------------------------------------------------------------------------

    def up(self) -> None:
        self._do(self.tr("Move layer up"), move_up)

    def down(self) -> None:
        self._do(self.tr("Move layer down"), move_down)

    def group(self) -> None:
        name = self.tr("Group {0}")
        self._do(
            self.tr("Group layers"),
            lambda document, ids: group_nodes(document, ids, name.format(_next_group(document))),
        )

    def ungroup(self) -> None:
        self._do(self.tr("Ungroup"), ungroup)

    def select_above(self) -> None:
        self._step(1)

    def select_below(self) -> None:
        self._step(-1)

    # --- merging ---------------------------------------------------------------------------------

    def merge(self) -> None:
        """Several become one layer, as does a single group; a single layer goes into the one below."""

        def deed(document: Document, ids: tuple[str, ...]) -> Document:
            if len(ids) > 1:
                return merge_nodes(document, ids)
            if isinstance(document.active_node, Group):
                return merge_group(document, document.active)
            return merge_down(document, document.active)

        self._do(self.tr("Merge layers"), deed)

    def merge_down(self) -> None:
        self._studio.session.do(self.tr("Merge down"), lambda document: merge_down(document, document.active))

    def merge_visible(self) -> None:
        name = self.tr("Merged")
        self._studio.session.do(self.tr("Merge visible"), lambda document: merge_visible(document, name))

    def stamp_visible(self) -> None:
        name = self.tr("Stamp")
        self._studio.session.do(self.tr("Stamp visible"), lambda document: stamp_visible(document, name))

    def flatten(self) -> None:
        name = self.tr("Picture")
        self._studio.session.do(self.tr("Flatten"), lambda document: flatten(document, name))

    # --- properties ------------------------------------------------------------------------------

    def toggle_visible(self) -> None:
        on = not self._is(lambda node: node.visible)
        label = self.tr("Show layer") if on else self.tr("Hide layer")
        self._do(label, lambda document, ids: set_visible(document, ids, on))

    def toggle_locked(self) -> None:
        on = not self._is(lambda node: node.locked)
        label = self.tr("Lock layer") if on else self.tr("Unlock layer")
        self._do(label, lambda document, ids: set_locked(document, ids, on))

    def toggle_alpha_lock(self) -> None:
        on = not self.is_alpha_locked()
        label = self.tr("Lock transparency") if on else self.tr("Unlock transparency")
        self._do(label, lambda document, ids: set_alpha_lock(document, ids, on))

    def toggle_clip(self) -> None:
        on = not self._is(lambda node: node.clip)
        label = self.tr("Clip to the layer below") if on else self.tr("End clipping")
        self._do(label, lambda document, ids: set_clip(document, ids, on))

    def toggle_pass_through(self) -> None:
        on = not self.passes_through()
        label = self.tr("Pass through") if on else self.tr("Isolate group")
        self._do(label, lambda document, ids: set_pass_through(document, ids, on))

    def set_tag(self, tag: str) -> None:
        self._do(self.tr("Tag layer"), lambda document, ids: set_tag(document, ids, tag))

    def is_visible(self) -> bool:
        return self._is(lambda node: node.visible)

    def is_locked(self) -> bool:
        return self._is(lambda node: node.locked)

    def is_alpha_locked(self) -> bool:
        return self._is(lambda node: isinstance(node, Layer) and node.alpha_lock)

    def is_clipped(self) -> bool:
        return self._is(lambda node: node.clip)

    def passes_through(self) -> bool:
        return self._is(lambda node: isinstance(node, Group) and node.pass_through)

    def is_tagged(self, tag: str) -> bool:
        return self._is(lambda node: node.tag == tag)

    # --- other things ----------------------------------------------------------------------------

    def select_alpha(self) -> None:
        self.select_alpha_of(self._studio.document.active, Combine.REPLACE)

    def select_alpha_of(self, node_id: str, mode: Combine) -> None:
        """Select what a node has paint on."""
        self._studio.session.do(
            self.tr("Select layer"), lambda document: alpha_to_selection(document, node_id, mode)
        )

    def solo(self) -> None:
        self.solo_of(self._studio.document.active)

    def solo_of(self, node_id: str) -> None:
        """Show a node alone on the screen, or all again where it was alone. Not an undo step."""
        session = self._studio.session
        node = session.document.find(node_id)
        if node is None or session.solo == node_id:
            session.show_solo("")
            return
        session.show_solo(node_id)
        self._studio.tell(
            self.tr("Only “{0}” is shown. Alt-click its eye to see the rest.").format(node.name)
        )

    def is_solo(self) -> bool:
        document = self._studio.document
        return bool(document.active) and self._studio.session.solo == document.active

    def show_recipe(self) -> None:
        self.show_recipe_of(self._studio.document.active)

    def show_recipe_of(self, layer_id: str) -> None:
        self._show_recipe(layer_id)

    # --- inside ----------------------------------------------------------------------------------

    def _do(self, label: str, deed: Deed) -> None:
        self.choice.do(self._studio.session, label, deed)

    def _is(self, holds: Callable[[Node], bool]) -> bool:
        node = self._studio.document.active_node
        return node is not None and holds(node)

    def _step(self, by: int) -> None:
        """Make a neighbour in the list active. No undo step: the picture stays the same."""

        def deed(document: Document) -> Document:
            found = tree.neighbour(document.layers, document.active, by)
            return document if found is None else replace(document, active=found, on_mask=False)

        self._studio.session.do("", deed)


def _next_group(document: Document) -> int:
    return 1 + sum(isinstance(node, Group) for node in document.nodes())


def _into_open_group(before: Document, after: Document) -> Document:
    """What was added goes into the group that was active, if that is open; otherwise it stays above it."""
    group = before.active_node
    if not isinstance(group, Group) or group.folded or group.locked:
        return after
    return move_nodes(after, after.active, group.id, len(group.layers))
