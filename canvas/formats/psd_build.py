"""The nodes of a document, made from the records of a Photoshop file and the paint that could be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from canvas.blend import BlendMode
from canvas.brush_files.binary import Reader
from canvas.brush_files.descriptor import read_descriptor
from canvas.errors import FormatError
from canvas.formats.openraster_masks import mask_of
from canvas.formats.psd_colour import RGB, Colours
from canvas.formats.psd_file import PsdFile, Record
from canvas.formats.psd_names import (
    ADJUSTMENTS,
    EFFECTS,
    FILL_MODES,
    LABELS,
    MODES,
    PASS_THROUGH,
    PICTURED,
    SOLID_FILL,
    VECTOR_MASKS,
)
from canvas.formats.psd_outline import drawn, outline_of
from canvas.formats.psd_paint import PsdPaint
from canvas.formats.psd_tree import Item
from canvas.formats.report import Lost, Report
from canvas.geometry import Rect
from canvas.layer import TAGS, Group, Layer, Mask, Node
from canvas.masking import scaled
from canvas.tile import ONE, Tile, Tiles, solid

_ALPHA_LOCKED, _HIDDEN = 1, 2  # bits of a record's flags
_LOCK_ALPHA, _LOCK_PAINT, _LOCK_PLACE, _LOCK_ALL = 1, 2, 4, 1 << 31  # bits of its block of locks
_SHARED_BYTES = 256  # of a tile that many keys have in common: what the table of tiles takes
_MOST_FILL = 4 << 20  # bytes of a fill layer's settings
_KINDS = {
    "text": Lost.TEXT,
    "smart object": Lost.SMART,
    "shape": Lost.SHAPE,
    "gradient fill": Lost.FILL_PAINTED,
    "pattern fill": Lost.FILL_PAINTED,
}


class Builder:
    """Makes nodes, and reports what they lose."""

    def __init__(
        self, file: PsdFile, painted: Mapping[int, Tiles], paint: PsdPaint, colours: Colours, report: Report
    ) -> None:
        self._file, self._painted, self._paint = file, painted, paint
        self._colours, self._report = colours, report
        self._ids: dict[int, str] = {}  # by place in the file's list
        self._canvas = Rect(0, 0, file.header.width, file.header.height)

    def built(self, items: Iterable[Item]) -> tuple[Node, ...]:
        """From the bottom up, without the layers whose paint could not be read."""
        nodes: list[Node] = []
        for item in items:
            if item.inside is None and item.place not in self._painted:
                continue
            node = self._group(item) if item.inside is not None else self._layer(item)
            self._ids[item.place] = node.id
            nodes.append(node)
        return tuple(nodes)

    def active(self, place: int) -> str:
        """Id of the node made from the record at a place, "" if there is none."""
        return self._ids.get(place, "")

    def _group(self, item: Item) -> Group:
        group = Group(
            item.record.name,
            layers=self.built(item.inside or ()),
            pass_through=item.blend == PASS_THROUGH,
            folded=item.folded,
        )
        return replace(group, **self._common(item, MODES.get(item.record.blend, BlendMode.NORMAL)))

    def _layer(self, item: Item) -> Layer:
        record = item.record
        tiles = self._painted[item.place]
        if not tiles and SOLID_FILL in record.blocks:
            tiles = self._filled(record)
        elif record.blocks.keys() & ADJUSTMENTS.keys():
            self._report.lost(Lost.ADJUSTMENT, record.name)
        kind = next((PICTURED[key] for key in record.blocks if key in PICTURED), "")
        if kind:
            self._report.lost(_KINDS[kind], record.name)
        layer = Layer(record.name, tiles=tiles, alpha_lock=self._alpha_locked(record))
        return replace(layer, **self._common(item, BlendMode.NORMAL))

    def _common(self, item: Item, otherwise: BlendMode) -> dict[str, Any]:
        """The properties that layers and groups share; `otherwise`: the mode where none is known."""
        record = item.record
        blend = MODES.get(item.blend)
        if blend is None and item.blend != PASS_THROUGH:
            self._report.lost(Lost.MODE, record.name)
        blend = blend or otherwise
        fill = record.number(b"iOpa", 255 << 24) >> 24
        if fill != 255 and blend in FILL_MODES:
            self._report.lost(Lost.FILL_OPACITY, record.name)
        mask, hidden = self._mask(record)
        self._report_rest(record)
        return {
            "opacity": record.opacity / 255 * fill / 255,
            "blend": blend,
            "visible": not record.flags & _HIDDEN and not hidden,
            "locked": self._locked(record),
            "clip": record.clip,
            "tag": self._tag(record),
            "mask": mask,
        }

    def _mask(self, record: Record) -> tuple[Mask | None, bool]:
        """The mask, and whether the node must be hidden because what hides a part of it cannot be read."""
        mask = self._paint.mask(record)
        if mask is not None and record.mask is not None and record.mask.adjusted:
            self._report.lost(Lost.MASK_SETTINGS, record.name)
        block = next((record.blocks[key] for key in VECTOR_MASKS if key in record.blocks), None)
        if block is None:
            return mask, False
        if mask is not None and record.mask is not None and record.mask.rendered:
            self._report.lost(Lost.OUTLINE, record.name)
            return mask, False
        outline = outline_of(block, self._canvas.width, self._canvas.height)
        if outline is None:
            self._report.lost(Lost.OUTLINE_HIDDEN, record.name)
            return mask, True
        self._report.lost(Lost.OUTLINE, record.name)
        if outline.disabled and mask is not None:
            return mask, False
        outside = 0 if not outline.inverted else ONE
        self._paint.budget.take_pixels(self._canvas.width * self._canvas.height)
        check = self._paint.budget.check_time
        coverage = drawn(outline, self._canvas.width, self._canvas.height, check)
        shape = mask_of(coverage, (0, 0), outside, check)
        if mask is None or not mask.enabled:
            return replace(shape, enabled=not outline.disabled), False
        return _both(shape, mask), False

    def _filled(self, record: Record) -> Tiles:
        """A layer of one colour, painted all over the canvas."""
        colour = self._fill_colour(record)
        if colour is None:
            self._report.lost(Lost.FILL_PAINTED, record.name)
            return {}
        self._paint.budget.take_pixels(self._canvas.width * self._canvas.height)
        keys = list(self._canvas.tile_keys())
        self._paint.budget.take_bytes(len(keys) * _SHARED_BYTES)
        return solid(colour, keys)

    def _fill_colour(self, record: Record) -> tuple[float, float, float, float] | None:
        block = record.blocks[SOLID_FILL]
        if not 4 < block.left <= _MOST_FILL:
            return None
        try:
            said = read_descriptor(Reader(block.again().take(block.left)[4:])).get("Clr ")
        except FormatError:
            return None
        if not isinstance(said, dict):
            return None
        parts = [said.get(name) for name in ("Rd  ", "Grn ", "Bl  ")]
        if all(part is None for part in parts):
            parts = [said.get("Gry ")] * 3  # per cent of black
            parts = [255 - 2.55 * part if isinstance(part, float) else None for part in parts]
        if not all(isinstance(part, (int, float)) for part in parts):
            return None
        values = np.clip(np.nan_to_num(np.array(parts, np.float64)), 0, 255).reshape(3, 1, 1)
        if self._colours.mode != RGB or self._file.header.depth == 32:
            red, green, blue = (values[:, 0, 0] / 255).tolist()
            return red, green, blue, 1.0
        planes = {number: np.rint(values[number] * 257).astype(np.uint16) for number in range(3)}
        red, green, blue = (self._colours.rgba(planes, (1, 1))[0, 0, :3] / 65535).tolist()
        return red, green, blue, 1.0

    def _alpha_locked(self, record: Record) -> bool:
        locks = record.number(b"lspf", 0)
        return bool(record.flags & _ALPHA_LOCKED) or (locks & (_LOCK_ALPHA | _LOCK_ALL)) == _LOCK_ALPHA

    def _locked(self, record: Record) -> bool:
        locks = record.number(b"lspf", 0)
        locked = bool(locks & (_LOCK_PAINT | _LOCK_ALL))
        if locks & _LOCK_PLACE and not locked:
            self._report.lost(Lost.POSITION_LOCK, record.name)
        return locked

    def _tag(self, record: Record) -> str:
        label = record.number(b"lclr", 0) >> 16
        if not 0 <= label < len(LABELS):
            return ""
        if label >= len(TAGS):
            self._report.lost(Lost.LABEL, record.name)
        return LABELS[label]

    def _report_rest(self, record: Record) -> None:
        if any(key in record.blocks for key in EFFECTS):
            self._report.lost(Lost.EFFECTS, record.name)
        unclipped = record.number(b"clbl", 1 << 24) >> 24 == 0
        knocks_out = record.number(b"knko", 0) or record.number(b"infx", 0)
        restricted = b"brst" in record.blocks and record.blocks[b"brst"].left > 0
        if record.blends_by_value or unclipped or knocks_out or restricted:
            self._report.lost(Lost.BLENDING, record.name)


def _both(one: Mask, other: Mask) -> Mask:
    """A mask that shows as much as two, one after the other."""
    tiles: dict[tuple[int, int], Tile] = {}
    outside = min(one.outside, other.outside)
    for key in one.tiles.keys() | other.tiles.keys():
        first = one.tiles[key].pixels if key in one.tiles else np.full((64, 64), one.outside, np.uint16)
        second = (
            other.tiles[key].pixels if key in other.tiles else np.full((64, 64), other.outside, np.uint16)
        )
        pixels = scaled(first, second)
        if not (pixels == outside).all():
            tiles[key] = Tile(pixels)
    return Mask(tiles, outside)
