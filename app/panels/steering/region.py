"""A layer whose paint says where a prompt of its own holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLineEdit

from app.panels.choice_box import ChoiceBox
from app.panels.steering.bench import Bench
from app.panels.steering.row import Row, part_number, side_by_side
from app.panels.value_slider import ValueSlider
from app.steering import RegionRequest
from app.usual import takes_regions


class RegionRow(Row):
    """Without a layer it counts for nothing."""

    sort = "region"

    def __init__(self, bench: Bench, layer: str = "") -> None:
        super().__init__(bench)
        self.layer = ChoiceBox(self.tr("Layer"), self.tr("A layer that is gone"))
        self.layer.choose(layer)
        self.prompt = QLineEdit()
        self.prompt.setPlaceholderText(self.tr("What is to be there?"))
        self.prompt.setAccessibleName(self.tr("Prompt of the region"))
        self.layer.setToolTip(self.tr("The prompt holds where this layer has paint"))
        self.weight = ValueSlider(self.tr("Weight"), 0, 2, 1.0, decimals=2)
        for widget in (self.layer, self.prompt):
            self.content.addWidget(widget)
        self.content.addLayout(side_by_side(self.weight))
        self.layer.chosen.connect(lambda _id: self.touched())
        self.prompt.textChanged.connect(lambda _text: self.touched())
        self.weight.changed.connect(lambda _value: self.touched())
        bench.layers_changed.connect(self._offer)
        bench.parts_changed.connect(self.refresh)
        self._offer()

    def region(self) -> RegionRequest | None:
        """As it is asked for; None where it cannot be."""
        if not self.on or self.trouble():
            return None
        return RegionRequest(self.layer.value(), self.prompt.text(), self.weight.value())

    def use(self, request: RegionRequest) -> None:
        """Show what was asked for before."""
        self.layer.choose(request.layer)
        self.prompt.setText(request.prompt)
        self.weight.set_value(request.weight)
        self._offer()

    def state(self) -> dict[str, Any]:
        return {
            "layer": self.layer.value() or "",
            "prompt": self.prompt.text(),
            "weight": self.weight.value(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self.use(RegionRequest(str(state["layer"]), str(state["prompt"]), part_number(state["weight"])))

    def trouble(self) -> str:
        model = self.bench.model
        if model is not None and not takes_regions(model.family):
            return self.tr("Regions with prompts of their own work with SD 1.5 and SDXL only.")
        if not self.layer.value():
            return self.tr("Choose a layer: the prompt holds where it has paint.")
        if not self.layer.known:
            return self.tr("Its layer is gone. Choose another one.")
        return "" if self.prompt.text().strip() else self.tr("Say what is to be there.")

    def words(self) -> str:
        return " · ".join(part for part in (self.layer.currentText(), self.prompt.text().strip()) if part)

    def begin(self) -> None:
        self.prompt.setFocus()

    def _offer(self) -> None:
        self.layer.offer(self.bench.layer_choices())
        self.refresh()
