"""The eyedropper: takes the colour that is seen under the pen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.i18n import QT_TRANSLATE_NOOP
from app.studio import Studio
from app.tools.base import Host, Option, Pointer, Tool

SIZES = (
    ("1", QT_TRANSLATE_NOOP("Tools", "Point")),
    ("3", QT_TRANSLATE_NOOP("Tools", "3 × 3 average")),
    ("5", QT_TRANSLATE_NOOP("Tools", "5 × 5 average")),
)


def pick(studio: Studio, pointer: Pointer, *, side: int = 1, background: bool = False) -> bool:
    """Take the colour from the display picture, averaged over side×side pixels. False off the canvas."""
    levels = studio.session.display.levels
    if not levels:
        return False
    picture = levels[0]  # H×W×4 uint8, BGRA premultiplied
    x, y = math.floor(pointer.x), math.floor(pointer.y)
    if not (0 <= x < picture.shape[1] and 0 <= y < picture.shape[0]):
        return False
    half = side // 2
    area = picture[max(0, y - half) : y + half + 1, max(0, x - half) : x + half + 1]
    blue, green, red, alpha = area.reshape(-1, 4).mean(axis=0)
    if alpha < 1:
        return False
    colour = (min(1.0, red / alpha), min(1.0, green / alpha), min(1.0, blue / alpha))
    if background:
        studio.set_background(colour)
    else:
        studio.set_colour(colour)
    return True


@dataclass(slots=True)
class Eyedropper(Tool):
    """Press or drag picks the foreground colour; with Alt the background."""

    def press(self, pointer: Pointer) -> None:
        side = int(self.values["size"])
        if not pick(self.studio, pointer, side=side, background=pointer.alt):
            self.studio.tell(self.studio.tr("There is no colour there: the canvas is transparent."))

    def move(self, pointer: Pointer) -> None:
        pick(self.studio, pointer, side=int(self.values["size"]), background=pointer.alt)


def make_eyedropper(studio: Studio, host: Host) -> Tool:
    return Eyedropper(
        studio,
        host,
        "eyedropper",
        (Option("size", QT_TRANSLATE_NOOP("Tools", "Sample"), "1", choices=SIZES),),
    )
