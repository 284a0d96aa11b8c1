"""Unpacking deflated data piece by piece, so that a few bytes never take long, whatever they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isal import isal_zlib

from canvas.formats.watch import Check

# isal's own stubs declare the class as an instance.
_ISAL_ERROR: type[Exception] = isal_zlib.error  # pyright: ignore[reportAssignmentType]
_BLOCK = 1 << 20  # packed bytes given to the inflater at a time
_PIECE = 1 << 20  # bytes unpacked at a time
_MOST = 1 << 22  # the same, for those who want more


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
