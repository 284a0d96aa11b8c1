"""Opening GIMP files (.xcf), damaged and hostile ones too.

Source: GIMP's `devel-docs/xcf.txt`.
"""

from __future__ import annotations

import math
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

from canvas.blend import BlendMode
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.krita_read import selection_of
from canvas.formats.limits import Limits, sound_dpi
from canvas.formats.opened import Opened
from canvas.formats.report import Lost, Report
from canvas.formats.samples import worth_keeping
from canvas.formats.xcf_file import LayerRecord, XcfFile, parse
from canvas.formats.xcf_names import (
    BROWN,
    FIRST_NEW,
    MIXED_AS_PAINT,
    MODES,
    NEAR,
    NEWEST,
    NORMAL_MODES,
    PASS_THROUGH,
    TAGS,
    UNION,
    Prop,
)
from canvas.formats.xcf_paint import PROFILE, XcfPaint
from canvas.formats.xcf_source import floats, number, parasites
from canvas.formats.xcf_tree import Item, tree_of
from canvas.geometry import Rect
from canvas.guides import MOST, Guides, guides_at
from canvas.layer import Group, Layer, Mask, Node
from canvas.selection import Selection
from canvas.tile import ONE

_TEXT = "gimp-text-layer"  # the parasite that holds a layer's text


def read_xcf(path: Path, limits: Limits) -> Opened:
    """Open a document. Raises FormatError, or OSError if the file cannot be read at all.

    A layer whose pixels are missing or damaged is left out with a note; if none is left, that is an error.
    """
    if path.stat().st_size > limits.file_bytes:
        raise FormatError("“{name}” is too large to be opened.", name=path.name)
    file = parse(path.read_bytes(), limits)
    report = Report()
    _note_file(file, report)
    builder = _Builder(file, XcfPaint(file, limits, report), report)
    layers = builder.built(tree_of(file.layers, limits))
    if not layers and file.layers:
        raise FormatError("“{name}” is damaged: none of its layers can be read.", name=path.name)
    selection = builder.selection()
    document = Document(
        *(file.width, file.height, layers, builder.active, selection, _dpi(file)),
        on_mask=builder.on_mask,
        guides=_guides(file),
    )
    profile = worth_keeping(file.parasites.get(PROFILE))
    return Opened(document, report.sentences(), profile=profile)


def _note_file(file: XcfFile, report: Report) -> None:
    """Say what of the whole picture is not carried over."""
    if file.version > NEWEST:
        report.say(Sentence("The file is of a newer kind than is known here, so some of it may be missing."))
    if file.damaged:
        report.say(
            Sentence(
                "{count} layers or channels of the file are damaged and were left out.", count=file.damaged
            )
        )
    if Prop.PATHS in file.properties or Prop.VECTORS in file.properties:
        report.say(Sentence("The picture's paths were left out."))


class _Builder:
    """Makes the tree from the records."""

    def __init__(self, file: XcfFile, paint: XcfPaint, report: Report) -> None:
        self.active = ""  # id of the node that the file calls active
        self.on_mask = False
        self._file, self._paint, self._report = file, paint, report
        self._lowest = next((one for one in reversed(file.layers) if one and not one.is_group), None)

    def built(self, items: list[Item]) -> tuple[Node, ...]:
        """Layers and groups, from the bottom up, without the layers that cannot be read."""
        nodes: list[Node] = []
        for item in reversed(items):
            node = self._node(item)
            if node is None:
                continue
            nodes.append(node)
            if Prop.ACTIVE_LAYER in item.record.properties:
                self.active = node.id
                self.on_mask = node.mask is not None and item.record.flag(Prop.EDIT_MASK)
        return tuple(nodes)

    def selection(self) -> Selection | None:
        """What was selected when the file was saved; other channels are told of."""
        found: Selection | None = None
        for channel in self._file.channels:
            if Prop.SELECTION not in channel.properties:
                self._report.lost(Lost.CHANNEL, channel.name)
                continue
            try:
                mask = self._paint.mask(channel, 0, 0, 0)
            except FormatError as error:
                self._report.say(Sentence("The selection was left out. {reason}", reason=error.sentence))
                continue
            found = selection_of(mask, Rect(0, 0, self._file.width, self._file.height))
        return found

    def _node(self, item: Item) -> Node | None:
        record = item.record
        mode = number(record.properties, Prop.MODE, 0)
        if record.is_group:
            layers = self.built(item.inside)
            folded = not number(record.properties, Prop.GROUP_ITEM_FLAGS, 0) & 1
            group = Group(record.name, layers=layers, pass_through=mode == PASS_THROUGH, folded=folded)
            soft = mode != PASS_THROUGH
            node: Node = replace(group, **self._common(record, mode))
        else:
            try:
                painted = self._paint.layer(record)
            except FormatError as error:
                self._report.say(
                    Sentence(
                        "The layer “{name}” was left out. {reason}", name=record.name, reason=error.sentence
                    )
                )
                return None
            soft = painted.soft
            layer = Layer(record.name, tiles=painted.tiles, alpha_lock=record.flag(Prop.LOCK_ALPHA))
            node = replace(layer, **self._common(record, mode))
        self._note_extras(record)
        self._note_mixing(record, mode, soft or node.opacity < 1 or node.mask is not None)
        return node

    def _common(self, record: LayerRecord, mode: int) -> dict[str, Any]:
        """The properties that layers and groups share."""
        return {
            "opacity": self._opacity(record),
            "blend": self._blend(record, mode),
            "visible": record.flag(Prop.VISIBLE, default=True),
            "locked": record.flag(Prop.LOCK_CONTENT),
            "mask": self._mask(record),
            "tag": self._tag(record),
        }

    def _mask(self, record: LayerRecord) -> Mask | None:
        if record.mask_damaged:
            self._report.lost(Lost.MASK_DAMAGED, record.name)
        if record.mask is None:
            return None
        try:
            mask = self._paint.mask(record.mask, record.x, record.y, ONE)
        except FormatError:
            self._report.lost(Lost.MASK_DAMAGED, record.name)
            return None
        return replace(mask, enabled=record.flag(Prop.APPLY_MASK, default=True))

    def _blend(self, record: LayerRecord, mode: int) -> BlendMode:
        if mode in MODES:
            return MODES[mode]
        self._report.lost(Lost.MODE_NEAR if mode in NEAR else Lost.MODE, record.name)
        return NEAR.get(mode, BlendMode.NORMAL)

    def _opacity(self, record: LayerRecord) -> float:
        exact = floats(record.properties, Prop.FLOAT_OPACITY, 1)
        opacity = exact[0] if exact else number(record.properties, Prop.OPACITY, 255) / 255
        if not math.isfinite(opacity):
            self._report.lost(Lost.OPACITY, record.name)
            return 1.0
        if not 0 <= opacity <= 1:
            self._report.lost(Lost.OPACITY_LIMITED, record.name)
        return min(1.0, max(0.0, opacity))

    def _tag(self, record: LayerRecord) -> str:
        tag = number(record.properties, Prop.COLOR_TAG, 0)
        if tag == BROWN:
            self._report.lost(Lost.LABEL, record.name)
        return TAGS[tag] if 0 <= tag < len(TAGS) else ""

    def _note_extras(self, record: LayerRecord) -> None:
        for said, what in (
            (_TEXT in parasites(record.properties.get(Prop.PARASITES, b"")), Lost.TEXT),
            (record.effects, Lost.FILTER),
            (Prop.FLOATING_SELECTION in record.properties, Lost.FLOATING),
            (record.flag(Prop.LOCK_POSITION), Lost.POSITION_LOCK),
        ):
            if said:
                self._report.lost(what, record.name)

    def _note_mixing(self, record: LayerRecord, mode: int, see_through: bool) -> None:
        """Say where GIMP mixed this with what is below in another way than is done here."""
        if mode == PASS_THROUGH or mode not in MODES:
            return
        mixes = mode not in NORMAL_MODES
        if mode >= FIRST_NEW and not (record is self._lowest and not mixes):
            space = abs(number(record.properties, Prop.COMPOSITE_SPACE, 0))
            blending = abs(number(record.properties, Prop.BLEND_SPACE, 0))
            if (see_through and space not in MIXED_AS_PAINT) or (mixes and blending not in MIXED_AS_PAINT):
                self._report.lost(Lost.LIGHT, record.name)
        cut = abs(number(record.properties, Prop.COMPOSITE_MODE, 0)) not in (0, UNION)
        if mode < FIRST_NEW:
            cut = mode > 2
        if cut and record is not self._lowest and not self._opaque_ground():
            self._report.lost(Lost.BACKDROP, record.name)

    def _opaque_ground(self) -> bool:
        """Whether the lowest layer has no alpha and covers the picture: then nothing is transparent."""
        low = self._lowest
        if low is None or low.kind % 2 or not low.flag(Prop.VISIBLE, default=True) or len(low.path) > 1:
            return False
        return Rect(low.x, low.y, low.width, low.height).holds(
            Rect(0, 0, self._file.width, self._file.height)
        )


def _guides(file: XcfFile) -> Guides:
    """Each is five bytes: its place in pixels, then 1 for a horizontal one or 2 for a vertical one."""
    data = file.properties.get(Prop.GUIDES, b"")
    found = [struct.unpack_from(">iB", data, 5 * number) for number in range(min(len(data) // 5, MOST))]
    horizontal, vertical = ([place for place, kind in found if kind == wanted] for wanted in (1, 2))
    return guides_at(horizontal, vertical)


def _dpi(file: XcfFile) -> float:
    told = floats(file.properties, Prop.RESOLUTION, 2)
    return sound_dpi(told[0] if told else None)
