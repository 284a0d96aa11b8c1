"""The brushes that come with the program and their groups, named for the artist."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP
from canvas.brush.entry import BrushEntry
from canvas.brush_files.shipped import read_shipped

# By id; what the files in resources/brushes call them.
_NAMES = {
    "hard-pencil": QT_TRANSLATE_NOOP("BrushPresets", "Hard 2H pencil"),
    "pencil": QT_TRANSLATE_NOOP("BrushPresets", "HB pencil"),
    "soft-pencil": QT_TRANSLATE_NOOP("BrushPresets", "Soft 4B pencil"),
    "shading-pencil": QT_TRANSLATE_NOOP("BrushPresets", "Shading pencil"),
    "fineliner": QT_TRANSLATE_NOOP("BrushPresets", "Fineliner"),
    "ink": QT_TRANSLATE_NOOP("BrushPresets", "Dip pen"),
    "brush-pen": QT_TRANSLATE_NOOP("BrushPresets", "Brush pen"),
    "calligraphy": QT_TRANSLATE_NOOP("BrushPresets", "Calligraphy pen"),
    "dry-ink": QT_TRANSLATE_NOOP("BrushPresets", "Dry ink brush"),
    "hard-round": QT_TRANSLATE_NOOP("BrushPresets", "Hard round"),
    "round-bristle": QT_TRANSLATE_NOOP("BrushPresets", "Round bristle"),
    "flat-bristle": QT_TRANSLATE_NOOP("BrushPresets", "Flat bristle"),
    "filbert": QT_TRANSLATE_NOOP("BrushPresets", "Filbert"),
    "fan-brush": QT_TRANSLATE_NOOP("BrushPresets", "Fan brush"),
    "dry-brush": QT_TRANSLATE_NOOP("BrushPresets", "Dry brush"),
    "scumble": QT_TRANSLATE_NOOP("BrushPresets", "Dry scumble"),
    "palette-knife": QT_TRANSLATE_NOOP("BrushPresets", "Palette knife"),
    "water-round": QT_TRANSLATE_NOOP("BrushPresets", "Round watercolour"),
    "wash": QT_TRANSLATE_NOOP("BrushPresets", "Wet wash"),
    "glaze": QT_TRANSLATE_NOOP("BrushPresets", "Glaze"),
    "soft-pastel": QT_TRANSLATE_NOOP("BrushPresets", "Soft pastel"),
    "oil-pastel": QT_TRANSLATE_NOOP("BrushPresets", "Oil pastel"),
    "chalk": QT_TRANSLATE_NOOP("BrushPresets", "Chalk"),
    "charcoal": QT_TRANSLATE_NOOP("BrushPresets", "Charcoal stick"),
    "charcoal-side": QT_TRANSLATE_NOOP("BrushPresets", "Charcoal on its side"),
    "marker": QT_TRANSLATE_NOOP("BrushPresets", "Chisel marker"),
    "felt-tip": QT_TRANSLATE_NOOP("BrushPresets", "Felt-tip pen"),
    "highlighter": QT_TRANSLATE_NOOP("BrushPresets", "Highlighter"),
    "soft-round": QT_TRANSLATE_NOOP("BrushPresets", "Soft round"),
    "airbrush": QT_TRANSLATE_NOOP("BrushPresets", "Airbrush"),
    "spray": QT_TRANSLATE_NOOP("BrushPresets", "Spray can"),
    "smudge": QT_TRANSLATE_NOOP("BrushPresets", "Finger smudge"),
    "stump": QT_TRANSLATE_NOOP("BrushPresets", "Paper stump"),
    "wet-mix": QT_TRANSLATE_NOOP("BrushPresets", "Wet mixing brush"),
    "blur": QT_TRANSLATE_NOOP("BrushPresets", "Soft blur"),
    "sponge": QT_TRANSLATE_NOOP("BrushPresets", "Natural sponge"),
    "splatter": QT_TRANSLATE_NOOP("BrushPresets", "Splatter"),
    "stipple": QT_TRANSLATE_NOOP("BrushPresets", "Stippling brush"),
    "foliage": QT_TRANSLATE_NOOP("BrushPresets", "Foliage"),
    "clouds": QT_TRANSLATE_NOOP("BrushPresets", "Clouds"),
    "soft-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Soft eraser"),
    "hard-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Hard eraser"),
    "fine-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Fine eraser"),
    "dry-eraser": QT_TRANSLATE_NOOP("BrushPresets", "Kneaded eraser"),
}

_GROUPS = {
    "pencil": QT_TRANSLATE_NOOP("BrushGroups", "Pencil"),
    "ink": QT_TRANSLATE_NOOP("BrushGroups", "Ink"),
    "oil": QT_TRANSLATE_NOOP("BrushGroups", "Oil"),
    "watercolour": QT_TRANSLATE_NOOP("BrushGroups", "Watercolour"),
    "pastel": QT_TRANSLATE_NOOP("BrushGroups", "Pastel"),
    "marker": QT_TRANSLATE_NOOP("BrushGroups", "Marker"),
    "airbrush": QT_TRANSLATE_NOOP("BrushGroups", "Airbrush"),
    "blender": QT_TRANSLATE_NOOP("BrushGroups", "Blender"),
    "texture": QT_TRANSLATE_NOOP("BrushGroups", "Texture"),
    "eraser": QT_TRANSLATE_NOOP("BrushGroups", "Eraser"),
    "own": QT_TRANSLATE_NOOP("BrushGroups", "My brushes"),
}


def shipped_entries() -> tuple[BrushEntry, ...]:
    """The brushes that come with the program, as a library takes them, in the order in which they show."""
    return read_shipped(files("resources") / "brushes")


def group_title(group: str) -> str:
    """The name of a group in the artist's language; one of the artist's own is what it is."""
    return QCoreApplication.translate("BrushGroups", _GROUPS[group]) if group in _GROUPS else group


def title_of(entry: BrushEntry) -> str:
    """The name of a brush in the artist's language; what the artist called it is left as it is."""
    if _NAMES.get(entry.id) != entry.title:
        return entry.title
    return QCoreApplication.translate("BrushPresets", entry.title)
