"""Which model paints: the list of those found, how to get more, and what of it is held in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.icons import icon
from app.model_list import ModelList
from app.panels.choice_box import Choice, ChoiceBox, Deed
from app.result_notes import resident_words
from app.words import worded
from inference.families import TRAITS
from inference.models import ModelInfo, needs_sentence

PAINTER = ""  # stands for the built-in painter among the paths of models


class ModelBox(QWidget):
    """`chosen` tells what the artist chose; `changed` that another model is current, for whatever reason."""

    chosen = Signal()
    changed = Signal()
    models_wanted = Signal()

    def __init__(self, models: ModelList) -> None:
        super().__init__()
        self._models = models
        self.box = ChoiceBox(self.tr("Engine or model"))
        self.more = QToolButton()
        self.resident = QLabel()
        self._resident = ""
        self._awaited = ""  # path of a model that the artist pointed at, until it was looked at
        self._current: ModelInfo | None = None
        self._build()
        self.box.chosen.connect(lambda _path: self._take(by_hand=True))
        models.changed.connect(self._offer)
        self._offer()

    def current(self) -> ModelInfo | None:
        """None for the built-in painter."""
        return self._current

    def want(self, path: str) -> None:
        """Choose a model for the artist, now or when it is found; "" for the built-in painter."""
        self.box.choose(path)
        self._offer()

    def use_file(self, name: str) -> None:
        """Add a .safetensors file, or the folder of a model_index.json, to the list and choose it."""
        path = Path(name)
        path = path.parent if path.name == "model_index.json" else path
        self._awaited = str(path)
        self._models.add(path)

    def show_resident(self, notes: Iterable[str]) -> None:
        """Say what the engine holds in memory, from the notes of its last result; none: say nothing."""
        self._resident = resident_words(notes)
        self.resident.setToolTip(self._resident)
        self.resident.setVisible(bool(self._resident))
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - theme.scaled(4)
        metrics = self.resident.fontMetrics()
        self.resident.setText(metrics.elidedText(self._resident, Qt.TextElideMode.ElideRight, room))

    def _build(self) -> None:
        self.more.setIcon(icon("more"))
        words = self.tr("Get or add models")
        self.more.setToolTip(words)
        self.more.setAccessibleName(words)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setProperty("menu", "bare")
        menu = QMenu(self)
        menu.addAction(icon("import"), self.tr("Get models…"), self.models_wanted.emit)
        menu.addAction(icon("open"), self.tr("Use a model file or folder…"), self._browse)
        menu.addAction(icon("retry"), self.tr("Look for models again"), self._models.scan)
        self.more.setMenu(menu)
        self.resident.setObjectName("hint")
        self.resident.setTextFormat(Qt.TextFormat.PlainText)
        self.resident.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.resident.hide()
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.box, 1)
        line.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.scaled(2))
        layout.addLayout(line)
        layout.addWidget(self.resident)

    def _offer(self) -> None:
        """Offer the built-in painter and every model found."""
        choices = [
            Choice(
                self.tr("Painter (built in)"), PAINTER, self.tr("Brush strokes; needs no model and no GPU")
            )
        ]
        choices += [
            Choice(f"{info.name} · {TRAITS[info.family].name}", str(info.path), self._about(info))
            for info in self._models.found
        ]
        by_hand = any(choice.value == self._awaited for choice in choices) and bool(self._awaited)
        if by_hand:
            self.box.choose(self._awaited)
            self._awaited = ""
        elif self.box.value() is None:
            self.box.choose(PAINTER)
        self.box.offer(choices, (Deed(self.tr("Get models…"), self.models_wanted.emit, "import"),))
        self._take(by_hand=by_hand)

    def _take(self, *, by_hand: bool) -> None:
        path = self.box.value()
        before = self._current
        self._current = next((info for info in self._models.found if str(info.path) == path), None)
        if by_hand:
            self.chosen.emit()
        if by_hand or self._current != before:
            self.changed.emit()

    @property
    def waits(self) -> bool:
        """Whether the model that is wanted has not been found."""
        return bool(self.box.value()) and self._current is None

    def _about(self, info: ModelInfo) -> str:
        size = QLocale().formattedDataSize(info.bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        lacks = needs_sentence(info)
        return "\n".join([str(info.path), size, *([worded(lacks)] if lacks is not None else [])])

    def _browse(self) -> None:
        dialog = QFileDialog(
            self, self.tr("Use a model"), "", self.tr("Models (*.safetensors *.gguf model_index.json)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.use_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
