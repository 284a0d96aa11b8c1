"""A layer's recipe as text for the artist."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from canvas.layer import Layer

LABELS = (
    ("kind", "Kind"),
    ("engine", "Engine"),
    ("model", "Model"),
    ("prompt", "Prompt"),
    ("negative", "Negative prompt"),
    ("strength", "Strength"),
    ("steps", "Steps"),
    ("guidance", "Guidance"),
    ("sampler", "Sampler"),
    ("seed", "Seed"),
    ("width", "Working width"),
    ("height", "Working height"),
)


def tr(text: str) -> str:
    return QCoreApplication.translate("Recipe", text)


def recipe_text(layer: Layer) -> str:
    """One line for each setting that has a value, then what pictures went in."""
    if layer.recipe is None:
        return ""
    settings = layer.recipe.settings
    lines = [f"{tr(label)}: {settings[key]}" for key, label in LABELS if settings.get(key) not in (None, "")]
    for name, pixels in layer.recipe.pictures.items():
        size = f"{pixels.shape[1]} × {pixels.shape[0]}"
        lines.append(tr("Input {0}: {1} px").format(name.replace("_", " "), size))
    return "\n".join(lines)
