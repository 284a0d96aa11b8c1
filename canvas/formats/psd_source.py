"""A part of an open Photoshop file, read number by number; it may end too soon, or lie about its lengths."""

from __future__ import annotations

from typing import BinaryIO

from canvas.errors import FormatError


class Damaged(FormatError):
    """A part of the file is missing or makes no sense; other parts may still be read."""


class Source:
    """The bytes `at` … `end` − 1 of a file. Nothing beyond them can be reached; none is kept in memory."""

    def __init__(self, stream: BinaryIO, at: int, end: int) -> None:
        self._stream = stream
        self.at, self.end = at, end

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return self.end - self.at

    def take(self, count: int) -> bytes:
        """The next bytes. Raises Damaged if there are not as many."""
        self.skip(count)
        self._stream.seek(self.at - count)
        data = self._stream.read(count)
        if len(data) != count:
            raise _cut()
        return data

    def skip(self, count: int) -> None:
        if not 0 <= count <= self.left:
            raise _cut()
        self.at += count

    def part(self, count: int) -> Source:
        """The next bytes as a source of their own; this one goes on behind them."""
        start = self.at
        self.skip(count)
        return Source(self._stream, start, self.at)

    def again(self) -> Source:
        """The same bytes, from here on, for a reader that must not move this one."""
        return Source(self._stream, self.at, self.end)

    def u8(self) -> int:
        return self.take(1)[0]

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def i16(self) -> int:
        return int.from_bytes(self.take(2), "big", signed=True)

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def i32(self) -> int:
        return int.from_bytes(self.take(4), "big", signed=True)

    def length(self, wide: bool) -> int:
        """A length of 8 bytes where `wide`, else of 4."""
        return int.from_bytes(self.take(8 if wide else 4), "big")


def _cut() -> Damaged:
    return Damaged("The file is damaged: a part of it is missing.")
