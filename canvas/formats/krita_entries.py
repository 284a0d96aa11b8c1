"""What the maindoc.xml of a Krita file tells, as plain values: layers, groups, masks, sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from canvas.blend import BlendMode
from canvas.guides import Guides


@dataclass(frozen=True, slots=True)
class MaskEntry:
    """A transparency mask, or the selection."""

    name: str
    source: str  # the name of its pixels in the archive, without folder and ending
    x: int
    y: int
    visible: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A layer or group, but for its pixels."""

    kind: str
    name: str
    uuid: str
    source: str  # the name of its pixels in the archive, without folder
    space: str  # Krita's name of its colours
    x: int
    y: int
    opacity: float
    blend: BlendMode
    visible: bool
    locked: bool
    alpha_lock: bool
    clip: bool
    tag: str
    folded: bool
    pass_through: bool
    selected: bool
    cloned: str  # uuid of the layer that a clone layer repeats
    masks: tuple[MaskEntry, ...]
    inside: tuple[Entry, ...] = ()  # of a group, from the bottom up


@dataclass(slots=True)
class KritaFile:
    """What maindoc.xml says."""

    name: str  # of the folder in the archive
    width: int
    height: int
    dpi: float
    space: str
    inside: tuple[Entry, ...] = ()  # from the bottom up
    selection: MaskEntry | None = None
    count: int = field(default=0)  # of layers, groups and masks
    guides: Guides = ()

    def entries(self) -> Iterator[Entry]:
        """Every layer and group, from the bottom up."""
        return _entries(self.inside)


def _entries(inside: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in inside:
        yield from _entries(entry.inside)
        yield entry
