"""The tiles in which a GIMP file holds pixels: found, unpacked, their bytes put in order.

Source: GIMP's `devel-docs/xcf.txt`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from isal import isal_zlib

from canvas.composite import address
from canvas.errors import FormatError
from canvas.formats.tile_stack import AREA, BATCH
from canvas.formats.xcf_file import XcfFile
from canvas.geometry import TILE, Key
from canvas.kernels.lazy import runs

RAW, RUNS, DEFLATED = 0, 1, 2
_ISAL_ERROR: type[Exception] = isal_zlib.error  # pyright: ignore[reportAssignmentType]
_SPARE = 1024  # bytes that packing may add to a tile


@dataclass(frozen=True, slots=True)
class Batch:
    """Some tiles of a layer or channel. Nothing is inside where a tile is damaged or lies beyond the edge."""

    keys: list[Key]  # as if the layer's first pixel were the document's
    planes: np.ndarray  # size of a pixel × N × 4096 uint8: first bytes of all pixels, second ones, …
    inside: np.ndarray  # N×64×64 bool: which pixels there are
    damaged: bool


class XcfTiles:
    """Unpacks the tiles of one file."""

    def __init__(self, file: XcfFile) -> None:
        self._file = file
        self._bytes = np.frombuffer(file.data, np.uint8)
        self._least = 0  # bytes that all tiles so far must take
        self._used: set[int] = set()  # places of pixels that were read: none belongs to two layers

    def batches(self, place: int, width: int, height: int, size: int) -> Iterator[Batch]:
        """All tiles of the pixels at a place in the file. Raises FormatError where they cannot be found.

        size: bytes of a pixel.
        """
        pointers = self._pointers(place, width, height, size)
        columns = -(-width // TILE)
        present = np.flatnonzero(pointers < len(self._file.data))
        if len(present) < len(pointers):  # told before any work is done: there may be millions of them
            yield Batch([], np.empty((size, 0, AREA), np.uint8), np.empty((0, TILE, TILE), bool), True)
        for first in range(0, len(present), BATCH):
            places = present[first : first + BATCH]
            starts = pointers[places]
            columns_of, rows_of = places % columns, places // columns
            widths = np.minimum(TILE, width - columns_of * TILE)
            heights = np.minimum(TILE, height - rows_of * TILE)
            planes, areas = self._unpacked(starts, widths * heights, size)
            damaged = bool((areas == 0).any())
            _spread(planes, widths, areas)
            steps = np.arange(TILE)
            inside = (steps < widths[:, None])[:, None, :] & (steps < heights[:, None])[:, :, None]
            inside &= (areas > 0)[:, None, None]
            keys = list(zip(columns_of.tolist(), rows_of.tolist(), strict=True))
            yield Batch(keys, planes, inside, damaged)

    def packed_size(self, place: int, width: int, height: int, size: int) -> int:
        """Bytes of the file in which the tiles at a place lie, at most those that they could take; 0 where
        they cannot be found."""
        try:
            cursor = self._file.cursor(self._file.cursor(place).to(place + 12).pointer())
            count = -(-width // TILE) * -(-height // TILE)
            raw = cursor.to(cursor.at + 8).take(count * (8 if cursor.wide else 4))
        except FormatError:
            return 0
        end = len(self._file.data)
        starts = np.sort(
            np.minimum(np.frombuffer(raw, ">u8" if cursor.wide else ">u4"), end).astype(np.int64)
        )
        reach = np.diff(starts, append=end)
        return int(np.minimum(reach[starts > 0], TILE * TILE * size).sum())

    def _pointers(self, place: int, width: int, height: int, size: int) -> np.ndarray:
        """Where each tile's bytes are, N int64."""
        if place in self._used or place == 0:
            raise FormatError("Its pixels are damaged.")
        self._used.add(place)
        cursor = self._file.cursor(place)
        told = (cursor.u32(), cursor.u32(), cursor.u32())
        if told != (width, height, size):
            raise FormatError("Its pixels are damaged.")
        level = cursor.to(cursor.pointer())
        if (level.u32(), level.u32()) != (width, height) or level.at in self._used:
            raise FormatError("Its pixels are damaged.")
        self._used.add(level.at)
        count = -(-width // TILE) * -(-height // TILE)
        raw = level.take(count * (8 if level.wide else 4))
        found = np.frombuffer(raw, ">u8" if level.wide else ">u4")
        end = len(self._file.data)
        self._least += count * size  # of packed bytes: no two tiles share theirs
        if self._least > end or len(np.unique(found[found != 0])) != np.count_nonzero(found):
            raise FormatError("Its pixels are damaged.")
        return np.where(found == 0, end, np.minimum(found, end)).astype(np.int64)

    def _unpacked(self, starts: np.ndarray, areas: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Planes as in `Batch`, rows still as wide as their tile, and how many pixels each tile has."""
        planes = np.zeros((size, len(starts), AREA), np.uint8)
        areas = areas.astype(np.int64)
        if self._file.compression == RUNS:
            unpack_runs(self._bytes, starts, areas, planes)
            return planes, areas
        for j, (start, area) in enumerate(zip(starts.tolist(), areas.tolist(), strict=True)):
            plain = self._plain(start, area * size)
            if plain is None:
                areas[j] = 0
            else:
                planes[:, j, :area] = np.frombuffer(plain, np.uint8).reshape(area, size).T
        return planes, areas

    def _plain(self, start: int, needed: int) -> bytes | None:
        """The bytes of one tile, pixel after pixel; None where they are damaged."""
        data = self._file.data
        if self._file.compression == RAW:
            plain = data[start : start + needed]
        elif self._file.compression == DEFLATED:
            try:
                plain = isal_zlib.decompressobj().decompress(data[start : start + needed + _SPARE], needed)
            except (_ISAL_ERROR, zlib.error, ValueError):
                return None
        else:
            return None
        return plain if len(plain) == needed else None


def painted(batch: Batch, alpha_bytes: int) -> Batch:
    """The tiles in which any of the pixels' last `alpha_bytes` bytes, their alpha, is not nought."""
    seen = np.asarray(batch.planes[-alpha_bytes:].any(axis=(0, 2)))
    if seen.all():
        return batch
    keys = [key for key, kept in zip(batch.keys, seen.tolist(), strict=True) if kept]
    return Batch(keys, batch.planes[:, seen], batch.inside[seen], batch.damaged)


def unpack_runs(data: np.ndarray, starts: np.ndarray, areas: np.ndarray, planes: np.ndarray) -> None:
    """Unpack run lengths of tiles. data: uint8. planes: size of a pixel × N × 4096 uint8, written to.

    starts, areas: N int64, where a tile's bytes start and how many pixels it has; 0 is put for a damaged one.
    """
    ends = np.full(len(starts), len(data), np.int64)
    runs.unpack_runs(address(data), starts, ends, areas, len(planes), address(planes))


def _spread(planes: np.ndarray, widths: np.ndarray, areas: np.ndarray) -> None:
    """Give the rows of tiles that are narrower than 64 pixels the places that they have in a whole tile."""
    for j in np.flatnonzero((widths < TILE) & (areas > 0)).tolist():
        width, height = int(widths[j]), int(areas[j]) // int(widths[j])
        packed = planes[:, j, : areas[j]].reshape(-1, height, width).copy()
        planes[:, j] = 0
        planes[:, j].reshape(-1, TILE, TILE)[:, :height, :width] = packed
