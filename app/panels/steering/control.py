"""A ControlNet: what it follows, where that comes from, how strongly, when; and the picture it will see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout

from app import theme
from app.icons import icon
from app.panels.choice_box import Choice, ChoiceBox
from app.panels.steering.bench import Bench
from app.panels.steering.names import CONTROLS, MAPS, tr
from app.panels.steering.preview import Make, Maker, Thumbnail, fitted_size
from app.panels.steering.row import Row, part_number, side_by_side
from app.panels.value_slider import ValueSlider
from app.steering import ControlRequest, control_picture_of
from app.words import worded
from canvas.composite import from_rgba8
from canvas.deeds.add_layer import insert_layer
from canvas.document import Document
from canvas.errors import CanvasError
from canvas.layer import Layer
from inference.errors import InferenceError
from inference.framing import FramePlan
from inference.job import Frame
from inference.models import Part, draws

PREVIEW = 320  # pixels, longest side: lines of a sketch are still lines there


class ControlRow(Row):
    """The preview is made beside the UI thread, whenever the source has changed and the row is in sight."""

    sort = "control"

    def __init__(self, bench: Bench, kind: str = "scribble") -> None:
        super().__init__(bench)
        self.kind = ChoiceBox(self.tr("What is followed"))
        self.kind.offer([Choice(tr(name), key, tr(about)) for key, (name, about) in CONTROLS.items()])
        self.kind.choose(kind)
        self.model = ChoiceBox(self.tr("ControlNet"), self.tr("{0} (not found)"))
        self.source = ChoiceBox(self.tr("Source"), self.tr("A layer that is gone"))
        self.source.choose("")
        self.ready = QCheckBox(self.tr("As it is"))
        self.ready.setToolTip(
            self.tr("The source shows such lines or maps already: follow it without drawing them anew")
        )
        self.estimator = ChoiceBox(self.tr("Drawn by"), self.tr("{0} (not found)"))
        self.estimator.choose("")
        self.as_layer = QToolButton()
        self.as_layer.setIcon(icon("layer-add"))
        words = self.tr("Put what is followed on a layer, to correct it by hand")
        self.as_layer.setToolTip(words)
        self.as_layer.setAccessibleName(words)
        self.weight = ValueSlider(self.tr("Weight"), 0, 2, 1.0, decimals=2)
        self.start = ValueSlider(self.tr("From"), 0, 99, 0, suffix=" %")
        self.end = ValueSlider(self.tr("To"), 1, 100, 100, suffix=" %")
        self.preview = Thumbnail(self.tr("What is followed"))
        self.maker = Maker(bench, self.preview, self._preview_work)
        self._picture: np.ndarray | None = None  # in place of a source: H×W×3 uint8, from a recipe
        self._frame: Frame | None = None  # where that lies
        self._fill()
        self._connect()
        self._choose_estimator()
        self._offer()
        self._offer_sources()

    def control(self) -> ControlRequest | None:
        """As it is asked for; None where it cannot be."""
        return self._request() if self.on and not self.trouble() else None

    def use(self, request: ControlRequest) -> None:
        """Show what was asked for before."""
        self.kind.choose(request.kind)
        self.model.choose(request.model)
        self.source.choose(request.source)
        self._picture, self._frame = request.image, request.frame
        self.ready.setChecked(request.ready)
        self.estimator.choose(request.estimator)
        self.weight.set_value(request.weight)
        self.start.set_value(request.start * 100)
        self.end.set_value(request.end * 100)
        self._offer()
        self._offer_sources()

    def state(self) -> dict[str, Any]:
        request = self._request()
        return {
            "kind": request.kind,
            "model": request.model,
            "source": request.source,
            "ready": request.ready,
            "estimator": request.estimator,
            "weight": request.weight,
            "start": request.start,
            "end": request.end,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        kind, source = str(state["kind"]), str(state["source"])
        if kind not in CONTROLS:
            raise ValueError(f"no kind of control: {kind}")
        weight, start, end = (part_number(state[name]) for name in ("weight", "start", "end"))
        request = ControlRequest(
            kind,
            str(state["model"]),
            source,
            weight,
            start,
            end,
            ready=bool(state["ready"]),
            estimator=str(state.get("estimator", "")),
        )
        self.use(request)

    def trouble(self) -> str:
        if not self.model.value():
            if self.bench.family and not self._fitting():
                return self.tr("No ControlNet for this was found for {0}. “Get models…” has some.").format(
                    self.bench.family
                )
            return self.tr("Choose a ControlNet.")
        if not self.model.known:
            return self.tr("This ControlNet is not in the models folders any more.")
        if self._estimates() and not self.estimator.known:
            return self.tr("What is to draw it is not in the models folders any more. Choose another one.")
        if self._estimates() and self.estimator.reason:
            return self.estimator.reason
        if self._picture is None and not self.source.known:
            return self.tr("Its layer is gone. Choose another source.")
        return self.model.reason

    def words(self) -> str:
        return f"{self.kind.currentText()} · {self.source.currentText()} · {self.weight.text()}"

    def refresh(self) -> None:
        fixed = self.kind.value() in MAPS
        self.ready.setVisible(not fixed and self._picture is None)
        self.as_layer.setVisible(not fixed)
        self.estimator.setVisible(bool(self._estimators()) or self._estimates())
        super().refresh()

    # --- building --------------------------------------------------------------------------------

    def _fill(self) -> None:
        marks = QHBoxLayout()
        marks.setSpacing(theme.scaled(2))
        marks.addWidget(self.ready)
        marks.addStretch(1)
        marks.addWidget(self.as_layer)
        right = QVBoxLayout()
        right.setSpacing(theme.scaled(3))
        right.addWidget(self.model)
        right.addWidget(self.source)
        right.addWidget(self.estimator)
        right.addLayout(marks)
        right.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(theme.scaled(6))
        top.addWidget(self.preview)
        top.addLayout(right, 1)
        self.content.addWidget(self.kind)
        self.content.addLayout(top)
        self.content.addLayout(side_by_side(self.weight))
        self.content.addLayout(side_by_side(self.start, self.end))

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda _kind: self._kind_chosen())
        self.model.chosen.connect(lambda _path: self.touched())
        self.source.chosen.connect(lambda _id: self._source_chosen())
        self.ready.toggled.connect(lambda _on: self._drawn_anew())
        self.estimator.chosen.connect(lambda _path: self._drawn_anew())
        self.weight.changed.connect(lambda _value: self.touched())
        self.start.changed.connect(self._start_changed)
        self.end.changed.connect(self._end_changed)
        self.as_layer.clicked.connect(self._put_as_layer)
        self.bench.parts_changed.connect(self._offer)
        self.bench.layers_changed.connect(self._offer_sources)
        self.bench.painted.connect(self.maker.ask)
        self.preview.seen.connect(self.maker.look)
        self.maker.made.connect(self.preview.show_picture)

    # --- what there is ---------------------------------------------------------------------------

    def _fitting(self) -> list[Part]:
        """ControlNets for this kind of picture: made for it, for several kinds, or not telling."""
        order = {self.kind.value(): 0, "union": 1, "": 2}
        parts = [part for part in self.bench.usable("controlnet") if part.control in order]
        return sorted(parts, key=lambda part: order[part.control])

    def _offer(self) -> None:
        fitting = self._fitting()
        others = [part for part in self.bench.parts("controlnet") if part not in fitting]
        self.model.offer(self.bench.choices([*fitting, *others]), self.bench.deeds())
        if not self.model.value() and fitting:
            self.model.choose(str(fitting[0].path))
        self._offer_estimators()
        self.refresh()

    def _estimators(self) -> list[Part]:
        """What can draw this kind of map from a picture."""
        return [part for part in self.bench.parts("estimator") if draws(part, self.kind.value())]

    def _estimates(self) -> bool:
        return bool(self.estimator.value())

    def _offer_estimators(self) -> None:
        shown = Choice(
            self.tr("Nothing: the source shows it"), "", self.tr("The source is such a map already")
        )
        drawn = [
            Choice(
                self.tr("Drawn by {0}").format(part.name),
                str(part.path),
                self.tr("The map is drawn from the source when the picture is generated"),
                self.bench.why_not(part),
            )
            for part in self._estimators()
        ]
        self.estimator.offer([shown, *drawn])

    def _offer_sources(self) -> None:
        if self._picture is not None:
            recipe = Choice(self.tr("As in the recipe"), None)
            self.source.offer([recipe, *self.bench.sources()])
            self.source.choose(None)
        else:
            self.source.offer(self.bench.sources())
        self.refresh()
        self.maker.ask()

    # --- what the artist does --------------------------------------------------------------------

    def _kind_chosen(self) -> None:
        fitting = self._fitting()
        if not any(str(part.path) == self.model.value() for part in fitting):
            self.model.choose(str(fitting[0].path) if fitting else "")
        self._choose_estimator()
        self._offer()
        self._drawn_anew()

    def _choose_estimator(self) -> None:
        """A picture is at hand more often than a map, so the first that can draw one does."""
        found = [part for part in self._estimators() if not self.bench.why_not(part)]
        self.estimator.choose(str(found[0].path) if found else "")

    def _source_chosen(self) -> None:
        if self.source.value() is not None and self._picture is not None:
            self._picture = None
            self.source.offer(self.bench.sources())
        self._drawn_anew()

    def _drawn_anew(self) -> None:
        self.touched()
        self.maker.ask()

    def _start_changed(self, value: float) -> None:
        if self.end.value() <= value:
            self.end.set_value(value + 1)
        self.touched()

    def _end_changed(self, value: float) -> None:
        if self.start.value() >= value:
            self.start.set_value(value - 1)
        self.touched()

    def _put_as_layer(self) -> None:
        """The map becomes a hidden layer on top, which is followed as it is from then on."""
        document, request = self.bench.studio.document, self._request()
        name = self.tr("Control: {0}").format(self.kind.currentText())

        def work() -> Layer | str:
            try:
                return _map_layer(document, request, name)
            except (CanvasError, InferenceError) as error:
                return worded(error)

        self.bench.beside(self, work, self._take_layer)

    def _take_layer(self, layer: Layer | str) -> None:
        if isinstance(layer, str):
            self.bench.told.emit(layer)
            return
        self.bench.studio.session.do(
            self.tr("Put control on a layer"), lambda document: insert_layer(document, layer)
        )
        self.bench.told.emit(
            self.tr("“{0}” lies hidden on top. Show it to correct it; it is followed as it is.").format(
                layer.name
            )
        )
        self._picture = None
        self.source.choose(layer.id)
        self.ready.setChecked(True)

    # --- the preview -----------------------------------------------------------------------------

    def _request(self) -> ControlRequest:
        return ControlRequest(
            self.kind.value(),
            self.model.value() or "",
            self.source.value() or "",
            self.weight.value(),
            self.start.value() / 100,
            self.end.value() / 100,
            ready=self.ready.isChecked(),
            image=self._picture,
            estimator=self.estimator.value() or "",
            frame=self._frame if self._picture is not None else None,
        )

    def _preview_work(self) -> Make | None:
        document, request = self.bench.studio.document, self._request()
        if request.source and self.bench.place(request.source) is None:
            return None
        size = fitted_size(document.width, document.height, PREVIEW)
        plan = FramePlan(Frame(0, 0, document.width, document.height), *size)
        return lambda: control_picture_of(document, request, plan)


def _map_layer(document: Document, request: ControlRequest, name: str) -> Layer:
    """What a control follows, over the whole document. Raises EditError and JobError."""
    whole = FramePlan(Frame(0, 0, document.width, document.height), document.width, document.height)
    picture = control_picture_of(document, request, whole)
    pixels = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    return Layer(name, tiles=from_rgba8(pixels), visible=False)
