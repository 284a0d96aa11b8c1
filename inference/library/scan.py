"""Scanning the artist's folders for models and parts, piece by piece, remembering what was seen before."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inference.errors import ModelError, Sentence
from inference.library.index import Index, Row
from inference.library.layouts import layout_of
from inference.models import ModelInfo, NotACheckpoint, Part, look
from inference.models.walk import Candidate, Walk

PIECE_SECONDS = 0.1  # how often what was found so far is told


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was found: models and parts sorted by name, and what cannot be used with the reason."""

    models: tuple[ModelInfo, ...] = ()
    parts: tuple[Part, ...] = ()
    problems: tuple[tuple[Path, Sentence], ...] = ()
    whole: bool = True  # False in pieces on the way and where the scan was stopped


def scan_library(
    folders: Iterable[Path],
    index: Index,
    found: Callable[[Catalogue], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Catalogue:
    """Find all models and parts in `folders` and below, opening only files that are new or have changed.

    `found` is called now and then with all that is known so far, on the thread that scans. Problems are told,
    never raised; when `stopped` says so, the scan ends with what it has, at most PIECE_SECONDS later.
    """
    last = Catalogue(whole=False)
    for last in scan_pieces(folders, index):
        if found is not None and not last.whole:
            found(last)
        if stopped is not None and stopped():
            break
    return last


def scan_pieces(folders: Iterable[Path], index: Index, seconds: float = PIECE_SECONDS) -> Iterator[Catalogue]:
    """The same bit by bit: gives what is known so far about every `seconds`, and in the end all.

    Between two pieces nothing runs, so whoever drives it can let other work go first. It may be dropped at
    any time: what was learned up to the last piece is kept. A program's own folder stands for its models
    folders (`layout_of`).
    """
    work = _Work(index.load())
    last = time.monotonic()
    for candidate in work.candidates([Path(folder) for folder in folders]):
        work.take(candidate)
        if time.monotonic() - last >= seconds:
            work.keep(index)
            yield work.catalogue(whole=False)
            last = time.monotonic()
    work.keep(index, work.gone())
    yield work.catalogue(whole=True)


def remembered(index: Index) -> Catalogue:
    """What earlier scans found, without a look at the disk: for processes that cannot wait for a scan.

    Files may have changed or gone since.
    """
    rows = index.load()
    return _Work(rows, dict(rows)).catalogue(whole=False)


@dataclass(slots=True)
class _Work:
    """One scan under way."""

    known: dict[str, Row]  # as the index has them
    rows: dict[str, Row] = field(default_factory=dict)  # of all that was met
    fresh: dict[str, Row] = field(default_factory=dict)  # those of them that the index has to learn
    walk: Walk = field(default_factory=Walk)

    def candidates(self, roots: list[Path]) -> Iterator[Candidate]:
        for root in roots:
            layout = layout_of(root)
            self.walk.problems += layout.problems
            for folder in layout.folders:
                yield from self.walk.candidates(folder)

    def take(self, candidate: Candidate) -> None:
        path = str(candidate.path)
        row = self.known.get(path)
        if row is None or row.stamp != candidate.stamp:
            row, lasting = _look(candidate)
            if lasting:
                self.fresh[path] = row
        self.rows[path] = row

    def keep(self, index: Index, gone: Iterable[str] = ()) -> None:
        index.save(self.fresh, gone)
        self.fresh = {}

    def gone(self) -> list[str]:
        """Paths that are no more. Those of folders not scanned now, and of drives not there, are kept."""
        return [
            path
            for path in self.known
            if path not in self.rows and not os.path.lexists(path) and os.path.isdir(os.path.dirname(path))
        ]

    def catalogue(self, *, whole: bool) -> Catalogue:
        models: list[ModelInfo] = []
        parts: list[Part] = []
        problems = list(self.walk.problems)
        for path, row in self.rows.items():
            if isinstance(row.told, ModelInfo):
                models.append(row.told)
            elif isinstance(row.told, Part):
                parts.append(row.told)
            elif row.told is not None:
                problems.append((Path(path), row.told))
        models.sort(key=_by_name)
        parts.sort(key=_by_name)
        return Catalogue(tuple(models), tuple(parts), tuple(problems), whole)


def _by_name(one: ModelInfo | Part) -> tuple[str, str]:
    return one.name.lower(), str(one.path)


def _look(candidate: Candidate) -> tuple[Row, bool]:
    """What it is, and whether that will be so until it changes: a file out of reach may be read tomorrow."""
    try:
        return Row(candidate.stamp, look(candidate.path)), True
    except NotACheckpoint:
        return Row(candidate.stamp, None), True
    except ModelError as error:
        return Row(candidate.stamp, error.sentence), not isinstance(error.__cause__, OSError)
