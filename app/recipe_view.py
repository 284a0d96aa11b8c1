"""A layer's recipe as text for the artist."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP
from canvas.layer import Layer

LABELS = (
    ("kind", QT_TRANSLATE_NOOP("Recipe", "Kind")),
    ("engine", QT_TRANSLATE_NOOP("Recipe", "Engine")),
    ("model", QT_TRANSLATE_NOOP("Recipe", "Model")),
    ("prompt", QT_TRANSLATE_NOOP("Recipe", "Prompt")),
    ("negative", QT_TRANSLATE_NOOP("Recipe", "Negative prompt")),
    ("strength", QT_TRANSLATE_NOOP("Recipe", "Strength")),
    ("steps", QT_TRANSLATE_NOOP("Recipe", "Steps")),
    ("guidance", QT_TRANSLATE_NOOP("Recipe", "Guidance")),
    ("sampler", QT_TRANSLATE_NOOP("Recipe", "Sampler")),
    ("seed", QT_TRANSLATE_NOOP("Recipe", "Seed")),
    ("width", QT_TRANSLATE_NOOP("Recipe", "Working width")),
    ("height", QT_TRANSLATE_NOOP("Recipe", "Working height")),
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
