"""A document made of one decoded picture: its colours turned into sRGB, its settings read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.colour import to_srgb
from canvas.formats.limits import sound_dpi
from canvas.formats.metadata import settings_of
from canvas.formats.opened import Opened
from canvas.formats.pixels import tiles_of, to_rgba
from canvas.formats.watch import Check, unwatched
from canvas.layer import Layer


def one_layer(
    path: Path,
    pixels: np.ndarray,
    profile: bytes | None,
    dpi: float | None,
    notes: tuple[Sentence, ...] = (),
    text: Mapping[str, str] | None = None,
    *,
    converted: bool = False,
    check: Check = unwatched,
) -> Opened:
    """A document of one layer named after the file, from a picture of any kind that `to_rgba` knows.

    `converted`: its colours are sRGB already, whatever its profile is. check: called between steps.
    """
    rgba = to_rgba(pixels)
    if not converted:
        convert, more = converter(profile, check)
        rgba, notes = convert(rgba), (*notes, *more)
    layer = Layer(path.stem or "Picture", tiles=tiles_of(rgba, check=check))
    height, width = rgba.shape[:2]
    document = Document(width, height, (layer,), layer.id, dpi=sound_dpi(dpi))
    text = dict(text or {})
    return Opened(document, notes, text, settings_of(text), profile)


def converter(
    profile: bytes | None, check: Check = unwatched
) -> tuple[Callable[[np.ndarray], np.ndarray], tuple[Sentence, ...]]:
    """What turns RGBA pixels of a profile into sRGB, and a note where the profile cannot be applied."""
    if not profile:
        return (lambda pixels: pixels), ()
    try:
        to_srgb(np.zeros((1, 1, 3), np.uint8), profile)
    except FormatError as error:
        note = Sentence("{reason} The colours were taken as sRGB.", reason=error.sentence)
        return (lambda pixels: pixels), (note,)
    return (lambda pixels: to_srgb(pixels, profile, check)), ()
