"""The rulers along the canvas: where in the picture the pen is; a drag out of one makes a guide."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app import theme
from app.studio import Studio
from app.viewport import Viewport

THICK = 18  # logical pixels
APART = 56.0  # logical pixels at least between two numbers
CLOSE = 5.0  # and between two marks


class RulerFrame(QWidget):
    """The canvas with its rulers at the top and at the left, where these are wanted."""

    def __init__(self, studio: Studio, viewport: Viewport) -> None:
        super().__init__()
        self._studio = studio
        self.top, self.left = Ruler(viewport, across=True), Ruler(viewport, across=False)
        self._corner = QWidget()
        self._corner.setFixedSize(theme.scaled(THICK), theme.scaled(THICK))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._corner, 0, 0)
        layout.addWidget(self.top, 0, 1)
        layout.addWidget(self.left, 1, 0)
        layout.addWidget(viewport, 1, 1)
        studio.settings.changed.connect(self._show)
        self._show("view/rulers")

    def _show(self, setting: str) -> None:
        if setting == "view/rulers":
            wanted = bool(self._studio.settings.get(setting))
            for widget in (self._corner, self.top, self.left):
                widget.setVisible(wanted)


class Ruler(QWidget):
    """Document pixels along one side; without marks where the view is turned askew."""

    def __init__(self, viewport: Viewport, *, across: bool) -> None:
        super().__init__()
        self._viewport = viewport
        self._across = across
        self._marker: float | None = None  # where the pen is, in pixels along the ruler
        policy = QSizePolicy.Policy
        self.setSizePolicy(
            *((policy.Expanding, policy.Fixed) if across else (policy.Fixed, policy.Expanding))
        )
        self.setCursor(Qt.CursorShape.SplitVCursor if across else Qt.CursorShape.SplitHCursor)
        self.setToolTip(self.tr("Drag out of here for a guide"))
        self.setAccessibleName(self.tr("Ruler at the top") if across else self.tr("Ruler at the left"))
        viewport.view_changed.connect(lambda _view: self.update())
        viewport.hovered.connect(self._mark)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(THICK), theme.scaled(THICK))

    # --- the look --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.WINDOW))
        painter.setPen(QColor(theme.LINE))
        if self._across:
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        else:
            painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        self._paint_marks(painter, event.rect())
        if self._marker is not None:
            painter.fillRect(self._marker_rect(self._marker), QColor(theme.ACCENT))

    def _paint_marks(self, painter: QPainter, dirty: QRect) -> None:
        placed = self._scale()
        if placed is None:
            return
        scale, origin = placed
        number_step, mark_step = steps(abs(scale))
        first, last = (dirty.left(), dirty.right()) if self._across else (dirty.top(), dirty.bottom())
        ends = sorted(((first - APART - origin) / scale, (last + APART - origin) / scale))
        font = QFont(self.font())
        font.setPixelSize(theme.scaled(9))
        painter.setFont(font)
        painter.setPen(QColor(theme.MUTED))
        thick = min(self.width(), self.height())
        for count in range(math.floor(ends[0] / mark_step), math.ceil(ends[1] / mark_step) + 1):
            value = count * mark_step
            at = round(origin + value * scale)
            numbered = value % number_step == 0
            length = thick if numbered else thick // 4
            if self._across:
                painter.drawLine(at, thick - length, at, thick - 2)
            else:
                painter.drawLine(thick - length, at, thick - 2, at)
            if numbered:
                self._paint_number(painter, at, f"{value}")

    def _paint_number(self, painter: QPainter, at: int, text: str) -> None:
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if self._across:
            painter.drawText(QRectF(at + 3, 1, APART, self.height()), flags, text)
            return
        painter.save()  # read from below, as on a sheet that is turned
        painter.translate(1, at - 3)
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, APART, self.width()), flags, text)
        painter.restore()

    def _scale(self) -> tuple[float, float] | None:
        """Pixels of the ruler for each of the picture, and where the picture's 0 lies on it."""
        view = self._viewport.view
        if view.rotation % 90 != 0:
            return None
        matrix = view.transform()
        if self._across:
            return max(matrix.m11(), matrix.m21(), key=abs), matrix.dx()
        return max(matrix.m12(), matrix.m22(), key=abs), matrix.dy()

    # --- the pen above the canvas ----------------------------------------------------------------

    def _mark(self, place: QPointF | None) -> None:
        if not self.isVisible():
            return
        on_screen = None if place is None else self._viewport.view.to_view(place)
        before = self._marker
        self._marker = None if on_screen is None else on_screen.x() if self._across else on_screen.y()
        for marker in (before, self._marker):
            if marker is not None:
                self.update(self._marker_rect(marker))

    def _marker_rect(self, marker: float) -> QRect:
        at = round(marker)
        return QRect(at, 0, 1, self.height()) if self._across else QRect(0, at, self.width(), 1)

    # --- dragging a guide out --------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._viewport.guides.begin(across=self._across)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._on_canvas(event)
        self._viewport.guides.drag(place)
        self._viewport.hovered.emit(self._viewport.view.to_document(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._viewport.guides.busy:
            self._viewport.guides.release(self._on_canvas(event))

    def _on_canvas(self, event: QMouseEvent) -> QPointF:
        return QPointF(self._viewport.mapFromGlobal(event.globalPosition()))


def steps(scale: float) -> tuple[int, int]:
    """Document pixels from number to number, and from mark to mark, at so many screen pixels for each."""
    number = _round_step(APART / scale)
    for parts in (10, 5, 4, 2):
        if number % parts == 0 and number / parts * scale >= CLOSE:
            return number, number // parts
    return number, number


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not less."""
    power = 10 ** max(0, math.floor(math.log10(max(least, 1.0))))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= least)
