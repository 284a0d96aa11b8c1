"""The service with real worker processes: every ticket ends once, and nothing outlives the shutdown."""

from __future__ import annotations

import itertools
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
        def stepped(event: Event) -> bool:
            return event.ticket == ticket and isinstance(event, Progressed) and event.progress.step > 0

        event = self.wait(stepped)
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
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_job_runs_with_progress(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    job = make_job(prompt="0.01", steps=4)
    running = make_service()
    assert workers() == []  # started with the first job only
    ticket = running.submit(job)
    ending = diary.ending(ticket)
    assert isinstance(ending, Finished)
    kinds = [type(event) for event in diary.of(ticket)]
    assert kinds == [Queued, Started, *[Progressed] * 5, Finished]
    start, *steps = [event for event in diary.events if isinstance(event, Progressed)]
    assert (start.progress.stage, start.progress.step, start.progress.steps) == ("starting", 0, 4)
    assert start.remaining is None
    assert [event.progress.step for event in steps] == [1, 2, 3, 4]
    assert all(event.remaining is not None and event.remaining > 0.0 for event in steps[:-1])
    assert steps[-1].remaining == 0.0
    assert all(one.elapsed < two.elapsed for one, two in itertools.pairwise(steps))
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


def test_another_command_is_used_from_the_next_job_on(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    """The worker that was is let go, without a restart of the service."""
    running = make_service()
    diary.ending(running.submit(make_job()))
    (first,) = workers()
    running.use((*COMMAND[:1], "-X", "utf8", *COMMAND[1:]), {"SCUMBLE_TEST": "1"})
    wait_until(lambda: is_gone(first.pid))
    assert "runs:1" in diary.result_notes(running.submit(make_job()))
    (second,) = workers()
    assert second.cmdline()[1:3] == ["-X", "utf8"]
    assert second.environ()["SCUMBLE_TEST"] == "1"


def test_a_job_under_way_ends_on_the_worker_that_it_began_on(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    ticket = running.submit(endless())
    diary.first_step(ticket)
    (before,) = workers()
    waiting = running.submit(make_job())
    running.use(COMMAND, {"SCUMBLE_TEST": "2"})
    step = sum(isinstance(event, Progressed) for event in diary.of(ticket))
    wait_until(lambda: sum(isinstance(event, Progressed) for event in diary.of(ticket)) > step + 2)
    assert [process.pid for process in workers()] == [before.pid]
    running.cancel(ticket)
    assert isinstance(diary.ending(waiting), Finished)
    assert [process.environ()["SCUMBLE_TEST"] for process in workers()] == ["2"]


def test_a_command_that_does_not_start_is_mended_by_another(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service(("/no/such/python",))
    assert isinstance(diary.ending(running.submit(make_job())), Failed)
    running.use(COMMAND)
    assert isinstance(diary.ending(running.submit(make_job())), Finished)


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


def test_a_job_that_is_superseded_while_it_waits_never_starts(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    first = running.submit(endless(), topic="live")
    diary.first_step(first)
    waiting = [running.submit(make_job(), topic="live") for _ in range(3)]
    other = running.submit(make_job())  # of no topic: it waits for its turn
    running.cancel(first)
    assert isinstance(diary.ending(waiting[2]), Finished)
    assert isinstance(diary.ending(other), Finished)
    for ticket in waiting[:2]:
        assert isinstance(diary.ending(ticket), Cancelled)
        assert not any(isinstance(event, Started) and event.ticket == ticket for event in diary.events)
    assert isinstance(
        diary.ending(first), Cancelled
    )  # it was running: newer ones do not stop it by themselves


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
    assert "press Retry" in service.KILLED
    assert "memory" in service.KILLED
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
    running = make_service(heartbeat_timeout=3.0)
    ticket, after = running.submit(make_job("frozen")), running.submit(make_job())
    ending = diary.ending(ticket)
    assert isinstance(ending, Failed)
    assert str(ending.error) == service.HUNG
    assert ending.retryable
    assert isinstance(diary.ending(after), Finished)


def test_an_engine_that_fails_keeps_its_worker(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    for prompt, kind, retryable in (
        ("JobError: Change it.", errors.JobError, False),
        ("ModelError: Get it.", errors.ModelError, False),
        ("OutOfMemory: Smaller.", errors.OutOfMemory, True),
        ("InferenceError: Again.", errors.InferenceError, True),
    ):
        ending = diary.ending(running.submit(make_job("failing", prompt)))
        assert isinstance(ending, Failed)
        assert type(ending.error) is kind
        assert str(ending.error) == prompt.partition(": ")[2]
        assert ending.retryable is retryable
        assert len(workers()) == 1
    assert isinstance(diary.ending(running.submit(make_job("failing", "Cancelled: x"))), Cancelled)
    assert "runs:1" in diary.result_notes(running.submit(make_job()))


def test_unforeseen_errors_become_sentences_and_leave_a_traceback(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    for name, kind in (("MemoryError", errors.OutOfMemory), ("KeyError", errors.InferenceError)):
        ending = diary.ending(running.submit(make_job("failing", f"{name}: secret")))
        assert isinstance(ending, Failed)
        assert type(ending.error) is kind
        assert "secret" not in str(ending.error)
        wait_until(lambda name=name: f"{name}: " in running.worker_log())
    assert "Traceback" in running.worker_log()
    assert isinstance(diary.ending(running.submit(make_job())), Finished)


def test_engines_that_are_unknown_or_lack_packages(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    unknown, missing = running.submit(make_job("watercolour")), running.submit(make_job("missing"))
    ending = diary.ending(unknown)
    assert isinstance(ending, Failed)
    assert isinstance(ending.error, errors.JobError)
    ending = diary.ending(missing)
    assert isinstance(ending, Failed)
    assert isinstance(ending.error, errors.EngineUnavailable)
    assert 'pip install "scumble[ai]"' in str(ending.error)
    assert not ending.retryable


def test_higher_priorities_run_first(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service()
    first = running.submit(endless())
    diary.first_step(first)
    low, middle, high, later = (running.submit(make_job(), priority) for priority in (0, 1, 5, 1))
    order = [item.ticket for item in running.pending()]
    assert order == [first, high, middle, later, low]
    assert [item.running for item in running.pending()] == [True, False, False, False, False]
    running.cancel(first)
    diary.ending(low)
    assert diary.endings_in_order() == order


def test_noise_does_not_spoil_the_line(make_service: Callable[..., InferenceService], diary: Diary) -> None:
    running = make_service()
    assert isinstance(diary.ending(running.submit(make_job("noisy"))), Finished)
    wait_until(lambda: running.worker_log().count("x") == LOG_BYTES - 1)  # and the line's end
    assert len(running.worker_log()) <= LOG_BYTES


def test_the_log_keeps_the_latest() -> None:
    log = WorkerLog()
    log.add(b"first")
    log.add(b"a" * (LOG_BYTES - 2))
    assert log.text() == "st" + "a" * (LOG_BYTES - 2)
    log.add("é".encode() * LOG_BYTES)
    assert log.text() == "é" * (LOG_BYTES // 2)


def test_a_raising_handler_is_logged_and_survived(
    make_service: Callable[..., InferenceService], diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    def handler(event: Event) -> None:
        diary(event)
        raise RuntimeError("the handler is broken")

    running = make_service(on_event=handler)
    assert isinstance(diary.ending(running.submit(make_job())), Finished)
    assert isinstance(diary.ending(running.submit(make_job())), Finished)
    assert "the handler is broken" in caplog.text


def test_a_worker_that_cannot_start_fails_the_jobs(
    make_service: Callable[..., InferenceService], diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    for command in (
        (sys.executable, "-c", "raise SystemExit('no engines today')"),
        (sys.executable, "-c", "import time; print('this is no frame'); time.sleep(60)"),
        ("/nowhere/at/all",),
    ):
        caplog.clear()
        running = make_service(command)
        tickets = [running.submit(make_job()), running.submit(make_job())]
        for ticket in tickets:
            ending = diary.ending(ticket)
            assert isinstance(ending, Failed)
            assert isinstance(ending.error, errors.WorkerDied)
            assert str(ending.error) == service.CANNOT_START
        attempts = [record for record in caplog.records if record.levelno >= logging.ERROR]
        # Once for both jobs, or for each where the first has failed before the second was there.
        assert len(attempts) in (service.START_ATTEMPTS, 2 * service.START_ATTEMPTS)
        diary.events.clear()  # the next service counts its tickets from 1 again
        running.shutdown()


def test_a_worker_that_never_gets_ready_is_given_up(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service((sys.executable, "-c", "import time; time.sleep(600)"), start_timeout=0.1)
    ending = diary.ending(running.submit(make_job()))
    assert isinstance(ending, Failed)
    assert str(ending.error) == service.CANNOT_START


def test_warm_up_starts_a_worker_without_a_job(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    running.warm_up()
    wait_until(lambda: len(workers()) == 1)
    (before,) = workers()
    running.warm_up()
    assert f"pid:{before.pid}" in diary.result_notes(running.submit(make_job()))


def test_an_engine_is_made_ready_once_while_there_is_nothing_to_do(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    running.warm_up("stepper")
    running.warm_up()
    running.warm_up("stepper")
    wait_until(lambda: "warm 1" in running.worker_log())
    assert "warm:1" in diary.result_notes(running.submit(make_job()))
    running.warm_up("stepper")
    assert "warm:1" in diary.result_notes(running.submit(make_job()))


def test_a_new_worker_makes_ready_what_the_last_one_had(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    running.warm_up("stepper")
    wait_until(lambda: "warm 1" in running.worker_log())
    (before,) = workers()
    before.kill()
    wait_until(lambda: not before.is_running())
    running.warm_up()
    wait_until(lambda: running.worker_log().count("warm 1") == 2)
    assert "warm:1" in diary.result_notes(running.submit(make_job()))


@pytest.mark.parametrize("engine", ["cold", "missing", "nobody"])
def test_what_cannot_be_made_ready_keeps_no_job_from_running(
    make_service: Callable[..., InferenceService], diary: Diary, engine: str
) -> None:
    running = make_service()
    running.warm_up(engine)
    wait_until(lambda: engine in running.worker_log())
    assert isinstance(diary.ending(running.submit(make_job())), Finished)
    assert len([event for event in diary.events if isinstance(event, Failed)]) == 0


def test_an_engine_that_is_being_made_ready_does_not_hold_up_the_end(
    make_service: Callable[..., InferenceService],
) -> None:
    running = make_service()
    running.warm_up("slow")
    wait_until(lambda: "the slow one began" in running.worker_log())
    running.shutdown(PATIENCE)
    assert "the slow one stopped" in running.worker_log()


def test_an_idle_worker_that_dies_is_replaced_without_a_word(
    make_service: Callable[..., InferenceService], diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    running = make_service()
    diary.ending(running.submit(make_job()))
    (before,) = workers()
    before.kill()
    wait_until(lambda: "The worker ended" in caplog.text)
    assert isinstance(diary.ending(running.submit(make_job())), Finished)
    assert not any(isinstance(event, Failed) for event in diary.events)


def test_shutdown_in_the_middle_of_a_job_leaves_nothing(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    tickets = [running.submit(endless("parent")), running.submit(endless())]
    grandchild = diary.first_step(tickets[0]).progress.step
    assert psutil.pid_exists(grandchild)
    running.shutdown()
    running.shutdown()
    assert workers() == []
    wait_until(lambda: is_gone(grandchild))  # killed by now, but the system reaps it in its own time
    assert all(isinstance(diary.ending(ticket), Cancelled) for ticket in tickets)
    with pytest.raises(errors.InferenceError, match=backlog.CLOSED):
        running.submit(make_job())


@posix
@pytest.mark.parametrize("engine", ["deaf", "frozen"])
def test_shutdown_ends_a_worker_that_does_not_listen(
    make_service: Callable[..., InferenceService], diary: Diary, engine: str
) -> None:
    running = make_service()
    ticket = running.submit(make_job(engine))
    diary.first_step(ticket)
    running.shutdown(timeout=0.4)
    assert workers() == []
    assert isinstance(diary.ending(ticket), Cancelled)


def test_shutdown_from_a_handler_and_behind_a_stuck_one(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    def handler(event: Event) -> None:
        diary(event)
        if isinstance(event, Progressed):
            running.shutdown()

    running = make_service(on_event=handler)
    assert isinstance(diary.ending(running.submit(endless())), Cancelled)

    release = threading.Event()
    blocked = make_service(on_event=lambda event: isinstance(event, Progressed) and release.wait(PATIENCE))
    blocked.submit(endless())
    wait_until(lambda: blocked.pending() != () and blocked.pending()[0].running)
    wait_until(lambda: len(workers()) == 1)
    time.sleep(0.2)  # the handler is stuck by now; if not, this is the test above once more
    blocked.shutdown(timeout=0.1)
    assert workers() == []
    release.set()


def test_holding_waits_between_steps_but_not_for_ever(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    running.hold(True, 0.4)
    ticket = running.submit(make_job(steps=1))
    assert isinstance(diary.ending(ticket), Finished)
    assert diary.first_step(ticket).elapsed >= 0.36
    held = running.submit(endless())
    diary.first_step(held)
    running.cancel(held)
    assert isinstance(diary.ending(held), Cancelled)
    running.hold(False)
    assert isinstance(diary.ending(running.submit(make_job(steps=50))), Finished)


def test_a_job_that_is_too_large_for_the_line_fails_alone(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running = make_service()
    large, sound = running.submit(make_job(prompt="x" * (5 << 20))), running.submit(make_job())
    ending = diary.ending(large)
    assert isinstance(ending, Failed)
    assert "too large" in str(ending.error)
    assert isinstance(diary.ending(sound), Finished)


def test_a_listener_hears_of_its_own_job_only(
    make_service: Callable[..., InferenceService], diary: Diary
) -> None:
    running, mine = make_service(), Diary()
    running.submit(make_job())
    ticket = running.submit(make_job(), listener=mine)
    mine.ending(ticket)
    diary.ending(ticket)
    assert mine.events == diary.of(ticket)


def test_run_job_waits_for_the_result(make_service: Callable[..., InferenceService]) -> None:
    seen: list[int] = []
    result = run_job(COMMAND, make_job(), lambda event: seen.append(event.progress.step))
    assert seen == [0, 1, 2, 3]  # 0: the engine starts
    assert result.image is not None
    assert workers() == []
    running = make_service()
    with pytest.raises(errors.ModelError, match="No model"):
        run_job(running, make_job("failing", "ModelError: No model."))
    with pytest.raises(errors.Cancelled):
        run_job(running, make_job("failing", "Cancelled: x"))


def test_an_interrupted_run_job_shuts_down(make_service: Callable[..., InferenceService]) -> None:
    def interrupt(event: Progressed) -> None:
        raise KeyboardInterrupt

    running = make_service()
    with pytest.raises(KeyboardInterrupt):
        run_job(running, endless(), interrupt)
    assert workers() == []
    assert running.pending() == ()


@posix
def test_a_worker_does_not_outlive_a_killed_parent() -> None:
    """An app that is killed outright cannot clean up: its worker must notice, also mid-job."""
    script = (
        "import sys\n"
        "from tests.inference.test_service import COMMAND, endless\n"
        "from inference.service import InferenceService\n"
        "def tell(event):\n"
        "    print(getattr(event, 'progress', None), flush=True)\n"
        "running = InferenceService(tell, COMMAND)\n"
        "running.submit(endless())\n"
        "sys.stdin.read()\n"
    )
    root = str(Path(__file__).parents[2])
    parent = subprocess.Popen(
        [sys.executable, "-P", "-c", script],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    try:
        assert parent.stdout is not None
        while b"Progress(" not in parent.stdout.readline():
            assert parent.poll() is None
        (child,) = psutil.Process(parent.pid).children()
    finally:
        parent.kill()
        parent.communicate()
    wait_until(lambda: is_gone(child.pid))
