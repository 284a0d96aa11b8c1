"""The brush and the eraser: pen events in, samples for the stroke out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QCursor, QPainter, QPainterPath

from app.i18n import QT_TRANSLATE_NOOP
from app.session import Session
from app.studio import Studio
from app.tools.base import Host, Option, Pointer, Tool
from app.tools.brush_cursor import BrushCursor, cross_cursor, dot_cursor, pick_cursor, twice
from app.tools.brush_line import Line
from app.tools.brush_resize import Resize, paint_preview, readout_area, wants_resize
from app.tools.eyedropper import pick
from app.tools.symmetry_guide import SymmetryGuide
from canvas.brush.preset import Brush, Sample, Stabilising
from canvas.brush.stabiliser import Steadier, stabilised
from canvas.brush.symmetry import MOST_FOLDS, Kind

OFF = "off"

OPTIONS = (
    Option("size", QT_TRANSLATE_NOOP("Tools", "Size"), 20.0, 1, 1000, " px", exponent=3.0,
           tip=QT_TRANSLATE_NOOP("Tools", "Diameter: [ and ], or drag on the canvas with the right button")),
    Option("opacity", QT_TRANSLATE_NOOP("Tools", "Opacity"), 100.0, 1, 100, " %",
           tip=QT_TRANSLATE_NOOP("Tools", "What one stroke reaches at most: keys 1 to 9, and 0 for all")),
    Option("flow", QT_TRANSLATE_NOOP("Tools", "Flow"), 100.0, 1, 100, " %",
           tip=QT_TRANSLATE_NOOP("Tools", "How much each dab of the stroke lays down")),
    Option("smoothing", QT_TRANSLATE_NOOP("Tools", "Smoothing"), 0.0, 0, 100, " %",
           tip=QT_TRANSLATE_NOOP("Tools", "How much the stroke is made smoother than the hand")),
    Option("symmetry", QT_TRANSLATE_NOOP("Tools", "Symmetry"), OFF, choices=(
        (OFF, QT_TRANSLATE_NOOP("Tools", "No symmetry")),
        (Kind.VERTICAL.value, QT_TRANSLATE_NOOP("Tools", "Left and right")),
        (Kind.HORIZONTAL.value, QT_TRANSLATE_NOOP("Tools", "Above and below")),
        (Kind.BOTH.value, QT_TRANSLATE_NOOP("Tools", "Four quarters")),
        (Kind.RADIAL.value, QT_TRANSLATE_NOOP("Tools", "Around a centre")),
        (Kind.LINE.value, QT_TRANSLATE_NOOP("Tools", "Across a line")),
    ), tip=QT_TRANSLATE_NOOP("Tools", "Strokes are repeated; drag the handles at the picture's edge")),
    Option("folds", QT_TRANSLATE_NOOP("Tools", "Copies"), 6.0, 2, MOST_FOLDS,
           only_for=("symmetry", Kind.RADIAL.value)),
    Option("mirrored", QT_TRANSLATE_NOOP("Tools", "Mirrored"), False,
           tip=QT_TRANSLATE_NOOP("Tools", "Each copy is mirrored as well, as in a kaleidoscope"),
           only_for=("symmetry", Kind.RADIAL.value)),
)  # fmt: skip


@dataclass(slots=True)
class BrushTool(Tool):
    """Paints with the studio's brush or eraser.

    Alt picks a colour. Shift-click joins the last stroke's end; Shift-drag draws a straight line in steps of
    an angle. The right button (the pen's button), or Ctrl+Alt, drags the size and the hardness.
    """

    erase: bool = False
    pointer_at: BrushCursor = field(init=False)
    guide: SymmetryGuide = field(init=False)
    _painting: Session | None = None  # whose stroke is in hand
    _picking: bool = False
    _alt: bool = False  # a press would pick a colour
    _line: Line | None = None
    _resize: Resize | None = None
    _string: Steadier | None = None  # follows the stroke, for the string to be drawn
    _shape: str = ""  # of the cursor that is shown
    _last: tuple[Session, Pointer] | None = None  # where the previous stroke ended, and in which picture

    def __post_init__(self) -> None:
        Tool.__post_init__(self)
        self.pointer_at = BrushCursor(self.host)
        self.guide = SymmetryGuide(self.studio, self.host)
        self.studio.brush_changed.connect(lambda brush: self._brush_changed(brush))
        self.studio.symmetry_changed.connect(lambda _: self.host.repaint_overlay())

    def brush(self, pointer: Pointer | None = None) -> Brush:
        if self.erase:
            return self.studio.eraser
        if pointer is not None and pointer.eraser_end:
            return replace(self.studio.brush, eraser=True)
        return self.studio.brush

    # --- options ---------------------------------------------------------------------------------

    def get(self, option: str) -> Any:
        """Size in pixels; shares in percent. The brush itself is the studio's."""
        brush, symmetry = self.brush(), self.studio.symmetry
        match option:
            case "size":
                return brush.size
            case "smoothing":
                steady = brush.stabiliser
                return 0.0 if steady.kind == Stabilising.NONE else steady.amount * 100
            case "symmetry":
                return OFF if symmetry is None else symmetry.kind.value
            case "folds":
                return 6.0 if symmetry is None else float(symmetry.folds)
            case "mirrored":
                return symmetry is not None and symmetry.mirrored
        return getattr(brush, option) * 100

    def put(self, option: str, value: Any) -> None:
        symmetry = self.studio.symmetry
        match option:
            case "symmetry":
                self.studio.choose_symmetry(None if value == OFF else Kind(value))
            case "folds":
                if symmetry is not None:
                    self.studio.set_symmetry(replace(symmetry, folds=round(value)))
            case "mirrored":
                if symmetry is not None:
                    self.studio.set_symmetry(replace(symmetry, mirrored=bool(value)))
            case "smoothing":
                self._smooth(value / 100)
            case _:
                value = value if option == "size" else value / 100
                self.studio.set_brush(eraser=self.erase, **{option: value})

    def _smooth(self, amount: float) -> None:
        """At 0 the brush is where the pen is; a brush without a stabiliser takes the mean of the way."""
        steady = self.brush().stabiliser
        if amount <= 0:
            steady = replace(steady, kind=Stabilising.NONE)
        else:
            kind = Stabilising.AVERAGE if steady.kind == Stabilising.NONE else steady.kind
            steady = replace(steady, kind=kind, amount=amount)
        self.studio.set_brush(eraser=self.erase, stabiliser=steady)

    # --- the pen ---------------------------------------------------------------------------------

    def takes(self, button: Qt.MouseButton) -> bool:
        return button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)

    def press(self, pointer: Pointer) -> None:
        if wants_resize(pointer):
            self._resize = Resize.begun(pointer, self.brush(pointer), self.host.view.scale)
            self.host.update_cursor()
        elif pointer.alt and not self.erase:
            self._picking = True
            pick(self.studio, pointer)
        elif self.guide.press(pointer):
            self.host.update_cursor()
        elif pointer.shift:
            last = self._last[1] if self._last is not None and self._last[0] is self.studio.session else None
            self._line = Line(pointer, self.host, last)
        else:
            self._begin(pointer)
            self._extend([pointer])

    def move(self, pointer: Pointer) -> None:
        if self._resize is not None:
            self._resize_to(pointer)
        elif self._picking:
            pick(self.studio, pointer)
        elif self.guide.held:
            self.guide.move(pointer)
        elif self._line is not None:
            self._line.move(pointer)
        elif self._painting is not None:
            self._extend([pointer])

    def release(self, pointer: Pointer) -> None:
        if self._resize is not None:
            self._end_resize(put_back=not pointer.tilt_x and not pointer.tilt_y and pointer.pressure == 1.0)
        line, self._line = self._line, None
        if line is not None:
            self._paint_line(line)
        else:
            self._end(pointer)
        self.guide.release()
        self._picking = False

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """The digits set the opacity: 1 for a tenth … 9, and 0 for all of it."""
        if modifiers & ~Qt.KeyboardModifier.KeypadModifier or not Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            return False
        self.put("opacity", float((int(key) - int(Qt.Key.Key_0)) * 10 or 100))
        return True

    def cancel(self) -> None:
        resize = self._resize
        if resize is not None:
            self._end_resize(put_back=True)
            self.studio.put_brush(resize.brush, eraser=self.erase)
        session, self._painting, self._picking, self._line = self._painting, None, False, None
        self.guide.cancel()
        self._drop_string()
        if session is not None:
            session.end_stroke(cancel=True)
        self.host.repaint_overlay()

    def _begin(self, pointer: Pointer) -> None:
        brush = self.brush(pointer)
        session = self._painting = self.studio.session
        scale = 1.0 / self.host.view.scale  # document pixels for one on the screen
        self._start(session, brush, scale)
        if brush.stabiliser.kind == Stabilising.STRING:
            self._string = stabilised(brush.stabiliser, scale)
        self.studio.shelf.use(brush.name)

    def _start(self, session: Session, brush: Brush, scale: float) -> None:
        label = self.studio.tr("Erase") if brush.eraser else self.studio.tr("Brush stroke")
        session.begin_stroke(label, brush, self.studio.colour, symmetry=self.studio.symmetry, scale=scale)
        if not brush.eraser:
            self.studio.colour_used.emit(self.studio.colour)

    def _extend(self, pointers: list[Pointer]) -> None:
        samples = [_sample(pointer) for pointer in pointers]
        if self._painting is not None:
            self._painting.extend_stroke(samples)
        if self._string is not None:
            before = self._string_area()
            self._string.add(samples)
            self.host.repaint_overlay(before.united(self._string_area()))

    def _end(self, pointer: Pointer) -> None:
        session, self._painting = self._painting, None
        if session is not None:
            session.end_stroke()
            self._last = session, pointer
        self._drop_string()

    def _paint_line(self, line: Line) -> None:
        """What was held back until it was known where the line goes."""
        pointers = line.pointers()
        self._begin(line.start)
        self._extend(pointers)
        self._end(pointers[-1])
        self.host.repaint_overlay(line.area())

    # --- resizing --------------------------------------------------------------------------------

    def _resize_to(self, pointer: Pointer) -> None:
        if self._resize is not None:
            self.studio.set_brush(eraser=self.erase, **self._resize.properties(pointer))

    def _end_resize(self, *, put_back: bool) -> None:
        resize, self._resize = self._resize, None
        if resize is not None:
            if put_back:
                resize.put_back()
            self._repaint_readout(resize)
            self.host.update_cursor()

    def _repaint_readout(self, resize: Resize) -> None:
        place = readout_area(resize.start.view_pos, self.pointer_at.radius())
        self.host.repaint_overlay(self.pointer_at.area().united(place).adjusted(-4, -40, 4, 40))

    # --- what is shown ---------------------------------------------------------------------------

    def hold(self, modifiers: Qt.KeyboardModifier) -> None:
        picks = bool(modifiers & Qt.KeyboardModifier.AltModifier) and not self.erase
        alt = picks and not modifiers & Qt.KeyboardModifier.ControlModifier
        if alt != self._alt and self._painting is None:
            self._alt = alt
            self.host.update_cursor()
            self.host.repaint_overlay(self.pointer_at.area())

    def hover(self, pointer: Pointer | None) -> None:
        self.hold(pointer.modifiers if pointer is not None else Qt.KeyboardModifier.NoModifier)
        if self._resize is not None:  # the outline stays where the gesture began
            pointer = self._resize.start
            self._repaint_readout(self._resize)
        pressed = self._painting is not None and bool(self.studio.settings.get("brush/pressed_outline"))
        self.pointer_at.follow(self.brush(pointer), pointer, pressed=pressed)
        self._update_shape()

    def _brush_changed(self, brush: Brush) -> None:
        """Another size or tip: the outline under the resting pen is drawn anew."""
        at = self.pointer_at.pointer
        if at is not None and brush is (self.studio.eraser if self.erase else self.studio.brush):
            self.pointer_at.follow(self.brush(at), at)
            if self._resize is not None:
                self._repaint_readout(self._resize)
            self._update_shape()

    def _update_shape(self) -> None:
        at = self.pointer_at.pointer
        over = at is not None and self._painting is None and self.guide.handle_at(at.view_pos) is not None
        shape = "handle" if over else "cross" if self.pointer_at.tiny else "dot"
        if shape != self._shape:
            self._shape = shape
            self.host.update_cursor()

    def cursor(self) -> QCursor | Qt.CursorShape:
        if self._resize is not None:
            return Qt.CursorShape.BlankCursor
        if self.guide.held:
            return Qt.CursorShape.ClosedHandCursor
        if self._alt:
            return pick_cursor()
        if self._shape == "handle":
            return Qt.CursorShape.OpenHandCursor
        return cross_cursor() if self._shape == "cross" else dot_cursor()

    def paint(self, painter: QPainter) -> None:
        """Draw what belongs to the gesture, and the brush under the pen."""
        self.guide.paint(painter)
        if self._line is not None:
            self._line.paint(painter)
        ends = self._string_ends()
        if ends is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            path = QPainterPath(ends[0])
            path.lineTo(ends[1])
            twice(painter, path)
        if self._resize is not None:
            brush = self.brush(self._resize.start)
            paint_preview(painter, self.pointer_at, self._resize.brush, brush, self.studio.colour)
        elif not self._alt and self._shape != "handle":
            self.pointer_at.paint(painter)

    # --- the string ------------------------------------------------------------------------------

    def _string_ends(self) -> tuple[QPointF, QPointF] | None:
        """The brush and the pen that pulls it, in screen pixels."""
        if self._string is None or self._string.brush is None or self._string.pen is None:
            return None
        view = self.host.view
        return view.to_view(QPointF(*self._string.brush)), view.to_view(QPointF(*self._string.pen))

    def _string_area(self) -> QRectF:
        ends = self._string_ends()
        return QRectF() if ends is None else QRectF(*ends).normalized().adjusted(-3, -3, 3, 3)

    def _drop_string(self) -> None:
        area = self._string_area()
        self._string = None
        if not area.isEmpty():
            self.host.repaint_overlay(area)


def make_brush(studio: Studio, host: Host) -> Tool:
    return BrushTool(studio, host, "brush", OPTIONS)


def make_eraser(studio: Studio, host: Host) -> Tool:
    return BrushTool(studio, host, "eraser", OPTIONS, erase=True)


def _sample(pointer: Pointer) -> Sample:
    return Sample(
        pointer.x,
        pointer.y,
        pointer.pressure,
        pointer.tilt_x,
        pointer.tilt_y,
        pointer.time,
        pointer.rotation,
    )
