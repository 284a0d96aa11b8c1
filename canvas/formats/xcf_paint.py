"""Reading the pixels of a GIMP file: the paint of its layers, their masks, the selection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from canvas.errors import FormatError, Sentence
from canvas.formats.budget import Budget
from canvas.formats.limits import Limits
from canvas.formats.report import Lost, Report
from canvas.formats.samples import COUNTS, Model, Samples, applicable
from canvas.formats.stack_xml import FAR
from canvas.formats.tile_stack import mask_tiles_of, moved_mask, moved_paint, paint_of
from canvas.formats.xcf_file import GREY, INDEXED, ChannelRecord, LayerRecord, XcfFile
from canvas.formats.xcf_tiles import Batch, XcfTiles, painted
from canvas.geometry import TILE, Key
from canvas.layer import Mask
from canvas.tile import CHANNELS, Tile, Tiles

PROFILE = "icc-profile"
_SLACK = 1e-3  # of light beyond what can be shown that nobody misses
_NEAR = 512  # of 65535: alpha nearer than this to nought or to full mixes the same in any way


@dataclass(frozen=True, slots=True)
class Painted:
    """The paint of a layer."""

    tiles: Tiles
    soft: bool  # it is see-through somewhere


class XcfPaint:
    """Reads pixels as long as the file does not ask for more than the limits allow."""

    def __init__(self, file: XcfFile, limits: Limits, report: Report) -> None:
        """`report` is told what had to be left out."""
        self._file, self._limits, self._report = file, limits, report
        self._budget = Budget(limits)
        self._tiles = XcfTiles(file)
        self._samples = self._found_samples()
        colours = len(file.palette) // 3
        self._palette = np.zeros((256, 3), np.uint8)
        known = np.frombuffer(file.palette, np.uint8, 3 * min(256, colours))
        self._palette[: min(256, colours)] = known.reshape(-1, 3)

    def layer(self, record: LayerRecord) -> Painted:
        """A layer's paint. Raises FormatError where it cannot be read."""
        base, has_alpha = divmod(record.kind, 2)
        if base not in (0, GREY, INDEXED):
            raise FormatError("Its pixels are damaged.")
        count = COUNTS[Model.RGB] if base == 0 else 1
        size = (count + has_alpha) * self._file.precision.dtype.itemsize
        self._check(record, record.x, record.y, size)
        tiles: dict[Key, Tile] = {}
        soft = bright = damaged = False
        for whole in self._batches(record.pixels, record.width, record.height, size):
            batch = whole
            damaged = damaged or batch.damaged
            if has_alpha:
                batch = painted(batch, self._file.precision.dtype.itemsize)
            if not batch.keys:
                continue
            numbers = _numbers(batch, self._file.precision.dtype)
            colours = numbers[:count]
            alpha = numbers[count] if has_alpha else _full(numbers)
            alpha = np.where(batch.inside.reshape(-1), alpha, alpha.dtype.type(0))
            bright = bright or _bright(colours, alpha)
            pixels = self._rgba(colours, alpha, base)
            soft = soft or _soft(pixels[:, 3])
            some = paint_of(pixels.reshape(-1, TILE, TILE, CHANNELS), batch.keys)
            self._budget.take_tiles(len(some))
            tiles.update(some)
        for said, what in ((damaged, Lost.DAMAGED_PARTS), (bright, Lost.BRIGHT)):
            if said:
                self._report.lost(what, record.name)
        return Painted(moved_paint(tiles, record.x, record.y, self._budget), soft)

    def mask(self, record: ChannelRecord, x: int, y: int, outside: int) -> Mask:
        """A mask or selection whose first pixel lies at x, y. Raises FormatError where it cannot be read."""
        dtype = self._file.precision.dtype
        self._check(record, x, y, dtype.itemsize)
        tiles: dict[Key, Tile] = {}
        for batch in self._batches(record.pixels, record.width, record.height, dtype.itemsize):
            if batch.damaged:
                raise FormatError("Its pixels are damaged.")
            values = _numbers(batch, dtype)[0]
            if values.dtype == np.float32:
                values = np.rint(np.clip(np.nan_to_num(values, nan=0.0), 0, 1) * 65535).astype(np.uint16)
            beyond = np.iinfo(values.dtype).max if outside else 0
            values = np.where(batch.inside.reshape(-1), values, values.dtype.type(beyond))
            some = mask_tiles_of(values.reshape(-1, TILE, TILE), batch.keys, outside)
            self._budget.take_masks(len(some))
            tiles.update(some)
        return moved_mask(Mask(tiles, outside), x, y, self._budget)

    def _check(self, record: LayerRecord | ChannelRecord, x: int, y: int, size: int) -> None:
        """size: bytes of a pixel. Raises FormatError or TooMuchError."""
        width, height = record.width, record.height
        self._limits.check_size(width, height)
        if max(abs(x), abs(y)) > FAR:
            raise FormatError("It lies too far from the picture.")
        packed = self._tiles.packed_size(record.pixels, width, height, size)
        self._budget.take_pixels(width * height, packed)

    def _batches(self, place: int, width: int, height: int, size: int) -> Iterator[Batch]:
        for batch in self._tiles.batches(place, width, height, size):
            self._budget.check_time()
            yield batch

    def _rgba(self, colours: np.ndarray, alpha: np.ndarray, base: int) -> np.ndarray:
        """C×P numbers and P alphas to P×4 straight sRGB, uint8 or uint16."""
        if base == INDEXED:
            if colours.dtype != np.uint8:
                raise FormatError("Its pixels are damaged.")
            return self._samples.rgba(self._palette[colours[0]], alpha)
        samples = self._samples
        if (base == GREY and samples.model is not Model.GREY) or (
            base == 0 and samples.model is not Model.RGB
        ):
            samples = Samples(Model.GREY if base == GREY else Model.RGB, None, self._file.precision.linear)
        return samples.rgba(colours.T, alpha)

    def _found_samples(self) -> Samples:
        """How to read the colours: by the file's profile, where it has one that can be applied."""
        model = Model.GREY if self._file.base == GREY else Model.RGB
        profile = self._file.parasites.get(PROFILE)
        linear = self._file.precision.linear
        if profile is None:
            return Samples(model, None, linear)
        try:
            if len(profile) > self._limits.profile_bytes:
                raise FormatError("The picture's colour profile is damaged.")
            return Samples(model, applicable(profile, model))
        except FormatError as error:
            self._report.say(Sentence("{reason} The colours were taken as sRGB.", reason=error.sentence))
            return Samples(model, None, linear)


def _numbers(batch: Batch, dtype: np.dtype) -> np.ndarray:
    """What the bytes stand for, C×P: uint8, uint16 or float32."""
    if dtype.itemsize == 1:
        return batch.planes.reshape(len(batch.planes), -1)
    size = dtype.itemsize
    whole = batch.planes.reshape(-1, size, batch.inside.size)
    if dtype.kind == "u" and size == 4:  # the upper half is as much as can be kept
        whole = whole[:, :2] if dtype.byteorder == ">" else whole[:, 2:]
        dtype = np.dtype("u2").newbyteorder(dtype.byteorder)
    numbers = np.ascontiguousarray(whole.transpose(0, 2, 1)).view(dtype)[:, :, 0]
    with np.errstate(over="ignore", invalid="ignore"):  # damaged numbers may be anything
        return numbers.astype(np.uint16 if dtype.kind == "u" else np.float32)


def _full(numbers: np.ndarray) -> np.ndarray:
    """Alphas of paint that has none: opaque throughout."""
    most = 1 if numbers.dtype == np.float32 else np.iinfo(numbers.dtype).max
    return np.full(numbers.shape[1], most, numbers.dtype)


def _bright(colours: np.ndarray, alpha: np.ndarray) -> bool:
    """Whether any colour that can be seen is beyond what can be shown."""
    if colours.dtype != np.float32:
        return False
    seen = colours[:, alpha > 0]
    return bool(seen.size) and bool(seen.max() > 1 + _SLACK or seen.min() < -_SLACK)


def _soft(alpha: np.ndarray) -> bool:
    near = _NEAR if alpha.dtype == np.uint16 else _NEAR // 257
    return bool(((alpha > near) & (alpha < np.iinfo(alpha.dtype).max - near)).any())
