"""Layers that other programs clip to all that lies below them, brought to look the same here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from canvas import tree
from canvas.blend import BlendMode
from canvas.change import covered
from canvas.composite import composed
from canvas.formats.budget import Budget
from canvas.geometry import TILE, Key, Rect, tile_rect
from canvas.layer import MAX_DEPTH, Group, Layer, Node
from canvas.tile import ONE, Tile

_AT_ONCE = 1 << 14  # tiles of layers composited at a time


class Way(Enum):
    """What was done so that a layer looks as it did."""

    SAME = auto()  # it needed nothing that shows
    GROUPED = auto()  # all below it was put into a group, which it is clipped to
    NEAREST = auto()  # it is clipped to the nearest layer alone: it may look different


@dataclass(frozen=True, slots=True)
class Clipped:
    """Siblings from the bottom up, the last of which is the layer itself."""

    row: tuple[Node, ...]
    way: Way


def clipped_to_all(
    below: Sequence[Node], node: Node, frame: Rect, budget: Budget, *, under: tuple[Node, ...], depth: int
) -> Clipped:
    """Clip a layer or group to all its siblings `below` at once, as Krita and Drawpile do.

    Clipping is to one node here. That is the same where only one is seen below, or where all that is below
    is opaque (then nothing is cut); else the siblings become a group. frame: the picture; under: what lies
    below the siblings' own group, where that is a pass-through one; depth: in how many groups they stand.
    Raises TooMuchError.
    """
    clipped = replace(node, clip=True)
    nearest = Clipped((*below, clipped), Way.NEAREST)
    if not (below or under) or node.blend in (BlendMode.ERASE, BlendMode.BEHIND):
        return nearest
    base = tree.base_place((*below, clipped), len(below))
    if not under and not any(sibling.visible and sibling.opacity > 0 for sibling in below[:base]):
        return Clipped((*below, clipped), Way.SAME)
    if _is_opaque_below((*under, _opened(below)), node, frame, budget):
        return Clipped((*below, replace(node, clip=False)), Way.SAME)
    if under or depth + 1 + tree.depth((*below, node)) > MAX_DEPTH:
        return nearest
    return Clipped((Group(f"Below {node.name}", layers=tuple(below)), clipped), Way.GROUPED)


def _is_opaque_below(below: Sequence[Node], node: Node, frame: Rect, budget: Budget) -> bool:
    """Whether these by themselves cover all of a node's paint inside the picture."""
    keys = {key for key in covered((node,)) if not tile_rect(key).clipped(frame).empty}
    if not keys:
        return True
    if not keys <= covered(below):
        return False
    inside = Rect.of_keys(keys)
    budget.take_pixels(len(keys) * TILE * TILE * (len(below) + 1))
    rows = max(1, _AT_ONCE // (max(1, inside.width // TILE) * (len(below) + 1))) * TILE
    return all(
        _covered_in(below, node, keys, Rect(inside.x, top, inside.width, rows).clipped(inside), frame, budget)
        for top in range(inside.y, inside.bottom, rows)
    )


def _covered_in(
    below: Sequence[Node], node: Node, keys: set[Key], band: Rect, frame: Rect, budget: Budget
) -> bool:
    """The same for a band of whole tiles."""
    budget.check_time()
    ground = composed(below, band)
    paint = node.tiles if isinstance(node, Layer) else composed((_plain(node),), band)
    wanted = [key for key in band.tile_keys() if key in keys]
    return all(_covers(ground.get(key), paint.get(key), tile_rect(key), frame) for key in wanted)


def _opened(below: Sequence[Node]) -> Group:
    """Siblings as a group that changes nothing: what is below it is not what the lowest is clipped to."""
    return Group("", layers=tuple(below), pass_through=True)


def _plain(node: Node) -> Node:
    return replace(node, blend=BlendMode.NORMAL, clip=False)


def _covers(ground: Tile | None, paint: Tile | None, rect: Rect, frame: Rect) -> bool:
    """Whether a tile is opaque wherever another has paint inside the picture."""
    if paint is None:
        return True
    if ground is None:
        return False
    part = rect.clipped(frame).moved(-rect.x, -rect.y)
    rows, columns = slice(part.y, part.bottom), slice(part.x, part.right)
    return bool((ground.pixels[3][rows, columns][paint.pixels[3][rows, columns] > 0] == ONE).all())
