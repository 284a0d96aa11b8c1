"""Another VAE in place of the model's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.panels.choice_box import ChoiceBox
from app.panels.steering.bench import Bench
from app.panels.steering.row import Row
from app.usual import takes_vae


class VaeRow(Row):
    """There is one at most."""

    sort = "vae"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.box = ChoiceBox("VAE", self.tr("{0} (not found)"))
        self.content.addWidget(self.box)
        self.box.chosen.connect(lambda _path: self.touched())
        bench.parts_changed.connect(self._offer)
        self._offer()

    def path(self) -> str:
        """Of the VAE to use; "" for the model's own."""
        return self.box.value() if self.on and self.box.value() and not self.trouble() else ""

    def use(self, path: str) -> None:
        self.box.choose(path)
        self.refresh()

    def state(self) -> dict[str, Any]:
        return {"path": self.box.value() or ""}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.use(str(state["path"]))

    def trouble(self) -> str:
        model = self.bench.model
        if model is not None and not takes_vae(model.family):
            return self.tr("Models of this family work with their own VAE only.")
        if not self.box.value():
            return self.tr("Choose a VAE.")
        if not self.box.known:
            return self.tr("This VAE is not in the models folders any more.")
        return self.box.reason

    def words(self) -> str:
        return self.box.currentText() if self.box.value() else ""

    def _offer(self) -> None:
        bench = self.bench
        self.box.offer(bench.choices(bench.parts("vae")), bench.deeds())
        if not self.box.value() and (usable := bench.usable("vae")):
            self.box.choose(str(usable[0].path))
        self.refresh()
