"""How a row of the layer list looks, and how its name is edited."""

from __future__ import annotations

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
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QImage, QPainter, QPen, QPixmap
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
from app.panels.blend_box import manner_name
from app.panels.layer_model import LOOK, RowLook, Solo
from app.panels.layer_places import Zone, indent, lead, places, row_height, zone_at
from app.panels.layer_tips import tip
from app.panels.tags import tag_colour
from canvas.blend import BlendMode
from canvas.layer import Group, Layer, Node

_CHECK = 4  # pixels along a square of the checkerboard
_WARNING = "#e5534b"  # the cross over a mask that is off

Index = QModelIndex | QPersistentModelIndex


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
    """Tag, eye, indentation, thumbnails of paint and mask, name over what mixes it, and marks."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._checks = checkerboard()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.scaled(160), row_height())

    # --- the look --------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = index.data(LOOK)
        if not isinstance(look, RowLook):
            return
        row = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        spots = places(row, look.node, look.depth)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, row, look, state)
        self._paint_eye(painter, spots[Zone.EYE], look)
        self._paint_set_off(painter, row, spots, look)
        dim = 0.4 if not look.lit or look.solo is Solo.HIDDEN else 1.0
        self._paint_picture(painter, spots[Zone.THUMBNAIL], look.thumbnail, dim)
        if look.active and look.node.mask is not None and not look.on_mask:
            self._paint_frame(painter, spots[Zone.THUMBNAIL], look.thumbnail)
        if look.node.mask is not None:
            self._paint_mask(painter, spots[Zone.MASK], look, dim)
        left = self._paint_marks(painter, spots, look.node, hovered)
        name = spots[Zone.NAME]
        self._paint_text(painter, QRect(name.topLeft(), QPoint(left, name.bottom())), look)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRect, look: RowLook, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, QColor(theme.ROW))
            if look.active:
                painter.fillRect(row.left(), row.top(), theme.scaled(3), row.height(), QColor(theme.ACCENT))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, QColor(theme.WINDOW))
        colour = tag_colour(look.node.tag)
        if colour is not None:
            shaft = theme.scaled(3) if look.active else 0  # beside the strip of the active row
            painter.fillRect(row.left() + shaft, row.top(), theme.scaled(4), row.height() - 1, colour)
        painter.fillRect(row.left(), row.bottom(), row.width(), 1, QColor(theme.LINE))
        if look.active and state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QColor(theme.ACCENT))
            painter.drawRect(row.adjusted(0, 0, -1, -1))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_eye(self, painter: QPainter, place: QRect, look: RowLook) -> None:
        node = look.node
        if look.solo is Solo.SHOWN:
            _icon(painter, place, "solo", theme.ACCENT)
        else:
            bright = look.lit and look.solo is Solo.NONE
            _icon(
                painter, place, "eye" if node.visible else "eye-off", theme.TEXT if bright else theme.DISABLED
            )

    def _paint_set_off(self, painter: QPainter, row: QRect, spots: dict[Zone, QRect], look: RowLook) -> None:
        """Lines along the groups around it, the arrow of a group, and that of a clipped node."""
        for depth in range(look.depth):
            x = row.left() + lead() + indent(depth) + theme.scaled(7)
            painter.fillRect(x, row.top(), 1, row.height(), QColor(theme.RAISED))
        if isinstance(look.node, Group):
            arrow = "chevron-right" if look.node.folded else "chevron-down"
            _icon(painter, spots[Zone.FOLD], arrow, theme.MUTED, 13)
        if look.node.clip:
            bright = look.lit and look.solo is not Solo.HIDDEN
            _icon(painter, spots[Zone.CLIP], "clip", theme.TEXT if bright else theme.MUTED, 15)

    def _paint_picture(self, painter: QPainter, place: QRect, image: QImage | None, opacity: float) -> None:
        frame = _frame(place, image)
        painter.setOpacity(opacity)
        painter.setBrushOrigin(frame.topLeft())
        painter.fillRect(frame, self._checks)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(frame, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QColor(theme.LINE))
        painter.drawRect(frame.adjusted(-1, -1, 0, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0)

    def _paint_mask(self, painter: QPainter, place: QRect, look: RowLook, opacity: float) -> None:
        mask, image = look.node.mask, look.mask
        self._paint_picture(painter, place, image, opacity)
        if look.on_mask:
            self._paint_frame(painter, place, image)
        if mask is not None and not mask.enabled:
            frame = _frame(place, image).adjusted(2, 2, -2, -2)
            for colour, width in ((theme.LINE, 3.6), (_WARNING, 2.0)):  # dark first: it is seen on any grey
                painter.setPen(QPen(QColor(colour), width * theme.scaled(10) / 10))
                painter.drawLine(frame.topLeft(), frame.bottomRight())
                painter.drawLine(frame.topRight(), frame.bottomLeft())

    def _paint_frame(self, painter: QPainter, place: QRect, image: QImage | None) -> None:
        """Round what tools work on, of paint and mask."""
        width = theme.scaled(2)
        frame = _frame(place, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, grow in ((theme.LINE, 0), (theme.ACCENT, width)):
            painter.setPen(
                QPen(QColor(colour), width if grow else 1, Qt.PenStyle.SolidLine, j=Qt.PenJoinStyle.MiterJoin)
            )
            painter.drawRect(frame.adjusted(-grow // 2, -grow // 2, grow // 2, grow // 2))

    def _paint_marks(self, painter: QPainter, spots: dict[Zone, QRect], node: Node, hovered: bool) -> int:
        """The marks that are set, all while the pointer is over the row; the last pixel left of them."""
        alpha = isinstance(node, Layer) and node.alpha_lock
        left = spots[Zone.NAME].right()
        for zone, name, on, shown in (
            (Zone.LOCK, "lock" if node.locked else "unlock", node.locked, node.locked or hovered),
            (Zone.ALPHA, "alpha-lock", alpha, alpha or hovered),
            (Zone.RECIPE, "generated", True, True),
        ):
            if shown and zone in spots and (on or spots[zone].left() > spots[Zone.NAME].left()):
                _icon(painter, spots[zone], name, theme.TEXT if on else theme.DISABLED, 14)
                left = min(left, spots[zone].left() - 2)
        return left

    def _paint_text(self, painter: QPainter, place: QRect, look: RowLook) -> None:
        node = look.node
        bright = look.lit and look.solo is not Solo.HIDDEN
        if isinstance(node, Group):
            side = theme.scaled(15)
            spot = QRect(place.left(), place.top() + theme.scaled(4), side, side)
            detail = self._detail(node)
            if not detail:
                spot.moveTop(place.center().y() - side // 2)
            _icon(painter, spot, "group", theme.MUTED, 14)
        else:
            side, detail = 0, self._detail(node)
        metrics = painter.fontMetrics()
        upper = place.adjusted(side + (theme.scaled(3) if side else 0), 0, 0, 0)
        elided = metrics.elidedText(node.name, Qt.TextElideMode.ElideRight, upper.width())
        painter.setPen(QColor(theme.TEXT if bright else theme.MUTED))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        if not detail:
            painter.drawText(upper, flags, elided)
            return
        half = place.height() // 2
        upper = QRect(upper.left(), place.top() + theme.scaled(2), upper.width(), half)
        painter.drawText(upper, flags, elided)
        lower = QRect(place.left(), place.top() + half - theme.scaled(1), place.width(), half)
        painter.setPen(QColor(theme.MUTED))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        painter.drawText(lower, flags, metrics.elidedText(detail, Qt.TextElideMode.ElideRight, lower.width()))

    def _detail(self, node: Node) -> str:
        """Blend mode and opacity, unless both are as usual."""
        percent = round(node.opacity * 100)
        passes = isinstance(node, Group) and node.pass_through
        if node.blend is BlendMode.NORMAL and not passes:
            return "" if percent == 100 else self.tr("{0} %").format(percent)
        if percent == 100:
            return manner_name(node)
        return self.tr("{0}, {1} %", "blend mode, opacity").format(manner_name(node), percent)

    # --- tool tips -------------------------------------------------------------------------------

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        look = index.data(LOOK)
        if event.type() != QEvent.Type.ToolTip or not isinstance(look, RowLook):
            return super().helpEvent(event, view, option, index)
        zone = zone_at(view.visualRect(view.indexAt(event.pos())), look.node, look.depth, event.pos())
        QToolTip.showText(event.globalPos(), tip(look, zone), view)
        return True

    # --- renaming --------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setMaxLength(200)
        editor.setAccessibleName(self.tr("Layer name"))
        editor.installEventFilter(self)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        look = index.data(LOOK)
        if isinstance(look, RowLook):
            row = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
            place = places(row, look.node, look.depth)[Zone.NAME]
            height = editor.sizeHint().height()
            left = min(place.left() - theme.scaled(4), row.right() - theme.scaled(90))
            editor.setGeometry(left, place.center().y() - height // 2, row.right() - left, height)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # every key belongs to the name while it is typed
            return False
        return super().eventFilter(editor, event)


def _icon(painter: QPainter, place: QRect, name: str, colour: str, size: int = 16) -> None:
    """An icon in the middle of a place. `size`: as drawn for the usual font."""
    side = theme.scaled(size)
    device = painter.device()
    pixmap = drawn(name, round(side * (1.0 if device is None else device.devicePixelRatio())), colour)
    spot = QRect(0, 0, side, side)
    spot.moveCenter(place.center())
    painter.drawPixmap(spot, pixmap)


def _frame(place: QRect, image: QImage | None) -> QRect:
    """Where a picture lies in the place for it: in the middle, in its own proportions."""
    if image is None:
        return QRect(place)
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    frame = QRect(QPoint(), size.expandedTo(QSize(4, 4)))
    frame.moveCenter(place.center())
    return frame
