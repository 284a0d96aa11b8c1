"""Opening OpenRaster files, our own and other programs', damaged and hostile ones too.

Source: OpenRaster 0.0.6 (openraster.org).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.archive import Archive, opened_archive
from canvas.formats.limits import MIB, Limits
from canvas.formats.opened import Opened
from canvas.formats.openraster_names import STACK, THUMBNAIL
from canvas.formats.openraster_stack import Sheet, StackFile, parse_stack
from canvas.formats.pictures import png_to_picture
from canvas.formats.pixels import tiles_of, to_rgba
from canvas.formats.png_decode import Picture, decode_png, png_header
from canvas.formats.recipes import RecipeReader
from canvas.geometry import TILE, Key
from canvas.layer import Layer
from canvas.tile import CHANNELS, Tile

TILE_BYTES = CHANNELS * TILE * TILE * 2
_AT_ONCE = 1 << 27  # pixels being decoded at a time
_THUMBNAIL = 1024  # pixels along a side; the standard says 256, some programs write more
_THUMBNAIL_BYTES = 8 * MIB


def read_openraster(path: Path, limits: Limits) -> Opened:
    """Open a document. Raises FormatError, or OSError if the file cannot be read at all.

    A layer whose pixels are missing or damaged is left out with a note; if none is left, that is an error.
    """
    with opened_archive(path, limits) as archive:
        stack = parse_stack(archive.read(STACK, limits.xml_bytes), limits)
        recipes = RecipeReader(archive.read, limits)
        layers: list[Layer] = []
        active = ""
        for sheet, tiles in _painted(archive, stack, limits):
            layer = Layer(
                name=sheet.name,
                tiles=tiles,
                opacity=sheet.opacity,
                blend=sheet.blend,
                visible=sheet.visible,
                locked=sheet.locked,
                alpha_lock=sheet.alpha_lock,
            )
            if sheet.recipe:
                layer = _with_recipe(layer, sheet.recipe, recipes, stack)
            layers.append(layer)
            if sheet.selected:
                active = layer.id
    if stack.sheets and not layers:
        raise FormatError("“{name}” is damaged: none of its layers can be read.", name=path.name)
    document = Document(stack.width, stack.height, tuple(layers), active, dpi=stack.dpi)
    return Opened(document, tuple(stack.notes))


def _with_recipe(layer: Layer, member: str, recipes: RecipeReader, stack: StackFile) -> Layer:
    try:
        return replace(layer, recipe=recipes.read(member))
    except FormatError as error:
        stack.note(
            Sentence("The recipe of “{name}” was left out. {reason}", name=layer.name, reason=error.sentence)
        )
        return layer


def _painted(archive: Archive, stack: StackFile, limits: Limits) -> Iterator[tuple[Sheet, dict[Key, Tile]]]:
    """Each layer that can be read, with its paint, from the bottom up; a few are decoded at once."""
    workers = min(4, os.cpu_count() or 1)
    waiting: deque[_Waiting] = deque()
    room = _Room(limits.total_pixels, limits.total_bytes)
    with ThreadPoolExecutor(workers, "openraster") as pool:
        for sheet in stack.sheets:
            try:
                data = archive.read(sheet.source)
                header = png_header(data)
                limits.check_size(header.width, header.height)
            except FormatError as error:
                stack.note(_left_out(sheet, error))
                continue
            size = header.width * header.height
            room.take_pixels(size)
            while waiting and (len(waiting) > workers or sum(one.size for one in waiting) + size > _AT_ONCE):
                yield from _finished(waiting.popleft(), stack, room)
            waiting.append(_Waiting(sheet, size, pool.submit(decode_png, data, limits)))
        while waiting:
            yield from _finished(waiting.popleft(), stack, room)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A layer whose pixels are being decoded."""

    sheet: Sheet
    size: int  # pixels
    picture: Future[Picture]


@dataclass(slots=True)
class _Room:
    """How much more the file may make us decode and keep."""

    pixels: int
    kept: int  # bytes

    def take_pixels(self, count: int) -> None:
        self.pixels -= count
        if self.pixels < 0:
            raise FormatError("The file's layers are too large to open all together.")

    def take_tiles(self, count: int) -> None:
        self.kept -= count * TILE_BYTES
        if self.kept < 0:
            raise FormatError("The file's layers do not fit into this machine's memory.")


def _finished(waiting: _Waiting, stack: StackFile, room: _Room) -> Iterator[tuple[Sheet, dict[Key, Tile]]]:
    """The layer with its paint once its pixels are there, or nothing and a note."""
    sheet = waiting.sheet
    try:
        picture = waiting.picture.result()
    except FormatError as error:
        stack.note(_left_out(sheet, error))
        return
    tiles = tiles_of(picture.pixels, (sheet.x, sheet.y))
    room.take_tiles(len(tiles))
    yield sheet, tiles


def _left_out(sheet: Sheet, error: FormatError) -> Sentence:
    return Sentence("The layer “{name}” was left out. {reason}", name=sheet.name, reason=error.sentence)


def read_openraster_thumbnail(path: Path, limits: Limits) -> np.ndarray:
    """The small picture that the file carries, H×W×4 uint8 straight RGBA. Raises FormatError or OSError."""
    with opened_archive(path, limits) as archive:
        small = replace(limits, side=_THUMBNAIL, pixels=_THUMBNAIL**2)
        picture = png_to_picture(archive.read(THUMBNAIL, _THUMBNAIL_BYTES), small)
    return to_rgba(picture)
