"""One job from start to end for callers that may wait: scripts, servers and tests."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence

from inference import errors
from inference.events import Cancelled, Event, Failed, Finished, Progressed
from inference.job import Job, Result
from inference.service import InferenceService


def run_job(
    source: InferenceService | Sequence[str] | None,
    job: Job,
    on_progress: Callable[[Progressed], None] | None = None,
) -> Result:
    """Run a job on a service, or on a worker of its own that is started by a command (None: the usual one).

    `on_progress` is called on the caller's thread. Raises the InferenceError that the job failed with, and
    `errors.Cancelled` where somebody cancelled it. Ctrl+C cancels the job, shuts the service down and goes on
    as KeyboardInterrupt.
    """
    if isinstance(source, InferenceService):
        return _run_on(source, job, on_progress)
    with InferenceService(on_event=lambda event: None, command=source) as service:
        return _run_on(service, job, on_progress)


def _run_on(service: InferenceService, job: Job, on_progress: Callable[[Progressed], None] | None) -> Result:
    inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
    try:
        ticket = service.submit(job, listener=inbox.put)
        while True:
            match _next_event(inbox):
                case Progressed() as event if on_progress is not None:
                    on_progress(event)
                case Finished(_, result):
                    return result
                case Failed(_, error):
                    raise error
                case Cancelled():
                    raise errors.Cancelled("Job {ticket} was cancelled.", ticket=ticket)
    except KeyboardInterrupt:
        service.cancel_all()
        service.shutdown()
        raise


def _next_event(inbox: queue.SimpleQueue[Event]) -> Event:
    """Wait for an event in short naps: on Windows Ctrl+C does not end a longer wait."""
    while True:
        try:
            return inbox.get(timeout=0.25)
        except queue.Empty:
            continue
