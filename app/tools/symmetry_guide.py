"""The lines of symmetric painting on the canvas, and the handles by which they are moved and turned."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app import theme
from app.studio import Studio
from app.tools.base import Host, Pointer
from canvas.brush.symmetry import Kind, Symmetry

OUT = 20.0  # screen pixels from the picture's edge to a handle
INSET = 14.0  # screen pixels from the window's edge where the picture goes beyond it
REACH = 11.0  # screen pixels around a handle that belong to it
RADIUS = 6.0
STEP = 15.0  # degrees, with Shift

X, Y, MOVE, TURN = "x", "y", "move", "turn"


@dataclass(frozen=True, slots=True)
class Handle:
    """One knob: what it does, and where it is in screen pixels."""

    deed: str
    place: QPointF


def mirrors(symmetry: Symmetry) -> list[float]:
    """Directions, degrees clockwise from the x axis, of the lines to draw through the centre.

    Copies that are only turned have no mirror; the spokes between them show where one ends.
    """
    axes = symmetry.axes()
    if axes:
        return axes
    return [symmetry.angle - 90.0 + 360.0 * fold / symmetry.folds for fold in range(symmetry.folds)]


class SymmetryGuide:
    """Draws the studio's symmetry over the canvas and changes it when a handle is dragged."""

    def __init__(self, studio: Studio, host: Host) -> None:
        self._studio = studio
        self._host = host
        self._held: tuple[Handle, Pointer, Symmetry] | None = None

    @property
    def held(self) -> bool:
        """Whether a handle is being dragged."""
        return self._held is not None

    # --- places ----------------------------------------------------------------------------------

    def handles(self) -> list[Handle]:
        """The handles that are in sight."""
        symmetry = self._studio.symmetry
        if symmetry is None:
            return []
        match symmetry.kind:
            case Kind.VERTICAL:
                return self._at_ends(90.0, X, X)
            case Kind.HORIZONTAL:
                return self._at_ends(0.0, Y, Y)
            case Kind.BOTH:
                return self._at_ends(90.0, X, X) + self._at_ends(0.0, Y, Y)
            case Kind.LINE:
                return self._at_ends(_direction(symmetry), MOVE, TURN)
            case Kind.RADIAL:
                return self._at_ends(symmetry.angle - 90.0, MOVE, TURN)

    def handle_at(self, view_pos: QPointF) -> Handle | None:
        return next(
            (
                handle
                for handle in self.handles()
                if math.hypot(handle.place.x() - view_pos.x(), handle.place.y() - view_pos.y()) <= REACH
            ),
            None,
        )

    def _at_ends(self, degrees: float, behind: str, ahead: str) -> list[Handle]:
        """Handles at both ends of a line, just outside the picture or at the window's edge."""
        middle, along = self._line(degrees)
        seen = _crossing(middle, along, _sight(self._host, INSET))
        picture = _crossing(middle, along, self._host.view.view_polygon(self._studio.document.rect))
        if seen is None:
            return []
        low, high = seen
        if picture is not None and picture[0] - OUT < high and picture[1] + OUT > low:
            low, high = max(low, picture[0] - OUT), min(high, picture[1] + OUT)
        return [Handle(behind, middle + along * low), Handle(ahead, middle + along * high)]

    def _line(self, degrees: float) -> tuple[QPointF, QPointF]:
        """The centre and the direction, of length 1, of a line in screen pixels."""
        symmetry = self._studio.symmetry
        assert symmetry is not None
        view = self._host.view
        middle = view.to_view(QPointF(*symmetry.centre))
        turn = math.radians(degrees)
        ahead = view.to_view(
            QPointF(symmetry.centre[0] + math.cos(turn), symmetry.centre[1] + math.sin(turn))
        )
        along = ahead - middle
        return middle, along / math.hypot(along.x(), along.y())

    # --- dragging --------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> bool:
        """Whether the press takes a handle."""
        handle, symmetry = self.handle_at(pointer.view_pos), self._studio.symmetry
        if handle is None or symmetry is None:
            return False
        self._held = handle, pointer, symmetry
        return True

    def move(self, pointer: Pointer) -> None:
        if self._held is None:
            return
        handle, start, symmetry = self._held
        dx, dy = pointer.x - start.x, pointer.y - start.y
        if handle.deed == TURN:
            self._studio.set_symmetry(_turned(symmetry, pointer))
        else:
            dx, dy = (dx if handle.deed != Y else 0.0), (dy if handle.deed != X else 0.0)
            self._studio.set_symmetry(
                replace(
                    symmetry,
                    centre=(symmetry.centre[0] + dx, symmetry.centre[1] + dy),
                    through=(symmetry.through[0] + dx, symmetry.through[1] + dy),
                )
            )

    def release(self) -> None:
        self._held = None

    def cancel(self) -> None:
        """Put the symmetry back as it was before the drag."""
        held, self._held = self._held, None
        if held is not None:
            self._studio.set_symmetry(held[2])

    # --- the look --------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        symmetry = self._studio.symmetry
        if symmetry is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sight = _sight(self._host, -2.0)
        rays = symmetry.kind == Kind.RADIAL and not symmetry.mirrored
        for degrees in mirrors(symmetry):
            middle, along = self._line(degrees)
            seen = _crossing(middle, along, sight)
            if seen is None or (rays and seen[1] < 0):
                continue
            start, end = middle + along * (max(0.0, seen[0]) if rays else seen[0]), middle + along * seen[1]
            for colour, width in ((QColor(0, 0, 0, 70), 2.5), (QColor(theme.ACCENT), 1.0)):
                painter.setPen(QPen(colour, width))
                painter.drawLine(start, end)
        for handle in self.handles():
            self._paint_handle(painter, handle)

    def _paint_handle(self, painter: QPainter, handle: Handle) -> None:
        painter.setPen(QPen(QColor(0, 0, 0, 90), 4))
        painter.setBrush(QColor(theme.BASE))
        painter.drawEllipse(handle.place, RADIUS, RADIUS)
        painter.setPen(QPen(QColor(theme.ACCENT), 1.5))
        painter.drawEllipse(handle.place, RADIUS, RADIUS)
        if handle.deed != TURN:  # what turns is a ring
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.ACCENT))
            painter.drawEllipse(handle.place, RADIUS / 2, RADIUS / 2)


def _direction(symmetry: Symmetry) -> float:
    """Of the mirror line, degrees clockwise from the x axis."""
    dx, dy = symmetry.through[0] - symmetry.centre[0], symmetry.through[1] - symmetry.centre[1]
    return math.degrees(math.atan2(dy, dx))


def _turned(symmetry: Symmetry, pointer: Pointer) -> Symmetry:
    """The line or the spokes turned to the pen; with Shift in steps."""
    dx, dy = pointer.x - symmetry.centre[0], pointer.y - symmetry.centre[1]
    length = math.hypot(dx, dy)
    if length < 1.0:
        return symmetry
    degrees = math.degrees(math.atan2(dy, dx))
    if pointer.shift:
        degrees = round(degrees / STEP) * STEP
    if symmetry.kind == Kind.RADIAL:
        return replace(symmetry, angle=degrees + 90.0)
    turn = math.radians(degrees)
    through = symmetry.centre[0] + length * math.cos(turn), symmetry.centre[1] + length * math.sin(turn)
    return replace(symmetry, through=through)


def _sight(host: Host, inset: float) -> QPolygonF:
    size = host.view.size
    return QPolygonF(QRectF(0, 0, size.width(), size.height()).adjusted(inset, inset, -inset, -inset))


def _crossing(start: QPointF, along: QPointF, shape: QPolygonF) -> tuple[float, float] | None:
    """From where to where a line runs inside a convex shape, in lengths of `along` from `start`."""
    low, high = -math.inf, math.inf
    corners = [shape.at(at) for at in range(shape.count())]
    middle = QPointF(
        sum(corner.x() for corner in corners) / len(corners),
        sum(corner.y() for corner in corners) / len(corners),
    )
    for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
        normal = QPointF(one.y() - other.y(), other.x() - one.x())
        if QPointF.dotProduct(normal, middle - one) < 0:
            normal = -normal
        rise, height = QPointF.dotProduct(normal, along), QPointF.dotProduct(normal, start - one)
        if abs(rise) < 1e-12:
            if height < 0:
                return None
        elif rise > 0:
            low = max(low, -height / rise)
        else:
            high = min(high, -height / rise)
    return (low, high) if low < high else None
