"""What kinds of controls and references are called, and what they are good for."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.i18n import QT_TRANSLATE_NOOP

TITLES: Mapping[str, str] = {  # of rows, by their sort
    "control": QT_TRANSLATE_NOOP("Steering", "Control"),
    "reference": QT_TRANSLATE_NOOP("Steering", "Reference"),
    "region": QT_TRANSLATE_NOOP("Steering", "Region"),
    "lora": "LoRA",  # the same in every language
    "vae": "VAE",
    "clip_skip": QT_TRANSLATE_NOOP("Steering", "Clip skip"),
}

INVERSIONS = QT_TRANSLATE_NOOP("Steering", "Textual inversion")
NONE_FOUND = QT_TRANSLATE_NOOP("Steering", "None found for {0}")
ABOUT_REGIONS = QT_TRANSLATE_NOOP("Steering", "A layer that says where a prompt of its own holds")
GET_MODELS = QT_TRANSLATE_NOOP("Steering", "Get models…")

# Of each kind of control: its name, and what is told of it.
CONTROLS: Mapping[str, tuple[str, str]] = {
    "scribble": (
        QT_TRANSLATE_NOOP("Steering", "Scribble"),
        QT_TRANSLATE_NOOP("Steering", "Follows rough lines loosely: for sketches"),
    ),
    "lineart": (
        QT_TRANSLATE_NOOP("Steering", "Line art"),
        QT_TRANSLATE_NOOP("Steering", "Follows clean lines closely: for inked drawings"),
    ),
    "softedge": (
        QT_TRANSLATE_NOOP("Steering", "Soft edges"),
        QT_TRANSLATE_NOOP("Steering", "Keeps the large shapes of a painting and leaves the rest free"),
    ),
    "canny": (
        QT_TRANSLATE_NOOP("Steering", "Hard edges"),
        QT_TRANSLATE_NOOP("Steering", "Keeps every edge of a picture (Canny)"),
    ),
    "depth": (
        QT_TRANSLATE_NOOP("Steering", "Depth"),
        QT_TRANSLATE_NOOP("Steering", "Near is light, far is dark: drawn by a model, or on a layer"),
    ),
    "normal": (
        QT_TRANSLATE_NOOP("Steering", "Normals"),
        QT_TRANSLATE_NOOP(
            "Steering", "Which way surfaces face, in colours: drawn by a depth model, or on a layer"
        ),
    ),
    "pose": (
        QT_TRANSLATE_NOOP("Steering", "Pose"),
        QT_TRANSLATE_NOOP(
            "Steering", "A stick figure in OpenPose colours on black: drawn by a model, or on a layer"
        ),
    ),
    "segmentation": (
        QT_TRANSLATE_NOOP("Steering", "Segments"),
        QT_TRANSLATE_NOOP(
            "Steering", "A flat colour for each kind of thing (ADE20K): drawn by a model, or on a layer"
        ),
    ),
    "tile": (
        QT_TRANSLATE_NOOP("Steering", "Colour blocks"),
        QT_TRANSLATE_NOOP("Steering", "Keeps what is where and its colours, and paints new detail (tile)"),
    ),
}
MAPS = frozenset({"depth", "normal", "pose", "segmentation"})  # that only a model draws from a picture

REFERENCES: Mapping[str, tuple[str, str]] = {
    "reference": (
        QT_TRANSLATE_NOOP("Steering", "Resemble"),
        QT_TRANSLATE_NOOP("Steering", "Subject, colours and manner of a picture"),
    ),
    "style": (
        QT_TRANSLATE_NOOP("Steering", "Style"),
        QT_TRANSLATE_NOOP("Steering", "Only the manner of a picture; needs an SDXL model"),
    ),
    "composition": (
        QT_TRANSLATE_NOOP("Steering", "Composition"),
        QT_TRANSLATE_NOOP("Steering", "Only what is where in a picture; needs an SDXL model"),
    ),
}


def tr(text: str) -> str:
    return QCoreApplication.translate("Steering", text)
