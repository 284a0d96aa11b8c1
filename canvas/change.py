"""Which tiles may look different in one document than in another, found by comparing identities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from canvas.document import Document
from canvas.geometry import TILE, Key
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import changed_keys


def visible_change(before: Document, after: Document) -> set[Key]:
    """The tiles inside `after` whose composite may look different.

    It needs no help from the edit and can miss nothing; it may name tiles that turn out the same.
    """
    if before is after:
        return set()
    if (before.width, before.height) != (after.width, after.height):
        return set(after.rect.tile_keys())
    columns, rows = -(-after.width // TILE), -(-after.height // TILE)
    changed = _changed(before.layers, after.layers)
    return {key for key in changed if 0 <= key[0] < columns and 0 <= key[1] < rows}


def covered(nodes: Iterable[Node]) -> set[Key]:
    """The tiles that nodes may show anything in."""
    keys: set[Key] = set()
    for node in nodes:
        if isinstance(node, Group):
            keys |= covered(node.layers)
        elif isinstance(node, Layer):
            keys.update(node.tiles)
    return keys


def _changed(before: Sequence[Node], after: Sequence[Node]) -> set[Key]:
    """As for siblings. A node and those clipped to it are compared as one: a run."""
    if before is after:
        return set()
    old, new = _runs(before), _runs(after)
    kept = _in_order(list(old), list(new))
    keys: set[Key] = set()
    for run_id in [*old, *(run_id for run_id in new if run_id not in old)]:
        was, now = old.get(run_id), new.get(run_id)
        if was is not None and now is not None and run_id in kept and _same_members(was, now):
            for one, other in zip(was, now, strict=True):
                if one is not other:
                    keys |= _node_change(one, other)
            continue
        for run in (was, now):
            if run is not None:
                keys |= covered(run)
    return keys


def _runs(nodes: Sequence[Node]) -> dict[str, list[Node]]:
    """The nodes that are shown, each with those clipped to it, by the id of the lowest of them."""
    runs: dict[str, list[Node]] = {}
    current: list[Node] | None = None  # None: the run's lowest node is hidden, and so are the clipped ones
    for place, node in enumerate(nodes):
        shown = node.visible and node.opacity > 0
        if node.clip and place > 0:
            if shown and current is not None:
                current.append(node)
        elif shown:
            current = runs[node.id] = [node]
        else:
            current = None
    return runs


def _same_members(one: list[Node], other: list[Node]) -> bool:
    return len(one) == len(other) and all(a.id == b.id for a, b in zip(one, other, strict=True))


def _node_change(was: Node, now: Node) -> set[Key]:
    """Where one node, in its old place, may look different."""
    if type(was) is not type(now) or _manner(was) != _manner(now):
        return covered((was, now))
    keys = _mask_change(was.mask, now.mask)
    if keys is None:
        return covered((was, now))
    if isinstance(was, Group) and isinstance(now, Group):
        return keys | _changed(was.layers, now.layers)
    if isinstance(was, Layer) and isinstance(now, Layer):
        return keys | changed_keys(was.tiles, now.tiles)
    return keys


def _manner(node: Node) -> tuple[object, ...]:
    return node.opacity, node.blend, node.clip, isinstance(node, Group) and node.pass_through


def _mask_change(was: Mask | None, now: Mask | None) -> set[Key] | None:
    """The tiles in which a mask differs; None: it may differ anywhere."""
    was, now = (mask if mask is not None and mask.enabled else None for mask in (was, now))
    if was is now:
        return set()
    if was is None or now is None or was.outside != now.outside:
        return None
    return changed_keys(was.tiles, now.tiles)


def _in_order(old: list[str], new: list[str]) -> set[str]:
    """Ids whose order among the ids common to both lists is unchanged (a greedy common run is enough)."""
    common_old = [name for name in old if name in set(new)]
    common_new = [name for name in new if name in set(old)]
    return {one for one, other in zip(common_old, common_new, strict=True) if one == other}
