"""Reading the pixels of a Krita file: the paint of its layers, their masks, the selection."""

from __future__ import annotations

import numpy as np

from canvas.errors import FormatError, Sentence
from canvas.formats.archive import Archive
from canvas.formats.budget import Budget
from canvas.formats.krita_entries import Entry, KritaFile, MaskEntry
from canvas.formats.krita_names import SPACES, Space
from canvas.formats.krita_tiles import packed_tiles
from canvas.formats.limits import Limits
from canvas.formats.report import Lost, Report
from canvas.formats.samples import Model, Samples, applicable, is_linear
from canvas.formats.tile_stack import (
    AREA,
    filled,
    mask_tiles_of,
    moved_mask,
    moved_paint,
    multiplied,
    paint_of,
)
from canvas.geometry import TILE, Rect
from canvas.layer import Mask
from canvas.tile import CHANNELS, ONE, Tile, Tiles

_DEFAULT_PIXEL = 64  # bytes at most
_SLACK = 1e-3  # of light beyond what can be shown that nobody misses


class KritaPaint:
    """Reads pixels as long as the file does not ask for more than the limits allow."""

    def __init__(self, archive: Archive, file: KritaFile, limits: Limits, report: Report) -> None:
        """`report` is told what had to be left out."""
        self._archive, self._file, self._limits, self._report = archive, file, limits, report
        self.budget = Budget(limits)
        self._rect = Rect(0, 0, file.width, file.height)
        self._profiles: dict[tuple[bytes, Model], Samples] = {}
        self._folder = self._found_folder()

    def layer(self, entry: Entry) -> Tiles:
        """A layer's paint. Raises FormatError where it cannot be read."""
        space = SPACES.get(entry.space)
        if space is None:
            raise FormatError(
                "Its colours are of a kind that cannot be read here ({kind}).", kind=entry.space[:40]
            )
        source = self._folder + entry.source
        data, packed = self._archive.read(source), self._archive.packed_size(source)
        samples = self._samples(source, space.model)
        if is_linear(samples.profile, space.model):
            self._report.lost(Lost.LIGHT, entry.name)
        if space.model in (Model.CMYK, Model.LAB):
            self._report.lost(Lost.COLOURS, entry.name)
        tiles: dict[tuple[int, int], Tile] = {}
        for found, every, damaged in packed_tiles(data, packed, space.pixel_size, self.budget).batches():
            self.budget.check_time()
            keys, planes = found, every
            if damaged:
                self._report.lost(Lost.DAMAGED_PARTS, entry.name)
            seen = np.asarray(planes[-space.dtype.itemsize :].any(axis=(0, 2)))
            if not seen.all():  # what is transparent needs no colours
                keys = [key for key, kept in zip(keys, seen.tolist(), strict=True) if kept]
                planes = planes[:, seen]
            if not keys:
                continue
            pixels, bright = _rgba(planes, space, samples)
            if bright:
                self._report.lost(Lost.BRIGHT, entry.name)
            some = paint_of(pixels.reshape(-1, TILE, TILE, CHANNELS), keys)
            self.budget.take_tiles(len(some))
            tiles.update(some)
        self._fill_paint(tiles, self._default_pixel(source, space.pixel_size), space, samples, entry)
        return moved_paint(tiles, entry.x, entry.y, self.budget)

    def masks(self, entry: Entry) -> Mask | None:
        """What all masks of a layer or group do together, None where it has none that can be read."""
        wanted = [mask for mask in entry.masks if mask.visible] or list(entry.masks[:1])
        if len(wanted) < len(entry.masks):
            self._report.lost(Lost.MASK_OFF, entry.name)
        if len(wanted) > 1:
            self._report.lost(Lost.MASKS_JOINED, entry.name)
        result: Mask | None = None
        for each in wanted:
            try:
                mask = self.mask(each)
            except FormatError:
                self._report.lost(Lost.MASK_DAMAGED, entry.name)
                continue
            result = mask if result is None else multiplied(result, mask, self.budget)
        if result is None or wanted[0].visible:
            return result
        return Mask(result.tiles, result.outside, enabled=False)

    def mask(self, entry: MaskEntry) -> Mask:
        """A mask's pixels in their place. Raises FormatError where they cannot be read."""
        source = self._folder + entry.source + ".pixelselection"
        data, packed = self._archive.read(source), self._archive.packed_size(source)
        default = self._default_pixel(source, 1)
        value = default[0] if default else 0
        outside = ONE if value == 255 else 0
        tiles: dict[tuple[int, int], Tile] = {}
        present: set[tuple[int, int]] = set()
        for keys, planes, damaged in packed_tiles(data, packed, 1, self.budget).batches():
            self.budget.check_time()
            if damaged:
                raise FormatError("Its pixels are damaged.")
            some = mask_tiles_of(planes[0].reshape(-1, TILE, TILE), keys, outside)
            self.budget.take_masks(len(some))
            tiles.update(some)
            present.update(keys)
        if 0 < value < 255:
            grey = Tile(np.full((TILE, TILE), (value * ONE + 127) // 255, np.uint16))
            blank = Tile(np.zeros((TILE, TILE), np.uint16))
            for key in present:
                tiles.setdefault(key, blank)
            filled(tiles, grey, self._rect.moved(-entry.x, -entry.y), self.budget)
        return moved_mask(Mask(tiles, outside), entry.x, entry.y, self.budget)

    def _found_folder(self) -> str:
        """The folder in the archive that holds the pixels; some files name another one than they have."""
        folder = self._file.name + "/layers/"
        names = self._archive.names()
        if any(name.startswith(folder) for name in names):
            return folder
        for name in names:
            before, middle, _after = name.partition("/layers/")
            if middle:
                return before + middle
        return folder

    def _samples(self, source: str, model: Model) -> Samples:
        """How to read a layer's colours: by its own profile, where that can be applied."""
        name = source + ".icc"
        if not self._archive.has(name):
            return Samples(model)
        profile = self._archive.read(name, self._limits.profile_bytes)
        known = self._profiles.get((profile, model))
        if known is None:
            try:
                known = Samples(model, applicable(profile, model))
            except FormatError as error:
                self._report.say(Sentence("{reason} The colours were taken as sRGB.", reason=error.sentence))
                known = Samples(model)
            self._profiles[profile, model] = known
        return known

    def _default_pixel(self, source: str, size: int) -> bytes:
        """What is wherever no tile is; empty: nothing."""
        name = source + ".defaultpixel"
        if not self._archive.has(name):
            return b""
        pixel = self._archive.read(name, _DEFAULT_PIXEL)
        return pixel if len(pixel) == size else b""

    def _fill_paint(
        self, tiles: dict[tuple[int, int], Tile], pixel: bytes, space: Space, samples: Samples, entry: Entry
    ) -> None:
        """Put the default pixel wherever the picture has no tile, unless it is transparent."""
        if not any(pixel):
            return
        planes = np.repeat(np.frombuffer(pixel, np.uint8)[:, None], AREA, axis=1)[:, None]
        pixels, _bright = _rgba(planes, space, samples)
        one = paint_of(pixels.reshape(1, TILE, TILE, CHANNELS), [(0, 0)])
        if one:
            filled(tiles, one[0, 0], self._rect.moved(-entry.x, -entry.y), self.budget)


def _rgba(planes: np.ndarray, space: Space, samples: Samples) -> tuple[np.ndarray, bool]:
    """Bytes by their place in a pixel, P×N×4096, to straight sRGB, N·4096×4; whether light was cut off."""
    count, size = len(space.order) + 1, space.dtype.itemsize
    whole = planes.reshape(count, size, -1)
    if size == 1:
        numbers = whole[:, 0]
    else:
        numbers = np.ascontiguousarray(whole.transpose(0, 2, 1)).view(space.dtype)[:, :, 0]
    colours, alpha = numbers[list(space.order)].T, numbers[-1]
    bright = False
    if space.dtype.kind == "f":
        colours, alpha = colours.astype(np.float32) / np.float32(space.scale), alpha.astype(np.float32)
        seen = colours[alpha > 0]
        bright = bool(seen.size) and bool(seen.max() > 1 + _SLACK or seen.min() < -_SLACK)
    return samples.rgba(colours, alpha), bright
