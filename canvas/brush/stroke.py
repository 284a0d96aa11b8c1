"""One stroke while it is being painted: samples in, changed tiles out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from canvas.brush.preset import Brush, Sample, paper
from canvas.composite import address, key_array, new_paint
from canvas.errors import EditError
from canvas.geometry import TILE, Key, Rect
from canvas.kernels import bins, dab, path
from canvas.kernels.launch import launch
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import ONE, Tile


class Stroke:
    """Paints on a copy of `layer`; the layer itself and its tiles are never touched.

    colour: straight sRGB, 0 … 1. clip: the pixels that may be painted (the document's rectangle).
    build_up: each dab adds to the last without the stroke's opacity as a limit, as an airbrush does.
    Raises EditError when the layer is locked, or when a layer with locked alpha is to be erased.
    """

    def __init__(
        self,
        layer: Layer,
        brush: Brush,
        colour: tuple[float, float, float],
        *,
        clip: Rect,
        selection: Selection | None,
        build_up: bool = False,
    ) -> None:
        self.original = layer
        self.brush = brush
        self._deed = deed_on(layer, brush)
        self._numbers = brush.numbers(build_up)
        self._memory = np.zeros(path.MEMORY, np.float64)
        self._colour = colour_array(colour)
        self._clip = np.array([clip.x, clip.y, clip.right, clip.bottom], np.int64)
        self._selection = selection
        self._paper = paper()
        self._planes: dict[Key, tuple[int, np.ndarray]] = {}  # address and 64×64 uint16 coverage
        self._changes: dict[Key, Tile | None] = {}
        self._layer: Layer | None = layer

    @property
    def layer(self) -> Layer:
        """The layer as painted so far."""
        if self._layer is None:
            self._layer = self.original.with_tiles(self._changes)
        return self._layer

    @property
    def changed(self) -> set[Key]:
        """All tiles that the stroke has changed so far."""
        return set(self._changes)

    def add(self, samples: Sequence[Sample]) -> set[Key]:
        """Paint up to the newest of these samples; returns the tiles that changed."""
        return self.add_points(np.array([sample[:3] for sample in samples], np.float64).reshape(-1, 3))

    def add_points(self, points: np.ndarray) -> set[Key]:
        """As `add`, from P×3 float64: x, y, pressure."""
        dabs = path.walk(points, self._numbers, self._memory)
        keys = self._paintable(dabs)
        if not keys:
            return set()
        planes = np.array([self._plane(key) for key in keys], np.int64)
        paints = [new_paint() for _ in keys]
        places = addresses(paints)
        states = np.zeros(len(keys), np.uint8)
        launch(
            dab.paint_tiles,
            *(planes, originals(self.original, keys), places),
            *(masks(self._selection, keys), key_array(keys), dabs, self._clip, self._colour, self._deed),
            *(float(self.brush.grain), self._paper, states),
        )
        changes = changes_of(keys, paints, places, states)
        self._changes.update(changes)
        if changes:
            self._layer = None
        return set(changes)

    def finish(self) -> set[Key]:
        """End the stroke, which must not be added to any more; returns the tiles that this changed.

        The paint has followed the pen to its last sample, so there is nothing left to draw: the set is empty.
        See `changed` for all that the stroke did.
        """
        self._planes.clear()
        return set()

    def _paintable(self, dabs: np.ndarray) -> list[Key]:
        keys: list[Key] = [(column, row) for column, row in bins.touched_tiles(dabs, self._clip).tolist()]
        if self._selection is not None:
            keys = [key for key in keys if key in self._selection.tiles]
        if self._deed != dab.PAINT:
            keys = [key for key in keys if key in self.original.tiles]
        return keys

    def _plane(self, key: Key) -> int:
        """The address of the tile's coverage plane, which is made if need be."""
        known = self._planes.get(key)
        if known is None:
            plane = np.zeros((TILE, TILE), np.uint16)
            known = self._planes[key] = address(plane), plane
        return known[0]


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
        return dab.ERASE
    return dab.RECOLOUR if keeps_alpha else dab.PAINT


def colour_array(colour: tuple[float, float, float]) -> np.ndarray:
    """Straight colour, 0 … 1, as 4 uint16 fix15 with full alpha."""
    values = np.clip(np.array([*colour, 1.0], np.float64), 0.0, 1.0)
    return np.rint(values * ONE).astype(np.uint16)


def addresses(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Where arrays lie in memory, int64."""
    return np.array([address(array) for array in arrays], np.int64)


def originals(layer: Layer, keys: Sequence[Key]) -> np.ndarray:
    """Addresses of the layer's tiles, 0 where it has none."""
    get = layer.tiles.get
    return np.array([0 if (tile := get(key)) is None else tile.address for key in keys], np.int64)


def masks(selection: Selection | None, keys: Sequence[Key]) -> np.ndarray:
    """Addresses of the selection's tiles, which must exist, or −1 without a selection."""
    if selection is None:
        return np.full(len(keys), -1, np.int64)
    return np.array([selection.tiles[key].address for key in keys], np.int64)


def changes_of(
    keys: Sequence[Key], paints: Sequence[np.ndarray], places: np.ndarray, states: np.ndarray
) -> dict[Key, Tile | None]:
    """The tiles that got any paint, at the addresses `places`; None for one that has become empty."""
    return {
        key: Tile(pixels, place) if state & dab.NOT_EMPTY else None
        for key, pixels, place, state in zip(keys, paints, places.tolist(), states.tolist(), strict=True)
        if state & dab.PAINTED
    }
