"""The worker process: reads orders from stdin, runs engines on the main thread, answers on stdout.

Start it as `python -m inference.worker`. `--engines MODULE:NAME` takes the engines from another registry (a
mapping of names to factories, as `inference.engines.REGISTRY`); it exists for tests and for trying out an
engine before it is registered. `--eager` keeps the normal scheduling priority, for benchmarks.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import importlib
import io
import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from inference.engine import Engine
from inference.engines import REGISTRY, Registry, create_engine
from inference.errors import Cancelled, InferenceError, OutOfMemory
from inference.job import Job, Progress
from inference.messages import (
    Cancel,
    Done,
    Erred,
    Heartbeat,
    Hold,
    Message,
    Ping,
    Pong,
    Probe,
    Probed,
    Ready,
    Run,
    Shutdown,
    Stepped,
    Warm,
    pack,
    ticket_of,
    unpack,
)
from inference.wire import encode_frame, read_frame, write_buffers

HEARTBEAT_SECONDS = 1.0
NICENESS = 10
NO_TICKET = 0  # of what is no job; those are counted from 1

logger = logging.getLogger("inference.worker")


class Replies:
    """The line back to the app; whole messages only, from any thread."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Message, sent: Job | None = None) -> None:
        """Write a message. Raises InferenceError where it cannot travel, OSError where nobody reads."""
        buffers = encode_frame(pack(message, sent))
        with self._lock:
            write_buffers(self._stream, buffers)


class Brakes:
    """What the app has asked of running and waiting jobs: to stop, or to wait while the pen is down."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._cancelled: set[int] = set()
        self._stopping = False
        self._held = 0.0  # seconds that a step may be delayed
        self._waited = 0.0  # seconds within this step

    def cancel(self, ticket: int) -> None:
        with self._changed:
            self._cancelled.add(ticket)
            self._changed.notify_all()

    def stop(self) -> None:
        """Cancel every job from now on."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def hold(self, seconds: float) -> None:
        """Delay steps by up to so many seconds from now on, this one too; 0: no longer."""
        with self._changed:
            self._held = seconds
            self._changed.notify_all()

    def next_step(self) -> None:
        """A step is over: the next may be held up again."""
        with self._changed:
            self._waited = 0.0

    def forget(self, ticket: int) -> None:
        with self._changed:
            self._cancelled.discard(ticket)

    def stops(self, ticket: int) -> bool:
        """Whether the job should stop; returns late, but by no more than was allowed a step, on hold."""
        with self._changed:
            start = now = time.monotonic()
            while not self._is_cancelled(ticket) and now < (until := start + self._held - self._waited):
                self._changed.wait(until - now)
                now = time.monotonic()
            self._waited += now - start
            return self._is_cancelled(ticket)

    def _is_cancelled(self, ticket: int) -> bool:
        return self._stopping or ticket in self._cancelled


class Worker:
    """Runs orders one after another; engines are made at their first job and kept."""

    def __init__(self, orders: io.RawIOBase, replies: Replies, registry: Registry) -> None:
        self._orders = orders
        self._replies = replies
        self._registry = registry
        self._engines: dict[str, Engine] = {}
        self._brakes = Brakes()
        self._work: queue.SimpleQueue[Run | Warm | Probe | None] = queue.SimpleQueue()

    def serve(self) -> None:
        """Work until told to shut down. A lost line ends the process at once, whatever it is doing."""
        for deed in (self._listen, self._beat):
            threading.Thread(target=deed, name=deed.__name__.strip("_"), daemon=True).start()
        self._replies.send(Ready(os.getpid()))
        while (order := self._work.get()) is not None:
            match order:
                case Probe():
                    self._probe()
                case Warm(name):
                    self._warm_up(name)
                case Run():
                    self._run(order)
        for engine in self._engines.values():
            engine.close()

    def _run(self, order: Run) -> None:
        """Run one job and answer for it, whatever the engine does."""
        ticket, job = order.ticket, order.job
        try:
            self._brakes.next_step()
            engine = self._engine(job.engine)
            report, stops = partial(self._report, ticket), partial(self._brakes.stops, ticket)
            result = engine.run(job, report, stops)
            self._replies.send(Done(ticket, result), sent=job)
        except InferenceError as error:
            if not isinstance(error, Cancelled):
                logger.warning("Job %d failed.", ticket, exc_info=error)
            self._replies.send(Erred(ticket, error))
        except MemoryError:
            logger.exception("Job %d ran out of memory.", ticket)
            failure = OutOfMemory(
                "There is not enough memory. Close other programs, or choose a smaller working size."
            )
            self._replies.send(Erred(ticket, failure))
        except Exception as error:
            logger.exception("Job %d met an unforeseen error.", ticket)
            failure = InferenceError(
                "The engine met an unforeseen problem ({problem}). Your picture is untouched; press Retry, "
                "or choose other settings if it happens again.",
                problem=type(error).__name__,
            )
            self._replies.send(Erred(ticket, failure))
        finally:
            self._brakes.forget(ticket)

    def _warm_up(self, name: str) -> None:
        """What fails here fails again at the first job, which says so to the artist."""
        if name in self._engines:
            return
        try:
            self._engine(name).warm_up(partial(self._brakes.stops, NO_TICKET))
        except InferenceError as error:
            logger.info("The engine '%s' is not warmed up.", name, exc_info=error)
        except Exception:  # whatever it is, the line to the app must go on
            logger.exception("The engine '%s' met an unforeseen error while it was warmed up.", name)

    def _engine(self, name: str) -> Engine:
        if name not in self._engines:
            with _for_good():
                self._engines[name] = create_engine(name, self._registry)
        return self._engines[name]

    def _report(self, ticket: int, progress: Progress) -> None:
        self._brakes.next_step()
        self._replies.send(Stepped(ticket, progress))

    def _probe(self) -> None:
        from inference.worker_probe import find_hardware  # imports torch where there is one

        self._replies.send(Probed(find_hardware()))

    def _listen(self) -> None:
        """Take orders off the line as they come, also while a job runs."""
        try:
            while (frame := read_frame(self._orders)) is not None:
                try:
                    self._obey(unpack(frame))
                except InferenceError as error:
                    logger.warning("An order makes no sense.", exc_info=error)
                    if (ticket := ticket_of(frame)) is not None:
                        self._replies.send(Erred(ticket, error))
        except (InferenceError, OSError) as error:
            logger.error("The orders cannot be read any further.", exc_info=error)
        finally:
            _die()  # the app is gone, or this thread is broken: nobody can stop this process any more

    def _obey(self, message: Message) -> None:
        match message:
            case Run(ticket, job):
                if job.engine not in self._engines:
                    self._replies.send(Stepped(ticket, Progress(0, job.steps, "starting")))
                self._work.put(message)
            case Warm() | Probe():
                self._work.put(message)
            case Cancel(ticket):
                self._brakes.cancel(ticket)
            case Hold(seconds):
                self._brakes.hold(seconds)
            case Ping():
                self._replies.send(Pong())
            case Shutdown():
                self._brakes.stop()
                self._work.put(None)
            case _:
                raise InferenceError("{name} is no order.", name=type(message).__name__)

    def _beat(self) -> None:
        try:
            while True:
                time.sleep(HEARTBEAT_SECONDS)
                self._replies.send(Heartbeat())
        except OSError:
            logger.warning("Nobody listens to the worker any more.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Be a worker until told to stop; the exit status."""
    parser = argparse.ArgumentParser(prog="inference.worker", description="Scumble's painting engines.")
    parser.add_argument("--engines", metavar="MODULE:NAME", help="take the engines from another registry")
    parser.add_argument("--eager", action="store_true", help="keep the normal scheduling priority")
    options = parser.parse_args(arguments)
    orders, replies = _claim_pipes()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the app's business
    _follow_parent()
    if not options.eager:
        _step_back()
    registry = _load_registry(options.engines) if options.engines else REGISTRY
    Worker(orders, Replies(replies), registry).serve()
    sys.stderr.flush()
    os._exit(0)  # engines are closed; exit handlers of big libraries would only take the app's time


def _claim_pipes() -> tuple[io.FileIO, io.FileIO]:
    """Take stdin and stdout for messages; libraries that print or ask get stderr and an empty input."""
    orders = io.FileIO(os.dup(0), "rb")
    replies = io.FileIO(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # so that prints stand in the log in time
    return orders, replies


@contextmanager
def _for_good() -> Iterator[None]:
    """What is imported or made in the context stays: the garbage collector passes it by.

    torch and diffusers bring a million objects. Looking for garbage among them, again and again while they
    come, takes a seventh of the time; later it would take a third of a second whenever a model is let go.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _load_registry(place: str) -> Registry:
    module, _, name = place.partition(":")
    return vars(importlib.import_module(module))[name]


def _die() -> None:
    """End this process at once, and where it leads a session of its own, all that it started."""
    if sys.platform != "win32" and os.getsid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _follow_parent() -> None:
    """On Linux: be killed with the thread that started us, even where somebody else keeps the pipe open.

    It may come before `_die` does: engines' own child processes, if they have any, must notice by themselves.
    """
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1  # <linux/prctl.h>
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)


def _step_back() -> None:
    """Let the pen win: lower this process's priority, and on Linux offer it first when memory runs out."""
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS
        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), below_normal)
        return
    os.nice(NICENESS)
    if sys.platform == "linux":
        try:
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
            Path("/proc/self/oom_score_adj").write_text("500")  # of 1000; unsaved paintings live in the app
        except OSError as error:  # not permitted in some containers; the niceness remains
            logger.info("The worker's scheduling stays as it is: %s", error)


if __name__ == "__main__":
    sys.exit(main())
