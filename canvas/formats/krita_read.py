"""Opening Krita files (.kra), damaged and hostile ones too.

Source: the files that Krita 4 and 5 write.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.archive import Archive, opened_archive
from canvas.formats.clip_to_all import Way, clipped_to_all
from canvas.formats.colour import to_srgb
from canvas.formats.krita_entries import Entry, KritaFile
from canvas.formats.krita_names import LAYER_KINDS, MAIN, MERGED, PREVIEW
from canvas.formats.krita_paint import KritaPaint
from canvas.formats.krita_stack import parse_main
from canvas.formats.limits import MIB, Limits
from canvas.formats.opened import Opened
from canvas.formats.pictures import png_to_picture
from canvas.formats.pixels import tiles_of, to_rgba
from canvas.formats.png_decode import decode_png, png_header
from canvas.formats.report import Lost, Report
from canvas.formats.samples import worth_keeping
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Mask, Node
from canvas.selecting import clipped
from canvas.selection import Selection
from canvas.tile import ONE, Tile, Tiles

_PREVIEW = 1024  # pixels along a side; Krita writes 256
_PREVIEW_BYTES = 8 * MIB
_MERGED_NAME = "Krita"  # of the layer that shows the picture as Krita did


def read_krita(path: Path, limits: Limits) -> Opened:
    """Open a document. Raises FormatError, or OSError if the file cannot be read at all.

    A layer that cannot be read is left out with a note. Where that changes the picture, the merged picture
    that Krita keeps in the file becomes a hidden layer at the top; it is shown where nothing else is left.
    """
    report = Report()
    with opened_archive(path, limits) as archive:
        file = parse_main(archive.read(MAIN, limits.xml_bytes), limits, report)
        builder = _Builder(file, KritaPaint(archive, file, limits, report), report)
        layers = builder.built(file.inside)
        if builder.missing:
            layers += builder.merged(archive, limits, visible=not builder.painted)
        if not layers and file.inside:
            raise FormatError("“{name}” is damaged: none of its layers can be read.", name=path.name)
        selection = builder.selection()
        profile = _profile(archive, file, limits)
    size = (file.width, file.height)
    document = Document(*size, layers, builder.active, selection, file.dpi, guides=file.guides)
    return Opened(document, report.sentences(), profile=profile)


def _profile(archive: Archive, file: KritaFile, limits: Limits) -> bytes | None:
    """That of the picture's colours, which may not be those of its layers."""
    name = f"{file.name}/annotations/icc"
    if not archive.has(name):
        return None
    try:
        return worth_keeping(archive.read(name, limits.profile_bytes))
    except FormatError:
        return None  # the layers carry their own


class _Builder:
    """Makes the tree from what maindoc.xml says."""

    def __init__(self, file: KritaFile, paint: KritaPaint, report: Report) -> None:
        self.active = ""  # id of the node that the file calls selected
        self.missing = False  # whether a layer that was to be seen was left out
        self.painted = False  # whether any layer was read
        self._file, self._paint, self._report = file, paint, report
        self._rect = Rect(0, 0, file.width, file.height)
        self._originals = {entry.uuid: entry for entry in file.entries() if entry.kind == "paintlayer"}
        self._tiles: dict[str, Tiles] = {}  # by uuid: of layers that clones may repeat

    def built(
        self, inside: tuple[Entry, ...], under: tuple[Node, ...] = (), depth: int = 0
    ) -> tuple[Node, ...]:
        """Layers and groups, from the bottom up, without the layers that cannot be read.

        under: what lies below their group, where that is a pass-through one; depth: in how many groups they
        stand.
        """
        nodes: tuple[Node, ...] = ()
        for entry in inside:
            node = self._node(entry, (*under, *nodes), depth)
            if node is None:
                self.missing = self.missing or entry.visible
                continue
            if entry.selected:
                self.active = node.id
            if entry.clip:
                budget = self._paint.budget
                found = clipped_to_all(nodes, node, self._rect, budget, under=under, depth=depth)
                nodes = found.row
                if found.way is not Way.SAME:
                    lost = Lost.CLIP if found.way is Way.NEAREST else Lost.CLIP_GROUPED
                    self._report.lost(lost, entry.name)
            else:
                nodes += (node,)
        return nodes

    def merged(self, archive: Archive, limits: Limits, *, visible: bool) -> tuple[Layer, ...]:
        """A layer with the picture as Krita showed it; none where the file has no such picture."""
        try:
            data = archive.read(MERGED)
            header = png_header(data)
            self._paint.budget.take_pixels(header.width * header.height, archive.packed_size(MERGED))
            picture = decode_png(data, limits)
            pixels = to_rgba(picture.pixels)
            if picture.profile:
                pixels = to_srgb(pixels, picture.profile, limits.check_time)
        except FormatError:
            return ()
        tiles = tiles_of(pixels, check=limits.check_time)
        self._paint.budget.take_tiles(len(tiles))
        self._report.say(
            Sentence(
                "The topmost layer, “{name}”, shows the picture as it was in Krita, with what was left out.",
                name=_MERGED_NAME,
            )
        )
        return (Layer(_MERGED_NAME, tiles=tiles, visible=visible, locked=True),)

    def selection(self) -> Selection | None:
        """What was selected when the file was saved."""
        entry = self._file.selection
        if entry is None:
            return None
        try:
            mask = self._paint.mask(entry)
        except FormatError as error:
            self._report.say(Sentence("The selection was left out. {reason}", reason=error.sentence))
            return None
        return selection_of(mask, self._rect)

    def _node(self, entry: Entry, below: tuple[Node, ...], depth: int) -> Node | None:
        if entry.kind == "grouplayer":
            layers = self.built(entry.inside, below if entry.pass_through else (), depth + 1)
            group = Group(entry.name, layers=layers, pass_through=entry.pass_through, folded=entry.folded)
            return replace(group, **self._common(entry))
        tiles = self._paint_of(entry)
        if tiles is None:
            return None
        self.painted = True
        return replace(Layer(entry.name, tiles=tiles, alpha_lock=entry.alpha_lock), **self._common(entry))

    def _paint_of(self, entry: Entry) -> Tiles | None:
        """A layer's paint; None, and a note, where it has none that can be read."""
        if entry.kind == "clonelayer":
            return self._clone(entry)
        if entry.kind != "paintlayer":
            self._report.lost(LAYER_KINDS.get(entry.kind, Lost.KIND), entry.name)
            return None
        try:
            tiles = self._paint.layer(entry)
        except FormatError as error:
            self._report.say(
                Sentence("The layer “{name}” was left out. {reason}", name=entry.name, reason=error.sentence)
            )
            return None
        return tiles

    def _clone(self, entry: Entry) -> Tiles | None:
        original = self._originals.get(entry.cloned)
        if original is None:
            self._report.lost(Lost.CLONE_LOST, entry.name)
            return None
        self._report.lost(Lost.CLONE, entry.name)
        return self._paint_of(replace(original, x=original.x + entry.x, y=original.y + entry.y))

    def _common(self, entry: Entry) -> dict[str, Any]:
        """The properties that layers and groups share."""
        return {
            "opacity": entry.opacity,
            "blend": entry.blend,
            "visible": entry.visible,
            "locked": entry.locked,
            "clip": entry.clip,
            "tag": entry.tag,
            "mask": self._paint.masks(entry),
        }


def selection_of(mask: Mask, rect: Rect) -> Selection | None:
    """What a mask shows of the picture, as a selection; None where it shows nothing."""
    tiles = dict(mask.tiles)
    if mask.outside:
        full = Tile(np.full((64, 64), ONE, np.uint16))
        for key in rect.tile_keys():
            tiles.setdefault(key, full)
    selection = clipped(Selection.of_tiles(tiles), rect)
    return None if selection is None or selection.empty else selection


def read_krita_preview(path: Path, limits: Limits) -> np.ndarray:
    """The small picture that the file carries, H×W×4 uint8 straight RGBA. Raises FormatError or OSError."""
    with opened_archive(path, limits) as archive:
        small = replace(limits, side=_PREVIEW, pixels=_PREVIEW**2)
        picture = png_to_picture(archive.read(PREVIEW, _PREVIEW_BYTES), small)
    return to_rgba(picture)
