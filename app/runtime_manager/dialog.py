"""The AI runtime window: what there is, what fits this computer, and the work on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icons import icon, tinted
from app.model_manager.details import show_in_folder
from app.model_manager.item import size_words
from app.runtime.manifest import State
from app.runtime.offers import Offer
from app.runtime_manager.offer_list import OfferList
from app.runtime_manager.runtime import Runtime, Work
from app.runtime_manager.words import name_words, progress_words

STEPS = 1000  # of the bar


class RuntimeManager(QDialog):
    """Stands beside the canvas; closing it leaves the work going on. That belongs to `runtime`."""

    def __init__(self, runtime: Runtime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("AI runtime"))
        self.runtime = runtime
        self.title, self.about, self.place = QLabel(), QLabel(), QLabel()
        self.offers = OfferList()
        self.bar = QProgressBar()
        self.words, self.problem = QLabel(), QLabel()
        self.install = QPushButton()
        self.from_folder = QPushButton(icon("open"), self.tr("From a folder…"))
        self.stop = QPushButton(icon("cancel"), self.tr("Stop"))
        self.repair = QPushButton()
        self.remove = QPushButton(icon("discard"), self.tr("Remove…"))
        self.show_folder = QPushButton(icon("open"), self.tr("Show in folder"))
        self._buttons = (
            self.install,
            self.from_folder,
            self.stop,
            self.repair,
            self.remove,
            self.show_folder,
        )
        self._build()
        self.install.clicked.connect(self._install)
        self.from_folder.clicked.connect(self._ask_for_folder)
        self.stop.clicked.connect(runtime.cancel)
        self.repair.clicked.connect(runtime.repair)
        self.remove.clicked.connect(self._ask_to_remove)
        self.show_folder.clicked.connect(self._open_folder)
        self.offers.chosen.connect(self.refresh)
        runtime.changed.connect(self.refresh)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.runtime.look()

    def refresh(self) -> None:
        """Show everything as it stands."""
        runtime = self.runtime
        busy = runtime.work is not None
        self._show_standing()
        self._show_offers(busy)
        self._show_work()
        offer = self.offers.current()
        self.install.setVisible(not busy and not runtime.own and bool(runtime.offers))
        self.install.setEnabled(offer is not None and offer.available and not self._is_here(offer))
        self.from_folder.setVisible(self.install.isVisibleTo(self) and self.install.isEnabled())
        here = runtime.here.get(offer.variant, 0) if offer is not None else 0
        self.install.setText(self._install_words(here))
        _rank(self.install, "import", first=not runtime.needs_mending)
        _rank(self.repair, "retry", first=runtime.needs_mending)
        self.stop.setVisible(busy and runtime.work is not Work.REMOVING)
        there = runtime.standing.folder is not None
        self.repair.setVisible(there and not busy)
        self.repair.setEnabled(runtime.can_repair)
        self.repair.setText(self.tr("Update") if runtime.standing.state is State.OLD else self.tr("Repair"))
        self.remove.setVisible((there or any(runtime.here.values())) and not busy)
        self.show_folder.setVisible(there and not busy)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.title.setFont(font)
        for label in (self.title, self.about, self.place, self.words, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for label in (self.place, self.words):
            label.setObjectName("hint")
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.scaled(6))
        for button in self._buttons:  # all as high as the primary one
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self.from_folder.setToolTip(
            self.tr("Take packages from a folder, a USB stick say: needs no network if it has them all")
        )
        self.repair.setToolTip(self.tr("Look at every file, and install anew what is not as it should be"))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.scaled(6))
        for button in self._buttons:
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.scaled(16)] * 4)
        layout.setSpacing(theme.scaled(8))
        for widget in (self.title, self.about, self.place, _line(), self.offers):
            layout.addWidget(widget)
        layout.addSpacing(theme.scaled(6))
        for widget in (self.bar, self.words, self.problem):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(theme.scaled(560), theme.scaled(420))

    # --- showing ---------------------------------------------------------------------------------

    def _show_standing(self) -> None:
        runtime = self.runtime
        standing, manifest = runtime.standing, runtime.standing.manifest
        name = name_words(manifest.variant) if manifest is not None else ""
        if runtime.own:
            title = self.tr("AI models can be run")
            about = self.tr("This Scumble runs on a Python that brings torch itself. Nothing need be added.")
        elif standing.state is State.WHOLE:
            title = self.tr("AI models can be run")
            version = manifest.version if manifest is not None else ""
            about = self.tr("{0}, torch {1}.").format(name, version)
        elif standing.state is State.OLD:
            title = self.tr("The AI runtime is of another version")
            about = self.tr("It was made for another version of Scumble ({0}). Update it to go on.").format(
                name
            )
        elif standing.state is State.DAMAGED:
            title = self.tr("The AI runtime is not whole")
            about = self.tr(
                "Parts of it are missing, or its installation was broken off. Repair it to go on."
            )
        else:
            title = self.tr("Add the AI runtime")
            about = self.tr(
                "The built-in painter works without it. Models such as Stable Diffusion need it: it is "
                "downloaded once, checked, and kept in your own data folder. You can paint meanwhile."
            )
        self.title.setText(title)
        self.about.setText(about)
        used = self.tr(" · {0}").format(size_words(runtime.used)) if runtime.used else ""
        self.place.setText(f"{standing.folder}{used}" if standing.folder is not None else "")
        self.place.setVisible(standing.folder is not None)

    def _show_offers(self, busy: bool) -> None:
        runtime = self.runtime
        self.offers.show_offers(runtime.offers or (), runtime.at_hand, self._present())
        self.offers.setVisible(not runtime.own)
        self.offers.setEnabled(not busy)

    def _show_work(self) -> None:
        runtime, progress = self.runtime, self.runtime.progress
        looking = runtime.looking and runtime.offers is None
        known = progress is not None and progress.total > 0
        self.bar.setRange(0, STEPS if known else 0)
        if progress is not None and known:
            self.bar.setValue(round(STEPS * progress.here / progress.total))
        self.bar.setVisible(runtime.work is not None or looking)
        words = progress_words(progress) if progress is not None else ""
        if runtime.work is Work.REMOVING:
            words = self.tr("Removing it…")
        elif looking and not words:
            words = self.tr("Looking at this computer…")
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.problem.setText(runtime.error)
        self.problem.setVisible(bool(runtime.error) and runtime.work is None)

    def _install_words(self, here: int) -> str:
        if here:
            return self.tr("Go on")
        return (
            self.tr("Install")
            if self.runtime.standing.folder is None
            else self.tr("Install this one instead")
        )

    def _present(self) -> str:
        """The variant that is here and can be used."""
        standing = self.runtime.standing
        if standing.state is State.WHOLE and standing.manifest is not None:
            return standing.manifest.variant
        return ""

    def _is_here(self, offer: Offer) -> bool:
        return offer.variant == self._present()

    # --- what happens ----------------------------------------------------------------------------

    def _install(self) -> None:
        offer = self.offers.current()
        if offer is not None:
            self.runtime.install(offer.variant)

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("A folder with packages for the AI runtime"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.runtime.take_from(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_to_remove(self) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Remove the AI runtime"))
        box.setText(self.tr("Remove the AI runtime?"))
        box.setInformativeText(
            self.tr("Models and pictures stay. It can be added again, which downloads it anew.")
        )
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.buttonClicked.connect(lambda button: button is remove and self.runtime.remove())
        box.finished.connect(box.deleteLater)
        box.open()

    def _open_folder(self) -> None:
        if self.runtime.standing.folder is not None:
            show_in_folder(self.runtime.standing.folder)


def _rank(button: QPushButton, picture: str, *, first: bool) -> None:
    """`first`: it is what the window is about just now."""
    name = "primary" if first else "second"
    if button.objectName() != name:
        button.setObjectName(name)
        button.setIcon(tinted(picture, theme.ON_ACCENT) if first else icon(picture))
        button.style().polish(button)


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {theme.LINE};")
    return line
