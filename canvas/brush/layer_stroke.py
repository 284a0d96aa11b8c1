"""What all strokes on a layer have in common: the pen's way, the paint, and the tiles changed so far."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from canvas.brush.kit import Kit
from canvas.brush.preset import Brush, Sample
from canvas.brush.symmetry import Copy, spread
from canvas.brush.way import Way
from canvas.errors import EditError
from canvas.geometry import Key, Rect
from canvas.kernels import table
from canvas.layer import Layer
from canvas.tile import Over, Tile


class LayerStroke(ABC):
    """Works on a copy of `layer`; the layer itself and its tiles are never touched.

    colour: straight sRGB, 0 … 1. clip: the pixels that may be painted (the document's rectangle). seed: of
    what chance decides in the brush; the same samples and seed always paint the same pixels. Raises EditError
    when the layer is locked, or when a layer with locked alpha is to be erased.
    """

    def __init__(
        self,
        layer: Layer,
        brush: Brush,
        colour: tuple[float, float, float],
        clip: Rect,
        seed: int,
        copies: Sequence[Copy],
    ) -> None:
        self.original = layer
        self._kit = Kit.of(brush, colour, deed_on(layer, brush), clip)
        self._way = Way(brush, colour, seed)
        self._copies = tuple(copies)
        self._changes: dict[Key, Tile | None] = {}
        self._layer: Layer | None = layer
        self._ended = False

    @property
    def layer(self) -> Layer:
        """The layer as worked on so far; the very same while nothing is."""
        if self._layer is None:
            original, changes = self.original, self._changes
            if self._ended:
                self._layer = original.with_tiles(changes)
            else:  # each event of the pen makes another one
                self._layer = replace(original, tiles=Over(original.tiles, changes))
        return self._layer

    @property
    def ended(self) -> bool:
        """Whether `finish` was called."""
        return self._ended

    @property
    def has_changed(self) -> bool:
        """Whether anything has been worked on yet."""
        return bool(self._changes)

    @property
    def changed(self) -> set[Key]:
        """All tiles that the stroke has changed so far."""
        return set(self._changes)

    @property
    def waiting(self) -> bool:
        """Whether dabs are left that the last call of `add` had no time for."""
        return False

    def add(self, samples: Sequence[Sample]) -> set[Key]:
        """Paint up to the newest of these samples; returns the tiles that changed."""
        return self._paint(spread(self._way.to(samples), self._copies))

    def finish(self) -> set[Key]:
        """End the stroke, which must not be added to any more; returns the tiles that this changed.

        That is what `waiting` tells of, and the dab of a brush that is turned by the stroke's direction and
        was only tapped. See `changed` for all that the stroke did.
        """
        changed = self._paint(spread(self._way.end(), self._copies))
        while self.waiting:
            changed |= self._paint(np.empty((0, table.COLUMNS), np.float32))
        self._ended = True
        if self._changes:
            self._layer = None
        return changed

    @abstractmethod
    def _paint(self, dabs: np.ndarray) -> set[Key]:
        """Work on with more dabs (D×COLUMNS float32); returns the tiles that changed."""

    def _take(self, changes: Mapping[Key, Tile | None]) -> None:
        """Put other tiles in their places; None for one that is empty now."""
        self._changes.update(changes)
        self._layer = None


def deed_on(layer: Layer, brush: Brush) -> int:
    """What the brush does to this layer, for the kernels. Raises EditError when it may not."""
    if layer.locked:
        raise EditError("This layer is locked. Unlock it in the layer panel, or choose another layer.")
    keeps_alpha = layer.alpha_lock or brush.alpha_lock
    if brush.eraser and keeps_alpha:
        raise EditError(
            "This layer's transparency is locked, so nothing can be erased. Unlock it in the layer panel."
        )
    if brush.eraser:
        return table.ERASE
    return table.RECOLOUR if keeps_alpha else table.PAINT
