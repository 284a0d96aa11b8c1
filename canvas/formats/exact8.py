"""Whether paint comes back exactly from straight 8-bit pixels, so that 8 bits are enough to store it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from canvas.kernels.lazy import exact
from canvas.tile import Tile


def fits_8_bits(tiles: Iterable[Tile]) -> bool:
    """Whether `layer8` and then `from_rgba8` would give these tiles back, pixel for pixel."""
    addresses = np.array([tile.address for tile in tiles], np.int64)
    return bool(exact.all_fit(addresses))
