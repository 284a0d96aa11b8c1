"""The canvas widget: the view of the picture, what is drawn there, and what Qt tells of pen and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
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

from app.ants import Ants
from app.canvas_handle import Drawing, Handle
from app.guide_lines import GuideLines
from app.navigation import Navigation
from app.picture_painter import PicturePainter
from app.pointing import Pointing
from app.studio import Studio
from app.tools.base import Pointer
from app.touch import Touch
from app.view import View
from canvas.document import Document
from canvas.geometry import Rect

OVERLAY = 5  # milliseconds that what a tool draws waits, so that it is painted together with fresh paint
STILL = 120  # milliseconds without movement after which the view counts as still
PENS = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)
MODIFIERS = (Qt.Key.Key_Alt, Qt.Key.Key_Control, Qt.Key.Key_Shift)
TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)


class Viewport(QWidget):
    """A raster widget. The pen paints on the compute thread; here only ready pixels are drawn."""

    view_changed = Signal(object)  # View
    hovered = Signal(object)  # QPointF in document pixels, or None
    files_dropped = Signal(list)  # list[str]

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self.view = View(QSizeF(self.size()), QPointF(0, 0))
        self.pen_seen = False  # there is a pen, so fingers need not paint
        self.ants = Ants(self)
        self.guides = GuideLines(studio, self)
        self.drawings: list[Drawing] = []  # over the picture, from the bottom
        self.handles: list[Handle] = []  # above these; a press goes to the first that takes it
        self.navigation = Navigation(self)
        self.pointing = Pointing(self, self.navigation, self.guides, self.handles)
        self.touch = Touch(self)
        self._picture = PicturePainter(studio, self)
        self._fitted: View | None = None  # the view that shows the whole picture, while it is the present one
        self._place: tuple[QSize, QPointF] | None = None  # size of the window, and where the middle is in it
        self._overlay = QRegion()  # what the tool wants to have repainted soon
        self._overlay_waits = QTimer(self, interval=OVERLAY, singleShot=True)
        self._overlay_waits.setTimerType(Qt.TimerType.PreciseTimer)
        self._overlay_waits.timeout.connect(self._repaint_waiting)
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

    def update_cursor(self) -> None:
        """Show the cursor of whoever has the pen."""
        cursor = self.pointing.cursor()
        if cursor is not None:
            self.setCursor(cursor)

    def repaint_overlay(self, view_rect: QRectF | None = None) -> None:
        """Repaint a part of the screen, or all of it, because what the tool draws over it has changed.

        While the tool is in use, a part is repainted with the paint that follows, or a moment later.
        """
        if view_rect is None:
            self.update()
        elif self.pointing.gesture is None:
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
        self.pointing.cancel()
        session = self.studio.session
        session.shown.connect(self._show_rects)
        session.resized.connect(self._new_display)
        self._new_display()
        self._document_changed(session.document)
        self.fit()
        self._view_moved()

    def _new_display(self) -> None:
        self._picture.take_display()
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

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._picture.paint(painter, event.region(), self.view, moving=self._still.isActive())
        dirty = QRectF(event.rect())
        for drawing in self.drawings:
            drawing.paint(painter)
        self.guides.paint(painter)
        self.ants.paint(painter, dirty)
        if self.pointing.tool is not None:
            self.pointing.tool.paint(painter)
        for handle in self.handles:
            handle.paint(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        fitted = self.view is self._fitted
        self.view = self.view.resized(QSizeF(event.size()), self.devicePixelRatioF())
        middle = QPointF(self.view.size.width() / 2, self.view.size.height() / 2)
        place = self.window().size(), QPointF(self.mapTo(self.window(), QPoint(0, 0))) + middle
        before, self._place = self._place, place
        if fitted and not self.pointing.busy:
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
            self.pointing.press(pointer, event.button(), pen=True)
        elif kind == QEvent.Type.TabletRelease:
            self.pointing.release(pointer, event.button())
        else:
            self.pointing.drag(pointer, event.buttons())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._is_echo(event):
            self.pointing.press(self._mouse_pointer(event), event.button())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_echo(event):
            self.pointing.drag(self._mouse_pointer(event), event.buttons())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_echo(event):
            self.pointing.release(self._mouse_pointer(event), event.button())

    def _is_echo(self, event: QMouseEvent) -> bool:
        """Whether a system tells as a mouse event, too, what the pen does."""
        gesture = self.pointing.gesture
        return event.pointerType() in PENS or (gesture is not None and gesture.pen)

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

    def snapped(self, x: float, y: float) -> tuple[float, float]:
        return self.guides.snapped(x, y)

    def snapped_move(self, moved: Rect, dx: int, dy: int) -> tuple[int, int]:
        return self.guides.snapped_move(moved, dx, dy)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The keys are for the canvas where the pen is, unless the artist is writing."""
        focused = QApplication.focusWidget()
        if self.isActiveWindow() and focused is not None and not isinstance(focused, TYPING):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update_cursor()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointing.leave()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.navigation.let_go()
        self.update_cursor()

    # --- keys, wheel, drops ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        tool = self.pointing.tool
        if self.navigation.key(event, pressed=True):
            self.update_cursor()
        elif event.key() == Qt.Key.Key_Escape:
            self.pointing.cancel()
        elif event.key() in MODIFIERS and tool is not None:
            tool.hold(event.modifiers())
        elif tool is None or not tool.key(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        tool = self.pointing.tool
        if self.navigation.key(event, pressed=False):
            self.update_cursor()
        elif event.key() in MODIFIERS and tool is not None:
            tool.hold(event.modifiers())
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
