"""Reading big-endian numbers and UTF-16 names from bytes that may end too soon."""

from __future__ import annotations

import struct

from canvas.errors import FormatError
from canvas.palettes.palette import clean_name


class Reader:
    """Walks through bytes; what lies beyond their end is refused with a FormatError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise FormatError("The palette is damaged: it ends in the middle of a colour.")
        self._at += count
        return self._data[self._at - count : self._at]

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def u16s(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f">{count}H", self.take(2 * count))

    def floats(self, count: int) -> tuple[float, ...]:
        """32-bit floating point; what is no number is left to the caller."""
        return struct.unpack(f">{count}f", self.take(4 * count))

    def name(self, units: int) -> str:
        """A text of so many UTF-16 units, the last of which may be a closing zero."""
        text = self.take(2 * units).decode("utf-16-be", errors="replace")
        return clean_name(text.partition("\0")[0].replace("\ufffd", ""))
