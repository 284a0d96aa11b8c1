"""Reading members of a zip archive that may be hostile: their number and sizes are bounded."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from canvas.errors import FormatError
from canvas.formats.limits import Limits
from canvas.formats.zip_sums import count_fast

# What zipfile raises for damaged archives (struct.error and NotImplementedError too).
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    OverflowError,
    IndexError,
)
_ENTRY_BYTES = 1024  # of one member in the list of them, on the average
_TAIL = 65_535 + 22 + 20 + 56  # bytes in which the end of an archive lies, its longest comment included
_AT_ONCE = 32 << 20  # bytes unpacked between two looks at the clock
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # other packings need memory that a file may choose


class Archive:
    """The members of an opened zip file, read whole, by name. Nothing is ever unpacked to the disk."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._members = {member.filename: member for member in archive.infolist()}
        sizes = [member.file_size for member in archive.infolist()]
        if len(sizes) > limits.members or sum(sizes) > limits.archive_bytes:
            raise FormatError("The file claims to hold more than any painting does, so it was not opened.")
        self._limits = limits

    def has(self, name: str) -> bool:
        return name in self._members

    def names(self) -> tuple[str, ...]:
        """Every member, in the order in which the archive lists them."""
        return tuple(self._members)

    def packed_size(self, name: str) -> int:
        """Bytes that a member takes in the file; 0 for one that is missing."""
        member = self._members.get(name)
        return 0 if member is None else member.compress_size

    def read(self, name: str, limit: int | None = None) -> bytes:
        """A member's bytes. Raises FormatError if it is missing, damaged, or larger than `limit`.

        Raises TooMuchError when time is up.
        """
        member = self._members.get(name)
        if member is None:
            raise FormatError("“{name}” is missing from the file.", name=name)
        self._limits.check_time()
        most = self._limits.member_bytes
        if member.file_size > (most if limit is None else min(most, limit)):
            raise FormatError("“{name}” in the file is too large.", name=name)
        if member.compress_type not in _PLAIN or member.flag_bits & 1:
            raise FormatError(
                "“{name}” in the file is packed or locked in a way that cannot be read.", name=name
            )
        try:
            # zipfile stops at the size that the archive declares, so the check above holds.
            if member.file_size <= _AT_ONCE:
                return self._archive.read(member)
            return self._read_slowly(member)
        except _DAMAGE as error:
            raise FormatError("“{name}” in the file is damaged.", name=name) from error

    def _read_slowly(self, member: zipfile.ZipInfo) -> bytes:
        """A large member, with an eye on the clock."""
        parts: list[bytes] = []
        with self._archive.open(member) as stream:
            while part := stream.read(_AT_ONCE):
                self._limits.check_time()
                parts.append(part)
        return b"".join(parts)


def _directory_bytes(stream: BinaryIO) -> int:
    """What the list of members takes, as the end of the file tells: zipfile would read all of it at once.

    Source: .ZIP File Format Specification 6.3.10 (PKWARE), 4.3.14 and 4.3.16.
    """
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - _TAIL))
    tail = stream.read()
    place = tail.rfind(b"PK\5\6")
    size = int.from_bytes(tail[place + 12 : place + 16], "little") if place >= 0 else 0
    wide = tail.rfind(b"PK\6\6", 0, max(place, 0))
    if wide >= 0:  # for archives of more than 4 GiB, or 65,535 members
        size = max(size if size < 0xFFFFFFFF else 0, int.from_bytes(tail[wide + 40 : wide + 48], "little"))
    return size


@contextmanager
def opened_archive(path: Path, limits: Limits) -> Iterator[Archive]:
    """Open a zip file. Raises FormatError if it is not one, or OSError if it cannot be read at all."""
    with path.open("rb") as stream:
        if _directory_bytes(stream) > limits.members * _ENTRY_BYTES:
            raise FormatError("The file claims to hold more than any painting does, so it was not opened.")
    count_fast()
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise FormatError("“{name}” is damaged: it is not a whole archive.", name=path.name) from error
    with archive:
        yield Archive(archive, limits)
