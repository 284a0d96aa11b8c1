"""The Models window: what is on offer, what is fetched from elsewhere, and how the downloads go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icons import icon
from app.model_manager.catalogue_list import CatalogueList
from app.model_manager.details import Details
from app.model_manager.downloads import Downloads
from app.model_manager.installs import Installs
from app.model_manager.rows import DownloadRows
from app.studio import Studio
from app.words import worded
from inference.errors import HubRefused
from inference.hub import Entry, order_of


class ModelManager(QDialog):
    """Stands beside the canvas; closing it leaves the downloads running. They belong to `downloads`."""

    downloaded = Signal(object)  # Path of a model that is whole

    def __init__(
        self,
        studio: Studio,
        parent: QWidget | None = None,
        downloads: Downloads | None = None,
        installs: Installs | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.downloads = downloads or Downloads(studio)
        self.search = QLineEdit()
        self.list = CatalogueList(self.downloads)
        self.details = Details(self.downloads)
        self.rows = DownloadRows(self.downloads)
        self.installs = installs or Installs(studio)
        self.address = QLineEdit()
        self.get = QPushButton(self.tr("Get"))
        self.folder = QLabel()
        self.change_folder = QPushButton(self.tr("Change…"))
        self.token = QLineEdit()
        self.keep_token = QPushButton(self.tr("Keep"))
        self.forget_token = QPushButton(self.tr("Forget"))
        self.note = QLabel()
        self._build()
        self._connect()
        self.list.choose_first()
        self._show_folder()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.downloads.look()
        self.installs.look()

    def shutdown(self, timeout: float = 3.0) -> bool:
        """Stop all downloads, at the end of the program; False where they do not end in `timeout` seconds."""
        return self.downloads.shutdown(timeout)

    def get_address(self) -> None:
        """Download what the field names: an id, or the address of a page or a file."""
        text = self.address.text().strip()
        if not text:
            self.address.setFocus()
            return
        try:
            order = order_of(text, self.downloads.folder, self.downloads.catalogue)
        except HubRefused as error:
            self._tell(worded(error))
            return
        self._tell("")
        self.address.clear()
        known = [entry for entry in self.downloads.catalogue if entry.order(order.folder) == order]
        if known:
            self.downloads.order_entry(known[0])
        else:
            self.downloads.order(order)

    def save_token(self) -> None:
        """Keep the token of the field; it is shown nowhere again."""
        token = self.token.text()
        if token.strip():
            self.token.clear()
            self.downloads.keep_token(token)
        else:
            self.token.setFocus()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search.setPlaceholderText(self.tr("Search: sketch, fast, Flux…"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(6))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.scaled(8), 0, 0, 0)
        column.setSpacing(theme.scaled(8))
        column.addWidget(self.details)
        column.addWidget(_line())
        column.addWidget(_heading(self.tr("Downloads")))
        column.addWidget(self.rows, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setChildrenCollapsible(False)
        halves.setStyleSheet("QSplitter::handle { background: transparent; }")
        halves.setSizes([theme.scaled(300), theme.scaled(420)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.scaled(10)] * 4)
        layout.setSpacing(theme.scaled(8))
        layout.addWidget(halves, 1)
        layout.addWidget(_line())
        layout.addWidget(self.installs)
        layout.addLayout(self._fields())
        self.resize(theme.scaled(760), theme.scaled(600))

    def _fields(self) -> QGridLayout:
        self.address.setPlaceholderText(self.tr("owner/name, or the address of a page or a file"))
        self.address.setAccessibleName(self.tr("Hugging Face id or address"))
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setPlaceholderText(self.tr("hf_…  only needed for models with a licence to accept"))
        self.token.setAccessibleName(self.tr("Access token"))
        self.keep_token.setToolTip(self.tr("The token is kept in this computer's keyring, never in a file"))
        self.forget_token.setToolTip(self.tr("Remove the token from this computer's keyring"))
        self.folder.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(8))
        grid.setVerticalSpacing(theme.scaled(6))
        grid.setColumnStretch(1, 1)
        tokens = QHBoxLayout()
        tokens.setSpacing(theme.scaled(4))
        tokens.addWidget(self.keep_token)
        tokens.addWidget(self.forget_token)
        for row, (words, field) in enumerate(
            (
                (self.tr("From Hugging Face"), self.address),
                (self.tr("Access token"), self.token),
                (self.tr("Models folder"), self.folder),
            )
        ):
            name = QLabel(words)
            name.setObjectName("hint")
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.get, 0, 2)
        grid.addLayout(tokens, 1, 2)
        grid.addWidget(self.change_folder, 2, 2)
        grid.addWidget(self.note, 3, 0, 1, 3)
        return grid

    def _connect(self) -> None:
        self.search.textChanged.connect(self.list.filter)
        self.list.chosen.connect(self.details.show_entry)
        self.list.itemActivated.connect(lambda _item: self._want(self.list.current()))
        self.details.wanted.connect(self._want)
        self.get.clicked.connect(self.get_address)
        self.address.returnPressed.connect(self.get_address)
        self.keep_token.clicked.connect(self.save_token)
        self.token.returnPressed.connect(self.save_token)
        self.forget_token.clicked.connect(self.downloads.forget_token)
        self.change_folder.clicked.connect(self._ask_folder)
        self.downloads.token_told.connect(self._token_told)
        self.downloads.told.connect(self._tell)
        self.downloads.looked.connect(self._show_folder)
        self.downloads.downloaded.connect(self.downloaded)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter belongs to the fields

    # --- what happens ----------------------------------------------------------------------------

    def _want(self, entry: Entry | None) -> None:
        if entry is not None and entry.name not in self.downloads.places:
            self.downloads.order_entry(entry)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Where shall models be kept?"), str(self.downloads.folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.downloads.use_folder(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_folder(self) -> None:
        path = str(self.downloads.folder)
        room = max(self.folder.width(), theme.scaled(380))
        self.folder.setText(self.fontMetrics().elidedText(path, Qt.TextElideMode.ElideMiddle, room))
        self.folder.setToolTip(path)

    def _token_told(self, there: bool, sentence: str) -> None:
        kept = self.tr("The access token is kept in the keyring.")
        self._tell(sentence or (kept if there else self.tr("No access token is kept any more.")))

    def _tell(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {theme.LINE};")
    return line


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("toolTitle")
    return label
