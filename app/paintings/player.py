"""Watching a painting being painted: plays, scrubs, and stops where the artist wants to go on by hand."""

from __future__ import annotations

import time
from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer, Signal

from app.assistant import Assistant, Candidate, stage_names
from app.paintings.again import job_of, kept_of
from app.paintings.reel import Reel, Still, stage_starts
from app.paintings.stages import cut_short, painting_at
from app.session import Session
from app.studio import Studio
from app.words import worded
from canvas.document import Document
from canvas.errors import CanvasError
from canvas.layer import new_id
from inference.errors import InferenceError
from inference.job import STAGES

PACE = 12.0  # strokes a second at single speed: about what a quick hand does
SPEEDS = (1, 2, 4, 8, 16, 32, 64)
FRAME = 33  # milliseconds between two pictures
SLICE = 0.03  # seconds of painting after which what is done is shown


class Player(QObject):
    """Lives on the UI thread; strokes are painted on the errand thread, a few hundredths of a second at once.

    While a painting is open the canvas shows it as it was after some of its strokes; the document stays as it
    is until the artist stops there.
    """

    opened = Signal()
    closed = Signal()
    moved = Signal()  # other strokes are shown, or it plays or rests now
    told = Signal(str)
    _ready = Signal(int, object, object)  # which film, its Reel, where stages begin
    _advanced = Signal(int, object)  # which film, Still
    _refused = Signal(int, str)

    def __init__(self, studio: Studio, assistant: Assistant) -> None:
        super().__init__()
        self._studio = studio
        self._assistant = assistant
        self._film = 0  # counts up, so that what comes late is known
        self._node = ""  # id of the painting
        self._ids: dict[str, str] = {}  # of stages that the picture has no layer for
        self._reel: Reel | None = None
        self._still: Still | None = None
        self._busy = False
        self._want = 0.0  # the stroke to be shown
        self._then = 0.0  # seconds, when `_want` was right
        self.starts: dict[str, int] = {}  # first stroke by stage, from the bottom
        self.playing = False
        self.speed = int(studio.settings.get("watch/speed"))
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._tick)
        self._ready.connect(self._begin)
        self._advanced.connect(self._show)
        self._refused.connect(self._give_up)
        assistant.shown_changed.connect(self._candidate_shown)
        studio.session_changed.connect(self._adopt)
        studio.document_changed.connect(self._follow)
        self._session = studio.session
        self._adopt(studio.session)

    # --- what is open ----------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return bool(self._node)

    @property
    def node(self) -> str:
        """Id of the painting that is watched; "" for none."""
        return self._node

    @property
    def at(self) -> int:
        """How many strokes are shown."""
        return 0 if self._still is None else self._still.strokes

    @property
    def length(self) -> int:
        """How many strokes there are; 0 until they are read."""
        return 0 if self._reel is None else len(self._reel)

    def open(self, node_id: str) -> None:
        """Watch the painting that a node is or belongs to, from its first stroke."""
        document = self._studio.document
        found = painting_at(document, node_id)
        if found is None:
            self.told.emit(self.tr("This layer is no painting made of strokes. Choose one that is."))
            return
        self.close()
        self._assistant.show(None)
        self._film += 1
        film, recipe, clip = self._film, found.recipe, document.rect
        self._node, self._ids = found.node.id, {stage: new_id() for stage in STAGES}
        self._want, self.playing = 0.0, True

        def read() -> None:
            try:
                kept = kept_of(recipe)
                self._ready.emit(film, Reel(kept, job_of(recipe), clip), stage_starts(kept))
            except (CanvasError, InferenceError) as error:
                self._refused.emit(film, worded(error))

        self._studio.compute.errand(read)
        self.opened.emit()

    def close(self) -> None:
        """Show the picture as it is again."""
        if self.is_open:
            self._end()
            self._session.overlay(None)

    # --- moving ----------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play, from the start where it is at the end; or rest."""
        if self.playing:
            self.rest()
            return
        if self.at >= self.length:
            self.seek(0)
        self.playing, self._then = True, time.monotonic()
        self._timer.start()
        self.moved.emit()

    def rest(self) -> None:
        self.playing = False
        self._want = float(self.at)
        self.moved.emit()

    def seek(self, stroke: int) -> None:
        """Show the painting after so many strokes; it then rests or goes on playing as before."""
        if self._reel is not None:
            self._want = float(min(max(stroke, 0), len(self._reel)))
            self._then = time.monotonic()
            self._timer.start()
            self._tick()

    def set_speed(self, speed: int) -> None:
        """One of SPEEDS."""
        self.speed = speed
        self._studio.settings.set("watch/speed", speed)

    def stop_here(self) -> None:
        """Keep the strokes that are shown, one undo step, to go on by hand."""
        still, node = self._still, self._node
        if still is None or not still.stages:
            self.told.emit(self.tr("Nothing is painted yet. Let it paint some strokes first."))
            return
        names = stage_names()

        def deed(document: Document) -> Document:
            found = painting_at(document, node)
            return document if found is None else cut_short(document, found, still.stages, names)

        self._end()
        self._session.do(self.tr("Stop painting here"), deed, ends_overlay=True)

    # --- inside ----------------------------------------------------------------------------------

    def _begin(self, film: int, reel: Reel, starts: dict[str, int]) -> None:
        if film == self._film and self.is_open:
            self._reel, self.starts = reel, starts
            self._then = time.monotonic()
            self._timer.start()
            self._show(film, reel.still())

    def _tick(self) -> None:
        reel = self._reel
        if reel is None:
            return
        now = time.monotonic()
        if self.playing:
            self._want = min(self._want + (now - self._then) * PACE * self.speed, float(len(reel)))
        self._then = now
        if self._busy:
            return
        target, film = int(self._want), self._film
        if target == self.at and self._still is not None:
            if not self.playing or target >= len(reel):
                self._timer.stop()
                self.playing = False
                self.moved.emit()
            return
        self._busy = True

        def paint() -> None:
            reel.go_to(target, SLICE)
            self._advanced.emit(film, reel.still())

        self._studio.compute.errand(paint).add_done_callback(self._done)

    def _done(self, future: Future[None]) -> None:
        """Called on the errand thread."""
        if future.cancelled() or future.exception() is not None:
            self._refused.emit(self._film, "")

    def _show(self, film: int, still: Still) -> None:
        if film != self._film or not self.is_open:
            return
        self._busy, self._still = False, still
        node, ids, names = self._node, self._ids, stage_names()

        def deed(document: Document) -> Document:
            found = painting_at(document, node)
            if found is None:
                return document
            return cut_short(document, found, still.stages, names, ids=ids, even_locked=True)

        self._session.overlay(deed)
        self.moved.emit()

    def _give_up(self, film: int, sentence: str) -> None:
        if film == self._film:
            self.close()
            if sentence:
                self.told.emit(sentence)

    def _end(self) -> None:
        self._timer.stop()
        self._node, self._reel, self._still, self._busy = "", None, None, False
        self._film += 1
        self.starts, self.playing = {}, False
        self.closed.emit()

    def _adopt(self, session: Session) -> None:
        if session is not self._session and self.is_open:
            self._end()
        self._session = session
        session.pen_changed.connect(self._pen_changed)

    def _pen_changed(self, down: bool) -> None:
        """Whoever paints on what is shown means to go on from there. The deed goes before the stroke."""
        if down and self.is_open:
            if self.at < self.length and self._still is not None and self._still.stages:
                self.stop_here()
            else:
                self.close()

    def _candidate_shown(self, candidate: Candidate | None) -> None:
        if candidate is not None and self.is_open:
            self._end()  # what is shown now is the candidate

    def _follow(self, document: Document) -> None:
        if self.is_open and painting_at(document, self._node) is None:
            self.close()
