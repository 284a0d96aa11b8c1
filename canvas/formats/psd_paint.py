"""Reading the pixels of a Photoshop file's layers, a few layers unpacked at once, and of their masks."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from canvas.background import rest_dropped
from canvas.errors import FormatError, Sentence
from canvas.formats.budget import Budget
from canvas.formats.colour import scaled_to, to_srgb
from canvas.formats.limits import Limits
from canvas.formats.openraster_masks import mask_of
from canvas.formats.pixels import tiles_of
from canvas.formats.psd_colour import COUNTS, RGB, Colours, without_white
from canvas.formats.psd_file import Header, MaskRecord, PsdFile, Record
from canvas.formats.psd_planes import check_packed, merged_planes, row_bytes, unpacked, unpacked_bands
from canvas.formats.psd_source import Damaged, Source
from canvas.formats.psd_tree import Item
from canvas.formats.report import Lost, Report
from canvas.formats.watch import Check
from canvas.geometry import Rect
from canvas.layer import Mask
from canvas.tile import ONE, Tiles

_FAR = 1 << 20  # pixels from the document's corner at which nothing is painted
_AT_ONCE = 1 << 27  # pixels being unpacked at a time
_BAND = 1 << 21  # pixels unpacked at a time
_SLACK = 1e-3  # of light beyond what can be shown that nobody misses


@dataclass(frozen=True, slots=True)
class _Packed:
    """Planes of one size that are not unpacked yet: how each is packed, and its bytes."""

    width: int
    height: int
    planes: dict[int, tuple[int, bytes]]

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return sum(len(data) for _packing, data in self.planes.values())

    def bands(self, number: int, header: Header, rows: int, check: Check) -> Iterator[np.ndarray]:
        """A plane, so many rows at a time. Raises Damaged."""
        packing, data = self.planes[number]
        size = (self.width, self.height)
        return unpacked_bands(data, packing, *size, header.depth, header.large, rows, check)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A layer whose pixels are being unpacked."""

    item: Item
    size: int  # pixels
    picture: Future[tuple[np.ndarray | None, bool]]


class PsdPaint:
    """Reads pixels as long as the file does not ask for more than the limits allow."""

    def __init__(self, file: PsdFile, colours: Colours, limits: Limits, report: Report) -> None:
        self._file, self._colours, self._limits, self._report = file, colours, limits, report
        self.budget = Budget(limits)

    def layers(self, items: Iterable[Item]) -> dict[int, Tiles]:
        """The paint of every layer that can be read, by its place in the file's list.

        Raises FormatError if all together are too large.
        """
        workers = min(4, os.cpu_count() or 1)
        waiting: deque[_Waiting] = deque()
        painted: dict[int, Tiles] = {}
        with ThreadPoolExecutor(workers, "psd") as pool, rest_dropped(pool):
            for item in items:
                rect = item.record.rect
                size = rect.width * rect.height
                if size == 0 or not any(
                    number >= 0 and part.left > 2 for number, part in item.record.channels.items()
                ):
                    painted[item.place] = {}
                    continue
                packed = self._packed_layer(item.record)
                if packed is None:
                    continue
                self.budget.take_pixels(size, packed.size)
                while waiting and (
                    len(waiting) > workers or sum(one.size for one in waiting) + size > _AT_ONCE
                ):
                    self._finish(waiting.popleft(), painted)
                waiting.append(_Waiting(item, size, pool.submit(self._picture, packed)))
            while waiting:
                self._finish(waiting.popleft(), painted)
        return painted

    def mask(self, record: Record) -> Mask | None:
        """A layer's or group's mask, None where it has none, or one that is damaged. Raises FormatError."""
        said = record.mask
        if said is None or (said.channel not in record.channels and not said.rect.empty):
            return None
        shows = (said.outside > 0) != said.inverted
        mask = Mask(outside=ONE if shows else 0, enabled=not said.disabled)
        if said.rect.empty:
            return mask
        try:
            plane = self._mask_plane(record.channels[said.channel], said)
        except Damaged:
            self._report.lost(Lost.MASK_DAMAGED, record.name)
            return None
        if said.inverted:
            plane = np.iinfo(plane.dtype).max - plane
        mask = Mask(
            mask_of(plane, (said.rect.x, said.rect.y), mask.outside, self._limits.check_time).tiles,
            mask.outside,
            mask.enabled,
        )
        self.budget.take_masks(len(mask.tiles))
        return mask

    def merged(self, alpha: bool) -> Tiles:
        """The paint of the merged picture; `alpha`: its first plane after the colours says where it is."""
        header, source = self._file.header, self._file.merged
        if source is None:
            raise FormatError("The file is damaged: it holds no picture.")
        count = COUNTS[self._colours.mode]
        if header.channels < count:
            raise FormatError("The file is damaged: some of its colours are missing.")
        used = count + 1 if alpha and header.channels > count else count
        packed = source.again().take(min(source.left, _most_packed(header)))
        self.budget.take_pixels(header.width * header.height, len(packed))
        size = (header.width, header.height, header.depth)
        planes = merged_planes(packed, *size, header.large, header.channels, used, self._limits.check_time)
        by_number = {number: planes[number] for number in range(count)}
        if used > count:
            by_number[-1] = planes[count]
        pixels = self._merged_pixels(by_number, (header.height, header.width))
        tiles = tiles_of(pixels, check=self._limits.check_time)
        self.budget.take_tiles(len(tiles))
        return tiles

    def _merged_pixels(self, planes: dict[int, np.ndarray], shape: tuple[int, int]) -> np.ndarray:
        """H×W×4 straight sRGB. White is taken away in the file's own colours, in which it was laid below."""
        colours, check = self._colours, self._limits.check_time
        if -1 not in planes:
            return colours.rgba(planes, shape, check)
        if colours.mode != RGB or colours.profile is None or self._file.header.depth == 32:
            return without_white(colours.rgba(planes, shape, check))
        plain = replace(colours, profile=None).rgba(planes, shape, check)
        return to_srgb(without_white(plain), colours.profile, check)

    def _packed_layer(self, record: Record) -> _Packed | None:
        """What is to be unpacked of a layer's colours and alpha; None, and a note, where nothing can."""
        if _far(record.rect):
            self._report.lost(Lost.FAR, record.name)
            return None
        try:
            self._limits.check_size(record.rect.width, record.rect.height)
            wanted = [-1, *range(COUNTS[self._colours.mode])]
            planes = {
                number: self._packed(record.channels[number], record.rect)
                for number in wanted
                if number in record.channels and (number >= 0 or record.channels[number].left > 2)
            }
        except FormatError as error:
            self._leave_out(record, error)
            return None
        return _Packed(record.rect.width, record.rect.height, planes)

    def _packed(self, source: Source, rect: Rect) -> tuple[int, bytes]:
        """Raises Damaged where the bytes cannot be all of the plane."""
        source, header = source.again(), self._file.header
        packing = source.u16()
        check_packed(source.left, packing, rect.width, rect.height, header.depth, header.large)
        return packing, source.take(source.left)

    def _picture(self, packed: _Packed) -> tuple[np.ndarray | None, bool]:
        """H×W×4 straight sRGB (None where all of it is transparent), and whether light was cut off."""
        header, check = self._file.header, self._limits.check_time
        rows = max(1, _BAND // packed.width)
        bands = {number: packed.bands(number, header, rows, check) for number in packed.planes}
        out: np.ndarray | None = None
        seen, bright = -1 not in packed.planes, False
        for top in range(0, packed.height, rows):
            planes = {number: next(band) for number, band in bands.items()}
            seen = seen or bool(planes[-1].any())
            for number, plane in planes.items() if header.depth == 32 else ():
                bright = bright or (number >= 0 and bool(plane.min() < -_SLACK or plane.max() > 1 + _SLACK))
            part = self._colours.rgba(planes, (min(rows, packed.height - top), packed.width))
            if out is None:
                out = np.empty((packed.height, packed.width, 4), part.dtype)
            out[top : top + rows] = part
            check()
        return (out if seen else None), bright

    def _finish(self, waiting: _Waiting, painted: dict[int, Tiles]) -> None:
        """Keep the paint once its pixels are there, or leave the layer out."""
        record = waiting.item.record
        try:
            pixels, bright = waiting.picture.result()
        except FormatError as error:
            self._leave_out(record, error)
            return
        if bright:
            self._report.lost(Lost.BRIGHT, record.name)
        tiles = (
            {}
            if pixels is None
            else tiles_of(pixels, (record.rect.x, record.rect.y), self._limits.check_time)
        )
        self.budget.take_tiles(len(tiles))
        painted[waiting.item.place] = tiles

    def _mask_plane(self, source: Source, said: MaskRecord) -> np.ndarray:
        """H×W uint8 or uint16. Raises Damaged, or FormatError if the masks are too large together."""
        header, rect = self._file.header, said.rect
        if _far(rect) or rect.width * rect.height > self._limits.pixels:
            raise Damaged("Its pixels are damaged.")
        packing, data = self._packed(source, rect)
        self.budget.take_pixels(rect.width * rect.height, len(data))
        size = (rect.width, rect.height, header.depth)
        plane = unpacked(data, packing, *size, header.large, self._limits.check_time)
        return scaled_to(plane, np.dtype(np.uint16)) if plane.dtype == np.float32 else plane

    def _leave_out(self, record: Record, error: FormatError) -> None:
        self._report.say(
            Sentence("The layer “{name}” was left out. {reason}", name=record.name, reason=error.sentence)
        )


def _far(rect: Rect) -> bool:
    return max(-rect.x, -rect.y, rect.right, rect.bottom) > _FAR


def _most_packed(header: Header) -> int:
    """Bytes that the merged picture may take at most: raw, or run lengths that make it longer."""
    row = row_bytes(header.width, header.depth)
    return 2 + header.channels * header.height * (row + row // 64 + 2 + 4)  # 4: its length in the table
