"""The downloads under way and ended: name, bar, words, and the buttons that make sense now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icons import icon
from app.model_manager.details import open_page, show_in_folder
from app.model_manager.downloads import Downloads
from app.model_manager.item import Item, State, progress_words

STEPS = 1000  # of a bar


class DownloadRows(QScrollArea):
    """The newest on top."""

    def __init__(self, downloads: Downloads) -> None:
        super().__init__()
        self._downloads = downloads
        self._rows: dict[int, DownloadRow] = {}  # by id() of the item
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(0, 0, theme.scaled(4), 0)
        self._layout.setSpacing(theme.scaled(8))
        self.empty = QLabel(self.tr("Nothing is being downloaded."))
        self.empty.setObjectName("hint")
        self._layout.addWidget(self.empty)
        self._layout.addStretch(1)
        self.setWidget(inside)
        for item in downloads.items:
            self._add(item)
        downloads.added.connect(self._add)
        downloads.changed.connect(self._change)
        downloads.removed.connect(self._remove)

    def row(self, item: Item) -> DownloadRow:
        return self._rows[id(item)]

    def _add(self, item: Item) -> None:
        row = DownloadRow(self._downloads, item)
        self._rows[id(item)] = row
        self._layout.insertWidget(0, row)
        self.empty.hide()

    def _change(self, item: Item) -> None:
        row = self._rows.get(id(item))
        if row is not None:
            row.refresh()

    def _remove(self, item: Item) -> None:
        row = self._rows.pop(id(item))
        row.hide()
        row.deleteLater()
        self.empty.setVisible(not self._rows)


class DownloadRow(QWidget):
    """One download."""

    def __init__(self, downloads: Downloads, item: Item) -> None:
        super().__init__()
        self._downloads = downloads
        self.item = item
        self.name = QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse  # addresses in sentences are there to be copied
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.scaled(6))
        self.files = QComboBox()
        self.files.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.take = QPushButton(self.tr("Download"))
        self.take.clicked.connect(lambda: downloads.choose(item, self.files.currentText()))
        self.cancel = self._button("pause", self.tr("Stop; what came so far is kept"))
        self.page = self._button("info", self.tr("Open its page in the browser"))
        self.retry = self._button("retry", self.tr("Go on with this download"))
        self.show_folder = self._button("open", self.tr("Show in folder"))
        self.remove = self._button("discard", "")
        self.cancel.clicked.connect(lambda: downloads.cancel(item))
        self.retry.clicked.connect(lambda: downloads.retry(item))
        self.remove.clicked.connect(lambda: downloads.remove(item))
        self.page.clicked.connect(lambda: open_page(downloads, item.id))
        self.show_folder.clicked.connect(lambda: item.path is not None and show_in_folder(item.path))
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Show the item as it stands."""
        item, state = self.item, self.item.state
        failed, done = state is State.FAILED, state is State.DONE
        self.name.setText(item.title)
        self.name.setToolTip(item.id)
        words = progress_words(item)
        if self.words.text() != words:
            self.words.setText(words)
        colour = "" if failed else "hint"
        if self.words.objectName() != colour:
            self.words.setObjectName(colour)
            self.words.style().polish(self.words)
        self._tone(state)
        asking = state is State.ASKING
        self.bar.setRange(0, 0 if asking else STEPS)
        if not asking:
            self.bar.setValue(round(item.share * STEPS))
        self.bar.setVisible(not done and not (failed and not item.total))
        self.cancel.setVisible(not state.ended)
        self.page.setVisible(failed)
        self.retry.setIcon(icon("retry" if failed else "play"))
        self.retry.setVisible(state is State.STOPPED or (failed and not item.choices))
        self.show_folder.setVisible(done)
        self.remove.setVisible(state.ended)
        tip = self.tr("Take off this list") if done or not item.here else self.tr("Remove what came so far")
        self.remove.setToolTip(tip)
        self.remove.setAccessibleName(tip)
        self._offer_choices()

    def _tone(self, state: State) -> None:
        """A bar that does not move has no colour."""
        colours = self.bar.palette()
        wanted = theme.DISABLED if state in (State.STOPPED, State.FAILED) else theme.ACCENT
        if colours.color(QPalette.ColorRole.Highlight).name() != wanted:
            for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
                colours.setColor(role, wanted)
            self.bar.setPalette(colours)

    def _offer_choices(self) -> None:
        choices = list(self.item.choices)
        if [self.files.itemText(row) for row in range(self.files.count())] != choices:
            self.files.clear()
            self.files.addItems(choices)
        self.files.setVisible(bool(choices))
        self.take.setVisible(bool(choices))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.scaled(2))
        top.addWidget(self.name, 1)
        for button in (self.page, self.retry, self.show_folder, self.cancel, self.remove):
            top.addWidget(button)
        choice = QHBoxLayout()
        choice.addWidget(self.files, 1)
        choice.addWidget(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(3))
        layout.addLayout(top)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addLayout(choice)

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button
