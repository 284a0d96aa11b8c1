"""What the stack.xml of an OpenRaster file tells, as plain values: layers, groups, masks, sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from canvas.blend import BlendMode
from canvas.errors import Sentence
from canvas.guides import Guides


@dataclass(frozen=True, slots=True)
class Member:
    """A picture in the archive that is not part of the standard, and where its first pixel lies."""

    source: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MaskMember:
    """The mask of a layer or group."""

    member: Member | None  # None: there are no pixels, `outside` says all
    outside: int  # 0 or ONE, beyond those pixels
    enabled: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What stack.xml tells of layers and groups alike."""

    name: str
    opacity: float
    blend: BlendMode
    visible: bool
    locked: bool
    selected: bool
    clip: bool
    tag: str
    mask: MaskMember | None
    clip_to_all: bool = False  # shown only where anything below it in its group is


@dataclass(frozen=True, slots=True)
class Sheet:
    """A layer as stack.xml tells it."""

    entry: Entry
    source: str
    x: int
    y: int
    paint: Member | None  # the paint without mask and clipping, where the standard's is with them
    alpha_lock: bool
    recipe: str  # the member that holds it, or ""

    @property
    def name(self) -> str:
        return self.entry.name


@dataclass(frozen=True, slots=True)
class Folder:
    """A group as stack.xml tells it."""

    entry: Entry
    inside: list[Sheet | Folder]  # from the bottom up
    pass_through: bool
    folded: bool


@dataclass(slots=True)
class StackFile:
    """What stack.xml says, layers and groups from the bottom up."""

    width: int
    height: int
    dpi: float
    selection: Member | None = None
    inside: list[Sheet | Folder] = field(default_factory=list)
    count: int = 0  # of layers and groups
    notes: list[Sentence] = field(default_factory=list)
    guides: Guides = ()
    drawpile: bool = False  # whether Drawpile wrote it
    gimp: bool = False  # whether GIMP did

    def note(self, sentence: Sentence) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def entries(self) -> Iterator[Entry]:
        """Of every layer and group, from the bottom up."""
        return _entries(self.inside)

    def sheets(self) -> Iterator[Sheet]:
        """Every layer, from the bottom up."""
        return _sheets(self.inside)


def _entries(inside: list[Sheet | Folder]) -> Iterator[Entry]:
    for item in inside:
        if isinstance(item, Folder):
            yield from _entries(item.inside)
        yield item.entry


def _sheets(inside: list[Sheet | Folder]) -> Iterator[Sheet]:
    for item in inside:
        if isinstance(item, Folder):
            yield from _sheets(item.inside)
        else:
            yield item
