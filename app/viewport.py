"""The canvas on screen: paints the display picture, and hands pen events to the tool in hand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QRegion,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from app import theme
from app.ants import Ants
from app.canvas_handle import Drawing, Handle
from app.guide_lines import GuideLines
from app.navigation import Navigation
from app.studio import Studio
from app.tools.base import Pointer, Tool
from app.touch import Touch
from app.view import View
from canvas.document import Document
from canvas.geometry import Rect
from canvas.screen import Ground, draw

SURROUND = QColor(theme.SURROUND)
OVERLAY = 5  # milliseconds that what a tool draws waits, so that it is painted together with fresh paint
PLACE = 100  # milliseconds between two tellings of where the pen is while it paints
STILL = 120  # milliseconds without movement after which the view counts as still
PART = 30_000  # pixels that are drawn in the time that one more part of the widget takes
MANY_PIXELS = 250_000  # logical pixels that may be resampled smoothly even while the view moves
GROUND = Ground(SURROUND.rgb(), QColor(theme.CHECK_LIGHT).rgb(), QColor(theme.CHECK_DARK).rgb(), 1)
CHECK = 8  # logical pixels along a check of the board that shows through transparent paint
PENS = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)
MODIFIERS = (Qt.Key.Key_Alt, Qt.Key.Key_Control, Qt.Key.Key_Shift)
TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)


@dataclass(slots=True)
class _Gesture:
    """The tool is pressed: by what, and where it was last."""

    button: Qt.MouseButton
    pen: bool
    last: Pointer


class Viewport(QWidget):
    """A raster widget. The pen paints on the compute thread; here only ready pixels are drawn."""

    view_changed = Signal(object)  # View
    hovered = Signal(object)  # QPointF in document pixels, or None
    files_dropped = Signal(list)  # list[str]

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self.view = View(QSizeF(self.size()), QPointF(0, 0))
        self.tool: Tool | None = None
        self.navigation = Navigation(self)
        self.touch = Touch(self)
        self.pen_seen = False  # there is a pen, so fingers need not paint
        self.ants = Ants(self)
        self.guides = GuideLines(studio, self)
        self.drawings: list[Drawing] = []  # over the picture, from the bottom
        self.handles: list[Handle] = []  # above these; a press goes to the first that takes it
        self._handle: Handle | None = None  # in hand
        self._levels: list[np.ndarray] = []  # of the display picture
        self._buffer = np.zeros(0, np.uint32)
        self._fitted: View | None = None  # the view that shows the whole picture, while it is the present one
        self._gesture: _Gesture | None = None
        self._place: tuple[QSize, QPointF] | None = None  # size of the window, and where the middle is in it
        self._overlay = QRegion()  # what the tool wants to have repainted soon
        self._overlay_waits = QTimer(self, interval=OVERLAY, singleShot=True)
        self._overlay_waits.setTimerType(Qt.TimerType.PreciseTimer)
        self._overlay_waits.timeout.connect(self._repaint_waiting)
        self._place_at: QPointF | None = None  # document pixels: where the pen is
        self._place_waits = QTimer(self, interval=PLACE, singleShot=True)
        self._place_waits.timeout.connect(lambda: self.hovered.emit(self._place_at))
        self._smooth_close = bool(studio.settings.get("view/smooth_above_100"))
        self._still = QTimer(self)  # runs while the view moves; then all is painted once more, smoothly
        self._still.setSingleShot(True)
        self._still.setInterval(STILL)
        self._still.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Canvas"))
        studio.session_changed.connect(self._adopt)
        studio.settings.changed.connect(self._setting_changed)
        studio.document_changed.connect(self._document_changed)
        self._adopt()

    # --- what is shown ---------------------------------------------------------------------------

    def set_view(self, view: View) -> None:
        if view != self.view:
            self.view = view
            self._view_moved()
            self._still.start()
            self.update()

    def fit(self) -> None:
        """Show the whole picture, and keep doing so as the window changes until the artist moves the view."""
        document = self.studio.document
        self.set_view(self.view.fitting(document.width, document.height))
        self._fitted = self.view

    def set_tool(self, tool: Tool) -> None:
        if self.tool is not None and self.tool is not tool:
            self.finish_gesture()
            self.tool.hover(None)
        self.tool = tool
        self.update_cursor()
        self.update()

    def update_cursor(self) -> None:
        """Show the cursor of the navigation gesture, else of the tool."""
        held = self.navigation.cursor() or self._handle_cursor() or self.guides.cursor()
        if held is not None:
            self.setCursor(held)
        elif self.tool is not None:
            self.setCursor(self.tool.cursor())

    def repaint_overlay(self, view_rect: QRectF | None = None) -> None:
        """Repaint a part of the screen, or all of it, because what the tool draws over it has changed.

        While the tool is in use, a part is repainted with the paint that follows, or a moment later.
        """
        if view_rect is None:
            self.update()
        elif self._gesture is None:
            self.update(view_rect.toAlignedRect())
        else:
            self._overlay = self._overlay.united(view_rect.toAlignedRect())
            if not self._overlay_waits.isActive():
                self._overlay_waits.start()

    def _repaint_waiting(self) -> None:
        self._overlay_waits.stop()
        waiting, self._overlay = self._overlay, QRegion()
        self.update(waiting)

    def _adopt(self) -> None:
        self.cancel_gesture()
        session = self.studio.session
        session.shown.connect(self._show_rects)
        session.resized.connect(self._new_display)
        self._levels = []
        self._new_display()
        self._document_changed(session.document)
        self.fit()
        self._view_moved()

    def _new_display(self) -> None:
        self._levels = self.studio.session.display.levels
        if self.view is self._fitted:
            self.fit()
        self.update()

    def _show_rects(self, rects: list[Rect]) -> None:
        region = self._overlay
        for rect in rects:
            region = region.united(self.view.view_rect(rect).adjusted(-2, -2, 2, 2).toAlignedRect())
        self._overlay = region
        self._repaint_waiting()

    def _document_changed(self, document: Document) -> None:
        self.ants.follow(document.selection)

    def _setting_changed(self, setting: str) -> None:
        if setting == "view/smooth_above_100":
            self._smooth_close = bool(self.studio.settings.get(setting))
            self.update()

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        parts = _parts(event.region())
        if self._levels:
            self._paint_picture(painter, parts)
        else:
            for part in parts:
                painter.fillRect(part, SURROUND)
        dirty = QRectF(event.rect())
        for drawing in self.drawings:
            drawing.paint(painter)
        self.guides.paint(painter)
        self.ants.paint(painter, dirty)
        if self.tool is not None:
            self.tool.paint(painter)
        for handle in self.handles:
            handle.paint(painter)

    def _paint_picture(self, painter: QPainter, parts: list[QRect]) -> None:
        """Picture, board and surroundings, for parts of the widget."""
        device = painter.deviceTransform()
        back, _ = (self.view.transform() * device).inverted()
        to_document = back.m11(), back.m12(), back.m21(), back.m22(), back.dx(), back.dy()
        document = self.studio.session.display.document or self.studio.document
        size = document.width, document.height
        ground = replace(
            GROUND, side=round(CHECK * self.devicePixelRatioF()), x=round(device.dx()), y=round(device.dy())
        )
        mixed, moving = self._is_mixed(), self._still.isActive()
        painter.setTransform(device.inverted()[0])  # device pixels, whatever the screen's scale
        for part in parts:
            pixels = device.mapRect(QRectF(part)).toAlignedRect()
            x, y, width, height = pixels.x(), pixels.y(), pixels.width(), pixels.height()
            target = self._room(width, height)
            smooth = mixed and not (moving and part.width() * part.height() > MANY_PIXELS)
            draw(self._levels, size, to_document, target, (x, y), ground, smooth=smooth)
            image = QImage(target.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            painter.drawImage(x, y, image)
        painter.resetTransform()

    def _is_mixed(self) -> bool:
        """Whether pixels of the picture are mixed for the screen, rather than each be told apart."""
        straight = self.view.rotation % 90 == 0
        level = min(max(0, math.floor(-math.log2(self.view.zoom) + 1e-6)), len(self._levels) - 1)
        whole = self.view.zoom * (1 << level)
        sharp = abs(whole - round(whole)) < 1e-6 and straight
        return not sharp and (self.view.zoom < 1 or self._smooth_close or not straight)

    def _room(self, width: int, height: int) -> np.ndarray:
        """H×W uint32 to draw in. The memory is kept: getting it anew takes as long as the drawing."""
        if self._buffer.size < width * height:
            self._buffer = np.empty(width * height, np.uint32)
        return self._buffer[: width * height].reshape(height, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        fitted = self.view is self._fitted
        self.view = self.view.resized(QSizeF(event.size()), self.devicePixelRatioF())
        middle = QPointF(self.view.size.width() / 2, self.view.size.height() / 2)
        place = self.window().size(), QPointF(self.mapTo(self.window(), QPoint(0, 0))) + middle
        before, self._place = self._place, place
        if fitted and not self.busy:
            self.fit()
        elif before is not None and before[0] == place[0]:
            # A bar or a dock came or went: the picture stays where it was on the screen, under the pen.
            self.view = self.view.panned(before[1] - place[1])
            self._fitted = self.view if fitted else None
        self._view_moved()

    def _rescale(self) -> None:
        """The window came to a screen with other pixels."""
        fitted = self.view is self._fitted
        self.set_view(self.view.resized(self.view.size, self.devicePixelRatioF()))
        if fitted:
            self.fit()

    def _view_moved(self) -> None:
        self.ants.view_moved()
        self.guides.set_view(self.view)
        self.studio.session.visible = self.view.document_rect(QRectF(self.rect()))
        self.view_changed.emit(self.view)

    # --- the pen and the mouse -------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Alt:
                event.accept()  # else the menu bar takes the focus when Alt, which picks colours, goes up
                return True
        elif kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            return self.navigation.gesture(event)
        elif isinstance(event, QTouchEvent) and event.device().type() == QInputDevice.DeviceType.TouchScreen:
            self.touch.take(event)
            event.accept()
            return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._rescale()
        return super().event(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        self.pen_seen = True
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        pointer = self.pointer(
            event.position(),
            event.modifiers(),
            event.timestamp(),
            pressure=event.pressure(),
            tilt=(event.xTilt(), event.yTilt()),
            rotation=event.rotation(),
            eraser=eraser,
        )
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self.press(pointer, event.button(), pen=True)
        elif kind == QEvent.Type.TabletRelease:
            self._release(pointer, event.button())
        else:
            self.drag(pointer, event.buttons())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._is_echo(event):
            self.press(self._mouse_pointer(event), event.button())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_echo(event):
            self.drag(self._mouse_pointer(event), event.buttons())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_echo(event):
            self._release(self._mouse_pointer(event), event.button())

    def _is_echo(self, event: QMouseEvent) -> bool:
        """Whether a system tells as a mouse event, too, what the pen does."""
        return event.pointerType() in PENS or (self._gesture is not None and self._gesture.pen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def pointer(
        self,
        position: QPointF,
        modifiers: Qt.KeyboardModifier,
        milliseconds: int,
        *,
        pressure: float = 1.0,
        tilt: tuple[float, float] = (0.0, 0.0),
        rotation: float = 0.0,
        eraser: bool = False,
    ) -> Pointer:
        """A pen event at a screen position, in document pixels."""
        at = self.view.to_document(position)
        return Pointer(
            *(at.x(), at.y(), position, pressure, tilt[0], tilt[1], milliseconds / 1000, modifiers, eraser),
            rotation=rotation,
        )

    def _mouse_pointer(self, event: QMouseEvent) -> Pointer:
        return self.pointer(event.position(), event.modifiers(), event.timestamp())

    @property
    def busy(self) -> bool:
        """Whether the tool is in the middle of something."""
        return self._gesture is not None or self.guides.busy or self._handle is not None

    def press(self, pointer: Pointer, button: Qt.MouseButton, *, pen: bool = False) -> None:
        """Pen, button or finger down. In the middle of a gesture other buttons do nothing."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)  # a pen press alone does not take it from a slider
        if self._gesture is not None:
            if self._gesture.button != button:
                return
            self.finish_gesture()  # its release went elsewhere
        if (
            self.navigation.press(pointer, button)
            or self._takes_handle(pointer, button)
            or self._takes_guide(pointer, button)
        ):
            self.update_cursor()
        elif self.tool is not None and self.tool.takes(button):
            pointer = replace(pointer, button=button)
            self._gesture = _Gesture(button, pen, pointer)
            self.tool.press(pointer)
            self.update_cursor()

    def _takes_handle(self, pointer: Pointer, button: Qt.MouseButton) -> bool:
        if button == Qt.MouseButton.LeftButton:
            self._handle = next((one for one in self.handles if one.press(pointer.view_pos)), None)
        return self._handle is not None

    def _handle_hovered(self, place: QPointF | None) -> bool:
        """Tell all handles where the pen is; whether the cursor may differ now."""
        return sum(one.hover(place) for one in self.handles) > 0

    def _handle_cursor(self) -> Qt.CursorShape | None:
        return next((shape for one in self.handles if (shape := one.cursor()) is not None), None)

    def _takes_guide(self, pointer: Pointer, button: Qt.MouseButton) -> bool:
        if button != Qt.MouseButton.LeftButton or self.tool is None or not self.tool.grabs_guides:
            return False
        return self.guides.press(pointer.view_pos)

    def snapped(self, x: float, y: float) -> tuple[float, float]:
        return self.guides.snapped(x, y)

    def snapped_move(self, moved: Rect, dx: int, dy: int) -> tuple[int, int]:
        return self.guides.snapped_move(moved, dx, dy)

    def drag(self, pointer: Pointer, buttons: Qt.MouseButton) -> None:
        """Pen, mouse or finger moves, `buttons` held."""
        if self.navigation.move(pointer, buttons):
            return
        if self._handle is not None:
            self._handle.drag(pointer.view_pos)
            return
        if self._gesture is None and self._handle_hovered(pointer.view_pos):
            self.update_cursor()
        if self.guides.busy:
            self.guides.drag(pointer.view_pos)
            self._tell_place(pointer)
            return
        grabs = self._gesture is None and self.tool is not None and self.tool.grabs_guides
        if self.guides.hover(pointer.view_pos if grabs else None):
            self.update_cursor()
        gesture = self._gesture
        if gesture is not None and not buttons & gesture.button:
            self.finish_gesture()  # its release went elsewhere
        if self.tool is not None:
            if self._gesture is not None:
                self._gesture.last = pointer
                self.tool.move(pointer)
            self.tool.hover(pointer)
        self._tell_place(pointer)

    def _tell_place(self, pointer: Pointer) -> None:
        """Numbers and rulers can wait: repainting them with every event would hold up the paint."""
        self._place_at = QPointF(pointer.x, pointer.y)
        if self._gesture is None:
            self._place_waits.stop()
            self.hovered.emit(self._place_at)
        elif not self._place_waits.isActive():
            self._place_waits.start()

    def _release(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        if self.navigation.release(button):
            self.update_cursor()
        elif self._handle is not None and button == Qt.MouseButton.LeftButton:
            self._handle.release()
            self._handle = None
            self.update_cursor()
        elif self.guides.busy and button == Qt.MouseButton.LeftButton:
            self.guides.release(pointer.view_pos)
            self.update_cursor()
        elif self._gesture is not None and self._gesture.button == button:
            self._gesture.last = pointer
            self.finish_gesture()

    def finish_gesture(self) -> None:
        """Let go where the pen was last; what it did so far stays."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None and self.tool is not None:
            self.tool.release(gesture.last)
            self.update_cursor()

    def cancel_gesture(self) -> None:
        """Give up whatever the pen is in the middle of."""
        self._gesture = None
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self.guides.cancel()
        if self.tool is not None:
            self.tool.cancel()
            self.update_cursor()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The keys are for the canvas where the pen is, unless the artist is writing."""
        focused = QApplication.focusWidget()
        if self.isActiveWindow() and focused is not None and not isinstance(focused, TYPING):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update_cursor()

    def leaveEvent(self, event: QEvent) -> None:
        if self.tool is not None:
            self.tool.hover(None)
        self._place_waits.stop()
        self.hovered.emit(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.navigation.let_go()
        self.update_cursor()

    # --- keys, wheel, drops ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.navigation.key(event, pressed=True):
            self.update_cursor()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel_gesture()
        elif event.key() in MODIFIERS and self.tool is not None:
            self.tool.hold(event.modifiers())
        elif self.tool is None or not self.tool.key(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.navigation.key(event, pressed=False):
            self.update_cursor()
        elif event.key() in MODIFIERS and self.tool is not None:
            self.tool.hold(event.modifiers())
        else:
            super().keyReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.navigation.wheel(event)
        event.accept()

    def dragEnterEvent(self, event) -> None:  # type: ignore[override]
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:  # type: ignore[override]
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)


def _parts(region: QRegion) -> list[QRect]:
    """The rectangles of a region, or the one around them where that is quicker to paint."""
    parts: list[QRect] = list(region)  # pyright: ignore
    around = region.boundingRect()
    beside = around.width() * around.height() - sum(part.width() * part.height() for part in parts)
    return [around] if beside <= PART * (len(parts) - 1) else parts
