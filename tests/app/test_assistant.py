"""The road from a request to a layer, on the window's side of the service."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.assistant import Assistant, Entry, State
from app.generation import Request
from app.session import Session
from app.studio import Studio
from canvas.brush.preset import Brush, Sample
from canvas.composite import flatten8
from canvas.document import Document
from inference.errors import WorkerDied
from inference.events import Cancelled, Event, Failed, Finished, Started
from inference.job import Job, Kind, Result

Settled = Callable[[], Document]


class Desk:
    """Takes jobs as the service does; a test says what becomes of them."""

    def __init__(self, hear: Callable[[Event], None]) -> None:
        self.hear = hear
        self.jobs: list[Job] = []
        self.cancelled: list[int] = []
        self.held: list[bool] = []

    def submit(self, job: Job) -> int:
        self.jobs.append(job)
        return len(self.jobs) - 1

    def cancel(self, ticket: int) -> None:
        self.cancelled.append(ticket)

    def cancel_all(self) -> None:
        self.cancelled.extend(range(len(self.jobs)))

    def hold(self, on: bool, seconds: float = 0.0) -> None:
        assert seconds == 0.5
        self.held.append(on)

    def set_limits(self, job_timeout: float | None, heartbeat_timeout: float) -> None:
        self.limits = job_timeout, heartbeat_timeout

    def finish(self, ticket: int, grey: int = 90) -> None:
        job = self.jobs[ticket]
        self.hear(Started(ticket))
        self.hear(Finished(ticket, Result(job, np.full((job.height, job.width, 3), grey, np.uint8))))


@pytest.fixture
def desk() -> list[Desk]:
    return []


@pytest.fixture
def assistant(studio: Studio, desk: list[Desk]) -> Assistant:
    def make(hear: Callable[[Event], None]) -> Desk:
        desk.append(Desk(hear))
        return desk[0]

    made = Assistant(studio, make)  # type: ignore[arg-type]
    assert made.service is desk[0]
    return made


def ordered(assistant: Assistant, qtbot: QtBot, request: Request) -> list[Entry]:
    count = len(assistant.entries) + request.count
    assistant.generate(request)
    qtbot.waitUntil(lambda: len(assistant.entries) == count)
    return assistant.entries[-request.count :]


def test_one_picture_becomes_a_layer_in_one_step(
    assistant: Assistant, desk: list[Desk], studio: Studio, qtbot: QtBot, settled: Settled
) -> None:
    (entry,) = ordered(assistant, qtbot, Request(prompt="dusk"))
    before = settled()
    desk[0].finish(entry.ticket)
    qtbot.waitUntil(lambda: entry.state is State.DONE)
    document = settled()
    assert len(document.layers) == len(before.layers) + 1
    layer = document.active_layer
    assert layer is not None
    assert layer.recipe is not None
    assert layer.recipe.settings["prompt"] == "dusk"
    studio.session.undo()
    assert [one.id for one in settled().layers] == [one.id for one in before.sheets()]


def test_the_stroke_that_is_still_being_painted_belongs_to_the_picture(
    assistant: Assistant, desk: list[Desk], studio: Studio, qtbot: QtBot, settled: Settled
) -> None:
    plain, free = flatten8(settled()), threading.Event()
    studio.compute.submit(lambda: free.wait(30))
    studio.session.begin_stroke("Stroke", Brush(size=30.0), (1.0, 0.0, 0.0))
    studio.session.extend_stroke([Sample(20, 150), Sample(200, 150)])
    studio.session.end_stroke()
    assistant.generate(Request())
    free.set()
    qtbot.waitUntil(lambda: bool(desk[0].jobs), timeout=60000)
    image = desk[0].jobs[0].image
    assert image is not None
    assert not np.array_equal(image, plain[..., :3])
    assert np.array_equal(image, flatten8(settled())[..., :3])


def test_several_are_chosen_from_and_keeping_one_shows_no_flicker(
    assistant: Assistant, desk: list[Desk], studio: Studio, qtbot: QtBot, settled: Settled
) -> None:
    entries = ordered(assistant, qtbot, Request(kind=Kind.VARY, count=2))
    before = settled()
    for entry, grey in zip(entries, (60, 200), strict=True):
        desk[0].finish(entry.ticket, grey)
    qtbot.waitUntil(lambda: len(assistant.candidates) == 2)
    first = assistant.candidates[0]
    assistant.show(first)
    assert settled() is before
    seen = studio.session.display.levels[0].copy()
    assert (seen[..., :3] == 60).any()
    assistant.keep(first)
    settled()
    assert np.array_equal(studio.session.display.levels[0], seen)
    assert assistant.shown is None
    assert len(assistant.candidates) == 1
    assistant.discard_all()
    assert len(settled().layers) == len(before.layers) + 1


def test_a_result_may_be_cancelled_while_it_becomes_a_layer(
    assistant: Assistant, desk: list[Desk], studio: Studio, qtbot: QtBot, settled: Settled
) -> None:
    (entry,) = ordered(assistant, qtbot, Request())
    before, free = settled(), threading.Event()
    studio.compute.errand(lambda: free.wait(30))
    desk[0].finish(entry.ticket)
    qtbot.waitUntil(lambda: entry.state is State.PLACING)
    assistant.cancel(entry)
    free.set()
    studio.compute.errand(lambda: None).result(30)
    assert settled() is before
    assert entry.state is State.CANCELLED


def test_a_failed_job_is_told_and_may_be_tried_again(
    assistant: Assistant, desk: list[Desk], qtbot: QtBot
) -> None:
    (entry,) = ordered(assistant, qtbot, Request(seed=3))
    with qtbot.waitSignal(assistant.failed):
        desk[0].hear(Failed(entry.ticket, WorkerDied("It stopped."), True))
    assert (entry.state, entry.error, entry.retryable) == (State.FAILED, "It stopped.", True)
    assistant.retry(entry)
    assert [other.order.job for other in assistant.entries] == [entry.order.job]
    assert assistant.entries[0].ticket == 1
    desk[0].hear(Cancelled(1))
    assert assistant.entries[0].state is State.CANCELLED


def test_an_order_that_makes_no_sense_is_told(assistant: Assistant, qtbot: QtBot) -> None:
    told: list[str] = []
    assistant.told.connect(told.append)
    assistant.generate(Request(kind=Kind.INPAINT))
    qtbot.waitUntil(lambda: bool(told))
    assert "selection" in told[0]
    assert not assistant.entries


def test_another_picture_ends_the_jobs_of_the_old_one(
    assistant: Assistant, desk: list[Desk], studio: Studio, qtbot: QtBot, settled: Settled
) -> None:
    (entry,) = ordered(assistant, qtbot, Request())
    document = Document(60, 50)
    studio.open(studio.session_of(document))
    assert desk[0].cancelled == [entry.ticket]
    desk[0].finish(entry.ticket)
    assistant.retry(entry)
    studio.compute.errand(lambda: None).result(30)
    assert settled() is document
    assert not assistant.entries


def test_limits_are_taken_from_the_settings(studio: Studio, assistant: Assistant, desk: list[Desk]) -> None:
    assert desk[0].limits == (None, 30)
    studio.settings.set("worker/timeout_s", 90)
    studio.settings.set("worker/silence_s", 60)
    assert desk[0].limits == (90, 60)


def test_the_service_is_made_when_it_is_first_wanted(studio: Studio) -> None:
    made: list[Desk] = []

    def make(hear: Callable[[Event], None]) -> Desk:
        made.append(Desk(hear))
        return made[0]

    assistant = Assistant(studio, make)  # type: ignore[arg-type]
    studio.settings.set("worker/timeout_s", 90)
    studio.session.begin_stroke("Stroke", Brush(), (0.0, 0.0, 0.0))
    studio.session.end_stroke()
    assistant.use_worker(None, {})
    assistant.close(timeout=0.1)
    assert not made
    assert assistant.service is made[0]
    assert assistant.service is made[0]
    assert made[0].limits == (90, 30)


@pytest.mark.parametrize("wanted", [True, False])
def test_the_engine_rests_while_the_pen_paints_if_that_is_wanted(
    assistant: Assistant, desk: list[Desk], studio: Studio, wanted: bool
) -> None:
    studio.settings.set("pen/hold_inference", wanted)
    session: Session = studio.session
    session.begin_stroke("Stroke", Brush(), (0.0, 0.0, 0.0))
    session.end_stroke()
    assert desk[0].held == [wanted, False]
