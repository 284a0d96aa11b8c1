"""The Assist dock: what to ask for, the queue, and the candidates to choose from."""

from __future__ import annotations

import json
import random
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.assistant import Assistant
from app.generation import Request
from app.icons import icon
from app.model_list import ModelList
from app.panels.candidates import CandidateStrip
from app.panels.queue import QueueView
from app.panels.value_slider import ValueSlider
from app.studio import Studio
from canvas.layer import Layer
from inference.job import Kind

MAX_SEED = 2**32 - 1


class AssistPanel(QWidget):
    """Reads like a sentence from the top down: what, how, go; below it what is under way and what came back."""

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
        self.seed = QSpinBox()
        self.seed_lock = QToolButton()
        self.count = ValueSlider(self.tr("Count"), 1, 8, 1)
        self.generate_button = QPushButton(self.tr("Generate"))
        self.queue = QueueView(assistant)
        self.candidates = CandidateStrip(assistant, self.request)
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

    def roll_seed(self) -> None:
        self.set_seed(random.randrange(MAX_SEED + 1))

    def seed_value(self) -> int:
        return self.seed.value() + 2**31  # a spin box holds signed 32-bit numbers

    def set_seed(self, seed: int) -> None:
        self.seed.setValue(seed - 2**31)

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
        self.generate_button.setIcon(icon("generate"))
        self.generate_button.setObjectName("primary")
        self.generate_button.setToolTip(self.tr("Generate (Ctrl+Enter)"))
        layout.addWidget(self.generate_button)
        self.hint = QLabel()
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        layout.addWidget(self.hint)
        layout.addWidget(self.candidates)
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
            (Kind.PAINT, self.tr("Paint"), self.tr("Sketch to painting: a new layer from what is on the canvas")),
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
        self.seed.setRange(-(2**31), 2**31 - 1)
        self.seed.textFromValue = lambda value: str(value + 2**31)  # type: ignore[method-assign]
        self.seed.valueFromText = lambda text: int(text or 0) - 2**31  # type: ignore[method-assign]
        return QHBoxLayout()

    def _connect(self) -> None:
        self.generate_button.clicked.connect(self.generate)
        self.prompt.submitted.connect(self.generate)
        self.models.changed.connect(self._show_models)
        self.kind.idClicked.connect(lambda _: self._update())
        self.model.currentIndexChanged.connect(lambda _: self._update())
        self.studio.document_changed.connect(lambda _: self._update())
        self._show_models()
