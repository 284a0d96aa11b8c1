"""A file that looks at the clock whenever a part of it is read, so that a decoder that reads has an end."""

from __future__ import annotations

import io
from typing import BinaryIO

from canvas.formats.watch import Check


class WatchedStream(io.BufferedIOBase):
    """Reads from another stream, which stays the caller's to close."""

    def __init__(self, stream: BinaryIO, check: Check) -> None:
        self._stream, self._check = stream, check

    def read(self, size: int | None = -1, /) -> bytes:
        """Raises TooMuchError when time is up."""
        self._check()
        return self._stream.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
