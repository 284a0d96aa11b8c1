"""Where a download lies until it is whole: a folder that is taken up again after any end of the program."""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.errors import HubError, HubRefused
from inference.hub.listing import Checksum
from inference.hub.lock import take
from inference.hub.names import folder_name, safe_path
from inference.hub.plan import FORMAT, MARKER, STAGING, Plan, PlannedFile, read_marker
from inference.hub.sizes import readable
from inference.hub.transfer import disk_error

MARGIN = 512 << 20  # bytes that are left free on a disk
PLAN = "plan.json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A download that was broken off."""

    plan: Plan
    bytes: int  # that are here


class Staging:
    """The place of one plan's files. A context: inside, no other program works on it.

    All methods raise HubRefused where the disk does not let them.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.path = plan.root / STAGING / folder_name(plan.key)
        self._files = self.path / "files"
        self._lock: int | None = None

    def __enter__(self) -> Staging:
        try:
            self._files.mkdir(parents=True, exist_ok=True)
            self._lock = take(self.path / "lock")
            if self._lock is None:
                raise HubError("'{name}' is being downloaded by another window already.", name=self.plan.name)
            write_json(self.path / PLAN, _plain(self.plan))
        except OSError as error:
            self._release()
            raise disk_error(error, self.path) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._release()

    def file(self, file: PlannedFile) -> Path:
        """Where a file is put once it is whole."""
        return self._files / file.place

    def missing(self) -> list[PlannedFile]:
        """What is neither here nor, from an earlier download, in the model's folder."""
        here = _intact(self.plan)
        return [file for file in self.plan.files if not self._is_whole(file) and file.place not in here]

    def bytes_here(self) -> int:
        """Of the whole plan."""
        total = 0
        here = _intact(self.plan)
        for file in self.plan.files:
            if self._is_whole(file) or file.place in here:
                total += file.bytes
            else:
                part = self.file(file).with_name(f"{self.file(file).name}.part")
                total += min(_size(part), file.bytes)
        return total

    def require_room(self, margin: int = MARGIN) -> None:
        """Raise HubRefused where the disk cannot hold what is still to come, and `margin` bytes more."""
        need = self.plan.bytes - self.bytes_here()
        try:
            free = shutil.disk_usage(self.path).free
        except OSError as error:
            raise disk_error(error, self.path) from error
        if need and need + margin > free:
            raise HubRefused(
                "'{name}' needs {needed} more, but only {free} can be used on the disk of '{folder}'. Make "
                "room, or choose another folder.",
                name=self.plan.name,
                needed=readable(need),
                free=readable(max(free - margin, 0)),
                folder=str(self.plan.root),
            )

    def install(self) -> Path:
        """Move what is whole to where it belongs, and tidy up; gives the model's place.

        A new folder, or a single file, appears as a whole in one step.
        """
        plan = self.plan
        try:
            plan.target.parent.mkdir(parents=True, exist_ok=True)
            if not plan.folder:
                _bring(self.file(plan.files[0]), plan.target)
            elif plan.target.exists():
                self._renew()
            else:
                write_json(self._files / MARKER, _marker(plan))
                _bring(self._files, plan.target)
            _settle(plan.target.parent)
            self.discard()
        except OSError as error:
            raise disk_error(error, plan.target) from error
        return plan.target

    def discard(self) -> None:
        """Remove all that came so far."""
        self._release()
        try:
            shutil.rmtree(self.path)
        except OSError as error:
            raise disk_error(error, self.path) from error
        if not any(self.path.parent.iterdir()):
            self.path.parent.rmdir()

    def _renew(self) -> None:
        """Put files into a model's folder that is there already; its marker comes last."""
        for file in self.plan.files:
            fresh = self.file(file)
            if fresh.is_file():
                place = self.plan.target / file.place
                place.parent.mkdir(parents=True, exist_ok=True)
                _bring(fresh, place)
        write_json(self.plan.target / MARKER, _marker(self.plan))

    def _is_whole(self, file: PlannedFile) -> bool:
        """A file gets its own name only after its checksum was found right."""
        return self.file(file).is_file() and _size(self.file(file)) == file.bytes

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def unfinished(folder: Path) -> list[Unfinished]:
    """The downloads into a models folder that were broken off, by this program or one that was killed.

    What cannot be read is passed over, and told in the log.
    """
    found: list[Unfinished] = []
    for path in sorted((folder / STAGING).glob(f"*/{PLAN}")):
        try:
            plan = _read_plan(json.loads(path.read_bytes()), folder)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, HubRefused) as error:
            logger.warning("%s cannot be read: %s", path, error)
            continue
        found.append(Unfinished(plan, Staging(plan).bytes_here()))
    return found


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a small file so that it is there whole or as it was. Raises OSError."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _intact(plan: Plan) -> set[str]:
    """The places in the model's folder where an earlier download put the very same file."""
    if not plan.folder or not plan.target.is_dir():
        return set()
    known = read_marker(plan.target).get("files")
    if not isinstance(known, dict):
        return set()
    return {
        file.place
        for file in plan.files
        if known.get(file.place) == file.checksum.hex and _size(plan.target / file.place) == file.bytes
    }


def _marker(plan: Plan) -> dict[str, Any]:
    before = read_marker(plan.target).get("files")  # another choice of files from the same page
    return {
        "format": FORMAT,
        "id": plan.id,
        "commit": plan.commit,
        "licence": plan.licence,
        "files": (before if isinstance(before, dict) else {})
        | {file.place: file.checksum.hex for file in plan.files},
    }


def _plain(plan: Plan) -> dict[str, Any]:
    """The plan as JSON. The target is kept relative: the models folder may be moved."""
    return {
        "format": FORMAT,
        "endpoint": plan.endpoint,
        "id": plan.id,
        "commit": plan.commit,
        "licence": plan.licence,
        "target": plan.target.relative_to(plan.root).as_posix(),
        "folder": plan.folder,
        "files": [
            [file.name, file.place, file.bytes, file.checksum.kind, file.checksum.hex] for file in plan.files
        ],
    }


def _read_plan(told: Any, root: Path) -> Plan:
    if told["format"] != FORMAT:
        raise ValueError(told["format"])
    files = []
    for name, place, size, kind, digest in told["files"]:
        safe_path(place)
        files.append(PlannedFile(str(name), str(place), int(size), Checksum(str(kind), str(digest))))
    target = root / safe_path(str(told["target"]))
    words = {name: str(told[name]) for name in ("endpoint", "id", "commit", "licence")}
    return Plan(files=tuple(files), root=root, target=target, folder=bool(told["folder"]), **words)


def _bring(source: Path, target: Path) -> None:
    """Move a file or a folder, also to another disk; it appears at `target` whole. Raises OSError."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        fresh = target.with_name(f".{target.name}.new")
        if source.is_dir():
            shutil.rmtree(fresh, ignore_errors=True)  # of an attempt that was broken off
            shutil.copytree(source, fresh)
        else:
            shutil.copyfile(source, fresh)
        fresh.replace(target)


def _size(path: Path) -> int:
    """Bytes; 0 where there is nothing."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _settle(folder: Path) -> None:
    """Make sure that a name in a folder outlives a power cut, where the system lets folders be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
