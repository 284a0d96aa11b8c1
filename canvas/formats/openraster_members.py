"""The members of an OpenRaster archive: paint, masks, and anything else by name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np

from canvas.composite import layer8
from canvas.formats.openraster_masks import hiding_strips, mask_strips
from canvas.formats.openraster_names import place_of
from canvas.formats.paint_png import paint_image
from canvas.formats.png_encode import Extras, Image, Shape, Sink, Strips, image_of
from canvas.geometry import TILE, Rect
from canvas.layer import Layer, Mask
from canvas.tile import Tiles, bounds, exact_bounds

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same document gives the same bytes


@dataclass(frozen=True, slots=True)
class Place:
    """The attributes that name a member and say where its first pixel lies."""

    source: str
    x: str
    y: str

    def told(self, element: ElementTree.Element, name: str, rect: Rect) -> None:
        element.set(self.source, name)
        element.set(self.x, str(rect.x))
        element.set(self.y, str(rect.y))


def paint_member(
    archive: zipfile.ZipFile,
    element: ElementTree.Element,
    place: Place,
    name: str,
    tiles: Tiles,
    eight: bool,
) -> Image:
    """Paint, cut to what is painted; says in `element` where it lies. `eight`: with 8 bits."""
    rect = painted_rect(tiles)
    if rect.empty:
        rect = Rect(0, 0, 1, 1)  # a PNG has at least one pixel
    place.told(element, name, rect)
    if not eight:
        return paint_image(tiles, rect, _opener(archive, name, Shape(rect.width, rect.height, 4, 16)))
    sheet = Layer("", tiles=tiles)

    def strip(top: int, bottom: int) -> np.ndarray:
        return layer8(sheet, Rect(rect.x, rect.y + top, rect.width, bottom - top))

    return png_member(archive, name, Shape(rect.width, rect.height, 4, 8), strip)


def mask_member(
    archive: zipfile.ZipFile,
    element: ElementTree.Element,
    which: str,
    name: str,
    tiles: Tiles,
    outside: int,
) -> Image:
    rect, shape, strips = mask_strips(tiles, outside)
    Place(which, *place_of(which)).told(element, name, rect)
    return png_member(archive, name, shape, strips)


def hiding_member(
    archive: zipfile.ZipFile, element: ElementTree.Element, name: str, mask: Mask, frame: Rect
) -> Image:
    """Paint that hides, once it is taken out of what is below, what a mask hides inside `frame`."""
    rect, shape, strips = hiding_strips(mask, frame)
    Place("src", "x", "y").told(element, name, rect)
    return png_member(archive, name, shape, strips)


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


def _information(name: str) -> zipfile.ZipInfo:
    information = zipfile.ZipInfo(name, _DATE)
    information.external_attr = 0o644 << 16
    return information


def put(archive: zipfile.ZipFile, name: str, data: bytes, packed: bool = False) -> None:
    archive.writestr(_information(name), data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)


def png_member(
    archive: zipfile.ZipFile, name: str, shape: Shape, strips: Strips, dpi: float | None = None
) -> Image:
    return image_of(shape, strips, _opener(archive, name, shape), Extras(dpi))


def _opener(archive: zipfile.ZipFile, name: str, shape: Shape) -> Callable[[], AbstractContextManager[Sink]]:
    """Opens a new member for a picture. Zip64 only where it may be needed: some readers do not know it."""
    most = shape.width * shape.height * shape.channels * shape.depth // 8
    return lambda: archive.open(_information(name), "w", force_zip64=most > 1 << 30)
