"""The flattened document as the pixels of a file: depth, background, colours in the profile asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canvas.composite import flatten, flatten8, to_rgba16
from canvas.document import Document
from canvas.errors import FormatError, Sentence
from canvas.formats.colour import from_srgb, srgb_profile
from canvas.formats.metadata_write import made_how
from canvas.formats.opened import SaveOptions
from canvas.tile import ONE


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """H×W×4 straight RGBA, uint8 or uint16, in the colours of `profile`, and what to say about that."""

    pixels: np.ndarray
    profile: bytes  # ICC
    srgb: bool  # whether that is sRGB's own
    notes: tuple[Sentence, ...] = ()


def flat_picture(
    document: Document,
    options: SaveOptions,
    *,
    deep: bool = False,
    background: tuple[float, float, float] | None = None,
) -> Flat:
    """Flatten a document as the options ask. `deep`: 16 bits; `background`: RGB, 0 … 1, laid under it."""
    pixels = _deep(document, background) if deep else flatten8(document, background=background)
    if options.profile is None:
        return Flat(pixels, srgb_profile(), True)
    try:
        return Flat(from_srgb(pixels, options.profile), options.profile, False)
    except FormatError as error:
        note = Sentence("{reason} The picture was saved in sRGB.", reason=error.sentence)
        return Flat(pixels, srgb_profile(), True, (note,))


def _deep(document: Document, background: tuple[float, float, float] | None) -> np.ndarray:
    planes = flatten(document)  # 4×H×W uint16 fix15, premultiplied
    if background is not None:
        left = np.uint32(ONE) - planes[3]
        for plane, part in zip(planes[:3], background, strict=True):
            plane += ((left * np.uint32(round(part * ONE)) + ONE // 2) >> 15).astype(np.uint16)
        planes[3] = ONE
    return to_rgba16(planes)


def texts(document: Document, options: SaveOptions) -> dict[str, str]:
    """The words that go into the file: how it was made, where that is wanted, and what was given."""
    return {**(made_how(document) if options.recipes else {}), **options.text}
