"""The light's handle on the canvas: dragged over the picture as over a sphere that the light falls on."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app import theme
from app.light import Angles, Light, from_sphere, on_sphere
from app.view import View
from canvas.geometry import Rect

LARGEST, SHARE = 100.0, 0.36  # radius of the ring in screen pixels, and of the picture's shorter side at most
RADIUS = 6.0  # screen pixels, of the knob
REACH = 14.0  # screen pixels around the knob that belong to it
RAYS = 8


class LightGuide(QObject):
    """A `Handle`. It is shown while the light is set, is wanted on the canvas, and `wanted` says so."""

    def __init__(
        self,
        light: Light,
        canvas: QWidget,
        view: Callable[[], View],
        picture: Callable[[], Rect],
        wanted: Callable[[], bool],
    ) -> None:
        """`picture`: the document, in document pixels. `wanted`: whether the painter's panel is in sight."""
        super().__init__(canvas)
        self._light, self._canvas = light, canvas
        self._view, self._picture, self._wanted = view, picture, wanted
        self._held: Angles | None = None  # what it was when it was taken
        self._over = False
        light.changed.connect(canvas.update)
        light.canvas_changed.connect(canvas.update)

    @property
    def shown(self) -> bool:
        return self._light.angles is not None and self._light.on_canvas and self._wanted()

    # --- places ----------------------------------------------------------------------------------

    def circle(self) -> tuple[QPointF, float]:
        """Middle and radius of the ring in view pixels: in the middle of what is seen of the picture."""
        seen = self._view().view_rect(self._picture()).intersected(QRectF(self._canvas.rect()))
        if seen.isEmpty():
            seen = QRectF(self._canvas.rect())
        return seen.center(), min(LARGEST, SHARE * min(seen.width(), seen.height()))

    def knob(self) -> QPointF:
        """Where the light is, in view pixels."""
        middle, radius = self.circle()
        assert self._light.angles is not None
        x, y = on_sphere(self._light.angles)
        across, down = self._axes()
        return middle + (across * x + down * y) * radius

    def _axes(self) -> tuple[QPointF, QPointF]:
        """The picture's directions to the right and down, of length 1 on the screen."""
        view = self._view()
        start = view.to_view(QPointF(0.0, 0.0))
        across, down = (view.to_view(QPointF(*to)) - start for to in ((1.0, 0.0), (0.0, 1.0)))
        return across / math.hypot(across.x(), across.y()), down / math.hypot(down.x(), down.y())

    def _angles_at(self, place: QPointF) -> Angles:
        middle, radius = self.circle()
        away = (place - middle) / radius
        across, down = self._axes()
        return from_sphere(QPointF.dotProduct(away, across), QPointF.dotProduct(away, down))

    def _is_near(self, place: QPointF) -> bool:
        if not self.shown:
            return False
        away = place - self.knob()
        return math.hypot(away.x(), away.y()) <= REACH

    # --- dragging --------------------------------------------------------------------------------

    def press(self, place: QPointF) -> bool:
        if not self._is_near(place):
            return False
        self._held = self._light.angles
        return True

    def drag(self, place: QPointF) -> None:
        self._light.set(self._angles_at(place))

    def release(self) -> None:
        self._held = None

    def cancel(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._light.set(held)

    def hover(self, place: QPointF | None) -> bool:
        before, self._over = self._over, place is not None and self._is_near(place)
        return before != self._over

    def cursor(self) -> Qt.CursorShape | None:
        if self._held is not None:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._over and self.shown else None

    # --- the look --------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        if not self.shown:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = self.circle()
        knob = self.knob()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 60), 3.0), (QColor(255, 255, 255, 190), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(middle, radius, radius)
        away = knob - middle
        length = math.hypot(away.x(), away.y())
        if length > RADIUS * 3.2:
            along = away / length
            start, end = middle, knob - along * RADIUS * 2.8
            for colour, width in ((QColor(0, 0, 0, 80), 3.0), (QColor(theme.ACCENT), 1.2)):
                painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.RoundCap))
                painter.drawLine(start, end)
        painter.setPen(QPen(QColor(0, 0, 0, 110), 1.0))
        painter.setBrush(QColor(255, 255, 255, 200))
        painter.drawEllipse(middle, 2.5, 2.5)
        self._paint_sun(painter, knob)

    def _paint_sun(self, painter: QPainter, at: QPointF) -> None:
        """Dark underneath: it is seen on any paint."""
        for colour, width, grown in ((QColor(0, 0, 0, 130), 4.5, 1.2), (QColor(theme.ACCENT), 2.0, 0.0)):
            painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.RoundCap))
            for ray in range(RAYS):
                turn = 2.0 * math.pi * ray / RAYS
                way = QPointF(math.cos(turn), math.sin(turn))
                painter.drawLine(at + way * (RADIUS + 4.0), at + way * (RADIUS + 6.5))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(at, RADIUS + grown, RADIUS + grown)
        if self._over or self._held is not None:
            painter.setBrush(QColor(255, 255, 255, 150))
            painter.drawEllipse(at, RADIUS * 0.5, RADIUS * 0.5)
