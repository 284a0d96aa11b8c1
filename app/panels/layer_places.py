"""Where the parts of a row of the layer list lie."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QPoint, QRect, QSize

from app import theme
from app.paintings.stages import is_stage
from canvas.layer import Group, Layer, Node

_DEEPEST = 8  # groups in groups that are still set off by more indentation


class Zone(Enum):
    """The parts of a row."""

    EYE = auto()
    FOLD = auto()  # of a group
    CLIP = auto()  # of a node that is clipped
    THUMBNAIL = auto()
    MASK = auto()
    NAME = auto()
    RECIPE = auto()
    ALPHA = auto()
    LOCK = auto()


def thumbnail_box() -> QSize:
    """How large a thumbnail may be, in device-independent pixels."""
    return QSize(theme.scaled(40), theme.scaled(30))


def row_height() -> int:
    return thumbnail_box().height() + theme.scaled(8)


def indent(depth: int) -> int:
    """How far the nodes in `depth` groups are set in."""
    return theme.scaled(14) * min(depth, _DEEPEST)


def lead() -> int:
    """How much of a row comes before the indentation: the tag's strip and the eye."""
    return theme.scaled(30)


def places(row: QRect, node: Node, depth: int) -> dict[Zone, QRect]:
    """Where the parts of a node's row lie that it has; RECIPE, ALPHA and LOCK may be shown only at times."""
    box, gap, mark = thumbnail_box(), theme.scaled(5), theme.scaled(18)
    result = {Zone.EYE: QRect(row.left() + theme.scaled(4), row.top(), theme.scaled(26), row.height())}
    left = row.left() + lead() + indent(depth)
    for zone, holds in ((Zone.FOLD, isinstance(node, Group)), (Zone.CLIP, node.clip)):
        if holds:
            result[zone] = QRect(left, row.top(), theme.scaled(16), row.height())
            left += theme.scaled(16)
    for zone, holds in ((Zone.THUMBNAIL, True), (Zone.MASK, node.mask is not None)):
        if holds:
            top = row.top() + (row.height() - box.height()) // 2
            result[zone] = QRect(QPoint(left, top), box)
            left += box.width() + gap
    right = row.right() + 1 - theme.scaled(2)
    for zone, holds in (
        (Zone.LOCK, True),
        (Zone.ALPHA, isinstance(node, Layer)),
        (Zone.RECIPE, is_generated(node)),
    ):
        if holds:
            right -= mark
            result[zone] = QRect(right, row.top(), mark, row.height())
    left += theme.scaled(1)
    result[Zone.NAME] = QRect(left, row.top(), max(1, row.right() - theme.scaled(3) - left), row.height())
    return result


def is_generated(node: Node) -> bool:
    """Whether a row says so: a generated layer does, and the group of a painting, not each of its stages."""
    if isinstance(node, Layer):
        return node.recipe is not None and not is_stage(node)
    return isinstance(node, Group) and any(isinstance(one, Layer) and is_stage(one) for one in node.layers)


def zone_at(row: QRect, node: Node, depth: int, point: QPoint) -> Zone:
    """The part of a row under a point."""
    marks = [(zone, place) for zone, place in places(row, node, depth).items() if zone is not Zone.NAME]
    return next((zone for zone, place in marks if place.contains(point)), Zone.NAME)
