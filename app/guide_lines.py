"""The guides on the canvas: drawn over the picture, dragged with the pen, and what edges snap to."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app import theme
from app.studio import Studio
from app.view import View
from canvas.deeds.guides import add_guide, clear_guides, move_guide, remove_guide
from canvas.document import Document
from canvas.geometry import Rect
from canvas.guides import Guide, Guides, snapped_move, snapped_point

NEAR = 5.0  # screen pixels within which a press takes hold of a guide
REACH = 6.0  # screen pixels within which an edge snaps


class GuideLines(QObject):
    """Lives on the UI thread. A guide in hand is only shown; letting go makes it one undo step."""

    def __init__(self, studio: Studio, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._studio = studio
        self._canvas = canvas
        self._view = View(canvas.size().toSizeF(), QPointF())
        self._guides: Guides = ()  # of the document
        self._held: Guide | None = None  # that is moved; None: a new one, or none at all
        self._live: Guide | None = None  # where it is now
        self._over: Guide | None = None  # that the pen is above and could take hold of
        self._lines: list[QLineF] | None = None  # in view pixels; None: to be found anew
        studio.document_changed.connect(self._follow)
        studio.settings.changed.connect(self._setting_changed)

    @property
    def shown(self) -> bool:
        return bool(self._studio.settings.get("view/guides"))

    @property
    def busy(self) -> bool:
        """Whether a guide is in hand."""
        return self._live is not None

    def toggle(self, setting: str) -> None:
        """Turn one of the View menu's switches."""
        self._studio.settings.set(setting, not self._studio.settings.get(setting))

    def clear(self) -> None:
        """Take all guides out of the picture: one undo step."""
        self._studio.session.do(self.tr("Clear guides"), clear_guides)

    # --- drawing ---------------------------------------------------------------------------------

    def set_view(self, view: View) -> None:
        self._view, self._lines = view, None

    def paint(self, painter: QPainter) -> None:
        """One line of one device pixel for each guide; nothing else, for this is done with every dab."""
        if not self.shown or not (self._guides or self._live):
            return
        if self._lines is None:
            self._lines = [self._line(guide) for guide in self._guides if guide != self._held]
            if self._live is not None:
                self._lines.append(self._line(self._live))
        pen = QPen(QColor(theme.GUIDE), 0)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._view.rotation % 90 != 0)
        painter.drawLines(self._lines)

    def _line(self, guide: Guide) -> QLineF:
        """A guide from one side of the widget to the other, in view pixels."""
        to_view = self._view.transform()
        at = guide.at
        start = to_view.map(QPointF(0.0, at) if guide.horizontal else QPointF(at, 0.0))
        along = to_view.map(QPointF(1.0, at) if guide.horizontal else QPointF(at, 1.0)) - start
        along /= math.hypot(along.x(), along.y())
        width, height = self._canvas.width(), self._canvas.height()
        middle = QPointF(width / 2, height / 2)
        foot = start + along * QPointF.dotProduct(middle - start, along)
        reach = math.hypot(width, height)
        return QLineF(foot - along * reach, foot + along * reach)

    def _repaint(self, *guides: Guide | None) -> None:
        self._lines = None
        for guide in guides:
            if guide is not None:
                self._canvas.update(self._strip(guide))

    def _strip(self, guide: Guide) -> QRect:
        if self._view.rotation % 90 != 0:
            return self._canvas.rect()
        line = self._line(guide)
        return QRectF(line.p1(), line.p2()).normalized().adjusted(-2, -2, 2, 2).toAlignedRect()

    # --- dragging --------------------------------------------------------------------------------

    def guide_at(self, place: QPointF) -> Guide | None:
        """The guide that a press at this place of the widget takes hold of."""
        if not self.shown or self._studio.settings.get("view/lock_guides"):
            return None
        at = self._view.to_document(place)
        near = NEAR / self._view.scale
        found = [(abs((at.y() if guide.horizontal else at.x()) - guide.at), guide) for guide in self._guides]
        distance, guide = min(found, key=lambda pair: pair[0], default=(math.inf, None))
        return guide if distance <= near else None

    def hover(self, place: QPointF | None) -> bool:
        """The pen is above the widget, and could take hold of a guide. Whether the cursor may differ now."""
        over = None if place is None or not self._guides else self.guide_at(place)
        before, self._over = self._over, over
        return before is not over

    def cursor(self) -> Qt.CursorShape | None:
        guide = self._live or self._over
        if guide is None:
            return None
        line = self._line(guide)
        flat = abs(line.dx()) >= abs(line.dy())
        return Qt.CursorShape.SplitVCursor if flat else Qt.CursorShape.SplitHCursor

    def press(self, place: QPointF) -> bool:
        """Whether a guide is in hand now."""
        guide = self.guide_at(place)
        if guide is None:
            return False
        self._held = self._live = guide
        return True

    def begin(self, *, across: bool) -> None:
        """A new guide comes out of a ruler: the one along the top (`across`), or that at the left."""
        if not self.shown:
            self.toggle("view/guides")
        matrix = self._view.transform()
        upright = abs(matrix.m11()) >= abs(matrix.m12())
        self._held, self._live = None, Guide(across == upright, math.inf)

    def drag(self, place: QPointF) -> None:
        """The guide in hand follows the pen, from one pixel's edge to the next."""
        live = self._live
        if live is None:
            return
        at = self._view.to_document(place)
        moved = Guide(live.horizontal, float(round(at.y() if live.horizontal else at.x())))
        if moved != live:
            self._live = moved
            self._repaint(live if math.isfinite(live.at) else None, moved)

    def release(self, place: QPointF) -> None:
        """The guide stays here, or goes where it is let go outside the canvas."""
        self.drag(place)
        held, live = self._held, self._live
        inside = QRectF(self._canvas.rect()).contains(place)
        self._held = self._live = None
        self._repaint(held, live)
        session = self._studio.session
        if live is None:
            return
        if inside and held is None:
            session.do(self.tr("Add guide"), lambda document: add_guide(document, live))
        elif inside and held is not None and held != live:
            session.do(self.tr("Move guide"), lambda document: move_guide(document, held, live.at))
        elif not inside and held is not None:
            session.do(self.tr("Remove guide"), lambda document: remove_guide(document, held))

    def cancel(self) -> None:
        """The guide in hand is where it was."""
        held, live = self._held, self._live
        self._held = self._live = None
        self._repaint(held, live)

    # --- snapping --------------------------------------------------------------------------------

    def snapped(self, x: float, y: float) -> tuple[float, float]:
        """A point in document pixels, on the guides that are near."""
        return snapped_point(self._magnetic(), x, y, REACH / self._view.scale)

    def snapped_move(self, moved: Rect, dx: int, dy: int) -> tuple[int, int]:
        """A move of what lies in `moved`, so that an edge or its middle meets a guide that is near."""
        return snapped_move(self._magnetic(), moved, dx, dy, REACH / self._view.scale)

    def _magnetic(self) -> Guides:
        return self._guides if self.shown and self._studio.settings.get("view/snap") else ()

    # --- what changes ----------------------------------------------------------------------------

    def _follow(self, document: Document) -> None:
        before, self._guides = self._guides, document.guides
        if before != document.guides:
            self._repaint(*set(before).symmetric_difference(document.guides))

    def _setting_changed(self, setting: str) -> None:
        if setting == "view/guides":
            self._canvas.update()
