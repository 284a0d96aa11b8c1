"""Arrays made small for keeping: in memory, and beyond that in one temporary file."""

from __future__ import annotations

import builtins
import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import imagecodecs
import numpy as np

from canvas.composite import address
from canvas.geometry import TILE
from canvas.kernels.lazy import rows as kernels

LEVEL = 1  # of zstd: higher ones take far longer and gain little on paint


class Store(Protocol):
    """Where packed bytes lie once they are not in memory."""

    def read(self, first: int, length: int) -> bytes:
        """Raises OSError."""
        ...


@dataclass(slots=True, eq=False)
class Packed:
    """An array, packed without loss. Its bytes are in memory, or in a spill file once `data` is None."""

    shape: tuple[int, ...]
    dtype: np.dtype
    data: bytes | None
    place: tuple[Store, int, int] | None = None  # where, first byte (or another number), length

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return len(self.data) if self.data is not None else 0

    def bytes(self) -> builtins.bytes:
        """The packed form. Raises OSError if what is not in memory cannot be read."""
        if self.data is not None:
            return self.data
        assert self.place is not None
        store, first, length = self.place
        return store.read(first, length)

    def array(self) -> np.ndarray:
        """The array as it was. Raises OSError if what is not in memory cannot be read, or is damaged."""
        return unpacked(self.bytes(), self.shape, self.dtype)

    def spill(self, file: SpillFile) -> None:
        """Keep the bytes in a file instead of in memory. Raises OSError, and then stays as it is."""
        if self.data is not None:
            first, length = file.append(self.data), len(self.data)
            self.place, self.data = (file, first, length), None


def pack(array: np.ndarray) -> Packed:
    """Pack a uint8 array of any shape, or a uint16 array with rows of TILE values.

    16-bit values are replaced by their differences along a row (which are small where paint is smooth), and
    low bytes kept apart from high ones; then all is packed by zstd.
    """
    return Packed(array.shape, array.dtype, bytes(imagecodecs.zstd_encode(_filtered(array), level=LEVEL)))


def unpacked(data: bytes, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """What `pack` packed. Raises OSError for bytes that are not the packed form of such an array."""
    size = math.prod(shape) * dtype.itemsize
    try:
        plain = imagecodecs.zstd_decode(data, out=size)  # never more than this, whatever the bytes say
    except (imagecodecs.ZstdError, ValueError, MemoryError) as error:
        raise OSError("a packed tile is damaged") from error
    if len(plain) != size:
        raise OSError("a packed tile is damaged")
    return _unfiltered(plain, shape, dtype)


def _filtered(array: np.ndarray) -> builtins.bytes:
    if array.dtype != np.uint16:
        return array.tobytes()
    source = np.ascontiguousarray(array)
    out = np.empty(source.nbytes, np.uint8)
    kernels.split_rows(address(source), source.size // TILE, address(out))
    return out.tobytes()


def _unfiltered(data: bytes | bytearray, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    if dtype != np.uint16:
        return np.frombuffer(data, dtype).reshape(shape).copy()
    source, out = np.frombuffer(data, np.uint8), np.empty(shape, np.uint16)
    kernels.join_rows(address(source), out.size // TILE, address(out))
    return out


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
