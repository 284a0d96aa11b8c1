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
VALUES = {
    "paint": QT_TRANSLATE_NOOP("Recipe", "Paint"),
    "inpaint": QT_TRANSLATE_NOOP("Recipe", "Inpaint"),
    "vary": QT_TRANSLATE_NOOP("Recipe", "Vary"),
    "text": QT_TRANSLATE_NOOP("Recipe", "Text"),
    "painterly": QT_TRANSLATE_NOOP("Recipe", "Painter (built in)"),
    "diffusion": QT_TRANSLATE_NOOP("Recipe", "Diffusion"),
}
PICTURES = {
    "image": QT_TRANSLATE_NOOP("Recipe", "Picture to start from: {0} × {1} px"),
    "mask": QT_TRANSLATE_NOOP("Recipe", "Mask: {0} × {1} px"),
    "strength_map": QT_TRANSLATE_NOOP("Recipe", "Painted strength: {0} × {1} px"),
}


def tr(text: str) -> str:
    return QCoreApplication.translate("Recipe", text)


def recipe_text(layer: Layer) -> str:
    """One line for each setting that has a value, then what pictures went in."""
    if layer.recipe is None:
        return ""
    settings = layer.recipe.settings
    lines = [
        tr("{0}: {1}").format(tr(label), _worded(key, settings[key]))
        for key, label in LABELS
        if settings.get(key) not in (None, "")
    ]
    for name, pixels in layer.recipe.pictures.items():
        if name in PICTURES:
            lines.append(tr(PICTURES[name]).format(pixels.shape[1], pixels.shape[0]))
    return "\n".join(lines)


def _worded(key: str, value: object) -> object:
    return tr(VALUES[str(value)]) if key in ("kind", "engine") and str(value) in VALUES else value
