"""The icons: line drawings in SVG, coloured for the theme and cached."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app import theme

_SIZES = (16, 20, 24, 32, 40, 48, 64)  # device pixels; Qt scales the next larger one to what is asked
_APP_SIZES = (16, 24, 32, 48, 64, 128, 256)
_LOOKS = (
    (QIcon.Mode.Normal, QIcon.State.Off, theme.TEXT),
    (QIcon.Mode.Active, QIcon.State.Off, theme.TEXT),
    (QIcon.Mode.Selected, QIcon.State.Off, theme.ON_ACCENT),
    (QIcon.Mode.Disabled, QIcon.State.Off, theme.DISABLED),
    (QIcon.Mode.Normal, QIcon.State.On, theme.ACCENT),
    (QIcon.Mode.Active, QIcon.State.On, theme.ACCENT),
    (QIcon.Mode.Selected, QIcon.State.On, theme.ON_ACCENT),
    (QIcon.Mode.Disabled, QIcon.State.On, theme.DISABLED),
)


@cache
def icon(name: str) -> QIcon:
    """The icon `resources/icons/<name>.svg` in the theme's colours.

    It has a normal, a checked, a disabled and a selected look. Raises FileNotFoundError for an unknown name.
    """
    result = QIcon()
    for mode, state, colour in _LOOKS:
        for size in _SIZES:
            result.addPixmap(drawn(name, size, colour), mode, state)
    return result


@cache
def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    result = QIcon()
    for size in _APP_SIZES:
        result.addPixmap(_rendered(_source("scumble"), size))
    return result


@cache
def drawn(name: str, size: int, colour: str) -> QPixmap:
    """One icon as a pixmap of `size` device pixels a side, in one colour ("#rrggbb")."""
    return _rendered(_source(name).replace("currentColor", colour), size)


@cache
def _source(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _rendered(source: str, size: int) -> QPixmap:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return QPixmap.fromImage(image)
