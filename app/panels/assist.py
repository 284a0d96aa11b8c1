"""The Assist dock: what to ask for, the queue, and the candidates to choose from."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QEnterEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.assistant import Assistant, Entry, State
from app.found_settings import request_of_settings
from app.generation import DIFFUSION, MAPPED, PAINTERLY, Request, works_smaller
from app.model_list import ModelList
from app.panels.assist_fields import MAX_SEED, Fields
from app.panels.assist_kinds import why_not
from app.panels.assist_memory import Remembered, read, written
from app.panels.assist_model import PAINTER
from app.panels.assist_strength import add_strength_layer, why_no_strength
from app.panels.choice_box import Choice
from app.panels.queue import QueueView
from app.panels.steering import Bench, SteeringPanel
from app.prompt_notes import sentences, unmet
from app.prompt_shelf import PromptShelf
from app.prompting import Vocabulary
from app.result_notes import remarks
from app.runtime.places import Places
from app.runtime_manager.card import RuntimeCard
from app.runtime_manager.runtime import Runtime
from app.studio import Studio
from app.usual import SAMPLER_NAMES, kinds_of, samplers_of, usual_of
from canvas.layer import Layer
from inference.families import TRAITS
from inference.framing import MODES
from inference.job import Kind
from inference.prompt import Style, WildcardFolder, apply_styles

SETTLED_MS = 3000  # until the program has started and the first strokes are under way


class AssistPanel(QWidget):
    """Read from the top down: what, how, go; then what came back and what is under way."""

    models_wanted = Signal()  # the window in which models are downloaded
    runtime_wanted = Signal()  # the window in which the AI runtime is added
    _said = Signal(list)  # from the errand thread: sentences about the prompts

    def __init__(self, studio: Studio, assistant: Assistant, runtime: Runtime | None = None) -> None:
        """`runtime` None: the one beside the settings."""
        super().__init__()
        self.runtime = runtime or Runtime(Places(studio.settings.folder / "runtime"))
        self.studio = studio
        self.assistant = assistant
        self.models = ModelList(studio)
        self.bench = Bench(studio, self.models)
        self.steering = SteeringPanel(self.bench)
        self.shelf = PromptShelf(studio.settings.folder)
        self.queue = QueueView(assistant)
        self._by_hand: dict[str, tuple[int, float]] = {}  # steps and guidance by model's path
        self._strengths: dict[str, float] = {}  # by what is done, see `_aim`
        self._aimed = ""
        fields = self.fields = Fields(self.models, self.shelf)
        self.kind_row, self.mode_row, self.model_box = fields.kinds, fields.modes, fields.model
        self.kind = fields.kinds.group
        self.prompt, self.negative, self.source = fields.prompt, fields.negative, fields.source
        self.strength, self.steps, self.guidance = fields.strength, fields.steps, fields.guidance
        self.count, self.sampler, self.seed, self.seed_lock = (
            fields.count, fields.sampler, fields.seed, fields.seed_lock
        )  # fmt: skip
        self.refine, self.refine_strength = fields.refine, fields.refine_strength
        self.strength_layer = fields.strength_layer
        self.generate_button, self.hint, self.remark = fields.generate, fields.hint, fields.remark
        fields.lay_out(self, self.steering, self.queue)
        self.runtime_card = RuntimeCard(self.runtime)
        self._put_below(fields.model, self.runtime_card)
        self._connect()
        self._offer_strengths()
        self._recall()
        self.models.scan()

    # --- what is asked for -----------------------------------------------------------------------

    def request(self) -> Request:
        """What the fields say."""
        kind = self.kind_row.kind()
        model = self.model_box.current()
        request = Request(
            kind=kind,
            model=model,
            prompt=self.prompt.toPlainText(),
            negative=self.negative.text(),
            strength=self.strength.value() / 100,
            steps=round(self.steps.value()),
            guidance=self.guidance.value(),
            sampler=str(self.sampler.value()) if model is not None else "",
            seed=self.seed_value(),
            count=round(self.count.value()),
            active_only=self.source.value() == "layer",
            mode=str(self.mode_row.mode()) if kind is Kind.INPAINT else "",
            refine=self.refine.isChecked(),
            refine_strength=self.refine_strength.value() / 100,
            strength_layer=self._strength_id() if kind in MAPPED else "",
            painting=self.fields.painter.painting() if model is None else None,
            vocabulary=Vocabulary(tuple(self.models.found_parts), self._wildcards()),
        )
        return self.steering.steered(request)

    def generate(self) -> None:
        """Queue what the fields ask for."""
        if not self.generate_button.isEnabled():
            return
        request = self._begin()
        self.assistant.generate(request)

    def extension_request(self, transition: int) -> Request:
        """What the fields ask for, to go on with the picture past its edge."""
        return replace(self._begin(), transition=transition)

    def _begin(self) -> Request:
        self.remark.hide()
        if not self.seed_lock.isChecked():
            self.roll_seed()
            self.fields.painter.forget_style()
        request = self.request()
        self.shelf.remember(request.prompt)
        troubles = [self.tr("Left out: {0}").format(why) for why in self.steering.troubles()]
        left_out = troubles if request.model is not None else []
        self.studio.compute.errand(lambda: self._said.emit([*left_out, *_unmet(request)]))
        return request

    def use_recipe(self, layer: Layer) -> None:
        """Fill the fields from what made a layer; the seed is locked, so that it can be made again."""
        request = self.assistant.request_of(layer, self.models.found)
        if request is None:
            return
        self._fill(request)
        self.steering.show_request(request)
        self.seed_lock.setChecked(True)

    def use_settings(self, settings: Mapping[str, Any]) -> None:
        """Fill the fields from what a picture of another program says of itself, as far as it does."""
        request, notes = request_of_settings(settings, self.request(), self.models.found)
        self._fill(request)
        self.steering.add_loras(request.loras)
        self.steering.skip_clip(request.clip_skip)
        self.seed_lock.setChecked("seed" in settings)
        if notes:
            self.assistant.told.emit(" ".join(notes))

    def use_model(self, name: str) -> None:
        """Add a .safetensors file, or the folder of a model_index.json, to the list and choose it."""
        self.model_box.use_file(name)

    def _put_below(self, widget: QWidget, other: QWidget) -> None:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(widget) + 1, other)

    def add_view(self, view: QWidget) -> None:
        """Put something below the queue."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, view)

    def roll_seed(self) -> None:
        self.set_seed(random.randrange(MAX_SEED + 1))

    def seed_value(self) -> int:
        return min(int(self.seed.text() or 0), MAX_SEED)

    def set_seed(self, seed: int) -> None:
        self.seed.setText(str(seed))

    def remember(self) -> None:
        """Keep the fields for the next start."""
        kept = Remembered(
            request=self.request(),
            mode=self.mode_row.mode(),
            model=str(self.model_box.box.value() or PAINTER),
            rows=tuple(self.steering.state()),
            by_hand=self._by_hand,
        )
        self.studio.settings.set("assist/last", written(kept))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Whoever comes here is about to generate: what starts slowly starts now."""
        self._warm_up()
        super().enterEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The painter is ready before anybody asks for it; a model waits for the pointer."""
        super().showEvent(event)
        QTimer.singleShot(SETTLED_MS, self, self._warm_up_painter)

    def _warm_up(self) -> None:
        self.assistant.service.warm_up(DIFFUSION if self.model_box.box.value() else PAINTERLY)

    def _warm_up_painter(self) -> None:
        if self.isVisible() and not self.model_box.box.value():
            self._warm_up()

    # --- building --------------------------------------------------------------------------------

    def _connect(self) -> None:
        fields, update = self.fields, self._update
        self.generate_button.clicked.connect(self.generate)
        self.prompt.submitted.connect(self.generate)
        fields.tools.style_chosen.connect(self._apply_style)
        fields.tools.prompt_chosen.connect(self.prompt.replace)
        fields.tools.keep_asked.connect(
            lambda name: self.shelf.put(Style(name, self.prompt.toPlainText(), self.negative.text()))
        )
        fields.dice.clicked.connect(self.roll_seed)
        self.shelf.changed.connect(lambda: self.prompt.set_history(self.shelf.history))
        self.shelf.told.connect(self.assistant.told)
        self.prompt.set_history(self.shelf.history)
        self.models.changed.connect(self._offer_names)
        self.models.told.connect(self.assistant.told)
        self._said.connect(self._remark_on)
        self.kind_row.chosen.connect(lambda _kind: self._aim())
        self.mode_row.chosen.connect(lambda _mode: self._aim())
        self.model_box.chosen.connect(self._model_chosen)
        self.model_box.changed.connect(self._model_changed)
        self.model_box.models_wanted.connect(self.models_wanted)
        for slider in (self.steps, self.guidance):
            slider.changed.connect(lambda _value: self._keep_by_hand())
        self.refine.toggled.connect(lambda _on: update())
        self.strength_layer.chosen.connect(lambda _id: update())
        self.bench.layers_changed.connect(self._offer_strengths)
        self.bench.models_wanted.connect(self.models_wanted)
        self.runtime_card.wanted.connect(self.runtime_wanted)
        self.runtime.changed.connect(update)
        self.bench.word_wanted.connect(self._add_word)
        self.bench.told.connect(self.assistant.told)
        self.studio.document_changed.connect(lambda _document: update())
        self.assistant.entry_changed.connect(self._show_notes)

    def _recall(self) -> None:
        """The fields as they were at the end of the last session."""
        self.roll_seed()
        kept = read(self.studio.settings.get("assist/last"))
        self._by_hand = dict(kept.by_hand)
        self.mode_row.choose(kept.mode)
        self.model_box.want(kept.model)
        self._fill(replace(kept.request, seed=self.seed_value(), mode=str(kept.mode)))
        self.steering.restore(kept.rows)

    # --- keeping the fields true -----------------------------------------------------------------

    def _fill(self, request: Request) -> None:
        self.kind_row.choose(request.kind)
        if request.mode:
            self.mode_row.choose(request.mode)
        if request.model is not None:
            self.model_box.want(str(request.model.path))
        self._aimed = self._aim_key()
        self.prompt.setPlainText(request.prompt)
        self.negative.setText(request.negative)
        self.strength.set_value(request.strength * 100)
        self.steps.set_value(request.steps)
        self.guidance.set_value(request.guidance)
        self.sampler.choose(request.sampler)
        self.count.set_value(request.count)
        self.refine.setChecked(request.refine)
        self.refine_strength.set_value(request.refine_strength * 100)
        self.strength_layer.choose(request.strength_layer)
        self.set_seed(request.seed)
        if request.painting is not None:
            self.fields.painter.show_painting(request.painting)
        self._model_changed()

    def _aim_key(self) -> str:
        """What is done, as far as it has a strength of its own."""
        kind = self.kind_row.kind()
        return f"{kind}:{self.mode_row.mode()}" if kind is Kind.INPAINT else str(kind)

    def _aim(self) -> None:
        """Something else is to be done: it begins with its own strength, or the one last used for it."""
        self._strengths[self._aimed] = self.strength.value()
        self._aimed = self._aim_key()
        inpaints = self.kind_row.kind() is Kind.INPAINT
        usual = MODES[self.mode_row.mode()].strength if inpaints else Request().strength
        self.strength.set_value(self._strengths.get(self._aimed, usual * 100))
        self._update()

    def _model_chosen(self) -> None:
        """By the artist: the settings become those set by hand for it, or what is usual."""
        model = self.model_box.current()
        if model is not None:
            usual = usual_of(model)
            steps, guidance = self._by_hand.get(str(model.path), (usual.steps, usual.guidance))
            self.steps.set_value(steps)
            self.guidance.set_value(guidance)
        can = kinds_of(model)
        if self.kind_row.kind() not in can:
            self.kind_row.choose(next(kind for kind in (Kind.EDIT, Kind.PAINT, Kind.INPAINT) if kind in can))
            self._aim()

    def _model_changed(self) -> None:
        model = self.model_box.current()
        self.bench.use(model)
        names = samplers_of(model.family) if model is not None else ()
        usual = Choice(self.tr("Usual sampler"), "", self.tr("The sampler that the model was made for"))
        self.sampler.offer([usual, *(Choice(SAMPLER_NAMES[name], name) for name in names)])
        if model is not None and not self.sampler.known:
            self.sampler.choose("")
        self._update()

    def _keep_by_hand(self) -> None:
        model = self.model_box.current()
        if model is not None:
            self._by_hand[str(model.path)] = (round(self.steps.value()), self.guidance.value())

    def _update(self) -> None:
        """Show and enable what means something for the present choice, and say what is missing."""
        model, kind = self.model_box.current(), self.kind_row.kind()
        can = kinds_of(model)
        if kind is Kind.EDIT and kind not in can and not self.model_box.waits:
            self.kind_row.choose(Kind.PAINT)
            kind = Kind.PAINT
        reasons = {str(one): why_not(model) for one in Kind if one not in can}
        self.kind_row.limit(reasons, frozenset({str(Kind.EDIT)} if Kind.EDIT not in can else ()))
        self.fields.show_for(kind, diffusion=model is not None)
        self.runtime_card.use_for(diffusion=model is not None)
        larger = model is not None and works_smaller(self.studio.document, self.request())
        self.fields.show_refining(larger)
        self.fields.show_negative(model is None or TRAITS[model.family].negative)
        self.steering.setVisible(model is not None)
        missing = self._missing(kind, reasons.get(str(kind), ""))
        self.generate_button.setEnabled(not missing)
        self.hint.setText(missing)
        self.hint.setVisible(bool(missing))

    def _missing(self, kind: Kind, reason: str) -> str:
        if self.model_box.waits:
            return self.tr("This model has not been found. Choose another one.")
        if self.model_box.current() is not None and not self.runtime.usable:
            return self.tr("This model waits for the AI runtime.")
        if kind is Kind.INPAINT and self.studio.document.selection is None:
            return self.tr("Select what is to be repainted (M or L), then generate.")
        if kind in MAPPED and (
            reason := reason or why_no_strength(self.studio.document, self._strength_id())
        ):
            return reason
        if kind is Kind.EDIT and not self.prompt.toPlainText().strip():
            return self.tr("Say what is to be changed: “make it night”.")
        return reason

    def _strength_id(self) -> str:
        return str(self.strength_layer.value() or "")

    def _offer_strengths(self) -> None:
        self.fields.offer_strengths(self.bench.layer_choices(), self._paint_strength)
        self._update()

    def _paint_strength(self) -> None:
        self.strength_layer.choose(add_strength_layer(self.studio.session))
        self._update()

    def _wildcards(self) -> WildcardFolder:
        """The artist's files of words, read when a prompt names one."""
        return WildcardFolder(self.studio.settings.folder / "wildcards")

    def _offer_names(self) -> None:
        """Let the prompt complete what there is."""
        parts = self.models.found_parts
        self.prompt.set_names(
            [part.path.stem for part in parts if part.kind == "lora"],
            [part.path.stem for part in parts if part.kind == "embedding"],
            list(self._wildcards()),
        )

    def _apply_style(self, style: Style) -> None:
        prompt, negative = apply_styles(self.prompt.toPlainText(), self.negative.text(), [style])
        self.prompt.replace(prompt)
        self.negative.setText(negative)

    def _add_word(self, word: str) -> None:
        written = self.prompt.toPlainText().rstrip().rstrip(",")
        self.prompt.replace(f"{written}, {word}" if written else word)

    # --- what came of it -------------------------------------------------------------------------

    def _remark_on(self, said: list[str]) -> None:
        self.remark.setText("\n".join(said))
        self.remark.setVisible(bool(said))

    def _show_notes(self, entry: Entry) -> None:
        """Say what was done otherwise than asked, and what the engine holds in memory now."""
        if entry.state is State.FAILED:
            self.model_box.show_resident(())
        if entry.state is not State.DONE:
            return
        if entry.order.job.model:
            self.model_box.show_resident(entry.notes)
        ignored = [note.partition(":")[2] for note in entry.notes if note.startswith("ignored:")]
        cut = [note.partition(":")[2] for note in entry.notes if note.startswith("truncated:")]
        said = [*sentences(entry.notes), *remarks(entry.notes)]
        if ignored:
            said.append(self.tr("Words the painter does not know: {0}").format(", ".join(ignored)))
        elif cut:
            said.append(self.tr("%n word piece(s) at the end did not fit the model", "", int(cut[0])))
        if said:
            self._remark_on(said)


def _unmet(request: Request) -> list[str]:
    return unmet(request.prompt, request.negative, request.vocabulary, request.model is not None)
