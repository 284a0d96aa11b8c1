"""Photoshop's descriptors: trees of named values, as plain dicts, lists, numbers and texts.

Source: Adobe Photoshop File Formats Specification, "Descriptor structure".
"""

from __future__ import annotations

from typing import Any

from canvas.brush_files.binary import Reader
from canvas.errors import FormatError

MOST_DEPTH = 24
MOST_VALUES = 400_000  # in a tree


def read_descriptor(reader: Reader) -> dict[str, Any]:
    """A descriptor, from its name on. Raises FormatError for what is none, or is too large."""
    return _Tree(reader).descriptor(0)


class _Tree:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._left = MOST_VALUES

    def descriptor(self, depth: int) -> dict[str, Any]:
        if depth > MOST_DEPTH:
            raise FormatError("It is damaged: its settings make no sense.")
        self._reader.utf16()
        self._key()
        return {self._key(): self._value(bytes(self._reader.take(4)), depth) for _ in range(self._counted())}

    def _counted(self) -> int:
        count = self._reader.u32()
        self._left -= count
        if self._left < 0 or count > self._reader.left:  # every value takes at least a byte
            raise FormatError("It is damaged: its settings make no sense.")
        return count

    def _key(self) -> str:
        return bytes(self._reader.take(self._reader.u32() or 4)).decode("latin-1")

    def _value(self, kind: bytes, depth: int) -> Any:
        reader = self._reader
        match kind:
            case b"Objc" | b"GlbO":
                return self.descriptor(depth + 1)
            case b"VlLs":
                if depth > MOST_DEPTH:
                    raise FormatError("It is damaged: its settings make no sense.")
                return [self._value(bytes(reader.take(4)), depth + 1) for _ in range(self._counted())]
            case b"TEXT":
                return reader.utf16()
            case b"doub":
                return reader.f64()
            case b"UntF":
                reader.skip(4)  # the unit: pixels, per cent or degrees, as the key implies
                return reader.f64()
            case b"long":
                return reader.i32()
            case b"comp":
                reader.skip(8)
                return None
            case b"bool":
                return reader.u8() != 0
            case b"enum":
                self._key()
                return self._key()
            case b"type" | b"GlbC":
                reader.utf16()
                return self._key()
            case b"tdta" | b"alis" | b"Pth ":
                reader.skip(reader.u32())
                return None
        raise FormatError("It is damaged: its settings make no sense.")
