"""Reading the pictures in an OpenRaster file: the paint of its layers, a few decoded at once, and masks."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass

from canvas.background import background_pool, rest_dropped
from canvas.errors import FormatError, Sentence
from canvas.formats.archive import Archive
from canvas.formats.budget import Budget
from canvas.formats.limits import Limits
from canvas.formats.openraster_entries import Member, Sheet, StackFile
from canvas.formats.openraster_masks import mask_of
from canvas.formats.paint_png import read_paint_png
from canvas.formats.png_decode import decode_png, png_header
from canvas.geometry import Key
from canvas.layer import Mask
from canvas.tile import Tile, Tiles

_AT_ONCE = 1 << 27  # pixels being decoded at a time


@dataclass(frozen=True, slots=True)
class Painted:
    """The paint of a layer."""

    tiles: Tiles
    whole: bool  # its mask and clipping are not in it


@dataclass(frozen=True, slots=True)
class _Packed:
    """A PNG that is not decoded yet, and where its first pixel lies."""

    member: Member
    data: bytes
    size: int  # pixels
    bytes: int  # of the file that it takes
    own: bool  # not what the standard names as the layer's


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A layer whose pixels are being decoded."""

    sheet: Sheet
    packed: _Packed
    tiles: Future[dict[Key, Tile]]


class PaintReader:
    """Reads pictures as long as the file does not ask for more than the limits allow."""

    def __init__(self, archive: Archive, stack: StackFile, limits: Limits) -> None:
        """`stack` is told, in a note, what had to be left out."""
        self._archive, self._stack, self._limits = archive, stack, limits
        self.budget = Budget(limits)

    def layers(self) -> dict[int, Painted]:
        """The paint of every layer that can be read, by identity of its sheet.

        Raises FormatError if all together are too large.
        """
        workers = min(4, os.cpu_count() or 1)
        waiting: deque[_Waiting] = deque()
        painted: dict[int, Painted] = {}
        with background_pool(workers, "openraster") as pool, rest_dropped(pool):
            for sheet in self._stack.sheets():
                packed = self._packed_paint(sheet)
                if packed is None:
                    continue
                self.budget.take_pixels(packed.size, packed.bytes)
                while waiting and (
                    len(waiting) > workers or sum(one.packed.size for one in waiting) + packed.size > _AT_ONCE
                ):
                    self._finish(waiting.popleft(), painted)
                waiting.append(_Waiting(sheet, packed, pool.submit(self._read, packed)))
            while waiting:
                self._finish(waiting.popleft(), painted)
        return painted

    def mask(self, member: Member, outside: int) -> Mask:
        """A grey picture as a mask. Raises FormatError if it is missing, damaged or too large."""
        packed = self._packed(member, own=True)
        self.budget.take_pixels(packed.size, packed.bytes)
        grey = decode_png(packed.data, self._limits).pixels
        mask = mask_of(grey, (member.x, member.y), outside, self._limits.check_time)
        self.budget.take_masks(len(mask.tiles))
        return mask

    def _packed_paint(self, sheet: Sheet) -> _Packed | None:
        """Our own member with all of the paint, where there is one, else the standard's; None and a note."""
        if sheet.paint is not None:
            try:
                return self._packed(sheet.paint, own=True)
            except FormatError:
                pass  # the standard's member holds what is seen of the paint
        return self._standard_paint(sheet)

    def _standard_paint(self, sheet: Sheet) -> _Packed | None:
        try:
            return self._packed(Member(sheet.source, sheet.x, sheet.y), own=False)
        except FormatError as error:
            self._leave_out(sheet, error)
            return None

    def _packed(self, member: Member, *, own: bool) -> _Packed:
        data = self._archive.read(member.source)
        header = png_header(data)
        self._limits.check_size(header.width, header.height)
        return _Packed(
            member, data, header.width * header.height, self._archive.packed_size(member.source), own
        )

    def _read(self, packed: _Packed) -> dict[Key, Tile]:
        return read_paint_png(packed.data, (packed.member.x, packed.member.y), self._limits)

    def _finish(self, waiting: _Waiting, painted: dict[int, Painted]) -> None:
        """Keep the paint once its pixels are there, or what is seen of it, or leave the layer out."""
        sheet, packed = waiting.sheet, waiting.packed
        try:
            tiles = waiting.tiles.result()
        except FormatError as error:
            standard = self._standard_paint(sheet) if packed.own else None
            if standard is None:
                self._leave_out(sheet, error)
                return
            self.budget.take_pixels(standard.size, standard.bytes)
            try:
                tiles, packed = self._read(standard), standard
            except FormatError as second:
                self._leave_out(sheet, second)
                return
        self.budget.take_tiles(len(tiles))
        painted[id(sheet)] = Painted(tiles, whole=packed.own or sheet.paint is None)

    def _leave_out(self, sheet: Sheet, error: FormatError) -> None:
        name = sheet.entry.name
        self._stack.note(
            Sentence("The layer “{name}” was left out. {reason}", name=name, reason=error.sentence)
        )
