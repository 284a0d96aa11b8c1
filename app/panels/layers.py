"""The layers panel: the list, and the active layer's blend mode, opacity, locks and deeds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.icons import icon
from app.layer_deeds import LayerDeeds
from app.panels.blend_box import BlendBox
from app.panels.layer_delegate import thumbnail_box
from app.panels.layer_list import LayerList, LayerModel
from app.panels.value_slider import ValueSlider
from app.studio import Studio
from app.thumbnails import Thumbnails
from canvas import tree
from canvas.blend import BlendMode
from canvas.deeds.move_layer import move_layer
from canvas.deeds.set_property import (
    rename_layer,
    set_alpha_lock,
    set_blend,
    set_locked,
    set_opacity,
    set_visible,
)
from canvas.document import Document
from canvas.layer import Layer

_ECHO_MS = 400  # documents from before the last change by the artist may still arrive for so long


class LayersPanel(QWidget):
    """Follows the studio's document; every change goes through the session."""

    recipe_wanted = Signal(str)  # layer id

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._deeds = LayerDeeds(studio, self, self.recipe_wanted.emit)
        self._thumbnails = Thumbnails(studio.compute, self._box(), self)
        self._model = LayerModel(self._thumbnails, self)
        self._drag = 0  # counts opacity drags, so that each is an undo step of its own
        self._wanted = ""  # the row chosen last, until the document follows
        self._fading = ""  # the layer whose opacity was changed last, until the document follows
        self._echo = QTimer(self, singleShot=True, interval=_ECHO_MS)
        self._echo.timeout.connect(self._catch_up)
        self.list = LayerList(self._model)
        self.blend = BlendBox()
        self.opacity = ValueSlider(self.tr("Opacity"), 0, 100, 100, suffix=self.tr(" %"))
        self.buttons: dict[str, QToolButton] = {}
        self._build()
        self._connect()
        self._show(studio.document)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.list.setAccessibleName(self.tr("Layers, top layer first"))
        self.list.setMinimumHeight(theme.scaled(3 * 42))
        self.blend.setAccessibleName(self.tr("Blend mode"))
        self.blend.setToolTip(self.tr("How the layer's colours mix with what lies below"))
        self.opacity.setToolTip(self.tr("Opacity of the layer"))
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(3))
        head.addWidget(self.blend, 1)
        for name, picture, tip in (
            (
                "alpha_lock",
                "alpha-lock",
                self.tr("Lock the transparency: paint only what is painted already"),
            ),
            ("lock", "lock", self.tr("Lock the layer against every change of its paint")),
        ):
            button = self._button(name, picture, tip)
            button.setCheckable(True)
            head.addWidget(button)
        layout = QVBoxLayout(self)
        edge = theme.scaled(6)
        layout.setContentsMargins(edge, edge, edge, theme.scaled(4))
        layout.setSpacing(theme.scaled(4))
        layout.addLayout(head)
        layout.addWidget(self.opacity)
        layout.addWidget(self.list, 1)
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme.scaled(2))
        for name, picture, tip, handler in (
            ("add", "layer-add", self.tr("New layer (Ctrl+Shift+N)"), self._deeds.add),
            ("duplicate", "layer-duplicate", self.tr("Layer via copy (Ctrl+J)"), self._deeds.via_copy),
            ("up", "layer-up", self.tr("Move the layer up (Ctrl+])"), self._deeds.up),
            ("down", "layer-down", self.tr("Move the layer down (Ctrl+[)"), self._deeds.down),
            ("merge", "layer-merge", self.tr("Merge with the layer below (Ctrl+Shift+E)"), self._deeds.merge),
            ("recipe", "recipe", self.tr("How this layer was generated"), self._deeds.show_recipe),
            ("delete", "layer-delete", self.tr("Delete the layer (Shift+Del)"), self._deeds.delete),
        ):
            button = self._button(name, picture, tip)
            button.clicked.connect(lambda _=False, do=handler: do())
            if name == "delete":
                foot.addStretch(1)
            foot.addWidget(button)
        return foot

    def _button(self, name: str, picture: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(theme.scaled(20), theme.scaled(20)))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons[name] = button
        return button

    def _connect(self) -> None:
        studio, rows = self._studio, self.list
        studio.document_changed.connect(self._show)
        self._model.rename_wanted.connect(self._rename)
        rows.chosen.connect(self._choose)
        rows.moved.connect(self._move)
        rows.visibility_wanted.connect(self._set_visible)
        rows.lock_wanted.connect(self._set_locked)
        rows.alpha_lock_wanted.connect(self._set_alpha_lock)
        rows.recipe_wanted.connect(self.recipe_wanted)
        rows.delete_wanted.connect(self._deeds.delete)
        rows.menu_wanted.connect(self._pop_up)
        self.blend.chosen.connect(self._set_blend)
        self.opacity.changed.connect(self._set_opacity)
        self.opacity.finished.connect(self._end_drag)
        self.buttons["lock"].clicked.connect(lambda on: self._set_locked(self._target, on))
        self.buttons["alpha_lock"].clicked.connect(lambda on: self._set_alpha_lock(self._target, on))

    # --- what is shown ---------------------------------------------------------------------------

    def _box(self) -> QSize:
        return thumbnail_box() * self.devicePixelRatio()

    def _show(self, document: Document) -> None:
        self._model.show_document(document)
        self._thumbnails.watch(document)
        if self._wanted in (document.active, "") or not document.has(self._wanted):
            self._wanted = ""
            self.list.show_current(document.active)
        layer = document.active_layer
        for widget in (self.blend, self.opacity, self.buttons["lock"], self.buttons["alpha_lock"]):
            widget.setEnabled(layer is not None)
        if layer is not None:
            self._show_layer(layer)
        self._show_chances(document)

    def _show_layer(self, layer: Layer) -> None:
        self.blend.show_mode(layer.blend)
        if not self.opacity.held and layer.id != self._fading:
            self.opacity.set_value(layer.opacity * 100)
        self.buttons["lock"].setChecked(layer.locked)
        self.buttons["alpha_lock"].setChecked(layer.alpha_lock)

    def _show_chances(self, document: Document) -> None:
        """Enable the buttons that would do something."""
        layer = document.active_layer
        path = document.path(document.active) if document.active else (0,)
        place, count = path[-1], len(tree.siblings(document.layers, path[:-1]))
        for name, possible in (
            ("duplicate", layer is not None),
            ("up", layer is not None and place < count - 1),
            ("down", place > 0),
            ("merge", place > 0),
            ("recipe", layer is not None and layer.recipe is not None),
            ("delete", len(document.layers) > 1 or len(path) > 1),
        ):
            self.buttons[name].setEnabled(possible)

    def _catch_up(self) -> None:
        """Nothing of the artist's is under way any more: show the document as it is."""
        self._wanted = self._fading = ""
        self._show(self._studio.document)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._thumbnails.set_box(self._box())
        super().changeEvent(event)

    # --- what the artist asks for ----------------------------------------------------------------

    @property
    def _target(self) -> str:
        """Id of the layer that is active once the session has done all that was asked."""
        return self._wanted or self._studio.document.active

    def _choose(self, layer_id: str) -> None:
        self._wanted = layer_id
        self._echo.start()
        self._studio.session.select_layer(layer_id)

    def _rename(self, layer_id: str, name: str) -> None:
        self._studio.session.do(
            self.tr("Rename layer"), lambda document: rename_layer(document, layer_id, name)
        )

    def _move(self, layer_id: str, place: int) -> None:
        self._studio.session.do(self.tr("Move layer"), lambda document: move_layer(document, layer_id, place))

    def _set_visible(self, layer_id: str, visible: bool) -> None:
        label = self.tr("Show layer") if visible else self.tr("Hide layer")
        self._studio.session.do(label, lambda document: set_visible(document, layer_id, visible))

    def _set_locked(self, layer_id: str, locked: bool) -> None:
        label = self.tr("Lock layer") if locked else self.tr("Unlock layer")
        self._studio.session.do(label, lambda document: set_locked(document, layer_id, locked))

    def _set_alpha_lock(self, layer_id: str, locked: bool) -> None:
        label = self.tr("Lock transparency") if locked else self.tr("Unlock transparency")
        self._studio.session.do(label, lambda document: set_alpha_lock(document, layer_id, locked))

    def _set_blend(self, mode: str) -> None:
        layer_id, blend = self._target, BlendMode(mode)
        self._studio.session.do(self.tr("Blend mode"), lambda document: set_blend(document, layer_id, blend))

    def _set_opacity(self, percent: float) -> None:
        layer_id = self._fading = self._target
        self._echo.start()
        self._studio.session.do(
            self.tr("Layer opacity"),
            lambda document: set_opacity(document, layer_id, percent / 100),
            merge_key=f"opacity/{layer_id}/{self._drag}",
        )

    def _end_drag(self) -> None:
        self._drag += 1
        self._echo.start()

    # --- the context menu ------------------------------------------------------------------------

    def _pop_up(self, spot: QPoint) -> None:
        index = self.list.currentIndex()
        layer = self._model.layer(index)
        if layer is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("rename"), self.tr("Rename…"), lambda: self.list.edit(index))
        for text, on, handler in (
            (self.tr("Visible"), layer.visible, self._set_visible),
            (self.tr("Locked"), layer.locked, self._set_locked),
            (self.tr("Transparency locked"), layer.alpha_lock, self._set_alpha_lock),
        ):
            entry = QAction(text, menu)
            entry.setCheckable(True)
            entry.setChecked(on)
            entry.triggered.connect(lambda checked, do=handler: do(layer.id, checked))
            menu.addAction(entry)
        menu.addSeparator()
        for name, text in (
            ("add", self.tr("New layer")),
            ("duplicate", self.tr("Layer via copy")),
            ("merge", self.tr("Merge down")),
            ("delete", self.tr("Delete layer")),
        ):
            button = self.buttons[name]
            menu.addAction(button.icon(), text, button.click).setEnabled(button.isEnabled())
        if layer.recipe is not None:
            menu.addSeparator()
            menu.addAction(icon("recipe"), self.tr("Recipe…"), lambda: self.recipe_wanted.emit(layer.id))
        menu.popup(spot)
