"""What a runtime says of itself, and whether it is whole: a look takes milliseconds and imports nothing."""

from __future__ import annotations

import csv
import hashlib
import json
import logging
import os
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app import VERSION
from app.runtime.lock import Lock
from app.runtime.places import MANIFEST, Places, packages_in, python_in

FORMAT = 1
LARGEST = 2  # files of each package whose sizes are looked at
CHUNK = 1 << 20  # bytes

log = logging.getLogger("scumble.runtime")


class State(StrEnum):
    """How the AI runtime stands."""

    ABSENT = "absent"
    BEGUN = "begun"  # its installation was broken off, and none was there before
    WHOLE = "whole"
    OLD = "old"  # made for another version of Scumble
    DAMAGED = "damaged"  # half-installed, or files are missing


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last, so that a folder with one that says "whole" was installed to its end."""

    state: str  # "whole" or "mending"
    variant: str
    version: str  # of torch
    python: str
    digest: str  # of the lock it was made from
    bytes: int
    packages: Mapping[str, str]  # versions
    landmarks: Mapping[str, int]  # some files, relative to the folder, and their sizes


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found. `folder` and `manifest` are of the runtime there is, whole or not."""

    state: State
    folder: Path | None = None
    manifest: Manifest | None = None
    begun: str = ""  # the variant whose installation was broken off

    @property
    def variant(self) -> str:
        """Of what is here or was begun; "" where that cannot be told."""
        return self.manifest.variant if self.manifest is not None else self.begun


def look(places: Places, locks: Mapping[str, Lock]) -> Standing:
    """How the runtime stands. Takes milliseconds: for the start of the program."""
    for folder in places.installed():
        manifest = read_manifest(folder)
        if manifest is None:
            return Standing(State.DAMAGED, folder)
        lock = locks.get(manifest.variant)
        if manifest.state != "whole" or not _is_sound(folder, manifest):
            return Standing(State.DAMAGED, folder, manifest)
        if lock is None or lock.digest != manifest.digest:
            return Standing(State.OLD, folder, manifest)
        return Standing(State.WHOLE, folder, manifest)
    begun = _read_begun(places)
    return Standing(State.BEGUN, begun=begun) if begun else Standing(State.ABSENT)


def _read_begun(places: Places) -> str:
    try:
        return places.begun.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def read_manifest(folder: Path) -> Manifest | None:
    """None where there is none that can be read."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        return _manifest(told)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        log.warning("%s cannot be read: %s", folder / MANIFEST, error)
        return None


def write_manifest(folder: Path, lock: Lock, state: str) -> Manifest:
    """Describe what is installed in `folder`. Raises OSError."""
    packages = packages_in(folder, lock.python)
    landmarks = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for wheel in lock.wheels
        for path in _landmarks(packages, wheel.name, wheel.version)
    }
    manifest = Manifest(
        state=state,
        variant=lock.variant,
        version=lock.version,
        python=lock.python,
        digest=lock.digest,
        bytes=sum(wheel.unpacked for wheel in lock.wheels),
        packages={wheel.name: wheel.version for wheel in lock.wheels},
        landmarks=landmarks,
    )
    rewrite(folder, manifest, state)
    return manifest


def rewrite(folder: Path, manifest: Manifest, state: str) -> None:
    """Write the manifest with another state; it is there whole or as it was. Raises OSError."""
    told = _plain(manifest) | {"state": state, "format": FORMAT, "scumble": VERSION}
    fresh = folder / f"{MANIFEST}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / MANIFEST)


def damaged_packages(folder: Path, lock: Lock, check: Callable[[], None]) -> list[str]:
    """Names of the packages with files that are missing or changed; reads everything, so it takes a while.

    `check` is called between files and may raise. What a package's own list (RECORD) leaves without a
    checksum is not looked at.
    """
    packages = packages_in(folder, lock.python)
    return [
        wheel.name for wheel in lock.wheels if not _as_recorded(packages, wheel.name, wheel.version, check)
    ]


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "state": manifest.state,
        "variant": manifest.variant,
        "version": manifest.version,
        "python": manifest.python,
        "digest": manifest.digest,
        "bytes": manifest.bytes,
        "packages": dict(manifest.packages),
        "landmarks": dict(manifest.landmarks),
    }


def _manifest(told: Any) -> Manifest:
    if told["format"] != FORMAT:
        raise ValueError(told["format"])
    words = {name: str(told[name]) for name in ("state", "variant", "version", "python", "digest")}
    return Manifest(
        bytes=int(told["bytes"]),
        packages={str(name): str(version) for name, version in told["packages"].items()},
        landmarks={str(name): int(size) for name, size in told["landmarks"].items()},
        **words,
    )


def _is_sound(folder: Path, manifest: Manifest) -> bool:
    """The interpreter can be started, and the landmarks are as they were. A link's target counts."""
    if not os.access(python_in(folder), os.X_OK):
        return False
    for name, size in manifest.landmarks.items():
        try:
            if os.stat(folder / name).st_size != size:
                return False
        except OSError:
            return False
    return True


# --- what a package wrote of itself -------------------------------------------------------------------------


def _landmarks(packages: Path, name: str, version: str) -> Iterator[Path]:
    """The package's own list, and the largest files on it."""
    record = record_of(packages, name, version)
    if record is None:
        raise FileNotFoundError(2, "RECORD", str(packages / name))
    yield record
    sizes = {path: size for path, _digest, size in recorded(record) if size}
    yield from sorted(sizes, key=lambda path: sizes[path], reverse=True)[:LARGEST]


def record_of(packages: Path, name: str, version: str) -> Path | None:
    """The RECORD of an installed package, whichever way its name is written."""
    wanted = (_normal(name), version)
    for folder in packages.glob("*.dist-info"):
        written, _, number = folder.name.removesuffix(".dist-info").rpartition("-")
        if (_normal(written), number) == wanted and (folder / "RECORD").is_file():
            return folder / "RECORD"
    return None


def recorded(record: Path) -> Iterator[tuple[Path, str, int]]:
    """Path, "sha256=…" or "", and size or 0 of a package's files (PyPA, "Recording installed projects")."""
    packages = record.parent.parent
    with record.open(newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            if len(row) >= 3:
                yield packages / row[0], row[1], int(row[2]) if row[2].isdecimal() else 0


def _as_recorded(packages: Path, name: str, version: str, check: Callable[[], None]) -> bool:
    record = record_of(packages, name, version)
    if record is None:
        return False
    for path, told, size in recorded(record):
        check()
        if not told.startswith("sha256="):
            continue
        try:
            if (size and path.stat().st_size != size) or _sha256(path, check) != told:
                return False
        except OSError:
            return False
    return True


def _sha256(path: Path, check: Callable[[], None]) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while data := file.read(CHUNK):
            check()
            digest.update(data)
    return "sha256=" + urlsafe_b64encode(digest.digest()).decode().rstrip("=")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
