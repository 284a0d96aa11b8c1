"""One stroke while it is being painted: samples in, changed tiles out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from canvas.brush.kit import Jobs, Kit
from canvas.brush.preset import Brush, Sample
from canvas.brush.symmetry import Copy, spread
from canvas.brush.way import Way
from canvas.composite import address, new_paint
from canvas.errors import EditError
from canvas.geometry import Key, Rect
from canvas.kernels import table
from canvas.kernels.launch import launch
from canvas.kernels.lazy import bins, dab
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import Over, Tile

FEW = 1000  # tiles times dabs up to which it takes longer to wake other threads than to do their work


class Stroke:
    """Paints on a copy of `layer`; the layer itself and its tiles are never touched.

    colour: straight sRGB, 0 … 1. clip: the pixels that may be painted (the document's rectangle). seed: of
    what chance decides in the brush; the same samples and seed always paint the same pixels. copies: of
    symmetry; they share the stroke's opacity. Raises EditError when the layer is locked, or when a layer with
    locked alpha is to be erased.
    """

    def __init__(
        self,
        layer: Layer,
        brush: Brush,
        colour: tuple[float, float, float],
        *,
        clip: Rect,
        selection: Selection | None,
        seed: int = 0,
        copies: Sequence[Copy] = (),
    ) -> None:
        self.original = layer
        self.brush = brush
        self._kit = Kit.of(brush, colour, deed_on(layer, brush), clip)
        self._way = Way(brush, colour, seed)
        self._jobs = Jobs(layer, selection, self._kit)
        self._copies = tuple(copies)
        self._changes: dict[Key, Tile | None] = {}
        self._layer: Layer | None = layer
        self._ended = False

    @property
    def layer(self) -> Layer:
        """The layer as painted so far."""
        if self._layer is None:
            self._layer = painted_layer(self.original, self._changes, ended=self._ended)
        return self._layer

    @property
    def has_changed(self) -> bool:
        """Whether there is any paint yet."""
        return bool(self._changes)

    @property
    def changed(self) -> set[Key]:
        """All tiles that the stroke has changed so far."""
        return set(self._changes)

    def add(self, samples: Sequence[Sample]) -> set[Key]:
        """Paint up to the newest of these samples; returns the tiles that changed."""
        return self._paint(self._way.to(samples))

    def add_points(self, points: np.ndarray) -> set[Key]:
        """As `add`, from P×3 or P×7 float64 in the order of a sample's fields."""
        return self._paint(self._way.through(points))

    def finish(self) -> set[Key]:
        """End the stroke, which must not be added to any more; returns the tiles that this changed.

        The paint has followed the pen to its last sample, so there is nothing left to draw, unless a brush
        that is turned by the stroke's direction was only tapped. See `changed` for all that the stroke did.
        """
        changed = self._paint(self._way.end())
        self._ended, self._layer = True, None
        self._jobs = Jobs(self.original, None, self._kit)  # the coverage is not needed any more
        return changed

    def _paint(self, dabs: np.ndarray) -> set[Key]:
        """Add dabs; returns the tiles that changed."""
        dabs = spread(dabs, self._copies)
        clip = self._kit.numbers[table.CLIP : table.CLIP + 4]
        touched = bins.touched_tiles(dabs, clip).tolist()
        keys, jobs = self._jobs.of([(column, row) for column, row in touched])
        if not keys:
            return set()
        kit = self._kit.numbers
        if len(keys) * len(dabs) <= FEW:
            changes = made(keys, jobs, lambda: dab.paint_few_tiles(jobs, dabs, kit))
        else:
            changes = made(keys, jobs, lambda: launch(dab.paint_tiles, jobs, dabs, kit))
        if changes:
            self._changes.update(changes)
            self._layer = None
        return set(changes)


def painted_layer(layer: Layer, changes: Mapping[Key, Tile | None], *, ended: bool) -> Layer:
    """A layer as a stroke leaves it; while the stroke goes on, each event of the pen makes another one."""
    if not changes:
        return layer
    return layer.with_tiles(changes) if ended else replace(layer, tiles=Over(layer.tiles, changes))


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


def made(keys: Sequence[Key], jobs: np.ndarray, paint: Callable[[], object]) -> dict[Key, Tile | None]:
    """The tiles that got any paint from `paint`, which works on `jobs`; None for one that is empty now."""
    results = [new_paint() for _ in keys]
    places = [address(result) for result in results]
    jobs[:, table.RESULT] = places
    paint()
    return {
        key: Tile(pixels, place) if state & table.NOT_EMPTY else None
        for key, pixels, place, state in zip(
            keys, results, places, jobs[:, table.STATE].tolist(), strict=True
        )
        if state & table.PAINTED
    }
