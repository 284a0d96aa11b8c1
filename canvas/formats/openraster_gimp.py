"""How to tell an OpenRaster file of GIMP's, and what its blend modes are there.

Source: the OpenRaster plug-in of GIMP (file-openraster.py). GIMP 2.10 names its legacy modes only and writes
the others as normal; GIMP 3 has the same names for its legacy modes, which mix sRGB's numbers as we do, and
for its own, most of which mix linear light, so that only the merged picture tells them apart. GIMP 3.0 writes
moved and see-through layers as they look alone (mended in 3.2): at their offset, cut to their own size, at
their opacity, both of which the list of layers has again, and empty in modes that are cut to what is below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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


def unlike(empty: Sequence[str]) -> tuple[Sentence, ...]:
    """What to say where layers do not look as GIMP's merged picture; empty: names of those without paint."""
    if not empty:
        return (
            Sentence(
                "This picture looks different in GIMP, which mixes see-through paint in ways of its own, "
                "such as in linear light."
            ),
        )
    return tuple(
        Sentence(
            "“{name}” is empty in this file: GIMP 3.0 loses the paint of some layers when it exports. Save "
            "the picture there as XCF, and open that.",
            name=name,
        )
        for name in empty
    )
