"""The small buttons that show a picture and say what they do in a tip, to screen readers too."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton

from app import theme


def icon_button(picture: QIcon, tip: str, side: int = 16, *, checkable: bool = False) -> QToolButton:
    """side: of the picture, in pixels before the theme's scale."""
    button = QToolButton()
    button.setIcon(picture)
    button.setIconSize(QSize(theme.scaled(side), theme.scaled(side)))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
