"""Opening OpenRaster files, our own and other programs', damaged and hostile ones too.

Source: OpenRaster 0.0.6 (openraster.org).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.archive import opened_archive
from canvas.formats.clip_to_all import Way, clipped_to_all
from canvas.formats.limits import MIB, Limits
from canvas.formats.opened import Opened
from canvas.formats.openraster_entries import Entry, Folder, Sheet, StackFile
from canvas.formats.openraster_gimp import unlike
from canvas.formats.openraster_merged import looks_different, merged_picture
from canvas.formats.openraster_names import STACK, THUMBNAIL
from canvas.formats.openraster_paint import Painted, PaintReader
from canvas.formats.openraster_stack import parse_stack
from canvas.formats.pictures import png_to_picture
from canvas.formats.pixels import to_rgba
from canvas.formats.recipes import RecipeReader
from canvas.geometry import Rect
from canvas.layer import Group, Layer, Mask, Node
from canvas.selecting import clipped
from canvas.selection import Selection

_THUMBNAIL = 1024  # pixels along a side; the standard says 256, some programs write more
_THUMBNAIL_BYTES = 8 * MIB


def read_openraster(path: Path, limits: Limits) -> Opened:
    """Open a document. Raises FormatError, or OSError if the file cannot be read at all.

    A layer whose pixels are missing or damaged is left out with a note; if none is left, that is an error.
    A mask, recipe or selection that cannot be read costs a note.
    """
    with opened_archive(path, limits) as archive:
        stack = parse_stack(archive.read(STACK, limits.xml_bytes), limits)
        reader = PaintReader(archive, stack, limits)
        painted = reader.layers()
        if not painted and next(stack.sheets(), None) is not None:
            raise FormatError("“{name}” is damaged: none of its layers can be read.", name=path.name)
        builder = _Builder(stack, painted, reader, RecipeReader(archive.read, limits))
        layers = builder.built(stack.inside)
        selection = builder.selection()
        size = (stack.width, stack.height)
        merged = merged_picture(archive, size, reader.budget, limits) if stack.gimp else None
    document = Document(*size, layers, builder.active, selection, stack.dpi, guides=stack.guides)
    if merged is not None and looks_different(document, merged, reader.budget):
        for sentence in unlike(_empty(stack, painted)):
            stack.note(sentence)
    return Opened(document, tuple(stack.notes))


def _empty(stack: StackFile, painted: dict[int, Painted]) -> list[str]:
    """Names of the layers that should be seen, but have no paint in the file."""
    sheets = (sheet for sheet in stack.sheets() if sheet.entry.visible and sheet.entry.opacity > 0)
    return [sheet.name for sheet in sheets if id(sheet) in painted and not painted[id(sheet)].tiles]


class _Builder:
    """Makes the tree from what stack.xml says and the paint that could be read."""

    def __init__(
        self, stack: StackFile, painted: dict[int, Painted], reader: PaintReader, recipes: RecipeReader
    ) -> None:
        self.active = ""  # id of the node that the file calls selected
        self._stack, self._painted, self._reader, self._recipes = stack, painted, reader, recipes

    def built(
        self, inside: list[Sheet | Folder], under: tuple[Node, ...] = (), depth: int = 0
    ) -> tuple[Node, ...]:
        """Layers and groups, from the bottom up, without the layers that have no paint to read.

        under: what lies below their group, where that is a pass-through one; depth: in how many groups they
        stand.
        """
        nodes: tuple[Node, ...] = ()
        for item in inside:
            if isinstance(item, Folder):
                node = self._group(item, (*under, *nodes), depth)
            elif id(item) in self._painted:
                node = self._layer(item, self._painted[id(item)])
            else:
                continue
            if item.entry.clip_to_all:
                frame = Rect(0, 0, self._stack.width, self._stack.height)
                budget = self._reader.budget
                found = clipped_to_all(nodes, node, frame, budget, under=under, depth=depth)
                nodes = found.row
                self._note_clipping(item.entry, found.way)
            else:
                nodes += (node,)
            if item.entry.selected:
                self.active = nodes[-1].id
        return nodes

    def _note_clipping(self, entry: Entry, way: Way) -> None:
        if way is Way.NEAREST:
            self._stack.note(
                Sentence(
                    "“{name}” was clipped to all layers below it; here it is clipped to the nearest one.",
                    name=entry.name,
                )
            )
        elif way is Way.GROUPED:
            self._stack.note(
                Sentence(
                    "“{name}” is clipped to all layers below it, as it was: these were put into a group.",
                    name=entry.name,
                )
            )

    def selection(self) -> Selection | None:
        """What was selected when the file was saved."""
        member = self._stack.selection
        if member is None:
            return None
        try:
            tiles = self._reader.mask(member, 0).tiles
        except FormatError as error:
            self._stack.note(Sentence("The selection was left out. {reason}", reason=error.sentence))
            return None
        return clipped(Selection.of_tiles(tiles), Rect(0, 0, self._stack.width, self._stack.height))

    def _group(self, folder: Folder, below: tuple[Node, ...], depth: int) -> Group:
        group = Group(
            folder.entry.name,
            layers=self.built(folder.inside, below if folder.pass_through else (), depth + 1),
            pass_through=folder.pass_through,
            folded=folder.folded,
        )
        return replace(group, **self._common(folder.entry))

    def _layer(self, sheet: Sheet, painted: Painted) -> Layer:
        layer = Layer(sheet.entry.name, tiles=painted.tiles, alpha_lock=sheet.alpha_lock)
        layer = replace(layer, **self._common(sheet.entry))
        if not painted.whole:  # the mask and the clipping are in the paint
            layer = replace(layer, mask=None, clip=False)
        if sheet.recipe:
            layer = self._with_recipe(layer, sheet.recipe)
        return layer

    def _common(self, entry: Entry) -> dict[str, object]:
        """The properties that layers and groups share."""
        return {
            "opacity": entry.opacity,
            "blend": entry.blend,
            "visible": entry.visible,
            "locked": entry.locked,
            "clip": entry.clip,
            "tag": entry.tag,
            "mask": self._mask(entry),
        }

    def _mask(self, entry: Entry) -> Mask | None:
        if entry.mask is None:
            return None
        mask = Mask(outside=entry.mask.outside)
        if entry.mask.member is not None:
            try:
                mask = self._reader.mask(entry.mask.member, entry.mask.outside)
            except FormatError as error:
                self._stack.note(
                    Sentence(
                        "The mask of “{name}” was left out. {reason}", name=entry.name, reason=error.sentence
                    )
                )
                return None
        return replace(mask, enabled=entry.mask.enabled)

    def _with_recipe(self, layer: Layer, member: str) -> Layer:
        try:
            return replace(layer, recipe=self._recipes.read(member))
        except FormatError as error:
            self._stack.note(
                Sentence(
                    "The recipe of “{name}” was left out. {reason}", name=layer.name, reason=error.sentence
                )
            )
            return layer


def read_openraster_thumbnail(path: Path, limits: Limits) -> np.ndarray:
    """The small picture that the file carries, H×W×4 uint8 straight RGBA. Raises FormatError or OSError."""
    with opened_archive(path, limits) as archive:
        small = replace(limits, side=_THUMBNAIL, pixels=_THUMBNAIL**2)
        picture = png_to_picture(archive.read(THUMBNAIL, _THUMBNAIL_BYTES), small)
    return to_rgba(picture)
