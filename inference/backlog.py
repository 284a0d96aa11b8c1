"""The jobs that have not ended yet, and whose turn is next; safe from any thread, never waits."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass

from inference.errors import InferenceError, Sentence
from inference.events import Event
from inference.job import Job

CLOSED = Sentence("The painting engine has been shut down. Restart Scumble to use it again.")


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A job that has not ended yet, as others may see it."""

    ticket: int
    job: Job
    priority: int
    running: bool


@dataclass(slots=True, eq=False)
class Entry:
    """A submitted job. The flags change only inside the backlog."""

    ticket: int
    job: Job
    priority: int
    listener: Callable[[Event], None] | None
    topic: str = ""
    announced: bool = False
    cancelled: bool = False
    running: bool = False

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Sorts the running job first, then by priority, then by arrival."""
        return (not self.running, -self.priority, self.ticket)


class Backlog:
    """Every job from its submission to its end; the lock is held for microseconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[int, Entry] = {}
        self._tickets = itertools.count(1)
        self._closed = False

    def add(self, job: Job, priority: int, listener: Callable[[Event], None] | None, topic: str = "") -> int:
        """Take in a job and give it a ticket. Raises InferenceError once closed.

        A job with a topic takes the place of those with the same that still wait: they are cancelled.
        """
        with self._lock:
            if self._closed:
                raise InferenceError(CLOSED)
            ticket = next(self._tickets)
            for entry in self._entries.values():
                if topic and entry.topic == topic and not entry.running:
                    entry.cancelled = True
            self._entries[ticket] = Entry(ticket, job, priority, listener, topic)
            return ticket

    def close(self) -> None:
        """Take in nothing more."""
        with self._lock:
            self._closed = True

    def cancel(self, ticket: int) -> None:
        """Mark a job; from now on it will not be started. Unknown tickets are those that have ended."""
        with self._lock:
            if (entry := self._entries.get(ticket)) is not None:
                entry.cancelled = True

    def cancel_all(self) -> None:
        """Mark every job that has not ended."""
        with self._lock:
            for entry in self._entries.values():
                entry.cancelled = True

    def pending(self) -> tuple[Pending, ...]:
        """The running job, then the others in the order they will run."""
        return tuple(
            Pending(entry.ticket, entry.job, entry.priority, entry.running) for entry in self.entries()
        )

    def entries(self) -> list[Entry]:
        """As `pending`, but the entries themselves."""
        with self._lock:
            return sorted(self._entries.values(), key=lambda entry: entry.rank)

    def arrivals(self) -> list[Entry]:
        """The entries since the last call, in order of arrival."""
        with self._lock:
            arrived = [entry for entry in self._entries.values() if not entry.announced]
            for entry in arrived:
                entry.announced = True
            return arrived

    def waiting(self, cancelled: bool) -> list[Entry]:
        """The announced jobs that do not run: those that were cancelled, or those that were not."""
        return [
            entry
            for entry in self.entries()
            if entry.announced and not entry.running and entry.cancelled == cancelled
        ]

    def start_next(self) -> Entry | None:
        """The job whose turn it is, marked as running; None where nobody waits."""
        with self._lock:
            ready = [
                entry
                for entry in self._entries.values()
                if entry.announced and not entry.running and not entry.cancelled
            ]
            entry = min(ready, key=lambda entry: entry.rank, default=None)
            if entry is not None:
                entry.running = True
            return entry

    def remove(self, entry: Entry) -> None:
        """Forget a job that has ended."""
        with self._lock:
            self._entries.pop(entry.ticket, None)
