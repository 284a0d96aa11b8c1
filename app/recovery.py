"""The question about pictures that were open when the program was killed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.images import to_image
from app.tasks import answer
from canvas.errors import FormatError
from canvas.formats import thumbnail_of

log = logging.getLogger("scumble.recovery")

SIDE = 96  # pixels of a small picture


def tr(text: str) -> str:
    return QCoreApplication.translate("Recovery", text)


@dataclass(frozen=True, slots=True, eq=False)
class LeftOver:
    """A picture in the recovery folder."""

    path: Path
    changed: float  # seconds since the epoch
    picture: np.ndarray | None  # H×W×4 uint8; None where the file cannot be read


class Recover(QDialog):
    """Lists the pictures, the newest chosen: open one, remove one, or leave them for later."""

    def __init__(self, parent: QWidget, found: list[LeftOver]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Pictures that were not saved"))
        self.unwanted: list[Path] = []
        self.list = QListWidget()
        self.list.setIconSize(QSize(theme.scaled(SIDE), theme.scaled(SIDE)))
        for picture in found:
            self.list.addItem(_item(picture))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self.accept())
        buttons = QDialogButtonBox()
        self.enter = buttons.addButton(tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.remove = QPushButton(tr("Remove"))
        buttons.addButton(self.remove, QDialogButtonBox.ButtonRole.DestructiveRole)
        self.later = buttons.addButton(tr("Later"), QDialogButtonBox.ButtonRole.RejectRole)
        self.enter.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.remove.clicked.connect(self._remove)
        text = QLabel(tr("Scumble ended while these were open. Nothing but the last stroke is lost."))
        text.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        self.resize(theme.scaled(420), theme.scaled(360))

    @property
    def chosen(self) -> Path | None:
        item = self.list.currentItem()
        return None if item is None else Path(item.data(Qt.ItemDataRole.UserRole))

    def _remove(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self.unwanted.append(chosen)
            self.list.takeItem(self.list.currentRow())
        if self.list.count() == 0:
            self.reject()


async def ask_recover(parent: QWidget, found: list[LeftOver]) -> tuple[Path | None, list[Path]]:
    """The picture to open (None: none), and those to be removed."""
    dialog = Recover(parent, found)
    accepted = await answer(dialog) == QDialog.DialogCode.Accepted.value
    return (dialog.chosen if accepted else None), dialog.unwanted


def looked_at(paths: list[Path]) -> list[LeftOver]:
    """The files with their small pictures, which may take a while."""
    return [LeftOver(path, path.stat().st_mtime, _thumbnail(path)) for path in paths]


def _thumbnail(path: Path) -> np.ndarray | None:
    try:
        return thumbnail_of(path, SIDE)
    except FormatError as error:
        log.warning("no small picture of %s: %s", path, error)
        return None


def _item(found: LeftOver) -> QListWidgetItem:
    changed = QDateTime.fromSecsSinceEpoch(int(found.changed))
    item = QListWidgetItem(QLocale().toString(changed, QLocale.FormatType.ShortFormat))
    item.setData(Qt.ItemDataRole.UserRole, str(found.path))
    if found.picture is None:
        item.setText(item.text() + "\n" + tr("damaged"))
    else:
        item.setIcon(QIcon(QPixmap.fromImage(to_image(found.picture))))
    return item
