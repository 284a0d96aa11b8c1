"""The Assist dock: what to ask for, the queue, and the candidates to choose from."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRegularExpression, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.assistant import Assistant, Entry, State
from app.found_settings import request_of_settings
from app.generation import Request
from app.icons import icon, tinted
from app.model_list import ModelList
from app.panels.queue import QueueView
from app.panels.value_slider import ValueSlider
from app.studio import Studio
from canvas.layer import Layer
from inference.families import TRAITS
from inference.job import Kind
from inference.models import ModelInfo

MAX_SEED = 2**32 - 1
REMEMBERED = ("prompt", "negative", "strength", "steps", "guidance", "count")
log = logging.getLogger("scumble.assist")


class AssistPanel(QWidget):
    """Read from the top down: what, how, go; then what came back and what is under way."""

    def __init__(self, studio: Studio, assistant: Assistant) -> None:
        super().__init__()
        self.studio = studio
        self.assistant = assistant
        self.models = ModelList(studio)
        self.kind = QButtonGroup(self)
        self.prompt = PromptEdit()
        self.negative = QLineEdit()
        self.model = QComboBox()
        self.source = QComboBox()
        self.strength = ValueSlider(self.tr("Strength"), 0, 100, 60, suffix=" %")
        self.steps = ValueSlider(self.tr("Steps"), 1, 100, 20)
        self.guidance = ValueSlider(self.tr("Guidance"), 0, 20, 7, decimals=1)
        self.seed = QLineEdit()
        self.seed_lock = QToolButton()
        self.count = ValueSlider(self.tr("Count"), 1, 8, 1)
        self.generate_button = QPushButton(self.tr("Generate"))
        self.hint = QLabel()  # what is missing before Generate makes sense
        self.remark = QLabel()  # about the last result
        self.queue = QueueView(assistant)
        self._wanted_model = ""  # path of the model to choose once it is found
        self._build()
        self._connect()
        self._recall()
        self.models.scan()

    # --- what is asked for -----------------------------------------------------------------------

    def request(self) -> Request:
        """What the fields say."""
        return Request(
            kind=self._kind(),
            model=self.model.currentData(),
            prompt=self.prompt.toPlainText(),
            negative=self.negative.text(),
            strength=self.strength.value() / 100,
            steps=round(self.steps.value()),
            guidance=self.guidance.value(),
            seed=self.seed_value(),
            count=round(self.count.value()),
            active_only=self.source.currentData() == "layer",
        )

    def generate(self) -> None:
        """Queue what the fields ask for."""
        self.remark.hide()
        if not self.seed_lock.isChecked():
            self.roll_seed()
        self.assistant.generate(self.request())

    def use_recipe(self, layer: Layer) -> None:
        """Fill the fields from what made a layer; the seed is locked, so that it can be made again."""
        request = self.assistant.request_of(layer, self.models.found)
        if request is None:
            return
        self._fill(request)
        self.seed_lock.setChecked(True)

    def use_settings(self, settings: Mapping[str, Any]) -> None:
        """Fill the fields from what a picture of another program says of itself, as far as it does."""
        request, notes = request_of_settings(settings, self.request(), self.models.found)
        self._fill(request)
        self.seed_lock.setChecked("seed" in settings)
        if notes:
            self.assistant.told.emit(" ".join(notes))

    def roll_seed(self) -> None:
        self.set_seed(random.randrange(MAX_SEED + 1))

    def seed_value(self) -> int:
        return min(int(self.seed.text() or 0), MAX_SEED)

    def set_seed(self, seed: int) -> None:
        self.seed.setText(str(seed))

    def remember(self) -> None:
        """Keep the fields for the next start."""
        request = self.request()
        fields = {
            "kind": str(request.kind),
            "prompt": request.prompt,
            "negative": request.negative,
            "strength": request.strength,
            "steps": request.steps,
            "guidance": request.guidance,
            "count": request.count,
            "model": str(request.model.path) if request.model else "",
        }
        self.studio.settings.set("assist/last", json.dumps(fields))

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(self._kinds())
        self.prompt.setPlaceholderText(self.tr("What is it? e.g. oil painting, warm evening light"))
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(self.prompt.fontMetrics().lineSpacing() * 3 + 14)
        self.negative.setPlaceholderText(self.tr("Without … (negative prompt)"))
        self.negative.setAccessibleName(self.tr("Negative prompt"))
        layout.addWidget(self.prompt)
        layout.addWidget(self.negative)
        layout.addLayout(self._engine_row())
        layout.addLayout(_row(self.strength, self.steps))
        layout.addLayout(_row(self.guidance, self.count))
        layout.addLayout(self._seed_row())
        self.generate_button.setIcon(tinted("generate", theme.ON_ACCENT))
        self.generate_button.setObjectName("primary")
        self.generate_button.setToolTip(self.tr("Generate (Ctrl+Enter)"))
        layout.addWidget(self.generate_button)
        for label in (self.hint, self.remark):
            label.setObjectName("hint")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.hide()
            layout.addWidget(label)
        layout.addWidget(self.queue)
        layout.addStretch(1)

    def _kinds(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        for number, (kind, text, tip) in enumerate(self._kind_rows()):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setProperty("kind", str(kind))
            self.kind.addButton(button, number)
            row.addWidget(button)
        self.kind.buttons()[0].setChecked(True)
        return row

    def _kind_rows(self) -> list[tuple[Kind, str, str]]:
        return [
            (
                Kind.PAINT,
                self.tr("Paint"),
                self.tr("Sketch to painting: a new layer from what is on the canvas"),
            ),
            (Kind.INPAINT, self.tr("Inpaint"), self.tr("Repaint the selection from its surroundings")),
            (Kind.VARY, self.tr("Vary"), self.tr("Other versions of the picture, to choose from")),
            (Kind.TEXT, self.tr("Text"), self.tr("A picture from the prompt alone; needs a diffusion model")),
        ]

    def _engine_row(self) -> QHBoxLayout:
        self.model.setAccessibleName(self.tr("Engine or model"))
        self.model.setToolTip(self.tr("What paints: the built-in painter needs no model and no GPU"))
        self.model.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.source.addItem(self.tr("Canvas"), "canvas")
        self.source.addItem(self.tr("Active layer"), "layer")
        self.source.setToolTip(self.tr("Start from all that is visible, or from the active layer alone"))
        add = QToolButton()
        add.setIcon(icon("open"))
        add.setToolTip(self.tr("Use a model file or folder…"))
        add.setAccessibleName(self.tr("Use a model file or folder…"))
        add.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(self.model, 3)
        row.addWidget(add)
        row.addWidget(self.source, 2)
        return row

    def _seed_row(self) -> QHBoxLayout:
        self.seed.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{1,10}"), self))
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setToolTip(self.tr("The same seed and settings give the same picture again"))
        self.seed_lock.setCheckable(True)
        self.seed_lock.setIcon(icon("seed-lock"))
        self.seed_lock.setToolTip(self.tr("Lock the seed: otherwise each Generate takes a new one"))
        self.seed_lock.setAccessibleName(self.tr("Lock the seed"))
        dice = QToolButton()
        dice.setIcon(icon("dice"))
        dice.setToolTip(self.tr("A new seed"))
        dice.setAccessibleName(self.tr("A new seed"))
        dice.clicked.connect(self.roll_seed)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Seed")))
        row.addWidget(self.seed, 1)
        row.addWidget(dice)
        row.addWidget(self.seed_lock)
        return row

    def _connect(self) -> None:
        self.generate_button.clicked.connect(self.generate)
        self.prompt.submitted.connect(self.generate)
        self.models.changed.connect(self._show_models)
        self.models.told.connect(self.assistant.told)
        self.kind.idClicked.connect(lambda _: self._update())
        self.model.currentIndexChanged.connect(lambda _: self._update())
        self.studio.document_changed.connect(lambda _: self._update())
        self.assistant.entry_changed.connect(self._show_notes)

    def _recall(self) -> None:
        """The fields as they were at the end of the last session."""
        self.roll_seed()
        fields: dict[str, Any] = {}
        try:
            fields = json.loads(self.studio.settings.get("assist/last") or "{}")
            request = Request(
                kind=Kind(fields.pop("kind", Kind.PAINT)),
                **{name: fields[name] for name in REMEMBERED if name in fields},
            )
        except (ValueError, TypeError, AttributeError) as error:
            log.warning("the last Assist settings cannot be read: %s", error)
            fields, request = {}, Request()
        self._wanted_model = str(fields.get("model", ""))
        self._fill(replace(request, seed=self.seed_value()))

    # --- keeping the fields true -----------------------------------------------------------------

    def _kind(self) -> Kind:
        return self._kind_rows()[max(0, self.kind.checkedId())][0]

    def _fill(self, request: Request) -> None:
        kinds = [kind for kind, _, _ in self._kind_rows()]
        self.kind.buttons()[kinds.index(request.kind)].setChecked(True)
        self.prompt.setPlainText(request.prompt)
        self.negative.setText(request.negative)
        self.strength.set_value(request.strength * 100)
        self.steps.set_value(request.steps)
        self.guidance.set_value(request.guidance)
        self.count.set_value(request.count)
        self.set_seed(request.seed)
        if request.model is not None:
            self._wanted_model = str(request.model.path)
        self._show_models()

    def _show_models(self) -> None:
        """Offer the built-in painter and every model found, and keep to the one wanted."""
        current: ModelInfo | None = self.model.currentData()
        wanted = self._wanted_model or (str(current.path) if current else "")
        with QSignalBlocker(self.model):
            self.model.clear()
            self.model.addItem(self.tr("Painter (built in)"), None)
            for info in self.models.found:
                self.model.addItem(f"{info.name} · {TRAITS[info.family].name}", info)
                self.model.setItemData(self.model.count() - 1, str(info.path), Qt.ItemDataRole.ToolTipRole)
                if str(info.path) == wanted:
                    self.model.setCurrentIndex(self.model.count() - 1)
                    self._wanted_model = ""
        self._update()

    def _update(self) -> None:
        """Enable what means something for the present choice, and say what is missing."""
        kind, diffusion = self._kind(), self.model.currentData() is not None
        self.negative.setEnabled(True)
        self.steps.setEnabled(diffusion)
        self.guidance.setEnabled(diffusion)
        self.strength.setEnabled(kind is not Kind.TEXT)
        self.source.setEnabled(kind in (Kind.PAINT, Kind.VARY))
        missing = self._missing(kind, diffusion)
        self.generate_button.setEnabled(not missing)
        self.hint.setText(missing)
        self.hint.setVisible(bool(missing))

    def _missing(self, kind: Kind, diffusion: bool) -> str:
        if kind is Kind.INPAINT and self.studio.document.selection is None:
            return self.tr("Select what is to be repainted (M or L), then generate.")
        if kind is Kind.TEXT and not diffusion:
            return self.tr(
                "Text alone needs a diffusion model: choose one above, or draw a sketch and use Paint."
            )
        return ""

    def _show_notes(self, entry: Entry) -> None:
        """Say which words of the prompt had no effect."""
        ignored = [note.partition(":")[2] for note in entry.notes if note.startswith("ignored:")]
        cut = [note.partition(":")[2] for note in entry.notes if note.startswith("truncated:")]
        if entry.state is not State.DONE or not (ignored or cut):
            return
        if ignored:
            self.remark.setText(self.tr("Words the painter does not know: {0}").format(", ".join(ignored)))
        else:
            self.remark.setText(self.tr("%n word piece(s) at the end did not fit the model", "", int(cut[0])))
        self.remark.show()

    def _browse(self) -> None:
        dialog = QFileDialog(
            self, self.tr("Use a model"), "", self.tr("Models (*.safetensors model_index.json)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.use_model)
        dialog.open()

    def use_model(self, name: str) -> None:
        """Add a .safetensors file, or the folder of a model_index.json, to the list and choose it."""
        path = Path(name)
        path = path.parent if path.name == "model_index.json" else path
        self._wanted_model = str(path)
        self.models.add(path)


class PromptEdit(QPlainTextEdit):
    """Several lines of words; Ctrl+Enter sends them."""

    submitted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
