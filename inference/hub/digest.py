"""Checksums of files, fed as the bytes come in."""

from __future__ import annotations

import hashlib
from pathlib import Path

from inference.hub.listing import Checksum
from inference.hub.stop import Stop

CHUNK = 1 << 20  # bytes


class Digest:
    """The checksum so far of a file whose length is known."""

    def __init__(self, kind: str, length: int) -> None:
        self.kind = kind
        if kind == "sha256":
            self._hash = hashlib.sha256()
        else:  # how git names a file's contents
            self._hash = hashlib.sha1(b"blob %d\0" % length, usedforsecurity=False)

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def come_to(self) -> Checksum:
        return Checksum(self.kind, self._hash.hexdigest())


def digest_of_start(path: Path, kind: str, length: int, stop: Stop) -> tuple[Digest, int]:
    """The digest of what is there of a file of `length` bytes, and how many bytes that is.

    Raises OSError and Cancelled.
    """
    digest, seen = Digest(kind, length), 0
    if path.is_file():
        with path.open("rb", buffering=0) as file:
            while data := file.read(CHUNK):
                stop.check()
                digest.update(data)
                seen += len(data)
    return digest, seen
