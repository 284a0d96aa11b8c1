"""The download thread: takes orders one after another and tells what becomes of them."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from inference.errors import Cancelled as Stopped
from inference.errors import HubError, HubRefused
from inference.hub.digest import digest_of_start
from inference.hub.events import Cancelled, Event, Failed, Finished, Planned, Progressed, Started, Verified
from inference.hub.plan import Order, Plan, PlannedFile, plan_download
from inference.hub.speed import Speed
from inference.hub.staging import MARGIN, Staging
from inference.hub.stop import Patience, Stop
from inference.hub.transfer import Source, Transfer, disk_error
from inference.hub.web import Web

TELL_EVERY = 0.1  # seconds

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hub:
    """Which hub, how to be let in, and how patient to be."""

    endpoint: str
    token: Callable[[], str | None] = lambda: None  # asked on the download thread: it may have to wait
    patience: Patience = field(default_factory=Patience)
    margin: int = MARGIN  # bytes left free on the disk

    def web(self, stop: Stop, endpoint: str = "") -> Web:
        """For this hub, or another one, which gets no token."""
        if endpoint in ("", self.endpoint):
            return Web(self.endpoint, self.token, self.patience, stop)
        return Web(endpoint, patience=self.patience, stop=stop)


def download(
    hub: Hub, order: Order | Plan, tell: Callable[[Event], None], stop: Stop, ticket: int = 0
) -> None:
    """Fetch what was ordered, or go on with a plan; returns after Finished was told.

    `tell` is called on this thread. Raises HubError and Cancelled; what came so far is kept then.
    """
    tell(Started(ticket))
    with hub.web(stop, order.endpoint if isinstance(order, Plan) else "") as web:
        plan = order if isinstance(order, Plan) else plan_download(web, order)
        _Run(web, plan, tell, ticket).go(hub.margin)


class _Run:
    """One download from its plan to its place."""

    def __init__(self, web: Web, plan: Plan, tell: Callable[[Event], None], ticket: int) -> None:
        self._web = web
        self._plan = plan
        self._tell = tell
        self._ticket = ticket
        self._speed = Speed()
        self._told = 0.0  # when
        self._latest: tuple[int, PlannedFile] | None = None  # bytes of the plan, and not told yet

    def go(self, margin: int) -> None:
        plan = self._plan
        if self._is_here():
            self._tell(Planned(self._ticket, plan))
            self._tell(Finished(self._ticket, plan.target))
            return
        with Staging(plan) as staging:
            staging.require_room(margin)
            self._tell(Planned(self._ticket, plan))
            missing = staging.missing()
            done = plan.bytes - sum(file.bytes for file in missing)
            for file in missing:
                self._fetch(staging, file, done)
                done += file.bytes
            self._web.stop.check()
            path = staging.install()
        self._tell(Finished(self._ticket, path))

    def _fetch(self, staging: Staging, file: PlannedFile, before: int) -> None:
        """`before`: bytes of the plan that are here without this file."""
        self._speed.forget()

        def tell(here: int) -> None:
            self._progress(before + here, file)

        source = Source(self._plan.id, self._plan.commit)
        try:
            Transfer(self._web, source, file, staging.file(file), tell).run()
        finally:
            self._tell_progress()  # where it stands in the end
        self._tell(Verified(self._ticket, file.name))

    def _progress(self, here: int, file: PlannedFile) -> None:
        self._latest = (here, file)
        if time.monotonic() - self._told >= TELL_EVERY:
            self._tell_progress()

    def _tell_progress(self) -> None:
        if self._latest is None:
            return
        (here, file), self._latest = self._latest, None
        now, total = time.monotonic(), self._plan.bytes
        self._told = now
        self._speed.note(now, here)
        left = self._speed.seconds_left(total - here)
        self._tell(Progressed(self._ticket, here, total, self._speed.bytes_per_second, left, file.name))

    def _is_here(self) -> bool:
        """Whether the single file that is wanted lies there already. Another one there is never replaced."""
        plan = self._plan
        if plan.folder or not plan.target.exists():
            return False
        file = plan.files[0]
        try:
            digest, _ = digest_of_start(plan.target, file.checksum.kind, file.bytes, self._web.stop)
        except OSError as error:
            raise disk_error(error, plan.target) from error
        if digest.come_to() != file.checksum:
            raise HubRefused(
                "There is another file named '{name}' in '{folder}'. Move it away, or choose another folder.",
                name=plan.name,
                folder=str(plan.target.parent),
            )
        return True


@dataclass(slots=True, eq=False)
class _Ordered:
    ticket: int
    hub: Hub
    order: Order | Plan
    stop: Stop


class Downloader:
    """Downloads one model at a time on a thread of its own; no method but `shutdown` ever waits.

    `on_event` is called on that thread.
    """

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        self._on_event = on_event
        self._tickets = itertools.count(1)
        self._waiting: queue.SimpleQueue[_Ordered | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._open: dict[int, Stop] = {}  # by ticket: waiting and running
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="download", daemon=True)
        self._thread.start()

    def __enter__(self) -> Downloader:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    def submit(self, hub: Hub, order: Order | Plan) -> int:
        """Queue a download, or the rest of one that was broken off. Raises HubError after `shutdown`."""
        with self._lock:
            if self._closed:
                raise HubError("Scumble is about to end: no download can be begun any more.")
            ordered = _Ordered(next(self._tickets), hub, order, Stop())
            self._open[ordered.ticket] = ordered.stop
            self._waiting.put(ordered)
        return ordered.ticket

    def cancel(self, ticket: int) -> None:
        """Stop a download; what came so far is kept. One that has ended is left alone."""
        with self._lock:
            stop = self._open.get(ticket)
        if stop is not None:
            stop.set()

    def shutdown(self, timeout: float = 3.0) -> bool:
        """Stop all downloads and end the thread; True where that took no longer than `timeout` seconds."""
        with self._lock:
            self._closed = True
            for stop in self._open.values():
                stop.set()
        self._waiting.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _serve(self) -> None:
        while (ordered := self._waiting.get()) is not None:
            ending = self._ending(ordered)
            with self._lock:
                del self._open[ordered.ticket]
            self._on_event(ending)

    def _ending(self, ordered: _Ordered) -> Finished | Failed | Cancelled:
        ticket, last = ordered.ticket, None

        def tell(event: Event) -> None:
            nonlocal last
            if isinstance(event, Finished):
                last = event
            else:
                self._on_event(event)

        try:
            ordered.stop.check()
            download(ordered.hub, ordered.order, tell, ordered.stop, ticket)
        except Stopped:
            return Cancelled(ticket)
        except HubError as error:
            logger.info("download %d: %s", ticket, error, exc_info=error)
            return Failed(ticket, error, retryable=not isinstance(error, HubRefused))
        except Exception as error:
            logger.exception("download %d", ticket)
            surprise = HubError(
                "The download stopped for an unforeseen reason ({problem}). Try again; if it happens again, "
                "choose another model.",
                problem=f"{type(error).__name__}: {error}",
            )
            return Failed(ticket, surprise, retryable=True)
        assert last is not None
        return last
