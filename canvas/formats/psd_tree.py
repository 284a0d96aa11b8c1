"""The records of a Photoshop file, a flat list with dividers in it, as the tree that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from canvas.errors import FormatError
from canvas.formats.psd_file import Record

_OPEN, _CLOSED, _END = 1, 2, 3  # kinds of dividers; the end of a group comes first, from the bottom up
DIVIDERS = (b"lsct", b"lsdk")


@dataclass(slots=True)
class Item:
    """A layer, or a group with what it holds, from the bottom up."""

    record: Record
    place: int  # in the file's list
    inside: list[Item] | None = None  # None: a layer
    folded: bool = False
    blend: bytes = b""


@dataclass(slots=True)
class Tree:
    """All items at the top, and whether every group had both of its ends."""

    top: list[Item] = field(default_factory=list)
    whole: bool = True

    def layers(self) -> Iterator[Item]:
        """Every layer, from the bottom up."""
        return _layers(self.top)


def tree_of(records: Iterable[Record], depth: int) -> Tree:
    """Raises FormatError for more than `depth` groups in groups. A group without its end holds nothing."""
    tree = Tree()
    open_groups: list[list[Item]] = [tree.top]
    for place, record in enumerate(records):
        kind = _divider(record)
        if kind == _END:
            if len(open_groups) > depth:
                raise FormatError("The groups in the file are nested too deeply.")
            open_groups.append([])
            continue
        item = Item(record, place, blend=_blend(record))
        if kind in (_OPEN, _CLOSED):
            if len(open_groups) == 1:
                tree.whole = False
            item.inside = open_groups.pop() if len(open_groups) > 1 else []
            item.folded = kind == _CLOSED
        open_groups[-1].append(item)
    while len(open_groups) > 1:  # the groups' heads are missing, what they hold is there
        tree.whole = False
        rest = open_groups.pop()
        open_groups[-1] += rest
    return tree


def _layers(items: list[Item]) -> Iterator[Item]:
    for item in items:
        if item.inside is None:
            yield item
        else:
            yield from _layers(item.inside)


def _divider(record: Record) -> int:
    return next((record.number(key, 0) for key in DIVIDERS if key in record.blocks), 0)


def _blend(record: Record) -> bytes:
    """A group's divider says its mode, which the record cannot when it is “pass through”."""
    for key in DIVIDERS:
        block = record.blocks.get(key)
        if block is not None and block.left >= 12:
            said = block.again().take(12)
            if said[4:8] == b"8BIM":
                return said[8:]
    return record.blend
