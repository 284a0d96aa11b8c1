"""Unpacking deflated data piece by piece, so that a few bytes never take long, whatever they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from isal import isal_zlib

from canvas.formats.watch import Check

# isal's own stubs declare the class as an instance.
_ISAL_ERROR: type[Exception] = isal_zlib.error  # pyright: ignore[reportAssignmentType]
_BLOCK = 1 << 20  # packed bytes given to the inflater at a time
_PIECE = 1 << 20  # bytes unpacked at a time
_MOST = 1 << 22  # the same, for those who want more
_PART = 1 << 24  # bytes of a part unpacked at a time
_HEAD = 2  # bytes of a zlib stream before its first block
_FLUSHED = b"\0\0\xff\xff"  # ends what was flushed: an empty block without codes (RFC 1951, 3.2.4)
_SUM = 4  # bytes of Adler-32


class NotAloneError(Exception):
    """A part of the data can only be unpacked with what stands before it."""


class Pieces(Protocol):
    def piece(self, wanted: int = ...) -> bytes:
        """The next bytes, about as many as are wanted; none where the data end or are damaged."""
        ...


class Inflater:
    """Unpacks zlib data that comes in parts."""

    def __init__(self, parts: Iterable[bytes | memoryview], check: Check) -> None:
        """check: called for every piece that is unpacked."""
        self._blocks = _blocks(parts)
        self._check = check
        self._inflater = isal_zlib.decompressobj()
        self._waiting: bytes | memoryview = b""

    def piece(self, wanted: int = _PIECE) -> bytes:
        """The next bytes, `wanted` or four million at most; none where the data end or are damaged."""
        self._check()
        try:
            while not self._inflater.eof:
                if not self._waiting:
                    self._waiting = next(self._blocks, b"")
                last = not self._waiting
                piece = self._inflater.decompress(self._waiting, min(wanted, _MOST))
                self._waiting = self._inflater.unconsumed_tail
                if piece or last:
                    return piece
        except _ISAL_ERROR:
            return b""
        return b""


def stand_alone(parts: Sequence[bytes | memoryview]) -> bool:
    """Whether parts of zlib data seem to have been packed each on its own, as our own pictures are."""
    return len(parts) > 1 and len(parts[-1]) == _SUM and all(part[-4:] == _FLUSHED for part in parts[:-2])


class AloneInflater:
    """Unpacks zlib data whose parts stand alone: a quarter faster, as nothing has to be kept for the next.

    The sum of the whole, Adler-32, is not looked at: chunks of a PNG have sums of their own.
    """

    def __init__(self, parts: Sequence[bytes | memoryview], check: Check) -> None:
        """check: called for every piece that is unpacked."""
        self._parts = iter((parts[0][_HEAD:], *parts[1:-1]))
        self._check = check
        self._waiting: bytes | memoryview = b""
        self._inflater = isal_zlib.decompressobj(-15)

    def piece(self, wanted: int = _PIECE) -> bytes:
        """The next bytes, however many are wanted: a whole part unless it is large. Raises NotAloneError."""
        while True:
            self._check()
            try:
                piece = self._inflater.decompress(self._waiting, _PART)
            except _ISAL_ERROR as error:
                raise NotAloneError from error
            self._waiting = self._inflater.unconsumed_tail
            if piece:
                return piece  # there may be more of it inside, even if nothing waits
            self._waiting = next(self._parts, b"")
            if not self._waiting:
                return b""
            self._inflater = isal_zlib.decompressobj(-15)


def _blocks(parts: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Small parts joined, large ones in pieces."""
    joined = bytearray()
    for body in parts:
        if not joined and len(body) >= _BLOCK:
            view = memoryview(body)
            for start in range(0, len(view), _BLOCK):
                yield view[start : start + _BLOCK]
            continue
        joined += body
        if len(joined) >= _BLOCK:
            yield bytes(joined)
            joined.clear()
    if joined:
        yield bytes(joined)
