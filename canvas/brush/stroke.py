"""One stroke while it is being painted: samples in, changed tiles out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from canvas.brush.kit import Jobs
from canvas.brush.layer_stroke import LayerStroke
from canvas.brush.preset import Brush
from canvas.brush.symmetry import Copy, spread
from canvas.composite import address, new_paint
from canvas.geometry import Key, Rect
from canvas.kernels import table
from canvas.kernels.launch import launch
from canvas.kernels.lazy import bins, dab
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import Tile

FEW = 1000  # tiles times dabs up to which it takes longer to wake other threads than to do their work


class Stroke(LayerStroke):
    """Lays paint on the layer, or takes it off. copies: of symmetry; they share the stroke's opacity."""

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
        super().__init__(layer, brush, colour, clip, seed, copies)
        self._jobs = Jobs(layer, selection, self._kit)

    def add_points(self, points: np.ndarray) -> set[Key]:
        """As `add`, from P×3 or P×7 float64 in the order of a sample's fields."""
        return self._paint(spread(self._way.through(points), self._copies))

    def finish(self) -> set[Key]:
        changed = super().finish()
        self._jobs = Jobs(self.original, None, self._kit)  # the coverage is not needed any more
        return changed

    def _paint(self, dabs: np.ndarray) -> set[Key]:
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
            self._take(changes)
        return set(changes)


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
