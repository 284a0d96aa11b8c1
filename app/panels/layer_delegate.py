"""How a row of the layer list looks, and where its marks can be touched."""

from __future__ import annotations

from enum import Enum, auto
from html import escape

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app import theme
from app.icons import drawn
from app.panels.blend_box import blend_name
from canvas.blend import BlendMode
from canvas.layer import Layer

LAYER = Qt.ItemDataRole.UserRole + 1  # Layer
THUMBNAIL = Qt.ItemDataRole.UserRole + 2  # QImage, or None until it is made
_CHECK = 4  # pixels along a square of the checkerboard

Index = QModelIndex | QPersistentModelIndex


class Zone(Enum):
    """The parts of a row."""

    EYE = auto()
    THUMBNAIL = auto()
    NAME = auto()
    RECIPE = auto()
    ALPHA = auto()
    LOCK = auto()


def thumbnail_box() -> QSize:
    """How large a thumbnail may be, in device-independent pixels."""
    return QSize(theme.scaled(44), theme.scaled(33))


def checkerboard() -> QBrush:
    """What is seen through transparent paint."""
    side = theme.scaled(_CHECK)
    tile = QPixmap(2 * side, 2 * side)
    tile.fill(QColor(theme.CHECK_LIGHT))
    painter = QPainter(tile)
    painter.fillRect(0, 0, side, side, QColor(theme.CHECK_DARK))
    painter.fillRect(side, side, side, side, QColor(theme.CHECK_DARK))
    painter.end()
    return QBrush(tile)


class LayerDelegate(QStyledItemDelegate):
    """Eye, thumbnail, name with the blend mode below, and marks for a recipe and the two locks."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._checks = checkerboard()

    # --- the parts -------------------------------------------------------------------------------

    def places(self, row: QRect) -> dict[Zone, QRect]:
        """Where the parts of a row lie."""
        mark, eye = theme.scaled(20), theme.scaled(28)
        gap, box = theme.scaled(7), thumbnail_box()
        result = {Zone.EYE: QRect(row.left(), row.top(), eye, row.height())}
        right = row.right() + 1 - theme.scaled(3)
        for zone in (Zone.RECIPE, Zone.LOCK, Zone.ALPHA):
            right -= mark
            result[zone] = QRect(right, row.top(), mark, row.height())
        left = row.left() + eye
        top = row.top() + (row.height() - box.height()) // 2
        result[Zone.THUMBNAIL] = QRect(QPoint(left, top), box)
        left += box.width() + gap
        result[Zone.NAME] = QRect(left, row.top(), max(1, right - left), row.height())
        return result

    def zone(self, row: QRect, point: QPoint) -> Zone:
        """The part of a row under a point."""
        places = self.places(row)
        return next((zone for zone, place in places.items() if place.contains(point)), Zone.NAME)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.scaled(160), thumbnail_box().height() + theme.scaled(9))

    # --- the look --------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layer = index.data(LAYER)
        if not isinstance(layer, Layer):
            return
        row = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        places = self.places(row)
        painter.save()
        self._paint_ground(painter, row, state)
        self._paint_icon(painter, places[Zone.EYE], "eye" if layer.visible else "eye-off", layer.visible)
        image = index.data(THUMBNAIL)
        self._paint_thumbnail(painter, places[Zone.THUMBNAIL], image, layer.visible)
        self._paint_text(painter, self._room(places, layer, hovered), layer)
        if layer.recipe is not None:
            self._paint_icon(painter, places[Zone.RECIPE], "generated", True)
        if layer.alpha_lock or hovered:
            self._paint_icon(painter, places[Zone.ALPHA], "alpha-lock", layer.alpha_lock)
        if layer.locked or hovered:
            self._paint_icon(painter, places[Zone.LOCK], "lock" if layer.locked else "unlock", layer.locked)
        painter.restore()

    def _room(self, places: dict[Zone, QRect], layer: Layer, hovered: bool) -> QRect:
        """The place for the name: up to the first mark that is shown."""
        room = QRect(places[Zone.NAME])
        for zone, shown in (
            (Zone.ALPHA, layer.alpha_lock or hovered),
            (Zone.LOCK, layer.locked or hovered),
            (Zone.RECIPE, layer.recipe is not None),
        ):
            if shown:
                break
            room.setRight(places[zone].right())
        return room

    def _paint_ground(self, painter: QPainter, row: QRect, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, QColor(theme.ROW))
            painter.fillRect(row.left(), row.top(), theme.scaled(3), row.height(), QColor(theme.ACCENT))
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QColor(theme.ACCENT))
                painter.drawRect(row.adjusted(0, 0, -1, -1))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, QColor(theme.WINDOW))
        painter.fillRect(row.left(), row.bottom(), row.width(), 1, QColor(theme.LINE))

    def _paint_icon(self, painter: QPainter, place: QRect, name: str, on: bool) -> None:
        size = theme.scaled(16)
        ratio = painter.device().devicePixelRatio() if painter.device() is not None else 1.0
        pixmap = drawn(name, round(size * ratio), theme.TEXT if on else theme.DISABLED)
        spot = QRect(0, 0, size, size)
        spot.moveCenter(place.center())
        painter.drawPixmap(spot, pixmap)

    def _paint_thumbnail(self, painter: QPainter, place: QRect, image: QImage | None, visible: bool) -> None:
        frame = place
        if image is not None:
            size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            frame = QRect(QPoint(), size.expandedTo(QSize(4, 4)))
            frame.moveCenter(place.center())
        painter.setOpacity(1.0 if visible else 0.4)
        painter.setBrushOrigin(frame.topLeft())
        painter.fillRect(frame, self._checks)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(frame, image)
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(frame.adjusted(-1, -1, 0, 0))
        painter.setOpacity(1.0)

    def _paint_text(self, painter: QPainter, place: QRect, layer: Layer) -> None:
        metrics = painter.fontMetrics()
        detail = self._detail(layer)
        elided = metrics.elidedText(layer.name, Qt.TextElideMode.ElideRight, place.width())
        painter.setPen(QColor(theme.TEXT if layer.visible else theme.MUTED))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        if not detail:
            painter.drawText(place, flags, elided)
            return
        half = place.height() // 2
        upper = QRect(place.left(), place.top() + theme.scaled(2), place.width(), half)
        painter.drawText(upper, flags, elided)
        lower = QRect(place.left(), place.top() + half - theme.scaled(1), place.width(), half)
        painter.setPen(QColor(theme.MUTED))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        painter.drawText(
            lower,
            flags,
            painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, place.width()),
        )

    def _detail(self, layer: Layer) -> str:
        """Blend mode and opacity, unless both are as usual."""
        percent = round(layer.opacity * 100)
        if layer.blend is BlendMode.NORMAL:
            return "" if percent == 100 else self.tr("{0} %").format(percent)
        if percent == 100:
            return blend_name(layer.blend)
        return self.tr("{0}, {1} %", "blend mode, opacity").format(blend_name(layer.blend), percent)

    # --- tool tips -------------------------------------------------------------------------------

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        layer = index.data(LAYER)
        if event.type() != QEvent.Type.ToolTip or not isinstance(layer, Layer):
            return super().helpEvent(event, view, option, index)
        zone = self.zone(view.visualRect(view.indexAt(event.pos())), event.pos())
        QToolTip.showText(event.globalPos(), self._tip(layer, zone), view)
        return True

    def _tip(self, layer: Layer, zone: Zone) -> str:
        match zone:
            case Zone.EYE:
                return self.tr("Hide this layer") if layer.visible else self.tr("Show this layer")
            case Zone.LOCK:
                return self.tr("Unlock this layer") if layer.locked else self.tr("Lock this layer")
            case Zone.ALPHA:
                if layer.alpha_lock:
                    return self.tr("Let paint change the transparency again")
                return self.tr("Lock the transparency: paint only what is painted already")
            case Zone.RECIPE if layer.recipe is not None:
                return self.tr("Show how this layer was generated")
        return f"<p>{escape(layer.name)}</p>"  # a name is never read as rich text

    # --- renaming --------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setMaxLength(200)
        editor.setAccessibleName(self.tr("Layer name"))
        editor.installEventFilter(self)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        place = self.places(QRect(option.rect))[Zone.NAME]  # pyright: ignore[reportAttributeAccessIssue]
        height = editor.sizeHint().height()
        editor.setGeometry(
            place.left(), place.center().y() - height // 2, place.width() + theme.scaled(40), height
        )

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # every key belongs to the name while it is typed
            return False
        return super().eventFilter(editor, event)
