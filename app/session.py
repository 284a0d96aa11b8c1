"""One open document: its history and display picture, edited on the compute thread, told by signals."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.compute import Compute
from app.solo import alone
from app.words import worded
from canvas.background import ROOM
from canvas.brush.begin import Painting, begin
from canvas.brush.preset import Brush, Sample
from canvas.brush.symmetry import Symmetry
from canvas.display import Display
from canvas.document import Document
from canvas.errors import CanvasError
from canvas.geometry import Key, Rect
from canvas.history import DEFAULT_BUDGET, History, Record
from canvas.tile import Tiles

Deed = Callable[[Document], Document]
TRIM_SECONDS = 0.003  # how long packing old undo steps may keep the pen waiting
PIECEWISE_LEVELS = 7  # the mip levels beyond are made only when all pieces are done


@dataclass(slots=True, eq=False)
class _Pen:
    """One stroke from pen down to pen up: the UI thread adds samples, the compute thread takes them."""

    label: str
    samples: deque[Sample] = field(default_factory=deque)
    asked: bool = False  # a turn of the compute thread is on its way
    stroke: Painting | None = None  # the compute thread's; None where nothing may be painted


@dataclass(frozen=True, slots=True)
class Standing:
    """What the history said when it was last told: the history itself may be changing just now."""

    labels: tuple[str, ...] = ()  # of all steps, the oldest first
    place: int = 0  # how many of them are done
    saved_place: int | None = 0  # how many were done when the document was saved
    modified: bool = False
    nbytes: int = 0  # of memory
    spilled: int = 0  # bytes on disk


class Session(QObject):
    """Every method returns at once; the work is done in order on the compute thread and told by signals.

    While the pen is down edits wait for it, so that none can lose what is being painted.
    `document` is the current immutable document and may be read from any thread at any time.
    """

    shown = Signal(list)  # list[Rect]: document rectangles whose display pixels are new
    resized = Signal()  # the display picture has other dimensions
    changed = Signal(object)  # Document: another document is current (layers, selection, active layer …)
    history_changed = Signal()  # undo or redo label, or `modified`, may differ
    solo_changed = Signal(str)  # id of the node that is shown alone, or ""
    pen_changed = Signal(bool)  # True while a stroke is being painted
    failed = Signal(str)  # a sentence about an edit that could not be made

    def __init__(
        self,
        document: Document | Record,
        compute: Compute,
        path: Path | None = None,
        budget: int = DEFAULT_BUDGET,
    ) -> None:
        """`document`: or one with its undo steps, as a file had them. `budget`: bytes that undo may take."""
        super().__init__()
        self.path = path
        self.compute = compute
        if isinstance(document, Record):
            self.history = History.restored(document, budget)
        else:
            self.history = History(document, budget)
        self.keep: Callable[[Record], None] | None = (
            None  # told of every finished edit, on the compute thread
        )
        self.display = Display()
        self.visible: Rect | None = None  # what the viewport shows, done first
        self.standing = Standing()
        self._closed = False
        self._solo = ""
        self._strokes = 0  # begun so far: the seed of the next one's chance
        self._pen: _Pen | None = None  # the UI thread's: the stroke that samples go to
        self._painting: _Pen | None = None  # the compute thread's: the stroke that is being painted
        self._after_stroke: list[Callable[[], None]] = []  # edits that wait for pen up
        self._overlay: Deed | None = None
        self._overlays: deque[Deed | None] = deque(maxlen=1)  # the newest that is not shown yet
        self._latest: dict[str, tuple[str, Deed]] = {}  # newest waiting edit by merge key
        self._unfinished = 0  # pieces of work that wait or run
        self._lock = threading.Lock()  # for the three above
        self._refresh_waits = False
        self._trims = False
        self._levels: list[np.ndarray] = []  # the display picture that was told about
        if isinstance(document, Record):
            self.standing = self._standing()
        self.refresh()

    @property
    def document(self) -> Document:
        return self.history.document

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, as last told by `history_changed`."""
        place = self.standing.place
        return self.standing.labels[place - 1] if place else None

    @property
    def redo_label(self) -> str | None:
        """What redo would bring back, as last told by `history_changed`."""
        standing = self.standing
        return standing.labels[standing.place] if standing.place < len(standing.labels) else None

    @property
    def modified(self) -> bool:
        """Whether the document differs from the file, as last told by `history_changed`."""
        return self.standing.modified

    @property
    def settled(self) -> bool:
        """Whether all that was asked for is done, and the pen is up."""
        return self._unfinished == 0 and self._painting is None

    @property
    def closed(self) -> bool:
        return self._closed

    # --- edits -----------------------------------------------------------------------------------

    def do(self, label: str, deed: Deed, merge_key: str = "", *, ends_overlay: bool = False) -> None:
        """Apply an edit as one undo step. A waiting edit is overtaken by a newer one of its `merge_key`.

        ends_overlay: the edit is what the overlay showed, and takes its place without a flicker.
        """
        if ends_overlay:
            with self._lock:
                self._overlays.clear()
        if merge_key:
            with self._lock:
                waiting = merge_key in self._latest
                self._latest[merge_key] = (label, deed)
            if not waiting:
                self._run(lambda: self._edit(lambda: self._do_latest(merge_key)))
        else:
            self._run(lambda: self._edit(lambda: self._do(label, deed, ends_overlay=ends_overlay)))

    def undo(self) -> None:
        """Go one step back; nothing happens while the pen is down."""
        self._run(lambda: None if self._painting else self._walk(self.history.undo))

    def redo(self) -> None:
        """Go one step forward; nothing happens while the pen is down."""
        self._run(lambda: None if self._painting else self._walk(self.history.redo))

    def go_to(self, place: int) -> None:
        """Undo or redo until so many steps are done; nothing happens while the pen is down."""
        self._run(lambda: None if self._painting else self._walk(lambda: self.history.go_to(place)))

    def select_layer(self, node_id: str, *, on_mask: bool = False) -> None:
        """Make a node active, or have tools work on its mask. No undo step."""
        self._run(
            lambda: self._edit(lambda: self._walk(lambda: self.history.select(node_id, on_mask=on_mask)))
        )

    def fold(self, group_id: str, folded: bool) -> None:
        """Have lists leave out what is in a group, or show it again. No undo step."""
        self._run(lambda: self._edit(lambda: self._walk(lambda: self.history.fold(group_id, folded))))

    def snapshot(self) -> Future[tuple[Document, object]]:
        """The document once all edits asked for so far are made, and its state in the history."""
        return self.compute.submit(lambda: (self.history.document, self.history.state))

    def mark_saved(self, state: object) -> None:
        """Tell that the document of this state is on disk now."""

        def mark() -> None:
            self.history.mark_saved(state)
            self._tell_history()

        self._run(mark)

    # --- what is shown ---------------------------------------------------------------------------

    def overlay(self, deed: Deed | None) -> None:
        """Show the document as `deed` would make it, without making it so; None ends that."""
        with self._lock:
            self._overlays.append(deed)
        self._run(self._take_overlay)

    @property
    def solo(self) -> str:
        """Id of the node that is shown alone; "" while all are shown as the document has them."""
        return self._solo

    def show_solo(self, node_id: str) -> None:
        """Show one node alone on the screen, or ("") all again. The document stays as it is."""
        if node_id != self._solo:
            self._solo = node_id
            self.solo_changed.emit(node_id)
            self.refresh()

    def refresh(self) -> None:
        """Bring the display picture up to date."""
        if not self._refresh_waits:
            self._refresh_waits = True
            self._run(self._refresh)

    # --- the stroke ------------------------------------------------------------------------------

    def begin_stroke(
        self,
        label: str,
        brush: Brush,
        colour: tuple[float, float, float],
        symmetry: Symmetry | None = None,
        scale: float = 1.0,
        revealed: Tiles | None = None,
    ) -> None:
        """Start painting on the active node, or its mask, with a straight sRGB colour, 0 … 1.

        scale: document pixels for one on screen (1 / zoom), by which stabilisers measure. revealed: see
        `begin`.
        """
        self.end_stroke()
        pen = self._pen = _Pen(label)
        self._strokes += 1
        seed = self._strokes

        def start() -> None:
            document = self.history.document
            pen.stroke = begin(
                document,
                brush,
                colour,
                symmetry=symmetry,
                stabiliser_scale=scale,
                seed=seed,
                revealed=revealed,
            )
            self._painting = pen

        ROOM.pen_down()
        self.pen_changed.emit(True)
        self._run(start)

    def extend_stroke(self, samples: Iterable[Sample]) -> None:
        """Hand over new pen samples; they are painted together, once per turn of the compute thread."""
        pen = self._pen
        if pen is None:
            return
        pen.samples.extend(samples)
        if not pen.asked:
            pen.asked = True
            self._run(lambda: self._paint(pen))

    def end_stroke(self, *, cancel: bool = False) -> None:
        """Pen up: the stroke becomes one undo step, or is taken back. Without a stroke nothing happens."""
        pen, self._pen = self._pen, None
        if pen is None:
            return
        ROOM.pen_up()
        self.pen_changed.emit(False)
        self._run(lambda: self._end(pen, cancel=cancel))

    # --- the compute thread's side ---------------------------------------------------------------

    def _run(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._unfinished += 1

        def counted() -> None:
            try:
                self._guarded(work)
            finally:
                with self._lock:
                    self._unfinished -= 1

        self.compute.submit(counted)

    def _guarded(self, work: Callable[[], None]) -> None:
        if self._closed:
            return
        try:
            work()
        except CanvasError as error:
            self.failed.emit(worded(error))

    def _edit(self, work: Callable[[], None]) -> None:
        """Make an edit now, or once the pen is up."""
        if self._painting is None:
            work()
        else:
            self._after_stroke.append(work)

    def _do_latest(self, merge_key: str) -> None:
        with self._lock:
            label, deed = self._latest.pop(merge_key)
        self._do(label, deed, merge_key)

    def _do(self, label: str, deed: Deed, merge_key: str = "", *, ends_overlay: bool = False) -> None:
        if ends_overlay:
            self._overlay = None
        try:
            self.history.do(label, deed(self.history.document), merge_key)
        finally:  # an overlay that ended must go even where its edit is refused
            self._show()
        self._tell()

    def _walk(self, step: Callable[[], Document]) -> None:
        step()
        self._show()
        self._tell()

    def _paint(self, pen: _Pen) -> None:
        pen.asked = False
        if self._painting is not pen or pen.stroke is None:
            return
        if pen.samples or pen.stroke.waiting:
            self._show(self._feed(pen))
        if pen.stroke.waiting and not pen.asked:  # what is left waits for its turn, as other work does
            pen.asked = True
            self._run(lambda: self._paint(pen))

    def _end(self, pen: _Pen, *, cancel: bool) -> None:
        stroke = pen.stroke
        if stroke is None:  # it could not even begin
            return
        touched: set[Key] | None = None
        if not cancel:
            touched = self._feed(pen) | stroke.finish()
            self.history.do(pen.label, stroke.painted(self.history.document))
        self._painting = None
        self._show(touched)
        if not cancel:
            self._tell()
        waiting, self._after_stroke = self._after_stroke, []
        for work in waiting:
            self._guarded(work)

    def _feed(self, pen: _Pen) -> set[Key]:
        samples: list[Sample] = []
        while pen.samples:
            samples.append(pen.samples.popleft())
        return pen.stroke.add(samples) if pen.stroke is not None else set()

    def _take_overlay(self) -> None:
        with self._lock:
            if not self._overlays:  # a newer one, shown already, overtook this
                return
            self._overlay = self._overlays.pop()
        self._show()

    def _refresh(self) -> None:
        self._refresh_waits = False
        self._show()

    def _show(self, touched: Iterable[Key] | None = None) -> None:
        document = self.history.document
        if self._painting is not None and self._painting.stroke is not None:
            document = self._painting.stroke.painted(document)
        if self._overlay is not None:
            document, touched = self._overlaid(self._overlay, document), None
        if self._solo:
            document = alone(document, self._solo)
        urgent = self.visible
        if touched is not None:
            touched = set(touched)
            if not self.display.due:
                self._announce(self.display.show(document, touched))
                return
            urgent = Rect.of_keys(touched)  # the pen does not wait for what was left undone before
        rects = self.display.show(document, touched, urgent, self._piece_done)
        if len(self.display.levels) > PIECEWISE_LEVELS:
            self._announce(rects)
        if self.display.due:  # other work came in between
            self.refresh()

    def _overlaid(self, deed: Deed, document: Document) -> Document:
        """The document as the overlay makes it; one that cannot be made (any more) ends with a sentence."""
        try:
            return deed(document)
        except CanvasError as error:
            self._overlay = None
            self.failed.emit(worded(error))
            return document

    def _piece_done(self, rect: Rect) -> bool:
        """Show what is ready; let the pen and other edits that wait go before the rest."""
        self._announce([rect])
        return self._unfinished <= 1

    def _announce(self, rects: list[Rect]) -> None:
        if self.display.levels is not self._levels:
            self._levels = self.display.levels
            self.resized.emit()
        if rects:
            self.shown.emit(rects)

    def _tell(self) -> None:
        self.changed.emit(self.history.document)
        self._tell_history()

    def _tell_history(self) -> None:
        history = self.history
        self.standing = self._standing()
        self.history_changed.emit()
        if self.keep is not None:
            self.keep(history.record())
        if history.nbytes > history.budget:
            self._trim_later()

    def _standing(self) -> Standing:
        history = self.history
        return Standing(
            history.labels,
            history.place,
            history.saved_place,
            history.modified,
            history.nbytes,
            history.spilled,
        )

    def _trim_later(self) -> None:
        if not self._trims:
            self._trims = True
            self.compute.submit(lambda: self._guarded(self._trim))

    def _trim(self) -> None:
        """Pack some undo steps, and let whatever waits go before the rest."""
        self._trims = False
        if self._painting is None and self.history.trim(TRIM_SECONDS):
            self._trim_later()

    def close(self) -> None:
        """Drop all that waits; nothing is told any more."""
        self._closed = True
        pen, self._pen = self._pen, None
        if pen is not None:
            ROOM.pen_up()
            self.pen_changed.emit(False)
        self.compute.submit(self.history.close)
