"""The choice of a blend mode (or pass-through for a group), and the modes' names for the artist."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import QT_TRANSLATE_NOOP
from canvas.blend import FAMILIES, BlendMode
from canvas.layer import Group, Node

_NAMES = {
    BlendMode.NORMAL: QT_TRANSLATE_NOOP("BlendModes", "Normal"),
    BlendMode.DISSOLVE: QT_TRANSLATE_NOOP("BlendModes", "Dissolve"),
    BlendMode.BEHIND: QT_TRANSLATE_NOOP("BlendModes", "Behind"),
    BlendMode.ERASE: QT_TRANSLATE_NOOP("BlendModes", "Erase"),
    BlendMode.DARKEN: QT_TRANSLATE_NOOP("BlendModes", "Darken"),
    BlendMode.MULTIPLY: QT_TRANSLATE_NOOP("BlendModes", "Multiply"),
    BlendMode.COLOR_BURN: QT_TRANSLATE_NOOP("BlendModes", "Colour burn"),
    BlendMode.LINEAR_BURN: QT_TRANSLATE_NOOP("BlendModes", "Linear burn"),
    BlendMode.DARKER_COLOR: QT_TRANSLATE_NOOP("BlendModes", "Darker colour"),
    BlendMode.LIGHTEN: QT_TRANSLATE_NOOP("BlendModes", "Lighten"),
    BlendMode.SCREEN: QT_TRANSLATE_NOOP("BlendModes", "Screen"),
    BlendMode.COLOR_DODGE: QT_TRANSLATE_NOOP("BlendModes", "Colour dodge"),
    BlendMode.ADD: QT_TRANSLATE_NOOP("BlendModes", "Add"),
    BlendMode.LIGHTER_COLOR: QT_TRANSLATE_NOOP("BlendModes", "Lighter colour"),
    BlendMode.OVERLAY: QT_TRANSLATE_NOOP("BlendModes", "Overlay"),
    BlendMode.SOFT_LIGHT: QT_TRANSLATE_NOOP("BlendModes", "Soft light"),
    BlendMode.HARD_LIGHT: QT_TRANSLATE_NOOP("BlendModes", "Hard light"),
    BlendMode.VIVID_LIGHT: QT_TRANSLATE_NOOP("BlendModes", "Vivid light"),
    BlendMode.LINEAR_LIGHT: QT_TRANSLATE_NOOP("BlendModes", "Linear light"),
    BlendMode.PIN_LIGHT: QT_TRANSLATE_NOOP("BlendModes", "Pin light"),
    BlendMode.HARD_MIX: QT_TRANSLATE_NOOP("BlendModes", "Hard mix"),
    BlendMode.DIFFERENCE: QT_TRANSLATE_NOOP("BlendModes", "Difference"),
    BlendMode.EXCLUSION: QT_TRANSLATE_NOOP("BlendModes", "Exclusion"),
    BlendMode.SUBTRACT: QT_TRANSLATE_NOOP("BlendModes", "Subtract"),
    BlendMode.DIVIDE: QT_TRANSLATE_NOOP("BlendModes", "Divide"),
    BlendMode.HUE: QT_TRANSLATE_NOOP("BlendModes", "Hue"),
    BlendMode.SATURATION: QT_TRANSLATE_NOOP("BlendModes", "Saturation"),
    BlendMode.COLOR: QT_TRANSLATE_NOOP("BlendModes", "Colour"),
    BlendMode.LUMINOSITY: QT_TRANSLATE_NOOP("BlendModes", "Luminosity"),
}


PASS_THROUGH = "pass-through"  # stands beside the modes for a group that is not isolated
_PASS_THROUGH = QT_TRANSLATE_NOOP("BlendModes", "Pass through")


def manner_name(node: Node) -> str:
    """How a node is mixed with what lies below it: its mode's name, or that of pass-through."""
    if isinstance(node, Group) and node.pass_through:
        return QCoreApplication.translate("BlendModes", _PASS_THROUGH)
    return blend_name(node.blend)


def blend_name(mode: BlendMode) -> str:
    """The mode's name in the artist's language."""
    return QCoreApplication.translate("BlendModes", _NAMES[mode])


class BlendBox(QComboBox):
    """All blend modes, their families separated; for a group pass-through before them."""

    chosen = Signal(str)  # BlendMode or PASS_THROUGH, by the artist

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(40)
        for family in FAMILIES:
            if self.count():
                self.insertSeparator(self.count())
            for mode in family:
                self.addItem(blend_name(mode), mode.value)
        self.activated.connect(lambda place: self.chosen.emit(self.itemData(place)))

    def show_node(self, node: Node) -> None:
        """Show how a node is mixed, without a signal."""
        group = isinstance(node, Group)
        if group != (self.itemData(0) == PASS_THROUGH):
            self._offer_pass_through(group)
        passes = isinstance(node, Group) and node.pass_through
        place = self.findData(PASS_THROUGH if passes else node.blend.value)
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def _offer_pass_through(self, on: bool) -> None:
        if on:
            self.insertItem(0, QCoreApplication.translate("BlendModes", _PASS_THROUGH), PASS_THROUGH)
            self.insertSeparator(1)
        else:
            self.removeItem(1)
            self.removeItem(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel works only with focus, so that passing over the box changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
