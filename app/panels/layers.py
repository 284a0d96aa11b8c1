"""The layers panel: the tree, and what mixes and locks the chosen layers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.icon_button import icon_button
from app.icons import icon
from app.layer_deeds import LayerDeeds
from app.layer_menu import layer_rows
from app.menu import fill, spoken_entry
from app.panels.blend_box import PASS_THROUGH, BlendBox
from app.panels.layer_list import LayerList
from app.panels.layer_model import LayerModel
from app.panels.layer_places import row_height, thumbnail_box
from app.panels.value_slider import ValueSlider
from app.session import Session
from app.solo_note import SoloNote
from app.studio import Studio
from app.thumbnails import Thumbnails
from canvas import tree
from canvas.blend import BlendMode
from canvas.deeds.move_nodes import move_nodes
from canvas.deeds.set_property import (
    rename_layer,
    set_alpha_lock,
    set_blend,
    set_clip,
    set_locked,
    set_opacity,
    set_pass_through,
    set_visible,
)
from canvas.document import Document
from canvas.layer import Group, Layer, Node
from canvas.selecting import Combine

_ECHO_MS = 400  # documents from before the last change by the artist may still arrive for so long


class LayersPanel(QWidget):
    """Follows the studio's document; every change goes through the session."""

    def __init__(self, studio: Studio, deeds: LayerDeeds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._deeds = deeds
        self._thumbnails = Thumbnails(studio.compute, self._box(), self)
        self._model = LayerModel(self._thumbnails, self)
        self._drag = 0  # counts opacity drags, so that each is an undo step of its own
        self._wanted = ""  # the row chosen last, until the document follows
        self._fading = ""  # the layer whose opacity was changed last, until the document follows
        self._folds: dict[str, bool] = {}  # groups folded or unfolded last, until the document follows
        self._echo = QTimer(self, singleShot=True, interval=_ECHO_MS)
        self._echo.timeout.connect(self._catch_up)
        self.list = LayerList(self._model)
        self.blend = BlendBox()
        self.opacity = ValueSlider(self.tr("Opacity"), 0, 100, 100, suffix=self.tr(" %"))
        self.solo_note = SoloNote(studio)
        self.buttons: dict[str, QToolButton] = {}
        self._build()
        self._connect()
        self._adopt(studio.session)
        self._show(studio.document)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.list.setAccessibleName(self.tr("Layers, top layer first"))
        self.list.setMinimumHeight(3 * row_height())
        self.blend.setAccessibleName(self.tr("Blend mode"))
        self.blend.setToolTip(self.tr("How the layer's colours mix with what lies below"))
        self.opacity.setToolTip(self.tr("Opacity of the chosen layers"))
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(2))
        head.addWidget(self.blend, 1)
        for name, picture, tip, handler in (
            ("clip", "clip", self.tr("Clip to the layer below (Ctrl+Alt+G)"), self._deeds.toggle_clip),
            (
                "alpha_lock",
                "alpha-lock",
                self.tr("Lock the transparency: paint only what is painted already (/)"),
                self._deeds.toggle_alpha_lock,
            ),
            (
                "lock",
                "lock",
                self.tr("Lock the layer against every change of its paint (Ctrl+/)"),
                self._deeds.toggle_locked,
            ),
        ):
            button = self._button(name, picture, tip)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, do=handler: do())
            head.addWidget(button)
        layout = QVBoxLayout(self)
        edge = theme.scaled(6)
        layout.setContentsMargins(edge, edge, edge, theme.scaled(4))
        layout.setSpacing(theme.scaled(4))
        layout.addLayout(head)
        layout.addWidget(self.opacity)
        layout.addWidget(self.solo_note)
        layout.addWidget(self.list, 1)
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme.scaled(1))
        deeds = self._deeds
        for name, picture, tip, handler in (
            ("add", "layer-add", self.tr("New layer (Ctrl+Shift+N)"), deeds.add),
            ("add_group", "group-add", self.tr("New group; Ctrl+G groups what is chosen"), deeds.add_group),
            ("mask", "mask-add", self.tr("Add a mask; it shows what is selected, or all"), deeds.masks.add),
            ("duplicate", "layer-duplicate", self.tr("Layer via copy (Ctrl+J)"), deeds.via_copy),
            ("up", "layer-up", self.tr("Move the layer up (Ctrl+])"), deeds.up),
            ("down", "layer-down", self.tr("Move the layer down (Ctrl+[)"), deeds.down),
            ("merge", "layer-merge", self.tr("Merge what is chosen, or down (Ctrl+Shift+E)"), deeds.merge),
            ("delete", "layer-delete", self.tr("Delete the layer (Shift+Del)"), deeds.delete),
        ):
            button = self._button(name, picture, tip)
            button.clicked.connect(lambda _=False, do=handler: do())
            if name == "delete":
                foot.addStretch(1)
            foot.addWidget(button)
        return foot

    def _button(self, name: str, picture: str, tip: str) -> QToolButton:
        button = self.buttons[name] = icon_button(icon(picture), tip, 20)
        return button

    def _connect(self) -> None:
        rows, deeds = self.list, self._deeds
        self._studio.document_changed.connect(self._show)
        self._studio.session_changed.connect(self._adopt)
        self._model.rename_wanted.connect(self._rename)
        rows.chosen.connect(self._choose)
        rows.choice_changed.connect(deeds.choice.choose)
        rows.moved.connect(self._move)
        rows.visibility_wanted.connect(self._set_visible)
        rows.solo_wanted.connect(deeds.solo_of)
        rows.fold_wanted.connect(self._fold)
        rows.lock_wanted.connect(self._set_locked)
        rows.alpha_lock_wanted.connect(self._set_alpha_lock)
        rows.clip_wanted.connect(self._set_clip)
        rows.mask_enabled_wanted.connect(deeds.masks.set_enabled_of)
        rows.selection_wanted.connect(self._select)
        rows.recipe_wanted.connect(deeds.show_recipe_of)
        rows.delete_wanted.connect(deeds.delete)
        rows.menu_wanted.connect(self._pop_up)
        self.blend.chosen.connect(self._set_blend)
        self.opacity.changed.connect(self._set_opacity)
        self.opacity.finished.connect(self._end_drag)

    def _adopt(self, session: Session) -> None:
        session.solo_changed.connect(self._model.show_solo)
        self._wanted, self._fading, self._folds = "", "", {}
        self._model.show_solo(session.solo)

    # --- what is shown ---------------------------------------------------------------------------

    def _box(self) -> QSize:
        return thumbnail_box() * self.devicePixelRatio()

    def _show(self, document: Document) -> None:
        session = self._studio.session
        if session.solo and not document.has(session.solo):
            session.show_solo("")
        with self.list.following():
            self._model.show_document(document)
        self._show_folds(document)
        self._thumbnails.watch(document)
        if self._wanted in (document.active, "") or not document.has(self._wanted):
            self._wanted = ""
            self.list.show_current(document.active)
        node = document.active_node
        for widget in (self.blend, self.opacity, self.buttons["lock"]):
            widget.setEnabled(node is not None)
        if node is not None:
            self._show_node(node)
        self._show_chances(document)

    def _show_node(self, node: Node) -> None:
        self.blend.show_node(node)
        if not self.opacity.held and node.id != self._fading:
            self.opacity.set_value(node.opacity * 100)
        self.buttons["lock"].setChecked(node.locked)
        self.buttons["clip"].setChecked(node.clip)
        self.buttons["alpha_lock"].setChecked(isinstance(node, Layer) and node.alpha_lock)

    def _show_folds(self, document: Document) -> None:
        folded = {node.id: node.folded for node in document.nodes() if isinstance(node, Group)}
        self._folds = {key: on for key, on in self._folds.items() if folded.get(key, on) != on}
        self.list.show_folds({**folded, **self._folds})

    def _show_chances(self, document: Document) -> None:
        """Enable the buttons that would do something."""
        node = document.active_node
        path = document.path(document.active) if document.active else (0,)
        place, depth = path[-1], len(path) - 1
        top = place == len(tree.siblings(document.layers, path[:-1])) - 1
        several = len(self._deeds.choice.ids(document)) > 1
        for name, possible in (
            ("clip", node is not None and (node.clip or place > 0)),
            ("alpha_lock", isinstance(node, Layer) or several),
            ("mask", node is not None and node.mask is None),
            ("duplicate", node is not None),
            ("up", node is not None and (depth > 0 or not top)),
            ("down", depth > 0 or place > 0),
            ("merge", several or place > 0 or isinstance(node, Group)),
            ("delete", len(list(document.nodes())) > 1),
        ):
            self.buttons[name].setEnabled(possible)

    def _catch_up(self) -> None:
        """Nothing of the artist's is under way any more: show the document as it is."""
        self._wanted = self._fading = ""
        self._folds = {}
        self._show(self._studio.document)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._thumbnails.set_box(self._box())
        super().changeEvent(event)

    # --- what the artist asks for ----------------------------------------------------------------

    def _choose(self, node_id: str, on_mask: bool) -> None:
        self._wanted = node_id
        self._echo.start()
        self._studio.session.select_layer(node_id, on_mask=on_mask)
        if on_mask:
            self._studio.tell(self.tr("Brushes now paint on the mask: white shows, black hides."))

    def _fold(self, group_id: str, folded: bool) -> None:
        self._folds[group_id] = folded
        self._echo.start()
        self._studio.session.fold(group_id, folded)

    def _rename(self, node_id: str, name: str) -> None:
        self._studio.session.do(
            self.tr("Rename layer"), lambda document: rename_layer(document, node_id, name)
        )

    def _move(self, ids: list[str], parent_id: str, place: int) -> None:
        self._studio.session.do(
            self.tr("Move layer"), lambda document: move_nodes(document, ids, parent_id or None, place)
        )

    def _set_visible(self, ids: list[str], visible: bool, sweep: int) -> None:
        label = self.tr("Show layer") if visible else self.tr("Hide layer")
        self._studio.session.do(
            label, lambda document: set_visible(document, ids, visible), merge_key=f"visible/{sweep}"
        )

    def _set_locked(self, node_id: str, locked: bool) -> None:
        label = self.tr("Lock layer") if locked else self.tr("Unlock layer")
        self._studio.session.do(label, lambda document: set_locked(document, node_id, locked))

    def _set_alpha_lock(self, node_id: str, locked: bool) -> None:
        label = self.tr("Lock transparency") if locked else self.tr("Unlock transparency")
        self._studio.session.do(label, lambda document: set_alpha_lock(document, node_id, locked))

    def _set_clip(self, node_id: str, clip: bool) -> None:
        label = self.tr("Clip to the layer below") if clip else self.tr("End clipping")
        self._studio.session.do(label, lambda document: set_clip(document, node_id, clip))

    def _select(self, node_id: str, of_mask: bool, mode: str) -> None:
        if of_mask:
            self._deeds.masks.select_of(node_id, Combine(mode))
        else:
            self._deeds.select_alpha_of(node_id, Combine(mode))

    def _set_blend(self, mode: str) -> None:
        def deed(document: Document, ids: tuple[str, ...]) -> Document:
            if mode == PASS_THROUGH:
                return set_pass_through(document, ids, True)
            return set_blend(document, ids, BlendMode(mode))

        self._deeds.choice.do(self._studio.session, self.tr("Blend mode"), deed)

    def _set_opacity(self, percent: float) -> None:
        self._fading = self._wanted or self._studio.document.active
        self._echo.start()
        self._deeds.choice.do(
            self._studio.session,
            self.tr("Layer opacity"),
            lambda document, ids: set_opacity(document, ids, percent / 100),
            merge_key=f"opacity/{self._fading}/{self._drag}",
        )

    def _end_drag(self) -> None:
        self._drag += 1
        self._echo.start()

    # --- the context menu ------------------------------------------------------------------------

    def _pop_up(self, spot: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(
            icon("rename"), self.tr("Rename…\tF2"), lambda: self.list.edit(self.list.currentIndex())
        )
        for text, handler in (
            (self.tr("Cut\tCtrl+X"), self._deeds.cut),
            (self.tr("Copy\tCtrl+C"), self._deeds.copy),
        ):
            menu.addAction(text, handler)
        menu.addAction(self.tr("Paste\tCtrl+V"), self._deeds.paste).setEnabled(self._deeds.can_paste)
        menu.addSeparator()
        fill(menu, layer_rows(self._deeds), spoken_entry)
        menu.popup(spot)
