"""Reading members of a zip archive that may be hostile: their number and sizes are bounded."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from canvas.errors import FormatError
from canvas.formats.limits import Limits

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
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # other packings need memory that a file may choose


class Archive:
    """The members of an opened zip file, read whole, by name. Nothing is ever unpacked to the disk."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._members = {member.filename: member for member in archive.infolist()}
        sizes = [member.file_size for member in archive.infolist()]
        if len(sizes) > limits.members or sum(sizes) > limits.archive_bytes:
            raise FormatError("The file claims to hold more than any painting does, so it was not opened.")
        self._limit = limits.member_bytes

    def has(self, name: str) -> bool:
        return name in self._members

    def names(self) -> tuple[str, ...]:
        """Every member, in the order in which the archive lists them."""
        return tuple(self._members)

    def read(self, name: str, limit: int | None = None) -> bytes:
        """A member's bytes. Raises FormatError if it is missing, damaged, or larger than `limit`."""
        member = self._members.get(name)
        if member is None:
            raise FormatError("“{name}” is missing from the file.", name=name)
        if member.file_size > min(self._limit, self._limit if limit is None else limit):
            raise FormatError("“{name}” in the file is too large.", name=name)
        if member.compress_type not in _PLAIN or member.flag_bits & 1:
            raise FormatError(
                "“{name}” in the file is packed or locked in a way that cannot be read.", name=name
            )
        try:
            # zipfile stops at the size that the archive declares, so the check above holds.
            return self._archive.read(member)
        except _DAMAGE as error:
            raise FormatError("“{name}” in the file is damaged.", name=name) from error


@contextmanager
def opened_archive(path: Path, limits: Limits) -> Iterator[Archive]:
    """Open a zip file. Raises FormatError if it is not one, or OSError if it cannot be read at all."""
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise FormatError("“{name}” is damaged: it is not a whole archive.", name=path.name) from error
    with archive:
        yield Archive(archive, limits)
