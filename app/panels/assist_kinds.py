"""What is to be done, as rows of buttons: the kinds of jobs, and the ways to inpaint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from app import theme
from inference.framing import Mode
from inference.job import Kind
from inference.models import ModelInfo


def tr(text: str) -> str:
    return QCoreApplication.translate("AssistKinds", text)


@dataclass(frozen=True, slots=True)
class Segment:
    """One button: the value that it stands for, its text, and what it does."""

    value: str
    text: str
    tip: str


class Segments(QWidget):
    """Buttons side by side, one of which is down; in several lines where the widget is narrow."""

    chosen = Signal(str)  # value, by the artist

    def __init__(self, name: str, rows: Sequence[Segment], lines: int = 1) -> None:
        """`lines` is how many they take where they do not fit into one."""
        super().__init__()
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        self._tips = {row.value: row.tip for row in rows}
        self._lines = lines
        self._columns = 0
        self._hidden: frozenset[str] = frozenset()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for row in rows:
            button = QToolButton()
            button.setText(row.text)
            button.setToolTip(row.tip)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setProperty("kind", row.value)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(theme.scaled(20))
            self.group.addButton(button)
            self.buttons[row.value] = button
        self.setAccessibleName(name)
        self.choose(rows[0].value)
        self.group.buttonClicked.connect(lambda button: self.chosen.emit(button.property("kind")))
        self._lay_out(self._fitting_columns())

    def value(self) -> str:
        button = self.group.checkedButton()
        return str(button.property("kind")) if button is not None else ""

    def choose(self, value: str) -> None:
        """Choose for the artist."""
        self.buttons[value].setChecked(True)

    def limit(self, reasons: Mapping[str, str], hidden: frozenset[str] = frozenset()) -> None:
        """Grey the buttons that have a reason, which becomes their tip; leave out the hidden ones."""
        for value, button in self.buttons.items():
            reason = reasons.get(value, "")
            button.setEnabled(not reason)
            button.setToolTip(reason or self._tips[value])
        if hidden != self._hidden:
            self._hidden, self._columns = hidden, 0
            self._lay_out(self._fitting_columns())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(self._fitting_columns())

    def _shown(self) -> list[QToolButton]:
        return [button for value, button in self.buttons.items() if value not in self._hidden]

    def _fitting_columns(self) -> int:
        shown = self._shown()
        count = len(shown)
        widest = max(button.sizeHint().width() for button in shown) + theme.scaled(10)
        return count if self._lines == 1 or self.width() >= widest * count else -(-count // self._lines)

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(len(self.buttons)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.hide()
        for place, button in enumerate(self._shown()):
            self._grid.addWidget(button, *divmod(place, columns))
            button.show()


class KindRow(Segments):
    """The kinds of jobs. Editing is there only for models that follow instructions."""

    def __init__(self) -> None:
        super().__init__(tr("What to do"), _kinds())

    def kind(self) -> Kind:
        return Kind(self.value())


class ModeRow(Segments):
    """The ways to inpaint."""

    def __init__(self) -> None:
        super().__init__(tr("How to inpaint"), _modes(), lines=2)

    def mode(self) -> Mode:
        return Mode(self.value())


def _kinds() -> list[Segment]:
    return [
        Segment(
            Kind.PAINT,
            tr("Paint"),
            tr("Sketch to painting: a new layer from what is on the canvas"),
        ),
        Segment(Kind.INPAINT, tr("Inpaint"), tr("Repaint the selection from its surroundings")),
        Segment(Kind.VARY, tr("Vary"), tr("Other versions of the picture, to choose from")),
        Segment(
            Kind.TEXT,
            tr("Text"),
            tr("A picture from the prompt alone; needs a diffusion model"),
        ),
        Segment(
            Kind.EDIT,
            tr("Edit"),
            tr("Change the picture as the prompt tells: “make it night”"),
        ),
    ]


def _modes() -> list[Segment]:
    return [
        Segment(Mode.FILL, tr("Fill"), tr("What belongs there, as the prompt says")),
        Segment(Mode.EXPAND, tr("Expand"), tr("Go on with the picture into its transparent parts")),
        Segment(Mode.ADD, tr("Add"), tr("A new thing in front of what is there")),
        Segment(Mode.REMOVE, tr("Remove"), tr("Take a thing away and show what lies behind it")),
        Segment(
            Mode.REPLACE_BACKGROUND,
            tr("Background"),
            tr("Other surroundings: select the background, the subject stays"),
        ),
        Segment(Mode.REFINE, tr("Refine"), tr("The same, better painted: keeps what is selected")),
    ]


def why_not(model: ModelInfo | None) -> str:
    """Why a model (None: the built-in painter) does not do the kinds that it does not do."""
    if model is None:
        return tr("Text alone needs a diffusion model: choose one above, or draw a sketch and use Paint.")
    if model.inpaint:
        return tr("“{0}” is made for inpainting only.").format(model.name)
    return tr("“{0}” changes pictures as it is told and does nothing else.").format(model.name)
