"""The canvas on screen: paints the display picture, and hands pen events to the tool in hand."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app import theme
from app.ants import Ants
from app.navigation import Navigation
from app.studio import Studio
from app.tools.base import Pointer, Tool
from app.view import View
from canvas.document import Document
from canvas.geometry import Rect

SURROUND = QColor(theme.SURROUND)
STILL = 120  # milliseconds without movement after which the view counts as still
MANY_PIXELS = 250_000  # logical pixels that may be resampled smoothly even while the view moves
CHECK = 8  # logical pixels along a check of the board that shows through transparent paint


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
        self.ants = Ants(self)
        self._images: list[QImage] = []
        self._fitted: View | None = None  # the view that shows the whole picture, while it is the present one
        self._down: int | None = None  # what presses: a button's value, or 0 for the pen
        self._checks = _checkerboard(1.0)
        self._smooth_close = bool(studio.settings.get("view/smooth_above_100"))
        self._still = QTimer(self)  # runs while the view moves; then all is painted once more, smoothly
        self._still.setSingleShot(True)
        self._still.setInterval(STILL)
        self._still.timeout.connect(self.update)
        self._ghost: tuple[QImage, QRectF] | None = None
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
            self.tool.cancel()
            self.tool.hover(None)
        self.tool = tool
        self.update_cursor()
        self.update()

    def update_cursor(self) -> None:
        """Show the cursor of the navigation gesture, else of the tool."""
        held = self.navigation.cursor()
        if held is not None:
            self.setCursor(held)
        elif self.tool is not None:
            self.setCursor(self.tool.cursor())

    def repaint_overlay(self, view_rect: QRectF | None = None) -> None:
        """Repaint a part of the screen, or all of it, because what the tool draws over it has changed."""
        if view_rect is None:
            self.update()
        else:
            self.update(view_rect.toAlignedRect())

    def show_ghost(self, image: QImage | None, rect: Rect | None = None) -> None:
        """Show a preview of something not painted yet over a document rectangle; None takes it away."""
        old = self._ghost
        self._ghost = None
        if image is not None and rect is not None:
            self._ghost = (image, QRectF(rect.x, rect.y, rect.width, rect.height))
        if old is not None or self._ghost is not None:
            self.update()

    def _adopt(self) -> None:
        session = self.studio.session
        session.shown.connect(self._show_rects)
        session.resized.connect(self._new_display)
        self._images = []
        self._new_display()
        self._document_changed(session.document)
        self.fit()

    def _new_display(self) -> None:
        self._images = [
            QImage(level.data, level.shape[1], level.shape[0], level.strides[0], FORMAT)
            for level in self.studio.session.display.levels
        ]
        if self.view is self._fitted:
            self.fit()
        self.update()

    def _show_rects(self, rects: list[Rect]) -> None:
        area = QRectF()
        for rect in rects:
            area = area.united(self.view.view_rect(rect))
        self.update(area.adjusted(-2, -2, 2, 2).toAlignedRect())

    def _document_changed(self, document: Document) -> None:
        self.ants.follow(document.selection)

    def _setting_changed(self, setting: str) -> None:
        if setting == "view/smooth_above_100":
            self._smooth_close = bool(self.studio.settings.get(setting))
            self.update()

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty = QRectF(event.rect())
        document = self.studio.document
        inside = self.view.view_polygon(document.rect)
        straight = self.view.rotation % 90 == 0
        if not (straight and inside.boundingRect().contains(dirty)):
            painter.fillRect(dirty, SURROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._checks)
        if straight:
            painter.drawRect(inside.boundingRect().intersected(dirty.adjusted(-1, -1, 1, 1)))
        else:
            painter.drawPolygon(inside)
        if self._images:
            self._paint_picture(painter, dirty)
        if self._ghost is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setTransform(self.view.transform())
            painter.drawImage(self._ghost[1], self._ghost[0])
            painter.resetTransform()
        self.ants.paint(painter)
        if self.tool is not None:
            self.tool.paint(painter)

    def _paint_picture(self, painter: QPainter, dirty: QRectF) -> None:
        level = min(max(0, math.floor(-math.log2(self.view.zoom) + 1e-6)), len(self._images) - 1)
        image = self._images[level]
        factor = 1 << level
        needed = self.view.document_rect(dirty.adjusted(-2, -2, 2, 2))
        source = Rect.between(
            needed.x / factor - 2,
            needed.y / factor - 2,
            needed.right / factor + 2,
            needed.bottom / factor + 2,
        ).clipped(Rect(0, 0, image.width(), image.height()))
        if source.empty:
            return
        whole = self.view.zoom * factor
        sharp = abs(whole - round(whole)) < 1e-6 and self.view.rotation % 90 == 0
        straight = self.view.rotation % 90 == 0
        smooth = not sharp and (self.view.zoom < 1 or self._smooth_close or not straight)
        moving = self._still.isActive() and dirty.width() * dirty.height() > MANY_PIXELS
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth and not moving)
        painter.setTransform(QTransform.fromScale(factor, factor) * self.view.transform())
        area = QRectF(source.x, source.y, source.width, source.height)
        painter.drawImage(area, image, area)
        painter.resetTransform()

    def resizeEvent(self, event: QResizeEvent) -> None:
        fitted = self.view is self._fitted
        self.view = self.view.resized(QSizeF(event.size()), self.devicePixelRatioF())
        self._checks = _checkerboard(self.devicePixelRatioF())
        self._view_moved()
        if fitted:
            self.fit()

    def _view_moved(self) -> None:
        self.ants.view_moved()
        self.studio.session.visible = self.view.document_rect(QRectF(self.rect()))
        self.view_changed.emit(self.view)

    # --- the pen and the mouse -------------------------------------------------------------------

    def tabletEvent(self, event: QTabletEvent) -> None:
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        pointer = self.pointer(
            event.position(),
            event.modifiers(),
            event.timestamp(),
            pressure=event.pressure(),
            tilt=(event.xTilt(), event.yTilt()),
            eraser=eraser,
        )
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._press(pointer, event.button())
        elif kind == QEvent.Type.TabletRelease:
            self._release(pointer, event.button())
        else:
            self._move(pointer)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press(self._mouse_pointer(event), event.button())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(self._mouse_pointer(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._release(self._mouse_pointer(event), event.button())

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
        eraser: bool = False,
    ) -> Pointer:
        """A pen event at a screen position, in document pixels."""
        at = self.view.to_document(position)
        return Pointer(
            at.x(), at.y(), position, pressure, tilt[0], tilt[1], milliseconds / 1000, modifiers, eraser
        )

    def _mouse_pointer(self, event: QMouseEvent) -> Pointer:
        return self.pointer(event.position(), event.modifiers(), event.timestamp())

    def _press(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)  # a pen press alone does not take it from a slider
        if self.navigation.press(pointer, button):
            self.update_cursor()
        elif button == Qt.MouseButton.LeftButton and self.tool is not None and self._down is None:
            self._down = button.value
            self.tool.press(pointer)

    def _move(self, pointer: Pointer) -> None:
        if self.navigation.move(pointer):
            return
        if self.tool is not None:
            if self._down is not None:
                self.tool.move(pointer)
            self.tool.hover(pointer)
        self.hovered.emit(QPointF(pointer.x, pointer.y))

    def _release(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        if self.navigation.release(button):
            self.update_cursor()
        elif self._down == button.value and self.tool is not None:
            self._down = None
            self.tool.release(pointer)

    def cancel_gesture(self) -> None:
        """Give up whatever the pen is in the middle of."""
        if self.tool is not None:
            self.tool.cancel()
        self._down = None

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update_cursor()

    def leaveEvent(self, event: QEvent) -> None:
        if self.tool is not None:
            self.tool.hover(None)
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
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.navigation.key(event, pressed=False):
            self.update_cursor()
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


FORMAT = QImage.Format.Format_ARGB32_Premultiplied


def _checkerboard(ratio: float) -> QBrush:
    side = round(CHECK * ratio)
    pixmap = QPixmap(2 * side, 2 * side)
    pixmap.fill(QColor(theme.CHECK_LIGHT))
    painter = QPainter(pixmap)
    for x, y in ((0, 0), (side, side)):
        painter.fillRect(x, y, side, side, QColor(theme.CHECK_DARK))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return QBrush(pixmap)
