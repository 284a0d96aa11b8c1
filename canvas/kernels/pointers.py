"""Arrays inside kernels made from the addresses of tiles, since a sparse set of tiles is no one array."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
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
def bytes_at(address, count):
    """`count` uint8 at an address."""
    return carray(_at(address), (count,), np.uint8)


@njit(**INLINE)
def words32_at(address, count):
    """`count` uint32 at an address."""
    return carray(_at(address), (count,), np.uint32)


@njit(**INLINE)
def words64_at(address, count):
    """`count` uint64 at an address."""
    return carray(_at(address), (count,), np.uint64)


@njit(**INLINE)
def doubles_at(address, count):
    """`count` float64 at an address."""
    return carray(_at(address), (count,), np.float64)


@njit(**INLINE)
def integers_at(address, count):
    """`count` int64 at an address."""
    return carray(_at(address), (count,), np.int64)


@intrinsic
def _next(_typing: Any, address: Any) -> Any:
    """Add 1 to the int64 at an address, which other threads may do at the same time; returns what it was."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        pointer = builder.inttoptr(arguments[0], word.as_pointer())
        return builder.atomic_rmw("add", pointer, ir.Constant(word, 1), "monotonic")

    return types.int64(types.int64), generate


taken: Any = _next  # its first parameter is numba's own


@intrinsic
def _prefetch(_typing: Any, address: Any) -> Any:
    """Ask for the 64 bytes at an address to be brought near, and do not wait for them."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        function = cgutils.get_or_insert_function(builder.module, shape, "llvm.prefetch.p0i8")
        read, nearest, data = (ir.Constant(word, value) for value in (0, 3, 1))
        builder.call(function, [builder.inttoptr(arguments[0], byte), read, nearest, data])
        return _context.get_dummy_value()

    return types.void(types.int64), generate


prefetch: Any = _prefetch
