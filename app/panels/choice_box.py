"""A drop-down list that keeps its choice while what there is changes, and that can end with deeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter

from app import theme
from app.icons import icon


@dataclass(frozen=True, slots=True)
class Choice:
    """One line. `value` tells it from the others."""

    text: str
    value: Any
    tip: str = ""
    reason: str = ""  # why it cannot be chosen; "" where it can


@dataclass(frozen=True, slots=True)
class Deed:
    """A line below the choices that does something, and leaves the choice as it is."""

    text: str
    act: Callable[[], object]
    icon: str = ""


class ChoiceBox(QComboBox):
    """Tells by `chosen` what the artist chose; what the program chooses is not told."""

    chosen = Signal(object)  # value of the Choice

    def __init__(self, name: str, missing: str = "{0}") -> None:
        """`name` is for screen readers. `missing`: how a value is shown that is not among the choices."""
        super().__init__()
        self._choices: tuple[Choice, ...] = ()
        self._deeds: tuple[Deed, ...] = ()
        self._missing = missing
        self._value: Any = None
        self._by_key = False
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.scaled(40))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._activated)

    def value(self) -> Any:
        """What is chosen."""
        return self._value

    def offer(self, choices: Sequence[Choice], deeds: Sequence[Deed] = ()) -> None:
        """Show other choices. What was chosen stays chosen; where it is gone it is shown as missing."""
        self._choices, self._deeds = tuple(choices), tuple(deeds)
        self._rebuild()

    def choose(self, value: Any) -> None:
        """Choose for the artist."""
        self._value = value
        self._rebuild()

    @property
    def reason(self) -> str:
        """Why what is chosen cannot be used; "" where it can."""
        found = next((choice for choice in self._choices if choice.value == self._value), None)
        return found.reason if found is not None else ""

    @property
    def known(self) -> bool:
        """Whether what is chosen is among the choices."""
        return any(choice.value == self._value for choice in self._choices)

    def _rebuild(self) -> None:
        with QSignalBlocker(self):
            self.clear()
            shown = self._choices
            if not self.known and self._value not in (None, ""):
                shown = (Choice(self._missing.format(_last(self._value)), self._value), *shown)
            for choice in shown:
                self._add(choice)
            if self._deeds:
                if shown:
                    self.insertSeparator(self.count())
                for deed in self._deeds:
                    self.addItem(icon(deed.icon) if deed.icon else QIcon(), deed.text, deed)
            row = next((row for row, one in enumerate(shown) if one.value == self._value), -1)
            self.setCurrentIndex(row)
            self.setToolTip("" if row < 0 else shown[row].reason or shown[row].tip)
        width = max((self.fontMetrics().horizontalAdvance(one.text) for one in shown), default=0)
        self.view().setMinimumWidth(min(width + theme.scaled(36), theme.scaled(420)))

    def _add(self, choice: Choice) -> None:
        self.addItem(choice.text, choice.value)
        row = self.count() - 1
        tip = choice.reason or choice.tip
        self.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        model = self.model()
        if choice.reason and isinstance(model, QStandardItemModel):
            model.item(row).setEnabled(False)

    def _activated(self, row: int) -> None:
        data = self.itemData(row)
        if isinstance(data, Deed):
            by_key = self._by_key
            self._rebuild()
            if not by_key:  # an arrow key on the closed list went one too far
                data.act()
        elif data != self._value:
            self._value = data
            self._rebuild()
            self.chosen.emit(data)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As usual, but what is too long is shortened in the middle: files of one kind begin alike."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        room, middle = field.width() - theme.scaled(4), Qt.TextElideMode.ElideMiddle
        text = self.fontMetrics().elidedText(self.currentText(), middle, room)
        option.currentText = text  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_key = True
        super().keyPressEvent(event)
        self._by_key = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel; it never changes a choice in passing."""
        event.ignore()


def _last(value: object) -> str:
    """The last part of a path."""
    return str(value).replace("\\", "/").rpartition("/")[2]
