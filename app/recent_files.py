"""Files opened or saved lately: remembered in the settings, and listed in the File menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from app.settings import Settings

RECENT = 10  # files remembered


def recent_files(settings: Settings) -> list[Path]:
    """The newest first."""
    return [Path(line) for line in settings.get("files/recent").split("\n") if line]


def remember_file(settings: Settings, path: Path) -> None:
    names = [path, *(other for other in recent_files(settings) if other != path)]
    settings.set("files/recent", "\n".join(str(name) for name in names[:RECENT]))


def usual_folder(settings: Settings) -> Path:
    """Where the artist is likely to look for a file: beside the newest."""
    recent = recent_files(settings)
    return recent[0].parent if recent else Path.home()


class RecentMenu(QMenu):
    """Filled whenever it is about to be shown."""

    def __init__(
        self, title: str, settings: Settings, choose: Callable[[Path], object], parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self._settings = settings
        self._choose = choose
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for path in recent_files(self._settings):
            entry = self.addAction(str(path).replace("&", "&&"))
            entry.triggered.connect(lambda _=False, path=path: self._choose(path))
        if self.isEmpty():
            self.addAction(self.tr("Nothing yet")).setEnabled(False)
