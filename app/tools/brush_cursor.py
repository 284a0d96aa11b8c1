"""The brush under the pen, drawn over the canvas: the true outline of a dab, its tilt, and what it does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from app.icons import drawn
from app.tools.base import Host, Pointer
from canvas.brush.contour import contours
from canvas.brush.dynamics import Dynamic, Input, Setting
from canvas.brush.preset import Brush, Mode
from canvas.brush.tip import Tip

TINY = 5.0  # screen pixels across: below, an outline says less than a cross
LARGEST = 1024.0  # screen pixels: an outline beyond is not kept as a picture
FLAT = 60.0  # degrees of tilt that count as lying flat
LEANS = 0.08  # share of FLAT from which the tilt is shown
LIGHT, DARK = QColor(255, 255, 255, 235), QColor(0, 0, 0, 120)  # together seen on any paint
MARK = 4.0  # screen pixels: half the side of the little sign beside the pen


@dataclass(frozen=True, slots=True)
class Footprint:
    """What one dab covers."""

    diameter: float  # document pixels
    roundness: float
    angle: float  # degrees, clockwise from the x axis


def footprint(brush: Brush, pointer: Pointer, *, pressed: bool) -> Footprint:
    """The dab that the brush would leave with the pen held as it is.

    pressed: the pen's pressure counts; without, the brush is shown at full pressure. Speed, direction, fade
    and chance are not known before the stroke and leave the brush as it is.
    """
    driven = {Setting.SIZE: 1.0, Setting.ROUNDNESS: 1.0, Setting.ANGLE: 0.0}
    for dynamic in brush.dynamics:
        value = _input(dynamic, pointer, pressed=pressed)
        if value is None or dynamic.setting not in driven:
            continue
        height = _height(dynamic, value)
        if dynamic.setting == Setting.ANGLE:
            driven[Setting.ANGLE] += height
        else:
            driven[dynamic.setting] *= height
    return Footprint(
        max(0.0, brush.size * driven[Setting.SIZE]),
        min(max(brush.roundness * driven[Setting.ROUNDNESS], 0.05), 1.0),
        brush.angle + 360.0 * driven[Setting.ANGLE],
    )


def _input(dynamic: Dynamic, pointer: Pointer, *, pressed: bool) -> float | None:
    """What drives it, 0 … 1; None where that shows only in a stroke."""
    match dynamic.input:
        case Input.PRESSURE:
            return pointer.pressure if pressed else 1.0
        case Input.TILT:
            return lean(pointer)
        case Input.TILT_DIRECTION:
            return (math.atan2(pointer.tilt_y, pointer.tilt_x) / math.tau) % 1.0
        case Input.ROTATION:
            return (pointer.rotation / 360.0) % 1.0
    return None


def _height(dynamic: Dynamic, x: float) -> float:
    """The value of its curve."""
    points = dynamic.curve.points
    before = points[0]
    for point in points:
        if x <= point[0]:
            run = point[0] - before[0]
            share = (x - before[0]) / run if run > 0 else 1.0
            return before[1] + (point[1] - before[1]) * min(max(share, 0.0), 1.0)
        before = point
    return before[1]


def lean(pointer: Pointer) -> float:
    """How flat the pen lies, 0 (upright) … 1."""
    return min(1.0, math.hypot(pointer.tilt_x, pointer.tilt_y) / FLAT)


def outline(tip: Tip | None) -> QPainterPath:
    """The outline of a dab one pixel across, about (0, 0)."""
    path = QPainterPath()
    if tip is None:
        path.addEllipse(QPointF(0, 0), 0.5, 0.5)
        return path
    for polygon in contours(tip.images[0]):
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in polygon.tolist()]))
        path.closeSubpath()
    return path


class BrushCursor:
    """Follows the pen and repaints only the two spots where the outline was and is."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._tip: Tip | None = None
        self._unit = outline(None)
        self._brush: Brush | None = None
        self._at: Pointer | None = None
        self._pressed = False
        self._drawn: tuple[Any, ...] = ()  # what is below was made for
        self._shape = QPainterPath()  # the outline about (0, 0), in screen pixels
        self._bounds = QRectF()
        self._radius = 0.0
        self._picture: QPixmap | None = None  # the outline, made when it is painted

    @property
    def pointer(self) -> Pointer | None:
        """Where the outline is drawn."""
        return self._at

    @property
    def tiny(self) -> bool:
        """Whether the dab is too small on the screen for an outline."""
        return self._brush is None or self.radius() * 2 < TINY

    def radius(self) -> float:
        """Half the dab's longest side, in screen pixels."""
        if self._brush is None or self._at is None:
            return 0.0
        self._draw()
        return self._radius

    def follow(self, brush: Brush, pointer: Pointer | None, *, pressed: bool = False) -> None:
        """Show the brush at another place; None hides it. pressed: the outline shrinks with the pressure."""
        before = self.area()
        if brush.tip is not self._tip:
            self._tip, self._unit = brush.tip, outline(brush.tip)
        self._brush, self._at, self._pressed = brush, pointer, pressed
        for area in (before, self.area()):
            if not area.isEmpty():
                self._host.repaint_overlay(area)

    def _draw(self) -> None:
        """The outline as the view, the brush and the pen make it; it seldom differs from the last one."""
        assert self._brush is not None
        assert self._at is not None
        dab = footprint(self._brush, self._at, pressed=self._pressed)
        view = self._host.view
        wanted = dab, self._unit, view.scale, view.rotation, view.mirrored
        if wanted == self._drawn:
            return
        matrix = view.transform()
        linear = QTransform(matrix.m11(), matrix.m12(), matrix.m21(), matrix.m22(), 0, 0)
        shape = QTransform().rotate(dab.angle).scale(dab.diameter, dab.diameter * dab.roundness)
        self._shape = (shape * linear).map(self._unit)
        self._bounds = self._shape.boundingRect().adjusted(-3, -3, 3, 3)
        self._radius = dab.diameter * view.scale / 2
        self._picture = None
        self._drawn = wanted

    def path(self) -> QPainterPath:
        """The outline in screen pixels."""
        if self._brush is None or self._at is None:
            return QPainterPath()
        self._draw()
        return self._shape.translated(self._at.view_pos)

    def area(self) -> QRectF:
        """The part of the screen that all of it lies in."""
        if self._at is None or self._brush is None:
            return QRectF()
        self._draw()
        reach = max(26.0, self._radius + 22 if lean(self._at) > LEANS else 0.0)
        around = QRectF(-reach, -reach, 2 * reach, 2 * reach)
        return around.united(self._bounds).translated(self._at.view_pos)

    def paint(self, painter: QPainter) -> None:
        if self._at is None or self._brush is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.tiny:
            self._paint_outline(painter)
        if lean(self._at) > LEANS:
            twice(painter, self._lean_line())
        sign = _sign(self._brush)
        if not sign.isEmpty():
            offset = self.radius() * math.sqrt(0.5)
            offset = offset + 7 if offset < 14 else 12.0
            twice(painter, sign.translated(self._at.view_pos + QPointF(offset, offset)))

    def _paint_outline(self, painter: QPainter) -> None:
        """From a picture of it unless it is very large: stroking the path takes fifty times as long."""
        assert self._at is not None
        self._draw()
        if max(self._bounds.width(), self._bounds.height()) > LARGEST:
            twice(painter, self.path())
            return
        ratio = painter.device().devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = _picture(self._shape, self._bounds, ratio)
        corner = (self._at.view_pos + self._bounds.topLeft()) * ratio  # on whole pixels of the screen
        painter.drawPixmap(QPointF(round(corner.x()), round(corner.y())) / ratio, self._picture)

    def _lean_line(self) -> QPainterPath:
        """From the edge of the dab to where the pen leans, longer the flatter it lies."""
        assert self._at is not None
        direction = math.atan2(self._at.tilt_y, self._at.tilt_x)  # of the screen: the hand does not turn
        along = QPointF(math.cos(direction), math.sin(direction))
        start = max(self.radius(), 4.0) + 2
        path = QPainterPath(self._at.view_pos + along * start)
        path.lineTo(self._at.view_pos + along * (start + 4 + 14 * lean(self._at)))
        return path


def _picture(shape: QPainterPath, bounds: QRectF, ratio: float) -> QPixmap:
    """An outline, `bounds` of the screen in size."""
    pixmap = QPixmap((bounds.size() * ratio).toSize() + QSize(1, 1))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    twice(painter, shape.translated(-bounds.topLeft()))
    painter.end()
    return pixmap


def twice(painter: QPainter, path: QPainterPath) -> None:
    """Stroke a path dark and light, to be seen on any paint."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((DARK, 3.0), (LIGHT, 1.1)):
        painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)


def _sign(brush: Brush) -> QPainterPath:
    """A little picture of what the brush does where it does not paint."""
    path = QPainterPath()
    if brush.eraser:  # a slanted block
        path.addPolygon(
            QPolygonF(
                [
                    QPointF(-MARK, MARK),
                    QPointF(0, -MARK),
                    QPointF(MARK * 1.6, -MARK),
                    QPointF(MARK * 0.6, MARK),
                ]
            )
        )
        path.closeSubpath()
    elif brush.mode == Mode.SMUDGE:  # a wave
        path.moveTo(-MARK, 0)
        path.cubicTo(-MARK / 2, -MARK * 1.6, MARK / 4, MARK * 1.6, MARK, 0)
    elif brush.mode == Mode.BLUR:  # a drop
        path.moveTo(0, -MARK * 1.3)
        path.cubicTo(MARK, 0, MARK, MARK, 0, MARK)
        path.cubicTo(-MARK, MARK, -MARK, 0, 0, -MARK * 1.3)
    return path


def dot_cursor() -> QCursor:
    """The pointer's own picture inside an outline: a dot, light with a dark heart."""
    pixmap = _blank(9)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(255, 255, 255), 3.0), (QColor(0, 0, 0), 1.5)):
        painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.RoundCap))
        painter.drawPoint(QPointF(4.5, 4.5))
    painter.end()
    return QCursor(pixmap, 4, 4)


def cross_cursor() -> QCursor:
    """For a brush too small to be outlined: a cross whose middle is free."""
    side, gap = 21, 3.0
    middle = side / 2
    pixmap = _blank(side)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    arms = QPainterPath()
    for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        arms.moveTo(middle + x * gap, middle + y * gap)
        arms.lineTo(middle + x * 8.5, middle + y * 8.5)
    twice(painter, arms)
    painter.end()
    return QCursor(pixmap, side // 2, side // 2)


def pick_cursor() -> QCursor:
    """The eyedropper, its tip at the lower left, dark with a light edge to be seen on any paint."""
    side = 22
    pixmap = QPixmap(side + 2, side + 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    for colour, places in (("#ffffff", ((0, 1), (2, 1), (1, 0), (1, 2))), ("#000000", ((1, 1),))):
        for x, y in places:
            painter.drawPixmap(x, y, drawn("eyedropper", side, colour))
    painter.end()
    return QCursor(pixmap, 5, 19)


def _blank(side: int) -> QPixmap:
    """A clear pixmap twice as fine as its size in logical pixels, for sharp screens."""
    pixmap = QPixmap(2 * side, 2 * side)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
