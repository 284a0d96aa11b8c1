"""Opening any file, SVG drawings too: Qt draws those, at the size that they ask for or one that fits."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.images import pixels_of
from canvas.errors import FormatError
from canvas.formats import DEFAULT_LIMITS, Limits, Opened, open_document
from canvas.formats.svg import check_drawn_size, damaged, is_svg, opened_drawing, read_drawing
from canvas.formats.watch import TooMuchError

_AT_ONCE = 1 << 30  # pixels drawn at a time, if every shape covers all of a band
_QUICK = 0.25  # seconds: bands that take less grow


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
    try:
        _draw(renderer, image, drawing.shapes, limits.started(path.stat().st_size))
    except TooMuchError as error:
        raise FormatError(
            "“{name}” could not be opened. {reason}", name=path.name, reason=error.sentence
        ) from error
    return opened_drawing(path, pixels_of(image), drawing)


def _draw(renderer: QSvgRenderer, image: QImage, shapes: int, limits: Limits) -> None:
    """Draw band by band: a shape may cover the picture, and there may be many. Raises TooMuchError."""
    width, height = image.width(), image.height()
    rows, top = max(1, _AT_ONCE // (width * max(1, shapes))), 0
    while top < height:
        rows = min(rows, height - top)
        start = time.monotonic()
        painter = QPainter(image)
        painter.setClipRect(0, top, width, rows)
        renderer.render(painter)
        painter.end()
        top += rows
        limits.check_time()
        if time.monotonic() - start < _QUICK:
            rows *= 4
