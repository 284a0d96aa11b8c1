"""Small pictures made beside the UI thread: the newest that was asked for is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from app import theme
from app.images import to_image
from app.panels.steering.bench import Bench
from canvas.errors import CanvasError
from inference.errors import InferenceError

REST_MS = 350  # after a change, so that a stroke in several parts is looked at once
SIDE = 68  # logical pixels of the picture

log = logging.getLogger("scumble.assist")

Make = Callable[[], np.ndarray]  # H×W×3 or H×W×4 uint8; may raise the errors of both rooms


class Maker(QObject):
    """Asked for a picture, it answers once: `made`, with None where it cannot be made."""

    made = Signal(object)  # H×W×C uint8 or None

    def __init__(self, bench: Bench, owner: QWidget, make: Callable[[], Make | None]) -> None:
        """`make` gives on the UI thread what is to be done beside it, or None where there is nothing to do.

        While nobody can see `owner` nothing is made; it is made up for when `look` is called.
        """
        super().__init__(owner)
        self._bench, self._owner, self._make = bench, owner, make
        self._number = 0
        self._due = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._begin)

    def ask(self) -> None:
        """What it is made from has changed."""
        self._due = True
        self._rest.start()

    def look(self) -> None:
        """Somebody is looking now."""
        if self._due and not self._rest.isActive():
            self._rest.start()

    def _begin(self) -> None:
        if not on_screen(self._owner):
            return
        self._due = False
        self._number += 1
        number, make = self._number, self._make()
        if make is None:
            self.made.emit(None)
            return

        def work() -> np.ndarray | None:
            try:
                return make() if number == self._number else None
            except (CanvasError, InferenceError) as error:  # told when it is generated
                log.info("no preview: %s", error)
                return None

        def take(picture: np.ndarray | None) -> None:
            if number == self._number:
                self.made.emit(picture)

        self._bench.beside(self, work, take)


class Thumbnail(QLabel):
    """A picture fitted into a small frame."""

    seen = Signal()  # it came into sight, or is painted anew

    def __init__(self, name: str) -> None:
        super().__init__()
        side = theme.scaled(SIDE)
        self.setFixedSize(QSize(side, side))
        self.setAccessibleName(name)
        self._pixmap = QPixmap()

    def show_picture(self, picture: np.ndarray | None) -> None:
        """H×W×3 or H×W×4 uint8; None: nothing."""
        self._pixmap = QPixmap() if picture is None else QPixmap.fromImage(to_image(picture))
        self.update()

    @property
    def empty(self) -> bool:
        return self._pixmap.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.seen.emit()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.BASE)
        if self._pixmap.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = self.devicePixelRatioF()
        box = self.size() * ratio
        fitted = self._pixmap.scaled(
            box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        shown = fitted.deviceIndependentSize()
        painter.drawPixmap(
            round((self.width() - shown.width()) / 2), round((self.height() - shown.height()) / 2), fitted
        )


def fitted_size(width: int, height: int, most: int) -> tuple[int, int]:
    """The same sides in proportion, at most `most` pixels each."""
    scale = min(1.0, most / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def on_screen(widget: QWidget) -> bool:
    """Whether any of it can be seen."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()
