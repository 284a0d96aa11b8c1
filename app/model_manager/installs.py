"""Other programs on this computer that have models: offered, never used without being asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.icons import icon
from app.model_folders import FOLDERS, searched_folders, with_folder
from app.studio import Studio
from inference.library import find_installs

DECLINED = "models/declined"
Found = Sequence[tuple[str, Path]]  # program and its folder


def installs_here() -> Found:
    """What likely places hold, the links followed."""
    return [(layout.program, folder) for folder, layout in find_installs(Path.home(), os.environ)]


class Installs(QWidget):
    """A line for each program whose models are not searched yet; nothing where there is none."""

    def __init__(self, studio: Studio, find: Callable[[], Found] = installs_here) -> None:
        super().__init__()
        self._studio, self._find = studio, find
        self._found: Found = ()
        self._finder = _Finder()
        self._finder.found.connect(self._take)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.scaled(4))
        self.hide()
        studio.settings.changed.connect(
            lambda setting: self._show() if setting in (FOLDERS, DECLINED) else None
        )

    def look(self) -> None:
        """See what there is, beside the UI thread."""
        finder, find = self._finder, self._find
        self._studio.compute.errand(lambda: finder.found.emit(find()))

    def use(self, folder: Path) -> None:
        """Search its models from now on."""
        settings = self._studio.settings
        settings.set(FOLDERS, with_folder(settings.get, folder))

    def decline(self, folder: Path) -> None:
        """Never offer it again."""
        settings = self._studio.settings
        settings.set(DECLINED, ";".join([*self._declined(), str(folder)]))

    def offered(self) -> Found:
        """Those that are neither searched nor declined."""
        known = {os.path.realpath(path) for path in searched_folders(self._studio.settings.get)}
        known |= {os.path.realpath(path) for path in self._declined()}
        return [(program, folder) for program, folder in self._found if os.path.realpath(folder) not in known]

    def _declined(self) -> list[str]:
        return [name for name in self._studio.settings.get(DECLINED).split(";") if name]

    def _take(self, found: Found) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        offered = self.offered()
        for program, folder in offered:
            self._lines.addWidget(self._line(program, folder))
        self.setVisible(bool(offered))

    def _line(self, program: str, folder: Path) -> QWidget:
        line = QWidget()
        words = QLabel(self.tr("{0} has models in {1}").format(program, _short(folder)))
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setToolTip(str(folder))
        use = QPushButton(self.tr("Use them"))
        use.setAutoDefault(False)
        use.setToolTip(self.tr("Search this folder for models too; nothing is moved or copied"))
        use.setAccessibleName(self.tr("Use the models of {0}").format(program))
        use.clicked.connect(lambda: self.use(folder))
        no = QToolButton()
        no.setIcon(icon("cancel"))
        no.setToolTip(self.tr("Do not offer it again"))
        no.setAccessibleName(self.tr("Do not offer {0} again").format(program))
        no.clicked.connect(lambda: self.decline(folder))
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(6))
        layout.addWidget(words, 1)
        layout.addWidget(use)
        layout.addWidget(no)
        return line


class _Finder(QObject):
    """Carries what was found over to the UI thread, whatever has become of the window by then."""

    found = Signal(object)


def _short(folder: Path) -> str:
    home = Path.home()
    return f"~{os.sep}{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
