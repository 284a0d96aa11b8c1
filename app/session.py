"""One open document: its history and display picture, edited on the compute thread, told by signals."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.compute import Compute
from app.words import worded
from canvas.brush.preset import Brush, Sample
from canvas.brush.stroke import Stroke
from canvas.display import Display
from canvas.document import Document
from canvas.errors import CanvasError, EditError
from canvas.geometry import Key, Rect
from canvas.history import History

Deed = Callable[[Document], Document]
PIECEWISE_LEVELS = 7  # the mip levels beyond are made only when all pieces are done


class Session(QObject):
    """Every method returns at once; the work is done in order on the compute thread and told by signals.

    `document` is the current immutable document and may be read from any thread at any time.
    """

    shown = Signal(list)  # list[Rect]: document rectangles whose display pixels are new
    resized = Signal()  # the display picture has other dimensions
    changed = Signal(object)  # Document: another document is current (layers, selection, active layer …)
    history_changed = Signal()  # undo or redo label, or `modified`, may differ
    pen_changed = Signal(bool)  # True while a stroke is being painted
    failed = Signal(str)  # a sentence about an edit that could not be made

    def __init__(self, document: Document, compute: Compute, path: Path | None = None) -> None:
        super().__init__()
        self.path = path
        self.compute = compute
        self.history = History(document)
        self.display = Display()
        self._overlay: Deed | None = None
        self._stroke: Stroke | None = None
        self._stroke_label = ""
        self._samples: deque[Sample] = deque()
        self._pump_waits = False
        self._latest: dict[str, tuple[str, Deed]] = {}  # newest waiting edit by merge key
        self._latest_lock = threading.Lock()
        self._closed = False
        self._levels: list[np.ndarray] = []  # the display picture that was told about
        self.visible: Rect | None = None  # what the viewport shows, done first
        self.refresh()

    @property
    def document(self) -> Document:
        return self.history.document

    @property
    def stroking(self) -> bool:
        return self._stroke is not None

    @property
    def closed(self) -> bool:
        return self._closed

    # --- edits -----------------------------------------------------------------------------------

    def do(self, label: str, deed: Deed, merge_key: str = "") -> None:
        """Apply an edit as one undo step. A waiting edit is overtaken by a newer one of its `merge_key`."""
        if merge_key:
            with self._latest_lock:
                waiting = merge_key in self._latest
                self._latest[merge_key] = (label, deed)
            if waiting:
                return
            self._run(lambda: self._do_latest(merge_key))
        else:
            self._run(lambda: self._do(label, deed, ""))

    def undo(self) -> None:
        self._run(lambda: self._walk(self.history.undo))

    def redo(self) -> None:
        self._run(lambda: self._walk(self.history.redo))

    def select_layer(self, layer_id: str) -> None:
        """Make a layer active."""
        self._run(lambda: self._walk(lambda: self.history.select(layer_id)))

    def snapshot(self) -> Future[tuple[Document, object]]:
        """The document once all edits asked for so far are made, and its state in the history."""
        return self.compute.submit(lambda: (self.history.document, self.history.state))

    def mark_saved(self, state: object) -> None:
        """Tell that the document of this state is on disk now."""

        def mark() -> None:
            self.history.mark_saved(state)
            self.history_changed.emit()

        self._run(mark)

    # --- what is shown ---------------------------------------------------------------------------

    def overlay(self, deed: Deed | None) -> None:
        """Show the document as `deed` would make it, without making it so; None ends that."""

        def show() -> None:
            self._overlay = deed
            self._show()

        self._run(show)

    def refresh(self) -> None:
        """Bring the display picture up to date."""
        self._run(self._show)

    # --- the stroke ------------------------------------------------------------------------------

    def begin_stroke(self, label: str, brush: Brush, colour: tuple[float, float, float]) -> None:
        """Start painting on the active layer with a straight sRGB colour, 0 … 1."""

        def begin() -> None:
            document = self.history.document
            layer = document.active_layer
            if layer is None:
                raise EditError("There is no layer to paint on. Add one with Ctrl+Shift+N.")
            if not layer.visible:
                raise EditError("The active layer is hidden. Show it before painting on it.")
            self._stroke = Stroke(layer, brush, colour, clip=document.rect, selection=document.selection)
            self._stroke_label = label

        self._samples.clear()
        self.pen_changed.emit(True)
        self._run(begin)

    def extend_stroke(self, samples: Iterable[Sample]) -> None:
        """Hand over new pen samples; they are painted together, once per turn of the compute thread."""
        self._samples.extend(samples)
        if not self._pump_waits:
            self._pump_waits = True
            self._run(self._pump)

    def end_stroke(self, *, cancel: bool = False) -> None:
        """Pen up: the stroke becomes one undo step, or is taken back."""

        def end() -> None:
            stroke, self._stroke = self._stroke, None
            if stroke is None:
                return
            if cancel:
                self._show()
                return
            self._feed(stroke)
            stroke.finish()
            if self.history.document.has(stroke.layer.id):
                after = self.history.document.with_layer(stroke.layer)
                self.history.do(self._stroke_label, after)
            self._show()
            self._tell()

        self.pen_changed.emit(False)
        self._run(end)

    # --- the compute thread's side ---------------------------------------------------------------

    def _run(self, work: Callable[[], None]) -> Future[None]:
        def guarded() -> None:
            if self._closed:
                return
            try:
                work()
            except CanvasError as error:
                self.failed.emit(worded(error))

        return self.compute.submit(guarded)

    def _do_latest(self, merge_key: str) -> None:
        with self._latest_lock:
            label, deed = self._latest.pop(merge_key)
        self._do(label, deed, merge_key)

    def _do(self, label: str, deed: Deed, merge_key: str) -> None:
        self.history.do(label, deed(self.history.document), merge_key)
        self._show()
        self._tell()

    def _walk(self, step: Callable[[], Document]) -> None:
        if self._stroke is None:
            step()
            self._show()
            self._tell()

    def _pump(self) -> None:
        self._pump_waits = False
        if self._stroke is not None and self._samples:
            self._show(self._feed(self._stroke))

    def _feed(self, stroke: Stroke) -> set[Key]:
        samples: list[Sample] = []
        while self._samples:
            samples.append(self._samples.popleft())
        return stroke.add(samples) if samples else set()

    def _show(self, touched: Iterable[Key] | None = None) -> None:
        document = self.history.document
        if self._stroke is not None and document.has(self._stroke.layer.id):
            document = document.with_layer(self._stroke.layer)
        if self._overlay is not None:
            document, touched = self._overlay(document), None
        if touched is not None:
            self._announce(self.display.show(document, touched))
            return
        rects = self.display.show(document, urgent=self.visible, on_rect=self._piece_done)
        if len(self.display.levels) > PIECEWISE_LEVELS:
            self._announce(rects)
        if self.display.due:  # the pen came in between
            self.refresh()

    def _piece_done(self, rect: Rect) -> bool:
        """Show what is ready; let waiting pen samples go before the rest."""
        self._announce([rect])
        return not self._samples

    def _announce(self, rects: list[Rect]) -> None:
        if self.display.levels is not self._levels:
            self._levels = self.display.levels
            self.resized.emit()
        if rects:
            self.shown.emit(rects)

    def _tell(self) -> None:
        self.changed.emit(self.history.document)
        self.history_changed.emit()

    def close(self) -> None:
        """Drop all that waits; nothing is told any more."""
        self._closed = True
