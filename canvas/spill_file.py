"""Where packed arrays lie once memory is wanted for other things: one temporary file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO


class SpillFile:
    """A temporary file that nobody else sees and that is gone when the program ends, however it ends."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: where it lies (None: the system's place for temporary files)."""
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._end = 0

    @property
    def nbytes(self) -> int:
        return self._end

    def append(self, data: bytes) -> int:
        """Write at the end; returns where the data begin. Raises OSError (a full disk, say)."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="scumble-", dir=self._folder, buffering=0)  # noqa: SIM115
        self._file.seek(self._end)
        view = memoryview(data)
        while view:  # an unbuffered file may take only a part at a time
            view = view[self._file.write(view) :]
        first, self._end = self._end, self._end + len(data)
        return first

    def read(self, first: int, length: int) -> bytes:
        """Raises OSError."""
        assert self._file is not None
        self._file.seek(first)
        data = bytearray()
        while len(data) < length:
            part = self._file.read(length - len(data))
            if not part:
                raise OSError("the file of undo steps is shorter than it was")
            data += part
        return bytes(data)

    def clear(self) -> None:
        """Give the space back; nothing that was written may be read any more."""
        if self._file is not None and self._end:
            self._file.truncate(0)
        self._end = 0

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._end = 0
