"""The diffusion models and their parts found on this machine, looked for and hashed beside the UI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.model_folders import FOLDERS, searched_folders
from app.studio import Studio
from app.words import worded
from inference.errors import ModelError
from inference.library import Catalogue, Index, default_index, digest_pieces, digests, scan_pieces
from inference.models import ModelInfo, Part, inspect, inspect_part

REST_MS = 400  # between two pieces of hashing, so that the disk stays free for other work
HASH_AFTER_MS = 20_000  # how long after a scan hashing begins: the start of the program is busy enough

Found = TypeVar("Found", ModelInfo, Part)


class ModelList(QObject):
    """`found` and `found_parts` grow while a scan runs and are exact when it ends.

    Scanning and hashing run on the errand thread in short pieces, so that what is saved meanwhile waits for
    one of them at most.
    """

    changed = Signal()
    told = Signal(str)
    _scanned = Signal(int, object, list)  # which scan, Catalogue, worded problems
    _hashed = Signal(int, object, object)  # which scan, the pieces to come or None, hashes by path
    _inspected = Signal(object, str)

    def __init__(self, studio: Studio, index: Path | None = None) -> None:
        """`index`: where what was found is remembered; None: in the usual place."""
        super().__init__()
        self._studio = studio
        self._index = Index(index or default_index())
        self.found: list[ModelInfo] = []
        self.found_parts: list[Part] = []
        self.problems: list[tuple[Path, str]] = []  # (path, sentence)
        self.hashes: dict[Path, str] = {}  # SHA-256 in hexadecimal, of the files that have one
        self._added: list[ModelInfo | Part] = []  # by the artist, for this session
        self._scan = 0  # counts them; pieces of earlier ones are void
        self._hash_later = QTimer(self, singleShot=True, interval=HASH_AFTER_MS)
        self._hash_later.timeout.connect(self.hash_files)
        self._scanned.connect(self._take)
        self._hashed.connect(self._take_hashes)
        self._inspected.connect(self._add)
        studio.settings.changed.connect(lambda setting: self.scan() if setting == FOLDERS else None)

    def scan(self) -> None:
        """Look through the default folders and those of the settings; what changes is told by `changed`."""
        folders = searched_folders(self._studio.settings.get)
        self._scan += 1
        self._hash_later.stop()
        self._advance_scan(self._scan, scan_pieces(folders, self._index))

    def hash_files(self) -> None:
        """Compute the hashes that are missing, models first, bit by bit; kept for good in the index."""
        paths = [one.path for one in (*self.found, *self.found_parts)]
        self._advance_hashes(self._scan, _hash_pieces(paths, self._index))

    def add(self, path: Path) -> None:
        """Use a model that lies elsewhere, for this session."""
        self._look_at(lambda: inspect(path))

    def add_part(self, path: Path) -> None:
        """Use a LoRA, ControlNet … that lies elsewhere, for this session."""
        self._look_at(lambda: inspect_part(path))

    def _look_at(self, look: Callable[[], ModelInfo | Part]) -> None:
        def work() -> None:
            try:
                self._inspected.emit(look(), "")
            except ModelError as error:
                self._inspected.emit(None, worded(error))

        self._studio.compute.errand(work)

    # --- scanning ---------------------------------------------------------------------------------------

    def _advance_scan(self, scan: int, pieces: Iterator[Catalogue]) -> None:
        def work() -> None:
            if scan != self._scan:
                return
            piece = next(pieces)
            self._scanned.emit(scan, piece, [(path, worded(why)) for path, why in piece.problems])
            if not piece.whole:
                self._advance_scan(scan, pieces)  # behind what else is to be done

        self._studio.compute.errand(work)

    def _take(self, scan: int, piece: Catalogue, problems: list[tuple[Path, str]]) -> None:
        if scan != self._scan:
            return
        before = self.found, self.found_parts, self.problems
        models = [one for one in self._added if isinstance(one, ModelInfo)]
        parts = [one for one in self._added if isinstance(one, Part)]
        if not piece.whole:  # what an earlier scan found is not gone until this one ends
            models, parts = [*self.found, *models], [*self.found_parts, *parts]
        self.found, self.found_parts = _joined(piece.models, models), _joined(piece.parts, parts)
        self.problems = problems
        if piece.whole:
            self._hash_later.start()
        if piece.whole or before != (self.found, self.found_parts, self.problems):
            self.changed.emit()

    def _add(self, one: ModelInfo | Part | None, sentence: str) -> None:
        if one is None:
            self.told.emit(sentence)
        elif all(one.path != other.path for other in (*self.found, *self.found_parts)):
            self._added.append(one)
            if isinstance(one, ModelInfo):
                self.found = [*self.found, one]
            else:
                self.found_parts = [*self.found_parts, one]
            self.changed.emit()

    # --- hashing ----------------------------------------------------------------------------------------

    def _advance_hashes(self, scan: int, pieces: Iterator[dict[Path, str]]) -> None:
        def work() -> None:
            if scan == self._scan:
                piece = next(pieces, None)
                self._hashed.emit(scan, None if piece is None else pieces, piece or {})

        self._studio.compute.errand(work)

    def _take_hashes(self, scan: int, more: Iterator[dict[Path, str]] | None, found: dict[Path, str]) -> None:
        self.hashes.update(found)
        if more is not None and scan == self._scan:
            QTimer.singleShot(REST_MS, self, lambda: self._advance_hashes(scan, more))


def _hash_pieces(paths: list[Path], index: Index) -> Iterator[dict[Path, str]]:
    """First the hashes that were computed at other times, then the missing ones as they come."""
    known = digests(index)
    yield {path: known[path] for path in paths if path in known}
    for path, sha256 in digest_pieces(paths, index):
        yield {path: sha256} if sha256 else {}


def _joined(found: Iterable[Found], others: Iterable[Found]) -> list[Found]:
    """Both, each path once, sorted by name."""
    by_path = {one.path: one for one in (*others, *found)}
    return sorted(by_path.values(), key=lambda one: (one.name.lower(), str(one.path)))
