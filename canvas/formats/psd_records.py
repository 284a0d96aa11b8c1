"""What a Photoshop file says of each layer and group beside its pixels, as bytes.

Source: Adobe Photoshop File Formats Specification (November 2019), "Layer records".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from canvas.blend import BlendMode
from canvas.formats.psd_names import KEYS, PASS_THROUGH
from canvas.geometry import Rect
from canvas.layer import TAGS, Group, Layer, Node
from canvas.tile import exact_bounds

_OPEN, _CLOSED, _END = 1, 2, 3  # kinds of dividers
_KNOWN, _NO_PIXELS = 8, 16  # bits of the flags: bit 4 counts; the pixels do not
_ALPHA_LOCKED, _HIDDEN = 1, 2
_LOCK_ALPHA, _LOCK_ALL = 1, 1 << 31
_MASK_OFF = 2
_ALL_VALUES = b"\0\0\xff\xff" * 2  # no pixel is hidden by its value, here and below
_NAME_BYTES = 63  # of the old name, which programs that know the new one do not read


@dataclass(frozen=True, slots=True)
class Entry:
    """One record to be written: a node, or the lower end of a group."""

    node: Node
    end: bool = False

    @property
    def rect(self) -> Rect:
        """Where the paint lies."""
        return exact_bounds(self.node.tiles) if isinstance(self.node, Layer) else Rect()


def entries(nodes: tuple[Node, ...]) -> Iterator[Entry]:
    """Every record, from the bottom up: a group's end, what it holds, then the group."""
    for node in nodes:
        if isinstance(node, Group):
            yield Entry(node, end=True)
            yield from entries(node.layers)
        yield Entry(node)


def channels(entry: Entry) -> tuple[int, ...]:
    """The numbers of a record's planes, in the order in which they are written."""
    return (-1, 0, 1, 2) if entry.node.mask is None or entry.end else (-1, 0, 1, 2, -2)


def record(entry: Entry, rect: Rect, mask_rect: Rect, number: int, large: bool) -> bytes:
    """The whole record; the sizes of its planes, from byte 18 on, are still nought.

    mask_rect: where the mask's pixels lie. number: one that no other record has.
    """
    node = entry.node
    sizes = b"".join(struct.pack(">hQ" if large else ">hI", channel, 0) for channel in channels(entry))
    blend = b"norm" if entry.end else _key(node)
    return (
        struct.pack(">iiiiH", rect.y, rect.x, rect.bottom, rect.right, len(channels(entry)))
        + sizes
        + b"8BIM"
        + blend
        + struct.pack(
            ">BBBx", 255 if entry.end else _opacity(node), node.clip and not entry.end, _flags(entry)
        )
        + _sized(_extra(entry, mask_rect, number))
    )


def size_places(entry: Entry, large: bool) -> Iterator[int]:
    """Where in a record the sizes of its planes stand."""
    step = 10 if large else 6
    for place, _channel in enumerate(channels(entry)):
        yield 18 + place * step + 2


def _key(node: Node) -> bytes:
    if isinstance(node, Group) and node.pass_through:
        return KEYS[BlendMode.NORMAL]  # its divider says more
    return KEYS.get(node.blend, KEYS[BlendMode.NORMAL])


def _opacity(node: Node) -> int:
    return round(min(1.0, max(0.0, node.opacity)) * 255)


def _flags(entry: Entry) -> int:
    node = entry.node
    if entry.end:
        return _KNOWN | _NO_PIXELS
    flags = _KNOWN | (_NO_PIXELS if isinstance(node, Group) else 0)
    if not node.visible or node.blend is BlendMode.ERASE:  # nothing there erases, and paint would cover
        flags |= _HIDDEN
    if isinstance(node, Layer) and node.alpha_lock:
        flags |= _ALPHA_LOCKED
    return flags


def _extra(entry: Entry, mask_rect: Rect, number: int) -> bytes:
    node = entry.node
    mask = b""
    if node.mask is not None and not entry.end:
        mask = struct.pack(
            ">iiiiBBxx",
            *(mask_rect.y, mask_rect.x, mask_rect.bottom, mask_rect.right),
            255 if node.mask.outside else 0,
            0 if node.mask.enabled else _MASK_OFF,
        )
    name = "</Layer group>" if entry.end else node.name
    blocks = _named(name) + _block(b"lyid", struct.pack(">I", number))
    if not entry.end:
        locks = _LOCK_ALL if node.locked else _LOCK_ALPHA if _flags(entry) & _ALPHA_LOCKED else 0
        blocks += _block(b"lspf", struct.pack(">I", locks))
        blocks += _block(b"lclr", struct.pack(">H6x", TAGS.index(node.tag) if node.tag in TAGS else 0))
    if isinstance(node, Group):
        blocks += _divider(entry, node)
    old = name.encode("mac_roman", errors="replace")[:_NAME_BYTES]
    short = bytes([len(old)]) + old
    return _sized(mask) + _sized(_ALL_VALUES * 5) + short + bytes(-len(short) % 4) + blocks


def _divider(entry: Entry, group: Group) -> bytes:
    if entry.end:
        return _block(b"lsct", struct.pack(">I", _END))
    mode = PASS_THROUGH if group.pass_through else _key(group)
    return _block(b"lsct", struct.pack(">I4s4s", _CLOSED if group.folded else _OPEN, b"8BIM", mode))


def _named(name: str) -> bytes:
    text = name.encode("utf-16-be", errors="replace")
    data = struct.pack(">I", len(text) // 2) + text
    return _block(b"luni", data + bytes(-len(data) % 4))


def _block(key: bytes, data: bytes) -> bytes:
    return b"8BIM" + key + _sized(data)


def _sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
