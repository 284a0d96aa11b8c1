"""The brush and the eraser: pen events in, samples for the stroke out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap

from app.i18n import QT_TRANSLATE_NOOP
from app.icons import drawn
from app.session import Session
from app.studio import Studio
from app.tools.base import Host, Option, Pointer, Tool
from app.tools.eyedropper import pick
from canvas.brush.preset import Brush, Sample

OPTIONS = (
    Option("size", QT_TRANSLATE_NOOP("Tools", "Size"), 20.0, 1, 1000, " px", exponent=3.0, tip="[  ]"),
    Option("opacity", QT_TRANSLATE_NOOP("Tools", "Opacity"), 100.0, 0, 100, " %"),
    Option("flow", QT_TRANSLATE_NOOP("Tools", "Flow"), 100.0, 1, 100, " %"),
)


@dataclass(slots=True)
class BrushTool(Tool):
    """Paints with the studio's brush or eraser. Alt picks a colour; Shift joins the last stroke's end."""

    erase: bool = False
    _at: Pointer | None = None  # where the outline is drawn
    _painting: Session | None = None  # whose stroke is in hand
    _picking: bool = False
    _alt: bool = False  # a press would pick a colour
    _last: tuple[Session, Pointer] | None = None  # where the previous stroke ended, and in which picture

    def brush(self, pointer: Pointer | None = None) -> Brush:
        if self.erase:
            return self.studio.eraser
        if pointer is not None and pointer.eraser_end:
            return replace(self.studio.brush, eraser=True)
        return self.studio.brush

    def get(self, option: str) -> float:
        """Size in pixels; shares in percent. The brush itself is the studio's."""
        value = getattr(self.brush(), option)
        return value if option == "size" else value * 100

    def put(self, option: str, value: float) -> None:
        self.studio.set_brush(eraser=self.erase, **{option: value if option == "size" else value / 100})
        self.host.repaint_overlay()

    def press(self, pointer: Pointer) -> None:
        if pointer.alt and not self.erase:
            self._picking = True
            pick(self.studio, pointer)
            return
        erases = self.erase or pointer.eraser_end
        label = self.studio.tr("Erase") if erases else self.studio.tr("Brush stroke")
        session = self._painting = self.studio.session
        session.begin_stroke(label, self.brush(pointer), self.studio.colour)
        if pointer.shift and self._last is not None and self._last[0] is session:
            # A pen that leaves has no pressure any more: the line has that of the touch which ends it.
            session.extend_stroke([_sample(replace(self._last[1], pressure=pointer.pressure))])
        session.extend_stroke([_sample(pointer)])

    def move(self, pointer: Pointer) -> None:
        if self._picking:
            pick(self.studio, pointer)
        elif self._painting is not None:
            self._painting.extend_stroke([_sample(pointer)])

    def release(self, pointer: Pointer) -> None:
        session, self._painting, self._picking = self._painting, None, False
        if session is not None:
            session.end_stroke()
            self._last = session, pointer

    def cancel(self) -> None:
        session, self._painting, self._picking = self._painting, None, False
        if session is not None:
            session.end_stroke(cancel=True)

    def hold(self, modifiers: Qt.KeyboardModifier) -> None:
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier) and not self.erase
        if alt != self._alt and self._painting is None:
            self._alt = alt
            self.host.update_cursor()
            self.host.repaint_overlay()

    def hover(self, pointer: Pointer | None) -> None:
        self.hold(pointer.modifiers if pointer is not None else Qt.KeyboardModifier.NoModifier)
        for at in (self._at, pointer):  # only where the outline was and will be: the pen must not wait
            if at is not None:
                reach = self.brush(at).size * self.host.view.scale / 2 + 3
                self.host.repaint_overlay(
                    QRectF(at.view_pos.x() - reach, at.view_pos.y() - reach, 2 * reach, 2 * reach)
                )
        self._at = pointer

    def cursor(self) -> QCursor | Qt.CursorShape:
        return _pick_cursor() if self._alt else _dot_cursor()

    def paint(self, painter: QPainter) -> None:
        """Draw the brush's outline under the pen: light and dark, to be seen on any paint."""
        if self._at is None or self._alt:
            return
        radius = self.brush(self._at).size * self.host.view.scale / 2
        if radius < 2.5:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 120), 2.0), (QColor(255, 255, 255, 200), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(self._at.view_pos, radius, radius)


def make_brush(studio: Studio, host: Host) -> Tool:
    return BrushTool(studio, host, "brush", OPTIONS)


def make_eraser(studio: Studio, host: Host) -> Tool:
    return BrushTool(studio, host, "eraser", OPTIONS, erase=True)


def _sample(pointer: Pointer) -> Sample:
    return Sample(pointer.x, pointer.y, pointer.pressure, pointer.tilt_x, pointer.tilt_y, pointer.time)


def _pick_cursor() -> QCursor:
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


def _dot_cursor() -> QCursor:
    pixmap = QPixmap(9, 9)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(QPen(QColor(255, 255, 255), 3, c=Qt.PenCapStyle.RoundCap))
    painter.drawPoint(QPointF(4.5, 4.5))
    painter.setPen(QPen(QColor(0, 0, 0), 1.5, c=Qt.PenCapStyle.RoundCap))
    painter.drawPoint(QPointF(4.5, 4.5))
    painter.end()
    return QCursor(pixmap, 4, 4)
