"""A stroke on a mask: any brush, in greys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from canvas.brush.preset import Brush, Sample
from canvas.brush.smudge import SmudgeStroke
from canvas.brush.stroke import Stroke
from canvas.geometry import TILE, Key
from canvas.layer import Layer, Mask
from canvas.tile import CHANNELS, ONE, Tile

Colour = tuple[float, float, float]


Start = Callable[[Layer, Brush, Colour], Stroke | SmudgeStroke]


class MaskStroke:
    """Paints on a copy of `mask`; the mask itself and its tiles are never touched.

    The colour's luminance is what it paints: white shows, black hides, and so does an eraser. start: makes
    the stroke that does the painting, on an opaque grey layer that stands for the mask.
    """

    def __init__(self, mask: Mask, brush: Brush, colour: Colour, start: Start) -> None:
        self.original = mask
        grey = 0.0 if brush.eraser else luminance(colour)
        brush = replace(brush, eraser=False, alpha_lock=False, sample_merged=False)
        self._stroke = start(Layer("", tiles=_Greys(mask)), brush, (grey, grey, grey))
        self._changes: dict[Key, Tile | None] = {}
        self._mask: Mask | None = mask

    @property
    def mask(self) -> Mask:
        """The mask as painted so far."""
        if self._mask is None:
            self._mask = self.original.with_tiles(self._changes)
        return self._mask

    @property
    def has_changed(self) -> bool:
        """Whether the mask is another one yet."""
        return bool(self._changes)

    @property
    def changed(self) -> set[Key]:
        """All tiles that the stroke has changed so far."""
        return set(self._changes)

    @property
    def waiting(self) -> bool:
        """Whether a call of `add` without samples has something left to do."""
        return isinstance(self._stroke, SmudgeStroke) and self._stroke.waiting

    def add(self, samples: Sequence[Sample]) -> set[Key]:
        """Paint up to the newest of these samples; returns the tiles that changed."""
        return self._take(self._stroke.add(samples))

    def finish(self) -> set[Key]:
        """End the stroke, which must not be added to any more; returns the tiles that this changed."""
        return self._take(self._stroke.finish())

    def _take(self, keys: set[Key]) -> set[Key]:
        tiles = self._stroke.layer.tiles
        for key in keys:
            plane = np.ascontiguousarray(tiles[key].pixels[0])
            plain = bool((plane == self.original.outside).all())
            self._changes[key] = None if plain else Tile(plane)
        if keys:
            self._mask = None
        return keys


class _Greys(dict[Key, Tile]):
    """The tiles of a mask as opaque greys. `get` knows all there could be, the rest those asked for."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask
        self._plain = _grey(np.full((TILE, TILE), mask.outside, np.uint16))

    def get(self, key: Key, default: object = None) -> Tile:  # type: ignore[override]
        tile = super().get(key)
        if tile is None:
            own = self._mask.tiles.get(key)
            tile = self[key] = self._plain if own is None else _grey(own.pixels)
        return tile


def _grey(plane: np.ndarray) -> Tile:
    pixels = np.empty((CHANNELS, TILE, TILE), np.uint16)
    pixels[:3] = plane
    pixels[3] = ONE
    return Tile(pixels)


def luminance(colour: Colour) -> float:
    """How light a straight sRGB colour is, 0 … 1: the luma of Rec. 709, so that a grey keeps its value."""
    red, green, blue = colour
    if red == green == blue:
        return red
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
