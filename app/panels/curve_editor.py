"""The curve editor: a line between points that the artist adds, moves and removes by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from canvas.brush.dynamics import Curve

GAP = 0.01  # between neighbouring points along x
FAR = 0.15  # of the height: a point dragged this far out of the box is taken away
MOST_POINTS = 24

_PLACES = 7  # points of the ready-made bent curves


def sampled(form: Callable[[float], float]) -> Curve:
    """A curve through points of a function on 0 … 1."""
    xs = [place / (_PLACES - 1) for place in range(_PLACES)]
    return Curve(tuple((round(x, 4), round(form(x), 4)) for x in xs))


def linear() -> Curve:
    return Curve()


def soft() -> Curve:
    """Much happens at a light touch."""
    return sampled(lambda x: 1 - (1 - x) ** 2.2)


def hard() -> Curve:
    """A light touch does little."""
    return sampled(lambda x: x**2.2)


def s_shaped() -> Curve:
    """Little at both ends, much in between."""
    return sampled(lambda x: x * x * x * (x * (6 * x - 15) + 10))


def flipped(curve: Curve) -> Curve:
    """The same heights in the opposite order: what grew now shrinks."""
    return Curve(tuple((round(1.0 - x, 4), y) for x, y in reversed(curve.points)))


class CurveEditor(QWidget):
    """Shows one curve over 0 … 1 and lets it be changed; `bottom` and `top` bound its heights.

    Mouse: a click on the line adds a point, a drag moves it, a drag far out of the box or a right click
    removes it. Keys: Page Up/Down choose a point, arrows move it (with Shift ten times as far), Insert or
    Plus adds one after it, Delete removes it.
    """

    changed = Signal(object)  # Curve, by the artist, not by `set_curve`
    chosen = Signal(int)  # another point is the chosen one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: list[tuple[float, float]] = list(Curve().points)
        self._at = 1  # the chosen point
        self._bottom, self._top = 0.0, 1.0
        self._drag: list[tuple[float, float]] | None = None  # the points without the one that is dragged
        self._under: int | None = None  # the point under the mouse
        self._live: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Curve"))
        self.setToolTip(
            self.tr(
                "Click the line to add a point, drag to move it, right-click to remove it.\n"
                "Keys: Page Up and Page Down choose, arrows move, Insert adds, Delete removes."
            )
        )
        self._tell_reader()

    # --- the curve -------------------------------------------------------------------------------

    def curve(self) -> Curve:
        return Curve(tuple(self._points))

    def set_curve(self, curve: Curve) -> None:
        """Show another curve, without a signal."""
        if list(curve.points) != self._points:
            self._points = list(curve.points)
            self._at = min(self._at, len(self._points) - 1)
            self._tell_reader()
            self.update()

    def set_range(self, bottom: float, top: float) -> None:
        """The heights that can be chosen."""
        self._bottom, self._top = bottom, top
        self.update()

    def set_live(self, value: float | None) -> None:
        """Mark where on the x axis the pen is just now, 0 … 1; None: nowhere."""
        if value != self._live:
            self._live = value
            self.update()

    @property
    def point(self) -> tuple[float, float]:
        """The chosen point."""
        return self._points[self._at]

    @property
    def index(self) -> int:
        """Which point is chosen."""
        return self._at

    def choose(self, at: int) -> None:
        at = min(max(at, 0), len(self._points) - 1)
        if at != self._at:
            self._at = at
            self._tell_reader()
            self.update()
            self.chosen.emit(at)

    def move_point(self, x: float, y: float) -> None:
        """Put the chosen point elsewhere, between its neighbours; the first and the last keep their side."""
        at = self._at
        low = self._points[at - 1][0] + GAP if at > 0 else 0.0
        high = self._points[at + 1][0] - GAP if at < len(self._points) - 1 else 1.0
        x = (
            self._points[at][0] if high < low else min(max(x, low), high)
        )  # hemmed in, it only goes up and down
        point = (round(x, 4), round(min(max(y, self._bottom), self._top), 4))
        if point != self._points[at]:
            self._points[at] = point
            self._told()

    def add_point(self, x: float, y: float) -> None:
        """Add a point and choose it; too near to another, that one is chosen instead."""
        near = min(range(len(self._points)), key=lambda at: abs(self._points[at][0] - x))
        if abs(self._points[near][0] - x) < GAP or len(self._points) >= MOST_POINTS:
            self.choose(near)
            return
        at = sum(point[0] < x for point in self._points)
        self._points.insert(at, (round(x, 4), round(min(max(y, self._bottom), self._top), 4)))
        self._at = at
        self.chosen.emit(at)
        self._told()

    def remove_point(self) -> None:
        """Take away the chosen point; two always stay."""
        if len(self._points) > 2:
            del self._points[self._at]
            self._at = min(self._at, len(self._points) - 1)
            self.chosen.emit(self._at)
            self._told()

    def height_at(self, x: float) -> float:
        """The height of the line."""
        points = self._points
        if x <= points[0][0]:
            return points[0][1]
        for (x0, y0), (x1, y1) in pairwise(points):
            if x <= x1:
                return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        return points[-1][1]

    def _told(self) -> None:
        self._tell_reader()
        self.update()
        self.changed.emit(self.curve())

    def _tell_reader(self) -> None:
        x, y = self.point
        self.setAccessibleDescription(
            self.tr("Point {0} of {1}: at {2} %, value {3} %").format(
                self._at + 1, len(self._points), round(x * 100), round(y * 100)
            )
        )

    # --- places ----------------------------------------------------------------------------------

    def box(self) -> QRectF:
        """Where the curve is drawn."""
        edge = theme.scaled(7)
        return QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)

    def place(self, point: tuple[float, float]) -> QPointF:
        """Where a point lies in the widget."""
        box, span = self.box(), self._top - self._bottom
        share = (min(max(point[1], self._bottom), self._top) - self._bottom) / span
        return QPointF(box.left() + point[0] * box.width(), box.bottom() - share * box.height())

    def _value_at(self, place: QPointF) -> tuple[float, float]:
        box = self.box()
        x = (place.x() - box.left()) / box.width()
        share = (box.bottom() - place.y()) / box.height()
        return min(max(x, 0.0), 1.0), self._bottom + share * (self._top - self._bottom)

    def _point_at(self, place: QPointF) -> int | None:
        reach = theme.scaled(8)
        offsets = [(self.place(point) - place).manhattanLength() for point in self._points]
        near = min(range(len(offsets)), key=offsets.__getitem__)
        return near if offsets[near] <= reach else None

    # --- mouse and keys --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._point_at(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            if at is not None:
                self.choose(at)
                self.remove_point()
            return
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if at is not None:
            self.choose(at)
        else:
            self.add_point(*self._value_at(event.position()))
        self._drag = [point for index, point in enumerate(self._points) if index != self._at]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            under = self._point_at(event.position())
            if under != self._under:
                self._under = under
                self.setCursor(
                    Qt.CursorShape.SizeAllCursor if under is not None else Qt.CursorShape.CrossCursor
                )
                self.update()
            return
        x, y = self._value_at(event.position())
        span = self._top - self._bottom
        out = y > self._top + FAR * span or y < self._bottom - FAR * span
        if out and len(self._drag) >= 2:
            self._show_without()
            return
        self._at = min(self._at, len(self._drag))
        if len(self._points) == len(self._drag):  # it comes back into the box
            if min(abs(point[0] - x) for point in self._drag) < GAP:
                return
            self._at = sum(point[0] < x for point in self._drag)
            self._points = [*self._drag[: self._at], (x, y), *self._drag[self._at :]]
        self.move_point(x, y)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    def _show_without(self) -> None:
        """The dragged point is far out of the box: the curve as it is without."""
        if self._drag is not None and len(self._points) != len(self._drag):
            self._points = list(self._drag)
            self._at = min(self._at, len(self._points) - 1)
            self._told()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()  # before a shortcut of the window can take it
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_ours(event):
            super().keyPressEvent(event)
            return
        step = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.01
        rise = step * (self._top - self._bottom)
        x, y = self.point
        match event.key():
            case Qt.Key.Key_PageUp:
                self.choose(self._at + 1)
            case Qt.Key.Key_PageDown:
                self.choose(self._at - 1)
            case Qt.Key.Key_Home:
                self.choose(0)
            case Qt.Key.Key_End:
                self.choose(len(self._points) - 1)
            case Qt.Key.Key_Left:
                self.move_point(x - step, y)
            case Qt.Key.Key_Right:
                self.move_point(x + step, y)
            case Qt.Key.Key_Up:
                self.move_point(x, y + rise)
            case Qt.Key.Key_Down:
                self.move_point(x, y - rise)
            case Qt.Key.Key_Insert | Qt.Key.Key_Plus:
                self._add_beside()
            case _:
                self.remove_point()

    def _add_beside(self) -> None:
        """Halve the stretch after the chosen point, or before it where it is the last."""
        at = min(self._at, len(self._points) - 2)
        x = (self._points[at][0] + self._points[at + 1][0]) / 2
        self.add_point(x, self.height_at(x))

    # --- the look --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(220), theme.scaled(132))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(120), theme.scaled(90))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(theme.ACCENT if self.hasFocus() else theme.RAISED), 1))
        painter.setBrush(QColor(theme.BASE))
        painter.drawRoundedRect(frame, theme.scaled(3), theme.scaled(3))
        self._paint_grid(painter)
        self._paint_line(painter)

    def _paint_grid(self, painter: QPainter) -> None:
        box = self.box()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(theme.RAISED), 1))
        for quarter in range(5):
            x = box.left() + box.width() * quarter / 4
            y = box.top() + box.height() * quarter / 4
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(QPen(QColor(theme.EDGE), 1, Qt.PenStyle.DashLine))
        unchanged = 0.0 if self._bottom < 0 else 1.0
        if self._bottom < unchanged < self._top:  # where the setting stays what it is
            painter.drawLine(self.place((0, unchanged)), self.place((1, unchanged)))
        if self._live is not None:
            painter.setPen(QPen(QColor(theme.ACCENT), 1))
            painter.drawLine(self.place((self._live, self._bottom)), self.place((self._live, self._top)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_line(self, painter: QPainter) -> None:
        on = self.isEnabled()
        places = [self.place(point) for point in self._points]
        box = self.box()
        line = [QPointF(box.left(), places[0].y()), *places, QPointF(box.right(), places[-1].y())]
        ground = [*line, box.bottomRight(), box.bottomLeft()]
        shade = QColor(theme.ACCENT if on else theme.DISABLED)
        shade.setAlpha(34)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF(ground))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ACCENT if on else theme.DISABLED), 1.6))
        painter.drawPolyline(QPolygonF(line))
        for at, place in enumerate(places):
            chosen = at == self._at
            radius = theme.scaled(4) + (1 if at == self._under else 0)
            painter.setPen(QPen(QColor(theme.TEXT if chosen else theme.ACCENT), 1.6))
            painter.setBrush(QColor(theme.ACCENT if chosen and on else theme.BASE))
            painter.drawEllipse(place, radius, radius)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)


_KEYS = (
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Insert,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
)
_WITH = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def _is_ours(event: QKeyEvent) -> bool:
    """Whether the editor answers to the key."""
    return event.key() in _KEYS and not event.modifiers() & ~_WITH
