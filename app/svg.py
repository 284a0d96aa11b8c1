"""Opening any file, SVG drawings too: Qt draws those, at the size that they ask for or one that fits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.images import pixels_of
from canvas.formats import DEFAULT_LIMITS, Limits, Opened, open_document
from canvas.formats.svg import check_drawn_size, damaged, is_svg, opened_drawing, read_drawing


def open_any(path: Path, fit: tuple[int, int] | None = None, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """A file of any kind. A drawing is made as large as `fit` = (width, height) holds. Raises FormatError.

    Drawings need a QGuiApplication, for their fonts; any thread will do.
    """
    try:
        drawing = is_svg(path)
    except OSError:
        drawing = False  # `open_document` words the error
    return open_svg(path, fit, limits) if drawing else open_document(path, limits)


def open_svg(path: Path, fit: tuple[int, int] | None = None, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """A document of one layer with the drawing on it. Raises FormatError."""
    drawing = read_drawing(path)
    renderer = QSvgRenderer()
    renderer.setAnimationEnabled(False)
    if not renderer.load(QByteArray(drawing.data)):
        raise damaged(path)
    size = renderer.defaultSize()
    if fit is not None and not size.isEmpty():
        size = size.scaled(QSize(*fit), Qt.AspectRatioMode.KeepAspectRatio)
    check_drawn_size(path, size.width(), size.height(), limits)
    image = QImage(size, QImage.Format.Format_RGBA8888_Premultiplied)
    if image.isNull():
        raise MemoryError
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return opened_drawing(path, pixels_of(image), drawing)
