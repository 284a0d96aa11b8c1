"""Small pictures made beside the UI thread: the newest that was asked for is shown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from app import theme
from app.images import to_image
from app.panels.steering.bench import Bench
from app.words import worded
from canvas.errors import CanvasError
from inference.errors import InferenceError

REST_MS = 350  # after a change, so that a stroke in several parts is looked at once
SIDE = 68  # logical pixels of the picture

Make = Callable[[], np.ndarray]  # H×W×3 or H×W×4 uint8; may raise the errors of both rooms


class Maker(QObject):
    """Asked for a picture, it answers once: `made` or, where it cannot be made, `failed`."""

    made = Signal(object)  # H×W×C uint8
    failed = Signal(str)
    _done = Signal(int, object, str)  # from the errand thread: which, the picture or None, a sentence

    def __init__(self, bench: Bench, make: Callable[[], Make | None], shown: Callable[[], bool]) -> None:
        """`make` gives on the UI thread what is to be done beside it, or None where there is nothing to do.

        `shown`: whether anybody is looking; otherwise it is done when `look` is called next.
        """
        super().__init__()
        self._bench, self._make, self._shown = bench, make, shown
        self._number = 0
        self._due = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._begin)
        self._done.connect(self._take)

    def ask(self) -> None:
        """What it is made from has changed."""
        self._due = True
        self._rest.start()

    def look(self) -> None:
        """Somebody is looking now."""
        if self._due and not self._rest.isActive():
            self._rest.start()

    def _begin(self) -> None:
        if not self._shown():
            return
        self._due = False
        self._number += 1
        number, make = self._number, self._make()
        if make is None:
            self._take(number, None, "")
            return

        def work() -> None:
            if number != self._number:
                return
            try:
                self._done.emit(number, make(), "")
            except (CanvasError, InferenceError) as error:
                self._done.emit(number, None, worded(error))

        self._bench.errand(work)

    def _take(self, number: int, picture: np.ndarray | None, sentence: str) -> None:
        if number != self._number:
            return
        if picture is None:
            self.failed.emit(sentence)
        else:
            self.made.emit(picture)


class Thumbnail(QLabel):
    """A picture fitted into a small frame."""

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


def small(picture: np.ndarray, most: int) -> tuple[int, int]:
    """Width and height of a picture whose longer side is brought down to `most`."""
    height, width = picture.shape[:2]
    return fitted_size(width, height, most)


def fitted_size(width: int, height: int, most: int) -> tuple[int, int]:
    """The same sides in proportion, at most `most` pixels each."""
    scale = min(1.0, most / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def on_screen(widget: QWidget) -> bool:
    """Whether any of it can be seen."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()
