"""Whether fix15 paint survives the way to straight bytes and back."""

from __future__ import annotations

from numba import float32, int32, njit, uint32

from canvas.kernels.convert import _straight8
from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import AREA, paint_at


@njit(**INLINE)
def _from8(value, scale):
    return int32(float32(value & uint32(255)) * scale + float32(0.5))


@njit(**SERIAL)
def all_fit(addresses):
    """Whether every pixel of the tiles at N int64 addresses survives unpacking to bytes and packing again.

    The arithmetic is that of the kernels `unpack8` and `pack8`. Serial, so any thread may run it at any time.
    """
    for j in range(addresses.shape[0]):
        tile = paint_at(addresses[j])
        lost = int32(0)
        for k in range(AREA):
            word = _straight8(tile[0, k], tile[1, k], tile[2, k], tile[3, k])
            alpha = int32(float32(word >> uint32(24)) * float32(32768 / 255) + float32(0.5))  # type: ignore[call-overload]
            scale = float32(alpha) * float32(1 / 255)
            lost |= alpha ^ int32(tile[3, k])
            if tile[3, k] > 0:  # the colour of what is wholly transparent says nothing
                lost |= _from8(word, scale) ^ int32(tile[0, k])
                lost |= _from8(word >> uint32(8), scale) ^ int32(tile[1, k])
                lost |= _from8(word >> uint32(16), scale) ^ int32(tile[2, k])
        if lost != 0:
            return False
    return True
