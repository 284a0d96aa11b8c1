"""The colours by which layers are told apart, and what they are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from app import theme
from app.i18n import QT_TRANSLATE_NOOP

TEXTS = {  # source texts
    "": QT_TRANSLATE_NOOP("Actions", "No tag"),
    "red": QT_TRANSLATE_NOOP("Actions", "Red"),
    "orange": QT_TRANSLATE_NOOP("Actions", "Orange"),
    "yellow": QT_TRANSLATE_NOOP("Actions", "Yellow"),
    "green": QT_TRANSLATE_NOOP("Actions", "Green"),
    "blue": QT_TRANSLATE_NOOP("Actions", "Blue"),
    "violet": QT_TRANSLATE_NOOP("Actions", "Violet"),
    "grey": QT_TRANSLATE_NOOP("Actions", "Grey"),
}
_COLOURS = {  # of one lightness (OKLCh L about 0.68), so that none shouts
    "red": "#d9635b",
    "orange": "#d07f33",
    "yellow": "#b3952c",
    "green": "#5aa75f",
    "blue": "#5297d6",
    "violet": "#a17bd0",
    "grey": "#969696",
}


def tag_name(tag: str) -> str:
    """What the artist calls it."""
    return QCoreApplication.translate("Actions", TEXTS[tag])


def tag_colour(tag: str) -> QColor | None:
    """None for no tag."""
    return QColor(_COLOURS[tag]) if tag else None


def tag_icon(tag: str) -> QIcon:
    """A dot in the tag's colour; an empty ring for none."""
    side = theme.scaled(16)
    pixmap = QPixmap(side * 3, side * 3)
    pixmap.setDevicePixelRatio(3)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = tag_colour(tag)
    if colour is None:
        painter.setPen(QColor(theme.MUTED))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
    inset = side * 0.2
    painter.drawEllipse(QRectF(inset, inset, side - 2 * inset, side - 2 * inset))
    painter.end()
    return QIcon(pixmap)
