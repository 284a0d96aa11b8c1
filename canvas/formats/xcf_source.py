"""The bytes of a GIMP file, read number by number; pointers in it may lead anywhere."""

from __future__ import annotations

import struct

from canvas.errors import FormatError
from canvas.formats.xcf_names import Prop

_NAME = 1000  # letters of a name that are kept
_MOST_PROPERTIES = 4096  # of one layer
_MOST_PARASITES = 256  # of one layer


class Cursor:
    """A place in the file. Whatever would lie beyond the end raises FormatError."""

    def __init__(self, data: bytes, at: int, wide: bool) -> None:
        """`wide`: pointers take 8 bytes, else 4."""
        self.data, self.at, self.wide = data, at, wide

    def take(self, count: int) -> bytes:
        if count < 0 or self.at < 0 or self.at + count > len(self.data):
            raise FormatError("The file is damaged: a part of it is missing.")
        self.at += count
        return self.data[self.at - count : self.at]

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def i32(self) -> int:
        return int.from_bytes(self.take(4), "big", signed=True)

    def pointer(self) -> int:
        return int.from_bytes(self.take(8 if self.wide else 4), "big")

    def string(self) -> str:
        """Text, without the zero at its end and cut to a bearable length."""
        raw = self.take(self.u32())
        return raw[: 4 * _NAME].decode("utf-8", errors="replace").partition("\0")[0][:_NAME]

    def to(self, place: int) -> Cursor:
        """Another cursor, where a pointer leads."""
        return Cursor(self.data, place, self.wide)

    def properties(self) -> dict[int, bytes]:
        """Properties up to the one that ends them, by number; of several of a kind, the last."""
        found: dict[int, bytes] = {}
        for _ in range(_MOST_PROPERTIES):
            kind, size = self.u32(), self.u32()
            if kind == Prop.END:
                return found
            if kind == Prop.COLORMAP:  # some versions of GIMP wrote a wrong size
                size = 4 + 3 * self.to(self.at).u32()
            found[kind] = self.take(size)
        raise FormatError("The file is damaged: one of its lists has no end.")

    def pointers(self, most: int) -> list[int]:
        """Pointers up to a zero, each once. Raises FormatError for more than `most`."""
        found: dict[int, None] = {}
        for _ in range(most + 1):
            place = self.pointer()
            if place == 0:
                return list(found)
            found[place] = None
        raise FormatError("The file has more than {most} layers, which is too many.", most=most)


def number(properties: dict[int, bytes], kind: Prop, default: int) -> int:
    """A property of one whole number."""
    data = properties.get(kind, b"")
    return int.from_bytes(data[:4], "big", signed=True) if len(data) >= 4 else default


def floats(properties: dict[int, bytes], kind: Prop, count: int) -> tuple[float, ...]:
    """A property of `count` numbers; empty where the file has it not."""
    data = properties.get(kind, b"")
    return struct.unpack(f">{count}f", data[: 4 * count]) if len(data) >= 4 * count else ()


def parasites(data: bytes) -> dict[str, bytes]:
    """What plug-ins and GIMP itself attached, by name; nothing from where it makes no sense."""
    found: dict[str, bytes] = {}
    cursor = Cursor(data, 0, wide=False)
    try:
        while cursor.at < len(data) and len(found) < _MOST_PARASITES:
            name = cursor.string()
            cursor.u32()
            found[name] = cursor.take(cursor.u32())
    except FormatError:
        return found
    return found
