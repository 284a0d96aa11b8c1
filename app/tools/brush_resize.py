"""The gesture that resizes a brush on the canvas: sideways its size, up and down its hardness or opacity."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QFontMetricsF, QGuiApplication, QPainter, QRadialGradient

from app import theme
from app.i18n import QT_TRANSLATE_NOOP
from app.studio import Colour
from app.tools.base import Pointer
from app.tools.brush_cursor import BrushCursor
from canvas.brush.preset import Brush

SMALLEST, LARGEST = 1.0, 1000.0  # document pixels
DEAD = 10.0  # screen pixels that the hand may stray up or down before it means hardness
TRAVEL = 200.0  # screen pixels from no hardness to all of it

_WORDS = (
    QT_TRANSLATE_NOOP("Tools", "{0} px"),
    QT_TRANSLATE_NOOP("Tools", "{0} px · {1} % hard"),
    QT_TRANSLATE_NOOP("Tools", "{0} px · {1} % opaque"),
)


def wants_resize(pointer: Pointer) -> bool:
    """Whether a press means this gesture: the right button (of a pen, its button), or Ctrl and Alt."""
    return pointer.button == Qt.MouseButton.RightButton or (pointer.control and pointer.alt)


@dataclass(frozen=True, slots=True)
class Resize:
    """One gesture: where it began, and the brush as it was then."""

    start: Pointer
    brush: Brush
    scale: float  # screen pixels for each document pixel
    came_from: QPointF  # global: the mouse goes back there

    @classmethod
    def begun(cls, pointer: Pointer, brush: Brush, scale: float) -> Resize:
        return cls(pointer, brush, scale, QPointF(QCursor.pos()))

    def properties(self, pointer: Pointer) -> dict[str, float]:
        """What the brush becomes: the outline's edge goes as far as the pen does."""
        delta = pointer.view_pos - self.start.view_pos
        size = self.brush.size + 2 * delta.x() / self.scale
        size = min(max(size, SMALLEST), LARGEST)
        result = {"size": float(round(size)) if size >= 10 else round(size, 1)}
        up = -delta.y()
        beyond = max(0.0, abs(up) - DEAD) * (1 if up > 0 else -1)
        if beyond:
            name = self.name(pointer)
            least = 0.01 if name == "opacity" else 0.0
            share = min(max(getattr(self.brush, name) + beyond / TRAVEL, least), 1.0)
            result[name] = round(share, 2)
        return result

    def name(self, pointer: Pointer) -> str:
        """What up and down changes: with Shift the opacity. A tip that is a picture has no hardness."""
        return "opacity" if pointer.shift or self.brush.tip is not None else "hardness"

    def put_back(self) -> None:
        """Bring the mouse to where it was; a pen is where the hand holds it."""
        QCursor.setPos(self.came_from.toPoint())


def readout(before: Brush, brush: Brush) -> str:
    """What the gesture has changed so far, in words."""
    size = f"{brush.size:g}"
    if brush.opacity != before.opacity:
        return _tr(_WORDS[2]).format(size, round(brush.opacity * 100))
    if brush.hardness != before.hardness:
        return _tr(_WORDS[1]).format(size, round(brush.hardness * 100))
    return _tr(_WORDS[0]).format(size)


def readout_area(at: QPointF, radius: float) -> QRectF:
    """Where the readout may lie, in screen pixels."""
    metrics = QFontMetricsF(QGuiApplication.font())
    width = metrics.horizontalAdvance("0000 px · 100 % opaque — — —")
    drop = min(radius, 160.0) + theme.scaled(10)
    return QRectF(at.x() - width / 2, at.y() + drop, width, metrics.height() + theme.scaled(10))


def paint_preview(
    painter: QPainter, cursor: BrushCursor, before: Brush, brush: Brush, colour: Colour
) -> None:
    """Fill the outline with the colour as softly as a dab, and write what it is now."""
    pointer = cursor.pointer
    if pointer is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor.fromRgbF(*colour, 0.75 * brush.opacity)
    radius = cursor.radius()
    if brush.tip is None:
        faded = QColor(ink)
        faded.setAlpha(0)
        fill = QRadialGradient(pointer.view_pos, max(1.0, radius))
        fill.setColorAt(0, ink)
        fill.setColorAt(min(brush.hardness, 0.99), ink)
        fill.setColorAt(1, faded)
        painter.fillPath(cursor.path(), fill)
    else:
        painter.fillPath(cursor.path(), ink)
    cursor.paint(painter)
    text = readout(before, brush)
    area = readout_area(pointer.view_pos, radius)
    width = painter.fontMetrics().horizontalAdvance(text) + 2 * theme.scaled(8)
    box = QRectF(area.center().x() - width / 2, area.y(), width, area.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(35, 35, 35, 225))
    painter.drawRoundedRect(box, theme.scaled(4), theme.scaled(4))
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tools", text)
