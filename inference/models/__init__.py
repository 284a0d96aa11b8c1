"""What a model or a part of one on disk is, told from the files themselves, and where to look for them."""

from __future__ import annotations

from inference.models.estimators import draws
from inference.models.files import PICKLED
from inference.models.fits import fits
from inference.models.folders import WEIGHTED_PARTS
from inference.models.info import (
    Edition,
    Layout,
    ModelInfo,
    Need,
    NotACheckpoint,
    Part,
    PartKind,
    Precision,
)
from inference.models.needs import companions, incomplete, needs_sentence, required
from inference.models.pieces import control_of_words
from inference.models.scanning import (
    MODELS_VARIABLE,
    default_folders,
    inspect,
    inspect_part,
    look,
    scan,
)

__all__ = [
    "MODELS_VARIABLE",
    "PICKLED",
    "WEIGHTED_PARTS",
    "Edition",
    "Layout",
    "ModelInfo",
    "Need",
    "NotACheckpoint",
    "Part",
    "PartKind",
    "Precision",
    "companions",
    "control_of_words",
    "default_folders",
    "draws",
    "fits",
    "incomplete",
    "inspect",
    "inspect_part",
    "look",
    "needs_sentence",
    "required",
    "scan",
]
