"""The layers of a GIMP file, a flat list with the path of each, as the tree of groups that they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.xcf_file import LayerRecord


@dataclass(slots=True)
class Item:
    """A layer, or a group with what it holds."""

    record: LayerRecord
    inside: list[Item] = field(default_factory=list)  # the topmost first


def tree_of(records: list[LayerRecord | None], limits: Limits) -> list[Item]:
    """The items at the top, the topmost first. Raises FormatError for too many groups in groups.

    Only what is in a group tells its path; all else is counted, damaged layers (None) too. A path that leads
    into no group puts its layer at the top.
    """
    top: list[Item] = []
    groups: dict[tuple[int, ...], Item] = {}
    counted = 0
    for record in records:
        path = () if record is None else record.path
        if len(path) > limits.depth + 1:
            raise FormatError("The file has too many groups inside each other.")
        if len(path) < 2:
            path, counted = (counted,), counted + 1
        if record is None:
            continue
        item = Item(record)
        parent = groups.get(path[:-1])
        (top if parent is None else parent.inside).append(item)
        if record.is_group:
            groups.setdefault(path, item)
    return top
