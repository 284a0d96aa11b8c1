"""The view: how document pixels map to screen pixels (pan, zoom, rotation, mirror)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPolygonF, QTransform

from canvas.geometry import Rect

MIN_ZOOM, MAX_ZOOM = 0.01, 64.0
ZOOM_STOPS = (
    0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.33, 0.5, 0.67,
    1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """Frozen. `size` is the widget in logical pixels; `centre` is in document pixels.

    `zoom` counts device pixels for each document pixel, so 1.0 is sharp on every screen.
    """

    size: QSizeF
    centre: QPointF
    zoom: float = 1.0
    rotation: float = 0.0  # degrees, clockwise
    mirrored: bool = False
    ratio: float = 1.0  # device pixels for each logical pixel
    _to_view: QTransform = field(init=False, repr=False, compare=False)
    _to_document: QTransform = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        to_view = self._matrix()  # asked for many times with each event of the pen
        object.__setattr__(self, "_to_view", to_view)
        object.__setattr__(self, "_to_document", to_view.inverted()[0])

    @property
    def scale(self) -> float:
        """Logical screen pixels for each document pixel."""
        return self.zoom / self.ratio

    def transform(self) -> QTransform:
        """Document pixels → logical screen pixels. Not to be changed in place."""
        return self._to_view

    def _matrix(self) -> QTransform:
        matrix = QTransform()
        matrix.translate(self.size.width() / 2, self.size.height() / 2)
        matrix.rotate(self.rotation)
        matrix.scale(-self.scale if self.mirrored else self.scale, self.scale)
        matrix.translate(-self.centre.x(), -self.centre.y())
        return self._on_pixel_grid(matrix)

    def _on_pixel_grid(self, matrix: QTransform) -> QTransform:
        """Unrotated views start at a whole device pixel, so that 100 % is sharp."""
        if self.rotation % 90 != 0:
            return matrix
        x = round(matrix.dx() * self.ratio) / self.ratio
        y = round(matrix.dy() * self.ratio) / self.ratio
        return matrix * QTransform.fromTranslate(x - matrix.dx(), y - matrix.dy())

    def to_document(self, point: QPointF) -> QPointF:
        return self._to_document.map(point)

    def to_view(self, point: QPointF) -> QPointF:
        return self.transform().map(point)

    def view_rect(self, rect: Rect) -> QRectF:
        """The screen rectangle that holds a document rectangle."""
        return self.transform().mapRect(QRectF(rect.x, rect.y, rect.width, rect.height))

    def view_polygon(self, rect: Rect) -> QPolygonF:
        return self.transform().map(QPolygonF(QRectF(rect.x, rect.y, rect.width, rect.height)))

    def document_rect(self, view_rect: QRectF) -> Rect:
        """The document rectangle that holds a screen rectangle."""
        area = self._to_document.mapRect(view_rect)
        return Rect.between(area.left(), area.top(), area.right(), area.bottom())

    def panned(self, delta: QPointF) -> View:
        """The picture moved by `delta` logical screen pixels."""
        middle = QPointF(self.size.width() / 2, self.size.height() / 2)
        moved = self.to_document(middle - delta)
        return replace(self, centre=moved)

    def zoomed(self, zoom: float, anchor: QPointF) -> View:
        """Another zoom with the document point under `anchor` (screen) kept in place."""
        zoom = min(max(zoom, MIN_ZOOM), MAX_ZOOM)
        return self._anchored(replace(self, zoom=zoom), anchor)

    def turned(self, rotation: float, anchor: QPointF | None = None) -> View:
        """Another rotation, about `anchor` (screen) or the middle."""
        rotation = 180 - (180 - rotation) % 360  # -180 < … ≤ 180; Qt's matrix for 180 is exact, for -180 not
        middle = QPointF(self.size.width() / 2, self.size.height() / 2)
        return self._anchored(replace(self, rotation=rotation), middle if anchor is None else anchor)

    def flipped(self) -> View:
        return replace(self, mirrored=not self.mirrored, rotation=-self.rotation)

    def resized(self, size: QSizeF, ratio: float) -> View:
        return replace(self, size=size, ratio=ratio)

    def fitting(self, width: int, height: int, margin: float = 24.0) -> View:
        """The whole document, as large as it fits (never above 100 %)."""
        angle = math.radians(self.rotation)
        across = abs(width * math.cos(angle)) + abs(height * math.sin(angle))
        down = abs(width * math.sin(angle)) + abs(height * math.cos(angle))
        room_x = max(self.size.width() - 2 * margin, 16) * self.ratio
        room_y = max(self.size.height() - 2 * margin, 16) * self.ratio
        zoom = min(room_x / across, room_y / down, 1.0)
        return replace(self, zoom=max(zoom, MIN_ZOOM), centre=QPointF(width / 2, height / 2))

    def next_stop(self, direction: int) -> float:
        """The next customary zoom above (1) or below (-1) the present one."""
        if direction > 0:
            return next((stop for stop in ZOOM_STOPS if stop > self.zoom * 1.001), MAX_ZOOM)
        return next((stop for stop in reversed(ZOOM_STOPS) if stop < self.zoom * 0.999), MIN_ZOOM)

    def _anchored(self, changed: View, anchor: QPointF) -> View:
        before = self.to_document(anchor)
        after = changed.to_document(anchor)
        return replace(changed, centre=changed.centre + (before - after))
