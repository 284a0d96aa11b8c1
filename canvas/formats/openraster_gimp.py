"""How to tell an OpenRaster file of GIMP's, and what its blend modes are there.

Source: the OpenRaster plug-in of GIMP (file-openraster.py): of its modes only the legacy ones have names in
these files; the others are written as normal, so that nothing of them can be known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from canvas.blend import BlendMode
from canvas.errors import Sentence
from canvas.formats.openraster_entries import Folder, Sheet

_SOURCE = re.compile(r"data/(\d{3}-)*\d{3}\.png")
# GIMP's hue, saturation and luminosity are those of HSV (its luminosity is the value), its colour that of
# HSL, and its soft light another curve; all others are computed as here.
_DIFFERENT = frozenset(
    {BlendMode.HUE, BlendMode.SATURATION, BlendMode.COLOR, BlendMode.LUMINOSITY, BlendMode.SOFT_LIGHT}
)

_UNCUT = frozenset({BlendMode.NORMAL, BlendMode.OVERLAY})  # the others are legacy modes


def is_gimp(image: Mapping[str, str], source: str) -> bool:
    """By what the image says (no version, no resolution) and what the first layer's member is called."""
    return set(image) == {"w", "h"} and _SOURCE.fullmatch(source) is not None


def as_in_gimp(inside: list[Sheet | Folder]) -> list[Sheet | Folder]:
    """Layers and groups, those in legacy modes cut to what is below them, as GIMP does."""
    return [_as_in_gimp(item) for item in inside]


def _as_in_gimp(item: Sheet | Folder) -> Sheet | Folder:
    if isinstance(item, Folder):
        item = replace(item, inside=as_in_gimp(item.inside))
    if item.entry.blend in _UNCUT:
        return item
    return replace(item, entry=replace(item.entry, clip=True, clip_to_all=True))


def oddity(blend: BlendMode, name: str) -> Sentence | None:
    """What to say about a layer's mode."""
    if blend not in _DIFFERENT:
        return None
    return Sentence("The blend mode of “{name}” is another one in GIMP, so it may look different.", name=name)
