"""What is in hand, colours and brushes as they were put down, taken up again at the next start."""

from __future__ import annotations

import logging

from PySide6.QtCore import Qt

from app.panels.swatches import colour_of, hex_of
from app.studio import Studio
from canvas.brush.entry import OWN, BrushEntry
from canvas.brush.tip import Tip
from canvas.brush_files.native import ENDING, MOST_BYTES, read_native, write_native
from canvas.errors import FormatError
from canvas.formats.safe_write import replacing

FILE = f"put-down{ENDING}"  # in the settings' folder: the brushes that are not as they were saved
ERASER = "eraser"  # group of those that the eraser has in hand

log = logging.getLogger("scumble.brushes")


def put_down(studio: Studio) -> None:
    """Keep it. A disk that is full costs the changes to brushes, and a line in the log."""
    settings = studio.settings
    settings.set("hand/brush", studio.brush.name)
    settings.set("hand/eraser", studio.eraser.name)
    settings.set("hand/colours", f"{hex_of(studio.colour)} {hex_of(studio.background)}")
    entries = [
        BrushEntry(name, name, brush, ERASER if eraser else OWN)
        for (name, eraser), brush in studio.tweaked.items()
    ]
    path = settings.folder / FILE
    try:
        if entries:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                file.write(write_native(entries, frozenset(_tips(studio))))
        else:
            path.unlink(missing_ok=True)
    except (OSError, FormatError) as error:
        log.warning("The changes to brushes are not kept: %s", error)


def take_up(studio: Studio) -> None:
    """Put everything back into the hand; what is damaged or gone stays as at a first start."""
    settings = studio.settings
    colours = [colour_of(name) for name in settings.get("hand/colours").split()]
    if len(colours) == 2 and colours[0] is not None and colours[1] is not None:
        studio.set_colour(colours[0])
        studio.set_background(colours[1])
    path = settings.folder / FILE
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            entries = read_native(data, _tips(studio).get).entries
            studio.take_tweaks({(entry.id, entry.group == ERASER): entry.brush for entry in entries})
    except FileNotFoundError:
        pass  # nothing was changed
    except (OSError, FormatError) as error:
        log.warning("The changes to brushes are not read: %s", error)
    _take_brushes(studio)
    if not studio.shelf.ready:  # the artist's own brushes are still being read
        first = studio.brush, studio.eraser
        studio.shelf.changed.connect(
            lambda: _take_brushes(studio) if (studio.brush, studio.eraser) == first else None,
            Qt.ConnectionType.SingleShotConnection,
        )


def _take_brushes(studio: Studio) -> None:
    for setting, eraser in (("hand/brush", False), ("hand/eraser", True)):
        studio.take_brush(studio.settings.get(setting), eraser=eraser)


def _tips(studio: Studio) -> dict[str, Tip]:
    """The tips that come with the program, by name."""
    tips = (entry.brush.tip for entry in studio.shelf.stock.entries if not entry.own)
    return {tip.name: tip for tip in tips if tip is not None}
