"""Packing the planes of a Photoshop file, band by band: run lengths, or deflated.

Source: Adobe Photoshop File Formats Specification (November 2019), "Channel image data".
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import imagecodecs
import numpy as np
from isal import isal_zlib

from canvas.background import ROOM
from canvas.formats.psd_planes import DEFLATED, RUNS

BAND = 256  # rows packed at a time
_LEVEL = 1  # of isal: as small as its level 2 on paint
NOTHING = b"\0\0"  # a plane without pixels: raw, no bytes


class Rows:
    """A plane packed as run lengths, row by row: 8 or 16 bits."""

    def __init__(self) -> None:
        self.sizes: list[int] = []  # bytes of each packed row
        self.packed: list[bytes] = []

    def add(self, band: np.ndarray) -> None:
        """More rows, H×W uint8 or uint16."""
        data = band.astype(">u2").view(np.uint8) if band.dtype == np.uint16 else np.ascontiguousarray(band)
        rows = [imagecodecs.packbits_encode(row) for row in data]
        self.sizes += [len(row) for row in rows]
        self.packed.append(b"".join(rows))

    def table(self, large: bool) -> bytes:
        return np.array(self.sizes, ">u4" if large else ">u2").tobytes()


class _Deflated:
    """A plane of 16 bits, deflated. (Not the differences between pixels: Krita misreads those of 16 bits.)"""

    def __init__(self) -> None:
        self.packed: list[bytes] = []
        self._packer = isal_zlib.compressobj(_LEVEL)

    def add(self, band: np.ndarray) -> None:
        """More rows, H×W uint16."""
        self.packed.append(self._packer.compress(band.astype(">u2").tobytes()))

    def finish(self) -> list[bytes]:
        return [DEFLATED.to_bytes(2, "big"), *self.packed, self._packer.flush()]


def packed_planes(bands: Iterable[np.ndarray], count: int, deflated: bool, large: bool) -> list[list[bytes]]:
    """Every plane, in pieces, of a picture given as bands, h×W×C uint8, or uint16 (if deflated)."""
    if deflated:
        packers = [_Deflated() for _ in range(count)]
        _feed(packers, bands)
        return [packer.finish() for packer in packers]
    rows = packed_rows(bands, count)
    return [[RUNS.to_bytes(2, "big"), plane.table(large), *plane.packed] for plane in rows]


def packed_rows(bands: Iterable[np.ndarray], count: int) -> list[Rows]:
    """Every plane of a picture given as bands, as run lengths."""
    planes = [Rows() for _ in range(count)]
    _feed(planes, bands)
    return planes


def _feed(packers: list[_Deflated] | list[Rows], bands: Iterable[np.ndarray]) -> None:
    """Planes are packed beside each other."""
    with ThreadPoolExecutor(min(len(packers), os.cpu_count() or 1), "psd") as pool:
        for band in bands:
            jobs = [pool.submit(_add, packer, band[:, :, number]) for number, packer in enumerate(packers)]
            for job in jobs:
                job.result()


def _add(packer: _Deflated | Rows, band: np.ndarray) -> None:
    with ROOM.patiently():
        packer.add(band)
