"""The directories of a TIFF file: what each says of its picture, read without decoding anything.

Sources: TIFF 6.0 (Adobe, 1992); TIFF Technical Note 3 for floating-point samples; BigTIFF by libtiff's
description.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from canvas.errors import FormatError, Sentence
from canvas.formats.tiff_bands import KEPT, PIECES, Entry, Pieces, pieces_of
from canvas.formats.tiff_colour import described_profile
from canvas.formats.watch import Check, unwatched

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR, CIELAB, ICCLAB = 0, 1, 2, 3, 5, 6, 8, 9
UNSIGNED, SIGNED, FLOAT, UNDEFINED = 1, 2, 3, 4
JPEGS = (6, 7)  # compressions
UNSPECIFIED, ASSOCIATED, UNASSOCIATED = 0, 1, 2  # extra samples
_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 254, 256, 257, 258, 259, 262
_DESCRIPTION, _ORIENTATION, _SAMPLES, _X_RESOLUTION, _PLANAR, _NAME = 270, 274, 277, 282, 284, 285
_X, _Y, _UNIT, _INKS, _EXTRA, _FORMAT = 286, 287, 296, 332, 338, 339
_TRANSFER, _WHITE, _PRIMARIES, _PROFILE, _PHOTOSHOP = 301, 318, 319, 34675, 37724
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8, 17: 8}
_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 16: "Q", 17: "q"}
_WHOLE = (1, 3, 4, 16)  # kinds of whole numbers
_MOST_ENTRIES = 4096
_MOST_VALUES = 1 << 16  # of a tag that is looked at; texts and profiles may be longer
_MOST_BYTES = 8 << 20
_WANTED = frozenset({
    _SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _DESCRIPTION, _ORIENTATION, _SAMPLES,
    _X_RESOLUTION, _PLANAR, _NAME, _X, _Y, _UNIT, _INKS, _EXTRA, _FORMAT, _PROFILE,
    _TRANSFER, _WHITE, _PRIMARIES,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One picture of the file."""

    index: int  # in the chain of directories
    width: int
    height: int
    bits: tuple[int, ...]  # of each sample
    kind: int  # UNSIGNED, SIGNED or FLOAT
    photometric: int
    samples: int
    planar: bool
    compression: int
    extra: tuple[int, ...]
    subfile: int  # bit 0: a smaller copy, bit 2: a mask
    orientation: int
    dpi: float | None
    offset: tuple[int, int]  # of its first pixel, in pixels
    inks: int  # 1: CMYK
    profile: bytes | None  # ICC, None for sRGB
    colour_notes: tuple[Sentence, ...]  # what to say about it
    name: str
    description: str
    photoshop: bool  # whether it holds Photoshop's layers
    order: str  # of bytes: "<" or ">"
    entries: tuple[Entry, ...]  # what the decoder needs
    pieces: Pieces | None  # its strips or tiles; None where they make no sense


@dataclass(frozen=True, slots=True)
class _Reader:
    data: bytes
    order: str  # "<" or ">"
    big: bool

    def unpack(self, code: str, place: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from(self.order + code, self.data, place)
        except struct.error as error:
            raise FormatError("The TIFF picture is cut short. Open another copy of it.") from error


def read_pages(data: bytes, most: int, check: Check = unwatched) -> tuple[tuple[Page, ...], bool]:
    """The first `most` pages, and whether there are more. check: called for each. Raises FormatError."""
    if data[:2] not in (b"II", b"MM") or len(data) < 8:
        raise FormatError("The TIFF picture is damaged: its header is missing.")
    order = "<" if data[:2] == b"II" else ">"
    (version,) = struct.unpack_from(order + "H", data, 2)
    reader = _Reader(data, order, version == 43)
    (place,) = reader.unpack("Q", 8) if reader.big else reader.unpack("I", 4)
    pages: list[Page] = []
    seen: set[int] = set()
    while place and place not in seen:
        if len(pages) == most:
            return tuple(pages), True
        seen.add(place)
        check()
        page, place = _directory(reader, place, len(pages))
        pages.append(page)
    if not pages:
        raise FormatError("The TIFF picture is damaged: there is nothing in it.")
    return tuple(pages), False


def _directory(reader: _Reader, place: int, index: int) -> tuple[Page, int]:
    """A page and where the next directory is."""
    (count,) = reader.unpack("Q" if reader.big else "H", place)
    if not 0 < count <= _MOST_ENTRIES:
        raise FormatError("The TIFF picture is damaged: its directory makes no sense.")
    start, step = (place + 8, 20) if reader.big else (place + 2, 12)
    tags: dict[int, tuple] = {}
    entries: list[Entry] = []
    known: set[int] = set()
    numbers: dict[int, tuple[int, ...]] = {}
    for entry in range(start, start + count * step, step):
        tag, kind = reader.unpack("HH", entry)
        (length,) = reader.unpack("Q" if reader.big else "I", entry + 4)
        value = entry + (12 if reader.big else 8)
        if tag == _PHOTOSHOP:
            tags[tag] = (length,)
        if tag in known or kind not in _SIZES or not 0 < length <= _MOST_BYTES:
            continue
        known.add(tag)
        if length * _SIZES[kind] > (8 if reader.big else 4):
            (value,) = reader.unpack("Q" if reader.big else "I", value)
        if tag in _WANTED:
            tags[tag] = _values(reader, kind, length, value)
        if tag in PIECES and kind in _WHOLE:
            numbers[tag] = reader.unpack(f"{length}{_CODES[kind]}", value)
        if tag in KEPT and length <= _MOST_VALUES:
            entries.append(Entry(tag, kind, length, reader.data[value : value + length * _SIZES[kind]]))
    (following,) = reader.unpack("Q" if reader.big else "I", start + count * step)
    return _page(tags, index, reader.order, tuple(entries), numbers), following


def _values(reader: _Reader, kind: int, length: int, place: int) -> tuple:
    if kind in (2, 7):
        return (reader.data[place : place + length],)
    if length > _MOST_VALUES:
        return ()
    if kind in (5, 10):
        flat = reader.unpack(f"{2 * length}{'I' if kind == 5 else 'i'}", place)
        return tuple(top / under if under else 0.0 for top, under in zip(flat[::2], flat[1::2], strict=True))
    if kind == 1 and length > 64:
        return (reader.data[place : place + length],)
    return reader.unpack(f"{length}{_CODES[kind]}", place)


def _page(
    tags: Mapping[int, tuple],
    index: int,
    order: str,
    entries: tuple[Entry, ...],
    numbers: Mapping[int, tuple[int, ...]],
) -> Page:
    samples = _whole(tags, _SAMPLES, 1)
    if not 1 <= samples <= 64:
        raise FormatError("The TIFF picture has too many channels to be opened.")
    bits = tuple(value for value in tags.get(_BITS, (1,)) if isinstance(value, int)) or (1,)
    kinds = set(tags.get(_FORMAT, (UNSIGNED,))) or {UNSIGNED}
    resolution = _real(tags, _X_RESOLUTION)
    scale = {2: 1.0, 3: 2.54}.get(_whole(tags, _UNIT, 2))
    dpi = resolution * scale if resolution and scale else None
    photometric = _whole(tags, _PHOTOMETRIC, BLACK_IS_ZERO)
    profile, notes = _profile(tags, photometric)
    width, height = _whole(tags, _WIDTH, 0), _whole(tags, _HEIGHT, 0)
    planar = _whole(tags, _PLANAR, 1) == 2
    return Page(
        index=index,
        width=width,
        height=height,
        bits=bits * samples if len(bits) == 1 else bits,
        kind=_kind(kinds),
        photometric=photometric,
        samples=samples,
        planar=planar,
        compression=_whole(tags, _COMPRESSION, 1),
        extra=tuple(value for value in tags.get(_EXTRA, ()) if isinstance(value, int)),
        subfile=_whole(tags, _SUBFILE, 0),
        orientation=_whole(tags, _ORIENTATION, 1),
        dpi=dpi,
        offset=(_pixels(tags, _X, resolution), _pixels(tags, _Y, resolution)),
        inks=_whole(tags, _INKS, 1),
        profile=profile,
        colour_notes=notes,
        name=_text(tags, _NAME),
        description=_text(tags, _DESCRIPTION),
        photoshop=_PHOTOSHOP in tags,
        order=order,
        entries=entries,
        pieces=pieces_of(numbers, width, height, samples if planar else 1),
    )


def _profile(tags: Mapping[int, tuple], photometric: int) -> tuple[bytes | None, tuple[Sentence, ...]]:
    """What the file holds, or describes in other tags: those are for RGB, of any encoding."""
    told = _bytes(tags, _PROFILE)
    if told or photometric not in (RGB, PALETTE, YCBCR):
        return told, ()
    white, primaries = tags.get(_WHITE, ()), tags.get(_PRIMARIES, ())
    transfer = tags.get(_TRANSFER, ())
    skipped = _TRANSFER in tags and (not transfer or not isinstance(transfer[0], int))
    return described_profile(white, primaries, None if skipped else transfer)


def _kind(kinds: set) -> int:
    if kinds <= {UNSIGNED, UNDEFINED}:
        return UNSIGNED
    return FLOAT if kinds == {FLOAT} else SIGNED


def _whole(tags: Mapping[int, tuple], tag: int, default: int) -> int:
    values = tags.get(tag, ())
    return values[0] if values and isinstance(values[0], int) else default


def _real(tags: Mapping[int, tuple], tag: int) -> float:
    values = tags.get(tag, ())
    return float(values[0]) if values and isinstance(values[0], (int, float)) else 0.0


def _pixels(tags: Mapping[int, tuple], tag: int, resolution: float) -> int:
    """A place in units, in pixels; nought where that is beyond any picture."""
    place = _real(tags, tag) * resolution
    return round(place) if abs(place) < 1 << 20 else 0


def _bytes(tags: Mapping[int, tuple], tag: int) -> bytes | None:
    values = tags.get(tag, ())
    return values[0] if values and isinstance(values[0], bytes) else None


def _text(tags: Mapping[int, tuple], tag: int) -> str:
    return (_bytes(tags, tag) or b"").partition(b"\0")[0].decode("utf-8", "replace")
