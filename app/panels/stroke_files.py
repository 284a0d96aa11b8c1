"""Sample strokes kept as files, named by what the brush is: a list of brushes need not be repainted."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageWriter

from app import VERSION, theme
from canvas.brush.preset import Brush

LOOK = 2  # of the sample; another number makes all of them anew
MOST = 3000  # files

log = logging.getLogger("scumble.strokes")


class StrokeFiles:
    """Reads and writes small PNG files in one folder. A cache: where the system refuses, there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tidied = False

    def read(self, brush: Brush, width: int, height: int) -> QImage | None:
        """The stroke in device pixels; None where there is none of this size."""
        image = QImage(str(self._path(brush, width, height)))
        return image if (image.width(), image.height()) == (width, height) else None

    def write(self, brush: Brush, image: QImage) -> None:
        path = self._path(brush, image.width(), image.height())
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"PNG")).write(image)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._tidied:
                self._tidied = True
                self._tidy()
            part = path.with_suffix(".part")
            part.write_bytes(data.data())
            part.replace(path)
        except OSError as error:
            log.info("a sample stroke was not kept: %s", error)

    def _path(self, brush: Brush, width: int, height: int) -> Path:
        return self._folder / f"{digest(brush)}-{width}x{height}.png"

    def _tidy(self) -> None:
        """Remove the oldest half where there are too many."""
        found = list(self._folder.glob("*.png"))
        if len(found) > MOST:
            found.sort(key=lambda path: path.stat().st_mtime)
            for path in found[: MOST // 2]:
                path.unlink(missing_ok=True)


def digest(brush: Brush) -> str:
    """32 hexadecimal digits, others for a brush that paints differently or for other colours of the theme."""
    words = repr((LOOK, VERSION, theme.TEXT, theme.ACCENT, replace(brush, name="", tip=None)))
    found = hashlib.blake2b(words.encode(), digest_size=16)
    if brush.tip is not None:
        found.update(repr((brush.tip.order, brush.tip.spacing)).encode())
        for image in brush.tip.images:
            found.update(repr(image.shape).encode())
            found.update(image.tobytes())
    return found.hexdigest()
