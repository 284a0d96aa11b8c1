"""The background inference thread: runs jobs on a worker process that it starts, watches and replaces."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from inference import errors
from inference.backlog import Backlog, Entry, Pending
from inference.errors import InferenceError, Sentence, WorkerDied
from inference.events import Cancelled, Ending, Event, Failed, Finished, Progressed, Queued, Started
from inference.job import Job
from inference.messages import (
    HOLD_SECONDS,
    PROTOCOL,
    Cancel,
    Done,
    Erred,
    Hold,
    Ready,
    Run,
    Stepped,
    Warm,
    ticket_of,
    unpack,
)
from inference.pace import Pace
from inference.process import WorkerLog, WorkerProcess, default_command
from inference.wire import Frame

START_ATTEMPTS = 3  # fresh workers that may fail one after another before the waiting jobs are given up
LOADING_PATIENCE = 4  # × the heartbeat's limit until a job's first step: importing torch halts all threads
TICK_SECONDS = 0.25  # how often limits are looked at while a worker lives
NAP_SECONDS = 5.0  # a turn that took longer means that this machine or this thread slept, not the worker

CANNOT_START = Sentence(
    "The painting engine could not be started. Your picture is untouched; restart Scumble, and install it "
    "anew if this happens again."
)
DIED = Sentence(
    "The painting engine stopped unexpectedly. Your picture is untouched; press Retry to run the job again."
)
KILLED = Sentence(
    "The painting engine stopped unexpectedly. Your picture is untouched; press Retry to run the job again. "
    "The computer may have run out of memory: close other programs, or try a smaller picture."
)
HUNG = Sentence(
    "The painting engine stopped answering and was restarted. Your picture is untouched; press Retry to run "
    "the job again."
)

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Running:
    """The job that the worker is at. Once `ending` is set, it ends so, whatever the worker says."""

    entry: Entry
    started: float  # all times: seconds of time.monotonic()
    pace: Pace = field(default_factory=Pace)
    stepped: bool = False
    ending: Ending | None = None
    patience_ends: float = 0.0  # when a worker that was asked to stop is killed


@dataclass(slots=True, eq=False)
class _Live:
    """The present worker."""

    process: WorkerProcess
    born: float
    heard: float
    ready: bool = False
    holding: float = 0.0  # as it was told: seconds for each step
    warmed: str = ""  # the engine that it was last told to make ready


# What wakes the service thread: something a worker said (None: its end), or None for "look around".
_Note = tuple[WorkerProcess, "Frame | InferenceError | None"]


class InferenceService:
    """Runs jobs one at a time in a worker process and tells about them; no method but `shutdown` ever waits.

    `on_event` is called on the service's own thread, for all jobs in order. Times are in seconds: a worker
    that is silent for `heartbeat_timeout` is replaced, a job may take `job_timeout` (None: for ever), and an
    engine must obey a cancellation within `cancel_grace`. `environment` is added to the worker's. The first
    two may be changed later, by `set_limits`.
    """

    def __init__(
        self,
        on_event: Callable[[Event], None],
        command: Sequence[str] | None = None,
        environment: Mapping[str, str] | None = None,
        job_timeout: float | None = None,
        heartbeat_timeout: float = 30.0,
        cancel_grace: float = 10.0,
        start_timeout: float = 60.0,
    ) -> None:
        self._on_event = on_event
        self._job_timeout = job_timeout
        self._heartbeat_timeout = heartbeat_timeout
        self._cancel_grace = cancel_grace
        self._start_timeout = start_timeout

        self._backlog = Backlog()
        self._notes: queue.SimpleQueue[_Note | None] = queue.SimpleQueue()
        self._log = WorkerLog()
        # Single words that any thread writes and the service thread reads once a note has woken it:
        self._closing: float | None = None  # seconds that the shutdown may take
        self._warming = False
        self._favoured = ""  # the engine to be made ready
        self._held = 0.0  # seconds for each step
        self._wanted = (command, environment)  # as `use` says

        # Owned by the service thread:
        self._used = self._wanted
        self._command = tuple(command or default_command())
        self._environment = environment
        self._running: _Running | None = None
        self._live: _Live | None = None
        self._failed_starts = 0
        self._thread = threading.Thread(target=self._serve, name="inference", daemon=True)
        self._thread.start()

    def __enter__(self) -> InferenceService:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    # --- any thread ---

    def submit(
        self,
        job: Job,
        priority: int = 0,
        listener: Callable[[Event], None] | None = None,
        topic: str = "",
    ) -> int:
        """Queue a job and return its ticket. Higher priorities run first, equal ones in order of arrival.

        `listener` gets the events of this job, before `on_event` and on the same thread. `topic`: what the
        job shows the newest state of; those of the same topic that still wait are cancelled and never start.
        Raises InferenceError after `shutdown`.
        """
        ticket = self._backlog.add(job, priority, listener, topic)
        self._notes.put(None)
        return ticket

    def cancel(self, ticket: int) -> None:
        """Cancel a job: a waiting one never starts, a running one stops at its next step."""
        self._backlog.cancel(ticket)
        self._notes.put(None)

    def cancel_all(self) -> None:
        """Cancel every job that has not ended."""
        self._backlog.cancel_all()
        self._notes.put(None)

    def hold(self, on: bool, seconds: float = HOLD_SECONDS) -> None:
        """While on (the pen is down), the engine rests between steps, by at most so many seconds for each."""
        self._held = seconds if on else 0.0
        self._notes.put(None)

    def set_limits(self, job_timeout: float | None, heartbeat_timeout: float) -> None:
        """Seconds that a job may take (None: for ever), and that a worker may be silent."""
        self._job_timeout, self._heartbeat_timeout = job_timeout, heartbeat_timeout
        self._notes.put(None)

    def use(self, command: Sequence[str] | None, environment: Mapping[str, str] | None = None) -> None:
        """Start workers by another command from now on (None: the usual one), in another environment.

        A job under way ends on the worker that it began on; the next one gets a new worker.
        """
        self._wanted = command, environment
        self._notes.put(None)

    def warm_up(self, engine: str = "") -> None:
        """Start the worker process now, so that the first job need not wait for it.

        `engine`: that it makes ready too, while there is nothing else to do; "" for none.
        """
        self._warming = True
        self._favoured = engine or self._favoured
        self._notes.put(None)

    def pending(self) -> tuple[Pending, ...]:
        """The jobs that have not ended: the running one, then the others in the order they will run."""
        return self._backlog.pending()

    def worker_log(self) -> str:
        """The last 64 KiB that workers wrote to stderr, for reports of trouble."""
        return self._log.text()

    def shutdown(self, timeout: float = 1.5) -> None:
        """Cancel everything, end worker and thread within about `timeout` seconds; may be repeated."""
        self._backlog.close()
        if self._closing is None:
            self._closing = timeout
        self._notes.put(None)
        if threading.current_thread() is self._thread:
            return  # asked by an event handler: the thread ends when that returns
        self._thread.join(timeout + 0.5)
        if self._thread.is_alive():
            logger.error("An event handler keeps the inference thread from ending; its worker is killed.")
            if (live := self._live) is not None:
                live.process.close()

    # --- the service thread ---

    def _serve(self) -> None:
        then = time.monotonic()
        while self._closing is None:
            note = self._next_note()
            now = time.monotonic()
            if now - then > NAP_SECONDS and self._live is not None:
                self._live.heard = now
            if note is not None:
                self._hear(*note)
            self._admit()
            self._enforce_limits()
            self._advance()
            then = time.monotonic() if self._live is not None else float("inf")
        self._finish(self._closing)

    def _next_note(self) -> _Note | None:
        try:
            return self._notes.get(timeout=TICK_SECONDS if self._live is not None else None)
        except queue.Empty:
            return None

    def _finish(self, timeout: float) -> None:
        """End the worker, then every ticket that is left."""
        live, self._live = self._live, None
        if live is not None:
            live.process.close(polite=0.6 * timeout, firm=0.2 * timeout)
        for entry in self._backlog.entries():
            self._end(entry, Cancelled(entry.ticket))

    def _admit(self) -> None:
        """Announce what arrived, then end what was cancelled while it waited."""
        for entry in self._backlog.arrivals():
            self._tell(entry, Queued(entry.ticket, entry.job))
        for entry in self._backlog.waiting(cancelled=True):
            self._end(entry, Cancelled(entry.ticket))

    def _advance(self) -> None:
        """Start what should be running: a worker, its hold, the next job."""
        self._change_worker()
        if self._live is None and (self._warming or self._backlog.waiting(cancelled=False)):
            self._start_worker()
        live = self._live
        if live is None or not live.ready:
            return
        if live.holding != self._held:
            live.holding = self._held
            live.process.send(Hold(live.holding))
        if self._running is not None:
            return
        if (entry := self._backlog.start_next()) is not None:
            self._start_job(entry, live)
        elif live.warmed != self._favoured:
            live.warmed = self._favoured
            live.process.send(Warm(live.warmed))

    def _change_worker(self) -> None:
        """Between two jobs, let the worker go that was started by a command which is not wanted any more."""
        wanted = self._wanted
        if wanted is self._used or self._running is not None:
            return
        self._used = wanted
        command, self._environment = wanted
        self._command = tuple(command or default_command())
        self._failed_starts = 0
        if self._live is not None:
            self._drop_worker(self._live)

    def _start_job(self, entry: Entry, live: _Live) -> None:
        try:
            live.process.send(Run(entry.ticket, entry.job))
        except InferenceError as error:  # too large for the line
            self._end(entry, _failure(entry.ticket, error))
            self._notes.put(None)  # look at the next one
            return
        self._running = _Running(entry, time.monotonic())
        self._tell(entry, Started(entry.ticket))

    def _start_worker(self) -> None:
        self._warming = False
        try:
            process = WorkerProcess(
                self._command, self._environment, self._log, lambda *note: self._notes.put(note)
            )
        except OSError as error:
            logger.error("The worker cannot be started: %s", error)
            self._count_failed_start()
            return
        now = time.monotonic()
        self._live = _Live(process, born=now, heard=now)

    def _count_failed_start(self) -> None:
        """After START_ATTEMPTS in a row give up the waiting jobs; a later job tries afresh."""
        self._failed_starts += 1
        if self._failed_starts >= START_ATTEMPTS:
            self._failed_starts = 0
            for entry in self._backlog.waiting(cancelled=False):
                self._end(entry, _failure(entry.ticket, WorkerDied(CANNOT_START)))
        self._notes.put(None)

    def _hear(self, process: WorkerProcess, said: Frame | InferenceError | None) -> None:
        """Take in what a worker said; a worker that was replaced is no longer listened to."""
        live = self._live
        if live is None or live.process is not process:
            return
        live.heard = time.monotonic()
        if not isinstance(said, Frame):
            self._mourn(live, said)
            return
        running = self._running
        try:
            message = unpack(said, sent=running.entry.job if running is not None else None)
        except InferenceError as error:
            if running is not None and ticket_of(said) == running.entry.ticket:
                self._end_running(running, _failure(running.entry.ticket, error))
            else:
                self._mourn(live, error)
            return
        match message:
            case Ready(_, protocol):
                live.ready = protocol == PROTOCOL
                if live.ready:
                    self._failed_starts = 0
                else:
                    self._mourn(
                        live, InferenceError("The worker speaks protocol {protocol}.", protocol=protocol)
                    )
            case Stepped(ticket, progress) if running is not None and running.entry.ticket == ticket:
                running.stepped = progress.step > 0
                remaining = running.pace.remaining(progress.step, progress.steps, live.heard)
                elapsed = live.heard - running.started
                self._tell(running.entry, Progressed(ticket, progress, elapsed, remaining))
            case Done(ticket, result) if running is not None and running.entry.ticket == ticket:
                self._end_running(running, Finished(ticket, result))
            case Erred(ticket, error) if running is not None and running.entry.ticket == ticket:
                self._end_running(running, _failure(ticket, error))

    def _mourn(self, live: _Live, error: InferenceError | None) -> None:
        """The worker ended by itself, or says what cannot be understood."""
        status = self._drop_worker(live)
        logger.error("The worker ended (status %s, %s):\n%s", status, error, self._last_words())
        killed = status == -9 and error is None  # SIGKILL, and not ours: mostly the system, out of memory
        self._lose_worker(live, WorkerDied(KILLED) if killed else WorkerDied(DIED))

    def _lose_worker(self, live: _Live, error: WorkerDied) -> None:
        """The worker is no more; account for the job or the start that it leaves behind."""
        if self._running is not None:
            running = self._running
            self._end_running(running, _failure(running.entry.ticket, error))
        elif not live.ready:
            self._count_failed_start()

    def _drop_worker(self, live: _Live) -> int | None:
        status = live.process.close()
        self._live = None
        return status

    def _last_words(self) -> str:
        return self._log.text()[-2000:]

    def _enforce_limits(self) -> None:
        """Ask overdue and cancelled jobs to stop, and kill a worker that does not obey, answer or start."""
        live, running = self._live, self._running
        if live is None:
            return
        now = time.monotonic()
        if running is not None:
            self._ask_to_stop(live, running, now)
            if running.ending is not None and now >= running.patience_ends:
                logger.warning("The worker does not stop its job and is killed.")
                self._drop_worker(live)
                self._end_running(running, running.ending)
                return
        patience = self._heartbeat_timeout
        if not live.ready:
            patience = self._start_timeout
        elif (running is None and live.warmed) or (running is not None and not running.stepped):
            patience *= LOADING_PATIENCE
        if now - live.heard > patience:
            logger.error("The worker is silent and is killed. Its last words:\n%s", self._last_words())
            self._drop_worker(live)
            self._lose_worker(live, WorkerDied(HUNG))

    def _ask_to_stop(self, live: _Live, running: _Running, now: float) -> None:
        if running.ending is not None:
            return
        ticket = running.entry.ticket
        limit = self._job_timeout
        if running.entry.cancelled:
            running.ending = Cancelled(ticket)
        elif limit is not None and now - running.started > limit:
            error = InferenceError(
                "The job took longer than {seconds} seconds and was stopped. Try fewer steps or a smaller "
                "picture.",
                seconds=f"{limit:g}",
            )
            running.ending = _failure(ticket, error)
        else:
            return
        running.patience_ends = now + self._cancel_grace
        live.process.send(Cancel(ticket))

    def _end_running(self, running: _Running, ending: Ending) -> None:
        """End the running job as was decided when it was stopped, or else as `ending` says."""
        self._running = None
        if running.ending is not None:
            ending = running.ending
        elif running.entry.cancelled:
            ending = Cancelled(running.entry.ticket)
        self._end(running.entry, ending)

    def _end(self, entry: Entry, ending: Ending) -> None:
        self._backlog.remove(entry)
        self._tell(entry, ending)

    def _tell(self, entry: Entry, event: Event) -> None:
        for hear in (entry.listener, self._on_event):
            if hear is None:
                continue
            try:
                hear(event)
            except Exception:  # somebody else's handler must not end the jobs of all
                logger.exception("An event handler failed on %s.", type(event).__name__)


def _failure(ticket: int, error: InferenceError) -> Ending:
    """How a job ends that met `error`."""
    if isinstance(error, errors.Cancelled):
        return Cancelled(ticket)
    hopeless = errors.JobError | errors.ModelError | errors.EngineUnavailable
    return Failed(ticket, error, retryable=not isinstance(error, hopeless))
