"""A mask under a stroke: the greys that any brush paints on, and a mask again of what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from canvas.brush.layer_stroke import LayerStroke
from canvas.brush.preset import Brush
from canvas.geometry import TILE, Key
from canvas.layer import Layer, Mask, Node
from canvas.tile import CHANNELS, ONE, Tile

Colour = tuple[float, float, float]


class PaintedMask:
    """A copy of `original` as a stroke leaves it; the mask itself and its tiles are never touched."""

    def __init__(self, original: Mask) -> None:
        self.original = original
        self.greys = Layer("", tiles=_Greys(original))  # opaque; stands for the mask
        self._changes: dict[Key, Tile | None] = {}
        self._mask: Mask | None = original

    @property
    def mask(self) -> Mask:
        """The mask as painted so far."""
        if self._mask is None:
            self._mask = self.original.with_tiles(self._changes)
        return self._mask

    def of(self, node: Node) -> Node:
        """`node`, whose mask was `original`, as painted so far."""
        return replace(node, mask=self.mask)

    def take(self, stroke: LayerStroke, keys: Iterable[Key]) -> None:
        """Follow the stroke on `greys`, which has changed these tiles."""
        tiles = stroke.layer.tiles
        for key in keys:
            plane = np.ascontiguousarray(tiles[key].pixels[0])
            plain = bool((plane == self.original.outside).all())
            self._changes[key] = None if plain else Tile(plane)
            self._mask = None


def in_greys(brush: Brush, colour: Colour) -> tuple[Brush, Colour]:
    """A brush and a colour for a mask: the luminance is what is painted, so white shows and black hides, as
    does an eraser."""
    grey = 0.0 if brush.eraser else luminance(colour)
    return replace(brush, eraser=False, alpha_lock=False, sample_merged=False), (grey, grey, grey)


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
