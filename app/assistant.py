"""The artist's requests on their way to the engines and back: queue, candidates, and results as layers."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QImage

from app.generation import Order, Request, job_of, make_orders, make_outpaint, node_from
from app.images import shrunk, to_image
from app.outpainting import Margins, extended
from app.paintings.again import Anew, look, order_from_sketch, order_of, put, varied
from app.paintings.stages import NAMES, Painted, painting_at, stages_of
from app.recipe_request import request_of_job
from app.session import Session
from app.studio import Studio
from app.words import worded
from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import CanvasError
from canvas.layer import Group, Layer
from inference.errors import EngineUnavailable, InferenceError
from inference.events import Cancelled, Event, Failed, Finished, Progressed, Started
from inference.job import Job, Kind, Result
from inference.models import ModelInfo
from inference.prompt import plain

if TYPE_CHECKING:
    from inference.service import InferenceService

THUMBNAIL = 192  # pixels, longest side
MAX_SEED = 2**32 - 1


class State(StrEnum):
    """Where an entry of the queue stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PLACING = "placing"  # the result is being turned into a layer
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(slots=True, eq=False)
class Entry:
    """One job in the queue, as the panel shows it. Changed on the UI thread only."""

    number: int
    order: Order
    session: Session
    batch: int
    alone: bool  # its result goes straight into the picture; otherwise it becomes a candidate
    state: State = State.WAITING
    ticket: int = -1
    step: int = 0
    steps: int = 0
    stage: str = ""
    remaining: float | None = None  # seconds
    preview: QImage | None = None
    error: str = ""
    retryable: bool = False
    notes: tuple[str, ...] = ()
    unavailable: bool = False  # its engine is not installed


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One of several pictures to choose from: its layer (of a painting: its group), ready to be kept, and a
    thumbnail of the whole."""

    order: Order
    layer: Layer | Group
    thumbnail: QImage
    batch: int


class Assistant(QObject):
    """Lives on the UI thread. Frames jobs and places results on the errand thread; never blocks."""

    queue_changed = Signal()
    entry_changed = Signal(object)  # Entry
    candidates_changed = Signal()
    shown_changed = Signal(object)  # Candidate on the canvas, or None
    failed = Signal(object)  # Entry that failed
    made = Signal(object, object)  # Entry, Layer or Group: a result, whether or not the artist keeps it
    told = Signal(str)
    _event = Signal(object)  # from the service's thread
    _ordered = Signal(object, object, int, bool)  # from the errand thread: orders, session, batch, alone
    _placed = Signal(object, object, object, object)  # Entry, Layer or Group, thumbnail or None, Anew or None
    _refused = Signal(object, str)  # Entry or None, sentence

    def __init__(self, studio: Studio, make_service: Callable[[Callable[[Event], None]], InferenceService]):
        super().__init__()
        self.studio = studio
        self.entries: list[Entry] = []
        self.candidates: list[Candidate] = []
        self.shown: Candidate | None = None
        self._numbers = itertools.count(1)
        self._batches = itertools.count(1)
        self._event.connect(self._hear)
        self._ordered.connect(self._submit)
        self._placed.connect(self._take)
        self._refused.connect(self._refuse)
        self._make_service = make_service
        self._service: InferenceService | None = None
        studio.settings.changed.connect(self._set_limits)
        studio.session_changed.connect(self._adopt)
        self._session = studio.session
        self._adopt(studio.session)

    @property
    def service(self) -> InferenceService:
        """Runs the jobs; made at the first call, since the window comes up sooner without it."""
        if self._service is None:
            self._service = self._make_service(self._event.emit)
            self._set_limits()
        return self._service

    def use_worker(self, command: Sequence[str] | None, environment: Mapping[str, str]) -> None:
        """Workers are started in another way from now on."""
        if self._service is not None:
            self._service.use(command, environment)

    def close(self, timeout: float) -> None:
        """End the worker process, within so many seconds."""
        if self._service is not None:
            self._service.shutdown(timeout)

    # --- what the artist asks for ----------------------------------------------------------------

    def generate(self, request: Request, document: Document | None = None) -> None:
        """Queue `request.count` jobs for the picture as it is now (or for `document`)."""
        self._order(lambda source: make_orders(source, request), document, alone=request.count == 1)

    def extend(self, margins: Margins, request: Request) -> None:
        """Enlarge the canvas, one undo step, and queue jobs that paint on past the old edge."""
        session, label = self.studio.session, self.tr("Extend canvas")

        def make(source: Document) -> list[Order]:
            _, orders = make_outpaint(source, margins, request)
            session.do(label, lambda document: extended(document, margins))
            return orders

        self._order(make, alone=request.count == 1)

    def more_like(self, candidate: Candidate, request: Request) -> None:
        """Vary a candidate: the same request, begun from its picture."""
        document = _with_candidate(candidate)(candidate.order.document)
        kind = Kind.INPAINT if candidate.order.job.kind is Kind.INPAINT else Kind.VARY
        self.generate(replace(request, kind=kind, active_only=False), document)

    def vary_candidate(self, candidate: Candidate, *, new_style: bool) -> None:
        """One more candidate: the same details in a new style, or other details in the same one."""
        job = varied(candidate.order.job, random.randrange(MAX_SEED + 1), new_style=new_style)
        order = replace(candidate.order, job=job)
        self._submit([order], self.studio.session, candidate.batch, False)

    def vary_painting(self, node_id: str, *, new_style: bool) -> None:
        """Paint a painting anew in its place: the same details in a new style, or the other way round."""
        self._anew(
            node_id,
            lambda document, found: order_of(
                document,
                found,
                varied(job_of(found.recipe), random.randrange(MAX_SEED + 1), new_style=new_style),
            ),
        )

    def paint_again(self, node_id: str) -> None:
        """Paint a painting anew in its place, from what it was painted from as that is now."""
        self._anew(node_id, order_from_sketch)

    def paint_stage_again(self, node_id: str) -> None:
        """Paint one stage of a painting anew."""
        found = painting_at(self.studio.document, node_id)
        stages = {} if found is None else {layer.id: stage for stage, layer in found.layers.items()}
        if node_id not in stages:
            self.told.emit(self.tr("This is no stage of a painting. Choose one in the list of layers."))
            return
        only = stages[node_id]
        self._anew(
            node_id,
            lambda document, found: order_of(
                document, found, job_of(found.recipe).with_seed(random.randrange(MAX_SEED + 1)), only
            ),
        )

    def _anew(self, node_id: str, make: Callable[[Document, Painted], Order]) -> None:
        """Queue a job whose result takes the place of a painting."""
        document = self.studio.document
        found = painting_at(document, node_id)
        if found is None:
            self.told.emit(self.tr("This layer is no painting made of strokes. Choose one that is."))
            return
        self._order(lambda source: [make(source, found)], document, alone=True)

    def retry(self, entry: Entry) -> None:
        """Send a failed or cancelled job again, unchanged."""
        if entry in self.entries:
            self.entries.remove(entry)
            self.queue_changed.emit()
        self._submit([entry.order], entry.session, entry.batch, entry.alone)

    def repeat(self, job: Job) -> None:
        """Run a job once more, just as it was; the result goes on top of the picture as it is now."""
        order = Order(job, self.studio.document, None)
        self._submit([order], self.studio.session, next(self._batches), True)

    def cancel(self, entry: Entry) -> None:
        if entry.state is State.PLACING:
            entry.state = State.CANCELLED
            self.entry_changed.emit(entry)
        elif not entry.state.ended and entry.ticket >= 0:
            self.service.cancel(entry.ticket)

    def cancel_all(self) -> None:
        for entry in self.entries:
            self.cancel(entry)
        self.service.cancel_all()

    # --- choosing among candidates ---------------------------------------------------------------

    def show(self, candidate: Candidate | None) -> None:
        """Show a candidate on the canvas without putting it into the picture."""
        self.shown = candidate
        self.studio.session.overlay(None if candidate is None else _with_candidate(candidate))
        self.shown_changed.emit(candidate)

    def keep(self, candidate: Candidate) -> None:
        """Put a candidate into the picture as a layer: one undo step."""
        self.lay(candidate, candidate.layer, self.tr("Keep variation"))
        self.discard(candidate)

    def lay(self, candidate: Candidate, node: Layer | Group, label: str) -> None:
        """Put a node into the picture where the candidate, which stays one, would go: one undo step."""
        shown = self.shown is candidate
        self._put(candidate.order, node, label, ends_overlay=shown)
        if shown:
            self.shown = None
            self.shown_changed.emit(None)

    def discard(self, candidate: Candidate) -> None:
        if self.shown is candidate:
            self.show(None)
        self.candidates = [other for other in self.candidates if other is not candidate]
        self.candidates_changed.emit()

    def discard_all(self) -> None:
        self.show(None)
        self.candidates = []
        self.candidates_changed.emit()

    def request_of(self, layer: Layer, models: list[ModelInfo]) -> Request | None:
        """The request that made a layer, to be used again; None where it has no recipe that can be read."""
        if layer.recipe is None:
            return None
        try:
            job = job_of(layer.recipe)
        except InferenceError as error:
            self.told.emit(worded(error))
            return None
        model = next((info for info in models if str(info.path) == job.model), None)
        if job.model and model is None:
            self.told.emit(self.tr("The model of this recipe is not there any more: {0}").format(job.model))
        return request_of_job(job, layer.recipe.settings, model, self.studio.document)

    # --- on the way ------------------------------------------------------------------------------

    def _adopt(self, session: Session) -> None:
        if session is not self._session:
            for entry in self.entries:
                self.cancel(entry)
            self.entries, self.candidates, self.shown = [], [], None
            self.queue_changed.emit()
            self.candidates_changed.emit()
        self._session = session
        session.pen_changed.connect(self._pen_changed)

    def _pen_changed(self, down: bool) -> None:
        if self._service is None:
            return
        settings = self.studio.settings
        self._service.hold(down and settings.get("pen/hold_inference"), settings.get("pen/hold_ms") / 1000)

    def _set_limits(self, setting: str = "worker/") -> None:
        if setting.startswith("worker/") and self._service is not None:
            settings = self.studio.settings
            self._service.set_limits(
                settings.get("worker/timeout_s") or None, settings.get("worker/silence_s")
            )

    def _order(
        self, make: Callable[[Document], list[Order]], document: Document | None = None, *, alone: bool
    ) -> None:
        """Queue the jobs that `make` finds, on the errand thread, for a document (None: as it is now)."""
        session, compute, batch = self.studio.session, self.studio.compute, next(self._batches)

        def order(source: Document) -> None:
            try:
                self._ordered.emit(make(source), session, batch, alone)
            except (InferenceError, CanvasError) as error:
                self._refused.emit(None, worded(error))

        def begin(snapshot: Future[tuple[Document, object]]) -> None:
            if not snapshot.cancelled():
                source, _ = snapshot.result()
                compute.errand(lambda: order(source))

        if document is not None:
            compute.errand(lambda: order(document))
        else:  # the stroke that was just painted belongs to the picture as it is now
            session.snapshot().add_done_callback(begin)

    def _submit(self, orders: list[Order], session: Session, batch: int, alone: bool) -> None:
        if session is not self.studio.session:
            return
        for order in orders:
            entry = Entry(next(self._numbers), order, session, batch, alone)
            self.entries.append(entry)
            try:
                entry.ticket = self.service.submit(order.job)
            except InferenceError as error:
                self._refuse(entry, worded(error))
        self.queue_changed.emit()

    def _refuse(self, entry: Entry | None, sentence: str) -> None:
        if entry is None:
            self.told.emit(sentence)
            return
        entry.state, entry.error, entry.retryable = State.FAILED, sentence, True
        self.entry_changed.emit(entry)
        self.failed.emit(entry)

    def _hear(self, event: Event) -> None:
        entry = next((entry for entry in self.entries if entry.ticket == event.ticket), None)
        if entry is None:
            return
        match event:
            case Started():
                entry.state = State.RUNNING
            case Progressed(_, progress, _, remaining):
                entry.step, entry.steps, entry.stage = progress.step, progress.steps, progress.stage
                entry.remaining = remaining
                if progress.preview is not None:
                    entry.preview = to_image(progress.preview)
            case Finished(_, result):
                entry.state, entry.notes = State.PLACING, result.notes
                self._place(entry, result)
            case Failed(_, error, retryable):
                entry.retryable, entry.unavailable = retryable, isinstance(error, EngineUnavailable)
                entry.state, entry.error = State.FAILED, worded(error)
                self.failed.emit(entry)
            case Cancelled():
                entry.state = State.CANCELLED
            case _:
                pass
        self.entry_changed.emit(entry)

    def _place(self, entry: Entry, result: Result) -> None:
        """Make the layer or the group on the errand thread."""
        name, stages = self._layer_name(result.job), stage_names()
        session, order = entry.session, entry.order

        def cancelled() -> bool:
            return session.closed or entry.state is State.CANCELLED

        def place() -> None:
            try:
                node = node_from(result, order, name, stages, cancelled)
                anew = look(session.document, order, node, cancelled) if order.anew else None
                picture = None
                if not entry.alone:
                    picture = shrunk(flatten8(_on_top(order, node)(order.document)), THUMBNAIL)
                self._placed.emit(entry, node, picture, anew)
            except (InferenceError, CanvasError) as error:
                self._refused.emit(entry, worded(error))

        self.studio.compute.errand(place)

    def _take(
        self, entry: Entry, node: Layer | Group, thumbnail: np.ndarray | None, anew: Anew | None
    ) -> None:
        if entry.state is State.CANCELLED:
            return
        entry.state, entry.preview = State.DONE, None
        self.made.emit(entry, node)
        if entry.session is self.studio.session:
            if thumbnail is None:
                label = node.name if anew is None else self.tr("Paint again")
                self._put(entry.order, node, label, anew)
            else:
                self.candidates.append(Candidate(entry.order, node, to_image(thumbnail), entry.batch))
                self.candidates_changed.emit()
        self.entry_changed.emit(entry)

    def _put(
        self,
        order: Order,
        node: Layer | Group,
        label: str,
        anew: Anew | None = None,
        *,
        ends_overlay: bool = False,
    ) -> None:
        names, by_hand = stage_names(), self.tr("{0} by hand")
        self.studio.session.do(
            label,
            lambda document: put(document, order, node, anew, names, by_hand),
            ends_overlay=ends_overlay,
        )

    def _layer_name(self, job: Job) -> str:
        names = {
            Kind.PAINT: self.tr("Painting"),
            Kind.INPAINT: self.tr("Inpaint"),
            Kind.VARY: self.tr("Variation"),
            Kind.TEXT: self.tr("Picture"),
            Kind.EDIT: self.tr("Edit"),
        }
        words = plain(job.prompt).split(",")[0].strip()[:28]
        return self.tr("{0}: {1}").format(names[job.kind], words) if words else names[job.kind]


def stage_names() -> dict[str, str]:
    """What the layers of a painting are called, by stage."""
    return {stage: QCoreApplication.translate("Stages", name) for stage, name in NAMES.items()}


def is_painting(node: Layer | Group) -> bool:
    """Whether a result is made of strokes that are kept."""
    layer = node if isinstance(node, Layer) else next(iter(node.layers), None)
    return isinstance(layer, Layer) and bool(stages_of(layer.recipe))


def _on_top(order: Order, node: Layer | Group) -> Callable[[Document], Document]:
    """The deed that puts a result above the layer it came from, or on top where that is gone."""
    return lambda document: put(document, replace(order, anew=""), node, None, {}, "")


def _with_candidate(candidate: Candidate) -> Callable[[Document], Document]:
    return _on_top(candidate.order, candidate.layer)
