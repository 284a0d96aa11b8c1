"""Jobs that outlive the program: kept in the picture's file until they end, offered where they did not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject

from app.assistant import Assistant, Entry, State
from app.generation import job_of, recipe_of
from app.generation_log import GenerationLog
from app.keeper import Keeper
from app.notice import Notice
from app.studio import Studio
from app.workspace import Workspace
from canvas.errors import FormatError
from canvas.formats.native.pending import Pending
from inference.errors import JobError
from inference.job import Job

log = logging.getLogger("scumble.pending")


class PendingJobs(QObject):
    """Lives on the UI thread; rows come and go on the keeper's.

    Those of a picture that is closed go with its keeper.
    """

    def __init__(
        self,
        studio: Studio,
        assistant: Assistant,
        workspace: Workspace,
        generation_log: GenerationLog,
        notice: Notice,
    ) -> None:
        super().__init__()
        self._studio = studio
        self._assistant = assistant
        self._workspace = workspace
        self._notice = notice
        self._rows: dict[Entry, tuple[Keeper, Future[int]]] = {}
        studio.session_changed.connect(lambda _session: self._rows.clear())
        assistant.queue_changed.connect(self._keep_new)
        assistant.entry_changed.connect(self._changed)
        generation_log.settled.connect(self._forget)
        workspace.entered.connect(self._offer)

    # --- keeping ---------------------------------------------------------------------------------

    def _keep_new(self) -> None:
        for entry in self._assistant.entries:
            if entry not in self._rows and not entry.state.ended and entry.session is self._studio.session:
                keeper = self._workspace.keeper
                row = keeper.add_pending(recipe_of(entry.order.job))
                row.add_done_callback(_told)
                self._rows[entry] = keeper, row

    def _changed(self, entry: Entry) -> None:
        if entry.state.ended and entry.state is not State.DONE:  # a result is to be on disk first
            self._forget(entry)

    def _forget(self, entry: Entry) -> None:
        """Once all that the entry led to is done and written."""
        keeper, row = self._rows.pop(entry, (None, None))
        if keeper is None or row is None:
            return

        def forget(added: Future[int]) -> None:
            if added.exception() is None:
                keeper.remove_pending((added.result(),)).add_done_callback(_told)

        entry.session.snapshot().add_done_callback(lambda _: row.add_done_callback(forget))

    # --- offering --------------------------------------------------------------------------------

    def _offer(self) -> None:
        """The picture that was just opened had jobs that did not end."""
        keeper, jobs, useless = self._workspace.keeper, [], []
        for pending in self._workspace.pending:
            job = _job_in(pending)
            if job is None:
                useless.append(pending.row)
            else:
                jobs.append(job)
        _drop(keeper, useless)
        if not jobs:
            return
        rows = [one.row for one in self._workspace.pending if one.row not in useless]
        self._notice.offer(
            self.tr("%n generation(s) had not ended when Scumble did.", "", len(jobs)),
            (self.tr("Run again"), self._still(keeper, lambda: self._run_again(jobs, rows))),
            (self.tr("Discard"), self._still(keeper, lambda: _drop(keeper, rows))),
        )

    def _still(self, keeper: Keeper, action: Callable[[], None]) -> Callable[[], None]:
        return lambda: action() if keeper is self._workspace.keeper else None

    def _run_again(self, jobs: list[Job], rows: list[int]) -> None:
        for job in jobs:
            self._assistant.repeat(job)
        _drop(self._workspace.keeper, rows)  # after the new rows: one of both is in the file at any time


def _job_in(pending: Pending) -> Job | None:
    if pending.recipe is None:
        log.warning("job %d, which had not ended, is damaged", pending.row)
        return None
    try:
        return job_of(pending.recipe)
    except JobError as error:
        log.warning("job %d, which had not ended, cannot be used: %s", pending.row, error)
        return None


def _drop(keeper: Keeper, rows: list[int]) -> None:
    """Take rows out of the file; those of a file that is only read stay."""
    kept_here = [row for row in rows if row]
    if kept_here:
        keeper.remove_pending(kept_here).add_done_callback(_told)


def _told(future: Future[int] | Future[None]) -> None:
    """Without the row a job is only not offered after a crash, or once too often: nothing to tell about."""
    error = future.exception()
    if isinstance(error, FormatError):
        log.info("the jobs under way could not be kept: %s", error)
    elif error is not None:
        raise error
