"""A picture to resemble, from a layer, the canvas or a file, through an IP-Adapter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from app import theme
from app.images import shrunk
from app.panels.choice_box import Choice, ChoiceBox, Deed
from app.panels.steering.bench import Bench
from app.panels.steering.names import REFERENCES, tr
from app.panels.steering.preview import Make, Maker, Thumbnail
from app.panels.steering.row import Row, part_number, side_by_side
from app.panels.value_slider import ValueSlider
from app.steering import MAX_REFERENCE, ReferenceRequest, references_of
from app.usual import takes_references
from app.words import worded
from canvas.composite import flatten8
from canvas.errors import CanvasError
from canvas.formats import open_document

FROM_FILE, FROM_RECIPE = "file:", "recipe:"  # how values of the source begin that are no layers


class ReferenceRow(Row):
    """The thumbnail shows what the adapter will look at."""

    sort = "reference"

    def __init__(self, bench: Bench, kind: str = "reference") -> None:
        super().__init__(bench)
        self.kind = ChoiceBox(self.tr("What is taken from it"))
        self.model = ChoiceBox("IP-Adapter", self.tr("{0} (not found)"))
        self.source = ChoiceBox(self.tr("Picture"), self.tr("A layer that is gone"))
        self.weight = ValueSlider(self.tr("Weight"), 0, 2, 0.6, decimals=2)
        self.preview = Thumbnail(self.tr("Reference picture"))
        self.maker = Maker(bench, self.preview, self._preview_work)
        self._picture: np.ndarray | None = None  # of the file or the recipe, H×W×3 or H×W×4 uint8
        self._offer_kinds()
        self.kind.choose(kind)
        self.source.choose("")
        self._fill()
        self._connect()
        self._offer()
        self._offer_sources()

    def reference(self) -> ReferenceRequest | None:
        """As it is asked for; None where it cannot be."""
        return self._request() if self.on and not self.trouble() else None

    def use(self, request: ReferenceRequest) -> None:
        """Show what was asked for before."""
        self.kind.choose(request.kind)
        self.model.choose(request.model)
        self.weight.set_value(request.weight)
        self._picture = request.image
        self.source.choose(FROM_RECIPE if request.image is not None else request.source)
        self._offer()
        self._offer_sources()

    def use_file(self, name: str) -> None:
        """Read a picture beside the UI thread and take it."""
        path = Path(name)

        def work() -> np.ndarray | str:
            try:
                return shrunk(flatten8(open_document(path).document), MAX_REFERENCE)
            except CanvasError as error:
                return worded(error)

        self._picture = None
        self.source.choose(FROM_FILE + name)
        self._offer_sources()
        self.bench.beside(self, work, lambda found: self._take_file(name, found))

    def state(self) -> dict[str, Any]:
        source = self.source.value()
        return {
            "kind": self.kind.value(),
            "model": self.model.value() or "",
            "source": "" if source == FROM_RECIPE else source,
            "weight": self.weight.value(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        kind, source = str(state["kind"]), str(state["source"])
        if kind not in REFERENCES:
            raise ValueError(f"no kind of reference: {kind}")
        named = source if not source.startswith(FROM_FILE) else ""
        self.use(ReferenceRequest(kind, str(state["model"]), named, weight=part_number(state["weight"])))
        if source.startswith(FROM_FILE):
            self.use_file(source.removeprefix(FROM_FILE))

    def trouble(self) -> str:
        family, model = self.bench.family, self.bench.model
        if model is not None and not takes_references(model.family):
            return self.tr("Reference pictures work with SD 1.5 and SDXL only.")
        if self.kind.reason:
            return self.kind.reason
        if not self.model.value():
            if family and not self.bench.usable("ip-adapter"):
                return self.tr("No IP-Adapter was found for {0}. “Get models…” has some.").format(family)
            return self.tr("Choose an IP-Adapter.")
        if not self.model.known:
            return self.tr("This IP-Adapter is not in the models folders any more.")
        if self._picture is None and not self.source.known:
            return self.tr("Its layer is gone. Choose another picture.")
        if self._picture is None and str(self.source.value()).startswith(FROM_FILE):
            return self.tr("The picture is being read.")
        return self.model.reason

    def words(self) -> str:
        return f"{self.kind.currentText()} · {self.source.currentText()} · {self.weight.text()}"

    # --- building --------------------------------------------------------------------------------

    def _fill(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(theme.scaled(3))
        for box in (self.kind, self.model, self.source):
            right.addWidget(box)
        right.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(theme.scaled(6))
        top.addWidget(self.preview)
        top.addLayout(right, 1)
        self.content.addLayout(top)
        self.content.addLayout(side_by_side(self.weight))

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda _kind: self.touched())
        self.model.chosen.connect(lambda _path: self.touched())
        self.source.chosen.connect(lambda _id: self._source_chosen())
        self.weight.changed.connect(lambda _value: self.touched())
        self.bench.parts_changed.connect(self._offer)
        self.bench.layers_changed.connect(self._offer_sources)
        self.bench.painted.connect(self.maker.ask)
        self.preview.seen.connect(self.maker.look)
        self.maker.made.connect(self.preview.show_picture)

    # --- what there is ---------------------------------------------------------------------------

    def _offer_kinds(self) -> None:
        model = self.bench.model
        plain = model is not None and model.family != "sdxl"
        reason = self.tr("Style or composition alone needs an SDXL model.") if plain else ""
        self.kind.offer(
            [
                Choice(tr(name), key, tr(about), reason if key != "reference" else "")
                for key, (name, about) in REFERENCES.items()
            ]
        )

    def _offer(self) -> None:
        self._offer_kinds()
        bench = self.bench
        self.model.offer(bench.choices(bench.parts("ip-adapter")), bench.deeds())
        if not self.model.value() and (usable := bench.usable("ip-adapter")):
            self.model.choose(str(usable[0].path))
        self.refresh()

    def _offer_sources(self) -> None:
        own = str(self.source.value())
        choices = self.bench.sources()
        if own == FROM_RECIPE:
            choices.insert(0, Choice(self.tr("As in the recipe"), own))
        elif own.startswith(FROM_FILE):
            name = own.removeprefix(FROM_FILE)
            choices.insert(0, Choice(Path(name).name, own, name))
        self.source.offer(choices, (Deed(self.tr("From a file…"), self._ask_file, "open"),))
        self.refresh()
        self.maker.ask()

    # --- what the artist does --------------------------------------------------------------------

    def _source_chosen(self) -> None:
        self._picture = None
        self._offer_sources()
        self.touched()

    def _ask_file(self) -> None:
        endings = "*.png *.jpg *.jpeg *.webp *.avif *.tif *.tiff *.ora *.psd *.kra *.xcf *.scumble"
        dialog = QFileDialog(self, self.tr("Picture to resemble"), "", self.tr("Pictures") + f" ({endings})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.use_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_file(self, name: str, found: np.ndarray | str) -> None:
        """A picture, or why there is none."""
        if self.source.value() != FROM_FILE + name:
            return
        if isinstance(found, str):
            self.bench.told.emit(found)
            self.source.choose("")
        else:
            self._picture = found
        self._offer_sources()
        self.touched()

    # --- the preview -----------------------------------------------------------------------------

    def _request(self) -> ReferenceRequest:
        source = str(self.source.value())
        layer = "" if source.startswith((FROM_FILE, FROM_RECIPE)) else source
        kind, model, weight = self.kind.value(), self.model.value() or "", self.weight.value()
        return ReferenceRequest(kind, model, layer, self._picture, weight)

    def _preview_work(self) -> Make | None:
        document, request = self.bench.studio.document, self._request()
        if not self.source.known:
            return None
        return lambda: references_of(document, (request,))[0].image
