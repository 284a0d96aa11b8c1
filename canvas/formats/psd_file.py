"""The parts of a Photoshop file: header, resources, the records of its layers, and where their pixels lie.

Nothing is decoded here, and whatever a record does not need is left on the disk.
Source: Adobe Photoshop File Formats Specification (November 2019).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.psd_source import Damaged, Source
from canvas.geometry import Rect

SIGNATURE = b"8BPS"
MOST_CHANNELS = 56
MASK, REAL_MASK = -2, -3  # numbers of a record's channels; −1 is alpha, 0 … are colours
_BLOCK_SIGNATURES = (b"8BIM", b"8B64")
_MOST_BLOCKS = 4096  # of one record, and resources of the file: programs write some dozens
_NAME = 1024  # characters of a layer's name that are read
# Blocks whose length takes 8 bytes in the large kind of file.
_WIDE = frozenset(
    b"LMsk Lr16 Lr32 Layr Mt16 Mt32 Mtrn Alph FMsk lnk2 lnk3 lnkE FEid FXid FELS PxSD pths extd extn cinf "
    b"artd".split()
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first 26 bytes say."""

    large: bool  # a PSB: lengths take 8 bytes
    channels: int  # of the merged picture
    width: int
    height: int
    depth: int  # bits a channel: 1, 8, 16 or 32
    mode: int  # of colours


@dataclass(frozen=True, slots=True)
class MaskRecord:
    """A layer's mask, but for its pixels."""

    rect: Rect
    outside: int  # 0 hides, 255 shows, beyond the rectangle
    channel: int  # which of the record's channels holds it
    disabled: bool
    inverted: bool
    adjusted: bool  # a density or feather is to be applied to it
    rendered: bool  # made from an outline


@dataclass(frozen=True, slots=True)
class Record:
    """A layer, a group, or the lower end of a group, but for its pixels."""

    rect: Rect
    channels: dict[int, Source]  # by number: how it is packed (2 bytes), and the packed plane
    blend: bytes
    opacity: int  # 0 … 255
    clip: bool
    flags: int
    name: str
    mask: MaskRecord | None
    blends_by_value: bool  # “blend if” hides some of its pixels
    blocks: dict[bytes, Source]

    def number(self, key: bytes, default: int) -> int:
        """The number of up to 4 bytes that a block begins with."""
        block = self.blocks.get(key)
        if block is None or not block.left:
            return default
        return int.from_bytes(block.again().take(min(4, block.left)), "big")


@dataclass(slots=True)
class PsdFile:
    """Everything in the file, most of it still packed."""

    header: Header
    palette: Source
    resources: dict[int, Source] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)  # from the bottom up
    whole: bool = True  # no record was lost
    merged_alpha: bool = False  # the merged picture's first channel after its colours is its alpha
    merged: Source | None = None

    def resource(self, number: int) -> bytes:
        """The resource's bytes, none where the file has no such."""
        source = self.resources.get(number)
        return b"" if source is None else source.again().take(source.left)


def parse(source: Source, limits: Limits) -> PsdFile:
    """Take the file apart. Raises FormatError where it is damaged so that nothing can be read, or too large.

    Where the layers cannot all be told, `whole` is False.
    """
    header = _header(source, limits)
    file = PsdFile(header, source.part(source.u32()))
    file.resources = _resources(source.part(source.u32()))
    layers = source.part(min(source.length(header.large), source.left))
    try:
        _read_layers(layers, file, limits)
    except Damaged:
        file.whole = False
    if source.left > 2:
        file.merged = source
    return file


def read_header(source: Source, limits: Limits) -> PsdFile:
    """The header and resources only."""
    file = PsdFile(_header(source, limits), source.part(source.u32()))
    file.resources = _resources(source.part(source.u32()))
    return file


def _header(source: Source, limits: Limits) -> Header:
    if source.take(4) != SIGNATURE:
        raise FormatError("The file is not a Photoshop picture.")
    version = source.u16()
    source.skip(6)
    channels, height, width = source.u16(), source.u32(), source.u32()
    depth, mode = source.u16(), source.u16()
    if version not in (1, 2) or depth not in (1, 8, 16, 32) or not 1 <= channels <= MOST_CHANNELS:
        raise FormatError("The file is a Photoshop picture of an unknown kind.")
    limits.check_size(width, height)
    return Header(version == 2, channels, width, height, depth, mode)


def _resources(source: Source) -> dict[int, Source]:
    found: dict[int, Source] = {}
    for _ in range(_MOST_BLOCKS):
        if source.left < 12:
            break
        source.skip(4)
        number = source.u16()
        name = source.u8()
        source.skip(min(source.left, name + 1 - name % 2 if name else 1))
        if source.left < 4:
            break
        size = source.u32()
        if size > source.left:
            break
        found.setdefault(number, source.part(size))
        source.skip(min(source.left, size % 2))
    return found


def _read_layers(source: Source, file: PsdFile, limits: Limits) -> None:
    """Fill in the records: they stand first, or, with more than 8 bits, in a block behind."""
    large = file.header.large
    if source.left < 4:
        return
    size = source.length(large)
    file.whole = size <= source.left
    body = source.part(min(size, source.left))
    if body.left:
        _read_records(body, file, limits)
    if source.left >= 4:
        source.skip(min(source.u32(), source.left))  # how masks are coloured in the window
    for key, block in _blocks(source, large):
        if key in (b"Lr16", b"Lr32", b"Layr") and not file.records and block.left:
            _read_records(block, file, limits)
        elif key in (b"Mtrn", b"Mt16", b"Mt32"):
            file.merged_alpha = True


def _read_records(source: Source, file: PsdFile, limits: Limits) -> None:
    """Every record, and where its planes lie. One that makes no sense hides all others from us."""
    count = source.i16()
    file.merged_alpha = file.merged_alpha or count < 0
    if abs(count) > limits.layers:
        raise FormatError("The file claims to hold more layers than any painting does, so it was not opened.")
    loose: list[tuple[Record, list[tuple[int, int]]]] = []
    for _ in range(abs(count)):
        limits.check_time()
        loose.append(_record(source, file.header.large))
    for record, sizes in loose:
        for number, size in sizes:
            if size > source.left:
                file.whole = False  # the file ends here: this plane and all behind it are missing
                size = source.left
            record.channels.setdefault(number, source.part(size))
        file.records.append(record)


def _record(source: Source, large: bool) -> tuple[Record, list[tuple[int, int]]]:
    """A record, and the numbers and packed sizes of its channels, whose pixels come later."""
    rect = _rect(source)
    count = source.u16()
    if count > 2 * MOST_CHANNELS:
        raise Damaged("The list of the file's layers is damaged.")
    sizes = [(source.i16(), source.length(large)) for _ in range(count)]
    if source.take(4) not in _BLOCK_SIGNATURES:
        raise Damaged("The list of the file's layers is damaged.")
    blend, opacity, clip, flags = source.take(4), source.u8(), source.u8(), source.u8()
    source.skip(1)
    extra = source.part(source.u32())
    real = any(number == REAL_MASK for number, _size in sizes)
    mask = _mask(extra.part(extra.u32()), real)
    ranges = extra.part(extra.u32())
    by_value = _hides_by_value(ranges.take(min(ranges.left, 8 * (MOST_CHANNELS + 1))))
    name = _old_name(extra)
    blocks = dict(reversed(list(_blocks(extra, large))))  # of several of a kind, the first
    name = _name(blocks.get(b"luni")) or name
    return Record(rect, {}, blend, opacity, clip != 0, flags, name, mask, by_value, blocks), sizes


def _rect(source: Source) -> Rect:
    top, left, bottom, right = (source.i32() for _ in range(4))
    if right <= left or bottom <= top:
        return Rect()
    return Rect(left, top, right - left, bottom - top)


def _mask(source: Source, real: bool) -> MaskRecord | None:
    """Source for the order of the fields: psd-tools (MIT), whose authors tested it on Photoshop's files."""
    if source.left < 18:
        return None
    rect, outside, flags = _rect(source), source.u8(), source.u8()
    rendered, channel = bool(flags & 8), MASK
    if real and source.left >= 18:
        both, outside_both = source.u8(), source.u8()
        rect_both = _rect(source)
        if both & 16:  # mask and outline in one
            rect, outside, channel, rendered = rect_both, outside_both, REAL_MASK, True
    adjusted = False
    if flags & 16 and source.left:
        kinds = source.u8()
        for bit, size, neutral in ((1, 1, b"\xff"), (2, 8, bytes(8)), (4, 1, b"\xff"), (8, 8, bytes(8))):
            if kinds & bit and source.left >= size:
                adjusted = (source.take(size) != neutral) or adjusted
    return MaskRecord(
        rect, 255 if outside >= 128 else 0, channel, bool(flags & 2), bool(flags & 4), adjusted, rendered
    )


def _hides_by_value(ranges: bytes) -> bool:
    """Whether any range of values is narrower than all of them (some programs write only zeros)."""
    parts = {ranges[place : place + 4] for place in range(0, len(ranges) - 3, 4)}
    return not parts <= {b"\0\0\xff\xff", bytes(4)}


def _old_name(extra: Source) -> str:
    """The name with at most 255 bytes, padded to 4; mostly in the writer's own alphabet."""
    if not extra.left:
        return ""
    size = extra.u8()
    raw = extra.take(min(size, extra.left))
    extra.skip(min(extra.left, -(size + 1) % 4))
    try:
        return _plain(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _plain(raw.decode("mac_roman"))


def _name(block: Source | None) -> str:
    if block is None or block.left < 4:
        return ""
    block = block.again()
    units = min(block.u32(), block.left // 2, _NAME)
    return _plain(block.take(2 * units).decode("utf-16-be", errors="replace"))


def _plain(text: str) -> str:
    return text.partition("\0")[0]


def _blocks(source: Source, large: bool) -> Iterator[tuple[bytes, Source]]:
    """Blocks that follow one another; writers disagree about what they are padded to."""
    for _ in range(_MOST_BLOCKS):
        if source.left < 12:
            return
        signature = source.take(4)
        for _ in range(3):
            if signature in _BLOCK_SIGNATURES:
                break
            signature = signature[1:] + source.take(1)
        if signature not in _BLOCK_SIGNATURES or source.left < 8:
            return
        key = source.take(4)
        wide = large and key in _WIDE
        if source.left < (8 if wide else 4):
            return
        size = source.length(wide)
        yield key, source.part(min(size, source.left))
