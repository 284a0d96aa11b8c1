"""The icons: line drawings in SVG, coloured for the theme and cached."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app import theme

_USED = (16, 20, 24)  # device-independent pixels at which icons are shown
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
    return QIcon(_Drawing(name, {(mode, state): colour for mode, state, colour in _LOOKS}))


@cache
def tinted(name: str, colour: str) -> QIcon:
    """An icon in one colour ("#rrggbb"), for a ground of its own such as a button in the accent colour."""
    looks = {
        (mode, state): theme.DISABLED if mode == QIcon.Mode.Disabled else colour for mode, state, _ in _LOOKS
    }
    return QIcon(_Drawing(name, looks))


class _Drawing(QIconEngine):
    """Draws an icon when it is first shown: most looks and sizes of most icons never are."""

    def __init__(self, name: str, looks: Mapping[tuple[QIcon.Mode, QIcon.State], str]) -> None:
        super().__init__()
        _source(name)  # an unknown name is told at once
        self._name = name
        self._looks = looks

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # Active is how an item under the mouse is drawn; it has no look of its own.
        mode = QIcon.Mode.Normal if mode == QIcon.Mode.Active else mode
        return drawn(self._name, max(1, min(size.width(), size.height())), self._looks[mode, state])

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """`size` is in device-independent pixels, of which each is `scale` pixels wide."""
        result = QPixmap(self.pixmap(size * scale, mode, state))  # shares its pixels with the cached one
        result.setDevicePixelRatio(scale)
        return result

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = 1.0 if device is None else device.devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap(rect.size() * ratio, mode, state))

    def availableSizes(
        self, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        return [QSize(size, size) for size in _USED]

    def isNull(self) -> bool:
        return False

    def clone(self) -> QIconEngine:
        return _Drawing(self._name, self._looks)


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
    return QSvgRenderer(QByteArray(_source(name)))


@cache
def _source(name: str) -> bytes:
    return (files("resources") / "icons" / f"{name}.svg").read_bytes()
