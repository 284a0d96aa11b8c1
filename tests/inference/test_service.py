"""The service with real worker processes: every ticket ends once, and nothing outlives the shutdown."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from inference import backlog, errors, service
from inference.events import Cancelled, Ending, Event, Failed, Finished, Progressed, Queued, Started
from inference.headless import run_job
from inference.job import Frame, Job, Kind
from inference.process import LOG_BYTES, WorkerLog
from inference.service import InferenceService

ENGINES = "tests.inference.fake_engines:REGISTRY"
COMMAND = (sys.executable, "-P", "-m", "inference.worker", "--engines", ENGINES)
ENDINGS = (Finished, Failed, Cancelled)
PATIENCE = 60.0  # seconds before a test gives up; never a measure of speed
FOR_LONG = "0.02"  # seconds per step of jobs that a test will interrupt

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def make_job(engine: str = "stepper", prompt: str = "0", steps: int = 3, **changes: Any) -> Job:
    image = np.arange(8 * 6 * 3, dtype=np.uint8).reshape(8, 6, 3)
    return Job(Kind.PAINT, engine, Frame(0, 0, 6, 8), prompt, image=image, steps=steps, **changes)


def endless(engine: str = "stepper") -> Job:
    return make_job(engine, FOR_LONG, steps=1000)


class Diary:
    """Collects events and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def wait(self, wanted: Callable[[Event], bool]) -> Event:
        with self._news:
            assert self._news.wait_for(lambda: any(map(wanted, self.events)), PATIENCE), self.events
            return next(filter(wanted, self.events))

    def of(self, ticket: int) -> list[Event]:
        return [event for event in self.events if event.ticket == ticket]

    def ending(self, ticket: int) -> Ending:
        event = self.wait(lambda event: event.ticket == ticket and isinstance(event, ENDINGS))
        assert isinstance(event, ENDINGS)
        return event

    def result_notes(self, ticket: int) -> tuple[str, ...]:
        event = self.ending(ticket)
        assert isinstance(event, Finished), event
        return event.result.notes

    def first_step(self, ticket: int) -> Progressed:
        event = self.wait(lambda event: event.ticket == ticket and isinstance(event, Progressed))
        assert isinstance(event, Progressed)
        return event

    def endings_in_order(self) -> list[int]:
        return [event.ticket for event in self.events if isinstance(event, ENDINGS)]


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def make_service(diary: Diary) -> Iterator[Callable[..., InferenceService]]:
    """Makes services; afterwards none of their processes and threads may be left."""
    services: list[InferenceService] = []

    def make(command: Sequence[str] = COMMAND, on_event: Callable = diary, **limits: Any) -> InferenceService:
        services.append(InferenceService(on_event, command, **limits))
        return services[-1]

    threads = set(threading.enumerate())
    yield make
    for item in services:
        item.shutdown()
    assert workers() == []
    assert set(threading.enumerate()) <= threads
    for ticket in {event.ticket for event in diary.events}:
        assert sum(isinstance(event, ENDINGS) for event in diary.of(ticket)) == 1
        assert isinstance(diary.of(ticket)[-1], ENDINGS)


def workers() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_job_runs_with_progress(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    job = make_job(prompt="0.01", steps=4)
    running = make_service()
    assert workers() == []  # started with the first job only
    ticket = running.submit(job)
    ending = diary.ending(ticket)
    assert isinstance(ending, Finished)
    kinds = [type(event) for event in diary.of(ticket)]
    assert kinds == [Queued, Started, *[Progressed] * 4, Finished]
    steps = [event for event in diary.events if isinstance(event, Progressed)]
    assert [event.progress.step for event in steps] == [1, 2, 3, 4]
    assert steps[0].remaining is None
    assert steps[1].remaining is not None
    assert steps[1].remaining > 0.0
    assert steps[-1].remaining == 0.0
    assert all(one.elapsed < two.elapsed for one, two in zip(steps, steps[1:], strict=False))
    assert ending.result.job.image is job.image
    assert job.image is not None
    np.testing.assert_array_equal(ending.result.image, 255 - job.image)
    assert running.pending() == ()


def test_engines_are_kept_between_jobs(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service()
    first, second = running.submit(make_job()), running.submit(make_job())
    assert "runs:1" in diary.result_notes(first)
    assert "runs:2" in diary.result_notes(second)
    running.shutdown()
    wait_until(lambda: "stepper closed" in running.worker_log())


def test_strokes_come_back(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service()
    ending = diary.ending(running.submit(make_job("painter", seed=8)))
    assert isinstance(ending, Finished)
    assert ending.result.strokes is not None
    assert len(ending.result.strokes) == 2
    assert ending.result.job.seed == 9


def test_a_damaged_result_costs_one_job(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service()
    broken, sound = running.submit(make_job("painter", "broken")), running.submit(make_job())
    ending = diary.ending(broken)
    assert isinstance(ending, Failed)
    assert "damaged" in str(ending.error)
    assert isinstance(diary.ending(sound), Finished)


def test_a_running_job_stops_at_its_next_step(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    ticket = running.submit(endless())
    diary.first_step(ticket)
    running.cancel(ticket)
    assert isinstance(diary.ending(ticket), Cancelled)
    after = running.submit(make_job())
    assert "runs:2" in diary.result_notes(after)  # the same worker and engine


def test_a_waiting_job_that_is_cancelled_never_starts(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    first, second = running.submit(endless()), running.submit(make_job())
    running.cancel(second)
    assert isinstance(diary.ending(second), Cancelled)
    running.cancel(first)
    diary.ending(first)
    assert [type(event) for event in diary.of(second)] == [Queued, Cancelled]


def test_cancel_all_ends_everything(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service()
    tickets = [running.submit(endless()) for _ in range(4)]
    diary.first_step(tickets[0])
    running.cancel_all()
    assert all(isinstance(diary.ending(ticket), Cancelled) for ticket in tickets)
    running.cancel(tickets[0])  # one that has ended
    running.cancel(999)
    assert isinstance(diary.ending(running.submit(make_job())), Finished)


def test_an_engine_that_ignores_cancellation_is_replaced(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service(cancel_grace=0.1)
    ticket = running.submit(make_job("deaf"))
    diary.first_step(ticket)
    (before,) = workers()
    running.cancel(ticket)
    assert isinstance(diary.ending(ticket), Cancelled)
    assert f"pid:{before.pid}" not in diary.result_notes(running.submit(make_job()))
    assert is_gone(before.pid)


def test_a_job_over_its_time_is_stopped(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service(job_timeout=0.3, cancel_grace=0.1)
    for engine in ("stepper", "deaf"):
        ending = diary.ending(running.submit(endless(engine)))
        assert isinstance(ending, Failed)
        assert ending.retryable
        assert "longer than 0.3 seconds" in str(ending.error)
    assert isinstance(diary.ending(running.submit(make_job())), Finished)


@posix
def test_a_killed_worker_costs_one_job(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service()
    ticket, after = running.submit(endless()), running.submit(make_job())
    diary.first_step(ticket)
    (before,) = workers()
    os.kill(before.pid, signal.SIGKILL)
    ending = diary.ending(ticket)
    assert isinstance(ending, Failed)
    assert type(ending.error) is errors.WorkerDied
    assert ending.retryable
    assert str(ending.error) == service.KILLED
    assert service.KILLED.startswith(
        "The painting engine stopped unexpectedly. Your picture is untouched; press Retry to run the job again."
    )
    assert f"pid:{before.pid}" not in diary.result_notes(after)


def test_a_worker_that_ends_itself_is_not_taken_for_killed(
    make_service: Callable[..., InferenceService], diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    running = make_service()
    ending = diary.ending(running.submit(make_job("failing", "SystemExit: 3")))
    assert isinstance(ending, Failed)
    assert str(ending.error) == service.DIED
    assert "status 1" in caplog.text


@posix
def test_a_frozen_worker_is_replaced(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service(heartbeat_timeout=2.0)
    ticket, after = running.submit(make_job("frozen")), running.submit(make_job())
    ending = diary.ending(ticket)
    assert isinstance(ending, Failed)
    assert str(ending.error) == service.HUNG
    assert ending.retryable
    assert isinstance(diary.ending(after), Finished)


@pytest.mark.parametrize(
    ("prompt", "kind", "retryable"),
    [
        ("JobError: Change it.", errors.JobError, False),
        ("ModelError: Get it.", errors.ModelError, False),
        ("OutOfMemory: Smaller.", errors.OutOfMemory, True),
        ("InferenceError: Again.", errors.InferenceError, True),
        ("MemoryError: x", errors.OutOfMemory, True),
        ("KeyError: x", errors.InferenceError, True),
    ],
)
def test_an_engine_may_fail(prompt: str, kind: type, retryable: bool, diary: Diary, shared_service: Any) -> None:
    service_, notes = shared_service
    ending = diary_ending(service_, notes, make_job("failing", prompt))
    assert isinstance(ending, Failed)
    assert type(ending.error) is kind
    assert ending.retryable is retryable
    sentence = prompt.partition(": ")[2]
    if sentence != "x":
        assert str(ending.error) == sentence
    else:
        assert f"{prompt.partition(':')[0]}" in service_.worker_log()  # the traceback
        assert "Traceback" in service_.worker_log()
    assert len(workers()) == 1


@pytest.fixture(scope="module")
def shared_service() -> Iterator[tuple[InferenceService, Diary]]:
    notes = Diary()
    with InferenceService(notes, COMMAND) as running:
        yield running, notes
