"""A LoRA beside those that the prompt names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from app.icons import icon
from app.panels.choice_box import ChoiceBox
from app.panels.steering.bench import Bench
from app.panels.steering.row import Row, part_number, side_by_side
from app.panels.value_slider import ValueSlider
from inference.conditions import MAX_WEIGHT, Lora

USUAL_WEIGHT = 2.0  # either way: what a hand can set finely; more comes from recipes only
MOST_WORDS = 12  # trigger words in the menu


class LoraRow(Row):
    """Which, how much, and the words that it was trained on."""

    sort = "lora"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.box = ChoiceBox("LoRA", self.tr("{0} (not found)"))
        self.weight = ValueSlider(self.tr("Weight"), -USUAL_WEIGHT, USUAL_WEIGHT, 1.0, decimals=2)
        self.triggers = QToolButton()
        self.triggers.setText(self.tr("Words"))
        self.triggers.setIcon(icon("plus"))
        self.triggers.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.triggers.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.triggers.setProperty("menu", "bare")
        self.triggers.setMenu(QMenu(self))
        self.content.addWidget(self.box)
        line = side_by_side(self.weight)
        line.addWidget(self.triggers)
        self.content.addLayout(line)
        self.box.chosen.connect(lambda _path: self.touched())
        self.weight.changed.connect(lambda _value: self.touched())
        bench.parts_changed.connect(self._offer)
        self._offer()

    def lora(self) -> Lora | None:
        """As it is asked for; None where nothing can be."""
        path = self.box.value()
        return Lora(path, self.weight.value()) if self.on and path and not self.trouble() else None

    def use(self, lora: Lora) -> None:
        self.weight.minimum = min(-USUAL_WEIGHT, lora.weight)
        self.weight.maximum = max(USUAL_WEIGHT, lora.weight)
        self.weight.set_value(lora.weight)
        self.box.choose(lora.path)
        self._show_triggers()
        self.refresh()

    def state(self) -> dict[str, Any]:
        return {"path": self.box.value() or "", "weight": self.weight.value()}

    def restore(self, state: Mapping[str, Any]) -> None:
        weight = min(max(part_number(state["weight"]), -MAX_WEIGHT), MAX_WEIGHT)
        self.use(Lora(str(state["path"]), weight))

    def trouble(self) -> str:
        if not self.box.value():
            return self.tr("Choose a LoRA.") if self.box.count() else ""
        if not self.box.known:
            return self.tr("This LoRA is not in the models folders any more.")
        return self.box.reason

    def words(self) -> str:
        name = self.box.currentText() if self.box.value() else ""
        return f"{name} · {self.weight.text()}"

    def touched(self) -> None:
        self._show_triggers()
        super().touched()

    def _offer(self) -> None:
        bench = self.bench
        self.box.offer(bench.choices(bench.parts("lora")), bench.deeds())
        if not self.box.value() and (usable := bench.usable("lora")):
            self.box.choose(str(usable[0].path))
        self._show_triggers()
        self.refresh()

    def _show_triggers(self) -> None:
        part = self.bench.part(self.box.value() or "")
        words = part.words[:MOST_WORDS] if part is not None else ()
        self.triggers.setVisible(bool(words))
        self.triggers.setToolTip(
            self.tr("Trained on: {0}. Click to put one into the prompt.").format(", ".join(words))
        )
        menu = self.triggers.menu()
        menu.clear()
        for word in words:
            action = menu.addAction(word.replace("&", "&&"))
            action.triggered.connect(lambda _=False, word=word: self.bench.word_wanted.emit(word))
