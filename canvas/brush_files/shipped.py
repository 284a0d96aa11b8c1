"""The brushes that come with the program: one file for each group, tips as grey PNGs beside them."""

from __future__ import annotations

import json
from importlib.resources.abc import Traversable

from canvas.brush.entry import GROUPS, BrushEntry
from canvas.brush.tip import Tip, TipOrder
from canvas.brush_files.native import read_native
from canvas.brush_files.tips import PNG_LIMITS, make_tip
from canvas.errors import FormatError
from canvas.formats.pictures import png_to_picture

TIPS = "tips.json"  # {name: {"order": …, "images": [file …]}}


def read_shipped(folder: Traversable) -> tuple[BrushEntry, ...]:
    """The brushes of `<group>.json` for each group, in the order in which they are shown.

    folder: holds these files, and the tips in `tips`. Raises FormatError if the installation is damaged.
    """
    shelf = _Shelf(folder / "tips")
    entries: list[BrushEntry] = []
    for group in GROUPS:
        file = folder / f"{group}.json"
        if not file.is_file():
            continue
        imported = read_native(file.read_bytes(), shelf.find)
        if imported.notes:
            raise FormatError("The brushes of the program are damaged: {reason}", reason=imported.notes[0])
        entries += imported.entries
    return tuple(entries)


class _Shelf:
    """The shipped tips by name, each made once."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._listed = json.loads((folder / TIPS).read_bytes())
        self._made: dict[str, Tip] = {}

    def find(self, name: str) -> Tip | None:
        if name not in self._listed:
            return None
        if name not in self._made:
            told = self._listed[name]
            images = [
                png_to_picture((self._folder / file).read_bytes(), PNG_LIMITS) for file in told["images"]
            ]
            self._made[name] = make_tip(name, images, TipOrder(told["order"]))
        return self._made[name]
