"""A layer under a stroke that lays another picture bare, as strongly as the brush covers each pixel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from canvas.brush.layer_stroke import LayerStroke
from canvas.brush.mask_stroke import PaintedMask
from canvas.errors import EditError
from canvas.geometry import TILE, Key
from canvas.layer import Layer, Mask, Node
from canvas.tile import CHANNELS, ONE, Over, Tile, Tiles

HALF = np.uint32(ONE // 2)
NOTHING = np.zeros((CHANNELS, TILE, TILE), np.uint16)
NOTHING.setflags(write=False)


class Revealed:
    """A copy of `original` as a stroke leaves it; the layer itself and its tiles are never touched.

    With c the stroke's coverage of a pixel, 0 … 1, and premultiplied colours it is
    (1 − c) · original + c · source: at full coverage exactly the source's pixel, transparency too, and where
    the brush did not go exactly the original's.
    """

    def __init__(self, original: Layer, source: Tiles) -> None:
        """Raises EditError where the layer's transparency is locked: that of the source would come along."""
        if original.alpha_lock:
            raise EditError(
                "This layer's transparency is locked, so nothing can be laid bare on it. Unlock it in the "
                "layer panel, or choose another layer."
            )
        self.original = original
        self._source = source
        self._coverage = PaintedMask(Mask(outside=0))
        self._changes: dict[Key, Tile | None] = {}
        self._ended = False

    @property
    def greys(self) -> Layer:
        """What the stroke paints on, in white."""
        return self._coverage.greys

    def of(self, node: Node) -> Node:
        """The layer as painted so far."""
        if self._ended:
            return self.original.with_tiles(self._changes)
        return replace(self.original, tiles=Over(self.original.tiles, self._changes))

    def take(self, stroke: LayerStroke, keys: Iterable[Key]) -> None:
        """Follow the stroke on `greys`, which has changed these tiles."""
        keys, self._ended = list(keys), stroke.ended
        self._coverage.take(stroke, keys)
        for key in keys:
            cover = self._coverage.mask.tiles.get(key)
            if cover is not None:
                self._changes[key] = mixed(self.original.tiles.get(key), self._source.get(key), cover)


def mixed(under: Tile | None, over: Tile | None, cover: Tile) -> Tile | None:
    """(1 − cover) · under + cover · over, of premultiplied paint, rounded once; None where that is empty."""
    share = cover.pixels.astype(np.uint32)
    total = (NOTHING if over is None else over.pixels) * share
    total += (NOTHING if under is None else under.pixels) * (np.uint32(ONE) - share)
    pixels = ((total + HALF) >> np.uint32(15)).astype(np.uint16)
    return Tile(pixels) if pixels[3].any() else None
