"""The choice of a blend mode, and the modes' names for the artist."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import QT_TRANSLATE_NOOP
from canvas.blend import FAMILIES, BlendMode

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


def blend_name(mode: BlendMode) -> str:
    """The mode's name in the artist's language."""
    return QCoreApplication.translate("BlendModes", _NAMES[mode])


class BlendBox(QComboBox):
    """All blend modes, their families separated."""

    chosen = Signal(str)  # BlendMode, by the artist

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

    def show_mode(self, mode: BlendMode) -> None:
        """Show a mode without a signal."""
        place = self.findData(mode.value)
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel works only with focus, so that passing over the box changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
