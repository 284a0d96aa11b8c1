"""Looking through folders for what may be a model or a part of one, without opening any file."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inference.errors import Sentence
from inference.models.files import PICKLED, WEIGHTS

DEEPEST = 8  # how far below a models folder is looked
SMALLEST_BIN = 1 << 20  # bytes; smaller .bin files are settings of trainers, not models

_COMPONENT_WEIGHTS = re.compile(r"(?:diffusion_pytorch_model|model|pytorch_model)\b.*\.(?:safetensors|bin)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file, or a folder in diffusers' layout, that is worth a look."""

    path: Path
    stamp: str  # another one where the contents may have changed: made of sizes and times of change


@dataclass(slots=True)
class Walk:
    """One look through some folders: each real file and folder once, though links may lead there often."""

    problems: list[tuple[Path, Sentence]] = field(default_factory=list)
    _seen: set[tuple[int, int] | str] = field(default_factory=set)

    def candidates(self, folder: Path) -> Iterator[Candidate]:
        """What lies in `folder` and below. A missing folder gives nothing, an unreadable one a problem."""
        if folder.is_dir():
            yield from self._folder(folder, 0)

    def _folder(self, folder: Path, depth: int) -> Iterator[Candidate]:
        try:
            if self._known(folder, os.stat(folder)):
                return
            with os.scandir(folder) as listing:
                # Links come last, so that what they lead to keeps its own name.
                entries = sorted(listing, key=lambda entry: (entry.is_symlink(), entry.name))
            if is_model_folder([entry.name for entry in entries]):
                yield Candidate(folder, folder_stamp(folder))
                return
        except OSError as error:
            self._report(folder, error)
            return
        if depth < DEEPEST:
            below = (entry for entry in entries if not entry.name.startswith("."))
            for entry in self._newest(folder, list(below)):
                yield from self._entry(Path(entry.path), entry.name, depth)

    def _newest(self, folder: Path, entries: list[os.DirEntry[str]]) -> list[os.DirEntry[str]]:
        """In the hub's cache the latest revision that holds anything; elsewhere all."""
        if folder.name != "snapshots" or not folder.parent.name.startswith("models--"):
            return entries
        try:
            latest = sorted(entries, key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
            return next(([entry] for entry in latest if os.listdir(entry.path)), [])
        except OSError as error:
            self._report(folder, error)
            return []

    def _entry(self, path: Path, name: str, depth: int) -> Iterator[Candidate]:
        suffix = os.path.splitext(name)[1].lower()
        weights = suffix in WEIGHTS or suffix in PICKLED
        try:
            found = os.stat(path)
        except OSError as error:
            if weights:
                self._report_file(path, error)
            return
        if stat.S_ISDIR(found.st_mode):
            yield from self._folder(path, depth + 1)
        elif weights and stat.S_ISREG(found.st_mode):
            small = suffix == ".bin" and found.st_size < SMALLEST_BIN
            if not small and not self._known(path, found):
                yield Candidate(path, file_stamp(found))

    def _known(self, path: Path, found: os.stat_result) -> bool:
        """Whether it was met before, perhaps by another name; notes it."""
        mark = (found.st_dev, found.st_ino) if found.st_ino else os.path.realpath(path)
        if mark in self._seen:
            return True
        self._seen.add(mark)
        return False

    def _report(self, folder: Path, error: OSError) -> None:
        sentence = Sentence(
            "The folder '{folder}' cannot be read: {reason}.",
            folder=str(folder),
            reason=error.strerror or str(error),
        )
        self.problems.append((folder, sentence))

    def _report_file(self, path: Path, error: OSError) -> None:
        sentence = Sentence(
            "The model '{path}' cannot be read: {reason}.",
            path=str(path),
            reason=error.strerror or str(error),
        )
        self.problems.append((path, sentence))


def is_model_folder(names: list[str]) -> bool:
    """Whether a folder with these entries is a model or a component in diffusers' layout."""
    if "model_index.json" in names:
        return True
    return "config.json" in names and any(_COMPONENT_WEIGHTS.fullmatch(name) for name in names)


def file_stamp(found: os.stat_result) -> str:
    """Changes with size and time of change."""
    return f"{found.st_size}:{found.st_mtime_ns}"


def folder_stamp(folder: Path) -> str:
    """Changes with names, sizes and times of change of all that lies in the folder and in its subfolders."""
    parts: list[str] = []
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
            found = os.stat(entry.path)
            if stat.S_ISREG(found.st_mode):
                parts.append(f"{place.name}/{entry.name}:{file_stamp(found)}")
    return hashlib.blake2b("\n".join(parts).encode(errors="surrogateescape"), digest_size=16).hexdigest()
