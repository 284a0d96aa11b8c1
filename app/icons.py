"""The icons: line drawings in SVG, coloured for the theme and cached."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app import theme

_USED = (16, 20, 24)  # device-independent pixels at which icons are shown
_LARGE = 48  # device pixels; scaled down on a screen that was plugged in later
_APP_SIZES = (16, 24, 32, 48, 64, 128, 256)
_LOOKS = (
    (QIcon.Mode.Normal, QIcon.State.Off, theme.TEXT),
    (QIcon.Mode.Selected, QIcon.State.Off, theme.ON_ACCENT),
    (QIcon.Mode.Disabled, QIcon.State.Off, theme.DISABLED),
    (QIcon.Mode.Normal, QIcon.State.On, theme.ACCENT),
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
        for size in _sizes():
            result.addPixmap(drawn(name, size, colour), mode, state)
    return result


@cache
def tinted(name: str, colour: str) -> QIcon:
    """An icon in one colour ("#rrggbb"), for a ground of its own such as a button in the accent colour."""
    result = QIcon()
    for size in _sizes():
        result.addPixmap(drawn(name, size, colour))
        result.addPixmap(drawn(name, size, theme.DISABLED), QIcon.Mode.Disabled)
    return result


@cache
def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    result = QIcon()
    for size in _APP_SIZES:
        result.addPixmap(QPixmap.fromImage(_shape("scumble", size)))
    return result


@cache
def drawn(name: str, size: int, colour: str) -> QPixmap:
    """One icon as a pixmap of `size` device pixels a side, in one colour ("#rrggbb")."""
    image = _shape(name, size).copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(colour))
    painter.end()
    return QPixmap.fromImage(image)


def _sizes() -> list[int]:
    """The sizes in device pixels that the screens need, so that icons are sharp on each."""
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}
    return sorted({round(size * ratio) for size in _USED for ratio in ratios} | {_LARGE})


@cache
def _shape(name: str, size: int) -> QImage:
    """The drawing as SVG has it; for a line icon only its alpha matters."""
    renderer = _renderer(name)
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


@cache
def _renderer(name: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray((files("resources") / "icons" / f"{name}.svg").read_bytes()))
