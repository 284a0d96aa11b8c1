"""The fields of the Assist panel, and how they stand below each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.generation import MAPPED
from app.icons import icon, tinted
from app.model_list import ModelList
from app.panels.assist_kinds import KindRow, ModeRow
from app.panels.assist_model import ModelBox
from app.panels.choice_box import Choice, ChoiceBox, Deed
from app.panels.painter_fields import PainterFields
from app.panels.prompt_edit import PromptEdit
from app.panels.prompt_tools import PromptTools
from app.panels.sticky import Sticky
from app.panels.value_slider import ValueSlider
from app.prompt_shelf import PromptShelf
from inference.job import Kind

MAX_SEED = 2**32 - 1


def tr(text: str) -> str:
    return QCoreApplication.translate("AssistFields", text)


class Fields(QObject):
    """Made once; which of them can be seen follows what is to be done."""

    def __init__(self, models: ModelList, shelf: PromptShelf) -> None:
        super().__init__()
        self.kinds = KindRow()
        self.modes = ModeRow()
        self.prompt = PromptEdit()
        self.tools = PromptTools(shelf)
        self.negative = QLineEdit()
        self.model = ModelBox(models)
        self.painter = PainterFields()
        self.source = ChoiceBox(tr("Start from"))
        self.sampler = ChoiceBox(tr("Sampler"))
        self.strength = ValueSlider(tr("Strength"), 0, 100, 60, suffix=" %")
        self.count = ValueSlider(tr("Count"), 1, 8, 1)
        self.strength_layer = ChoiceBox(tr("Painted strength"), tr("A layer that is gone"))
        self.steps = ValueSlider(tr("Steps"), 1, 100, 20)
        self.guidance = ValueSlider(tr("Guidance"), 0, 20, 7, decimals=1)
        self.refine = QCheckBox(tr("Enlarge and refine"))
        self.refine_strength = ValueSlider(tr("New detail"), 0, 100, 40, suffix=" %")
        self.seed = QLineEdit()
        self.dice = QToolButton()
        self.seed_lock = QToolButton()
        self.generate = QPushButton(tr("Generate"))
        self.hint = QLabel()  # what is missing before Generate makes sense
        self.remark = QLabel()  # about the last result
        self._refining = QWidget()
        self._painted_strength = QWidget()
        self._prompts()
        self._choices()
        self._seed()
        self._end()

    def lay_out(self, panel: QWidget, steering: QWidget, queue: QWidget) -> None:
        """Put them all into the panel."""
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(*[theme.scaled(8)] * 4)
        layout.setSpacing(theme.scaled(6))
        layout.addWidget(self.kinds)
        layout.addWidget(self.modes)
        layout.addWidget(self.prompt)
        layout.addLayout(_line(self.negative, self.tools, first_only=True))
        layout.addWidget(self.model)
        layout.addWidget(self.painter)
        layout.addLayout(_line(self.source, self.sampler))
        layout.addLayout(_line(self.strength, self.count))
        layout.addWidget(self._painted_strength)
        layout.addLayout(_line(self.steps, self.guidance))
        layout.addWidget(self._refining)
        seed = QHBoxLayout()
        seed.setSpacing(theme.scaled(4))
        seed.addWidget(QLabel(tr("Seed")))
        seed.addWidget(self.seed, 1)
        seed.addWidget(self.dice)
        seed.addWidget(self.seed_lock)
        layout.addLayout(seed)
        layout.addWidget(steering)
        for widget in (Sticky(self.generate, self.hint), self.remark, queue):
            layout.addWidget(widget)
        layout.addStretch(1)

    def show_for(self, kind: Kind, *, diffusion: bool) -> None:
        """Leave out what means nothing for this kind of job with a model, or with the built-in painter."""
        self.modes.setVisible(kind is Kind.INPAINT)
        self.painter.setVisible(not diffusion)
        self.prompt.show_unknown(not diffusion)
        for field in (self.steps, self.guidance, self.sampler):
            field.setVisible(diffusion)
        self.strength.setEnabled(kind not in (Kind.TEXT, Kind.EDIT))
        self._painted_strength.setVisible(kind in MAPPED)
        self.source.setEnabled(kind in (Kind.PAINT, Kind.VARY, Kind.EDIT))

    def show_negative(self, taken: bool) -> None:
        """`taken`: the model heeds a negative prompt."""
        self.negative.setEnabled(taken)
        self.negative.setPlaceholderText(
            tr("Without … (negative prompt)") if taken else tr("This model takes no negative prompt")
        )

    def offer_strengths(self, layers: Sequence[Choice], paint_new: Callable[[], object]) -> None:
        """`layers` are those whose paint can be the strength; `paint_new` makes one."""
        even = Choice(tr("Even"), "", tr("The same strength all over the picture"))
        tip = tr(
            "Where this layer has paint the picture changes: fully where it is opaque, less where it is thin"
        )
        painted = [Choice(one.text, one.value, tip) for one in layers]
        self.strength_layer.offer(
            [even, *painted], [Deed(tr("Paint it on a new layer"), paint_new, "layer-add")]
        )

    def show_refining(self, larger: bool) -> None:
        """`larger`: the picture is larger than the model works."""
        self._refining.setVisible(larger)
        self.refine_strength.setEnabled(self.refine.isChecked())

    # --- building --------------------------------------------------------------------------------

    def _prompts(self) -> None:
        self.prompt.setPlaceholderText(tr("What is it? e.g. oil painting, warm evening light"))
        self.prompt.setAccessibleName(tr("Prompt"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(self.prompt.fontMetrics().lineSpacing() * 3 + theme.scaled(14))
        self.show_negative(True)
        self.negative.setAccessibleName(tr("Negative prompt"))

    def _choices(self) -> None:
        self.source.offer(
            [
                Choice(tr("Canvas"), "canvas", tr("Start from all that is visible")),
                Choice(tr("Active layer"), "layer", tr("Start from the active layer alone")),
            ]
        )
        self.source.choose("canvas")
        self.sampler.choose("")
        self.strength_layer.choose("")
        words = QLabel(tr("Painted strength"))
        words.setToolTip(
            tr(
                "Paint with the pen where the picture is to change, and how much: the layer’s paint is the "
                "strength"
            )
        )
        words.setBuddy(self.strength_layer)
        line = QHBoxLayout(self._painted_strength)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.scaled(6))
        line.addWidget(words)
        line.addWidget(self.strength_layer, 1)
        self.refine.setToolTip(
            tr(
                "The model works smaller than this picture: enlarge what it paints to the picture's size and "
                "paint the detail anew, piece by piece"
            )
        )
        self.refine_strength.setToolTip(tr("How much of the enlarged picture is painted anew"))
        line = QHBoxLayout(self._refining)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.scaled(6))
        line.addWidget(self.refine)
        line.addWidget(self.refine_strength, 1)

    def _seed(self) -> None:
        self.seed.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{1,10}"), self.seed))
        self.seed.setAccessibleName(tr("Seed"))
        self.seed.setToolTip(tr("The same seed and settings give the same picture again"))
        self.seed_lock.setCheckable(True)
        self.seed_lock.setIcon(icon("seed-lock"))
        self.seed_lock.setToolTip(tr("Lock the seed: otherwise each Generate takes a new one"))
        self.seed_lock.setAccessibleName(tr("Lock the seed"))
        self.dice.setIcon(icon("dice"))
        self.dice.setToolTip(tr("A new seed"))
        self.dice.setAccessibleName(tr("A new seed"))

    def _end(self) -> None:
        self.generate.setIcon(tinted("generate", theme.ON_ACCENT))
        self.generate.setObjectName("primary")
        self.generate.setToolTip(tr("Generate (Ctrl+Enter)"))
        for label in (self.hint, self.remark):
            label.setObjectName("hint")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.hide()


def _line(first: QWidget, second: QWidget, *, first_only: bool = False) -> QHBoxLayout:
    """Two side by side. `first_only`: only the first grows."""
    line = QHBoxLayout()
    line.setSpacing(theme.scaled(6))
    line.addWidget(first, 1)
    line.addWidget(second, 0 if first_only else 1)
    return line
