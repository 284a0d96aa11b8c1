"""Brushing from one candidate to another: which of them the brush lays bare, and the layer for it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.assistant import Assistant, Candidate
from canvas.deeds.painting import painted
from canvas.layer import Layer
from canvas.tile import Tiles


class CandidateBrush(QObject):
    """Lives on the UI thread. While it is on, `studio.revealed` is the paint of the chosen candidate."""

    changed = Signal()  # it is on or off now, or lays another candidate bare
    began = Signal()  # the layer is there: the tool is wanted
    _flattened = Signal(object, object, bool)  # Candidate, its Tiles, whether they are for the layer

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self.on = False
        self.source: Candidate | None = None
        self._assistant = assistant
        self._studio = assistant.studio
        self._flattened.connect(self._take)
        assistant.candidates_changed.connect(self._look)

    def begin(self, candidate: Candidate) -> None:
        """Put a candidate into the picture as one layer of paint, on which the others can be laid bare.

        The candidates stay; the next one is chosen to paint with.
        """
        self._flatten(candidate, for_layer=True)

    def turn(self, on: bool) -> None:
        """The tool was taken in hand, or another one."""
        if on == self.on:
            return
        self.on = on
        if on:
            shown = self._assistant.shown
            self._assistant.show(None)
            self._choose(self.source or shown or next(iter(self._assistant.candidates), None))
        else:
            self._choose(None)

    def choose(self, candidate: Candidate) -> None:
        """Lay this candidate bare from the next stroke on."""
        if self.on and candidate is not self.source:
            self._choose(candidate)

    def _choose(self, candidate: Candidate | None) -> None:
        self.source, self._studio.revealed = candidate, None
        if candidate is not None:
            self._flatten(candidate, for_layer=False)
        self.changed.emit()

    def _look(self) -> None:
        """The candidate may have been kept or discarded, or others have come."""
        candidates = self._assistant.candidates
        if self.on and self.source not in candidates:
            self._choose(next(iter(candidates), None))

    def _flatten(self, candidate: Candidate, *, for_layer: bool) -> None:
        self._studio.compute.errand(
            lambda: self._flattened.emit(candidate, painted((candidate.layer,)), for_layer)
        )

    def _take(self, candidate: Candidate, tiles: Tiles, for_layer: bool) -> None:
        if for_layer:
            self._put(candidate, tiles)
        elif candidate is self.source:
            self._studio.revealed = tiles

    def _put(self, candidate: Candidate, tiles: Tiles) -> None:
        candidates = self._assistant.candidates
        if candidate not in candidates:
            return  # another picture was opened meanwhile
        layer = Layer(self.tr("Brushed together"), tiles=tiles)
        if isinstance(candidate.layer, Layer):
            layer = replace(layer, recipe=candidate.layer.recipe)
        self._assistant.lay(candidate, layer, self.tr("Brush candidates together"))
        following = next((other for other in candidates if other is not candidate), candidate)
        if self.on:
            self._choose(following)
        else:
            self.source = following
            self.began.emit()
