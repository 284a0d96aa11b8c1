"""A layer's recipe as text for the artist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP
from canvas.layer import Layer

LABELS = (
    ("kind", QT_TRANSLATE_NOOP("Recipe", "Kind")),
    ("mode", QT_TRANSLATE_NOOP("Recipe", "Way to inpaint")),
    ("engine", QT_TRANSLATE_NOOP("Recipe", "Engine")),
    ("model", QT_TRANSLATE_NOOP("Recipe", "Model")),
    ("prompt", QT_TRANSLATE_NOOP("Recipe", "Prompt")),
    ("negative", QT_TRANSLATE_NOOP("Recipe", "Negative prompt")),
    ("strength", QT_TRANSLATE_NOOP("Recipe", "Strength")),
    ("steps", QT_TRANSLATE_NOOP("Recipe", "Steps")),
    ("guidance", QT_TRANSLATE_NOOP("Recipe", "Guidance")),
    ("sampler", QT_TRANSLATE_NOOP("Recipe", "Sampler")),
    ("vae", QT_TRANSLATE_NOOP("Recipe", "VAE")),
    ("seed", QT_TRANSLATE_NOOP("Recipe", "Seed")),
    ("width", QT_TRANSLATE_NOOP("Recipe", "Working width")),
    ("height", QT_TRANSLATE_NOOP("Recipe", "Working height")),
    ("transition", QT_TRANSLATE_NOOP("Recipe", "Transition (px)")),
)
VALUES = {
    "paint": QT_TRANSLATE_NOOP("Recipe", "Paint"),
    "inpaint": QT_TRANSLATE_NOOP("Recipe", "Inpaint"),
    "vary": QT_TRANSLATE_NOOP("Recipe", "Vary"),
    "text": QT_TRANSLATE_NOOP("Recipe", "Text"),
    "edit": QT_TRANSLATE_NOOP("Recipe", "Edit"),
    "fill": QT_TRANSLATE_NOOP("Recipe", "Fill"),
    "expand": QT_TRANSLATE_NOOP("Recipe", "Expand"),
    "add": QT_TRANSLATE_NOOP("Recipe", "Add"),
    "remove": QT_TRANSLATE_NOOP("Recipe", "Remove"),
    "replace background": QT_TRANSLATE_NOOP("Recipe", "Replace the background"),
    "refine": QT_TRANSLATE_NOOP("Recipe", "Refine"),
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
    skipped = settings.get("clip_skip")
    if isinstance(skipped, int) and skipped > 0:
        lines.append(tr("Clip skip: {0}").format(skipped + 1))
    lines += _steering(settings)
    for name, pixels in layer.recipe.pictures.items():
        if name in PICTURES:
            lines.append(tr(PICTURES[name]).format(pixels.shape[1], pixels.shape[0]))
    measured = settings.get("measured")
    return "\n".join([*lines, *_measured(measured if isinstance(measured, Mapping) else {})])


def _worded(key: str, value: object) -> object:
    return tr(VALUES[str(value)]) if key in ("kind", "engine", "mode") and str(value) in VALUES else value


def _steering(settings: Mapping[str, Any]) -> list[str]:
    """A line for each LoRA, control, reference and region."""
    lines: list[str] = []
    for key, template in (
        ("loras", tr("LoRA: {name}, weight {weight}")),
        ("controls", tr("Control: {kind} with {name}, weight {weight}, from {start} to {end}")),
        ("references", tr("Reference: {kind} with {name}, weight {weight}")),
        ("regions", tr("Region: “{prompt}”, weight {weight}")),
    ):
        rows = settings.get(key, ())
        for row in rows if isinstance(rows, list | tuple) else ():
            if isinstance(row, Mapping):
                lines.append(template.format_map(_Row(row)))
    enlarged = settings.get("refine_width"), settings.get("refine_height"), settings.get("refine_strength")
    if enlarged[0]:
        lines.append(tr("Enlarged to {0} × {1} px and refined, strength {2}").format(*enlarged))
    return lines


class _Row(dict[str, Any]):
    """What is told of a condition; its name is that of its file, and what is not told is a dash."""

    def __missing__(self, key: str) -> str:
        path = str(self.get("path") or self.get("model") or "")
        return path.replace("\\", "/").rpartition("/")[2] if key == "name" and path else "–"


def _measured(figures: Mapping[str, Any]) -> list[str]:
    """How the result fits into the picture, in numbers."""
    lines: list[str] = []
    seam, shift, left = (_number(figures.get(name)) for name in ("seam", "colour_shift", "colour_left"))
    if seam is not None:
        lines.append(tr("Seam: {0} (1 is none)").format(f"{seam:.2f}"))
    if shift is not None:
        line = tr("Colour shift of the model: ΔE {0}").format(f"{shift:.1f}")
        if left is not None:
            line = tr("Colour shift of the model: ΔE {0}, after matching {1}").format(
                f"{shift:.1f}", f"{left:.1f}"
            )
        lines.append(line)
    return lines


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
