"""Saving a document as OpenRaster, losing nothing: pixels, properties and recipes come back as they were.

Source: OpenRaster 0.0.6 (openraster.org).
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO
from xml.etree import ElementTree

import cv2
import numpy as np

from canvas.composite import flatten8, layer8, to_rgba16
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.exact8 import fits_8_bits
from canvas.formats.openraster_names import (
    ALPHA_LOCK,
    MERGED,
    MIMETYPE,
    NAMESPACE,
    RECIPE,
    STACK,
    THUMBNAIL,
    WRITTEN,
)
from canvas.formats.png_encode import Shape, Strips, encode_png, write_png
from canvas.formats.recipes import RecipeWriter
from canvas.geometry import TILE, Rect
from canvas.layer import Layer
from canvas.tile import Tiles, bounds, exact_bounds, read

THUMBNAIL_SIDE = 256  # pixels at most, as the standard says
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same document gives the same bytes


def write_openraster(document: Document, stream: BinaryIO) -> tuple[Sentence, ...]:
    """Write the document; the notes say what could not be written. Raises the stream's OSError.

    A layer whose paint comes from 8-bit pixels exactly is stored with 8 bits, any other with 16,
    which hold fix15 paint without loss.
    """
    notes: list[Sentence] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        _put(archive, "mimetype", MIMETYPE)  # first and unpacked: that is how the kind of file is told
        recipes = RecipeWriter(lambda name, data: _put(archive, name, data))
        image = ElementTree.Element("image", {"version": "0.0.6", "w": str(document.width)})
        image.set("h", str(document.height))
        image.set("xres", str(max(1, round(document.dpi))))
        image.set("yres", str(max(1, round(document.dpi))))
        stack = ElementTree.SubElement(image, "stack")
        for place, layer in reversed(list(enumerate(document.sheets()))):
            element = ElementTree.SubElement(stack, "layer", _properties(layer, layer.id == document.active))
            _write_layer(archive, element, f"data/layer{place:03}.png", layer)
            if layer.recipe is not None:
                try:
                    element.set(RECIPE, recipes.write(layer.recipe))
                except FormatError as error:
                    notes.append(
                        Sentence(
                            "The recipe of “{name}” was not saved. {reason}",
                            name=layer.name,
                            reason=error.sentence,
                        )
                    )
        _write_merged(archive, document)
        ElementTree.register_namespace("scumble", NAMESPACE)
        ElementTree.indent(image, " ")
        _put(archive, STACK, ElementTree.tostring(image, "UTF-8", xml_declaration=True), packed=True)
    return tuple(notes)


def _properties(layer: Layer, active: bool) -> dict[str, str]:
    properties = {
        "name": _printable(layer.name),
        "opacity": repr(min(1.0, max(0.0, float(layer.opacity)))),
        "visibility": "visible" if layer.visible else "hidden",
        "composite-op": WRITTEN[layer.blend],
    }
    if layer.locked:
        properties["edit-locked"] = "true"
    if layer.alpha_lock:
        properties[ALPHA_LOCK] = "true"
    if active:
        properties["selected"] = "true"
    return properties


# What XML cannot hold at all: control characters, lone surrogates and two non-characters.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _printable(text: str) -> str:
    return _UNSAYABLE.sub("", text)


def _write_layer(archive: zipfile.ZipFile, element: ElementTree.Element, name: str, layer: Layer) -> None:
    """Write the layer's paint, cut to what is painted, and say in `element` where it lies."""
    rect = painted_rect(layer.tiles)
    if rect.empty:
        rect = Rect(0, 0, 1, 1)  # a PNG has at least one pixel
    element.set("src", name)
    element.set("x", str(rect.x))
    element.set("y", str(rect.y))
    eight = fits_8_bits(layer.tiles.values())

    def strip(top: int, bottom: int) -> np.ndarray:
        part = Rect(rect.x, rect.y + top, rect.width, bottom - top)
        return layer8(layer, part) if eight else to_rgba16(read(layer.tiles, part))

    _put_png(archive, name, Shape(rect.width, rect.height, 4, 8 if eight else 16), strip)


def painted_rect(tiles: Tiles) -> Rect:
    """The same as `exact_bounds`, from the tiles at the rim alone unless some of those are empty."""
    whole = bounds(tiles)
    columns = (whole.x // TILE, whole.right // TILE - 1)
    rows = (whole.y // TILE, whole.bottom // TILE - 1)
    rect = exact_bounds({key: tile for key, tile in tiles.items() if key[0] in columns or key[1] in rows})
    rim_is_painted = (
        rect.x < whole.x + TILE
        and rect.y < whole.y + TILE
        and rect.right > whole.right - TILE
        and rect.bottom > whole.bottom - TILE
    )
    return rect if rim_is_painted and not rect.empty else exact_bounds(tiles)


def _write_merged(archive: zipfile.ZipFile, document: Document) -> None:
    """The whole picture and a small one, for programs that only show files."""
    merged = flatten8(document)
    shape = Shape(document.width, document.height, 4, 8)
    _put_png(archive, MERGED, shape, lambda top, bottom: merged[top:bottom], document.dpi)
    _put(archive, THUMBNAIL, encode_png(shrunk(merged, THUMBNAIL_SIDE)))


def shrunk(pixels: np.ndarray, side: int) -> np.ndarray:
    """H×W×4 uint8 straight RGBA made to fit into side × side pixels; one that fits is returned as it is."""
    height, width = pixels.shape[:2]
    scale = side / max(width, height)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    while min(pixels.shape[:2]) >= 8 * max(size):  # a quick thinning first, to four samples a pixel
        pixels = pixels[::2, ::2]
    alpha = pixels[:, :, 3:].astype(np.float32)
    colour = cv2.resize(pixels[:, :, :3] * alpha, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)[:, :, None]
    colour /= np.maximum(alpha, 1 / 255)
    return np.rint(np.concatenate([np.minimum(colour, 255), alpha], axis=2)).astype(np.uint8)


def _information(name: str) -> zipfile.ZipInfo:
    information = zipfile.ZipInfo(name, _DATE)
    information.external_attr = 0o644 << 16
    return information


def _put(archive: zipfile.ZipFile, name: str, data: bytes, packed: bool = False) -> None:
    archive.writestr(_information(name), data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)


def _put_png(
    archive: zipfile.ZipFile, name: str, shape: Shape, strips: Strips, dpi: float | None = None
) -> None:
    """Write a member strip by strip. Zip64 only where it may be needed: some readers do not know it."""
    most = shape.width * shape.height * shape.channels * shape.depth // 8
    with archive.open(_information(name), "w", force_zip64=most > 1 << 30) as sink:
        write_png(sink, shape, strips, dpi)
