"""Run lengths of bytes, as GIMP packs them, made into the bytes that they stand for."""

from __future__ import annotations

from numba import njit

from canvas.kernels.launch import SERIAL
from canvas.kernels.pointers import bytes_at

_LONG_RUN, _LONG_COPY = 127, 128


@njit(**SERIAL)
def unpack_runs(source, starts, ends, areas, size, target):
    """Unpack tiles, one after the other. Returns how many are damaged; those are left half done.

    source: address of all packed bytes. starts, ends, areas: N int64, where in them a tile's bytes are, and
    how many pixels it has. size: bytes of a pixel. target: address of size × N × 4096 bytes: of every tile
    first bytes come first; `areas` of a damaged tile is set to 0.
    """
    count = starts.shape[0]
    damaged = 0
    for j in range(count):
        place, end, area = starts[j], ends[j], areas[j]
        packed = bytes_at(source, end)
        fine = True
        for part in range(size):
            out = bytes_at(target + (part * count + j) * 4096, 4096)
            k = 0
            while fine and k < area:
                if place >= end:
                    fine = False
                    break
                code = int(packed[place])
                place += 1
                copied = code >= _LONG_COPY
                length = 256 - code if copied else code + 1
                if code == _LONG_RUN or code == _LONG_COPY:
                    if place + 2 > end:
                        fine = False
                        break
                    length = int(packed[place]) * 256 + int(packed[place + 1])
                    place += 2
                taken = length if copied else 1
                if k + length > area or place + taken > end:
                    fine = False
                    break
                if copied:
                    for i in range(length):
                        out[k + i] = packed[place + i]
                else:
                    value = packed[place]
                    for i in range(length):
                        out[k + i] = value
                k += length
                place += taken
        if not fine:
            areas[j] = 0
            damaged += 1
    return damaged
