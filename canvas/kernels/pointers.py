"""Arrays inside kernels made from the addresses of tiles, since a sparse set of tiles is no one array."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.numpy_support import carray

from canvas.geometry import TILE
from canvas.kernels.launch import INLINE

AREA = TILE * TILE  # pixels of a tile


@intrinsic
def _pointer(_typing: Any, address: Any) -> Any:
    """An int64 as a `void *`."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(types.int64), generate


_at: Any = _pointer  # its first parameter is numba's own


@njit(**INLINE)
def paint_at(address):
    """The tile at an address: 4×4096 uint16."""
    return carray(_at(address), (4, AREA), np.uint16)


@njit(**INLINE)
def plane_at(address):
    """The mask or coverage plane at an address: 64×64 uint16."""
    return carray(_at(address), (TILE, TILE), np.uint16)


@njit(**INLINE)
def floats_at(address, count):
    """`count` float32 at an address."""
    return carray(_at(address), (count,), np.float32)


@njit(**INLINE)
def words16_at(address, count):
    """`count` uint16 at an address."""
    return carray(_at(address), (count,), np.uint16)


@njit(**INLINE)
def words32_at(address, count):
    """`count` uint32 at an address."""
    return carray(_at(address), (count,), np.uint32)


@njit(**INLINE)
def words64_at(address, count):
    """`count` uint64 at an address."""
    return carray(_at(address), (count,), np.uint64)
