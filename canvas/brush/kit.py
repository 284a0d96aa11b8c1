"""What a stroke paints with and where, packed for the kernels."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canvas.brush.preset import Brush, TextureMode
from canvas.brush.texture import texture
from canvas.brush.tip import pyramid
from canvas.composite import address
from canvas.geometry import TILE, Key, Rect
from canvas.kernels import table
from canvas.layer import Layer
from canvas.selection import Selection
from canvas.tile import CHANNELS, ONE


@dataclass(frozen=True, slots=True, eq=False)
class Kit:
    """`numbers`: KIT int64, see `canvas.kernels.table`; `kept`: the arrays whose addresses it holds."""

    numbers: np.ndarray
    kept: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, brush: Brush, colour: Sequence[float], deed: int, clip: Rect) -> Kit:
        """colour: straight sRGB, 0 … 1. deed: PAINT, ERASE or RECOLOUR."""
        out = np.zeros(table.KIT, np.int64)
        kept = [nothing()]
        out[table.CLIP : table.CLIP + 4] = clip.x, clip.y, clip.right, clip.bottom
        out[table.INK : table.INK + 4] = colour_array(colour)
        out[table.DEED] = deed
        out[table.TINTED] = brush.jitters and deed != table.ERASE
        out[table.NOTHING] = address(kept[0])
        if brush.grain > 0.0:
            depths = texture(brush.texture, brush.texture_scale)
            kept.append(depths)
            out[table.TEXTURE], out[table.PERIOD] = address(depths), depths.shape[0]
            out[table.HEIGHT] = brush.texture_mode is TextureMode.HEIGHT
        if brush.tip is not None:
            pictures = pyramid(brush.tip)
            kept += [pictures.texels, pictures.levels]
            out[table.TEXELS], out[table.LEVELS] = address(pictures.texels), address(pictures.levels)
            out[table.LEVEL_COUNT] = pictures.levels.shape[1]
        return cls(out, tuple(kept))


@functools.cache
def nothing() -> np.ndarray:
    """The paint of a tile that is not there, to be read only."""
    return np.zeros(TILE * TILE, np.uint16)


def colour_array(colour: Sequence[float]) -> np.ndarray:
    """Straight colour, 0 … 1, as 4 uint16 fix15 with full alpha."""
    values = np.clip(np.array([*colour, 1.0], np.float64), 0.0, 1.0)
    return np.rint(values * ONE).astype(np.uint16)


class Jobs:
    """The tiles that a stroke meets: their rows of JOB int64, made when they are met for the first time."""

    def __init__(self, layer: Layer, selection: Selection | None, kit: Kit) -> None:
        self._layer = layer
        self._selection = selection
        self._only_there = kit.numbers[table.DEED] != table.PAINT
        self._tinted = bool(kit.numbers[table.TINTED])
        self._rows = np.zeros((64, table.JOB), np.int64)
        self._places: dict[Key, int] = {}  # −1: may not be painted
        self._count = 0  # of the rows that are made
        self._kept: list[np.ndarray] = []

    def of(self, keys: Sequence[Key]) -> tuple[list[Key], np.ndarray]:
        """Those of the tiles that may be painted, and a copy of their rows."""
        new = [key for key in keys if key not in self._places]
        if new:
            self._meet(new)
        places = [self._places[key] for key in keys]
        if -1 in places:
            keys = [key for key, place in zip(keys, places, strict=True) if place >= 0]
            places = [place for place in places if place >= 0]
        return list(keys), self._rows[places]

    def _meet(self, keys: Sequence[Key]) -> None:
        """Makes the rows of tiles that are new to the stroke, each with coverage of its own."""
        tiles = [self._layer.tiles.get(key) for key in keys]
        masks = [None if self._selection is None else self._selection.tiles.get(key) for key in keys]
        self._places.update(dict.fromkeys(keys, -1))
        met = [
            (key, 0 if tile is None else tile.address, -1 if mask is None else mask.address)
            for key, tile, mask in zip(keys, tiles, masks, strict=True)
            if not (tile is None and self._only_there) and not (mask is None and self._selection is not None)
        ]
        if not met:
            return
        first, self._count = self._count, self._count + len(met)
        while self._count > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        # the coverage, and behind it the colours where there are any
        planes = np.zeros((len(met), CHANNELS if self._tinted else 1, TILE, TILE), np.uint16)
        starts = address(planes) + planes.strides[0] * np.arange(len(met))
        rows = self._rows[first : self._count]
        rows[:, table.PLANE] = starts
        rows[:, table.TINTS] = starts + 2 * TILE * TILE if self._tinted else 0
        rows[:, table.ORIGINAL] = [original for _key, original, _mask in met]
        rows[:, table.MASK] = [mask for _key, _original, mask in met]
        rows[:, [table.LEFT, table.TOP]] = np.array([key for key, _original, _mask in met]) * TILE
        self._kept.append(planes)
        self._places.update((key, first + place) for place, (key, *_rest) in enumerate(met))
