"""The diffusion models found on this machine, looked for beside the UI thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.studio import Studio
from app.words import worded
from inference.errors import ModelError
from inference.models import ModelInfo, default_folders, inspect, scan

FOLDERS = "models/folders"


class ModelList(QObject):
    """`found` is replaced as a whole when a scan ends; `problems` are (path, sentence)."""

    changed = Signal()
    told = Signal(str)
    _scanned = Signal(list, list)
    _inspected = Signal(object, str)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self.found: list[ModelInfo] = []
        self.problems: list[tuple[Path, str]] = []
        self._scanned.connect(self._take)
        self._inspected.connect(self._add)
        studio.settings.changed.connect(lambda setting: self.scan() if setting == FOLDERS else None)

    def scan(self) -> None:
        """Look through the default folders and those of the settings."""
        extra = [Path(name) for name in self._studio.settings.get(FOLDERS).split(";") if name.strip()]

        def work() -> None:
            models, problems = scan([*default_folders(), *extra])
            self._scanned.emit(models, [(path, worded(sentence)) for path, sentence in problems])

        self._studio.compute.errand(work)

    def add(self, path: Path) -> None:
        """Use a model that lies elsewhere, for this session."""

        def work() -> None:
            try:
                self._inspected.emit(inspect(path), "")
            except ModelError as error:
                self._inspected.emit(None, worded(error))

        self._studio.compute.errand(work)

    def _take(self, models: list[ModelInfo], problems: list[tuple[Path, str]]) -> None:
        added = [info for info in self.found if all(info.path != other.path for other in models)]
        self.found, self.problems = models + added, problems
        self.changed.emit()

    def _add(self, info: ModelInfo | None, sentence: str) -> None:
        if info is None:
            self.told.emit(sentence)
        elif all(info.path != other.path for other in self.found):
            self.found = [*self.found, info]
            self.changed.emit()
