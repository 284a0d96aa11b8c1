"""The brushes that come with the program, read from a file and named for the artist."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP
from canvas.brush.preset import Brush

_NAMES = {
    "pencil": QT_TRANSLATE_NOOP("BrushPresets", "Pencil"),
    "ink": QT_TRANSLATE_NOOP("BrushPresets", "Ink"),
    "soft-round": QT_TRANSLATE_NOOP("BrushPresets", "Soft round"),
    "hard-round": QT_TRANSLATE_NOOP("BrushPresets", "Hard round"),
    "airbrush": QT_TRANSLATE_NOOP("BrushPresets", "Airbrush"),
    "marker": QT_TRANSLATE_NOOP("BrushPresets", "Marker"),
    "dry-brush": QT_TRANSLATE_NOOP("BrushPresets", "Dry brush"),
    "glaze": QT_TRANSLATE_NOOP("BrushPresets", "Glaze"),
    "soft-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Soft eraser"),
    "hard-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Hard eraser"),
    "fine-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Fine eraser"),
    "dry-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Dry eraser"),
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A brush under the name by which it is known in the file."""

    id: str
    brush: Brush  # its name is the id

    @property
    def title(self) -> str:
        """The name in the artist's language."""
        return QCoreApplication.translate("BrushPresets", _NAMES.get(self.id, self.id))

    @property
    def properties(self) -> dict[str, Any]:
        """All that a brush must take over to be this one; whether it erases, it is already."""
        names = (field.name for field in fields(Brush) if field.name != "eraser")
        return {name: getattr(self.brush, name) for name in names}


def presets() -> tuple[Preset, ...]:
    """The brushes of `resources/brushes/presets.json`, in the order in which they are shown."""
    text = (files("resources") / "brushes" / "presets.json").read_text(encoding="utf-8")
    return tuple(
        Preset(entry["id"], replace(Brush(entry["id"]), **entry["brush"])) for entry in json.loads(text)
    )
