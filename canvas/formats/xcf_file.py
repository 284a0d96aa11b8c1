"""The parts of a GIMP file: its header, the records of its layers and masks, and where their pixels lie.

Nothing is unpacked here. Source: GIMP's `devel-docs/xcf.txt`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.xcf_names import MAGIC, Precision, Prop, precision_of
from canvas.formats.xcf_source import Cursor, number, parasites

RGB, GREY, INDEXED = 0, 1, 2
_EFFECTS_SINCE = 20  # version


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """A mask, the selection or another channel, but for its pixels."""

    name: str
    width: int
    height: int
    properties: dict[int, bytes]
    pixels: int  # where its hierarchy is


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """A layer or group, but for its pixels."""

    name: str
    width: int
    height: int
    kind: int  # 2 × base type + 1 with alpha
    properties: dict[int, bytes]
    pixels: int  # where its hierarchy is
    mask: ChannelRecord | None
    mask_damaged: bool
    effects: bool

    @property
    def path(self) -> tuple[int, ...]:
        """Its place in the tree: those of the groups around it, then its own; empty where it is in none."""
        data = self.properties.get(Prop.ITEM_PATH, b"")
        return tuple(int.from_bytes(data[k : k + 4], "big") for k in range(0, len(data) - 3, 4))

    @property
    def is_group(self) -> bool:
        return Prop.GROUP_ITEM in self.properties

    @property
    def x(self) -> int:
        return int.from_bytes(self.properties.get(Prop.OFFSETS, b"")[:4], "big", signed=True)

    @property
    def y(self) -> int:
        return int.from_bytes(self.properties.get(Prop.OFFSETS, b"")[4:8], "big", signed=True)

    def flag(self, kind: Prop, default: bool = False) -> bool:
        return number(self.properties, kind, int(default)) != 0


@dataclass(slots=True)
class XcfFile:
    """Everything in the file, the pixels still packed."""

    data: bytes
    version: int
    width: int
    height: int
    base: int
    precision: Precision
    properties: dict[int, bytes]
    compression: int
    palette: bytes  # red, green and blue of each colour
    parasites: dict[str, bytes]
    layers: list[LayerRecord | None] = field(default_factory=list)  # the topmost first; None: damaged
    channels: list[ChannelRecord] = field(default_factory=list)
    damaged: int = 0  # layers and channels of which nothing can be read

    def cursor(self, place: int) -> Cursor:
        return Cursor(self.data, place, self.version >= 11)


def parse(data: bytes, limits: Limits) -> XcfFile:
    """Take the file apart. Raises FormatError where nothing of it can be read, or it is too large."""
    version = version_of(data)
    cursor = Cursor(data, len(MAGIC) + 5, wide=version >= 11)
    width, height, base = cursor.u32(), cursor.u32(), cursor.u32()
    limits.check_size(width, height)
    precision = precision_of(version, cursor.u32() if version >= 4 else 0)
    if precision is None or base not in (RGB, GREY, INDEXED):
        raise FormatError(
            "The picture's colours are of a kind that cannot be read here. Turn it into RGB with 8 or "
            "16 bits in GIMP."
        )
    properties = cursor.properties()
    colormap = properties.get(Prop.COLORMAP, b"")
    file = XcfFile(
        data,
        version,
        width,
        height,
        base,
        precision,
        properties,
        compression=(properties.get(Prop.COMPRESSION) or b"\0")[0],
        palette=colormap[4:] if base == INDEXED else b"",
        parasites=parasites(properties.get(Prop.PARASITES, b"")),
    )
    for place in cursor.pointers(limits.layers):
        limits.check_time()
        try:
            file.layers.append(_layer(file.cursor(place), version))
        except FormatError:
            file.layers.append(None)
            file.damaged += 1
    for place in cursor.pointers(limits.layers):
        limits.check_time()
        try:
            file.channels.append(_channel(file.cursor(place)))
        except FormatError:
            file.damaged += 1
    return file


def version_of(data: bytes) -> int:
    """Raises FormatError for what is no GIMP file."""
    word = data[len(MAGIC) : len(MAGIC) + 4]
    if not data.startswith(MAGIC):
        raise FormatError("The file is not a GIMP picture.")
    if word == b"file":
        return 0
    if word[:1] != b"v" or not word[1:].isdigit() or int(word[1:]) >= 100:  # 100 and more: CinePaint's
        raise FormatError("The file is a GIMP picture of an unknown kind.")
    return int(word[1:])


def _layer(cursor: Cursor, version: int) -> LayerRecord:
    width, height, kind = cursor.u32(), cursor.u32(), cursor.u32()
    name, properties = cursor.string(), cursor.properties()
    pixels, mask_place = cursor.pointer(), cursor.pointer()
    effects = version >= _EFFECTS_SINCE and cursor.pointer() != 0
    mask, damaged = None, False
    if mask_place:
        try:
            mask = _channel(cursor.to(mask_place))
        except FormatError:
            damaged = True
    return LayerRecord(name, width, height, kind, properties, pixels, mask, damaged, effects)


def _channel(cursor: Cursor) -> ChannelRecord:
    width, height, name = cursor.u32(), cursor.u32(), cursor.string()
    return ChannelRecord(name, width, height, cursor.properties(), cursor.pointer())
