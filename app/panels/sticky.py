"""Keeps the end of a long panel in sight: what would lie below the edge stays at the edge."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app import theme


class Sticky(QWidget):
    """Stands in a panel for some widgets, which lie over it, or at the lower edge of what can be seen.

    They do so once the panel is shown in a QScrollArea.
    """

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        across, down = theme.scaled(8), theme.scaled(6)  # as far as to the neighbours in a panel
        self._margins = QMargins(across, down, across, down)
        self._strip = _Strip(self)
        layout = QVBoxLayout(self._strip)
        layout.setContentsMargins(self._margins)
        layout.setSpacing(theme.scaled(6))
        for widget in widgets:
            layout.addWidget(widget)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._strip.installEventFilter(self)
        self._area: QScrollArea | None = None

    @property
    def floats(self) -> bool:
        """Whether they lie over what stands above them in the panel."""
        return self._strip.floats

    def sizeHint(self) -> QSize:
        return self._strip.sizeHint().shrunkBy(self._margins)

    def minimumSizeHint(self) -> QSize:
        return self._strip.minimumSizeHint().shrunkBy(self._margins)

    def heightForWidth(self, width: int) -> int:
        around = self._margins
        layout = self._strip.layout()
        assert layout is not None
        whole = layout.totalHeightForWidth(width + around.left() + around.right())
        return whole - around.top() - around.bottom() if whole >= 0 else self.sizeHint().height()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_to(_area_of(self))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._strip:
            if event.type() is QEvent.Type.LayoutRequest:
                self.updateGeometry()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest):
            self._place()
        return False

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place()

    def _go_to(self, area: QScrollArea | None) -> None:
        """Lie in the scroll area beside the panel, so that scrolling moves nothing by itself."""
        if area is self._area:
            return
        self._area = area
        before = self._strip.previousInFocusChain()
        self._strip.setParent(self if area is None else area.viewport())
        if before is not None:
            QWidget.setTabOrder(before, self._strip)
        for watched in () if area is None else (area.widget(), area.viewport()):
            if watched is not None:
                watched.installEventFilter(self)
        self._strip.show()

    def _place(self) -> None:
        if self._area is None:
            self._strip.floats = False
            self._strip.setGeometry(self.rect().marginsAdded(self._margins))
            return
        if not self._area.isAncestorOf(self):
            return  # taken out of it: the next time that it is shown it finds its place
        viewport = self._area.viewport()
        place = QRect(self.mapTo(viewport, QPoint()), self.size()).marginsAdded(self._margins)
        lowest = viewport.height() - place.height()
        self._strip.floats = place.top() > lowest
        if self._strip.floats:
            place.moveTop(lowest)
        self._strip.setGeometry(place)
        self._strip.raise_()
        self._strip.update()


class _Strip(QWidget):
    """What floats; while it does, it hides what it lies over."""

    floats = False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.floats:
            painter = QPainter(self)
            painter.fillRect(self.rect(), QColor(theme.WINDOW))
            painter.fillRect(QRect(0, 0, self.width(), 1), QColor(theme.LINE))
            painter.end()


def _area_of(widget: QWidget) -> QScrollArea | None:
    """The scroll area that shows a widget, if one does."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above
