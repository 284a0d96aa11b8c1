"""Saving a document as OpenRaster, losing nothing: pixels, properties and recipes come back as they were.

Source: OpenRaster 0.0.6 (openraster.org).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import BinaryIO
from xml.etree import ElementTree

from canvas.blend import BlendMode
from canvas.composite import flatten8
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.exact8 import fits_8_bits
from canvas.formats.openraster_members import (
    Place,
    hiding_member,
    mask_member,
    paint_member,
    png_member,
    put,
)
from canvas.formats.openraster_names import (
    ALPHA_LOCK,
    BLEND,
    CLIP,
    FOLDED,
    HIDE,
    HIDING_MEMBER,
    HORIZONTAL_GUIDES,
    MASK,
    MASK_MEMBER,
    MASK_OFF,
    MASK_OUTSIDE,
    MERGED,
    MIMETYPE,
    NAMESPACE,
    PAINT,
    PAINT_MEMBER,
    PASS_THROUGH,
    RECIPE,
    SELECTION,
    SELECTION_MEMBER,
    SHOW,
    STACK,
    STANDS_FOR_MASK,
    TAG,
    THUMBNAIL,
    VERTICAL_GUIDES,
    WRITTEN,
    place_of,
)
from canvas.formats.openraster_shown import shown_paint
from canvas.formats.png_encode import Image, Shape, Sink, encode_png, write_images
from canvas.formats.recipes import RecipeWriter
from canvas.formats.shrink import THUMBNAIL_SIDE, shrunk
from canvas.formats.zip_sums import count_fast
from canvas.guides import Guides, places
from canvas.layer import Group, Layer, Mask, Node
from canvas.tile import Tiles


def write_openraster(document: Document, stream: BinaryIO) -> tuple[Sentence, ...]:
    """Write the document; the notes say what could not be written. Raises the stream's OSError.

    A layer whose paint comes from 8-bit pixels exactly is stored with 8 bits, any other with 16,
    which hold fix15 paint without loss. The standard knows neither masks nor our kind of clipping: a layer
    that has one is stored as it is seen, for other programs, and beside that whole, with the mask, for us.
    For the mask of an isolated group other programs find a layer on top of it that takes out what the mask
    hides. Masks of other groups, and clipping of groups, are stored for us only.
    """
    count_fast()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        put(archive, "mimetype", MIMETYPE)  # first and unpacked: that is how the kind of file is told
        image = ElementTree.Element("image", {"version": "0.0.6", "w": str(document.width)})
        image.set("h", str(document.height))
        image.set("xres", str(max(1, round(document.dpi))))
        image.set("yres", str(max(1, round(document.dpi))))
        writer = _Writer(archive, document)
        write_images(writer.members(image))
        writer.write_beside()
        if document.guides:
            _write_guides(image, document.guides)
            writer.notes.append(
                Sentence("Other programs will show no guides: in this kind of file they know none.")
            )
        ElementTree.register_namespace("scumble", NAMESPACE)
        ElementTree.indent(image, " ")
        put(archive, STACK, ElementTree.tostring(image, "UTF-8", xml_declaration=True), packed=True)
    return tuple(writer.notes)


def _write_guides(image: ElementTree.Element, guides: Guides) -> None:
    for key, horizontal in ((HORIZONTAL_GUIDES, True), (VERTICAL_GUIDES, False)):
        found = places(guides, horizontal=horizontal)
        if found:
            image.set(key, " ".join(map(repr, found)))


class _Writer:
    """Makes the members of a file, and describes them in its stack, one after another."""

    def __init__(self, archive: zipfile.ZipFile, document: Document) -> None:
        self.notes: list[Sentence] = []
        self._beside: list[tuple[str, bytes]] = []  # members that wait until no picture is being written
        self._archive, self._document = archive, document
        self._numbers = {node.id: number for number, node in enumerate(document.sheets())}
        self._masks = self._hidings = 0
        self._recipes = RecipeWriter(lambda name, data: self._beside.append((name, data)))

    def members(self, image: ElementTree.Element) -> Iterator[Image]:
        """Every picture of the file, each made when it is asked for; `image` describes them afterwards."""
        for picture in self._pictures(image):
            yield replace(picture, opened=partial(self._opened, picture))

    def write_beside(self) -> None:
        """Write what came up beside the pictures: a zip archive takes one member at a time."""
        for name, data in self._beside:
            put(self._archive, name, data)
        self._beside.clear()

    def _opened(self, picture: Image) -> AbstractContextManager[Sink]:
        self.write_beside()
        return picture.opened()

    def _pictures(self, image: ElementTree.Element) -> Iterator[Image]:
        document = self._document
        yield from self._row(ElementTree.SubElement(image, "stack"), document.layers)
        if document.selection is not None:
            yield mask_member(self._archive, image, SELECTION, SELECTION_MEMBER, document.selection.tiles, 0)
        merged = flatten8(document)  # for programs that only show files
        shape = Shape(document.width, document.height, 4, 8)
        yield png_member(self._archive, MERGED, shape, lambda top, bottom: merged[top:bottom], document.dpi)
        self._beside.append((THUMBNAIL, encode_png(shrunk(merged, THUMBNAIL_SIDE))))

    def _row(self, stack: ElementTree.Element, row: tuple[Node, ...]) -> Iterator[Image]:
        """Siblings, into the element of their group, the topmost first."""
        alphas: dict[str, Tiles] = {}
        for place, node in reversed(list(enumerate(row))):
            element = ElementTree.SubElement(stack, "stack" if isinstance(node, Group) else "layer")
            element.attrib.update(_properties(node, node.id == self._document.active))
            if isinstance(node, Group):
                yield from self._group(element, node)
            elif isinstance(node, Layer):
                yield from self._layer(element, node, shown_paint(row, place, alphas))
            if node.mask is not None:
                yield from self._mask(element, node.mask)

    def _group(self, element: ElementTree.Element, group: Group) -> Iterator[Image]:
        hides = group.mask is not None and group.mask.enabled
        if group.clip or (hides and group.pass_through):
            self.notes.append(
                Sentence(
                    "Other programs will show all of the group “{name}”: in this kind of file they know no "
                    "masks and clipping of groups.",
                    name=group.name,
                )
            )
        if group.mask is not None and hides and not group.pass_through:
            yield self._hiding(element, group.mask)
        yield from self._row(element, group.layers)

    def _hiding(self, stack: ElementTree.Element, mask: Mask) -> Image:
        """What does a group's mask in other programs; we skip it."""
        element = ElementTree.SubElement(stack, "layer", {"name": "Mask", STANDS_FOR_MASK: "true"})
        element.set("composite-op", WRITTEN[BlendMode.ERASE])
        name = HIDING_MEMBER.format(self._hidings)
        self._hidings += 1
        return hiding_member(self._archive, element, name, mask, self._document.rect)

    def _layer(self, element: ElementTree.Element, layer: Layer, shown: Tiles) -> Iterator[Image]:
        number = self._numbers[layer.id]
        whole = shown is layer.tiles
        eight = fits_8_bits(layer.tiles.values())
        name, place = f"data/layer{number:03}.png", Place("src", "x", "y")
        yield paint_member(self._archive, element, place, name, shown, eight or not whole)
        if not whole:
            name, place = PAINT_MEMBER.format(number), Place(PAINT, *place_of(PAINT))
            yield paint_member(self._archive, element, place, name, layer.tiles, eight)
        if layer.recipe is not None:
            try:
                element.set(RECIPE, self._recipes.write(layer.recipe))
            except FormatError as error:
                self.notes.append(
                    Sentence(
                        "The recipe of “{name}” was not saved. {reason}",
                        name=layer.name,
                        reason=error.sentence,
                    )
                )

    def _mask(self, element: ElementTree.Element, mask: Mask) -> Iterator[Image]:
        element.set(MASK_OUTSIDE, SHOW if mask.outside else HIDE)
        if not mask.enabled:
            element.set(MASK_OFF, "true")
        if mask.tiles:
            name = MASK_MEMBER.format(self._masks)
            self._masks += 1
            yield mask_member(self._archive, element, MASK, name, mask.tiles, mask.outside)


def _properties(node: Node, active: bool) -> dict[str, str]:
    properties = {
        "name": _printable(node.name),
        "opacity": repr(min(1.0, max(0.0, float(node.opacity)))),
        "visibility": "visible" if node.visible else "hidden",
        "composite-op": WRITTEN[node.blend],
    }
    if isinstance(node, Group):
        properties["isolation"] = "auto" if node.pass_through else "isolate"
        if node.pass_through:
            properties[PASS_THROUGH] = "true"
            properties["composite-op"] = WRITTEN[BlendMode.NORMAL]
            if node.blend is not BlendMode.NORMAL:
                properties[BLEND] = WRITTEN[node.blend]
    flags = {
        "edit-locked": node.locked,
        ALPHA_LOCK: isinstance(node, Layer) and node.alpha_lock,
        CLIP: node.clip,
        FOLDED: isinstance(node, Group) and node.folded,
        "selected": active,
    }
    properties.update({name: "true" for name, on in flags.items() if on})
    if node.tag:
        properties[TAG] = node.tag
    return properties


# What XML cannot hold at all: control characters, lone surrogates and two non-characters.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _printable(text: str) -> str:
    return _UNSAYABLE.sub("", text)
