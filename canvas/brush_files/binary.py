"""Reading big-endian numbers from bytes that may end too soon, or lie."""

from __future__ import annotations

import struct

from canvas.brush.entry import clean_text
from canvas.errors import FormatError


class Reader:
    """Walks through bytes; what lies beyond their end is refused with a FormatError."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = memoryview(data)
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self.at

    def take(self, count: int) -> memoryview:
        if not 0 <= count <= self.left:
            raise FormatError("It is damaged: it ends in the middle of a brush.")
        self.at += count
        return self._data[self.at - count : self.at]

    def part(self, count: int) -> Reader:
        """A reader of the next bytes only."""
        return Reader(self.take(count))

    def skip(self, count: int) -> None:
        self.take(count)

    def u8(self) -> int:
        return self.take(1)[0]

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def i32(self) -> int:
        return int.from_bytes(self.take(4), "big", signed=True)

    def f64(self) -> float:
        return struct.unpack(">d", self.take(8))[0]

    def utf16(self) -> str:
        """A text with its length in 16-bit units before it, the last of which may be a closing zero."""
        text = bytes(self.take(2 * self.u32())).decode("utf-16-be", errors="replace")
        return clean_text(text.partition("\0")[0].replace("\ufffd", ""))
