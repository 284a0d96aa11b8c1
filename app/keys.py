"""What the keyboard list says: every shortcut, and what hands and keys do together on the canvas."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence


def tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)


def keys_text(actions: Iterable[QAction]) -> str:
    """One line each."""
    lines = [
        f"{action.shortcut().toString(QKeySequence.SequenceFormat.NativeText):<18}"
        f"{action.text().replace('&', '').rstrip('…')}"
        for action in actions
        if not action.shortcut().isEmpty()
    ]
    return "\n".join([*lines, "", *_hands()])


def _hands() -> list[str]:
    return [
        tr("Space-drag pans, with Ctrl it zooms, with Shift it rotates."),
        tr("The wheel zooms at the cursor; Shift+wheel rotates."),
        tr("Alt with the brush picks a colour; the keys 1 to 9 and 0 set its opacity."),
        tr("Shift-click draws a straight line from the last stroke, Shift-drag one in steps of 15°."),
        tr("A drag with the right button or the pen's button, or with Ctrl and Alt, sets the size"),
        tr("(sideways) and the hardness (up and down) of the brush; with Shift the opacity."),
        tr("Arrow keys move the layer with the move tool; two fingers pan, zoom and rotate."),
    ]
