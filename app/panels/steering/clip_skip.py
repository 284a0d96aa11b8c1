"""How many layers of the text encoder are left out, which some models were trained for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.panels.steering.bench import Bench
from app.panels.steering.row import Row, part_number
from app.panels.value_slider import ValueSlider
from app.usual import takes_clip_skip
from inference.job import MAX_CLIP_SKIP


class ClipSkipRow(Row):
    """There is one at most. It counts as other programs do: 1 leaves out none."""

    sort = "clip_skip"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.slider = ValueSlider(self.tr("Clip skip"), 1, MAX_CLIP_SKIP + 1, 2)
        self.slider.setToolTip(
            self.tr(
                "The prompt is taken from an earlier layer of the text encoder, before it is worked out in "
                "full: 1 is the model's usual one. Some models for drawings were made for 2."
            )
        )
        self.content.addWidget(self.slider)
        self.slider.changed.connect(lambda _value: self.touched())
        bench.parts_changed.connect(self.refresh)
        self.refresh()

    def layers(self) -> int:
        """How many are left out."""
        return round(self.slider.value()) - 1 if self.on and not self.trouble() else 0

    def use(self, layers: int) -> None:
        self.slider.set_value(layers + 1)
        self.refresh()

    def state(self) -> dict[str, Any]:
        return {"layers": round(self.slider.value()) - 1}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.use(min(max(int(part_number(state["layers"])), 0), MAX_CLIP_SKIP))

    def trouble(self) -> str:
        model = self.bench.model
        if model is not None and not takes_clip_skip(model.family):
            return self.tr("Models of this family have no such text encoder.")
        return ""

    def words(self) -> str:
        return self.slider.text()
