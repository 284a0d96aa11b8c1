"""Where a loaded part was read from, and whether another model's part is the very same files."""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from pathlib import Path

# Larger files are not compared byte by byte: reading them takes as long as loading them anew.
_COMPARED = 2 << 30  # bytes
_READ = (".safetensors", ".json", ".txt", ".model", ".jinja")  # what the loaders look at

Stamp = tuple[int, int, int, int]  # device, inode, size, time of change


@dataclass(frozen=True, slots=True)
class Source:
    """The files behind one part, as they were when it was loaded."""

    maker: str  # the class that reads them
    precision: str
    files: tuple[tuple[str, Path, Stamp], ...]  # name in the part's folder, real path, stamp

    def same(self, other: Source) -> bool:
        """Whether loading the other would give the same part: the same files, or files of the same bytes."""
        if (self.maker, self.precision) != (other.maker, other.precision) or not self.files:
            return False
        if [name for name, _, _ in self.files] != [name for name, _, _ in other.files]:
            return False
        pairs = list(zip(self.files, other.files, strict=True))
        unlike = [(one, two) for one, two in pairs if one[2] != two[2]]
        if (
            any(one[2][2] != two[2][2] for one, two in unlike)
            or sum(one[2][2] for one, _ in unlike) > _COMPARED
        ):
            return False
        return all(
            _stamp(one[1]) == one[2] and filecmp.cmp(one[1], two[1], shallow=False) for one, two in unlike
        )


def source(folder: Path, maker: str, precision: str) -> Source:
    """The files that a part in `folder` is read from."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix in _READ:
            real = path.resolve()
            stamp = _stamp(real)
            if stamp is not None:
                found.append((path.name, real, stamp))
    return Source(maker, precision, tuple(found))


def source_of_file(path: Path, maker: str, precision: str) -> Source:
    """The same for a part that lies in a file of its own."""
    real = path.resolve()
    stamp = _stamp(real)
    return Source(maker, precision, () if stamp is None else ((real.name, real, stamp),))


def _stamp(path: Path) -> Stamp | None:
    """None where there is no such file any more."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
