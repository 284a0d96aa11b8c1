"""The selection: one soft mask with bounds, in tiles; none, hard and feathered are one type."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from canvas.geometry import Rect
from canvas.tile import ONE, Tiles, exact_bounds, read, write


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """How much of each pixel is selected, 0 … 32768; a missing tile is not selected at all."""

    tiles: Tiles  # of 64×64 uint16 planes
    bounds: Rect = field(default_factory=Rect)  # the smallest rectangle that holds every selected pixel

    @property
    def empty(self) -> bool:
        return self.bounds.empty

    @classmethod
    def of_array(cls, mask: np.ndarray, origin: tuple[int, int] = (0, 0)) -> Selection:
        """From an H×W mask that lies at `origin`: uint8 (255 = selected) or uint16 fix15."""
        if mask.dtype == np.uint8:
            mask = ((mask.astype(np.uint32) * ONE + 127) // 255).astype(np.uint16)
        rect = Rect(origin[0], origin[1], mask.shape[1], mask.shape[0])
        tiles = {key: tile for key, tile in write({}, rect, mask).items() if tile is not None}
        return cls(tiles, exact_bounds(tiles))

    def array(self, rect: Rect) -> np.ndarray:
        """The mask over `rect` as H×W uint16 fix15."""
        return read(self.tiles, rect, channels=1)

    def array8(self, rect: Rect) -> np.ndarray:
        """The mask over `rect` as H×W uint8, 255 = selected. Zero stays zero and full stays full."""
        return ((self.array(rect).astype(np.uint32) * 255 + ONE // 2) // ONE).astype(np.uint8)
