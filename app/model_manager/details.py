"""What is known of the chosen model, and the button that fetches it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.icons import icon, tinted
from app.model_manager.downloads import Downloads
from app.model_manager.item import State, size_words
from inference.hub import Entry


class Details(QWidget):
    """Shows one entry of the catalogue; `wanted` when the artist presses Download."""

    wanted = Signal(object)  # Entry

    def __init__(self, downloads: Downloads) -> None:
        super().__init__()
        self._downloads = downloads
        self.entry: Entry | None = None
        self.title = QLabel()
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.title.setFont(font)
        self.about = QLabel()
        self.title.setWordWrap(True)
        self.about.setWordWrap(True)
        self.family, self.amount, self.memory, self.licence = (QLabel() for _ in range(4))
        self.gate = QLabel(
            self.tr("Its licence has to be accepted on its page first; then enter an access token below.")
        )
        self.gate.setWordWrap(True)
        self.gate.setObjectName("hint")
        self.download = QPushButton(self.tr("Download"))
        self.download.setObjectName("primary")
        self.download.setIcon(tinted("import", theme.ON_ACCENT))
        self.page = QPushButton(self.tr("Open its page"))
        self.page.setToolTip(self.tr("Read about the model and its licence in the browser"))
        self.show_folder = QPushButton(icon("open"), self.tr("Show in folder"))
        self.download.clicked.connect(self._want)
        self.page.clicked.connect(self._open_page)
        self.show_folder.clicked.connect(self._open_folder)
        self._build()
        for signal in (downloads.changed, downloads.removed, downloads.looked):
            signal.connect(self._refresh)

    def show_entry(self, entry: Entry | None) -> None:
        """Show another entry; none: nothing was found."""
        self.entry = entry
        self._rows.setVisible(entry is not None)
        self.title.setVisible(entry is not None)
        if entry is None:
            self.about.setText(
                self.tr("Nothing on offer has these words. A model from elsewhere can be fetched below.")
            )
        else:
            self.title.setText(entry.name)
            self.about.setText(QCoreApplication.translate("Catalogue", entry.about))
            self.family.setText(entry.family)
            unknown = self.tr("told when the download starts")
            self.amount.setText(
                self.tr("about {0}").format(size_words(entry.bytes)) if entry.bytes else unknown
            )
            self.memory.setText(self.tr("about {0}").format(size_words(entry.memory)) if entry.memory else "")
            self._form.setRowVisible(self.memory, entry.memory is not None)
            self.licence.setText(entry.licence)
        self._refresh()

    def _build(self) -> None:
        self._rows = QWidget()
        self._form = QFormLayout(self._rows)
        self._form.setContentsMargins(0, theme.scaled(4), 0, theme.scaled(4))
        self._form.setHorizontalSpacing(theme.scaled(14))
        for words, label in (
            (self.tr("Works with"), self.family),
            (self.tr("Download"), self.amount),
            (self.tr("Graphics memory"), self.memory),
            (self.tr("Licence"), self.licence),
        ):
            name = QLabel(words)
            name.setObjectName("hint")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._form.addRow(name, label)
        for button in (self.page, self.show_folder):  # as high as the primary one beside them
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        buttons = QHBoxLayout()
        buttons.addWidget(self.download)
        buttons.addWidget(self.show_folder)
        buttons.addWidget(self.page)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(8))
        layout.addWidget(self.title)
        layout.addWidget(self.about)
        layout.addWidget(self._rows)
        layout.addWidget(self.gate)
        layout.addLayout(buttons)

    def _refresh(self) -> None:
        entry = self.entry
        place = self._place()
        busy = False
        if entry is not None:
            item = self._downloads.item_of(entry)
            busy = item is not None and not item.state.ended
            stopped = item is not None and item.state is State.STOPPED
            words = self.tr("Downloading…") if busy else self.tr("Download")
            self.download.setText(self.tr("Go on") if stopped else words)
        self.download.setVisible(entry is not None and place is None)
        self.download.setEnabled(not busy)
        self.show_folder.setVisible(place is not None)
        self.page.setVisible(entry is not None)
        self.gate.setVisible(entry is not None and entry.gated and place is None)

    def _place(self) -> Path | None:
        return None if self.entry is None else self._downloads.places.get(self.entry.name)

    def _want(self) -> None:
        if self.entry is not None:
            self.wanted.emit(self.entry)

    def _open_page(self) -> None:
        if self.entry is not None:
            open_page(self._downloads, self.entry.id)

    def _open_folder(self) -> None:
        place = self._place()
        if place is not None:
            show_in_folder(place)


def open_page(downloads: Downloads, id_: str) -> None:
    """Open a model's page in the browser."""
    address = downloads.page(id_)
    if address:
        QDesktopServices.openUrl(QUrl(address))


def show_in_folder(path: Path) -> None:
    """Open the folder that holds a model, in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))
